import { untrack } from "svelte";
import type { Failure, KeyFilter, KeyNarrowing, KeySort, KeyView, News } from "../../contract/contract";
import { isOfKeys } from "../../host/about";
import { toFailure } from "../../host/failure";
import { keep } from "../../host/kept.svelte";
import { PagedList } from "../../host/paged.svelte";
import { placeWord, type Place } from "../../host/refs";
import type { Session } from "../../host/session.svelte";
import { isEnded } from "../../sheets/words";
import { emptyDraft, type Draft } from "./draft";
import { isChosen, narrowingOf, nothingChosen, oneOfEach, type Chosen } from "./narrowing";
import { Selection } from "./selection.svelte";

/** What the table is read by. */
export interface Order {
  by: KeySort;
  down: boolean;
}

/** The least time between two looks at the list, in milliseconds. A list that takes long is looked at less often. */
const listEvery = 3000;
/** Keys of a page; the most that a place gives at once. */
const pageSize = 100;

/** What is asked of a list. */
interface Asked extends Place {
  filter: KeyFilter;
  narrowing: KeyNarrowing;
  search: string;
  order: Order;
}

/** The keys of one place under one filter, in one order. */
class KeyList {
  readonly asked: Asked;
  readonly word: string;
  readonly pages: PagedList<KeyView>;
  /** How many there are under each filter. */
  counts = $state.raw<Partial<Record<KeyFilter, number>>>({});
  /** Whether there may be more than the counts say. */
  atLeast = $state(false);

  constructor(session: Session, asked: Asked) {
    this.asked = asked;
    this.word = JSON.stringify(asked);
    const { connection, environment, filter, narrowing, search, order } = asked;
    this.pages = new PagedList(async (cursor) => {
      const page = await session.host.listKeys({
        connection,
        environment,
        filter,
        narrowing,
        search,
        sort: order.by,
        descending: order.down,
        cursor,
        limit: pageSize,
      });
      if (page.counts !== null) {
        this.counts = page.counts;
        this.atLeast = page.atLeast;
      }
      return { items: page.keys, next: page.nextCursor };
    });
  }
}

/** The Keys page's own state: the list, how it is narrowed, which key is open. */
export class Keys {
  readonly #session: Session;
  /** The list that was last shown of each connection and environment. */
  #lists = $state.raw<Record<string, KeyList>>({});
  #entered = "";
  failure = $state.raw<Failure | null>(null);
  filter = $state<KeyFilter>("all");
  search = $state("");
  /** What it is narrowed to besides. */
  chosen = $state.raw<Chosen>(nothingChosen);
  /** Keys that were shown here, for who created some. */
  seen = $state.raw<readonly KeyView[]>([]);
  order = $state.raw<Order>({ by: "created", down: true });
  openId = $state<string | null>(null);
  readonly selection = new Selection();
  draft = $state<Draft>(emptyDraft());
  /** The open key as it was known last: shown where the list does not show it, and until it is looked at apart. */
  #apart = $state.raw<KeyView | null>(null);

  list = $derived.by(() => this.#lists[this.#session.place] ?? null);
  shown = $derived(this.list?.pages.items ?? []);
  /** The names of the living keys that are known. */
  names = $derived(this.shown.filter(({ state }) => !isEnded(state)).map(({ name }) => name));
  /** Whether what is shown is not what was asked for, and does not come: it was refused, or cannot be had now. */
  isStale = $derived.by(() => {
    if (this.failure === null || this.list === null) return false;
    const { filter, narrowing, search } = this.list.asked;
    const isOther = JSON.stringify(narrowing) !== JSON.stringify(narrowingOf(this.chosen, Date.now()));
    return filter !== this.filter || search !== this.search.trim() || isOther;
  });
  /** Whether the place has no key at all. */
  isEmpty = $derived(this.list?.asked.search === "" && !isChosen(this.chosen) && this.list.counts.all === 0);
  open: KeyView | null = $derived.by(() => {
    const id = this.openId;
    if (id === null) return null;
    return this.shown.find((key) => key.id === id) ?? (this.#apart?.id === id ? this.#apart : null);
  });

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keys of one place never stay in front of the person in another. Coming back to the same place keeps everything. */
  #enter(place: string): void {
    if (this.#entered === place) return;
    this.#entered = place;
    this.openId = null;
    this.selection.clear();
    this.search = "";
    this.filter = "all";
    this.chosen = nothingChosen;
    this.seen = [];
    this.failure = null;
  }

  /** Keeps up with the list while the page is shown. Call inside an effect; it depends on what is asked of the list. */
  watch(place: Place): () => void {
    untrack(() => this.#enter(placeWord(place)));
    const narrowing = narrowingOf(this.chosen, Date.now());
    const asked = { ...place, filter: this.filter, narrowing, search: this.search.trim(), order: this.order };
    return untrack(() => {
      const known = this.#lists[placeWord(place)];
      const list = known?.word === JSON.stringify(asked) ? known : new KeyList(this.#session, asked);
      const rhythm = {
        about: (news: News) => isOfKeys(news, place.environment),
        every: (took: number) => Math.max(listEvery, took * 20),
      };
      return this.#session.keepUp(rhythm, (isGone) => this.#look(list, isGone));
    });
  }

  async #look(list: KeyList, isGone: () => boolean): Promise<void> {
    try {
      this.#apart = this.open;
      await list.pages.refresh();
      if (isGone()) return;
      this.#lists = { ...this.#lists, [placeWord(list.asked)]: list };
      this.selection.settle(list.pages.items);
      // One key of everybody is enough, and it is there whatever the list is narrowed to then.
      this.seen = oneOfEach([...this.seen, ...list.pages.items]);
      await this.#lookApart(list.asked.connection);
      if (!isGone()) this.failure = null;
    } catch (thrown) {
      if (!isGone()) this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    const failure = toFailure(thrown);
    // The first reference of a lasting trouble stays, so that it can be copied in peace.
    if (this.failure?.code !== failure.code) this.failure = failure;
  }

  /** An open key is looked at even where the list does not show it. */
  async #lookApart(connection: string): Promise<void> {
    const id = this.openId;
    if (id === null || this.shown.some((key) => key.id === id)) return;
    const found = await this.#session.host.getKey({ connection, key: id });
    if (this.openId === id) this.#apart = found;
  }

  /** Loads what comes into view. */
  see(from: number, to: number): void {
    untrack(() => (this.#apart = this.open));
    this.list?.pages.see(from, to).catch((thrown: unknown) => this.#fail(thrown));
  }

  /** Opens a key of the list. It stays open when it leaves the list. */
  showListed(key: KeyView): void {
    this.openId = key.id;
    this.#apart = key;
  }

  /** Opens a key, also one that the list does not show. */
  show(id: string): void {
    this.openId = id;
    this.#lookApart(this.#session.connectionId).catch((thrown: unknown) => {
      this.openId = null;
      this.#fail(thrown);
    });
  }

  /** Takes over a key that came as an answer at once, without waiting for the next look. */
  adopt(key: KeyView): void {
    this.#lists[placeWord(key)]?.pages.replace(({ id }) => id === key.id, key);
    this.#apart = key;
    this.#session.changed();
  }

  /** Forgets what was typed: the key exists. */
  clearDraft(): void {
    this.draft = emptyDraft();
  }
}

/** The page's state; it survives going to another page and back. */
export const keysOf = keep((session) => new Keys(session));
