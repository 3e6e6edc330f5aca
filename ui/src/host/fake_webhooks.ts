/** Webhooks of the host in memory, by the authority's rules; what they are made of and how they are refused is recorded. */
import type {
  Delivery,
  DeliveryAttempt,
  Environment,
  RateLimits,
  RecentDelivery,
  WebhookEventsView,
  WebhookHealth,
  WebhookListView,
  WebhookView,
} from "../contract/contract";
import type { Host } from "../contract/host";
import { note } from "./fake_audit";
import { pageOf } from "./fake_list";
import { holdHere, isHeldHere } from "./fake_members";
import { actorAt, maySetUpWebhooks } from "./fake_places";
import { answered, failed, failureOf, invalid, mintId, wrongField } from "./fake_recorded";
import { answer } from "./fake_start";
import { now, once, refuse, setup, stamp, started } from "./fake_world";

const minute = 60_000;
const hour = 60 * minute;
const overlap = 24 * hour;
/** Waits between the attempts of a round, in milliseconds. */
const waits = [5_000, minute, 10 * minute, hour];

type Endpoint = Omit<WebhookView, "connection" | "health" | "secret" | "recent" | "rotatedWith">;

let endpoints: Endpoint[] = [];
/** The newest first. */
let deliveries: Delivery[] = [];

const recentOf = (id: string): RecentDelivery[] =>
  deliveries
    .filter(({ webhookEndpointId }) => webhookEndpointId === id)
    .slice(0, 10)
    .map(({ status, attemptCount, updatedAt }) => ({ status, attemptCount, updatedAt }));

function healthOf({ active, signature, id }: Endpoint): WebhookHealth {
  if (!active) return "off";
  if (!signature.available) return "unsigned";
  const known = recentOf(id).find(
    ({ status, attemptCount }) =>
      status === "succeeded" || status === "failed" || (status === "pending" && attemptCount > 0),
  );
  return known === undefined ? "untried" : known.status === "succeeded" ? "working" : "failing";
}

function viewOf(endpoint: Endpoint, connection: string): WebhookView {
  const recent = recentOf(endpoint.id);
  return {
    ...endpoint,
    ...(recent.length > 0 && { recent }),
    connection,
    health: healthOf(endpoint),
    rotatedWith: null,
    secret: isHeldHere(endpoint.id) ? "held" : "elsewhere",
  };
}

function made(url: string, environment: Environment, rest: Partial<Endpoint> = {}): Endpoint {
  const { description, active, subscription, signature } = answered<WebhookView>("webhooks", "it is created");
  const at = stamp();
  const own = { id: mintId("wep"), url, environment, createdAt: at, updatedAt: at };
  return { description, active, subscription, signature, ...own, ...rest };
}

function attempt(number: number, at: number, statusCode: number | null): DeliveryAttempt {
  const outcome = statusCode === null ? "not_connected" : statusCode < 300 ? "delivered" : "refused";
  return {
    id: mintId("wda"),
    number,
    startedAt: stamp(at),
    finishedAt: stamp(at + 180),
    outcome,
    statusCode,
  };
}

/** A delivery whose attempts were answered like that; it goes on by itself while it did not get through. */
function sent(endpoint: Endpoint, eventType: string, at: number, answers: (number | null)[]): Delivery {
  const began = answers.map((_, index) => at + waits.slice(0, index).reduce((sum, wait) => sum + wait, 0));
  const last = began.at(-1) ?? at;
  const gotThrough = answers.at(-1) !== null && (answers.at(-1) ?? 500) < 300;
  const status = gotThrough ? "succeeded" : answers.length === 5 ? "failed" : "pending";
  const wait = waits[answers.length - 1] ?? 0;
  return {
    id: mintId("wdl"),
    webhookEndpointId: endpoint.id,
    eventId: mintId("evt"),
    eventType,
    status,
    attemptCount: answers.length,
    maxAttempts: 5,
    nextAttemptAt: status === "pending" ? stamp(last + wait) : null,
    createdAt: stamp(at),
    updatedAt: stamp(last),
    attempts: answers.map((code, index) => attempt(index + 1, began[index] ?? at, code)),
  };
}

