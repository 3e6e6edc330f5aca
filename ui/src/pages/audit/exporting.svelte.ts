import type { AuditFilter, ExportedView, ExportFormat, Failure } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import type { Session } from "../../host/session.svelte";

/** The export of the log: how far it is, and how the last one ended. */
export class Exporting {
  readonly #session: Session;
  /** How many rows are written, while one runs; null before the file is chosen too. */
  rows = $state<number | null>(null);
  /** Whether one was asked for and has not ended: its file is being chosen, or it runs. */
  isAsked = $state(false);
  /** How many there are in all, where that is known. */
  of = $state<number | null>(null);
  done = $state.raw<ExportedView | null>(null);
  isStopped = $state(false);
  failure = $state.raw<Failure | null>(null);
  #run = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Puts away how the last one ended, and stops one that runs. */
  forget(): void {
    if (this.rows !== null) void this.stop();
    this.#run += 1;
    this.#clear();
  }

  #clear(): void {
    this.rows = null;
    this.isAsked = false;
    this.of = null;
    this.done = null;
    this.isStopped = false;
    this.failure = null;
  }

  /** Asks for a file and has the rows of a filter written there. */
  async export(filter: AuditFilter, format: ExportFormat, of: number | null): Promise<void> {
    if (this.isAsked) return;
    const run = ++this.#run;
    this.#clear();
    this.isAsked = true;
    this.of = of;
    const tell = (rows: number) => {
      if (run === this.#run) this.rows = rows;
    };
    try {
      const request = { connection: this.#session.connectionId, filter, format };
      const done = await this.#session.host.exportAudit(request, tell);
      if (run !== this.#run) return;
      this.done = done;
      // Without a file nothing ran: it was not chosen.
      this.isStopped = done === null && this.rows !== null;
    } catch (thrown) {
      if (run === this.#run) this.failure = toFailure(thrown);
    } finally {
      if (run === this.#run) {
        this.rows = null;
        this.isAsked = false;
      }
    }
  }

  /** Stops the one that runs; what it has written so far goes. */
  async stop(): Promise<void> {
    try {
      await this.#session.host.stopExport();
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }
}
