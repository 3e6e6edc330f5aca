import type { ActivationView, KeyView } from "../../contract/contract";
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

/** The Activation page's own state. */
export class ActivationPageState {
  readonly watched: Watched<ActivationView>;
  /** The first live key, once there is one. */
  firstLiveKey = $state.raw<KeyView | null>(null);
  draft = $state<ActivationDraft>({ legalName: "", contactEmail: "", purpose: "" });
  reason = $state("");
  readonly #session: Session;
  #connection: string | null = null;

  constructor(session: Session) {
    this.#session = session;
    this.watched = new Watched(async () => {
      const activation = await session.host.getActivation();
      if (activation.state === "approved" && this.firstLiveKey === null) await this.#lookForLiveKey();
      return activation;
    });
  }

  /** Looks again and again. Another connection has another activation. Call inside an effect. */
  watch(connectionId: string | null): () => void {
    if (connectionId !== this.#connection) {
      this.#connection = connectionId;
      this.watched.forget();
      this.firstLiveKey = null;
    }
    return this.watched.watch(every);
  }

  /** Takes over what submitting or approving answered; the frame learns at once that live is there. */
  async adopt(activation: ActivationView): Promise<void> {
    this.watched.adopt(activation);
    await this.#session.refreshStatus();
    this.#session.changed();
  }

  async #lookForLiveKey(): Promise<void> {
    const { keys } = await this.#session.host.listKeys("live");
    this.firstLiveKey = keys.reduce<KeyView | null>(
      (first, key) => (first === null || key.createdAt < first.createdAt ? key : first),
      null,
    );
  }
}

/** The page's state; it survives going to another page and back. */
export const activationOf = keep((session) => new ActivationPageState(session));
