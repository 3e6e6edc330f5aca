import { untrack } from "svelte";
import type { ActivationView, KeyView } from "../../contract/contract";
import { isOfActivation } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";

/** What was typed into the form; it outlives an error, a lost connection and a look at another page. */
export interface ActivationDraft {
  legalName: string;
  contactEmail: string;
  purpose: string;
}

/** The least time between two looks, in milliseconds: evidence appears while somebody watches. */
const every = 3000;

/** What was typed at one connection. */
class Typed {
  draft = $state<ActivationDraft>({ legalName: "", contactEmail: "", purpose: "" });
  reason = $state("");
}

/** The Activation page's own state. */
export class ActivationPageState {
  readonly watched: Watched<ActivationView>;
  /** Whose activation it is: what is submitted goes there, whatever is chosen meanwhile. */
  connection = $state("");
  /** The first live key, once there is one. */
  firstLiveKey = $state.raw<KeyView | null>(null);
  readonly #session: Session;
  readonly #typed: Record<string, Typed> = {};

  typed = $derived.by(() => (this.#typed[this.connection] ??= new Typed()));

  constructor(session: Session) {
    this.#session = session;
    this.watched = new Watched(async () => {
      const { connection } = this;
      const activation = await session.host.getActivation(connection);
      if (activation.state === "approved" && this.firstLiveKey === null) {
        const first = await this.#lookForLiveKey(connection);
        if (connection === this.connection) this.firstLiveKey = first;
      }
      return activation;
    });
  }

  /** Looks again and again. Another connection has another activation. Call inside an effect. */
  watch(connection: string): () => void {
    return untrack(() => {
      if (connection !== this.connection) {
        this.connection = connection;
        this.watched.forget();
        this.firstLiveKey = null;
      }
      return this.watched.watch(this.#session, { about: isOfActivation, every: () => every });
    });
  }

  /** Takes over what submitting or approving answered; the frame learns at once that live is there. */
  async adopt(activation: ActivationView): Promise<void> {
    this.watched.adopt(activation);
    await this.#session.refreshStatus();
    this.#session.changed();
  }

  async #lookForLiveKey(connection: string): Promise<KeyView | null> {
    const first = { filter: "all", search: "", sort: "created", descending: false, limit: 1 } as const;
    const asked = { ...first, connection, environment: "live", cursor: null } as const;
    return (await this.#session.host.listKeys(asked)).keys[0] ?? null;
  }
}

/** The page's state; it survives going to another page and back. */
export const activationOf = keep((session) => new ActivationPageState(session));
