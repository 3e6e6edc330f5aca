import { untrack } from "svelte";
import type {
  ActivationField,
  ActivationView,
  Environment,
  KeyFilter,
  KeyView,
} from "../../contract/contract";
import { isOfActivation } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";
import { Uploads } from "./uploads.svelte";

/** What was typed into the form; it outlives an error, a lost connection and a look at another page. */
export interface ActivationDraft {
  legalName: string;
  contactEmail: string;
  purpose: string;
}

/** The least time between two looks, in milliseconds: evidence appears while somebody watches. */
const every = 3000;

/** What an operator can do with a submission. */
export type Decision = "approve" | "ask" | "reject";

/** A reason as it is typed; about the whole where no field is chosen. */
export interface TypedReason {
  field: ActivationField | "";
  detail: string;
}

/** What was typed at one connection. */
class Typed {
  draft = $state<ActivationDraft>({ legalName: "", contactEmail: "", purpose: "" });
  /** Whether what was submitted is being changed. */
  changing = $state(false);
  /** Why allowed addresses are waived. */
  waiverReason = $state("");
  reason = $state("");
  decision = $state<Decision | null>(null);
  reasons = $state<TypedReason[]>([{ field: "", detail: "" }]);
  resubmittable = $state(true);

  /** Begins to change what was submitted; what was typed already is kept. */
  change(view: ActivationView): void {
    if (this.changing) return;
    const { legalName, contactEmail, purpose } = view;
    this.draft = { legalName: legalName ?? "", contactEmail: contactEmail ?? "", purpose: purpose ?? "" };
    this.changing = true;
  }

  /** Forgets a decision: it was made. */
  decided(): void {
    this.decision = null;
    this.reason = "";
    this.reasons = [{ field: "", detail: "" }];
    this.resubmittable = true;
  }
}

/** The Activation page's own state. */
export class ActivationPageState {
  readonly watched: Watched<ActivationView>;
  /** Whose activation it is: what is submitted goes there, whatever is chosen meanwhile. */
  connection = $state("");
  /** Another organization's, for whoever decides; the connection's own otherwise. */
  organization = $state<string | null>(null);
  /** The first live key, once there is one. */
  firstLiveKey = $state.raw<KeyView | null>(null);
  /** Whether a sandbox key could be used; until something else is known. */
  hasSandboxKey = $state(true);
  readonly #session: Session;
  readonly #typed: Record<string, Typed> = {};
  readonly #uploads: Record<string, Uploads> = {};
  /** As many documents as the authority takes. */
  readonly documentsMax = 10;

  /** Files on their way to this activation; those of another one go on meanwhile. */
  uploads = $derived.by(() => {
    const { connection } = this;
    return (this.#uploads[connection] ??= new Uploads(this.#session, connection, async (activation) => {
      if (connection === this.connection) await this.adopt(activation);
    }));
  });
  typed = $derived.by(() => (this.#typed[`${this.connection} ${this.organization ?? ""}`] ??= new Typed()));

  constructor(session: Session) {
    this.#session = session;
    this.watched = new Watched(async () => {
      const { connection, organization } = this;
      const activation = await session.host.getActivation(connection, organization);
      if (!this.isOwn(activation)) return activation;
      if (activation.state === "approved" && this.firstLiveKey === null) {
        const first = await this.#lookForKey(connection, "live", "all");
        if (connection === this.connection) this.firstLiveKey = first;
      }
      if (activation.evidence.length === 0) {
        const usable = await this.#lookForKey(connection, "sandbox", "active");
        if (connection === this.connection) this.hasSandboxKey = usable !== null;
      } else this.hasSandboxKey = true;
      return activation;
    });
  }

  /** Whether it is the activation of the connection's own organization: whose keys and requests are here. */
  isOwn({ organization }: ActivationView): boolean {
    return this.organization === null || organization.id === this.#session.organization?.id;
  }

  /** Looks again and again. Another organization has another activation. Call inside an effect. */
  watch(connection: string, organization: string | null): () => void {
    return untrack(() => {
      if (connection !== this.connection || organization !== this.organization) {
        this.connection = connection;
        this.organization = organization;
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

  async #lookForKey(
    connection: string,
    environment: Environment,
    filter: KeyFilter,
  ): Promise<KeyView | null> {
    const first = { search: "", sort: "created", descending: false, limit: 1, cursor: null } as const;
    const found = await this.#session.host.listKeys({ ...first, connection, environment, filter });
    return found.keys[0] ?? null;
  }
}

/** The page's state; it survives going to another page and back. */
export const activationOf = keep((session) => new ActivationPageState(session));
