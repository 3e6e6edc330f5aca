/** Rotations in the host in memory. */
import type {
  Actor,
  AuditAction,
  ChangeRotation,
  KeyView,
  RotatedView,
  RotationView,
  StartRotation,
} from "../contract/contract";
import { note } from "./fake_audit";
import {
  change,
  checkTyped,
  endKey,
  expiryOf,
  find,
  keepExpiry,
  mintKey,
  noteKey,
  receipt,
  shown,
  told,
} from "./fake_known";
import { firstOf, hasEnded, quietEndOf, stepAt, without } from "./fake_life";
import { pageOf } from "./fake_list";
import { authority } from "./fake_people";
import { actorAt, mayWrite } from "./fake_places";
import { failed } from "./fake_recorded";
import { bare, detailOf, newRotation, reasons, type KnownRotation } from "./fake_rotations";
import { now, once, refuse, rotations, setup, stamp } from "./fake_world";
import { answer } from "./fake_start";
import type { Host } from "../contract/host";

/** A rotation as it is told by way of a connection, now. */
function view(rotation: KnownRotation, connection: string): RotationView {
  const [oldKey, newKey] = [shown(find(rotation.oldId), connection), shown(find(rotation.newId), connection)];
  const known = without(rotation, "oldId", "newId", "graceSeconds", "quietFrom");
  const told: RotationView = {
    ...known,
    quietSince: rotation.quietSince,
    quietEndsAt: null,
    connection,
    step: "created",
    oldKey: bare(oldKey),
    newKey: bare(newKey),
    oldEndsAt: oldKey.endsAt,
    oldLastUsedAt: oldKey.lastUsedAt,
  };
  return { ...told, ...quietEndOf(told, rotation.quietFrom), step: stepAt(told, now()) };
}

/** What calls would have brought about meanwhile, where a spec wishes it. */
function moveOn(rotation: KnownRotation): KnownRotation {
  const { step } = view(rotation, "local");
  if (!setup.evidence || (step !== "handed_over" && step !== "new_seen")) return rotation;
  const quiet = setup.evidence === "old_quiet";
  if (quiet) rotation.handedOverAt = stamp(now() - 8 * 60_000);
  rotation.newFirstUsedAt = quiet ? stamp(now() - 7 * 60_000) : (rotation.newFirstUsedAt ?? stamp());
  change(rotation.oldId, { lastUsedAt: stamp(now() - (quiet ? 6 * 60_000 : 0)) });
  return rotation;
}

const findRotation = (id: string): KnownRotation =>
  rotations.find((one) => one.id === id) ?? refuse(failed("rotations", "a rotation that there is not"));

const isOpen = ({ finishedAt, undoneAt }: KnownRotation) => finishedAt === null && undoneAt === null;

const noteRotation = (actor: Actor, action: AuditAction, rotation: KnownRotation) =>
  note(actor, action, rotation.id, rotation.environment, detailOf(rotation), stamp());

/** The key that the confirmation of a leaked one's successor ends. */
export function endedByConfirming(newId: string): KeyView | null {
  const rotation = rotations.find((one) => one.newId === newId && isOpen(one) && one.handedOverAt === null);
  return rotation?.cause === "leaked" ? find(rotation.oldId) : null;
}

/** The successor is confirmed: the old key's grace begins now, or, when it leaked, its end. */
export function handOver(actor: Actor, newId: string): void {
  const rotation = rotations.find((one) => one.newId === newId && isOpen(one));
  if (!rotation) return;
  const { cause, graceSeconds, oldId } = rotation;
  rotation.handedOverAt = stamp();
  if (cause === "routine" && graceSeconds !== null)
    change(oldId, { endsAt: firstOf(expiryOf(find(oldId)), stamp(now() + graceSeconds * 1000)) });
  noteRotation(actor, "rotation.handed_over", rotation);
  if (cause === "leaked") finish(actor, rotation, reasons.leaked);
}

function close(actor: Actor, rotation: KnownRotation, how: "finished" | "undone"): void {
  rotation[how === "finished" ? "finishedAt" : "undoneAt"] = stamp();
  noteRotation(actor, `rotation.${how}`, rotation);
}

/** One of a rotation's keys is being revoked by itself: the old one finishes the rotation, the successor undoes it. */
export function endedByRevoking(actor: Actor, id: string): void {
  const rotation = rotations.find((one) => (one.oldId === id || one.newId === id) && isOpen(one));
  if (!rotation) return;
  if (rotation.oldId === id) change(rotation.newId, { rotationId: null });
  else restore(rotation);
  close(actor, rotation, rotation.oldId === id ? "finished" : "undone");
}

function restore({ oldId }: KnownRotation): void {
  change(oldId, { state: "active", rotationId: null, endsAt: expiryOf(find(oldId)) });
}

function finish(actor: Actor, rotation: KnownRotation, reason: string): void {
  change(rotation.newId, { rotationId: null });
  endKey(actor, find(rotation.oldId), reason);
  close(actor, rotation, "finished");
}

