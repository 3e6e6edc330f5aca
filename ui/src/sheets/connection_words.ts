import type { Code, ConnectionStateView } from "../contract/contract";

const troubles: Partial<Record<Code, string>> = {
  not_set_up: "Not set up",
  offline: "Offline",
  signed_out: "Token not accepted",
  keychain_locked: "Keychain locked",
  keychain_item_lost: "Token lost",
};

/** How a connection is, in a word or three. */
export const stateWord = ({ trouble }: ConnectionStateView): string =>
  trouble === null ? "Connected" : (troubles[trouble.code] ?? "Not responding");

/** The same as a dot: full when it can be used now. */
export const stateDot = ({
  trouble,
}: ConnectionStateView): { kind: "full" | "ring"; tone: "ok" | "warn" | "quiet" } =>
  trouble === null
    ? { kind: "full", tone: "ok" }
    : { kind: "ring", tone: trouble.code === "not_set_up" ? "quiet" : "warn" };
