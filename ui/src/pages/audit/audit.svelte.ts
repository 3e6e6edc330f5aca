import { untrack } from "svelte";
import type { Actor, AuditEntry, AuditFilter, Failure } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import { isOfAudit } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import type { Session } from "../../host/session.svelte";
import { actorName } from "../../sheets/words";
import { Checking } from "./checking.svelte";
import { Exporting } from "./exporting.svelte";
import { actorWord, eachOnce, everything, isNarrowed } from "./narrowing";

/** How often the newest rows are looked up, in milliseconds. */
const every = 5000;
/** Rows of a page. */
const limit = 100;

/** The Audit page's own state: how the log is narrowed, and the rows of it that were loaded. */
export class Audit {
  readonly #session: Session;
  readonly checking: Checking;
  readonly exporting: Exporting;
  /** Which rows; the place leaves out the others. */
  filter = $state.raw<AuditFilter>(everything);
  narrowed = $derived(isNarrowed(this.filter));
  /** The newest first, without a gap. */
  entries = $state.raw<readonly AuditEntry[] | null>(null);
  cursor = $state.raw<string | null>(null);
  total = $state.raw({ rows: 0, atLeast: false });
  /** Whether what is shown is what was there before the filter was changed. */
  isStale = $state(false);
  failure = $state.raw<Failure | null>(null);
  loadingOlder = $state(false);
  openSequence = $state<number | null>(null);
  open = $derived(this.entries?.find(({ sequence }) => sequence === this.openSequence) ?? null);
  /** Everybody who did something that was shown here. */
  actors = $state.raw<readonly Actor[]>([]);
  #connection = "";

  constructor(session: Session) {
    this.#session = session;
    this.checking = new Checking(session);
    this.exporting = new Exporting(session);
  }

  /** Looks for new rows again and again. Another connection has another log. Call inside an effect. */
  watch(connection: string): () => void {
    // A filter that is changed is looked for at once.
    const { filter } = this;
    return untrack(() => {
      if (connection !== this.#connection) this.#begin(connection);
      return this.#session.keepUp({ about: isOfAudit, every: () => every }, (isGone) =>
        this.#newest(() => isGone() || filter !== this.filter),
      );
    });
  }

  #begin(connection: string): void {
    this.#connection = connection;
    this.filter = everything;
    this.entries = null;
    this.cursor = null;
    this.openSequence = null;
    this.actors = [];
    this.checking.forget();
    this.exporting.forget();
  }

  /** Narrows the log further, or by something else. */
  narrow(change: Partial<AuditFilter>): void {
    this.filter = { ...this.filter, ...change };
    this.isStale = true;
    this.failure = null;
  }

  /** Shows all rows again. */
  showAll(): void {
    this.narrow(everything);
  }

  /** What an actor is called that the log is narrowed to; a name that was typed is itself. */
  actorSays(word: string): string {
    const known = this.actors.find((actor) => actorWord(actor) === word);
    return known ? actorName(known) : word;
  }

  #ask(cursor: string | null) {
    const { filter } = this;
    return this.#session.host.listAudit({ connection: this.#connection, filter, cursor, limit });
  }

  #take(entries: readonly AuditEntry[], { total, atLeast }: { total: number; atLeast: boolean }): void {
    this.entries = entries;
    this.total = { rows: total, atLeast };
    this.failure = null;
    this.actors = eachOnce([...this.actors, ...entries.map(({ actor }) => actor)]);
  }

  async #newest(isGone: () => boolean): Promise<void> {
    try {
      const page = await this.#ask(null);
      if (isGone()) return;
      const merged = this.isStale ? null : mergeNewest(this.entries, page.entries, page.nextCursor === null);
      // Rows that no longer meet what was loaded: begin again, rather than hide a gap.
      if (merged === null) this.cursor = page.nextCursor;
      this.#take(merged ?? page.entries, page);
      this.isStale = false;
    } catch (thrown) {
      if (isGone()) return;
      this.failure = toFailure(thrown);
      // What was there before is no answer to this filter.
      if (this.isStale) this.entries = null;
    }
  }

  /** Loads the rows before the ones that are here. */
  async loadOlder(): Promise<void> {
    if (this.cursor === null || this.loadingOlder) return;
    this.loadingOlder = true;
    const [connection, filter] = [this.#connection, this.filter];
    const isGone = () => connection !== this.#connection || filter !== this.filter;
    try {
      const page = await this.#ask(this.cursor);
      // Rows of another log, or of another filter, have no place in this one.
      if (isGone()) return;
      const oldest = this.entries?.at(-1)?.sequence ?? Infinity;
      const older = page.entries.filter(({ sequence }) => sequence < oldest);
      this.#take([...(this.entries ?? []), ...older], page);
      this.cursor = page.nextCursor;
    } catch (thrown) {
      if (!isGone()) this.failure = toFailure(thrown);
    } finally {
      this.loadingOlder = false;
    }
  }
}

/**
 * Puts newly heard rows before the known ones; `null` when the two do not meet, or nothing was known. Two pages meet where
 * they share a row: of a log that is narrowed, numbers that follow each other say nothing.
 */
export function mergeNewest(
  known: readonly AuditEntry[] | null,
  heard: readonly AuditEntry[],
  isAll: boolean,
): readonly AuditEntry[] | null {
  const newest = known?.[0]?.sequence;
  if (known === null || newest === undefined) return null;
  if (!isAll && !heard.some(({ sequence }) => sequence <= newest)) return null;
  const fresh = heard.filter(({ sequence }) => sequence > newest);
  return fresh.length === 0 ? known : [...fresh, ...known];
}

/** The page's state; it survives going to another page and back. */
export const auditOf = keep((session) => new Audit(session));
