/** Keys by their ids, to be asked often. */
export const byId = <Key extends { id: string }>(keys: readonly Key[]): ReadonlyMap<string, Key> =>
  new Map(keys.map((key) => [key.id, key]));
