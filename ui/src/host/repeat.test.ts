import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { repeat } from "./repeat";

class Page extends EventTarget {
  visibilityState = "visible";
  show(state: "visible" | "hidden") {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = new Page();
  vi.stubGlobal("document", page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it is done now, and again a pause after each time", async () => {
  const work = vi.fn(async () => undefined);
  const stop = repeat(work, () => 1000);
  expect(work, "at once").toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2500);
  expect(work, "each second").toHaveBeenCalledTimes(3);
  stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(work, "called off").toHaveBeenCalledTimes(3);
});

test("a hidden window asks for nothing, and at once when it is seen again", async () => {
  const work = vi.fn(async () => undefined);
  const stop = repeat(work, () => 1000);
  page.show("hidden");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work, "only before it was hidden").toHaveBeenCalledTimes(1);
  page.show("visible");
  expect(work, "at once").toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1500);
  expect(work, "and on").toHaveBeenCalledTimes(3);
  stop();
});

test("one that is seen again before it is due does nothing twice", async () => {
  const work = vi.fn(async () => undefined);
  const stop = repeat(work, () => 1000);
  await vi.advanceTimersByTimeAsync(500);
  page.show("hidden");
  page.show("visible");
  expect(work, "it was not due").toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(600);
  expect(work, "as before").toHaveBeenCalledTimes(2);
  stop();
});

test("what is under way when it is called off learns of it", async () => {
  let isGone = () => false;
  const stop = repeat(
    async (gone) => {
      isGone = gone;
    },
    () => 1000,
  );
  expect(isGone(), "wanted").toBe(false);
  stop();
  expect(isGone(), "of no use any more").toBe(true);
});

test("where it only waits for a wake, it is done once for each burst of them", async () => {
  const work = vi.fn(async () => undefined);
  let wake = () => {};
  const stop = repeat(
    work,
    () => null,
    (due) => {
      wake = due;
      return () => (wake = () => {});
    },
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work, "by itself only at the beginning").toHaveBeenCalledTimes(1);
  wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(work, "at once").toHaveBeenCalledTimes(2);
  for (let more = 0; more < 50; more += 1) wake();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work, "once for all of them").toHaveBeenCalledTimes(3);
  page.show("hidden");
  wake();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work, "not while nobody looks").toHaveBeenCalledTimes(3);
  page.show("visible");
  expect(work, "at once").toHaveBeenCalledTimes(4);
  stop();
  wake();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work, "called off").toHaveBeenCalledTimes(4);
});

test("a wake while it is under way is not lost", async () => {
  let wake = () => {};
  let done = () => {};
  const work = vi.fn(() => new Promise<void>((resolve) => (done = resolve)));
  const stop = repeat(
    work,
    () => null,
    (due) => {
      wake = due;
      return () => undefined;
    },
  );
  wake();
  done();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work, "what it heard may be older than the change").toHaveBeenCalledTimes(2);
  stop();
});
