/** The keys of all connections of the host in memory. Those of one place are told by way of each connection to it. */
import type {
  FoundEverywhereView,
  KeyView,
  KnownKeyView,
  KnownPlaceView,
  KnownRotationView,
} from "../contract/contract";
import type { Host } from "../contract/host";
import { shown } from "./fake_known";
import { hasWords, inOrder, wordsOf } from "./fake_list";
import { places, standingAt, type Known } from "./fake_places";
import { policy } from "./fake_policy";
import { failed } from "./fake_recorded";
import { keysOfService } from "./fake_services";
import { troubleOf } from "./fake_connections";
import { rotationCommands } from "./fake_rotate";
import { own, plain } from "./fake_start";
import { answerHere, keys, now, refuse, setup, stamp } from "./fake_world";

type Told = Omit<KnownPlaceView, "connection" | "asOf" | "trouble">;

const day = 86_400_000;

/** What each told, and when. */
const heard = new Map<string, { told: Told; asOf: string }>();

/** As a spec may wish: what was told so many hours ago. */
let isBegun = false;
async function begin(): Promise<void> {
  if (isBegun || setup.toldHoursAgo === undefined) return;
  isBegun = true;
  const asOf = stamp(now() - setup.toldHoursAgo * 3_600_000);
  for (const place of listed()) heard.set(place.id, { told: await tell(place), asOf });
}

const listed = (): Known[] => places.filter((place) => !place.local || !own.isNeeded());

function dueAt({ state, createdAt, endsAt, environment }: KeyView): string | null {
  if (state !== "active") return null;
  const old = Date.parse(createdAt) + (policy[environment] ?? 365) * day;
  return stamp(Math.min(old, endsAt === null ? Infinity : Date.parse(endsAt) - 30 * day));
}

const known = (key: KeyView): KnownKeyView => {
  const { connection, id, environment, name, hint, note, state, createdAt, endsAt, lastProof } = key;
  const due = dueAt(key);
  return { connection, id, environment, name, hint, note, state, createdAt, endsAt, dueAt: due, lastProof };
};

async function rotationsOf(place: Known): Promise<KnownRotationView[]> {
  const of = async (environment: "sandbox" | "live") => {
    const asked = { connection: place.id, environment, over: false, cursor: null };
    return (await rotationCommands.listRotations(asked)).rotations;
  };
  return [...(await of("sandbox")), ...(await of("live"))].map(
    ({ connection, id, environment, oldKey, startedAt, oldEndsAt, step, stalled }) => ({
      ...{ connection, id, environment, startedAt, oldEndsAt },
      ...{ name: oldKey.name, hint: oldKey.hint, key: oldKey.id },
      progress: { way: "paired", step, stalled },
    }),
  );
}

async function tell(place: Known): Promise<Told> {
  if (place.service !== undefined) {
    const list = keysOfService(place.id).keys;
    return { name: "Conduit Financial", keys: list.map(known), rotations: [], more: [] };
  }
  const name = place.local ? (own.organization() ?? "") : (place.organization ?? "Acme Ltd");
  const here = standingAt(place).environments.filter(({ available }) => available);
  const list = here.flatMap(({ environment }) =>
    inOrder(
      keys[environment].map((key) => shown(key, place.id)),
      "created",
      true,
    ),
  );
  return { name, keys: list.map(known), rotations: await rotationsOf(place), more: [] };
}

const viewOf = (place: Known, trouble: KnownPlaceView["trouble"]): KnownPlaceView => {
  const { told, asOf } = heard.get(place.id) ?? {
    told: { name: "", keys: [], rotations: [], more: [] },
    asOf: null,
  };
  return { connection: plain(place), ...told, asOf, trouble };
};

async function list(connection: string): Promise<KnownPlaceView> {
  const place =
    listed().find(({ id }) => id === connection) ?? refuse(failed("connections", "one that is gone is used"));
  const trouble = troubleOf(place);
  if (trouble === null) heard.set(place.id, { told: await tell(place), asOf: stamp() });
  return viewOf(place, trouble);
}

function find(search: string, thisComputer: string): FoundEverywhereView {
  // As Rust does: a secret goes nowhere.
  if (/[0-9a-f]{48}/u.test(search)) refuse(failed("keys", "a search for a secret"));
  const sought = wordsOf(search);
  const found: FoundEverywhereView = { keys: [], rotations: [] };
  for (const place of listed()) {
    const { keys: list, rotations, name } = viewOf(place, null);
    const where = [place.local ? thisComputer : place.name, name];
    const has = (own: (string | null | undefined)[]) =>
      hasWords([...where, ...own].map((one) => one ?? "").join(" "), sought);
    for (const { connection, id, ...key } of list)
      if (has([key.name, id, key.note, key.hint.prefix, key.hint.lastFour]))
        found.keys.push({ connection, key: id });
    for (const { connection, id, ...one } of rotations)
      if (has([one.name, id, one.key, one.hint?.prefix, one.hint?.lastFour]))
        found.rotations.push({ connection, rotation: id });
  }
  return found;
}

export const everywhereCommands = {
  lastKnown: async () => {
    await begin();
    return answerHere("last_known", () => listed().map((place) => viewOf(place, null)));
  },
  listPlace: async (connection) => {
    if (setup.slow?.includes(places.find(({ id }) => id === connection)?.name ?? ""))
      return new Promise<KnownPlaceView>(() => undefined);
    const view = await list(connection);
    return answerHere("list_place", () => view);
  },
  findEverywhere: ({ search, thisComputer }) =>
    answerHere("find_everywhere", () => find(search, thisComputer)),
} satisfies Partial<Host>;
