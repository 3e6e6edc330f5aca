import type { AccessLevel, Actor, KeyNarrowing, KeyView } from "../../contract/contract";
import { words } from "../../words";
import { actorName } from "../../sheets/words";

const day = 86_400_000;

/** What a list of keys is narrowed to, as it is chosen: an age is so many days, and an end is so many days away. */
export interface Chosen {
  accessLevel: AccessLevel | null;
  createdBy: string | null;
  olderThan: number | null;
  endsWithin: number | null;
}

export const nothingChosen: Chosen = {
  accessLevel: null,
  createdBy: null,
  olderThan: null,
  endsWithin: null,
};

/** Whether anything is chosen. */
export const isChosen = (chosen: Chosen): boolean => Object.values(chosen).some((part) => part !== null);

/** The choices of an age, in days. */
export const ages = [30, 90, 180, 365] as const;
/** The choices of an end, in days. */
export const withins = [7, 30, 90] as const;

/** A day by its number, as the moment that it begins at. */
const beginOf = (number: number): string => new Date(number * day).toISOString();

/** What is asked, at a moment. It is cut to the day, so that a list looked at again is the same list. */
export function narrowingOf(
  { accessLevel, createdBy, olderThan, endsWithin }: Chosen,
  now: number,
): KeyNarrowing {
  const today = Math.floor(now / day);
  return {
    accessLevel,
    createdBy,
    createdBefore: olderThan === null ? null : beginOf(today - olderThan),
    expiresBefore: endsWithin === null ? null : beginOf(today + 1 + endsWithin),
  };
}

/** What somebody is found by: kind and id, which nobody chose. */
export const creatorWord = ({ kind, id }: Actor): string => `${kind}:${id}`;

/** Everybody who created one of these keys, once each. */
export function creatorsAmong(keys: readonly KeyView[]): { value: string; label: string }[] {
  const found = new Map(keys.map(({ createdBy }) => [creatorWord(createdBy), actorName(createdBy)]));
  return [...found].map(([value, label]) => ({ value, label }));
}

/** One key of everybody who created some. */
export const oneOfEach = (keys: readonly KeyView[]): KeyView[] => [
  ...new Map(keys.map((key) => [creatorWord(key.createdBy), key])).values(),
];

/** What each part is, in words. */
export const says = {
  accessLevel: ({ accessLevel }: Chosen) => accessLevel && words.sheets.access[accessLevel],
  olderThan: ({ olderThan }: Chosen) => (olderThan === null ? null : words.keys.narrow.over(olderThan)),
  endsWithin: ({ endsWithin }: Chosen) => (endsWithin === null ? null : words.keys.narrow.within(endsWithin)),
};
