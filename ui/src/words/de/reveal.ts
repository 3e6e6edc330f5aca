import type { Words } from "..";

export const reveal: Words["reveal"] = {};
