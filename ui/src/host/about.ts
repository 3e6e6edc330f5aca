/** Which changes concern what a page shows. */
import type { Environment, KeyRef, News } from "../contract/contract";

/** Told once a second at most, without a row in the audit log. */
const withoutRow = [
  "key.used",
  "webhook_delivery.changed",
  "request.recorded",
  "alert.changed",
  "activation.proved",
];

const isIn = (news: News, environment: Environment) =>
  news.environment === null || news.environment === environment;

/** The keys of an environment and their rotations; a sandbox that is made anew loses both. */
export const isOfKeys = (news: News, environment: Environment): boolean =>
  (news.kind === "key" || news.kind === "rotation" || news.kind === "organization") &&
  isIn(news, environment);

/** Live keys that are asked for; and the rule itself. */
export const isOfApprovals = ({ kind }: News): boolean => kind === "key_approval" || kind === "organization";

/** One key: named, among those that are, or any. */
export const isOfKey = ({ kind, id, ids = [] }: News, { key }: KeyRef): boolean =>
  kind === "key" && (id === key || ids.includes(key) || (id === null && ids.length === 0));

/** An organization's way to live. */
export const isOfActivation = ({ kind }: News): boolean =>
  kind === "activation" || kind === "organization" || kind === "key";

/** The ways to live of all organizations. */
export const isOfQueue = ({ kind }: News): boolean => kind === "activation";

/** A row of the audit log. */
export const isOfAudit = ({ deed }: News): boolean => deed === null || !withoutRow.includes(deed);

/** What may begin or end an alert: it is told by itself, or follows from a change of a key. */
export const isOfAlerts = ({ kind, deed }: News): boolean =>
  kind === "alert" ||
  kind === "rotation" ||
  kind === "organization" ||
  (kind === "key" && deed !== "key.used");

/** A request that was noted. */
export const isOfRequests = ({ kind }: News): boolean => kind === "request";

/** Webhook endpoints, and what is sent there. */
export const isOfWebhooks = (news: News, environment: Environment): boolean =>
  (news.kind === "webhook_endpoint" || news.kind === "webhook_delivery") && isIn(news, environment);

/** Members, their sessions, and tokens. */
export const isOfPeople = ({ kind }: News): boolean => kind === "member" || kind === "token";
