import { expect, test } from "vitest";
import { bars, floor } from "./sparkline";

test("the busiest hour is the tallest bar, and the smallest can still be seen", () => {
  expect(bars([1, 1000]), "two bars, two and sixteen high").toBe("M0 15h3v2h-3zM4 1h3v16h-3z");
});

test("an hour without calls is a dash on the ground, never a bar", () => {
  expect(bars([0, 0]), "no bars").toBe("");
  expect(floor([0, 5]), "one dash, where the zero is").toBe("M0 16h3v1h-3z");
});

test("no hours draw nothing", () => {
  expect(bars([]) + floor([]), "an empty list is an empty chart").toBe("");
});
