import type { Alert, AlertKind, Environment, Operation } from "../../contract/contract";

/** The one thing to do about an alert: on the key's own page, or among the calls with it. */
export type Remedy = "rotate" | "revoke" | "open" | "requests";

const remedies: Record<AlertKind, Remedy> = {
  leaked: "rotate",
  refused_after_revocation: "requests",
  expiring: "rotate",
  unusual_caller: "open",
  unusual_rate: "open",
  old: "rotate",
  unused: "revoke",
};

const needs: Record<Remedy, Operation> = {
  rotate: "rotate_key",
  revoke: "revoke_key",
  open: "read_keys",
  requests: "read_requests",
};

/** What this person can do about it; at least look at the key. */
export function remedyOf(
  alert: Alert,
  can: (operation: Operation, environment: Environment) => boolean,
): Remedy {
  const best = remedies[alert.kind];
  return can(needs[best], alert.environment) ? best : "open";
}

/** What the Keys page is asked to do when it is opened: a key, or a deed with one. */
export const targetOf = (remedy: Remedy, keyId: string): string =>
  remedy === "rotate" || remedy === "revoke" ? `${remedy}:${keyId}` : keyId;
