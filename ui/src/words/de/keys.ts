import type { Words } from "..";

export const keys: Words["keys"] = {};
