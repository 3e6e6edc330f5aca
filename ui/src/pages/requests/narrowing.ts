import type { Request, RequestFilter } from "../../contract/contract";

/** All requests. */
export const everything: RequestFilter = { side: null, answered: null, address: null, agent: null };

/** Whether a filter leaves anything out. */
export const isNarrowed = (filter: RequestFilter): boolean =>
  Object.values(filter).some((part) => part !== null);

/** Where requests came from, and with which programs: each once. */
export interface CallersSeen {
  addresses: readonly string[];
  agents: readonly string[];
}

/** Those that were seen, and those of some requests. The order stays, so that nothing moves under the pointer. */
export const callersAmong = (seen: CallersSeen, requests: readonly Request[]): CallersSeen => ({
  addresses: eachOnce(
    seen.addresses,
    requests.map(({ address }) => address),
  ),
  agents: eachOnce(
    seen.agents,
    requests.map(({ agent }) => agent),
  ),
});

const eachOnce = (seen: readonly string[], more: readonly string[]): string[] =>
  [...new Set([...seen, ...more])].filter((one) => one !== "");
