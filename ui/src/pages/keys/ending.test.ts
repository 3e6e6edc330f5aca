import { describe, expect, test } from "vitest";
import type { KeyView } from "../../contract/contract";
import { endingOf, storyOf } from "./ending";
import { expiryAt } from "../../host/expiry";

const now = Date.parse("2026-11-20T12:00:00Z");
const at = (days: number) => new Date(now + days * 86_400_000).toISOString();
const key = (rest: Partial<KeyView>): KeyView => ({
  connection: "local",
  secret: "elsewhere",
  lastProof: null,
  levelProof: null,
  unproved: false,
  id: "key_1",
  environment: "sandbox",
  name: "billing-sync",
  accessLevel: "read_only",
  hint: { prefix: "ck_sandbox_", lastFour: "9f2c" },
  state: "active",
  note: null,
  createdAt: at(-84),
  createdBy: { kind: "member", id: "usr_1", name: "Ana" },
  confirmedAt: at(-84),
  notBefore: null,
  quarantine: null,
  endsAt: null,
  allowedIps: [],
  spendingLimits: { dailyMicros: null, weeklyMicros: null, monthlyMicros: null },
  lastUsedAt: at(-1),
  callsByHour: [],
  revocation: null,
  rotationId: null,
  ...rest,
});

describe("the last column", () => {
  test("says when the key ends by itself", () => {
    expect(endingOf(key({}), now).text, "no end").toBe("never");
    expect(endingOf(key({ endsAt: at(3) }), now), "an end soon is a warning").toEqual({
      text: "in 3 days",
      tone: "warn",
    });
    expect(endingOf(key({ endsAt: at(15) }), now).tone, "two weeks are not soon").toBe("plain");
    expect(endingOf(key({ state: "retiring" }), now).text, "no grace was set").toBe("until revoked");
  });

  test("a pending key whose secret is gone says what to do", () => {
    expect(storyOf(key({ state: "pending" }), now), "its secret cannot be had again").toBe(
      "Nobody confirmed saving this secret. Revoke it and create another.",
    );
    expect(storyOf(key({ state: "pending", secret: "held" }), now), "a held one can be confirmed").toBeNull();
  });

  test("a revoked key tells who, why and when", () => {
    const revoked = key({
      state: "revoked",
      revocation: { at: at(-2), by: { kind: "member", id: "usr_1", name: "Ana" }, reason: "leaked" },
    });
    expect(storyOf(revoked, now), "one line").toBe("revoked by Ana · leaked · 18 Nov");
    const posing = {
      ...revoked,
      revocation: { ...revoked.revocation, by: { kind: "token", id: "tok_1", name: "Ana" } },
    };
    expect(storyOf(posing as KeyView, now), "a token of that name is told").toBe(
      "revoked by Ana (token) · leaked · 18 Nov",
    );
  });
});

test("an expiry is counted from when the form opened", () => {
  expect(expiryAt("30", now, null), "thirty days").toBe(at(30));
  expect(expiryAt("never", now, at(7)), "no end").toBeNull();
  expect(expiryAt("date", now, at(7)), "a moment of one's own").toBe(at(7));
});
