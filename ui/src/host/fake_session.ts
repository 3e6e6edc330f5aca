/** The session of the host in memory: the set-up, what the person chose, the status line. */
import type { StandingView, StatusView } from "../contract/contract";
import { approvalRule, underApproval } from "./fake_approval_rule";
import { activation } from "./fake_activation_record";
import { policy } from "./fake_policy";
import { actorAt, current, standingAt, type Known } from "./fake_places";
import { answered, failed, failureOf, wrongField, invalid } from "./fake_recorded";
import { own, plain } from "./fake_start";
import { answerHere, organizationId, refuse, setup, stamp } from "./fake_world";
import type { Host } from "../contract/host";

let lastHeard = stamp();
/** When the organization was set up on this computer, where that was done in this window. */
let setUpAt: string | null = null;

const bases = { sandbox: "http://127.0.0.1:7401/v2", live: "http://127.0.0.1:7402/v2" };

/** What is known of a place now. */
export function standingNow(place: Known): StandingView {
  if (place.service !== undefined)
    return {
      ...(answered<StatusView>("services", "the frame of the service").standing ?? standingAt(place)),
      asOf: lastHeard,
    };
  const told = standingAt(place);
  const whose = told.organization;
  return {
    ...told,
    name: (place.local ? own.organization() : place.organization) ?? "Acme Ltd",
    organization: whose && {
      ...whose,
      createdAt: (place.local ? setUpAt : null) ?? whose.createdAt,
      id: organizationId,
      tokenName: actorAt(place.id).name,
      liveKeysNeedApproval: approvalRule.needed,
      activation: activation.state,
    },
    capabilities: underApproval(told.capabilities, place.account !== undefined),
    environments: told.environments.map((one) => ({
      ...one,
      baseUrl: bases[one.environment],
      keyDaysMax: policy[one.environment],
    })),
    asOf: lastHeard,
  };
}

/** What the frame is told. */
export function statusNow(): StatusView {
  const place = current();
  const trouble = place.local && !own.isNeeded() ? own.trouble() : null;
  const missing = place.local && (own.isNeeded() || trouble !== null);
  if (!setup.offline) lastHeard = stamp();
  const state = setup.keychain ?? "ready";
  const like = answered<StatusView>("start", "the frame");
  return {
    ...like,
    setup: own.setup(),
    connection: place.local && own.isNeeded() ? null : plain(place),
    standing: missing ? null : standingNow(place),
    trouble:
      trouble ??
      (setup.offline ? failed("start", "keys without an answer") : null) ??
      (place.trouble ? failureOf(place.trouble) : null),
    keychain: { state, name: state === "ready" ? like.keychain.name : "" },
  };
}

function checkOrganization(name: string): string {
  const trimmed = name.trim();
  const refuseAs = (step: string) => refuse(invalid([wrongField("keys", step, "/name", "/organization")]));
  if (trimmed === "") refuseAs("a key without a name");
  if ([...trimmed].length > 80) refuseAs("a key with a long name");
  return trimmed;
}

export const sessionCommands = {
  getStatus: async () => statusNow(),
  setUp: (name) =>
    answerHere("set_up", () => {
      own.begin(checkOrganization(name));
      setUpAt = stamp();
      return statusNow();
    }),
  retrySetup: () => {
    if (!setup.setupStillFails) setup.setup = "ready";
    return answerHere("retry_setup", statusNow);
  },
  getPreferences: async () => ({
    singleKeys: setup.singleKeys ?? true,
    language: setup.language ?? "system",
  }),
  setPreferences: (request) =>
    answerHere("set_preferences", () => {
      setup.singleKeys = request.singleKeys;
      setup.language = request.language;
      return request;
    }),
} satisfies Partial<Host>;
