import type { KeyView, RotationView } from "../../contract/contract";
import type { Host } from "../../contract/host";

/** How far the rotation of a live key was rehearsed in the sandbox, and with which key it can be. */
export interface Rehearsal {
  /** The one that runs. */
  running: RotationView | null;
  /** The last one that was finished. */
  finished: RotationView | null;
  /** The sandbox key that goes by the same name, if it can be rotated. */
  namesake: KeyView | null;
}

/** A rotation of the same name tells more than a later one of another. */
const nearest = (rotations: readonly RotationView[], name: string): RotationView | null =>
  rotations.find(({ oldKey }) => oldKey.name === name) ?? rotations[0] ?? null;

/** Looks for it. Both lists come with the newest first. */
export async function findRehearsal(
  host: Pick<Host, "listRotations" | "listKeys">,
  { connection, name }: KeyView,
): Promise<Rehearsal> {
  const environment = "sandbox" as const;
  const rotations = (over: boolean) => host.listRotations({ connection, environment, over, cursor: null });
  const [running, over, named] = await Promise.all([
    rotations(false),
    rotations(true),
    host.listKeys({
      connection,
      environment,
      filter: "active",
      search: name,
      sort: "created",
      descending: true,
      cursor: null,
      limit: 100,
    }),
  ]);
  return {
    running: nearest(running.rotations, name),
    finished: nearest(
      over.rotations.filter(({ step }) => step === "finished"),
      name,
    ),
    namesake: named.keys.find((key) => key.name === name) ?? null,
  };
}
