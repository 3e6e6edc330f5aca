import type { Words } from "..";

export const audit: Words["audit"] = {};
