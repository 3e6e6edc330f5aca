import { untrack } from "svelte";
import type {
  Delivery,
  Environment,
  EventType,
  Failure,
  News,
  Subscription,
  WebhookView,
} from "../../contract/contract";
import { isOfWebhooks } from "../../host/about";
import { toFailure } from "../../host/failure";
import { keep } from "../../host/kept.svelte";
import { PagedList } from "../../host/paged.svelte";
import { deliveryRefOf, placeWord, type Place } from "../../host/refs";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";

/** The least time between two looks while changes are not told, in milliseconds. */
const every = 5000;
/** A service is asked when the person opens the page or asks anew: it counts every request. A day, in milliseconds. */
const hardlyEver = 86_400_000;

/** What a form has of an endpoint. */
export interface Draft {
  url: string;
  description: string;
  mode: Subscription["mode"];
  eventTypes: string[];
}

export const emptyDraft = (): Draft => ({ url: "", description: "", mode: "ALL", eventTypes: [] });

/** What is subscribed to: the kinds count only where some are chosen. */
export const subscriptionOf = ({ mode, eventTypes }: Draft): Subscription => ({
  mode,
  eventTypes: mode === "ALL" ? [] : [...eventTypes],
});

/** What was sent to one endpoint, the newest first; one of it is open, with its attempts. */
export class Sent {
  readonly webhook: WebhookView;
  readonly list: PagedList<Delivery>;
  readonly #session: Session;
  isHere = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** The delivery that is open, as it was last known. */
  open = $state.raw<Delivery | null>(null);

  constructor(session: Session, webhook: WebhookView, environment: Environment) {
    this.#session = session;
    this.webhook = webhook;
    const { connection, id } = webhook;
    this.list = new PagedList<Delivery>(async (cursor) => {
      const asked = { connection, environment, webhook: id, status: null, cursor };
      const { deliveries, nextCursor } = await session.host.listDeliveries(asked);
      return { items: deliveries, next: nextCursor };
    });
  }

  async look(): Promise<void> {
    const { open } = this;
    try {
      const asked = open && this.#session.host.getDelivery(deliveryRefOf(this.webhook, open.id));
      const [found] = await Promise.all([asked, this.list.refresh()]);
      if (found && this.open?.id === found.id) this.adopt(found);
      this.isHere = true;
      this.failure = null;
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The first reference of a lasting trouble stays, so that it can be copied in peace.
      if (this.failure?.code !== failure.code) this.failure = failure;
    }
  }

  /** Opens one, and asks for its attempts. */
  async show(delivery: Delivery): Promise<void> {
    this.open = delivery;
    await this.look();
  }

  /** Takes what came as the answer to a deed, or to a look. */
  adopt(delivery: Delivery): void {
    this.list.replace(({ id }) => id === delivery.id, delivery);
    this.open = delivery;
  }
}

/** Endpoints of one environment of a connection. */
class Known {
  readonly list: PagedList<WebhookView>;
  readonly #session: Session;
  isHere = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** What is open, as it was last known: it may have left what is loaded. */
  #opened = $state.raw<WebhookView | null>(null);
  sent = $state.raw<Sent | null>(null);
  open = $derived.by(() => {
    const opened = this.#opened;
    return opened && (this.list.items.find(({ id }) => id === opened.id) ?? opened);
  });

  constructor(session: Session, { connection, environment }: Place) {
    this.#session = session;
    this.list = new PagedList<WebhookView>(async (cursor) => {
      const { webhooks, nextCursor } = await session.host.listWebhooks(connection, cursor, environment);
      return { items: webhooks, next: nextCursor };
    });
  }

  show(session: Session, webhook: WebhookView, environment: Environment): void {
    if (this.#opened?.id === webhook.id) return;
    this.#opened = webhook;
    this.sent = new Sent(session, webhook, environment);
    if (session.can("watch_webhooks")) void this.sent.look();
  }

  close(): void {
    this.#opened = null;
    this.sent = null;
  }

  /** Takes what came as the answer to a deed. */
  adopt(webhook: WebhookView): void {
    this.list.replace(({ id }) => id === webhook.id, webhook);
    if (this.#opened?.id === webhook.id) this.#opened = webhook;
  }

  async look(isGone: () => boolean): Promise<void> {
    try {
      await Promise.all([this.list.refresh(), this.#session.can("watch_webhooks") && this.sent?.look()]);
      if (isGone()) return;
      this.isHere = true;
      this.failure = null;
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (!isGone() && this.failure?.code !== failure.code) this.failure = failure;
    }
  }
}

/** The Webhooks page's own state; it survives going to another page and back. */
export class Webhooks {
  readonly #session: Session;
  #known = $state.raw<Record<string, Known>>({});
  here = $derived.by(() => this.#known[this.#session.place] ?? null);
  /** Typed text outlives the form. */
  draft = $state<Draft>(emptyDraft());
  readonly events: Watched<{ events: EventType[] }>;

  constructor(session: Session) {
    this.#session = session;
    this.events = new Watched(() => session.host.listWebhookEvents(session.connectionId));
  }

  /** Keeps up while the page is shown. Call inside an effect. */
  watch(place: Place): () => void {
    return untrack(() => {
      const word = placeWord(place);
      const here = this.#known[word] ?? new Known(this.#session, place);
      this.#known = { ...this.#known, [word]: here };
      const pause = this.#session.serviceName === null ? every : hardlyEver;
      const about = (news: News) => isOfWebhooks(news, place.environment);
      return this.#session.keepUp({ about, every: () => pause }, (isGone) => here.look(isGone));
    });
  }

  show(webhook: WebhookView): void {
    this.here?.show(this.#session, webhook, webhook.environment ?? this.#session.environment);
  }
}

/** The page's state. */
export const webhooksOf = keep((session) => new Webhooks(session));
