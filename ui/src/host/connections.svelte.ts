import type { ConnectionStateView, ConnectionView, Failure } from "../contract/contract";
import { words } from "../words";
import { keep } from "./kept.svelte";
import type { Session } from "./session.svelte";
import { Watched } from "./watch.svelte";
import { nameOf } from "./refs";

/** The places that issue keys, as the rail, the settings and the first start show them. */
export class Connections {
  readonly list: Watched<ConnectionStateView[]>;
  readonly #session: Session;
  /** All of them as they were when they were asked; the one in use as it is now. */
  all = $derived.by(() => this.list.value?.map((one) => this.#now(one)) ?? null);
  /** Why the last choice in the rail did not work. */
  refused = $state.raw<Failure | null>(null);

  constructor(session: Session) {
    this.#session = session;
    this.list = new Watched(() => session.host.listConnections());
  }

  #now(one: ConnectionStateView): ConnectionStateView {
    const { connectionId, trouble, standing } = this.#session;
    if (one.id !== connectionId) return one;
    return { ...one, trouble, organization: standing?.name ?? one.organization };
  }

  /** Shows another connection in this window. */
  async use(connection: Pick<ConnectionView, "id" | "local" | "name">): Promise<void> {
    this.#session.adopt(await this.#session.host.useConnection(connection.id));
    this.#session.changed();
    this.#session.notify(words.frame.nowUsing(nameOf(connection)));
  }
}

/** One for the window: it is asked for when it is shown, never by itself. */
export const connectionsOf = keep((session) => new Connections(session));
