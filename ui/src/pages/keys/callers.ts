import type { KeyRef, Usage } from "../../contract/contract";
import type { Place } from "../../host/refs";
import type { Session } from "../../host/session.svelte";

/** Records that are looked at for who calls now. */
const looked = 100;

/** The addresses of callers, each once. */
export const addressesOf = (usage: Usage | null): string[] => [
  ...new Set(usage?.lastHour.map(({ address }) => address)),
];

/** The addresses that called lately: with a key, or with any key of a place. None where that may not be known. */
export async function callersNow(session: Session, place: Place, key: KeyRef | null): Promise<string[]> {
  if (key !== null) {
    return addressesOf(await session.host.getKeyUsage(key));
  }
  if (!session.can("read_requests")) return [];
  const filter = { side: place.environment, answered: null, address: null, agent: null };
  const asked = { connection: place.connection, id: null, filter, cursor: null, limit: looked };
  const { requests } = await session.host.listRequests(asked);
  const here = requests.filter(({ keyId }) => keyId !== null);
  return [...new Set(here.map(({ address }) => address))];
}
