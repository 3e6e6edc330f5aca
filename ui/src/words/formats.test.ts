import { describe, expect, test } from "vitest";
import { english, german } from "./formats";

const now = Date.parse("2026-11-20T12:00:00Z");
const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();

describe("relative time", () => {
  test.each([
    [0, "now", "jetzt"],
    [1, "now", "jetzt"],
    [4, "4 sec ago", "vor 4 Sek."],
    [59, "59 sec ago", "vor 59 Sek."],
    [60, "1 min ago", "vor 1 Min."],
    [3599, "59 min ago", "vor 59 Min."],
    [3600, "1 hr ago", "vor 1 Std."],
    [47 * 3600, "47 hr ago", "vor 47 Std."],
    [48 * 3600, "2 days ago", "vor 2 Tagen"],
    [84 * 86400, "84 days ago", "vor 84 Tagen"],
    [800 * 86400, "2 yr ago", "vor 2 Jahren"],
  ])("%i seconds ago reads %s", (seconds, inEnglish, inGerman) => {
    expect(english.relative(before(seconds), now), "the largest unit that fits is used").toBe(inEnglish);
    expect(german.relative(before(seconds), now)).toBe(inGerman);
  });

  test.each([
    [5 * 3600, "in 5 hr"],
    [7 * 86_400 - 1, "in 7 days"],
    [86_400 - 1, "in 24 hr"],
    [3600 - 1, "in 1 hr"],
    [60 - 0.4, "in 1 min"],
    [2.4 * 86_400, "in 2 days"],
    [2 * 86_400 - 1, "in 2 days"],
  ])("a period of %d seconds that has just begun counts as it is spoken", (seconds, words) => {
    expect(english.relative(before(-seconds), now)).toBe(words);
  });

  test("a clock that runs a second ahead does not put a call in the future", () => {
    expect(english.relative(before(-1), now), "a second of skew is now").toBe("now");
  });

  test("nonsense is not shown as a time", () => {
    expect(english.relative("not a date", now), "an unreadable moment is unknown").toBe("unknown");
    expect(english.exact("not a date"), "what cannot be read is shown as it came").toBe("not a date");
  });

  test("a length never carries a sign", () => {
    expect(english.span(-5000), "lengths are sizes").toBe("5 secs");
  });

  test("a period in a sentence is spelt out", () => {
    expect(english.period(7 * 86_400_000 - 1)).toBe("7 days");
    expect(german.period(3_600_000)).toBe("1 Stunde");
  });

  test("the exact moment is given in local time and in UTC", () => {
    expect(english.exact("2026-05-03T09:08:07Z"), "both belong on a hover").toMatch(
      /local\n2026-05-03 09:08:07 UTC$/,
    );
  });

  test("a day of another year carries its year", () => {
    expect(english.dayOf("2026-05-03T12:00:00Z", now), "this year needs none").toBe("3 May");
    expect(english.dayOf("2024-05-03T12:00:00Z", now), "another year must be told").toBe("3 May 2024");
    expect(german.dayOf("2024-05-03T12:00:00Z", now)).toBe("3. Mai 2024");
  });
});

test("what is counted follows the plural rules and the digits of its language", () => {
  const keys = { one: "key", other: "keys" };
  expect([0, 1, 2, 1200].map((number) => english.counted(number, keys))).toEqual([
    "0 keys",
    "1 key",
    "2 keys",
    "1,200 keys",
  ]);
  expect(german.counted(1200, { one: "Schlüssel", other: "Schlüssel" })).toBe("1.200 Schlüssel");
});
