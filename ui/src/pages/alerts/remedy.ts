import type { Alert, AlertKind, Environment, Operation } from "../../contract/contract";
import type { PageName } from "../../host/session.svelte";

/** The one thing to do about an alert: on the key's own page, or among the calls with it. */
export type Remedy = "rotate" | "revoke" | "open" | "requests" | "rotation";

const remedies: Record<AlertKind, Remedy> = {
  leaked: "rotate",
  refused_after_revocation: "requests",
  expiring: "rotate",
  unusual_caller: "open",
  unusual_rate: "open",
  old: "rotate",
  unused: "revoke",
  rotation_unused: "rotation",
  rotation_still_called: "rotation",
  rotation_ready: "rotation",
};

const needs: Record<Remedy, Operation> = {
  rotate: "rotate_key",
  revoke: "revoke_key",
  open: "read_keys",
  requests: "read_requests",
  rotation: "read_rotations",
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
export const targetOf = (
  remedy: Remedy,
  { keyId, rotationId }: Pick<Alert, "keyId" | "rotationId">,
): string => {
  if (remedy === "rotation") return rotationId ?? keyId;
  return remedy === "rotate" || remedy === "revoke" ? `${remedy}:${keyId}` : keyId;
};

/** The page on which it is done. */
export const pageOf: Record<Remedy, PageName> = {
  rotate: "keys",
  revoke: "keys",
  open: "keys",
  requests: "requests",
  rotation: "rotations",
};
