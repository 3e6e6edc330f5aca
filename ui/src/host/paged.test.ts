import { expect, test, vi } from "vitest";
import { PagedList } from "./paged.svelte";

/** A place with a list of numbers that are cut by what comes before: a cursor is the last number of a page. */
class Place {
  numbers = Array.from({ length: 1000 }, (_, index) => (index + 1) * 10);
  readonly ask = vi.fn(async (cursor: string | null) => {
    const behind = this.numbers.filter((number) => cursor === null || number > Number(cursor));
    const items = behind.slice(0, 100);
    return { items, next: behind.length > 100 ? String(items.at(-1)) : null };
  });
  readonly list = new PagedList<number>(this.ask);

  /** Whether what is loaded is a part of the list without a gap or a double. */
  isWhole(upTo = this.list.items.length): boolean {
    return this.list.items.slice(0, upTo).every((number, at) => number === this.numbers[at]);
  }
}

async function scrolled(place: Place, from: number) {
  for (let at = 0; at <= from; at += 50) await place.list.see(at, at + 30);
}

test("only what is on the screen and a little more is asked for", async () => {
  const place = new Place();
  await place.list.see(0, 20);
  expect(place.ask, "nothing before the first look").not.toHaveBeenCalled();
  await place.list.refresh();
  expect([place.ask.mock.calls.length, place.list.items.length], "one page").toEqual([1, 100]);
  await place.list.see(30, 55);
  expect(place.ask.mock.calls.length, "the next one before its end is reached").toBe(2);
  expect(place.isWhole() && place.list.hasMore, "in order").toBe(true);
  await scrolled(place, 1000);
  expect([place.list.items.length, place.list.hasMore], "to its end").toEqual([1000, false]);
  expect(place.ask.mock.calls.length, "each page once").toBe(10);
});

test("a change in the same moment as a look at what is here already is asked for", async () => {
  const place = new Place();
  await place.list.refresh();
  place.ask.mockClear();
  // As a page does that is opened again: its rows say what they show, and it looks anew.
  const seen = place.list.see(0, 20);
  await Promise.all([seen, place.list.refresh()]);
  expect(place.ask, "what was known may be old").toHaveBeenCalledTimes(1);
  const first = place.list.refresh();
  await Promise.resolve();
  place.numbers = place.numbers.slice(1);
  await Promise.all([first, place.list.refresh()]);
  expect(place.isWhole(), "a change while one is under way too").toBe(true);
});

test("after a change the first page and those on the screen are asked for, however much is loaded", async () => {
  const place = new Place();
  await place.list.refresh();
  await scrolled(place, 800);
  await place.list.see(410, 440);
  place.ask.mockClear();
  await place.list.refresh();
  expect(
    place.ask.mock.calls.map(([cursor]) => cursor),
    "the counts, and what is seen",
  ).toEqual([null, "4000"]);
});

test.each<[string, number[], number[]]>([
  ["come in above", [1, 2, 3, 15, 25], []],
  ["come in between", [4005, 4015, 3995], []],
  ["go", [], [10, 20, 30, 4010, 4020]],
  ["go, a page of them", [], Array.from({ length: 100 }, (_, index) => 3010 + index * 10)],
])("where items %s, what is scrolled to is without a gap or a double", async (_, come, go) => {
  const place = new Place();
  await place.list.refresh();
  await scrolled(place, 600);
  place.numbers = [...place.numbers, ...come].filter((one) => !go.includes(one)).sort((a, b) => a - b);
  await place.list.refresh();
  // Down from the top, as somebody reads it through: each screen is whole once it is seen.
  for (let at = 0; at <= 560; at += 40) {
    await place.list.see(at, at + 30);
    expect(place.isWhole(at + 30), `up to ${at + 30}`).toBe(true);
  }
});

test("a change while a page is under way is not lost", async () => {
  const place = new Place();
  const first = place.list.refresh();
  place.numbers = [5, ...place.numbers];
  const second = place.list.refresh();
  await Promise.all([first, second]);
  expect(place.list.items[0], "what was under way may be older than the change").toBe(5);
});

test("a failure leaves what is known, and the next look tries again", async () => {
  const place = new Place();
  await place.list.refresh();
  place.ask.mockRejectedValueOnce(new Error("gone"));
  await expect(place.list.refresh(), "it is told").rejects.toThrow("gone");
  expect(place.list.items.length, "what is known").toBe(100);
  place.numbers = [5, ...place.numbers];
  await place.list.refresh();
  expect(place.list.items[0]).toBe(5);
});

test("an answer about one item stands in its place", async () => {
  const place = new Place();
  await place.list.refresh();
  place.list.replace((number) => number === 30, 31);
  expect(place.list.items.slice(0, 4)).toEqual([10, 20, 31, 40]);
});
