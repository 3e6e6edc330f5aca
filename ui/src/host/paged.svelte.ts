/** One page of a list, as its place answered. */
export interface Answered<Item> {
  items: readonly Item[];
  /** What to ask for the next page; null at the end. */
  next: string | null;
}

interface Loaded<Item> extends Answered<Item> {
  cursor: string | null;
  /** After which change it was asked for. */
  change: number;
}

/** Items behind the screen that are loaded before anybody scrolls to them. */
const ahead = 60;

/**
 * A list that its place puts in order and cuts into pages. What is on the screen and a little more of it is loaded, and
 * looked at again after a change; what was loaded and is out of sight waits until somebody scrolls there.
 */
export class PagedList<Item> {
  /** What is loaded, in order and without a gap. Not derived: that goes stale with the component in which it was made. */
  items = $state.raw<readonly Item[]>([]);
  /** Whether there is more behind it. */
  hasMore = $state(false);
  #pages: readonly Loaded<Item>[] = [];
  readonly #ask: (cursor: string | null) => Promise<Answered<Item>>;
  #change = 0;
  #view = { from: 0, to: 0 };
  #settling: Promise<void> | null = null;

  constructor(ask: (cursor: string | null) => Promise<Answered<Item>>) {
    this.#ask = ask;
  }

  /** Looks at what is on the screen again: any of it may have changed. */
  refresh(): Promise<void> {
    this.#change += 1;
    return this.#settle();
  }

  /** Says which items are on the screen, and loads those that are not here. */
  see(from: number, to: number): Promise<void> {
    this.#view = { from, to };
    return this.#pages.length === 0 ? Promise.resolve() : this.#settle();
  }

  /** Puts an item that came as an answer in the place of what was known of it. */
  replace(isIt: (item: Item) => boolean, item: Item): void {
    const put = (known: Item) => (isIt(known) ? item : known);
    this.#keep(this.#pages.map((page) => ({ ...page, items: page.items.map(put) })));
  }

  /** Asks for one page after another until what is on the screen is here and true. One goes on at a time. */
  #settle(): Promise<void> {
    if (this.#settling === null && this.#due() !== null) this.#settling = this.#askAll();
    return this.#settling ?? Promise.resolve();
  }

  /** Over in the same step in which nothing is due any more: a change that comes after that begins another one. */
  async #askAll(): Promise<void> {
    try {
      for (let at = this.#due(); at !== null; at = this.#due()) {
        const [change, cursor] = [this.#change, this.#begin(at)];
        const { items, next } = await this.#ask(cursor);
        const behind = next === null ? [] : this.#pages.slice(at + 1);
        this.#keep([...this.#pages.slice(0, at), { items, next, cursor, change }, ...behind]);
      }
    } finally {
      this.#settling = null;
    }
  }

  #keep(pages: readonly Loaded<Item>[]): void {
    this.#pages = pages;
    this.items = pages.flatMap(({ items }) => items);
    this.hasMore = (pages.at(-1)?.next ?? null) !== null;
  }

  /** Where a page begins: where the one before it ends now. */
  #begin(at: number): string | null {
    return this.#pages[at - 1]?.next ?? null;
  }

  /** The first page that has to be asked for: the first of all, which is counted, and those on the screen. */
  #due(): number | null {
    const to = this.#view.to + ahead;
    let end = 0;
    for (const [at, { items, cursor, change }] of this.#pages.entries()) {
      const start = end;
      end += items.length;
      const isSeen = at === 0 || (start < to && end > this.#view.from);
      if (isSeen && (change !== this.#change || cursor !== this.#begin(at))) return at;
    }
    return this.#pages.length === 0 || (this.hasMore && end < to) ? this.#pages.length : null;
  }
}
