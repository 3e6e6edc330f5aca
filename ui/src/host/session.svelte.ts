import { getContext, setContext } from "svelte";
import type {
  Ability,
  ConnectionView,
  Environment,
  EnvironmentCapabilities,
  EnvironmentInfo,
  Failure,
  Operation,
  Preferences,
  StatusView,
} from "../contract/contract";
import { inOneLine, toFailure } from "./failure";
import type { Host } from "../contract/host";
import { Newsroom, type About } from "./news.svelte";
import { nameOf, placeWord, type Place } from "./refs";
import { repeat } from "./repeat";
import { words } from "../words";
import { speech } from "../words/language.svelte";
import { Shortcuts } from "./shortcuts.svelte";

/** The pages of the rail. */
export type PageName =
  | "keys"
  | "rotations"
  | "alerts"
  | "requests"
  | "limits"
  | "spending"
  | "webhooks"
  | "activation"
  | "audit"
  | "members"
  | "everywhere"
  | "settings";

/** How often the status is asked for, in milliseconds: more often while there is trouble, to recover by itself. */
export const statusEvery = { calm: 2000, trouble: 1000 };

/** What the frame shows: the organization, its environments and its way to live. */
const isOfTheFrame: About = ({ kind }) => kind === "organization" || kind === "activation";

/** What is told of is asked for so seldom, in milliseconds: calls leave the day by the clock alone. */
const toldEvery = 300_000;
/** A service that tells of no change is asked no oftener while a page of it is open, in milliseconds. */
const serviceEvery = 30_000;
/** The least pause before what changes by the clock, in milliseconds: the two clocks may differ. */
const least = 1000;

/** When something that is shown is looked at again. */
export interface Rhythm {
  /** Which changes it may be different after. */
  about: About;
  /** While changes are not told: the pause, in milliseconds, from how long the last look took. */
  every: (took: number) => number;
  /** While they are: how long until it changes by the clock alone, in milliseconds. */
  due?: () => number;
}

/** A short message that goes away by itself. */
export interface Notice {
  id: number;
  text: string;
}

/**
 * What the whole window knows: the host, the latest status, the environment and the page in front of the person.
 * Pages read it with {@link getSession}; a page's own data lives in the page's own `.svelte.ts`.
 */
/** What a place tells of the use of its keys. */
export type TellsUse = "calls" | "last_use" | "nothing";

export class Session {
  readonly host: Host;
  status = $state.raw<StatusView | null>(null);
  /** Set when the host itself refuses to answer for the status. */
  statusFailure = $state.raw<Failure | null>(null);
  /** The environment that the person chose last. */
  chosen = $state<Environment>("sandbox");
  page = $state<PageName>("keys");
  /** What a page is asked to show when it is opened from elsewhere: a key id, or a rotation id. */
  target = $state<string | null>(null);
  notices = $state.raw<Notice[]>([]);
  /** Grows with each change made in this window, so that pages know to look again. */
  changes = $state(0);
  /** The present, in milliseconds; moves once a second. */
  now = $state(Date.now());

  trouble = $derived(this.statusFailure ?? this.status?.trouble ?? null);
  /** What is known of the connection: whose keys it has, where, and what may be asked for. */
  standing = $derived(this.status?.standing ?? null);
  /** The environment in front of the person: the chosen one, or the only one that the connection has. */
  environment: Environment = $derived.by(() => {
    const known = this.standing?.environments ?? [];
    const only = known.length === 1 ? known[0] : undefined;
    return only?.environment ?? this.chosen;
  });
  /** Who one is there; null where the place does not tell. */
  organization = $derived(this.standing?.organization ?? null);
  connection = $derived(this.status?.connection ?? null);
  /** The name of the service that it leads to, which is asked only when the person asks; null where it is a key server. */
  serviceName = $derived(this.connection?.service ? (this.standing?.name ?? this.connection.name) : null);
  /** What it is called. */
  connectionName = $derived(this.connection && nameOf(this.connection));
  keychain = $derived(this.status?.keychain ?? null);
  /** The connection in front of the person; another one may be chosen by another program at any time. */
  connectionId = $derived(this.connection?.id ?? "");
  /** Where the person is, as one word: what is known of one place is not shown in another. */
  place = $derived(placeWord({ connection: this.connectionId, environment: this.environment }));
  here: EnvironmentInfo | null = $derived(
    this.standing?.environments.find((info) => info.environment === this.environment) ?? null,
  );
  /** What is possible where the person is, as Rust says it. */
  capabilities = $derived(this.standing?.capabilities ?? null);
  /** The same, in the environment in front of the person. */
  capabilitiesHere = $derived(this.capabilitiesIn(this.environment));
  /** Why nothing can be changed right now; null when it can. */
  blocked = $derived(
    this.trouble === null
      ? null
      : this.trouble.code === "offline"
        ? words.frame.blockedOffline
        : inOneLine(this.trouble),
  );

  readonly news = new Newsroom();
  readonly shortcuts = new Shortcuts();
  /** What lies above the page. */
  above = $state<"palette" | "shortcuts" | "sign-in" | null>(null);
  /** How this person wants the program to behave. */
  preferences = $state.raw<Preferences>({ singleKeys: true, language: "system" });
  #clock: ReturnType<typeof setInterval> | undefined;
  #lastNotice = 0;
  /** What the connections that were shown call themselves. */
  readonly #names: Record<string, { connection: ConnectionView; organization: string | null }> = {};

  constructor(host: Host) {
    this.host = host;
  }

