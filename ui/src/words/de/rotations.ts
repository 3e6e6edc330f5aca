import type { Words } from "..";

export const rotations: Words["rotations"] = {};
