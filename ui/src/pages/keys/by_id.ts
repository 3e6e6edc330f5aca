import type { KeyView } from "../../contract/contract";

/** Keys by their ids, to be asked often. */
export const byId = (keys: readonly KeyView[]): ReadonlyMap<string, KeyView> =>
  new Map(keys.map((key) => [key.id, key]));
