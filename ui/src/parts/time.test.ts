import { describe, expect, test } from "vitest";
import { dayOf, exact, relative, span } from "./time";

const now = Date.parse("2026-11-20T12:00:00Z");
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();

describe("relative time", () => {
  test.each([
    [0, "now"],
    [1, "now"],
    [4, "4 s ago"],
    [59, "59 s ago"],
    [60, "1 min ago"],
    [3599, "59 min ago"],
    [3600, "1 h ago"],
    [47 * 3600, "47 h ago"],
    [48 * 3600, "2 d ago"],
    [84 * 86400, "84 d ago"],
    [800 * 86400, "2 y ago"],
  ])("%i seconds ago reads %s", (seconds, words) => {
    expect(relative(before(seconds), now), "the largest unit that fits is used").toBe(words);
  });

  test("the future is said as such", () => {
    expect(relative(before(-5 * 3600), now), "an end is ahead").toBe("in 5 h");
  });

  test.each([
    [7 * 86_400 - 1, "in 7 d"],
    [86_400 - 1, "in 24 h"],
    [3600 - 1, "in 1 h"],
    [60 - 0.4, "in 1 min"],
    [2.4 * 86_400, "in 2 d"],
    [2 * 86_400 - 1, "in 2 d"],
  ])("a period of %d seconds that has just begun counts as it is spoken", (seconds, words) => {
    expect(relative(before(-seconds), now)).toBe(words);
  });

  test("a clock that runs a second ahead does not put a call in the future", () => {
    expect(relative(before(-1), now), "a second of skew is now").toBe("now");
  });

  test("nonsense is not shown as a time", () => {
    expect(relative("not a date", now), "an unreadable moment is unknown").toBe("unknown");
    expect(exact("not a date"), "what cannot be read is shown as it came").toBe("not a date");
  });

  test("a span never carries a sign", () => {
    expect(span(-5000), "spans are sizes").toBe("5 s");
  });

  test("the exact moment is given in local time and in UTC", () => {
    expect(exact("2026-05-03T09:08:07Z"), "both belong on a hover").toMatch(
      /local\n2026-05-03 09:08:07 UTC$/,
    );
  });

  test("a day of another year carries its year", () => {
    expect(dayOf("2026-05-03T12:00:00Z", now), "this year needs none").toBe("3 May");
    expect(dayOf("2024-05-03T12:00:00Z", now), "another year must be told").toBe("3 May 2024");
  });
});
