import { describe, expect, test } from "vitest";
import type { RotationView } from "../../contract/contract";
import { inOrder, quietAt, quietIn, stationsOf } from "./stations";

const minute = (at: number) => new Date(Date.UTC(2026, 4, 3, 14, at)).toISOString();
const rotation = (change: Partial<RotationView>) =>
  ({
    id: "rot_1",
    cause: "routine",
    step: "created",
    startedAt: minute(0),
    handedOverAt: null,
    newFirstUsedAt: null,
    oldLastUsedAt: null,
    oldEndsAt: null,
    finishedAt: null,
    undoneAt: null,
    quietMinutes: null,
    quietSince: null,
    quietEndsAt: null,
    ...change,
  }) as RotationView;
const states = (change: Partial<RotationView>) => stationsOf(rotation(change)).map(({ state }) => state);

describe("stations", () => {
  test("the next station waits, the ones behind it are done, the rest is to come", () => {
    expect(states({}), "nothing is handed over yet").toEqual(["done", "waiting", "ahead", "ahead", "ahead"]);
    expect(
      states({
        step: "new_seen",
        handedOverAt: minute(1),
        newFirstUsedAt: minute(2),
        oldLastUsedAt: minute(3),
      }),
      "the old key still calls",
    ).toEqual(["done", "done", "done", "waiting", "ahead"]);
    expect(
      states({ step: "old_quiet", handedOverAt: minute(1), newFirstUsedAt: minute(2) }),
      "only a person is waited for",
    ).toEqual(["done", "done", "done", "done", "waiting"]);
  });

  test("a leaked rotation waits for nothing between the handover and the end", () => {
    expect(states({ cause: "leaked" }), "a leaked key has no grace").toEqual([
      "done",
      "waiting",
      "skipped",
      "skipped",
      "ahead",
    ]);
    expect(
      states({ cause: "leaked", step: "finished", handedOverAt: minute(1), finishedAt: minute(1) }),
      "it ended at the handover",
    ).toEqual(["done", "done", "skipped", "skipped", "done"]);
  });

  test("a rotation that ended without evidence does not claim any", () => {
    expect(
      states({
        step: "finished",
        handedOverAt: minute(1),
        oldLastUsedAt: minute(2),
        finishedAt: minute(3),
      }),
      "the new key was never seen, and the old one never seen quiet",
    ).toEqual(["done", "done", "skipped", "skipped", "done"]);
  });

  test("an undone rotation stopped where it was", () => {
    expect(states({ step: "undone", handedOverAt: minute(1), undoneAt: minute(2) }), "no further").toEqual([
      "done",
      "done",
      "stopped",
      "stopped",
      "stopped",
    ]);
  });

  test("leaked ones come first, then the open ones, then the newest", () => {
    const ids = inOrder([
      rotation({ id: "over", step: "finished", startedAt: minute(9) }),
      rotation({ id: "older", startedAt: minute(1) }),
      rotation({ id: "newer", startedAt: minute(5) }),
      rotation({ id: "leaked", cause: "leaked", startedAt: minute(0) }),
    ]).map(({ id }) => id);
    expect(ids, "what can still be acted on is on top").toEqual(["leaked", "newer", "older", "over"]);
  });

  test("quiet is counted from the later of the handover and the last call", () => {
    const at = quietAt(rotation({ handedOverAt: minute(1), oldLastUsedAt: minute(4) }));
    expect(at, "five minutes after the last call").toBe(Date.parse(minute(9)));
    expect(quietAt(rotation({})), "nothing to count from").toBeNull();
  });
});

test("what turns quiet by the clock alone is due then, and nothing else is", () => {
  const seen = { step: "new_seen", handedOverAt: minute(1), newFirstUsedAt: minute(2) } as const;
  const at = Date.parse(minute(4));
  const [sooner, later] = [
    { ...seen, oldLastUsedAt: minute(2) },
    { ...seen, oldLastUsedAt: minute(3) },
  ];
  expect(quietIn([rotation(later), rotation(sooner)], at), "the first of them").toBe(3 * 60_000);
  expect(quietIn([rotation({}), rotation({ ...seen, step: "old_quiet" })], at), "none waits").toBe(Infinity);
  const ending = rotation({ ...seen, step: "old_quiet", quietMinutes: 30, quietEndsAt: minute(6) });
  expect(quietIn([ending, rotation(later)], at), "it ends by itself before").toBe(2 * 60_000);
  expect(quietIn([ending], Date.parse(minute(7))), "what should be over is looked at soon").toBe(2000);
});