function start(asked: StartRotation): KnownRotation {
  const { connection, key: id } = asked.key;
  const { cause, graceSeconds } = asked;
  const quietMinutes = cause === "leaked" ? null : asked.quietMinutes;
  const old = shown(find(id), connection);
  if (asked.quietMinutes !== null) checkTyped(old, asked.typedName);
  mayWrite(connection, old.environment);
  if (hasEnded(old)) refuse(failed("ends", "an expired key is rotated"));
  if (old.state !== "active") refuse(failed("rotations", "a retiring key is rotated"));
  keepExpiry(old);
  const { environment, name, accessLevel, note: noted, endsAt } = old;
  const actor = actorAt(connection);
  const quiet = { quietMinutes, quietFrom: quietMinutes === null ? null : stamp() };
  const facts = { environment, cause, graceSeconds, ...quiet, startedAt: stamp(), startedBy: actor };
  const rotation = newRotation({ oldId: id, newId: "", ...facts });
  noteRotation(actor, "rotation.started", rotation);
  change(id, { state: "retiring", rotationId: rotation.id });
  noteKey(actor, "key.retiring", old, name);
  const rotationId = rotation.id;
  rotation.newId = mintKey(actor, environment, { name, accessLevel, note: noted, endsAt, rotationId }).id;
  rotations.unshift(rotation);
  return rotation;
}

/** What is begun, as it is now. */
function begun({ id, newId }: KnownRotation, connection: string): RotatedView {
  const rotation = view(findRotation(id), connection);
  return { rotation, key: told(find(newId), connection) };
}

function finishByHand(connection: string, id: string, withoutEvidence: boolean, typedName: string | null) {
  const rotation = findRotation(id);
  const { oldKey, newKey, step } = view(rotation, connection);
  checkTyped(oldKey, typedName);
  mayWrite(connection, rotation.environment);
  if (step === "undone") refuse(failed("undone", "an undone rotation is finished"));
  if (step !== "finished") {
    if (newKey.confirmedAt === null) refuse(failed("rotations", "a finish before the hand-over"));
    const proven = step === "new_seen" || step === "old_quiet";
    if (!proven && !withoutEvidence) refuse(failed("rotations", "a finish without evidence"));
    finish(actorAt(connection), rotation, proven ? reasons.seen : reasons.unproven);
  }
  return receipt(rotation.oldId, connection);
}

function undo(connection: string, id: string, typedName: string | null): RotationView {
  const rotation = findRotation(id);
  const { oldKey, newKey, step } = view(rotation, connection);
  checkTyped(newKey, typedName);
  mayWrite(connection, rotation.environment);
  if (step === "finished") refuse(failed("rotations", "a finished rotation is undone"));
  if (step !== "undone") {
    if (hasEnded(oldKey)) refuse(failed("ends", "an expired key is rotated"));
    restore(rotation);
    endKey(actorAt(connection), find(rotation.newId), reasons.undone);
    receipt(rotation.newId, connection);
    close(actorAt(connection), rotation, "undone");
  }
  return view(rotation, connection);
}

/** Whether, and after how many quiet minutes, the old key ends by itself. */
function changeByHand({ rotation: { connection, rotation: id }, quietMinutes, typedName }: ChangeRotation) {
  const rotation = findRotation(id);
  const { oldKey } = view(rotation, connection);
  if (quietMinutes !== null) checkTyped(oldKey, typedName);
  mayWrite(connection, rotation.environment);
  if (!isOpen(rotation)) refuse(failed("quiet", "an ended rotation is changed"));
  if (rotation.quietMinutes !== quietMinutes) {
    Object.assign(rotation, { quietMinutes, quietFrom: quietMinutes === null ? null : stamp() });
    noteRotation(actorAt(connection), "rotation.changed", rotation);
  }
  return view(rotation, connection);
}

/** What the authority's own look ends: old keys that were quiet for as long as was chosen. */
export function endQuiet(): void {
  for (const rotation of rotations.filter(isOpen)) {
    const { quietSince, quietEndsAt, newFirstUsedAt } = view(rotation, "local");
    if (quietSince === null || quietEndsAt === null || Date.parse(quietEndsAt) > now()) continue;
    rotation.quietSince = quietSince;
    rotation.endedQuiet = true;
    const minutes = String(rotation.quietMinutes);
    const seen = ` Its successor was first seen at work at ${newFirstUsedAt ?? ""}.`;
    const reason = `Rotated; it ended by itself: ${minutes} minutes without a call since ${quietSince}.${seen}`;
    finish(authority, rotation, reason);
  }
}

export const rotationCommands = {
  changeRotation: (request) =>
    answer("change_rotation", request.rotation.connection, () => changeByHand(request)),
  startRotation: (request) =>
    answer("start_rotation", request.key.connection, () =>
      begun(
        once(request.idempotencyKey, () => start(request)),
        request.key.connection,
      ),
    ),
  listRotations: ({ connection, environment, over, cursor }) =>
    answer("list_rotations", connection, () => {
      const here = rotations.filter((one) => one.environment === environment && isOpen(one) !== over);
      const { items, nextCursor } = pageOf(here, cursor, 100);
      return { rotations: items.map((one) => view(moveOn(one), connection)), nextCursor };
    }),
  getRotation: ({ connection, rotation }) =>
    answer("get_rotation", connection, () => view(moveOn(findRotation(rotation)), connection)),
  finishRotation: ({ idempotencyKey, rotation: { connection, rotation }, withoutEvidence, typedName }) =>
    answer("finish_rotation", connection, () =>
      once(idempotencyKey, () => finishByHand(connection, rotation, withoutEvidence, typedName)),
    ),
  undoRotation: ({ idempotencyKey, rotation: { connection, rotation }, typedName }) =>
    answer("undo_rotation", connection, () =>
      once(idempotencyKey, () => undo(connection, rotation, typedName)),
    ),
} satisfies Partial<Host>;
