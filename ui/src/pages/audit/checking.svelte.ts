import type { AuditCheckView, Failure } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import type { Session } from "../../host/session.svelte";

/** Verifying the chain: since when it runs, and what was found last. */
export class Checking {
  readonly #session: Session;
  /** Since when, in milliseconds; null while none runs. */
  since = $state<number | null>(null);
  found = $state.raw<AuditCheckView | null>(null);
  failure = $state.raw<Failure | null>(null);
  #run = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Puts everything away; what still runs is not waited for. */
  forget(): void {
    this.#run += 1;
    this.since = null;
    this.found = null;
    this.failure = null;
  }

  /** Has the whole chain read; anew when this computer forgets what it knew of it. */
  async verify(anew = false): Promise<void> {
    if (this.since !== null) return;
    this.forget();
    const run = this.#run;
    this.since = Date.now();
    try {
      const found = await this.#session.host.verifyAudit({ connection: this.#session.connectionId, anew });
      if (run === this.#run) this.found = found;
    } catch (thrown) {
      if (run === this.#run) this.failure = toFailure(thrown);
    } finally {
      if (run === this.#run) this.since = null;
    }
  }
}
