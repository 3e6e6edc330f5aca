import { untrack } from "svelte";
import type { Alert, Failure, News } from "../../contract/contract";
import { isOfAlerts } from "../../host/about";
import { toFailure } from "../../host/failure";
import { keep } from "../../host/kept.svelte";
import { PagedList } from "../../host/paged.svelte";
import type { Session } from "../../host/session.svelte";

/** The pause between two looks while changes are not told, in milliseconds. */
const every = 30_000;
/** The same while they are: an alert also begins by the clock, without a change. */
const dueEvery = 120_000;

/** Alerts of one connection: those that nobody has taken note of, and those that somebody has. */
class Known {
  readonly open: PagedList<Alert>;
  readonly acknowledged: PagedList<Alert>;
  counts = $state.raw({ open: 0, acknowledged: 0 });
  isHere = $state(false);
  failure = $state.raw<Failure | null>(null);

  constructor(session: Session, connection: string) {
    const list = (acknowledged: boolean) =>
      new PagedList<Alert>(async (cursor) => {
        const page = await session.host.listAlerts(acknowledged, connection, cursor);
        this.counts = { open: page.open, acknowledged: page.acknowledged };
        return { items: page.alerts, next: page.nextCursor };
      });
    [this.open, this.acknowledged] = [list(false), list(true)];
  }
}

/** Which of them are shown. */
export type Shown = "open" | "acknowledged";

/** What deserves a look: for the page, and for the number beside its name. */
export class Alerts {
  readonly #session: Session;
  #known = $state.raw<Record<string, Known>>({});
  shown = $state<Shown>("open");

  here = $derived.by(() => this.#known[this.#session.connectionId] ?? null);
  /** How many nobody has taken note of. */
  open = $derived(this.here?.isHere ? this.here.counts.open : 0);
  /** Whether one of them is to be acted on now; they come with the most pressing first. */
  isUrgent = $derived(this.here?.open.items[0]?.severity === "urgent");

  /** Open alerts about rotations that do not go on, in the environment that is shown. */
  stalled = $derived.by(() => {
    const { environment } = this.#session;
    const open = this.here?.open.items ?? [];
    return open.filter((alert) => alert.rotationId !== null && alert.environment === environment);
  });

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keeps up with a connection. Call inside an effect; it depends on which of them are shown. */
  watch(connection: string): () => void {
    const { shown } = this;
    return untrack(() => {
      const here = this.#known[connection] ?? new Known(this.#session, connection);
      this.#known = { ...this.#known, [connection]: here };
      const rhythm = { about: (news: News) => isOfAlerts(news), every: () => every, due: () => dueEvery };
      return this.#session.keepUp(rhythm, (isGone) => this.#look(here, shown, isGone));
    });
  }

  async #look(here: Known, shown: Shown, isGone: () => boolean): Promise<void> {
    try {
      await here.open.refresh();
      if (shown === "acknowledged") await here.acknowledged.refresh();
      if (isGone()) return;
      here.isHere = true;
      here.failure = null;
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The first reference of a lasting trouble stays, so that it can be copied in peace.
      if (!isGone() && here.failure?.code !== failure.code) here.failure = failure;
    }
  }
}

/** The alerts of this window. */
export const alertsOf = keep((session) => new Alerts(session));
