import type { ConnectionStateView, ConnectionView } from "../contract/contract";
import { keep } from "./kept.svelte";
import type { Session } from "./session.svelte";
import { Watched } from "./watch.svelte";

/** The places that issue keys, as the rail, the settings and the first start show them. */
export class Connections {
  readonly list: Watched<ConnectionStateView[]>;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.list = new Watched(() => session.host.listConnections());
  }

  /** Shows another connection in this window. */
  async use(connection: Pick<ConnectionView, "id" | "name">): Promise<void> {
    this.#session.adopt(await this.#session.host.useConnection(connection.id));
    this.#session.changed();
    this.#session.notify(`Now using ${connection.name}.`);
  }
}

/** One for the window: it is asked for when it is shown, never by itself. */
export const connectionsOf = keep((session) => new Connections(session));