  /** Begins to watch the status and the time; the answer stops both. */
  start(): () => void {
    this.#clock = setInterval(() => (this.now = Date.now()), 1000);
    const stop = repeat(
      () => this.refreshStatus(),
      () => (this.trouble === null ? statusEvery.calm : statusEvery.trouble),
    );
    // Until they are heard, or when they cannot be, everything is as at first.
    this.host.getPreferences().then(
      (chosen) => this.prefer(chosen),
      () => undefined,
    );
    const stopNews = this.news.when(isOfTheFrame, () => void this.refreshStatus());
    return () => {
      clearInterval(this.#clock);
      stop();
      stopNews();
    };
  }

  /**
   * Does something now and after each change that it is about, until the function it returns is called; while changes are
   * not told, again and again.
   */
  keepUp(rhythm: Rhythm, work: (isGone: () => boolean) => Promise<void>): () => void {
    const { about, every, due = () => Infinity } = rhythm;
    const isServices = () => this.connection?.service !== undefined && !this.connection.keptHere;
    const pause = (took: number) =>
      this.news.live
        ? Math.min(toldEvery, Math.max(least, due()))
        : Math.max(every(took), isServices() ? serviceEvery : 0);
    return repeat(work, pause, (wake) => this.news.when(about, wake));
  }

  /** Asks for the status now. A failure keeps the last status. */
  async refreshStatus(): Promise<void> {
    try {
      this.adopt(await this.host.getStatus());
    } catch (thrown) {
      this.statusFailure = toFailure(thrown);
    }
  }

  /** Takes a status that came as the answer to something else, for instance setup. */
  adopt(status: StatusView): void {
    const { connection, standing } = status;
    if (connection) {
      const known = standing?.name ?? this.#names[connection.id]?.organization ?? null;
      this.#names[connection.id] = { connection, organization: known };
    }
    this.status = status;
    this.statusFailure = null;
    this.now = Date.now();
  }

  /** What is possible in an environment of the connection; null before the connection has said. */
  capabilitiesIn(environment: Environment): EnvironmentCapabilities | null {
    return this.capabilities?.environments.find((one) => one.environment === environment) ?? null;
  }

  /** The most quiet minutes after which a place ends an old key by itself; null where it does not. */
  quietMinutesMax(environment: Environment): number | null {
    const rotating = this.capabilitiesIn(environment)?.rotating;
    return rotating?.way === "paired" ? rotating.quietMinutesMax : null;
  }

  /** Whether a new key works there before anybody has confirmed that its secret is saved. */
  worksUnconfirmed(environment: Environment): boolean {
    return this.capabilitiesIn(environment)?.worksUnconfirmed ?? false;
  }

  /** What a place tells of the use of its keys: each call, when the last one was, or nothing. */
  get tellsUse(): TellsUse {
    if (this.capabilities === null || this.can("read_usage")) return "calls";
    return this.capabilitiesHere?.sorts.includes("last_used") ? "last_use" : "nothing";
  }

  /** How something is done here, or in another environment; null before the connection has said. */
  ability(operation: Operation, environment: Environment = this.environment): Ability | null {
    const here = this.capabilitiesIn(environment);
    return here?.operations[operation] ?? this.capabilities?.operations[operation] ?? null;
  }

  /** Whether something can be done here, or in another environment. */
  can(operation: Operation, environment: Environment = this.environment): boolean {
    const ability = this.ability(operation, environment);
    return ability !== null && ability.how !== "none";
  }

  /** Whether something is done by hand here, step by step, or in another environment. */
  isGuided(operation: Operation, environment: Environment = this.environment): boolean {
    return this.ability(operation, environment)?.how === "guided";
  }

  /** Whether the program does it itself when it is asked. */
  does(operation: Operation, environment: Environment = this.environment): boolean {
    return this.ability(operation, environment)?.how === "automatic";
  }

  /** Whether a pending key's secret can be confirmed: also where keys are not created, but asked for. */
  canConfirm(environment: Environment = this.environment): boolean {
    return this.does("create_key", environment) || this.needsApproval(environment);
  }

  /** Whether a key is asked for here, or in another environment, instead of created. */
  needsApproval(environment: Environment = this.environment): boolean {
    const ability = this.ability("create_key", environment);
    return ability?.how === "none" && ability.why === "needs_approval";
  }

  /** Whether it is the person's role that stands in the way. */
  isForOthers(operation: Operation): boolean {
    const ability = this.ability(operation);
    return ability?.how === "none" && ability.why === "role";
  }

  /** Says a place to a person: the organization, the connection and the environment. */
  say({ connection, environment }: Place): string {
    return [this.sayWhole(connection), words.common.environment[environment]].filter(Boolean).join(" · ");
  }

  /** The same for what concerns a connection as a whole. */
  sayWhole(connection: string): string {
    const names = this.#names[connection];
    const all = [names?.organization, names && nameOf(names.connection)].filter(Boolean);
    // A connection may be called what the place calls itself.
    return all.filter((one, at) => all.indexOf(one) === at).join(" · ");
  }

  /** Takes how the person wants it. */
  prefer(chosen: Preferences): void {
    this.preferences = chosen;
    speech.chosen = chosen.language;
  }

  /** Opens a page, and what to show there. */
  go(page: PageName, target: string | null = null): void {
    this.page = page;
    this.target = target;
  }

  /** Says that something was changed, so that every page looks again. */
  changed(): void {
    this.changes += 1;
  }

  /** Shows a short message for five seconds. */
  notify(text: string): void {
    const id = ++this.#lastNotice;
    this.notices = [...this.notices, { id, text }];
    setTimeout(() => (this.notices = this.notices.filter((notice) => notice.id !== id)), 5000);
  }
}

const slot = Symbol("session");

/** Makes the session known to everything below. */
export const provideSession = (session: Session): Session => setContext(slot, session);

/** The session of this window. */
export const getSession = (): Session => getContext<Session>(slot);
