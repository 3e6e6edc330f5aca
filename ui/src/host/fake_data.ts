import type {
  AccessLevel,
  ActivationState,
  AlertKind,
  Actor,
  Code,
  Environment,
  KeychainState,
  KeyState,
  KeyView,
  KnownHead,
  LanguageChoice,
  NewsView,
  Pasted,
  RateLimit,
  Role,
  RouteClass,
  Step,
} from "../contract/contract";
import { memberOf } from "./fake_people";
import { answered, mintHex } from "./fake_recorded";
import type { SampleRotation } from "./fake_rotations";

/** What a browser spec may set before the page starts, as `window.conduitFake`. */
export interface FakeSetup {
  /** Whether changes are told as they happen. */
  news?: boolean;
  /** Tells the page something, as the connection would; set once the page listens. */
  tell?: (news: NewsView) => void;
  /** Whether a service has a key that is known here. */
  serviceKey?: boolean;
  /** Whether whoever signed in has an authenticator. */
  totp?: boolean;
  /** What the reveal window shows. */
  revealed?: "secret" | "authenticator" | "backup_codes";
  /** Whether single keys do something by themselves. */
  singleKeys?: boolean;
  /** The language that was chosen. */
  language?: LanguageChoice;
  /** How often each command was asked. */
  asked?: Record<string, number>;
  setup?: "needed" | "ready" | "failed";
  /** How many keys the sandbox has. */
  keys?: number;
  /** Names to give to the first keys. */
  names?: string[];
  /** Why active read-write keys may only read, for an hour. */
  quarantine?: string;
  /** Whether live is available, and how many keys it has. */
  live?: boolean;
  liveKeys?: number;
  role?: Role;
  keychain?: KeychainState;
  offline?: boolean;
  /** How long every answer takes, in milliseconds. */
  delay?: number;
  /** The present, as an ISO date; the real one otherwise. */
  now?: string;
  /** Commands that never answer, for the loading states. */
  hang?: string[];
  /** Commands that fail, and with which code. */
  fail?: Record<string, string>;
  /** Why the start failed, and whether trying again fails as well. */
  setupFailure?: Code;
  setupStillFails?: boolean;
  /** Rotations that exist at the start, the newest first. */
  rotations?: SampleRotation[];
  /** Moves every handed-over rotation to this step, as calls would. */
  evidence?: Extract<Step, "new_seen" | "old_quiet">;
  /** How far the activation is, and what was seen in the sandbox. */
  activation?: ActivationState;
  seen?: "call" | "write" | "all";
  /** How many documents are attached; the names of files that somebody chooses; how much of one goes before it is stopped. */
  documents?: number;
  chosen?: string[];
  uploading?: number | null;
  /** Drops files by their names, or holds them over the window; set once the page listens. */
  drop?: (what: "over" | "left" | "dropped", names?: string[]) => void;
  /** Other organizations that the place has, as its operator finds them. */
  others?: {
    name: string;
    state: ActivationState;
    minutesAgo: number;
    documents?: number;
    proofs?: number;
  }[];
  /** Whether it is the operator's own submission. */
  ownSubmission?: boolean;
  /** Whether the review is somebody else's. */
  reviewElsewhere?: boolean;
  /** Live keys need approval, and these were asked for; the newest first. */
  approvals?: {
    name: string;
    asker: string;
    state?: "waiting" | "approved" | "declined" | "lapsed";
    decider?: string;
    reason?: string;
    why?: string;
    accessLevel?: AccessLevel;
  }[];
  /** Alerts that exist besides those of near ends, each of another key. */
  alerts?: AlertKind[];
  /** The name of a key that cannot be revoked now. */
  revokeFails?: string;
  /** None: no call was noted yet; the recorded ones otherwise. */
  requests?: 0;
  /** How many calls could not be noted. */
  dropped?: number;
  /** What Rust recognises in the clipboard; it is told the id of a write that was refused. */
  pasted?: (correlationId: string) => Pasted;
  /** How many rows the audit log has beside its first two. */
  auditRows?: number;
  /** What a verification finds: a row that does not fit, or what became of the one that was verified last. */
  auditFound?: KnownHead | "broken";
  /** How an export goes: no file is chosen for it, or it comes no further than so many rows. */
  exported?: "nowhere" | number;
  /** What a defect of ours would do: the list of keys is no list. */
  broken?: boolean;
  /** Connections beside this computer's own. */
  connections?: {
    name: string;
    url: string;
    organization?: string;
    trouble?: Code;
    account?: string;
    service?: string;
  }[];
  /** Days after which a sandbox key is due, as somebody said before. */
  keyDays?: number;
  /** Connections that never answer what their keys are, by their names. */
  slow?: string[];
  /** All of them told of their keys so many hours ago; none did otherwise. */
  toldHoursAgo?: number;
  /** The one in use at first, by its name; this computer's own otherwise. */
  using?: string;
  /** Whether the clipboard holds no token when one is asked for, and whose it is otherwise. */
  clipboardEmpty?: boolean;
  clipboard?: { role: Role; token: Actor };
  /** How many members and tokens there are; a handful otherwise. */
  members?: number;
  tokens?: number;
  /** Which of them is the person's own, by its name. */
  own?: string;
  /** How many webhooks the sandbox has; a handful otherwise. */
  webhooks?: number;
  /** What a receiver answers from now on; nothing is tried as long as it is not said, and null is no connection. */
  receiver?: number | null;
  /** What was used of the rate limits. */
  rateLimits?: Partial<Record<Environment, Partial<Record<RouteClass, Partial<RateLimit>>>>> & {
    notCounted?: number;
  };
  /** How many of the saved secrets the keychain has lost. */
  lostSecrets?: number;
}

