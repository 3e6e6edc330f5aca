/** The keys of the host in memory: found, shown, minted and ended. */
import type {
  Actor,
  AuditAction,
  Environment,
  KeyView,
  RevokedView,
  SecretPlace,
} from "../contract/contract";
import { note } from "./fake_audit";
import { mintSecret } from "./fake_data";
import { hasEnded, stateAt } from "./fake_life";
import { answered, failed, mintId } from "./fake_recorded";
import { held, keys, now, refuse, saved, stamp } from "./fake_world";

/** When a key ends by itself, whatever a rotation makes of it; of the others their end is their own. */
const expiries = new Map<string, string | null>();

export const all = (): KeyView[] => [...keys.sandbox, ...keys.live];

export const find = (id: string): KeyView =>
  all().find((key) => key.id === id) ?? refuse(failed("keys", "a key that there is not"));

export const expiryOf = (key: KeyView): string | null => expiries.get(key.id) ?? null;

/** Where the secret of a key is. */
const placeOf = (id: string): SecretPlace => (held.has(id) ? "held" : saved.has(id) ? "saved" : "elsewhere");

/** A key as it is told by way of a connection, now. One that is seen to be revoked takes our copies of its secret with it. */
export function shown(key: KeyView, connection: string): KeyView {
  if (key.state === "revoked") {
    held.delete(key.id);
    saved.delete(key.id);
  }
  const { quarantine } = key;
  return {
    ...key,
    connection,
    state: stateAt(key, now()),
    quarantine: quarantine !== null && Date.parse(quarantine.until) > now() ? quarantine : null,
    secret: placeOf(key.id),
  };
}

/** The same in the answer to a deed, which does not count calls. */
export const told = (key: KeyView, connection: string): KeyView => ({
  ...shown(key, connection),
  callsByHour: key.callsByHour.map(() => 0),
});

/** Changes a key; answers it as it is then. */
export function change(id: string, changes: Partial<KeyView>): KeyView {
  const next = { ...find(id), ...changes };
  keys[next.environment] = keys[next.environment].map((key) => (key.id === id ? next : key));
  return next;
}

export const noteKey = (actor: Actor, action: AuditAction, key: KeyView, detail: string) =>
  note(actor, action, key.id, key.environment, detail, stamp());

/** A live key ends only for somebody who typed its name. */
export function checkTyped(
  key: Pick<KeyView, "environment" | "name" | "state">,
  typedName: string | null,
): void {
  const harmless = key.environment === "sandbox" || key.state === "pending" || hasEnded(key);
  if (!harmless && typedName?.trim() !== key.name)
    refuse(failed("live", "a live key is revoked without its name"));
}

/** A new key, pending, whose secret Rust holds. */
export function mintKey(
  actor: Actor,
  environment: Environment,
  rest: Pick<KeyView, "name" | "accessLevel" | "note" | "endsAt"> & Partial<KeyView>,
): KeyView {
  const secret = mintSecret(environment);
  const key: KeyView = {
    ...answered<KeyView>("keys", "a key is created"),
    id: mintId("key"),
    environment,
    hint: { prefix: `ck_${environment}_`, lastFour: secret.slice(-4) },
    createdAt: stamp(),
    createdBy: actor,
    ...rest,
  };
  held.set(key.id, secret);
  expiries.set(key.id, key.endsAt);
  keys[environment] = [key, ...keys[environment]];
  noteKey(actor, "key.created", key, key.name);
  return key;
}

/** From now on its end is its own, for a key of which only its end is known. */
export function keepExpiry(key: KeyView): void {
  if (!expiries.has(key.id)) expiries.set(key.id, key.endsAt);
}

/** Ends a key that has not been revoked. */
export function endKey(actor: Actor, key: KeyView, reason: string): void {
  const revocation = { at: stamp(), by: actor, reason };
  change(key.id, { state: "revoked", rotationId: null, revocation });
  noteKey(actor, "key.revoked", key, reason);
}

/** The receipt of a revocation, with the proof that a secret on this computer makes; the secret goes with it. */
export function receipt(id: string, connection: string): RevokedView {
  const has = held.delete(id) || saved.has(id);
  saved.delete(id);
  const key = told(find(id), connection);
  const like = answered<RevokedView>("keys", "a key is revoked, and it is proved", now());
  const [node] = like.refusedBy;
  return {
    key,
    refusedBy: node ? [{ ...node, since: key.revocation?.at ?? stamp() }] : [],
    proof: has ? like.proof : null,
    noProof: has ? null : "no_secret",
  };
}
