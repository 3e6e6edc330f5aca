import type { Code, ConnectionStateView } from "../contract/contract";
import { words } from "../words";

/** How a connection is, in a word or three. */
export function stateWord({ trouble, keptHere }: ConnectionStateView): string {
  const said = words.sheets.connection;
  // Nobody has asked such a service how it is: it is asked only about a key.
  if (trouble === null) return keptHere ? words.guides.service.state : said.usable;
  const troubles: Partial<Record<Code, string>> = said.trouble;
  return troubles[trouble.code] ?? said.otherTrouble;
}

/** The same as a dot: full when it can be used now. */
export const stateDot = ({
  trouble,
}: ConnectionStateView): { kind: "full" | "ring"; tone: "ok" | "warn" | "quiet" } =>
  trouble === null
    ? { kind: "full", tone: "ok" }
    : { kind: "ring", tone: trouble.code === "not_set_up" ? "quiet" : "warn" };
