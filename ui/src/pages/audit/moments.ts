/** A moment as a person types it, in the time of this computer: `2026-11-30`, `2026-11-30 14:00`, with or without seconds. */
const typed = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/u;

/** What was typed, as ISO 8601; undefined where it is no moment, a day of a month that has no such day included. */
export function momentOf(text: string): string | undefined {
  const [year, month, day, hour, minute, second] = (typed.exec(text.trim()) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const at = new Date(year, month - 1, day, hour || 0, minute || 0, second || 0);
  const isThat = at.getMonth() === month - 1 && at.getDate() === day && at.getHours() === (hour || 0);
  return isThat && (minute || 0) < 60 ? at.toISOString() : undefined;
}

const two = (value: number) => String(value).padStart(2, "0");

/** A moment as it can be typed. */
export function asTyped(moment: string | null): string {
  if (moment === null) return "";
  const at = new Date(moment);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return at.getSeconds() === 0 ? `${day} ${time}` : `${day} ${time}:${two(at.getSeconds())}`;
}
