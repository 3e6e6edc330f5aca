import { expect, test } from "vitest";
import { grouped } from "./grouping";

test("groups joined again are the secret", () => {
  const secret = `ck_live_${"0123456789abcdef".repeat(2)}`;
  expect(grouped(secret).join(""), "nothing is added or lost").toBe(secret);
  expect(grouped(secret)[0], "the prefix stands alone").toBe("ck_live_");
});

test("a secret without a prefix is grouped all the same", () => {
  expect(grouped("abcdefghij"), "other issuers have other forms").toEqual(["abcdefgh", "ij"]);
});
