import type { Failure } from "../contract/contract";
import { toFailure } from "./failure";
import { PagedList, type Answered } from "./paged.svelte";

/** A page of a list that is counted. */
export interface CountedPage<Item, Counts> extends Answered<Item> {
  counts: Counts;
}

/** A list as it was asked for, with its counts. */
interface Shown<Item, Counts> {
  word: string;
  paged: PagedList<Item>;
  counts: Counts;
}

/** A list that is asked for in one way or another. What was shown stays until the next is here. */
export class Listed<Item, Asked extends object, Counts extends object> {
  readonly #ask: (asked: Asked & { cursor: string | null }) => Promise<CountedPage<Item, Counts>>;
  readonly #none: Counts;
  shown = $state.raw<Shown<Item, Counts> | null>(null);
  failure = $state.raw<Failure | null>(null);
  loadingMore = $state(false);
  #next: Shown<Item, Counts> | null = null;
  items = $derived.by(() => this.shown?.paged.items ?? null);
  hasMore = $derived.by(() => this.shown?.paged.hasMore ?? false);

  /** `none` is what is counted of nothing. */
  constructor(
    none: Counts,
    ask: (asked: Asked & { cursor: string | null }) => Promise<CountedPage<Item, Counts>>,
  ) {
    this.#none = none;
    this.#ask = ask;
  }

  /** Looks at what is asked for now. */
  async look(asked: Asked, isGone: () => boolean): Promise<void> {
    const word = JSON.stringify(asked);
    if (this.#next?.word !== word) {
      const counts = { ...this.#none };
      const paged = new PagedList<Item>(async (cursor) => {
        const page = await this.#ask({ ...asked, cursor });
        Object.assign(counts, page.counts);
        return page;
      });
      this.#next = { word, paged, counts };
    }
    const looked = this.#next;
    try {
      await looked.paged.refresh();
      if (isGone() || this.#next !== looked) return;
      this.shown = { ...looked, counts: { ...looked.counts } };
      this.failure = null;
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The first reference of a lasting trouble stays, so that it can be copied in peace.
      if (!isGone() && this.failure?.code !== failure.code) this.failure = failure;
    }
  }

  /** Forgets what was heard: it was said of another place. */
  forget(): void {
    this.#next = null;
    this.shown = null;
    this.failure = null;
  }

  async loadMore(): Promise<void> {
    const paged = this.shown?.paged;
    if (!paged || this.loadingMore) return;
    this.loadingMore = true;
    try {
      await paged.see(0, paged.items.length + 1);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.loadingMore = false;
    }
  }
}
