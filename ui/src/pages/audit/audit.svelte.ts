import type { AuditEntry, Failure } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import { isOfAudit } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import type { Session } from "../../host/session.svelte";

/** How often the newest rows are looked up, in milliseconds. */
const every = 5000;

/** The Audit page's own state: the rows that were loaded, and how they are narrowed. */
export class Audit {
  readonly #session: Session;
  /** The newest first, without a gap. */
  entries = $state.raw<AuditEntry[] | null>(null);
  cursor = $state.raw<string | null>(null);
  failure = $state.raw<Failure | null>(null);
  loadingOlder = $state(false);
  text = $state("");
  kind = $state("all");
  openSequence = $state<number | null>(null);
  open = $derived(this.entries?.find(({ sequence }) => sequence === this.openSequence) ?? null);
  #connection = "";

  constructor(session: Session) {
    this.#session = session;
  }

  /** Looks for new rows again and again. Another connection has another log. Call inside an effect. */
  watch(connection: string): () => void {
    if (connection !== this.#connection) {
      this.#connection = connection;
      this.entries = null;
      this.cursor = null;
      this.openSequence = null;
    }
    return this.#session.keepUp({ about: isOfAudit, every: () => every }, (isGone) => this.#newest(isGone));
  }

  async #newest(isGone: () => boolean): Promise<void> {
    try {
      const page = await this.#session.host.listAudit(this.#connection, null);
      if (isGone()) return;
      const merged = mergeNewest(this.entries, page.entries);
      // Rows that no longer meet what was loaded: begin again, rather than hide a gap.
      if (merged === null) this.cursor = page.nextCursor;
      this.entries = merged ?? page.entries;
      this.failure = null;
    } catch (thrown) {
      if (!isGone()) this.failure = toFailure(thrown);
    }
  }

  /** Loads the rows before the ones that are here. */
  async loadOlder(): Promise<void> {
    if (this.cursor === null || this.loadingOlder) return;
    this.loadingOlder = true;
    const connection = this.#connection;
    try {
      const page = await this.#session.host.listAudit(connection, this.cursor);
      // Rows of another log have no place in this one.
      if (connection !== this.#connection) return;
      const oldest = this.entries?.at(-1)?.sequence ?? Infinity;
      this.entries = [...(this.entries ?? []), ...page.entries.filter(({ sequence }) => sequence < oldest)];
      this.cursor = page.nextCursor;
      this.failure = null;
    } catch (thrown) {
      if (connection === this.#connection) this.failure = toFailure(thrown);
    } finally {
      this.loadingOlder = false;
    }
  }
}

/** Puts newly heard rows before the known ones; `null` when the two do not meet, or nothing was known. */
export function mergeNewest(known: AuditEntry[] | null, heard: AuditEntry[]): AuditEntry[] | null {
  const newest = known?.[0]?.sequence;
  if (known === null || newest === undefined) return null;
  const oldestHeard = heard.at(-1)?.sequence ?? 0;
  if (oldestHeard > newest + 1) return null;
  const fresh = heard.filter(({ sequence }) => sequence > newest);
  return fresh.length === 0 ? known : [...fresh, ...known];
}

/** The page's state; it survives going to another page and back. */
export const auditOf = keep((session) => new Audit(session));
