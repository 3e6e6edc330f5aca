import type { EndedKeyView, Failure, KeyView, RevokedManyView } from "../../contract/contract";
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
  /** The ids of those that ended. */
  ended = $state.raw<readonly string[]>([]);
  /** The processes that refuse them. */
  nodes = $state.raw<readonly string[]>([]);
  failed = $state.raw<readonly NotRevoked[]>([]);
  isRunning = $state(false);
  isStopping = $state(false);
  /** How it ended. */
  outcome = $state.raw<RevokedManyView | null>(null);
  /** Why it could not begin. */
  failure = $state.raw<Failure | null>(null);

  done = $derived(this.ended.length + this.failed.length);

  /** Keys that still live, as far as is known. */
  rest = $derived.by(() => {
    const ended = byId(this.ended.map((id) => ({ id })));
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
      this.outcome = await this.#session.host.revokeKeys(request, (some) => this.#hear(some));
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.isRunning = false;
      this.#session.changed();
    }
  }

  #hear(some: readonly EndedKeyView[]): void {
    const ended = some.filter(({ failure }) => failure === null);
    this.ended = [...this.ended, ...ended.map(({ key }) => key)];
    const refusing = ended.flatMap(({ refusedBy }) => refusedBy);
    this.nodes = [...this.nodes, ...refusing].filter((node, at, all) => all.indexOf(node) === at);
    const failed = some.flatMap(({ key: id, failure }) => {
      const key = this.#known.get(id);
      return key && failure ? [{ key, failure }] : [];
    });
    if (failed.length > 0) this.failed = [...this.failed, ...failed];
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.#session.host.stopRevoking().catch(() => (this.isStopping = false));
  }
}
