import type { Words } from "..";

export const sheets: Words["sheets"] = {};