function fill(): void {
  const day = 24 * hour;
  const at = (ago: number) => ({ createdAt: stamp(started - ago), updatedAt: stamp(started - ago) });
  const chat = made("https://hooks.acme.example/chat/keys", "sandbox", {
    ...at(40 * day),
    description: "Revocations to the chat",
    subscription: { mode: "SELECTED", eventTypes: ["key.revoked", "key.leaked", "alert.raised"] },
  });
  const siem = made("https://siem.acme.example/ingest/conduit", "sandbox", at(90 * day));
  const old = made("https://old-gateway.acme.example/in", "sandbox", { ...at(300 * day), active: false });
  const unsigned = made("https://audit.acme.example/v1/events", "sandbox", {
    ...at(9 * day),
    signature: { ...chat.signature, available: false },
  });
  endpoints = [unsigned, chat, siem, old].slice(0, setup.webhooks ?? 4);
  const kinds = ["key.created", "key.confirmed", "key.revoked", "rotation.started", "alert.raised"];
  const good = (endpoint: Endpoint, count: number, from: number) =>
    Array.from({ length: count }, (_, index) =>
      sent(endpoint, kinds[index % kinds.length] ?? "key.created", started - from - index * 5 * hour, [204]),
    );
  if (endpoints.includes(siem))
    deliveries = [
      sent(siem, "key.revoked", started - 4 * minute, [503, 503]),
      sent(siem, "key.created", started - 3 * hour, [503, null, 503, 502, 503]),
      ...good(siem, 12, 9 * hour),
    ];
  if (endpoints.includes(chat)) deliveries = [...good(chat, 7, 26 * minute), ...deliveries];
}
fill();

function find(id: string): Endpoint {
  const missing = () => refuse(failed("webhooks", "a test of one that there is not"));
  return endpoints.find((endpoint) => endpoint.id === id) ?? missing();
}

const findDelivery = (id: string): Delivery =>
  deliveries.find((delivery) => delivery.id === id) ?? refuse(failureOf("not_found"));

function change(id: string, changes: Partial<Endpoint>): Endpoint {
  const next = { ...find(id), ...changes, updatedAt: stamp() };
  endpoints = endpoints.map((endpoint) => (endpoint.id === id ? next : endpoint));
  return next;
}

/** Refuses an address in the words that it was refused with. */
function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const step =
    parsed === null
      ? "no address"
      : parsed.protocol !== "https:"
        ? "an address without https"
        : parsed.username !== ""
          ? "an address with a password"
          : /^127\.|^localhost$/u.test(parsed.hostname)
            ? "an address of this computer"
            : null;
  if (step !== null) refuse(invalid([wrongField("webhooks", step, "/url")]));
}

