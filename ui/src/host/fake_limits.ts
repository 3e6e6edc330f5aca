/** What keys are limited to, in the host in memory. */
import type {
  ChangedView,
  ChangeKey,
  FieldError,
  KeyRef,
  LimitsView,
  Part,
  SpendingLimits,
  TypedLimits,
} from "../contract/contract";
import type { Host } from "../contract/host";
import { change, checkTyped, find, noteKey, shown, told } from "./fake_known";
import { hasEnded } from "./fake_life";
import { actorAt, mayWrite } from "./fake_places";
import { answered, failed } from "./fake_recorded";
import { answer } from "./fake_start";
import { answerHere, now, once, refuse, stamp } from "./fake_world";

export const noLimit: SpendingLimits = { dailyMicros: null, weeklyMicros: null, monthlyMicros: null };

/** What was recorded of a text that cannot be read, for another place. */
function wrong(pointer: string, like: string): FieldError {
  const { errors } = answered<LimitsView>("limits", "what cannot be read is typed");
  const known = errors.find((error) => error.pointer === like);
  if (!known) throw new Error(`Nothing was recorded of ${like}.`);
  return { ...known, pointer };
}

/** A range of IPv4 addresses as numbers; none where it is not one. */
function rangeOf(text: string): { first: number; bits: number } | null {
  const [, address = "", width] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/u.exec(text) ?? [];
  const bytes = address.split(".").map(Number);
  const bits = width === undefined ? 32 : Number(width);
  if (address === "" || bits > 32 || bytes.some((byte) => byte > 255)) return null;
  return { first: bytes.reduce((sum, byte) => sum * 256 + byte, 0), bits };
}

const sizeOf = (bits: number) => 2 ** (32 - bits);

/** Ranges as the authority writes them. */
export const inOneForm = (ranges: readonly string[]): string[] =>
  ranges
    .map((text) => (text.includes("/") ? text : `${text}/32`))
    .toSorted((one, other) => (rangeOf(one)?.first ?? 0) - (rangeOf(other)?.first ?? 0));

function holds(range: string, address: string): boolean {
  const [wide, one] = [rangeOf(range), rangeOf(address)];
  if (!wide || !one) return false;
  return one.first >= wide.first && one.first < wide.first + sizeOf(wide.bits);
}

function readLimits({ allowedIps, decimal, callers, ...amounts }: TypedLimits): LimitsView {
  const errors: FieldError[] = [];
  const ranges: string[] = [];
  for (const [at, line] of allowedIps.split("\n").entries()) {
    const text = line.trim();
    const range = rangeOf(text);
    if (text === "") continue;
    if (range === null) errors.push(wrong(`/allowedIps/${at}`, "/allowedIps/1"));
    else if (range.first % sizeOf(range.bits) !== 0) errors.push(wrong(`/allowedIps/${at}`, "/allowedIps/2"));
    else ranges.push(text);
  }
  const spendingLimits = { ...noLimit };
  const amountOf = {
    dailyMicros: amounts.daily,
    weeklyMicros: amounts.weekly,
    monthlyMicros: amounts.monthly,
  };
  for (const [limit, typed] of Object.entries(amountOf) as [keyof SpendingLimits, string][]) {
    const text = typed.trim();
    const micros = /^\d{1,10}(?:\D\d{1,6})?$/u.test(text) ? Number(text.replace(decimal, ".")) * 1e6 : NaN;
    if (text === "") continue;
    if (micros >= 1) spendingLimits[limit] = Math.round(micros);
    else errors.push(wrong(`/spendingLimits/${limit}`, "/spendingLimits/dailyMicros"));
  }
  const read = errors.some(({ pointer }) => pointer.startsWith("/allowedIps")) ? [] : ranges;
  const isIn = (address: string) => read.length === 0 || read.some((range) => holds(range, address));
  return {
    allowedIps: inOneForm(read),
    spendingLimits,
    errors,
    shutOut: callers.filter((one) => !isIn(one)),
  };
}

/** Which parts of a key allow less than before. */
function tightened(old: { allowedIps: string[]; spendingLimits: SpendingLimits }, asked: ChangeKey): Part[] {
  const parts: Part[] = [];
  const limits = Object.entries(asked.spendingLimits ?? {}) as [keyof SpendingLimits, number | null][];
  if (limits.some(([limit, micros]) => micros !== null && micros < (old.spendingLimits[limit] ?? Infinity)))
    parts.push("spendingLimits");
  const { allowedIps: ranges } = asked;
  if (ranges && ranges.length > 0) {
    const isAny = old.allowedIps.length === 0;
    const isLost = (range: string) => !inOneForm(ranges).includes(range);
    if (isAny || old.allowedIps.some(isLost)) parts.push("allowedIps");
  }
  if (asked.expiresAt !== undefined) parts.push("expiresAt");
  return parts;
}

function changeKey({ connection, key: id }: KeyRef, asked: ChangeKey): ChangedView {
  const key = shown(find(id), connection);
  mayWrite(connection, key.environment);
  if (asked.reason.trim() === "") refuse(failed("limits", "a change without a reason"));
  if (hasEnded(key)) refuse(failed("limits", "a revoked key is changed"));
  const { expiresAt } = asked;
  if (expiresAt && Date.parse(expiresAt) <= now()) refuse(failed("limits", "an end that has passed"));
  if (expiresAt && key.endsAt && expiresAt > key.endsAt)
    refuse(failed("limits", "an end that is pushed out"));
  const less = tightened(key, asked);
  change(id, {
    allowedIps: asked.allowedIps ? inOneForm(asked.allowedIps) : key.allowedIps,
    spendingLimits: { ...key.spendingLimits, ...asked.spendingLimits },
    endsAt: expiresAt ?? key.endsAt,
  });
  noteKey(actorAt(connection), "key.changed", key, asked.reason);
  const { refusedBy } = answered<ChangedView>("limits", "more is refused");
  const since = refusedBy.map((node) => ({ ...node, since: stamp() }));
  return { key: told(find(id), connection), tightened: less, refusedBy: less.length > 0 ? since : [] };
}

/** The same press again changes nothing more, so that nothing is refused anew by it. */
const again = (key: KeyRef): ChangedView => ({
  key: told(find(key.key), key.connection),
  tightened: [],
  refusedBy: [],
});
const pressed = new Set<string>();

export const limitCommands = {
  readLimits: (typed) => answerHere("read_limits", () => readLimits(typed)),
  changeKey: (asked, idempotencyKey, key, typedName) =>
    answer("change_key", key.connection, () => {
      if (asked.expiresAt !== undefined) checkTyped(shown(find(key.key), key.connection), typedName);
      if (pressed.has(idempotencyKey)) return again(key);
      const changed = once(idempotencyKey, () => changeKey(key, asked));
      pressed.add(idempotencyKey);
      return changed;
    }),
} satisfies Partial<Host>;
