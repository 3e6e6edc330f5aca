import { expect, test } from "vitest";
import { findAnything } from "./palette";
import { sampleKey } from "../host/fake_data";

const pages = [
  { page: "keys" as const, title: "Keys" },
  { page: "audit" as const, title: "Audit" },
];
const keys = Array.from({ length: 40 }, (_, index) => sampleKey(index, "sandbox", 0));

test("nothing typed shows the pages", () => {
  expect(
    findAnything("", pages, keys, true).map((found) => found.kind),
    "pages only",
  ).toEqual(["page", "page"]);
});

test("pages are found by their title, and keys as their place found them", () => {
  expect(findAnything("aud", pages, [], true)[0], "by title").toEqual({ kind: "page", ...pages[1] });
  expect(findAnything("billing", pages, keys.slice(0, 2), true), "whatever they have of it").toHaveLength(2);
});

test("never more than eight keys", () => {
  expect(findAnything("key_", pages, keys, true), "a palette is not a table").toHaveLength(8);
});

test("what may be an ID leads to its requests, behind the keys that have it, and for whom can look at them", () => {
  const id = "01980d1e-7c2a-7000-8000-000000000001";
  expect(findAnything(` ${id} `, pages, [], true)).toEqual([{ kind: "requests", id }]);
  expect(findAnything("9f2c", pages, keys.slice(0, 1), true).map((found) => found.kind)).toEqual([
    "key",
    "requests",
  ]);
  for (const words of ["billing", "payouts 2", "q4"])
    expect(findAnything(words, pages, [], true), words).toEqual([]);
  expect(findAnything(id, pages, [], false)).toEqual([]);
});
