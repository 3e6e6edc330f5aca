import type { By, Tab } from "../../pages/everywhere/rows";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

const connections = { one: "connection", other: "connections" };

/** The keys of all connections in one table. */
export const everywhere = {
  search: "Search all connections",
  searchBy: "Name, hint, ID or place",
  loading: "Loading the keys of all connections",
  tab: { all: "All", due: "Due", rotating: "Rotating" } satisfies Record<Tab, string>,
  head: {
    name: "Name",
    place: "Place",
    environment: "Environment",
    created: "Age",
    due: "Due",
    state: "State",
    proof: "Last proof",
  } satisfies Record<By, string>,
  due: "due",
  began: "Began",
  oldEnds: "Old key ends",
  stands: "Stands at",
  stalled: "stalled",
  /** Of a row whose place could not be asked now. */
  isOld: (place: string) => `${place}, as last known`,

  places: "Connections",
  said: (all: number, away: number, asking: number) =>
    asking > 0
      ? `${english.counted(all, connections)}, ${english.number(asking)} being asked…`
      : away === 0
        ? `${english.counted(all, connections)}, all of them read`
        : `${english.counted(all, connections)}, ${english.number(away)} not reached`,
  unfold: "Show each",
  fold: "Hide",
  askAll: "Ask all again",
  ask: "Ask again",
  askOne: (place: string) => `Ask ${place} again`,
  asking: "Asking…",
  read: (when: Piece) => sentence`read ${when}`,
  lastKnown: (when: Piece, why: string) => sentence`last known ${when}, because: ${why}`,
  neverKnown: (why: string) => `nothing is known of it: ${why}`,
  notAsked: "not asked yet",
  more: (environments: readonly string[]) =>
    `${english.list(environments)} has more; its own page has all of them`,

  empty: "No keys at any connection yet",
  whatFor: "Keys of every connection appear here in one table, with what is due and what is being rotated.",
  noneAnswers: "No connection can be reached",
  noneAnswersWhy: "Nothing is known of them yet. Above stands why, and each can be asked again.",
  none: {
    all: "No key matches",
    due: "Nothing is due",
    rotating: "Nothing is being rotated",
  } satisfies Record<Tab, string>,
  noneWhy: {
    all: "There is no key here.",
    due: "A key is due when it ends soon, or is older than its place lets keys become.",
    rotating: "A rotation that has begun at any connection stands here until its old key has ended.",
  } satisfies Record<Tab, string>,
  nothingHas: (text: string) => `Nothing here has “${text}”.`,
};
