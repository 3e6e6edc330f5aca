const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The distance between two moments in one short unit: `4 s`, `12 min`, `3 h`, `84 d`, `3 y`. What is past is that whole. */
export function span(milliseconds: number, whole: (units: number) => number = Math.floor): string {
  const of = (unit: number) => whole(Math.abs(milliseconds) / unit);
  if (of(second) < 60) return `${of(second)} s`;
  if (of(minute) < 60) return `${of(minute)} min`;
  if (of(hour) < 48) return `${of(hour)} h`;
  if (of(day) < 400) return `${of(day)} d`;
  return `${of(365.25 * day)} y`;
}

/** What is ahead counts as it is spoken: seven days that have just begun are `7 d`. */
export const ahead = (milliseconds: number): string => span(milliseconds, Math.round);

/** Where a moment lies from now: `now`, `4 s ago`, `in 3 h`. Less than two seconds either way is `now`. */
export function relative(then: string, now: number): string {
  const distance = new Date(then).getTime() - now;
  if (Number.isNaN(distance)) return "unknown";
  if (Math.abs(distance) < 2 * second) return "now";
  return distance > 0 ? `in ${ahead(distance)}` : `${span(distance)} ago`;
}

const two = (value: number) => String(value).padStart(2, "0");

/** The time of the day here, `18:04:09`. */
export const timeOf = (at: Date): string =>
  `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

const utc = (at: Date) =>
  `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ` +
  `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} UTC`;

const local = (at: Date) =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${timeOf(at)} local`;

/** The exact moment, local and UTC, for a hover. */
export function exact(then: string): string {
  const at = new Date(then);
  return Number.isNaN(at.getTime()) ? then : `${local(at)}\n${utc(at)}`;
}

// Made once: a formatter costs more than a thousand dates.
const dayOfThisYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayOfAnyYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** A day in words, `3 May` in this year and `3 May 2025` in others, in local time. */
export function dayOf(then: string, now: number): string {
  const at = new Date(then);
  const thisYear = at.getFullYear() === new Date(now).getFullYear();
  return (thisYear ? dayOfThisYear : dayOfAnyYear).format(at);
}
