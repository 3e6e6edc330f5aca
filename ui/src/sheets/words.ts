import type { Actor, ActorKind, Environment, KeychainState, KeyState, KeyView } from "../contract/contract";
import { words, type Words } from "../words";

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

/** Whether a key is over for good. */
export const isEnded = (state: KeyState): boolean => state === "revoked" || state === "expired";

/** Whether a pending key can still be confirmed: this computer has its secret, in memory or in the keychain. */
export const canConfirm = (key: KeyView): boolean =>
  key.state === "pending" && (key.secret === "held" || key.secret === "saved");

/** Why nothing can be saved in the keychain; null when it can. */
export function whyNotSave(state: KeychainState | null): string | null {
  if (state === null || state === "ready") return null;
  const { title, nextStep = "" } = words.failures[`keychain_${state}`];
  return `${title}. ${nextStep}`.trim();
}

/** A call that a shell runs as it is, once the variable holds the secret. */
export const curlLine = (baseUrl: string): string =>
  `curl -H "x-api-key: $CONDUIT_API_KEY" ${baseUrl}/customers`;

/** Whether the kind is said beside an actor's name. Not of a member, whose name is an address: whoever else took that name
 * has another kind. Not where the name can be nobody else's. */
const isKindSaid: Record<ActorKind, boolean> = {
  member: false,
  token: true,
  computer: false,
  operator: false,
  authority: false,
  key: true,
  unknown: true,
};

/** What kind of somebody an actor is, where that must be said. */
export function actorKind({ kind, name }: Actor): string | null {
  // A service that tells nobody's name: there is none that could prove something or not.
  if (kind === "unknown" && name === "") return null;
  if (!isKindSaid[kind]) return null;
  return kind === "unknown" ? words.sheets.nameOnly : words.sheets.actorKind[kind];
}

/** Whether actors of a kind are many, and told apart by an id. */
export const isOneOfMany = (kind: ActorKind): kind is keyof Words["sheets"]["copyActorId"] =>
  kind === "member" || kind === "token" || kind === "key";

/** The id of an actor that is one of many. */
export const actorId = ({ kind, id }: Actor): string | null => (id !== "" && isOneOfMany(kind) ? id : null);

/** An actor's name; this computer's own in the language of the window. */
export function actorName({ kind, name }: Actor): string {
  if (kind === "computer") return words.common.thisComputer;
  return name === "" ? words.sheets.actorElsewhere : name;
}

/** An actor in a line of text, `ci-deploy (token)`. */
export function actorWords(actor: Actor): string {
  const kind = actorKind(actor);
  return kind === null ? actorName(actor) : `${actorName(actor)} (${kind})`;
}
