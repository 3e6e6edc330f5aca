import { describe, expect, test } from "vitest";
import type { AuditCheckView, AuditEntry } from "../../contract/contract";
import { mergeNewest } from "./audit.svelte";
import { shorten } from "../../parts/shorten";
import { words } from "../../words";
import { asTyped, momentOf } from "./moments";
import { actionGroups, actionSays, actorsAmong } from "./narrowing";
import { verdictSays } from "./verdict";
import { deedWords } from "../../sheets/deeds";

const entry = (sequence: number, change: Partial<AuditEntry> = {}): AuditEntry => ({
  sequence,
  at: "2026-05-03T14:02:00Z",
  actor: { kind: "computer", id: "admin", name: "This computer" },
  action: "key.revoked",
  subject: "key_4FhQ8sVt2mPzWk9RxYb3Nd",
  environment: "live",
  origin: "127.0.0.1",
  detail: "Leaked",
  hash: "9f2c0011aabb",
  ...change,
});
const sequences = (entries: readonly AuditEntry[] | null) => entries?.map(({ sequence }) => sequence);

describe("the audit log in the window", () => {
  test("new rows come before the known ones, each once", () => {
    const merged = mergeNewest([entry(3), entry(2), entry(1)], [entry(5), entry(4), entry(3)], false);
    expect(sequences(merged), "no row twice").toEqual([5, 4, 3, 2, 1]);
  });

  test("rows that do not meet what is known are never joined to it", () => {
    expect(mergeNewest([entry(3)], [entry(9), entry(8)], false), "4 to 7 may be missing").toBeNull();
    expect(mergeNewest([entry(3)], [entry(4)], false), "so may be one of the filter").toBeNull();
    expect(mergeNewest(null, [entry(1)], true), "nothing was known").toBeNull();
    expect(sequences(mergeNewest([entry(3)], [entry(9)], true)), "there are no others").toEqual([9, 3]);
  });

  test("an unknown deed keeps its own name", () => {
    expect(deedWords("moon.landed"), "nothing is invented").toBe("moon.landed");
    expect(deedWords("constructor"), "only own words count").toBe("constructor");
    expect(actionSays("moon."), "nor of a kind").toBe("All: moon");
  });

  test("each action of the contract can be chosen once, and each kind of several as a whole", () => {
    const choices = actionGroups().flatMap(({ choices }) => choices.map(({ value }) => value));
    expect(new Set(choices).size, "once").toBe(choices.length);
    expect(choices.filter((value) => !value.endsWith(".")).sort(), "all of them").toEqual(
      Object.keys(words.audit.deed).sort(),
    );
    expect(choices, "a kind of several").toContain("key.");
    expect(choices, "a kind of one is that one").not.toContain("limits.");
  });

  test("actors are told apart by what nobody chose", () => {
    const among = actorsAmong([
      { kind: "token", id: "tok_1", name: "ci" },
      { kind: "token", id: "tok_2", name: "ci" },
      { kind: "token", id: "tok_1", name: "ci" },
      { kind: "unknown", id: "", name: "ci" },
    ]);
    expect(among.map(({ value }) => value).sort()).toEqual(["ci", "token:tok_1", "token:tok_2"]);
  });

  test("a moment is read as it is typed, and written as it can be typed", () => {
    for (const [typed, again] of [
      ["2026-11-30 14:05", "2026-11-30 14:05"],
      [" 2026-11-30T14:05:09 ", "2026-11-30 14:05:09"],
      ["2026-11-30", "2026-11-30 00:00"],
    ] as const)
      expect(asTyped(momentOf(typed) ?? null), typed).toBe(again);
    for (const wrong of [
      "",
      "yesterday",
      "2026-02-30",
      "2026-13-01",
      "2026-11-30 25:00",
      "2026-11-30 14:61",
      "30.11.2026",
    ])
      expect(momentOf(wrong), wrong).toBeUndefined();
  });

  test("short texts stay whole", () => {
    expect(shorten("org_short", 8, 4), "nothing to cut").toBe("org_short");
    expect(shorten("0123456789abcdef", 4, 4), "both ends are kept").toBe("0123…cdef");
  });
});

describe("what was found of the log", () => {
  const at = "2026-11-20T09:00:00.000Z";
  const found = (change: Partial<AuditCheckView>, intact = true): AuditCheckView => ({
    verdict: {
      intact,
      rows: intact ? 12 : null,
      pruned: intact ? 3 : null,
      firstBadSequence: intact ? null : 7,
      readSince: at,
      asOf: at,
    },
    known: null,
    remembered: null,
    ...change,
  });
  const say = (view: AuditCheckView) => verdictSays(view, Date.parse(at));

  test("a log that is whole is so in one go, with what is remembered", () => {
    const { isGood, known, sentences } = say(found({ remembered: 15 }));
    expect([isGood, known]).toEqual([true, null]);
    expect(sentences.join(" ")).toContain("row 15");
    expect(sentences.join(" "), "what was pruned is told").toContain("3 rows before them");
  });

  test("a row that does not fit is named, and nothing is offered to be forgotten", () => {
    const { isGood, known, sentences } = say(found({}, false));
    expect([isGood, known]).toEqual([false, null]);
    expect(sentences[0]).toContain("Row 7");
  });

  test.each([
    ["changed", false],
    ["gone", false],
    ["pruned", true],
    ["extended", true],
  ] as const)("the row that was known is %s", (became, isGood) => {
    const said = say(found({ known: { sequence: 9, verifiedAt: at, now: became } }));
    expect(said.isGood).toBe(isGood);
    expect(said.known, "only what is not as it was can be forgotten").toBe(isGood ? null : 9);
    expect(said.sentences.join(" ")).toContain("ow 9");
  });
});
