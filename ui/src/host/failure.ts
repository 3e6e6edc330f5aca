import type { Code, Failure } from "../contract/contract";

/** How loud a failure is: a `notice` needs a choice, a `warning` passes or can be mended, an `error` needs help. */
export type Severity = "notice" | "warning" | "error";

/** The words for one code. */
export interface FailureWords {
  /** What happened, in a few words; the failure's own message says the rest. */
  title: string;
  severity: Severity;
  /** What the person can do about it, where anything can be done. */
  nextStep?: string;
}

/** Words for every code: a new code does not compile until it has some (style page, section 6). */
export const failureWords: Record<Code, FailureWords> = {
  invalid_input: {
    title: "Check the form",
    severity: "notice",
    nextStep: "Correct the marked field and try again.",
  },
  name_in_use: {
    title: "This name is taken",
    severity: "notice",
    nextStep: "Choose another name, or revoke the key that has it.",
  },
  name_not_confirmed: {
    title: "The name does not match",
    severity: "notice",
    nextStep: "Type the key's name exactly as it is shown.",
  },
  not_found: {
    title: "Not found",
    severity: "warning",
    nextStep: "Someone may have changed or removed it.",
  },
  key_ended: {
    title: "This key is already revoked or expired",
    severity: "notice",
    nextStep: "Calls with it are refused. There is nothing left to do.",
  },
  key_not_active: {
    title: "This key is not active",
    severity: "notice",
    nextStep: "Only an active key can be rotated.",
  },
  rotation_not_proven: {
    title: "The new key has not been used yet",
    severity: "warning",
    nextStep: "Wait until the new key is used, or finish without evidence.",
  },
  rotation_ended: {
    title: "This rotation is already completed",
    severity: "notice",
    nextStep: "Look at its keys under Keys.",
  },
  live_not_activated: {
    title: "Live is locked",
    severity: "notice",
    nextStep: "Submit the organization for activation first.",
  },
  not_allowed: {
    title: "Your role does not allow this",
    severity: "warning",
    nextStep: "Ask an admin of your organization.",
  },
  signed_out: {
    title: "The connection's token is not accepted",
    severity: "error",
    nextStep: "Remove the connection in Settings and connect again with a new token.",
  },
  not_set_up: {
    title: "Not set up yet",
    severity: "notice",
    nextStep: "Enter your organization's name first.",
  },
  offline: {
    title: "The connection cannot be reached",
    severity: "warning",
    nextStep: "Retrying every second. What you typed is kept.",
  },
  unavailable: { title: "Not available right now", severity: "warning", nextStep: "Try again in a moment." },
  unknown: {
    title: "The result is unknown",
    severity: "error",
    nextStep: "Try again: the same request is never carried out twice.",
  },
  secret_gone: {
    title: "The secret is no longer available",
    severity: "warning",
    nextStep: "Revoke this key and create another.",
  },
  keychain_locked: {
    title: "The keychain is locked",
    severity: "notice",
    nextStep: "Unlock it, then save.",
  },
  keychain_missing: {
    title: "This computer has no keychain",
    severity: "notice",
    nextStep: "Install GNOME Keyring or KeePassXC, or copy the secret to your own password manager.",
  },
  keychain_volatile: {
    title: "The keychain forgets when you sign out",
    severity: "warning",
    nextStep: "Create a keychain that lasts, named “login”, then save.",
  },
  keychain_not_responding: {
    title: "The keychain is not responding",
    severity: "warning",
    nextStep: "Look for a keychain window that is waiting for you, then try again.",
  },
  keychain_refused: {
    title: "The keychain refused",
    severity: "error",
    nextStep: "Try again. If this keeps happening, copy the secret to your own password manager.",
  },
  keychain_item_lost: {
    title: "The saved secret is gone from the keychain",
    severity: "error",
    nextStep: "Something else removed it. Rotate the key to get a new secret.",
  },
  file_not_written: {
    title: "The file was not written",
    severity: "warning",
    nextStep: "Choose a folder you can write to.",
  },
  clipboard_not_usable: {
    title: "The clipboard cannot be used",
    severity: "warning",
    nextStep: "Save to the keychain or write to a file instead.",
  },
  data_not_writable: {
    title: "The data folder cannot be written",
    severity: "error",
    nextStep: "Make the folder writable for you, then try again.",
  },
  disk_full: {
    title: "The disk is full",
    severity: "error",
    nextStep: "Free some space, then try again. Nothing was changed.",
  },
  data_damaged: {
    title: "The data is damaged",
    severity: "error",
    nextStep: "Nothing was overwritten. Restore the data folder from a backup.",
  },
  data_newer: {
    title: "The data is from a newer release",
    severity: "error",
    nextStep: "Nothing was overwritten. Start the newer release of this program.",
  },
  data_in_use: {
    title: "Another program uses the data",
    severity: "error",
    nextStep: "Close the other program, then try again.",
  },
  ports_not_opened: {
    title: "No port could be opened",
    severity: "error",
    nextStep: "Allow this program to listen on 127.0.0.1, then try again.",
  },
  internal: {
    title: "Internal error",
    severity: "error",
    nextStep: "Try again. If this keeps happening, report it with the reference.",
  },
};

const isFailure = (value: unknown): value is Failure =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  typeof value.code === "string" &&
  Object.hasOwn(failureWords, value.code);

/** Makes a failure of anything that was thrown: one from Rust as it is, anything else as `internal`. */
export function toFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) {
    return { ...thrown, reference: thrown.reference ?? "", fields: thrown.fields ?? [] };
  }
  // A refusal by the command layer itself (an argument it could not read, a command not granted) is plain text.
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message, reference: "", fields: [] };
}

/** The detail of a wrong field, for instance `fieldError(failure, "/name")`. */
export function fieldError(failure: Failure | null, pointer: string): string | null {
  return failure?.fields.find((field) => field.pointer === pointer)?.detail ?? null;
}
