import { untrack } from "svelte";
import type { Failure, FoundEverywhereView, KnownPlaceView, News } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import { keep } from "../../host/kept.svelte";
import { nameOf } from "../../host/refs";
import type { Session } from "../../host/session.svelte";
import { words } from "../../words";
import type { Order, Tab } from "./rows";

/** The least time between two looks at the connection in use while it tells no news, in milliseconds. */
const askEvery = 30_000;

/** The keys of all connections: what each told last, and what it tells when it is asked. */
export class Everywhere {
  readonly #session: Session;
  /** All of them, this computer's own first; null before that was heard. */
  places = $state.raw<readonly KnownPlaceView[] | null>(null);
  /** Those that are being asked. */
  asking = $state.raw<readonly string[]>([]);
  /** Why it is not known what they told, or why the last choice among them did not work. */
  failure = $state.raw<Failure | null>(null);
  tab = $state<Tab>("all");
  order = $state.raw<Order>({ by: "due", down: false });
  search = $state("");
  /** What has the words that were looked for last; null where nothing is looked for. */
  found = $state.raw<FoundEverywhereView | null>(null);
  /** Why it cannot be looked for: a secret goes nowhere. */
  refused = $state.raw<Failure | null>(null);
  /** By connection, the last time it was asked: an answer that was overtaken is dropped. */
  #turns: Record<string, number> = {};
  #searches = 0;

  keys = $derived.by(() => (this.places ?? []).flatMap(({ keys }) => keys));
  rotations = $derived.by(() => (this.places ?? []).flatMap(({ rotations }) => rotations));
  /** Whether there is more than one, so that a table of all says more than the page of one. */
  isSeveral = $derived.by(() => (this.places?.length ?? 0) > 1);
  #names: Record<string, string> = $derived.by(() =>
    Object.fromEntries((this.places ?? []).map(({ connection }) => [connection.id, nameOf(connection)])),
  );

  constructor(session: Session) {
    this.#session = session;
  }

  /** What a connection is called. */
  nameOf(connection: string): string {
    return this.#names[connection] ?? "";
  }

  /** Hears which connections there are and what each told last; nobody is asked. */
  async learn(): Promise<void> {
    try {
      const heard = await this.#session.host.lastKnown();
      const known = Object.fromEntries((this.places ?? []).map((place) => [place.connection.id, place]));
      // What was just asked for is kept with its trouble, which nobody writes down.
      const isOlder = (place: KnownPlaceView, than?: KnownPlaceView): than is KnownPlaceView =>
        than !== undefined && (than.asOf ?? "") >= (place.asOf ?? "");
      this.places = heard.map((place) => {
        const before = known[place.connection.id];
        return isOlder(place, before) ? { ...before, connection: place.connection } : place;
      });
      this.failure = null;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }

  /** Asks one of them; its rows are replaced when it answers. */
  async ask(connection: string): Promise<void> {
    const turn = (this.#turns[connection] = (this.#turns[connection] ?? 0) + 1);
    this.asking = [...this.asking.filter((one) => one !== connection), connection];
    try {
      const told = await this.#session.host.listPlace(connection);
      if (this.#turns[connection] === turn) this.#put(connection, told);
    } catch (thrown) {
      const trouble = toFailure(thrown);
      const known = this.places?.find((place) => place.connection.id === connection);
      if (this.#turns[connection] === turn && known) this.#put(connection, { ...known, trouble });
    } finally {
      if (this.#turns[connection] === turn) this.asking = this.asking.filter((one) => one !== connection);
    }
  }

  /** Asks all of them at once: those that answer are here at once, whatever the others do. */
  async askAll(): Promise<void> {
    await this.learn();
    await Promise.all((this.places ?? []).map(({ connection }) => this.ask(connection.id)));
  }

  #put(connection: string, told: KnownPlaceView): void {
    this.places = (this.places ?? []).map((place) => (place.connection.id === connection ? told : place));
  }

  /** Keeps up while the page is shown: all are asked once, and the one in use again when it tells of a change. */
  watch(): () => void {
    return untrack(() => {
      let isFirst = true;
      const about = ({ kind }: News) => kind === "key" || kind === "rotation" || kind === "organization";
      return this.#session.keepUp({ about, every: (took) => Math.max(askEvery, took * 20) }, async () => {
        if (isFirst) {
          isFirst = false;
          await this.askAll();
        } else await this.ask(this.#session.connectionId);
      });
    });
  }

  /** Looks for what was typed, in what all told last; what was found before stays until that is here. */
  async look(search: string): Promise<void> {
    const turn = ++this.#searches;
    const [found, refused] = search === "" ? [null, null] : await this.#find(search);
    if (turn !== this.#searches) return;
    this.found = found;
    this.refused = refused;
  }

  async #find(search: string): Promise<[FoundEverywhereView | null, Failure | null]> {
    try {
      const asked = { search, thisComputer: words.common.thisComputer };
      return [await this.#session.host.findEverywhere(asked), null];
    } catch (thrown) {
      return [null, toFailure(thrown)];
    }
  }
}

/** The page's state; it survives going to another page and back. */
export const everywhereOf = keep((session) => new Everywhere(session));
