import { untrack } from "svelte";
import type { QueuedActivation, QueueFilter } from "../../contract/contract";
import { isOfQueue } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import { Listed } from "../../host/listed.svelte";
import type { Session } from "../../host/session.svelte";

/** The least time between two looks while changes are not told, in milliseconds. */
const every = 5000;

export const filters: QueueFilter[] = ["waiting", "sent_back", "decided", "all"];

/** The activations of all organizations, for whoever decides them. */
export class Queue extends Listed<
  QueuedActivation,
  { connection: string; filter: QueueFilter },
  Record<QueueFilter, number>
> {
  readonly #session: Session;
  #connection = "";
  filter = $state<QueueFilter>("waiting");
  /** The organization whose activation is open. */
  open = $state<string | null>(null);
  /** The one that somebody comes back from: there the keyboard is again. */
  last: string | null = null;
  /** Whether there is no other organization than the connection's own: then there is nothing to choose from. */
  isAlone = $derived.by(() => this.shown !== null && this.shown.counts.all <= 1);
  waiting = $derived.by(() => this.shown?.counts.waiting ?? 0);

  constructor(session: Session) {
    super({ waiting: 0, sent_back: 0, decided: 0, all: 0 }, async (asked) => {
      const { activations, nextCursor, counts } = await session.host.listActivations(asked);
      return { items: activations, next: nextCursor, counts };
    });
    this.#session = session;
  }

  /** Keeps up, for the page and for the number beside its name. Another connection has another queue. Call inside an effect. */
  watch(connection: string): () => void {
    const { filter } = this;
    return untrack(() => {
      if (connection !== this.#connection) {
        this.#connection = connection;
        this.forget();
        this.open = null;
        this.last = null;
      }
      return this.#session.keepUp({ about: isOfQueue, every: () => every }, (isGone) =>
        this.look({ connection, filter }, isGone),
      );
    });
  }

  show(organization: string): void {
    this.open = organization;
  }

  close(): void {
    this.last = this.open;
    this.open = null;
  }
}

/** The queue of this window. */
export const queueOf = keep((session) => new Queue(session));
