import type { KeychainState } from "../../contract/contract";
import type { PageName } from "../../host/session.svelte";
import { sentence, type Piece } from "../sentence";

/** What stands around every page. */
export const frame = {
  starting: "Starting…",
  pages: "Pages",
  page: "Page",
  titles: {
    keys: "Keys",
    rotations: "Rotations",
    alerts: "Alerts",
    requests: "Requests",
    limits: "Limits",
    spending: "Spending",
    webhooks: "Webhooks",
    activation: "Activation",
    audit: "Audit",
    members: "Members",
    everywhere: "All connections",
    settings: "Settings",
  } satisfies Record<PageName, string>,
  foldRail: "Fold the rail",
  unfoldRail: "Unfold the rail",

  noConnection: "No connection",
  chooser: (organization: string, connection: string) => `Connection: ${organization}, ${connection}`,
  inUse: "in use",
  nowUsing: (connection: string) => `Now using ${connection}.`,
  askingEach: "Asking each how it is…",
  addConnection: "Add connection…",

  environment: "Environment",
  environmentLocked: (environment: string) => `${environment}, locked`,
  environmentLockedWhy: (environment: string) =>
    `${environment} is locked until the organization is activated`,

  connected: "connected",
  offline: "offline",
  tokenNotAccepted: "token not accepted",
  problem: "problem",
  lastUpdated: (when: Piece) => sentence`last updated ${when}`,
  keychain: "keychain:",
  keychainIs: {
    ready: "unlocked",
    locked: "locked",
    missing: "none on this computer",
    volatile: "forgets when you sign out",
    not_responding: "not responding",
  } satisfies Record<KeychainState, string>,

  connection: "Connection",
  theConnection: "The connection",
  cannotBeReached: (connection: string) => `${connection} cannot be reached.`,
  readOnlyMeanwhile: (when: Piece) =>
    sentence`Last updated ${when}. You can view but not change anything. Retrying every second.`,
  retrying: "Retrying every second.",
  blockedOffline: "Not possible while the connection cannot be reached.",

  findAnything: "Find anything",
  findWhat: "Find a key, an ID or a page",
  findPlaceholder: "Key, ID or page",
  found: "Found",
  findRequests: (id: string) => `Find requests with ${id}`,
  nothingFound: (environment: string, text: string) => `Nothing in ${environment} has “${text}”.`,

  keyboard: "Keyboard",
  closeWhatLosesNothing: "Close what loses nothing",
  showKeyboard: "Show what the keyboard does",
  offInSettings: "off in Settings",
  escape: "Esc",

  defectTitle: "This page could not be shown",
  defectAgain: "Load the window again",
  defectMessage: "This page met a defect of ours. Nothing that was done is lost.",
  defectNoted: (reference: string) => `A defect of ours was noted: ${reference}`,
  defectMet: "A defect of ours was met.",
};
