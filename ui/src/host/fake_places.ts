/** The connections of the host in memory: who acts there, and what they may do. */
import type {
  Ability,
  Actor,
  Code,
  ConnectionView,
  Environment,
  Role,
  StandingView,
  StatusView,
} from "../contract/contract";
import { activation } from "./fake_activation_record";
import { computer, memberByEmail, tokenOf } from "./fake_people";
import { answered, failed, mintId } from "./fake_recorded";
import { refuse, setup } from "./fake_world";

/** A connection, and what is known of the place behind it. */
export interface Known extends ConnectionView {
  organization?: string;
  trouble?: Code;
  role?: Role;
  token?: Actor;
}

export const local: Known = {
  id: "local",
  name: "This computer",
  url: "http://127.0.0.1:7403",
  local: true,
  keptHere: false,
  current: setup.using === undefined,
};
export const places: Known[] = [
  local,
  ...(setup.connections ?? []).map((given) => ({
    ...given,
    id: mintId("con"),
    local: false,
    keptHere: given.service !== undefined,
    current: given.name === setup.using,
  })),
];

export const current = (): Known => places.find((one) => one.current) ?? local;
/** The place of a connection. */
export const at = (connection: string): Known => places.find((one) => one.id === connection) ?? local;
const roleAt = (place: Known): Role => place.role ?? setup.role ?? "admin";

/** The token that the window has there. */
export const tokenAt = (place: Known): Actor => place.token ?? tokenOf("conduit-keys on atlas");

/** Whose deeds those by way of a connection are. */
export const actorAt = (connection: string): Actor => {
  const place = at(connection);
  if (place.account !== undefined) return memberByEmail(place.account);
  return place.local ? computer : tokenAt(place);
};

/** What is known of the place, told as to the role that asks. */
export function standingAt(place: Known): StandingView {
  const frame = `the frame for ${roleAt(place)}${activation.state === "approved" ? " with live" : ""}`;
  const { standing } = answered<StatusView>("connections", frame);
  if (standing === null) throw new Error("A place that answers is known.");
  return standing;
}

const writeAt = (place: Known, environment: Environment): Ability | undefined =>
  standingAt(place).capabilities.environments.find((one) => one.environment === environment)?.operations
    .create_key;

/** Refuses who may not write keys, in the words that the role was refused with. */
export function mayWrite(connection: string, environment: Environment): void {
  const place = at(connection);
  const ability = writeAt(place, environment);
  if (ability?.how !== "none") return;
  refuse(
    ability.why === "role"
      ? failed("connections", `${roleAt(place)} creates in ${environment}`)
      : failed("keys", "a live key before the activation"),
  );
}

/** Refuses who may not look after keys. */
export function mayLookAfter(connection: string): void {
  const ability = standingAt(at(connection)).capabilities.operations.acknowledge_alert;
  if (ability?.how === "none") refuse(failed("connections", "onboarding acknowledges an alert"));
}

/** Refuses who may not set up webhooks. */
export function maySetUpWebhooks(connection: string): void {
  const ability = standingAt(at(connection)).capabilities.operations.set_up_webhooks;
  if (ability?.how === "none") refuse(failed("connections", "support creates in sandbox"));
}

/** The role that the window has at a connection. */
export const roleOf = (connection: string): Role => roleAt(at(connection));

/** Refuses who may not decide a submission. */
export function mayDecide(connection: string): void {
  const ability = standingAt(at(connection)).capabilities.operations.decide_activation;
  if (ability?.how === "none") refuse(failed("desk", "it is taken up by an admin"));
}

/** Refuses who may not say how old keys may become. */
export function mayAdminister(connection: string): void {
  const ability = standingAt(at(connection)).capabilities.operations.set_key_policy;
  if (ability?.how === "none") refuse(failed("connections", "support says how old keys may become"));
}

/** Refuses who may not submit the organization. */
export function maySubmit(connection: string): void {
  const ability = standingAt(at(connection)).capabilities.operations.submit_activation;
  if (ability?.how === "none") refuse(failed("connections", "support submits the activation"));
}
