import type { ChangeLimits, Failure, KeyView, LimitsView, SpendingLimits } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import type { Session } from "../../host/session.svelte";
import { speech } from "../../words/language.svelte";

/** The windows of time that a spending limit can be for. */
export const windows = ["daily", "weekly", "monthly"] as const;
export type Window = (typeof windows)[number];

/** The limit of each. */
export const limitOf: Record<Window, keyof SpendingLimits> = {
  daily: "dailyMicros",
  weekly: "weeklyMicros",
  monthly: "monthlyMicros",
};

/** What was typed of a key's limits. */
export interface TypedText extends Record<Window, string> {
  allowedIps: string;
}

export const noLimits = (): TypedText => ({ allowedIps: "", daily: "", weekly: "", monthly: "" });

/** The limits of a key as somebody would type them. */
export function typedOf(key: Pick<KeyView, "allowedIps" | "spendingLimits">): TypedText {
  const typed = noLimits();
  typed.allowedIps = key.allowedIps.join("\n");
  for (const window of windows) {
    const micros = key.spendingLimits[limitOf[window]];
    if (micros !== null) typed[window] = speech.formats.typedAmount(micros);
  }
  return typed;
}

/** Of two sets of limits, those that are others now. */
export function changedLimits(old: SpendingLimits, now: SpendingLimits): ChangeLimits | undefined {
  const changed = windows.map((window) => limitOf[window]).filter((limit) => old[limit] !== now[limit]);
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((limit) => [limit, now[limit]]));
}

/** What Rust reads of what is typed: asked as somebody types, the answer to an older text is dropped. */
export class LimitsReader {
  readonly #session: Session;
  #asked = 0;
  read = $state.raw<LimitsView | null>(null);
  failure = $state.raw<Failure | null>(null);

  constructor(session: Session) {
    this.#session = session;
  }

  /** Reads it; none while it cannot be read at all. */
  async look(typed: TypedText, callers: string[]): Promise<LimitsView | null> {
    const asked = ++this.#asked;
    const { decimal } = speech.formats;
    try {
      const read = await this.#session.host.readLimits({ ...typed, decimal, callers });
      if (asked === this.#asked) {
        this.read = read;
        this.failure = null;
      }
      return read;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = toFailure(thrown);
      return null;
    }
  }
}
