/** The ways in which a language writes what is counted, listed and timed. Made once: a formatter costs more than a thousand
 * uses of it. */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365.25 * day;

/** The forms of a word that is counted, by the language's own plural rules. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
type Unit = "second" | "minute" | "hour" | "day" | "year";

/** A length of time in the largest unit that fits. */
function inUnit(milliseconds: number, whole: (units: number) => number): [number, Unit] {
  const of = (unit: number) => whole(Math.abs(milliseconds) / unit);
  if (of(second) < 60) return [of(second), "second"];
  if (of(minute) < 60) return [of(minute), "minute"];
  if (of(hour) < 48) return [of(hour), "hour"];
  if (of(day) < 400) return [of(day), "day"];
  return [of(year), "year"];
}

const two = (value: number) => String(value).padStart(2, "0");

/** How one language writes numbers, lists and times. Lengths of time are in milliseconds, moments as ISO 8601. */
export class Formats {
  readonly #plural: Intl.PluralRules;
  readonly #number: Intl.NumberFormat;
  readonly #list: Intl.ListFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #now: string;
  readonly #dayOfThisYear: Intl.DateTimeFormat;
  readonly #dayOfAnyYear: Intl.DateTimeFormat;
  readonly #units: (unit: Unit, display: "short" | "long") => Intl.NumberFormat;
  readonly #bytes: (unit: "byte" | "kilobyte" | "megabyte") => Intl.NumberFormat;
  readonly #unknown: string;
  readonly #local: string;
  readonly #amount: Intl.NumberFormat;
  readonly #typedAmount: Intl.NumberFormat;
  readonly #money = new Map<string, Intl.NumberFormat>();
  readonly #zone: Intl.DateTimeFormat;
  /** The language's tag. */
  readonly tag: string;
  /** What stands before the decimals. */
  readonly decimal: string;

