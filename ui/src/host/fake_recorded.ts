/**
 * What the real authority answered, step by step: `tests/it/recorded.rs` writes it down and fails when it changes. The host
 * in memory takes its data and its refusals from here, so that both are what the window really gets.
 */
import type { Code, Failure, FieldError } from "../contract/contract";
import recording from "../../../tests/ui/recorded/answers.json";

/** A step of a scene: something asked, with its answer or its failure, or something that happened. */
export interface Step {
  step: string;
  at: string;
  command?: string;
  given?: Record<string, unknown>;
  answer?: unknown;
  failure?: Failure;
  happened?: string;
  with?: Record<string, unknown>;
}

export const scenes = recording as unknown as Record<string, Step[]>;

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const random = (length: number, alphabet: string) =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => alphabet[byte % alphabet.length]).join(
    "",
  );

/** An id of the documented form. */
export const mintId = (kind: string): string => `${kind}_${random(22, letters)}`;
export const mintHex = (length: number): string => random(length, "0123456789abcdef");

/** The text in place of a name that the recording gives to what is another one each time. */
function lively(text: string, later: number, ids: Map<string, string>): string {
  if (text.startsWith("/"))
    return text
      .split("/")
      .map((part) => lively(part, later, ids))
      .join("/");
  if (text === "a UUID") return crypto.randomUUID();
  if (text === "####") return mintHex(4);
  if (text === "64 hexadecimal characters") return mintHex(64);
  if (text === "node-########") return "node-5e1f00d2";
  if (text === "version") return "0.1.0";
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u.test(text)) return new Date(Date.parse(text) + later).toISOString();
  const [, kind] = /^([a-z]{3})_#\d+$/u.exec(text) ?? [];
  if (kind === undefined) return text;
  if (!ids.has(text)) ids.set(text, kind === "cor" ? crypto.randomUUID() : mintId(kind));
  return ids.get(text) ?? text;
}

function enliven(value: unknown, later: number, ids: Map<string, string>): unknown {
  if (typeof value === "string") return lively(value, later, ids);
  if (Array.isArray(value)) return value.map((one) => enliven(one, later, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, enliven(one, later, ids)]));
}

function stepOf(scene: string, name: string): Step {
  const found = scenes[scene]?.find(({ step }) => step === name);
  if (!found) throw new Error(`Nothing was recorded as “${name}” in “${scene}”.`);
  return found;
}

/** A recorded answer, with ids of its own, as it would be given at a moment; without one at the moment of the recording. */
export function answered<T>(scene: string, name: string, now?: number): T {
  const { at, answer } = stepOf(scene, name);
  return enliven(answer, now === undefined ? 0 : now - Date.parse(at), new Map()) as T;
}

/** Several of one scene, as they would be given together: what one names is what the others name. */
export function answeredTogether<T>(scene: string, names: string[], now: number): T[] {
  const [steps, ids] = [names.map((name) => stepOf(scene, name)), new Map<string, string>()];
  const last = Math.max(...steps.map(({ at }) => Date.parse(at)));
  return steps.map(({ answer }) => enliven(answer, now - last, ids) as T);
}

/** A recorded failure, with a reference of its own. */
export function failed(scene: string, name: string): Failure {
  const { failure } = stepOf(scene, name);
  if (!failure) throw new Error(`“${name}” in “${scene}” did not fail.`);
  return enliven(failure, 0, new Map()) as Failure;
}

const failures = Object.values(scenes).flatMap((steps) => steps.flatMap(({ failure }) => failure ?? []));

/** A failure that a spec wishes, in the words of the first recorded one with its code. */
export function failureOf(code: Code): Failure {
  const message = failures.find((failure) => failure.code === code)?.message ?? "The answer never came.";
  return { code, message, reference: crypto.randomUUID(), fields: [] };
}

/** The refusal of fields that are wrong, in the words of the recorded ones. */
export function invalid(wrong: FieldError[]): Failure {
  const several = failed("activation", "a submission of nothing").message.replace(/\d+/u, `${wrong.length}`);
  const [only] = wrong;
  const message = only && wrong.length === 1 ? only.detail : several;
  return { code: "invalid_input", message, reference: crypto.randomUUID(), fields: wrong };
}

/** What is wrong with a field, as it was said in a recorded failure; at another field, where that is given. */
export function wrongField(scene: string, name: string, pointer: string, at = pointer): FieldError {
  const field = failed(scene, name).fields.find((one) => one.pointer === pointer);
  if (!field) throw new Error(`“${name}” in “${scene}” does not say what is wrong with ${pointer}.`);
  return { ...field, pointer: at };
}