/** A secret that works nowhere. */
export const mintSecret = (environment: Environment): string => `ck_${environment}_${mintHex(64)}`;

const names = [
  "billing-sync",
  "reporting",
  "payouts-worker",
  "ci-smoke",
  "webhook-relay",
  "ledger-export",
  "kyc-intake",
  "treasury-dashboard",
  "fx-quotes",
  "statement-mailer",
  "risk-scoring",
  "partner-portal",
  "backoffice",
  "nightly-reconcile",
  "data-warehouse",
  "mobile-gateway",
];
const people = ["Ana Ruiz", "Tomasz Lis", "Ben Okafor", "Mei Tan"];
const reasons = [
  "Replaced during a rotation",
  "No longer used",
  "Leaked in a public repository",
  "Owner left the team",
];

const states: KeyState[] = [
  "active",
  "active",
  "active",
  "active",
  "retiring",
  "active",
  "active",
  "revoked",
  "active",
  "expired",
  "active",
  "revoked",
];

const hour = 3_600_000;

/** A key of each state, as it was recorded. */
const recorded: Record<KeyState, KeyView> = {
  pending: answered("keys", "a key that is pending"),
  active: answered("keys", "a key that was used"),
  retiring: answered("rotations", "a key that is retiring, in its grace"),
  revoked: answered("undone", "the successor has ended"),
  expired: answered("ends", "a key that has expired"),
};

/** The same believable key for the same place in the list, every time. */
export function sampleKey(index: number, environment: Environment, now: number, name?: string): KeyView {
  const roll = (salt: number) => ((index * 2654435761 + salt * 40503) >>> 0) / 4294967296;
  const state = states[index % states.length] ?? "active";
  const unused = index % 9 === 5;
  const ended = state === "revoked" || state === "expired";
  const busy = ended || unused ? 0 : Math.floor(roll(1) * 60);
  const calls = Array.from({ length: 24 }, (_, at) =>
    busy === 0
      ? 0
      : Math.max(
          0,
          Math.round(busy * (0.55 + 0.45 * Math.sin((at + index) / 3.4)) - roll(at + 7) * busy * 0.5),
        ),
  );
  const created = now - (1.3 + 14 * Math.log1p(index) + roll(2) * 0.2) * 24 * hour;
  const level: AccessLevel = roll(3) > 0.6 ? "read_write" : "read_only";
  const round = Math.floor(index / names.length);
  const like = recorded[state];
  return {
    ...like,
    id: `key_${String(index).padStart(6, "0")}fakeFAKEfakeFAKE`,
    environment,
    name: name ?? `${names[index % names.length]}${round === 0 ? "" : `-${round + 1}`}`,
    accessLevel: level,
    hint: {
      prefix: `ck_${environment}_`,
      lastFour: ((index * 7919 + 0x9f2c) % 65536).toString(16).padStart(4, "0"),
    },
    note: index % 4 === 0 ? "Vault path payments/prod, deployed by Terraform." : null,
    createdAt: new Date(created).toISOString(),
    createdBy: memberOf(people[index % people.length] ?? "Ana Ruiz"),
    confirmedAt: new Date(created + 60_000).toISOString(),
    endsAt:
      state === "retiring"
        ? new Date(now + 5 * hour).toISOString()
        : state === "expired"
          ? new Date(now - 30 * hour).toISOString()
          : !ended && index % 6 === 0
            ? new Date(now + 84 * 24 * hour).toISOString()
            : null,
    lastUsedAt: unused
      ? null
      : new Date(now - (ended ? 60 * hour : 2000 + roll(5) * roll(6) * 40 * hour)).toISOString(),
    callsByHour: calls,
    revocation: like.revocation && {
      ...like.revocation,
      at: new Date(now - 50 * hour - index * 1000).toISOString(),
      by: memberOf(people[(index + 1) % people.length] ?? "Ana Ruiz"),
      reason: reasons[index % reasons.length] ?? "",
    },
    rotationId: null,
    secret: index % 3 === 0 && !ended ? "saved" : "elsewhere",
  };
}
