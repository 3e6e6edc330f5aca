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
    findAnything("", pages, keys).map((found) => found.kind),
    "pages only",
  ).toEqual(["page", "page"]);
});

test("a page, a name, an id and the end of a hint are found", () => {
  expect(findAnything("aud", pages, keys)[0], "by title").toEqual({ kind: "page", ...pages[1] });
  expect(findAnything("billing-sync", pages, keys)[0], "by name").toMatchObject({ kind: "key" });
  const { id, hint } = keys[7] ?? sampleKey(7, "sandbox", 0);
  expect(findAnything(id, pages, keys), "by id").toHaveLength(1);
  expect(findAnything(hint.lastFour, pages, keys).length, "by hint").toBeGreaterThan(0);
});

test("never more than eight keys", () => {
  expect(findAnything("key_", pages, keys), "a palette is not a table").toHaveLength(8);
});
