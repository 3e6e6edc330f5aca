import type { Failure, KeyView, RevokedManyView, RevokedOneView, RevokedView } from "../../contract/contract";
import { byId } from "./by_id";
import { toFailure } from "../../host/failure";
import type { Session } from "../../host/session.svelte";

/** A key that did not end, and why. */
export interface NotRevoked {
  key: KeyView;
  failure: Failure;
}

/** The end of several keys: how far it is, what it met, and how to stop it. */
export class Revoking {
  readonly #session: Session;
  readonly #known: ReadonlyMap<string, KeyView>;
  readonly total: number;
  receipts = $state.raw<readonly RevokedView[]>([]);
  failed = $state.raw<readonly NotRevoked[]>([]);
  isRunning = $state(false);
  isStopping = $state(false);
  /** How it ended. */
  outcome = $state.raw<RevokedManyView | null>(null);
  /** Why it could not begin. */
  failure = $state.raw<Failure | null>(null);

  done = $derived(this.receipts.length + this.failed.length);

  /** Keys that still live, as far as is known. */
  rest = $derived.by(() => {
    const ended = byId(this.receipts.map(({ key }) => key));
    return [...this.#known.values()].filter(({ id }) => !ended.has(id));
  });

  constructor(session: Session, keys: readonly KeyView[]) {
    this.#session = session;
    this.#known = byId(keys);
    this.total = keys.length;
  }

  async run(asked: { idempotencyKey: string; connection: string; reason: string; typedName: string | null }) {
    this.isRunning = true;
    this.failure = null;
    try {
      const request = { ...asked, keys: [...this.#known.keys()] };
      this.outcome = await this.#session.host.revokeKeys(request, (one) => this.#hear(one));
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.isRunning = false;
      this.#session.changed();
    }
  }

  #hear({ key: id, revoked, failure }: RevokedOneView): void {
    const key = this.#known.get(id);
    if (revoked) this.receipts = [...this.receipts, revoked];
    else if (key && failure) this.failed = [...this.failed, { key, failure }];
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.#session.host.stopRevoking().catch(() => (this.isStopping = false));
  }
}
