import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { noteUncaught } from "./defects";
import type { Session } from "./session.svelte";

const noteDefect = vi.fn(async () => "log_1");
const notify = vi.fn();
const session = { host: { noteDefect }, page: "keys", notify } as unknown as Session;
let page: EventTarget;
let stop: () => void;

/** What the engine does with something that nobody caught. */
function fail(error: unknown, message = "") {
  page.dispatchEvent(Object.assign(new Event("error"), { error, message }));
}

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  vi.stubGlobal("window", page);
  stop = noteUncaught(session);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test("a defect is noted once, however often it is met, and again a minute later", async () => {
  for (let tick = 0; tick < 20; tick += 1) fail(new TypeError("no such thing"));
  fail(new TypeError("another thing"));
  await vi.advanceTimersByTimeAsync(0);
  expect(noteDefect, "each of the two").toHaveBeenCalledTimes(2);
  expect(notify, "and said").toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(61_000);
  fail(new TypeError("no such thing"));
  expect(noteDefect, "it is still there").toHaveBeenCalledTimes(3);
});

test("what the engine only remarks is no defect", () => {
  fail(null, "ResizeObserver loop completed with undelivered notifications.");
  expect(noteDefect, "nothing was thrown").not.toHaveBeenCalled();
});
