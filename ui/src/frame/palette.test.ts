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

test("pages are found by their title, and keys as their place found them", () => {
  expect(findAnything("aud", pages, [])[0], "by title").toEqual({ kind: "page", ...pages[1] });
  expect(findAnything("billing", pages, keys.slice(0, 2)), "whatever they have of it").toHaveLength(2);
});

test("never more than eight keys", () => {
  expect(findAnything("key_", pages, keys), "a palette is not a table").toHaveLength(8);
});
