/** How old keys may become, in the host in memory. */
import type { Environment, SetKeyPolicy } from "../contract/contract";
import type { Host } from "../contract/host";
import { note } from "./fake_audit";
import { actorAt, mayAdminister } from "./fake_places";
import { failed } from "./fake_recorded";
import { answer } from "./fake_start";
import { organizationId, refuse, setup, stamp } from "./fake_world";

/** Days, by environment; none where nothing was said. */
export const policy: Record<Environment, number | null> = {
  sandbox: setup.keyDays ?? null,
  live: null,
};

const said = (days: number | null) => (days === null ? "unsaid" : `${String(days)} days`);

function say({ connection, environment, keyDaysMax, reason }: SetKeyPolicy): void {
  mayAdminister(connection);
  if (reason.trim() === "") refuse(failed("policy", "it is said without a reason"));
  if (keyDaysMax !== null && (keyDaysMax < 1 || keyDaysMax > 365))
    refuse(failed("policy", "more days than a year"));
  if (policy[environment] === keyDaysMax) return;
  const change = `How old a key may become: ${said(policy[environment])} to ${said(keyDaysMax)}. ${reason}`;
  note(actorAt(connection), "organization.changed", organizationId, environment, change, stamp());
  policy[environment] = keyDaysMax;
}

export const policyCommands = {
  setKeyPolicy: (request) =>
    answer("set_key_policy", request.connection, () => {
      say(request);
      return { environment: request.environment, keyDaysMax: policy[request.environment] };
    }),
} satisfies Partial<Host>;
