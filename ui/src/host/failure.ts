import type { Code, Failure, FieldError } from "../contract/contract";
import { words } from "../words";

/** How loud a failure is: a `notice` needs a choice, a `warning` passes or can be mended, an `error` needs help. */
export type Severity = "notice" | "warning" | "error";

/** How loud each code is. */
export const severities: Record<Code, Severity> = {
  invalid_input: "notice",
  name_in_use: "notice",
  email_in_use: "notice",
  last_admin: "notice",
  name_not_confirmed: "notice",
  not_found: "warning",
  key_ended: "notice",
  key_not_active: "notice",
  rotation_not_proven: "warning",
  rotation_ended: "notice",
  live_not_activated: "notice",
  live_key_needs_approval: "notice",
  second_admin_needed: "notice",
  approval_state_changed: "notice",
  not_allowed: "warning",
  signed_out: "error",
  not_set_up: "notice",
  offline: "warning",
  unavailable: "warning",
  unknown: "error",
  secret_gone: "warning",
  keychain_locked: "notice",
  keychain_missing: "notice",
  keychain_volatile: "warning",
  keychain_not_responding: "warning",
  keychain_refused: "error",
  keychain_ambiguous: "error",
  keychain_item_lost: "error",
  file_not_written: "warning",
  folder_missing: "notice",
  file_not_suitable: "notice",
  file_exists: "notice",
  command_failed: "warning",
  export_cut_off: "warning",
  clipboard_not_usable: "warning",
  browser_not_opened: "warning",
  no_key_to_ask_with: "notice",
  key_refused: "warning",
  not_accepted: "warning",
  service_not_answering: "warning",
  not_proved: "warning",
  data_not_writable: "error",
  disk_full: "error",
  data_damaged: "error",
  data_newer: "error",
  data_in_use: "error",
  ports_not_opened: "error",
  internal: "error",
};

const isFailure = (value: unknown): value is Failure =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  typeof value.code === "string" &&
  Object.hasOwn(severities, value.code);

/** Makes a failure of anything that was thrown: one from Rust as it is, anything else as `internal`. */
export function toFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) {
    return { ...thrown, reference: thrown.reference ?? "", fields: thrown.fields ?? [] };
  }
  // A refusal by the command layer itself (an argument it could not read, a command not granted) is plain text.
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message, reference: "", fields: [] };
}

/** What is wrong with a field, in the language of the window. */
export function said({ code, max, detail }: FieldError): string {
  // A length that is not told cannot be said: then the place's own words are all there is.
  const known = code === "too_long" && typeof max !== "number" ? "invalid" : code;
  return words.fields[known]({ max: max ?? 0, detail });
}

/** What is wrong with a field, for instance `fieldError(failure, "/name")`. */
export function fieldError(failure: Failure | null, pointer: string): string | null {
  const field = failure?.fields.find((one) => one.pointer === pointer);
  return field ? said(field) : null;
}

/** A failure in one line, where there is no room for more: what is wrong with its first field, else what happened. */
export function inOneLine({ code, fields: [field] }: Failure): string {
  return field ? said(field) : `${words.failures[code].title}.`;
}
