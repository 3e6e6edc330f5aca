export const activation = {};
