import { describe, expect, test } from "vitest";
import type { AuditEntry } from "../../contract/contract";
import { mergeNewest } from "./audit.svelte";
import { shorten } from "../../parts/shorten";
import { countKinds, deedWords, holds } from "./words";

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
const sequences = (entries: AuditEntry[] | null) => entries?.map(({ sequence }) => sequence);

describe("the audit log in the window", () => {
  test("new rows come before the known ones, each once", () => {
    const merged = mergeNewest([entry(3), entry(2), entry(1)], [entry(5), entry(4), entry(3)]);
    expect(sequences(merged), "no row twice").toEqual([5, 4, 3, 2, 1]);
  });

  test("rows that do not meet what is known are never joined to it", () => {
    expect(mergeNewest([entry(3)], [entry(9), entry(8)]), "4 to 7 are missing").toBeNull();
    expect(mergeNewest(null, [entry(1)]), "nothing was known").toBeNull();
    expect(sequences(mergeNewest([entry(3)], [entry(4)])), "neighbours do meet").toEqual([4, 3]);
  });

  test("a row is found by anything that can be seen of it", () => {
    for (const text of [
      "leaked",
      "This COMPUTER",
      "key.revoked",
      "revoked a key",
      "4fhq",
      "live",
      "#7",
      "9f2c",
      " ",
    ]) {
      expect(holds(entry(7), text), `“${text}” is in it`).toBe(true);
    }
    expect(holds(entry(7), "sandbox"), "and nothing else").toBe(false);
  });

  test("kinds are counted, and an unknown deed keeps its own name", () => {
    const counted = countKinds([entry(1), entry(2), entry(3, { action: "moon.landed" })]);
    expect(counted, "in the order of the alphabet").toEqual([
      { kind: "key", count: 2 },
      { kind: "moon", count: 1 },
    ]);
    expect(deedWords("moon.landed"), "nothing is invented").toBe("moon.landed");
    expect(deedWords("constructor"), "only own words count").toBe("constructor");
  });

  test("short texts stay whole", () => {
    expect(shorten("org_short", 8, 4), "nothing to cut").toBe("org_short");
    expect(shorten("0123456789abcdef", 4, 4), "both ends are kept").toBe("0123…cdef");
  });
});
