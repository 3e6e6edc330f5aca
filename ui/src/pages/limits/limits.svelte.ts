import { untrack } from "svelte";
import type { RateLimit, RateLimits } from "../../contract/contract";
import { isOfRequests } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";

/** The least time between two looks while changes are not told, in milliseconds. */
const every = 5000;
/** How long a minute in which something was used may be shown as the last one, in milliseconds. */
const fades = 30_000;

/** Requests in a minute that a rate bears for ever. */
export const sustained = ({ perSecond }: RateLimit): number => perSecond * 60;

/** How much of that is used, in whole per cent; what is used at all is never 0. */
export function percentOf(used: number, limit: RateLimit): number {
  const percent = (used * 100) / sustained(limit);
  return used > 0 ? Math.max(1, Math.round(percent)) : 0;
}

/** The Limits page's own state; it survives going to another page and back. */
export class Limits {
  readonly #session: Session;
  #connection = "";
  readonly known: Watched<RateLimits>;

  constructor(session: Session) {
    this.#session = session;
    this.known = new Watched(() => session.host.getRateLimits(session.connectionId));
  }

  /** Keeps up while the page is shown. Another connection has other limits. Call inside an effect. */
  watch(connection: string): () => void {
    return untrack(() => {
      if (connection !== this.#connection) {
        this.#connection = connection;
        this.known.forget();
      }
      // A minute passes by the clock alone; where nothing was used there is nothing to pass.
      const isUsed = () => this.known.value?.data.some(({ lastMinute }) => lastMinute > 0) ?? false;
      const due = () => (isUsed() ? fades : Infinity);
      return this.known.watch(this.#session, { about: isOfRequests, every: () => every, due });
    });
  }
}

/** The page's state. */
export const limitsOf = keep((session) => new Limits(session));
