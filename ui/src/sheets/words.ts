import type { AccessLevel, Environment, KeychainState, KeyState, KeyView } from "../contract/contract";
import { failureWords } from "../host/failure";

/** How an access level is written. */
export const accessWords: Record<AccessLevel, string> = { read_only: "read-only", read_write: "read-write" };

/** How a key's state is written. */
export const stateWords: Record<KeyState, string> = {
  pending: "Pending",
  active: "Active",
  retiring: "Retiring",
  revoked: "Revoked",
  expired: "Expired",
};

/** The shape and tone of a state's dot. */
export const stateDots = {
  pending: { kind: "ring", tone: "accent" },
  active: { kind: "full", tone: "ok" },
  retiring: { kind: "half", tone: "warn" },
  revoked: { kind: "bar", tone: "quiet" },
  expired: { kind: "cross", tone: "quiet" },
} as const;

/** The tint that belongs to an environment and to nothing else. */
export const tints = { sandbox: "teal", live: "amber" } as const satisfies Record<Environment, string>;

/** Whether a pending key can still be confirmed: this computer has its secret, in memory or in the keychain. */
export const canConfirm = (key: KeyView): boolean =>
  key.state === "pending" && (key.secret === "held" || key.secret === "saved");

/** Why nothing can be saved in the keychain; null when it can. */
export function whyNotSave(state: KeychainState | null): string | null {
  if (state === null || state === "ready") return null;
  const words = failureWords[`keychain_${state}`];
  return `${words.title}. ${words.nextStep ?? ""}`.trim();
}

/** A call that a shell runs as it is, once the variable holds the secret. */
export const curlLine = (baseUrl: string): string =>
  `curl -H "x-api-key: $CONDUIT_API_KEY" ${baseUrl}/customers`;
