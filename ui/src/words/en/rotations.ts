export const rotations = {};
