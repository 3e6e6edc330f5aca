import { expect, test } from "vitest";
import type { KnownKeyView } from "../../contract/contract";
import { foundKeys, inOrder, isDue, type By } from "./rows";

const key = (name: string, over: Partial<KnownKeyView> = {}): KnownKeyView => ({
  connection: "a",
  id: `key_${name}`,
  environment: "sandbox",
  name,
  hint: { prefix: "ck_sandbox_", lastFour: "9f2c" },
  note: null,
  state: "active",
  createdAt: "2026-11-01T00:00:00.000Z",
  endsAt: null,
  dueAt: null,
  lastProof: null,
  ...over,
});
const names = (keys: readonly KnownKeyView[], by: By, down = false) =>
  inOrder(keys, { by, down }, ({ connection }) => connection, "en").map(({ name }) => name);

test("what has no moment comes last, whichever way", () => {
  const keys = [
    key("never"),
    key("late", { dueAt: "2027-02-01T00:00:00.000Z" }),
    key("soon", { dueAt: "2026-12-01T00:00:00.000Z" }),
  ];
  expect(names(keys, "due")).toEqual(["soon", "late", "never"]);
  expect(names(keys, "due", true)).toEqual(["late", "soon", "never"]);
});

test("what is alike is read by name, as people count", () => {
  const keys = [key("key 10"), key("key 2"), key("Key 1", { connection: "b" })];
  expect(names(keys, "state")).toEqual(["Key 1", "key 2", "key 10"]);
  expect(names(keys, "place", true)).toEqual(["Key 1", "key 2", "key 10"]);
  expect(names(keys, "name", true)).toEqual(["key 10", "key 2", "Key 1"]);
});

test("a state is read as a key's life goes", () => {
  const keys = [key("gone", { state: "revoked" }), key("new", { state: "pending" }), key("works")];
  expect(names(keys, "state")).toEqual(["new", "works", "gone"]);
});

test("a key becomes due while the window is open, and only what was found is shown", () => {
  const soon = key("soon", { dueAt: "2026-12-01T00:00:00.000Z" });
  expect(isDue(soon, Date.parse("2026-11-30T23:59:59.999Z"))).toBe(false);
  expect(isDue(soon, Date.parse("2026-12-01T00:00:00.000Z"))).toBe(true);
  const same = { ...soon, connection: "b" };
  const found = { keys: [{ connection: "b", key: soon.id }], rotations: [] };
  expect(foundKeys([soon, same], found), "two places may both have a key of one id").toEqual([same]);
  expect(foundKeys([soon, same], null)).toHaveLength(2);
});
