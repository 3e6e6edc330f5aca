import { describe, expect, test } from "vitest";
import type { KeyView } from "../../contract/contract";
import { endingOf, storyOf } from "./ending";
import { expiryAt } from "./expiry";
import { countAll, inOrder, isUnder, search } from "./filters";

const now = Date.parse("2026-11-20T12:00:00Z");
const at = (days: number) => new Date(now + days * 86_400_000).toISOString();
const key = (rest: Partial<KeyView>): KeyView => ({
  connection: "local",
  secret: "elsewhere",
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

describe("tabs", () => {
  test("a key that ends within two weeks is due, unless it has ended already", () => {
    expect(isUnder("due", key({ endsAt: at(13) }), now), "13 days are soon").toBe(true);
    expect(isUnder("due", key({ endsAt: at(15) }), now), "15 days are not").toBe(false);
    expect(isUnder("due", key({ endsAt: at(-1), state: "expired" }), now), "what is over is not due").toBe(
      false,
    );
  });

  test("only an active key can be unused", () => {
    expect(isUnder("unused", key({ lastUsedAt: null }), now), "never used").toBe(true);
    expect(
      isUnder("unused", key({ lastUsedAt: null, createdAt: at(-29) }), now),
      "it has not existed for so long",
    ).toBe(false);
    expect(isUnder("unused", key({ lastUsedAt: at(-31) }), now), "not for thirty days").toBe(true);
    expect(isUnder("unused", key({ lastUsedAt: at(-29) }), now), "used lately").toBe(false);
    expect(
      isUnder("unused", key({ lastUsedAt: null, state: "pending" }), now),
      "a pending key cannot be used",
    ).toBe(false);
  });

  test("every key is counted once under its state", () => {
    const counts = countAll(
      [key({}), key({ state: "revoked" }), key({ state: "retiring", endsAt: at(1) })],
      now,
    );
    expect(counts, "all = the sum of the states").toMatchObject({
      all: 3,
      active: 1,
      revoked: 1,
      retiring: 1,
      due: 1,
    });
  });
});

describe("search", () => {
  test.each(["BILL", " billing ", "key_1", "9f2c", "sandbox_9f2c", "vault"])("%s finds the key", (text) => {
    expect(search([key({ note: "In Vault" })], text), "name, id, hint and note are searched").toHaveLength(1);
  });
  test("what is not there is not found", () => {
    expect(search([key({})], "payouts"), "no field has it").toEqual([]);
  });
});

describe("order", () => {
  const old = key({ id: "old", name: "key-10", createdAt: at(-9), lastUsedAt: null, callsByHour: [1, 2] });
  const young = key({ id: "young", name: "Key-9", createdAt: at(-2), callsByHour: [9], endsAt: at(400) });
  test.each([
    ["name", false, "young"],
    ["created", true, "young"],
    ["expires", false, "young"],
    ["expires", true, "old"],
    ["lastUsed", false, "old"],
    ["calls", true, "young"],
  ] as const)("by %s, descending %s, puts %s first", (by, down, first) => {
    expect(inOrder([old, young], { by, down })[0]?.id, "numbers count as numbers, never as last").toBe(first);
  });
});

describe("the last column", () => {
  test("says when the key ends by itself", () => {
    expect(endingOf(key({}), now).text, "no end").toBe("never");
    expect(endingOf(key({ endsAt: at(3) }), now), "an end soon is a warning").toEqual({
      text: "in 3 d",
      tone: "warn",
    });
    expect(endingOf(key({ state: "retiring" }), now).text, "no grace was set").toBe("until revoked");
  });

  test("a pending key whose secret is gone says what to do", () => {
    expect(storyOf(key({ state: "pending" }), now), "its secret cannot be had again").toBe(
      "Secret was never confirmed. Revoke it and create another.",
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
  expect(expiryAt("30", now), "thirty days").toBe(at(30));
  expect(expiryAt("never", now), "no end").toBeNull();
});
