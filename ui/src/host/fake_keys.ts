/** Keys in the host in memory. */
import type {
  CreateKey,
  Environment,
  Failure,
  KeyView,
  RevokedManyView,
  EndedKeyView,
  RevokedView,
  RevokeKey,
  RevokeKeys,
} from "../contract/contract";
import { approvalRule } from "./fake_approval_rule";
import { change, checkTyped, endKey, find, mintKey, noteKey, receipt, shown, told } from "./fake_known";
import { hasEnded, stateAt } from "./fake_life";
import { countAll, fits, inOrder, narrowed, pageOf } from "./fake_list";
import { actorAt, at, mayWrite } from "./fake_places";
import { keyOfService, keysOfService } from "./fake_services";
import { answered, failed, failureOf } from "./fake_recorded";
import { answer } from "./fake_start";
import { inOneForm, noLimit } from "./fake_limits";
import { endedByConfirming, endedByRevoking, handOver } from "./fake_rotate";
import { answerHere, held, keys, now, once, refuse, setup, stamp } from "./fake_world";
import { usageOf } from "./fake_usage";
import type { Host } from "../contract/host";

export function checkName(name: string, environment: Environment): string {
  const trimmed = name.trim();
  if (trimmed === "") refuse(failed("keys", "a key without a name"));
  if ([...trimmed].length > 80) refuse(failed("keys", "a key with a long name"));
  const sameName = (key: KeyView) => key.name.toLowerCase() === trimmed.toLowerCase();
  // A key that is being rotated out has passed its name on to its successor.
  const isFree = (key: KeyView) => key.state === "retiring" || hasEnded({ state: stateAt(key, now()) });
  if (keys[environment].some((key) => sameName(key) && !isFree(key))) {
    const inUse = failed("keys", "a name in use");
    const message = inUse.message.replace("sandbox", environment).replace("billing", trimmed);
    refuse({ ...inUse, message });
  }
  return trimmed;
}

function create({ connection, environment, accessLevel, note, ...request }: CreateKey): KeyView {
  mayWrite(connection, environment);
  if (environment === "live" && approvalRule.needed)
    refuse(failed("approvals", "a live key is created directly"));
  if (request.expiresAt !== null && Date.parse(request.expiresAt) <= now())
    refuse(failed("ends", "an end in the past"));
  const name = checkName(request.name, environment);
  // What a spec or a recorded step leaves out is as Rust has it then.
  const { notBefore = null, allowedIps = [], spendingLimits = noLimit } = request as Partial<CreateKey>;
  const limits = { notBefore, allowedIps: inOneForm(allowedIps), spendingLimits };
  const rest = { name, accessLevel, note, endsAt: request.expiresAt, ...limits };
  return mintKey(actorAt(connection), environment, rest);
}

function confirm(connection: string, id: string, typedName: string | null): KeyView {
  const key = shown(find(id), connection);
  const ends = endedByConfirming(id);
  if (ends) checkTyped(shown(ends, connection), typedName);
  mayWrite(connection, key.environment);
  if (hasEnded(key)) refuse(failed("keys", "a revoked key is confirmed"));
  if (key.state === "pending") {
    change(id, { state: "active", confirmedAt: stamp() });
    noteKey(actorAt(connection), "key.confirmed", key, key.name);
    handOver(actorAt(connection), id);
  }
  held.delete(id);
  return told(find(id), connection);
}

function revoke({ key: { connection, key: id }, reason, typedName }: RevokeKey): RevokedView {
  const key = shown(find(id), connection);
  checkTyped(key, typedName);
  mayWrite(connection, key.environment);
  if (reason.trim() === "") refuse(failed("keys", "a revocation without a reason"));
  // Asked twice: the same answer, with the first time.
  if (key.state !== "revoked") {
    endedByRevoking(actorAt(connection), id);
    endKey(actorAt(connection), find(id), reason);
  }
  return receipt(id, connection);
}

/** The last one of what a spec wishes to fail does; the others end at once. */
function revokeMany(request: RevokeKeys, onRevoked: (some: EndedKeyView[]) => void): RevokedManyView {
  let failed = 0;
  for (const id of request.keys) {
    const key = { connection: request.connection, key: id };
    const typed = request.typedName?.trim() === "Acme Ltd" ? find(id).name : null;
    const { idempotencyKey, reason } = request;
    try {
      if (find(id).name === setup.revokeFails) refuse(failureOf("unavailable"));
      const asked = { idempotencyKey: `${idempotencyKey}.${id}`, key, reason, typedName: typed };
      const refusedBy = revoke(asked).refusedBy.map(({ node }) => node);
      onRevoked([{ key: id, refusedBy, failure: null }]);
    } catch (thrown) {
      failed += 1;
      onRevoked([{ key: id, refusedBy: [], failure: thrown as Failure }]);
    }
  }
  return { revoked: request.keys.length - failed, failed, left: 0 };
}

export const keyCommands = {
  listKeys: ({ connection, environment, filter, narrowing, search, sort, descending, cursor, limit }) =>
    answer("list_keys", connection, () => {
      if (at(connection).service !== undefined) return keysOfService(connection);
      // As Rust does: a secret is not sent anywhere.
      if (/[0-9a-f]{48}/u.test(search)) refuse(failed("keys", "a search for a secret"));
      const here = keys[environment]
        .map((key) => shown(key, connection))
        .filter((key) => fits(key, narrowing));
      const found = narrowed(here, "all", search, now());
      const ordered = inOrder(narrowed(found, filter, "", now()), sort, descending);
      const { items, nextCursor } = pageOf(ordered, cursor, limit);
      return {
        ...answered<object>("keys", "all keys"),
        keys: setup.broken ? ([{}] as unknown as KeyView[]) : items,
        nextCursor,
        counts: cursor === null ? countAll(found, now()) : null,
        atLeast: false,
        asOf: stamp(),
      };
    }),
  getKey: ({ connection, key }) =>
    answer("get_key", connection, () =>
      at(connection).service === undefined ? shown(find(key), connection) : keyOfService(connection, key),
    ),
  getKeyUsage: ({ connection, key }) => answer("get_key_usage", connection, () => usageOf(find(key))),
  createKey: (request) =>
    answer("create_key", request.connection, () => {
      const { id } = once(request.idempotencyKey, () => create(request));
      return told(find(id), request.connection);
    }),
  confirmKey: ({ key: { connection, key }, typedName }) =>
    answer("confirm_key", connection, () => confirm(connection, key, typedName)),
  revokeKey: (request) =>
    answer("revoke_key", request.key.connection, () => once(request.idempotencyKey, () => revoke(request))),
  revokeKeys: (request, onRevoked) =>
    answer("revoke_keys", request.connection, () => revokeMany(request, onRevoked)),
  stopRevoking: () => answerHere("stop_revoking", () => undefined),
} satisfies Partial<Host>;