  /** For a language tag; `unknown` is a moment that cannot be read, `local` the time of this computer. */
  constructor(tag: string, { unknown, local }: { unknown: string; local: string }) {
    this.#plural = new Intl.PluralRules(tag);
    this.#number = new Intl.NumberFormat(tag);
    this.#list = new Intl.ListFormat(tag, { type: "conjunction" });
    this.#relative = new Intl.RelativeTimeFormat(tag, { style: "short" });
    this.#now = new Intl.RelativeTimeFormat(tag, { numeric: "auto" }).format(0, "second");
    this.#dayOfThisYear = new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" });
    this.#dayOfAnyYear = new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric" });
    const made = new Map<string, Intl.NumberFormat>();
    this.#units = (unit, unitDisplay) => {
      const known = made.get(unit + unitDisplay);
      if (known) return known;
      const format = new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay });
      made.set(unit + unitDisplay, format);
      return format;
    };
    const sizes = new Map<string, Intl.NumberFormat>();
    this.#bytes = (unit) => {
      const known = sizes.get(unit);
      if (known) return known;
      const unitDisplay = unit === "byte" ? "long" : "short";
      const format = new Intl.NumberFormat(tag, {
        style: "unit",
        unit,
        unitDisplay,
        maximumFractionDigits: 1,
      });
      sizes.set(unit, format);
      return format;
    };
    this.#unknown = unknown;
    this.#local = local;
    this.#amount = new Intl.NumberFormat(tag, { maximumFractionDigits: 6 });
    this.#typedAmount = new Intl.NumberFormat(tag, { maximumFractionDigits: 6, useGrouping: false });
    this.#zone = new Intl.DateTimeFormat(tag, { timeZoneName: "shortOffset" });
    this.tag = tag;
    this.decimal = this.#number.formatToParts(1.5).find(({ type }) => type === "decimal")?.value ?? ".";
  }

  /** A number with its thousands set apart. */
  number = (value: number): string => this.#number.format(value);

  /** An amount of millionths in whole units. */
  amount = (micros: number): string => this.#amount.format(micros / 1e6);

  /** Money, from hundredths; a currency is named by its ISO code. */
  money = (cents: number, currency: string): string => {
    const known = this.#money.get(currency);
    const format = known ?? new Intl.NumberFormat(this.tag, { style: "currency", currency });
    if (!known) this.#money.set(currency, format);
    return format.format(cents / 100);
  };

  /** The same as somebody types it: thousands are not set apart. */
  typedAmount = (micros: number): string => this.#typedAmount.format(micros / 1e6);

  /** A length in bytes, in the unit that fits: `512 bytes`, `84 kB`, `1.2 MB`, as files are counted in powers of two. */
  size = (bytes: number): string => {
    if (bytes < 1024) return this.#bytes("byte").format(bytes);
    if (bytes < 1024 * 1024) return this.#bytes("kilobyte").format(Math.round(bytes / 1024));
    return this.#bytes("megabyte").format(bytes / (1024 * 1024));
  };

  /** The time zone of this computer, `Europe/Berlin, GMT+2` at that moment. */
  zoneAt = (then: Date): string => {
    const offset = this.#zone.formatToParts(then).find(({ type }) => type === "timeZoneName")?.value;
    const { timeZone } = this.#zone.resolvedOptions();
    return offset === undefined || offset === timeZone ? timeZone : `${timeZone}, ${offset}`;
  };

  /** The form of a word that belongs to a number, where the number stands elsewhere. */
  form = (value: number, forms: Forms): string => forms[this.#plural.select(value)] ?? forms.other;

  /** A number with the word that is counted: `1 key`, `1,200 keys`. */
  counted = (value: number, forms: Forms): string => `${this.number(value)} ${this.form(value, forms)}`;

  /** `a, b and c`. */
  list = (items: readonly string[]): string => this.#list.format(items);

  /** A length of time in one short unit, `12 mins`; what is past is that whole. */
  span = (milliseconds: number, whole: (units: number) => number = Math.floor): string => {
    const [units, unit] = inUnit(milliseconds, whole);
    return this.#units(unit, "short").format(units);
  };

  /** A length of time as it is spoken in a sentence, `7 days`: seven days that have just begun are seven. */
  period = (milliseconds: number): string => {
    const [units, unit] = inUnit(milliseconds, Math.round);
    return this.#units(unit, "long").format(units);
  };

  /** Where a moment lies from now: `now`, `4 sec ago`, `in 3 hr`. Less than two seconds either way is `now`. */
  relative = (then: string, now: number): string => {
    const distance = new Date(then).getTime() - now;
    if (Number.isNaN(distance)) return this.#unknown;
    if (Math.abs(distance) < 2 * second) return this.#now;
    const [units, unit] = inUnit(distance, distance > 0 ? Math.round : Math.floor);
    return this.#relative.format(distance > 0 ? units : -units, unit);
  };

  /** A day in words, `3 May` in this year and `3 May 2025` in others, in local time. */
  dayOf = (then: string, now: number): string => {
    const at = new Date(then);
    const thisYear = at.getFullYear() === new Date(now).getFullYear();
    return (thisYear ? this.#dayOfThisYear : this.#dayOfAnyYear).format(at);
  };

  /** The exact moment, local and UTC, on two lines; as ISO writes it, which is the same everywhere and can be searched for. */
  exact = (then: string): string => {
    const at = new Date(then);
    if (Number.isNaN(at.getTime())) return then;
    const local = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${timeOf(at)}`;
    const utc = `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
    return `${local} ${this.#local}\n${utc}`;
  };
}

/** The time of the day here, `18:04:09`. */
export const timeOf = (at: Date): string =>
  `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

/** British English, which writes the day before the month. */
export const english = new Formats("en-GB", { unknown: "unknown", local: "local" });

/** German. */
export const german = new Formats("de", { unknown: "unbekannt", local: "Ortszeit" });
