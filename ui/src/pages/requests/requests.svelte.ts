import { untrack } from "svelte";
import type {
  ChosenFileView,
  ExplainedRequest,
  Failure,
  Pasted,
  Request,
  RequestFilter,
} from "../../contract/contract";
import { isOfRequests } from "../../host/about";
import { toFailure } from "../../host/failure";
import { keep } from "../../host/kept.svelte";
import { PagedList } from "../../host/paged.svelte";
import type { Session } from "../../host/session.svelte";
import { callersAmong, everything, isNarrowed, type CallersSeen } from "./narrowing";

/** The least time between two looks while changes are not told, in milliseconds. */
const every = 5000;

/** The requests of one connection: all, or those with one id, as far as they fit a filter. */
class Looked {
  readonly id: string;
  readonly filter: RequestFilter;
  readonly list: PagedList<Request>;
  isHere = $state(false);
  dropped = $state(0);
  failure = $state.raw<Failure | null>(null);

  constructor(session: Session, connection: string, id: string, filter: RequestFilter) {
    this.id = id;
    this.filter = filter;
    this.list = new PagedList<Request>(async (cursor) => {
      const asked = { connection, id: id === "" ? null : id, filter, cursor, limit: null };
      const page = await session.host.listRequests(asked);
      this.dropped = page.dropped;
      return { items: page.requests, next: page.nextCursor };
    });
  }
}

