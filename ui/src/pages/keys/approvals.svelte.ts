import { untrack } from "svelte";
import type { AccessLevel, ApprovalListView, ApprovalState, ApprovalView } from "../../contract/contract";
import { isOfApprovals } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";
import { noLimits, type TypedText } from "./limits.svelte";

/** What was typed into the form that asks; it outlives a closed form, an error and a lost connection. */
export interface AskDraft {
  name: string;
  accessLevel: AccessLevel;
  /** Hours, as the choice has them. */
  lifetime: string;
  reason: string;
  note: string;
  limits: TypedText;
}

const emptyAsk = (): AskDraft => ({
  name: "",
  accessLevel: "read_only",
  lifetime: "2160",
  reason: "",
  note: "",
  limits: noLimits(),
});

/** What the form offers as a lifetime, in hours. */
export const lifetimes = ["12", "24", "168", "720", "2160", "8760"] as const;

/** The shape and tone of a state's dot. */
export const approvalDots = {
  waiting: { kind: "ring", tone: "warn" },
  approved: { kind: "full", tone: "ok" },
  declined: { kind: "cross", tone: "quiet" },
  withdrawn: { kind: "bar", tone: "quiet" },
  claimed: { kind: "full", tone: "quiet" },
  lapsed: { kind: "half", tone: "quiet" },
} as const satisfies Record<ApprovalState, object>;

/** The least time between two looks, in milliseconds. */
const every = 3000;

/** The live keys that were asked for at one connection. */
export class Approvals {
  readonly #session: Session;
  readonly open: Watched<ApprovalListView>;
  readonly over: Watched<ApprovalListView>;
  connection = $state("");
  /** Whether what is over is shown too. */
  isOverShown = $state(false);
  draft = $state<AskDraft>(emptyAsk());
  /** One for each approval, so that pressing twice claims once. */
  readonly #presses: Record<string, string> = {};

  constructor(session: Session) {
    this.#session = session;
    const list = (over: boolean) => () =>
      session.host.listApprovals({ connection: this.connection, over, cursor: null });
    this.open = new Watched(list(false));
    this.over = new Watched(list(true));
  }

  /** Looks again and again. Call inside an effect. */
  watch(connection: string): () => void {
    return untrack(() => {
      if (connection !== this.connection) {
        this.connection = connection;
        this.isOverShown = false;
        this.open.forget();
        this.over.forget();
      }
      const due = () => this.#nextLapse();
      return this.open.watch(this.#session, { about: isOfApprovals, every: () => every, due });
    });
  }

  /** The same for what is over, while it is shown. */
  watchOver(): () => void {
    return untrack(() => this.over.watch(this.#session, { about: isOfApprovals, every: () => every }));
  }

  /** It was asked for: the next form begins empty. */
  asked(): void {
    this.draft = emptyAsk();
    void this.open.look();
  }

  /** By which idempotency key an approval is claimed here. */
  pressOf({ id }: ApprovalView): string {
    return (this.#presses[id] ??= crypto.randomUUID());
  }

  /** How long until one of them lapses by the clock alone, in milliseconds. */
  #nextLapse(): number {
    const ends = (this.open.value?.approvals ?? []).map(({ lapsesAt }) => Date.parse(lapsesAt ?? ""));
    return Math.min(...ends.filter(Number.isFinite)) - Date.now();
  }
}

export const approvalsOf = keep((session) => new Approvals(session));
