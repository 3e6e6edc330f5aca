/** Rotations in the host in memory. */
import type { RotationView } from "../contract/contract";
import { mintId } from "./fake_data";
import { endKey, mintKey } from "./fake_keys";
import { pageOf } from "./fake_list";
import { desktop } from "./fake_people";
import { answer, find, note, now, once, put, refuse, rotations, setup, stamp } from "./fake_world";
import type { Host } from "../contract/host";

/** What calls would have brought about meanwhile. */
function moveOn(rotation: RotationView): RotationView {
  if (setup.evidence && ["handed_over", "new_seen"].includes(rotation.step)) {
    rotation.newFirstUsedAt ??= stamp();
    rotation.step = setup.evidence;
    if (setup.evidence === "old_quiet") {
      rotation.handedOverAt = stamp(now() - 8 * 60_000);
      rotation.newFirstUsedAt = stamp(now() - 7 * 60_000);
      rotation.oldLastUsedAt = stamp(now() - 6 * 60_000);
    }
  }
  return rotation;
}

const findRotation = (id: string) =>
  rotations.find((one) => one.id === id) ?? refuse("not_found", "There is no such rotation.");

export const rotationCommands = {
  startRotation: (request) =>
    answer("start_rotation", () =>
      once(request.idempotencyKey, () => {
        const old = find(request.key.key);
        if (old.state !== "active") refuse("key_not_active", "Only an active key can be rotated.");
        const id = mintId("rot");
        const ends = request.graceSeconds === null ? old.endsAt : stamp(now() + request.graceSeconds * 1000);
        const successor = mintKey(old.environment, old.name, old.accessLevel, {
          note: old.note,
          rotationId: id,
          endsAt: old.endsAt,
        });
        const retiring = put({ ...old, state: "retiring", rotationId: id, endsAt: ends });
        const rotation: RotationView = {
          connection: "local",
          id,
          environment: old.environment,
          cause: request.cause,
          step: "created",
          oldKey: retiring,
          newKey: successor,
          startedAt: stamp(),
          startedBy: desktop,
          handedOverAt: null,
          newFirstUsedAt: null,
          oldLastUsedAt: old.lastUsedAt,
          oldEndsAt: ends,
          finishedAt: null,
          undoneAt: null,
        };
        rotations.unshift(rotation);
        note("rotation.started", id, old.environment, request.cause);
        return { rotation, key: successor };
      }),
    ),
  listRotations: ({ environment, over, cursor }) =>
    answer("list_rotations", () => {
      const isOver = ({ step }: RotationView) => step === "finished" || step === "undone";
      const all = rotations.filter((one) => one.environment === environment && isOver(one) === over);
      const { items, nextCursor } = pageOf(all, cursor, 100);
      return { rotations: items.map(moveOn), nextCursor };
    }),
  getRotation: ({ rotation }) => answer("get_rotation", () => moveOn(findRotation(rotation))),
  finishRotation: (request) =>
    answer("finish_rotation", () =>
      once(request.idempotencyKey, () => {
        const rotation = findRotation(request.rotation.rotation);
        if (rotation.step === "handed_over" && !request.withoutEvidence)
          refuse("rotation_not_proven", "The new key has not been used yet.");
        if (rotation.environment === "live" && request.typedName !== rotation.oldKey.name)
          refuse("name_not_confirmed", "The typed name is another.");
        rotation.step = "finished";
        rotation.finishedAt = stamp();
        return endKey(find(rotation.oldKey.id), "Replaced during a rotation");
      }),
    ),
  undoRotation: (request) =>
    answer("undo_rotation", () =>
      once(request.idempotencyKey, () => {
        const rotation = findRotation(request.rotation.rotation);
        const successor = find(rotation.newKey.id);
        if (successor.environment === "live" && successor.state !== "pending")
          if (request.typedName !== successor.name)
            refuse("name_not_confirmed", "The typed name is another.");
        endKey(find(rotation.newKey.id), "Rotation undone");
        put({ ...find(rotation.oldKey.id), state: "active", rotationId: null });
        rotation.step = "undone";
        rotation.undoneAt = stamp();
        return rotation;
      }),
    ),
} satisfies Partial<Host>;
