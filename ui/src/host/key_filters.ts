import type { KeyFilter } from "../contract/contract";

/** All that a list of keys can be narrowed to, in the order in which it stands above one. */
export const keyFilters: readonly KeyFilter[] = [
  "all",
  "active",
  "retiring",
  "pending",
  "due",
  "unused",
  "expired",
  "revoked",
];
