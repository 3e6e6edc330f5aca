import type { Words } from "..";

export const activation: Words["activation"] = {};
