import type { AccessLevel, Failure, KeyListView, KeyView, News } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import { isOfKeys } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import { placeWord, type Place } from "../../host/refs";
import type { Session } from "../../host/session.svelte";
import { countAll, type FilterName, inOrder, isUnder, type Order, search } from "./filters";

/** What was typed into the create form; it outlives a closed form, an error and a lost connection. */
export interface Draft {
  name: string;
  accessLevel: AccessLevel;
  expiry: string;
  note: string;
}

const emptyDraft = (): Draft => ({ name: "", accessLevel: "read_only", expiry: "never", note: "" });

/** The least time between two looks at the list, in milliseconds. A list that takes long is looked at less often. */
const listEvery = 3000;

/** The Keys page's own state: the list, how it is narrowed, which key is open. */
export class Keys {
  readonly #session: Session;
  /** The last list of each connection and environment. */
  #lists = $state.raw<Record<string, KeyListView>>({});
  #entered = "";
  failure = $state.raw<Failure | null>(null);
  refreshing = $state(false);
  filter = $state<FilterName>("all");
  search = $state("");
  order = $state.raw<Order>({ by: "created", down: true });
  openId = $state<string | null>(null);
  draft = $state<Draft>(emptyDraft());

  list = $derived.by(() => this.#lists[this.#session.place] ?? null);
  /** The moment the list was true; rules about time use it, so that a tick of the clock changes no row's place. */
  asOf = $derived(this.list === null ? 0 : Date.parse(this.list.asOf));
  counts = $derived(countAll(this.list?.keys ?? [], this.asOf));
  /** Ordered once for a list, not at every letter of a search. */
  #ordered = $derived(inOrder(this.list?.keys ?? [], this.order));
  #under = $derived(
    this.filter === "all"
      ? this.#ordered
      : this.#ordered.filter((key) => isUnder(this.filter, key, this.asOf)),
  );
  shown = $derived(search(this.#under, this.search));
  open: KeyView | null = $derived(this.list?.keys.find((key) => key.id === this.openId) ?? null);

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keys of one place never stay in front of the person in another. Coming back to the same place keeps everything. */
  enter(place: string): void {
    if (this.#entered === place) return;
    this.#entered = place;
    this.openId = null;
    this.search = "";
    this.filter = "all";
    this.failure = null;
  }

  /** Looks again and again while the page is shown, and at once after a change. Call inside an effect. */
  watch(place: Place): () => void {
    const rhythm = {
      about: (news: News) => isOfKeys(news, place.environment),
      every: (took: number) => Math.max(listEvery, took * 20),
    };
    return this.#session.keepUp(rhythm, (isGone) => this.#look(place, isGone));
  }

  async #look(place: Place, isGone: () => boolean): Promise<void> {
    this.refreshing = true;
    try {
      const list = await this.#session.host.listKeys(place.connection, place.environment);
      if (isGone()) return;
      this.#lists = { ...this.#lists, [placeWord(place)]: list };
      this.#session.knownKeys = list.keys;
      this.failure = null;
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The first reference of a lasting trouble stays, so that it can be copied in peace.
      if (!isGone() && this.failure?.code !== failure.code) this.failure = failure;
    } finally {
      if (!isGone()) this.refreshing = false;
    }
  }

  /** Puts a key that came as an answer into the list at once, without waiting for the next look. */
  adopt(key: KeyView): void {
    const place = placeWord(key);
    const list = this.#lists[place];
    if (!list) return;
    const known = list.keys.some((one) => one.id === key.id);
    const keys = known ? list.keys.map((one) => (one.id === key.id ? key : one)) : [key, ...list.keys];
    this.#lists = { ...this.#lists, [place]: { ...list, keys } };
    this.#session.changed();
  }

  /** Forgets what was typed: the key exists. */
  clearDraft(): void {
    this.draft = emptyDraft();
  }
}

/** The page's state; it survives going to another page and back. */
export const keysOf = keep((session) => new Keys(session));