/** The Requests page's own state; it survives going to another page and back. */
export class Requests {
  readonly #session: Session;
  #connection = "";
  #looked = $state.raw<Looked | null>(null);
  /** What was looked for last and is here: it stays until the next is. */
  #shown = $state.raw<Looked | null>(null);
  /** What stands in the box. */
  box = $state("");
  /** What was recognised in what was pasted, while there is something to choose or to know. */
  pasted = $state.raw<Pasted | null>(null);
  /** Why what was pasted could not be read. */
  pasteFailure = $state.raw<Failure | null>(null);
  /** What is looked for; empty for everything. */
  id = $derived.by(() => this.#looked?.id ?? "");
  filter = $derived.by(() => this.#looked?.filter ?? everything);
  narrowed = $derived.by(() => isNarrowed(this.filter));
  /** Everybody who was seen to call, to choose from. */
  seen = $state.raw<CallersSeen>({ addresses: [], agents: [] });
  list = $derived.by(() => (this.#shown?.isHere ? this.#shown.list.items : null));
  failure = $derived.by(() => this.#looked?.failure ?? null);
  hasOlder = $derived.by(() => this.#shown?.list.hasMore ?? false);
  dropped = $derived.by(() => this.#shown?.dropped ?? 0);
  loadingOlder = $state(false);
  /** The request whose explanation is open. */
  openId = $state<string | null>(null);
  explained = $state.raw<ExplainedRequest | null>(null);
  explainFailure = $state.raw<Failure | null>(null);

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keeps up while the page is shown. Another connection has other requests. Call inside an effect. */
  watch(connection: string): () => void {
    return untrack(() => {
      if (connection !== this.#connection) {
        this.#connection = connection;
        this.forget();
      }
      const rhythm = { about: isOfRequests, every: () => every };
      return this.#session.keepUp(rhythm, (isGone) => {
        // Whatever is looked for by then.
        this.#looked ??= new Looked(this.#session, connection, "", everything);
        return this.#look(this.#looked, isGone);
      });
    });
  }

  /** Goes back to all requests. */
  forget(): void {
    this.box = "";
    this.pasted = null;
    this.pasteFailure = null;
    this.close();
    this.seen = { addresses: [], agents: [] };
    this.#looked = null;
    this.#shown = null;
  }

  /** Looks for an id, whatever it is of; of one that is said to be one request's the explanation is asked for at once. */
  async lookFor(id: string, isOfOne = false): Promise<void> {
    this.box = id;
    this.close();
    await this.#ask(id.trim(), id === "" ? this.filter : everything, isOfOne);
  }

  /** Changes what the list is narrowed to; what is looked for stays. */
  async narrow(change: Partial<RequestFilter>): Promise<void> {
    this.close();
    await this.#ask(this.id, { ...this.filter, ...change });
  }

  async #ask(id: string, filter: RequestFilter, isOfOne = false): Promise<void> {
    const looked = new Looked(this.#session, this.#connection, id, filter);
    this.#looked = looked;
    const explaining = isOfOne ? this.#session.host.explainRequest(this.#connection, id) : null;
    // Why it has none is told where the list says that there is such a request.
    const early = explaining?.catch(() => null) ?? null;
    await this.#look(looked, () => false, early);
    const [only, second] = looked.list.items;
    if (this.#looked === looked && looked.id !== "" && !isNarrowed(filter) && only && !second)
      await this.explain(only.correlationId, await early);
  }

  /** What comes beside the list is waited for, so that both are shown together. */
  async #look(looked: Looked, isGone: () => boolean, beside: Promise<unknown> | null = null): Promise<void> {
    const show = () => {
      if (this.#looked === looked) this.#shown = looked;
    };
    try {
      await Promise.all([looked.list.refresh(), beside]);
      if (isGone()) return;
      looked.isHere = true;
      show();
      looked.failure = null;
      this.seen = callersAmong(this.seen, looked.list.items);
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The first reference of a lasting trouble stays, so that it can be copied in peace.
      if (!isGone() && looked.failure?.code !== failure.code) looked.failure = failure;
      if (!isGone()) show();
    }
  }

  /** What was typed. It may be more than an id: then the ids in it are recognised. */
  async submit(): Promise<void> {
    const text = this.box;
    if (text.trim() === "") return this.lookFor("");
    await this.#read(() => this.#session.host.readPasted(text));
  }

  /** What is in the clipboard: Rust reads it, and nothing but the ids in it comes here. */
  readonly paste = () => this.#read(() => this.#session.host.readClipboard());

  /** A file that the person chooses. */
  readonly openFile = () => this.#read(() => this.#session.host.readFile());

  /** Files that were dropped on the window. */
  readonly openDropped = (files: readonly ChosenFileView[]) =>
    this.#read(() => this.#session.host.readDropped(files.map(({ file }) => file)));

  async #read(ask: () => Promise<Pasted | null>): Promise<void> {
    this.pasteFailure = null;
    try {
      const pasted = await ask();
      if (pasted === null) return;
      const [best, second] = pasted.ids;
      this.pasted = best && !second && pasted.secrets === 0 ? null : pasted;
      // Without an id there is nothing to look for, and what was typed and what was shown stay.
      if (best) await this.lookFor(best.id, best.kind === "correlation_id");
    } catch (thrown) {
      this.pasteFailure = toFailure(thrown);
    }
  }

  /** Opens the explanation of a request; one that came already is shown at once. */
  async explain(correlationId: string, early: ExplainedRequest | null = null): Promise<void> {
    if (this.openId === correlationId && this.explained) return;
    this.openId = correlationId;
    this.explained = early;
    this.explainFailure = null;
    if (early !== null) return;
    const isGone = () => this.openId !== correlationId;
    try {
      const explained = await this.#session.host.explainRequest(this.#connection, correlationId);
      if (!isGone()) this.explained = explained;
    } catch (thrown) {
      if (!isGone()) this.explainFailure = toFailure(thrown);
    }
  }

  close(): void {
    this.openId = null;
    this.explained = null;
    this.explainFailure = null;
  }

  async loadOlder(): Promise<void> {
    const looked = this.#shown;
    if (looked === null || this.loadingOlder) return;
    this.loadingOlder = true;
    try {
      await looked.list.see(0, looked.list.items.length + 1);
    } catch (thrown) {
      looked.failure = toFailure(thrown);
    } finally {
      this.loadingOlder = false;
    }
  }
}

/** The page's state. */
export const requestsOf = keep((session) => new Requests(session));
