import Activity from "@lucide/svelte/icons/shield-check";
import BellRing from "@lucide/svelte/icons/bell-ring";
import Layers from "@lucide/svelte/icons/layers";
import KeyRound from "@lucide/svelte/icons/key-round";
import RefreshCw from "@lucide/svelte/icons/refresh-cw";
import SearchCheck from "@lucide/svelte/icons/search-check";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import UsersRound from "@lucide/svelte/icons/users-round";
import Gauge from "@lucide/svelte/icons/gauge";
import Wallet from "@lucide/svelte/icons/wallet";
import SettingsIcon from "@lucide/svelte/icons/settings-2";
import WebhookIcon from "@lucide/svelte/icons/webhook";
import { untrack, type Component } from "svelte";
import type { Operation } from "../contract/contract";
import type { PageName, Session } from "../host/session.svelte";
import { words } from "../words";
import { queueOf } from "./activation/queue.svelte";
import { alertsOf } from "./alerts/alerts.svelte";
import { everywhereOf } from "./everywhere/everywhere.svelte";

/** A page, fetched when it is first opened. A page that is added here appears in the rail and the palette, in this order. */
export interface PageEntry {
  icon: typeof KeyRound;
  /** It is shown where this can be done; everywhere when it needs nothing. */
  needs: Operation | null;
  /** It is for few: not shown before the connection has said that it is for this person. */
  forFew?: true;
  /** Whether there is anything to show there; always where it is not said. */
  isThere?: (session: Session) => boolean;
  load: () => Promise<{ default: Component }>;
  /** What stands beside its name; none where nothing is to be said. */
  badge?: (session: Session) => Badge | null;
  /** Keeps that true while the window is open, where this can be done. Called inside an effect. */
  watch?: { needs: Operation | null; begin: (session: Session) => () => void };
}

/** A number beside the name of a page. */
export interface Badge {
  count: number;
  isUrgent: boolean;
  /** What it is a number of. */
  label: string;
}

function badgeOfAlerts(session: Session): Badge | null {
  const { open: count, isUrgent } = alertsOf(session);
  return count === 0 ? null : { count, isUrgent, label: words.alerts.count(count, isUrgent) };
}

/** What is looked for in the alerts, which are watched anyway. */
function badgeOfRotations(session: Session): Badge | null {
  const { stalled } = alertsOf(session);
  const isUrgent = stalled.some(({ severity }) => severity === "urgent");
  return stalled.length === 0
    ? null
    : { count: stalled.length, isUrgent, label: words.rotations.stalled(stalled.length) };
}

/** Who waits for a decision, for whoever decides. */
function badgeOfQueue(session: Session): Badge | null {
  const count = session.can("decide_activation") ? queueOf(session).waiting : 0;
  return count === 0 ? null : { count, isUrgent: false, label: words.activation.queue.waiting(count) };
}

/** Which connections there are: some may have come or gone when another one is in use. */
function learnWhich(session: Session): () => void {
  void session.connectionId;
  untrack(() => void everywhereOf(session).learn());
  return () => undefined;
}

/** The pages that exist. */
export const pages: Record<PageName, PageEntry> = {
  keys: { icon: KeyRound, needs: "read_keys", load: () => import("./keys/KeysPage.svelte") },
  rotations: {
    icon: RefreshCw,
    needs: "read_rotations",
    load: () => import("./rotations/RotationsPage.svelte"),
    badge: badgeOfRotations,
  },
  alerts: {
    icon: BellRing,
    needs: "read_alerts",
    load: () => import("./alerts/AlertsPage.svelte"),
    badge: badgeOfAlerts,
    watch: { needs: "read_alerts", begin: (session) => alertsOf(session).watch(session.connectionId) },
  },
  requests: {
    icon: SearchCheck,
    needs: "read_requests",
    load: () => import("./requests/RequestsPage.svelte"),
  },
  limits: {
    icon: Gauge,
    needs: "read_limits",
    load: () => import("./limits/LimitsPage.svelte"),
  },
  spending: {
    icon: Wallet,
    needs: "read_spending",
    forFew: true,
    load: () => import("./spending/SpendingPage.svelte"),
  },
  webhooks: {
    icon: WebhookIcon,
    needs: "read_webhooks",
    forFew: true,
    load: () => import("./webhooks/WebhooksPage.svelte"),
  },
  activation: {
    icon: Activity,
    needs: "read_activation",
    load: () => import("./activation/ActivationPage.svelte"),
    badge: badgeOfQueue,
    watch: { needs: "decide_activation", begin: (session) => queueOf(session).watch(session.connectionId) },
  },
  audit: {
    icon: ScrollText,
    needs: "read_audit",
    load: () => import("./audit/AuditPage.svelte"),
  },
  members: {
    icon: UsersRound,
    needs: "manage_people",
    forFew: true,
    load: () => import("./people/PeoplePage.svelte"),
  },
  everywhere: {
    icon: Layers,
    needs: null,
    isThere: (session) => everywhereOf(session).isSeveral,
    load: () => import("./everywhere/EverywherePage.svelte"),
    watch: { needs: null, begin: learnWhich },
  },
  settings: {
    icon: SettingsIcon,
    needs: null,
    load: () => import("./settings/SettingsPage.svelte"),
  },
};

/** The pages of this connection, in the order of the rail; all of them before it has said what is possible. */
export function pagesOf(session: Session): { name: PageName; entry: PageEntry }[] {
  const all = Object.entries(pages) as [PageName, PageEntry][];
  return all
    .filter(
      ([, { needs, forFew, isThere }]) =>
        (isThere?.(session) ?? true) &&
        (needs === null || (session.capabilities === null ? !forFew : session.can(needs))),
    )
    .map(([name, entry]) => ({ name, entry }));
}