const detailOf = (url: string) => url.split(/[?#]/u)[0] ?? url;
const withoutAttempts = (delivery: Delivery): Delivery => {
  const shown = { ...delivery };
  delete shown.attempts;
  return shown;
};

/** What the receiver answers next, to specs that wish it; the attempt is made as somebody looks. */
function goOn(delivery: Delivery): Delivery {
  const isDue = delivery.status === "pending" && Date.parse(delivery.nextAttemptAt ?? "") <= now();
  if (!isDue || setup.receiver === undefined) return delivery;
  const number = delivery.attemptCount + 1;
  const tried = attempt(number, now(), setup.receiver);
  const gotThrough = tried.outcome === "delivered";
  const isOver = number >= delivery.maxAttempts;
  const wait = waits[(number - 1) % 5] ?? 0;
  const next: Delivery = {
    ...delivery,
    status: gotThrough ? "succeeded" : isOver ? "failed" : "pending",
    attemptCount: number,
    nextAttemptAt: gotThrough || isOver ? null : stamp(now() + wait),
    updatedAt: stamp(),
    attempts: [...(delivery.attempts ?? []), tried],
  };
  deliveries = deliveries.map((one) => (one.id === next.id ? next : one));
  return next;
}

export const webhookCommands = {
  getRateLimits: (connection) =>
    answer("get_rate_limits", connection, () => {
      const told = answered<RateLimits>("webhooks", "the limits before any request");
      const isLate = now() - started >= hour;
      return {
        ...told,
        countedSince: isLate || setup.rateLimits ? null : stamp(started),
        notCounted: setup.rateLimits?.notCounted ?? 0,
        data: told.data.map((limit) => ({
          ...limit,
          ...setup.rateLimits?.[limit.environment]?.[limit.class],
        })),
      };
    }),
  listWebhookEvents: (connection) =>
    answer("list_webhook_events", connection, () =>
      answered<WebhookEventsView>("webhooks", "the kinds of event"),
    ),
  listWebhooks: (connection, cursor, environment) =>
    answer("list_webhooks", connection, (): WebhookListView => {
      const here = endpoints.filter((endpoint) => endpoint.environment === environment);
      const { items, nextCursor } = pageOf(here, cursor, 100);
      return { webhooks: items.map((endpoint) => viewOf(endpoint, connection)), nextCursor };
    }),
  createWebhook: ({ idempotencyKey, connection, environment, url, description, subscription }) =>
    answer("create_webhook", connection, () => {
      maySetUpWebhooks(connection);
      checkUrl(url);
      const id = once(idempotencyKey, () => {
        const endpoint = made(url, environment, { description, subscription });
        endpoints = [endpoint, ...endpoints];
        holdHere(endpoint.id);
        const at = stamp();
        note(actorAt(connection), "webhook_endpoint.created", endpoint.id, environment, detailOf(url), at);
        return endpoint.id;
      });
      return viewOf(find(id), connection);
    }),
  changeWebhook: ({ webhook: { connection, webhook }, change: asked }) =>
    answer("change_webhook", connection, () => {
      maySetUpWebhooks(connection);
      if (asked.url !== undefined) checkUrl(asked.url);
      const endpoint = change(webhook, asked);
      const { id, environment = null, url } = endpoint;
      note(actorAt(connection), "webhook_endpoint.changed", id, environment, detailOf(url), stamp());
      return viewOf(endpoint, connection);
    }),
  rotateWebhookSecret: ({ idempotencyKey, webhook: { connection, webhook } }) =>
    answer("rotate_webhook_secret", connection, () => {
      maySetUpWebhooks(connection);
      once(idempotencyKey, () => {
        const { signature, url, environment = null } = find(webhook);
        const previousSecretEndsAt = signature.available ? stamp(now() + overlap) : null;
        change(webhook, { signature: { ...signature, available: true, previousSecretEndsAt } });
        holdHere(webhook);
        const deed = "webhook_endpoint.secret_rotated";
        note(actorAt(connection), deed, webhook, environment, detailOf(url), stamp());
        return webhook;
      });
      return viewOf(find(webhook), connection);
    }),
  testWebhook: ({ connection, webhook }) =>
    answer("test_webhook", connection, () => {
      const endpoint = find(webhook);
      if (!endpoint.active) refuse(failed("webhooks", "a test of one that is off"));
      const recorded = answered<Delivery>("webhooks", "a test is under way");
      const at = stamp();
      const delivery: Delivery = {
        ...recorded,
        ...{ id: mintId("wdl"), eventId: mintId("evt"), webhookEndpointId: webhook },
        ...{ nextAttemptAt: at, createdAt: at, updatedAt: at },
      };
      deliveries = [delivery, ...deliveries];
      return delivery;
    }),
  listDeliveries: ({ connection, webhook, cursor }) =>
    answer("list_deliveries", connection, () => {
      const found = deliveries.filter(({ webhookEndpointId }) => webhookEndpointId === webhook).map(goOn);
      const { items, nextCursor } = pageOf(found, cursor, 100);
      return { deliveries: items.map(withoutAttempts), nextCursor };
    }),
  getDelivery: ({ connection, delivery }) =>
    answer("get_delivery", connection, () => goOn(findDelivery(delivery))),
  retryDelivery: ({ connection, delivery }) =>
    answer("retry_delivery", connection, () => {
      const { attemptCount, ...ended } = findDelivery(delivery);
      const next: Delivery = {
        ...ended,
        attemptCount,
        ...{ status: "pending", maxAttempts: attemptCount + 5, nextAttemptAt: stamp(), updatedAt: stamp() },
      };
      deliveries = deliveries.map((one) => (one.id === delivery ? next : one));
      return next;
    }),
} satisfies Partial<Host>;
