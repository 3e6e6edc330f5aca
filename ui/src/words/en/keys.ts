import type { AccessLevel, Cause, KeyFilter, KeySort, SecretPlace } from "../../contract/contract";
import type { Begin, Expiry } from "../../host/expiry";
import type { Window } from "../../pages/keys/limits.svelte";
import type { Preset } from "../../pages/keys/presets";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

/** The keys of one place: the list, one of them, and what is done with it. */
export const keys = {
  title: "Keys",
  search: "Search the keys",
  searchBy: "Name, hint or ID",
  createKey: "Create key",
  copyCurl: "Copy the curl line",
  callsByHour: "Calls in each of the last 24 hours",
  usageNotLoaded: (why: string) => `Usage could not be loaded: ${why}`,
  notSaved: "Nobody confirmed saving this secret, and nobody has used it. Revoke it and create another.",
  notConfirmed: "Nobody confirmed saving this secret. Revoke it and create another.",

  viewOnly: (role: string, environment: string) =>
    `Your role, ${role}, can view ${environment} keys but cannot create, rotate or revoke them.`,
  loading: "Loading keys",
  notLoaded: "Keys not loaded yet",
  notLoadedWhy: (connection: string | null) =>
    `They appear as soon as ${connection ?? "the connection"} responds. Retrying.`,

  show: "Show",
  filter: {
    all: "All",
    active: "Active",
    retiring: "Retiring",
    pending: "Pending",
    due: "Due",
    unused: "Unused",
    expired: "Expired",
    revoked: "Revoked",
  } satisfies Record<KeyFilter, string>,
  cannotSearch: "Cannot search for this",
  clearSearch: "Clear the search",
  noMatch: "No key matches",
  /** For an empty text, the search is named instead of quoted. */
  nothingIn: (environment: string, text: string) =>
    `Nothing in ${environment} matches ${text ? `“${text}”` : "your search"}.`,
  nothingUnder: (filter: string, text: string) =>
    `Nothing under ${filter} matches ${text ? `“${text}”` : "your search"}.`,
  showAll: "Show all keys",

  /** What the keyboard does here. */
  keyboard: {
    create: "Create a key",
    move: "Move in the table",
    open: "Open the key",
    rotate: "Rotate the open key",
    close: "Close the key",
  },

  /** Live before the activation. */
  locked: {
    title: "Live is locked",
    submitted: (organization: string) =>
      `${organization} was submitted for activation and is waiting for approval. You can create live keys once it is approved.`,
    why: "Live keys touch real money, so they become available once your organization is activated. Build and test everything in the sandbox first.",
    viewStatus: "View status",
    toActivation: "Go to Activation",
    toSandbox: "Back to Sandbox",
  },

  /** A place without any key. */
  none: {
    title: (environment: string) => `No keys in ${environment} yet`,
    whatFor:
      "A key lets one program call the API: with a read-only key it can look, with a read-write key it can also change things. Give each program its own, so that one can be revoked without the others noticing.",
    firstCall: (environment: string, address: Piece) =>
      sentence`The ${environment} API answers at ${address}. A first call, once you have a key:`,
  },

  table: {
    state: "State",
    key: "Key",
    access: "Access",
    /** Columns that the table can be sorted by. */
    head: {
      name: "Name",
      last_used: "Last used",
      calls: "24 hours",
      created: "Created",
      expires: "Expires",
    } satisfies Record<KeySort, string>,
    /** As short as the column. */
    accessLevel: { read_only: "read-only", read_write: "read-write" } satisfies Record<AccessLevel, string>,
    calls: (calls: number) => english.counted(calls, { one: "call in 24 h", other: "calls in 24 h" }),
    confirmSaved: "Confirm saved",
    untilRevoked: "until revoked",
    revokedBy: (who: string) => `revoked by ${who}`,
    expired: "expired",
  },

  /** One key, beside the list. */
  detail: {
    of: (name: string) => `Key ${name}`,
    confirm: "Confirm its secret…",
    openRotation: "Open rotation",
    rotate: "Rotate…",
    copySecret: "Copy secret",
    copied: (seconds: number) => `Copied. The clipboard is cleared in ${english.number(seconds)} s.`,
    revoke: "Revoke…",
    revoked: "Revoked",
    by: (who: Piece) => sentence`By ${who}`,
    byWithReason: (who: Piece, reason: Piece) => sentence`By ${who}: ${reason}`,
    use: "Use",
    callWithIt: "Call with it",
    createLike: "Create one like this…",
    limits: "Limits",
    requests: "Recent requests",
    noRequests: "None are kept.",
    allRequests: "All its requests",
    requestsNotLoaded: (why: string) => `Its requests could not be loaded: ${why}`,
    history: "History",
    wholeHistory: "Its whole history",
    historyNotLoaded: (why: string) => `Its history could not be loaded: ${why}`,
    explain: "Explain",
  },

  facts: {
    access: "Access",
    quarantine: "Quarantine",
    quarantined: (until: Piece, who: Piece, reason: Piece) =>
      sentence`Only reads; writes again ${until}. By ${who}: ${reason}`,
    environment: "Environment",
    secret: "Secret",
    secretPlace: {
      elsewhere: "Not stored on this computer",
      held: "Available until you confirm it",
      saved: "Saved in this computer's keychain",
      lost: "Was saved here; the keychain no longer has it",
    } satisfies Record<SecretPlace, string>,
    created: "Created",
    createdBy: (when: Piece, who: Piece) => sentence`${when} by ${who}`,
    confirmed: "Confirmed",
    notYet: "not yet",
    lastUsed: "Last used",
    expired: "Expired",
    expires: "Expires",
    id: "Key ID",
    copyId: "Copy the key ID",
    note: "Note",
    validFrom: "Valid from",
    addresses: "Addresses",
    anyAddress: "Any",
    spending: "Spending",
    noLimit: "No limit",
    atMost: {
      daily: (amount: string) => `At most ${amount} a day`,
      weekly: (amount: string) => `At most ${amount} in 7 days`,
      monthly: (amount: string) => `At most ${amount} in 30 days`,
    } satisfies Record<Window, (amount: string) => string>,
  },

  use: {
    /** The number is drawn larger than the rest. */
    calls: (calls: number, number: Piece) =>
      sentence`${number} ${english.form(calls, { one: "call", other: "calls" })} in 24 hours`,
    callers: "Callers of the last hour",
    noCalls: "No calls in the last hour.",
    loadingCallers: "Loading callers",
  },

  create: {
    title: (environment: string) => `Create ${environment} key`,
    name: "Name",
    nameHelp: "The program that will use it, for instance billing-sync.",
    access: "Access",
    accessLevel: {
      read_only: {
        title: "Read-only",
        detail: "May look at everything. Any change is refused.",
        submit: "Create read-only key",
      },
      read_write: {
        title: "Read-write",
        detail: "May also change things and move money.",
        submit: "Create read-write key",
      },
    } satisfies Record<AccessLevel, { title: string; detail: string; submit: string }>,
    accessIsFixed: "The access level is fixed for the key's life.",
    /** Where there is no choice. */
    onlyLevel: {
      read_only: "Every key of this service may read, and nothing else.",
      read_write: "Every key of this service may read and write.",
    } satisfies Record<AccessLevel, string>,
    more: "More",
    expiry: "Expiry",
    expiryChoice: {
      never: "Never",
      30: "In 30 days",
      90: "In 90 days",
      365: "In a year",
      date: "On a date…",
    } satisfies Record<Expiry, string>,
    expiryOn: "Expires on",
    wholeMoment: "Fill in the whole date and time.",
    validFrom: "Valid from",
    validFromChoice: { now: "At once", date: "A date…" } satisfies Record<Begin, string>,
    validFromOn: "Refused before",
    note: "Note",
    noteHelp: "Where the secret will live.",
    typedIsKept: "What you typed is kept.",
    presets: "Start from",
    preset: {
      reporting: { label: "Reporting", name: "reporting" },
      integration: { label: "Integration", name: "integration" },
    } satisfies Record<Preset, { label: string; name: string }>,
  },

  /** What a key is limited to, in the forms that set it. */
  limits: {
    addresses: "Allowed addresses",
    addressesHelp: "One address or range a line, for instance 192.0.2.0/24. Empty means any.",
    addCallers: "Add the addresses that call now",
    addedCallers: (added: number) =>
      added === 0
        ? "No further address called in the last hour."
        : english.counted(added, { one: "address added.", other: "addresses added." }),
    line: (line: number, what: string) => `Line ${english.number(line)}: ${what}`,
    moreWrong: (lines: number) =>
      english.counted(lines, { one: "more line cannot be read.", other: "more lines cannot be read." }),
    shutOut: (addresses: string) => `Calls now and would be refused: ${addresses}`,
    spending: "Spending limits",
    spendingHelp: "In the unit in which your API reports costs. Empty means no limit.",
    amount: { daily: "A day", weekly: "7 days", monthly: "30 days" } satisfies Record<Window, string>,
  },

  /** Changing the limits of a key that exists. */
  change: {
    title: "Change limits",
    open: "Change limits…",
    expiry: "Expires",
    expiryChoice: { keep: "As it is", date: "Sooner, on…" },
    expiryHelp: "Can be brought nearer, never pushed out.",
    reasonKept: "Kept in the audit log",
    submit: "Change limits",
    nothing: "Nothing is changed yet.",
    changed: "Limits changed.",
    refusedSince: (node: string, when: Piece) =>
      sentence`${node} refuses what is no longer allowed since ${when}.`,
    done: "Limits changed",
    loosened: "Nothing that was allowed is refused now.",
  },

  /** The same in the sandbox, before a live key is rotated. */
  rehearsal: {
    label: "Rehearsal",
    looking: "Looking for one in the sandbox…",
    notLoaded: (why: string) => `It is not known whether this was rehearsed: ${why}`,
    running: (name: Piece) => sentence`A rotation of ${name} runs in the sandbox.`,
    finished: (name: Piece, when: Piece) => sentence`${name} was rotated in the sandbox ${when}.`,
    none: "Not rehearsed in the sandbox yet.",
    noNamesake: "Not rehearsed yet, and no sandbox key has this name.",
    begin: "Rehearse it first",
    again: "Rehearse it again",
    goOn: "Go on with it",
    createFirst: "Create a sandbox key like it",
  },

  rotate: {
    title: "Rotate key",
    cause: "Routine or leaked?",
    causes: {
      routine: { title: "Routine", detail: "The old key keeps working for the grace period." },
      leaked: {
        title: "Leaked",
        detail: "The old key stops working as soon as you save the new secret.",
      },
    } satisfies Record<Cause, { title: string; detail: string }>,
    chooseCause: "Choose routine or leaked.",
    typeName: "Type the key's name: nobody is asked when it ends by itself.",
    grace: "Grace period",
    graceHelp:
      "How long the old key keeps working after you save the new secret. You can revoke it sooner, or undo.",
    untilRevoked: "Until I revoke it",
    tillFinished: "The old key keeps working until you finish the rotation.",
    endsByYou: "The page of rotations shows when each key was used last.",
    noGrace:
      "No grace period: whoever found the secret could keep using it. Programs that still use the old key fail until they have the new one.",
    whatHappens:
      "A new key is created with the same name, access level and expiry. Its secret is shown once, in the next step.",
    submit: "Create new key",
  },

  /** How old keys may become: what makes one due. */
  policy: {
    none: (environment: string) => `A key in ${environment} is due when it is a year old,`,
    days: (environment: string, days: number) =>
      `A key in ${environment} is due when it is ${english.counted(days, { one: "day", other: "days" })} old,`,
    orSoon: "or when it expires within 30 days.",
    change: "Change…",
    title: "How old may keys become?",
    label: "A key is due when it is",
    help: "A due key keeps working. It is listed under Due, and an alert says so.",
    after: (days: number) => `${english.counted(days, { one: "day", other: "days" })} old`,
    afterYear: "a year old",
    kept: "Kept in the audit log",
    save: "Save",
    saved: (environment: string) => `Saved how old keys in ${environment} may become.`,
  },

  revoke: {
    title: "Revoke key",
    done: "Revoked",
    neverSaved: "Nobody confirmed saving its secret, and nobody has called with it.",
    lastUse: (when: Piece) =>
      sentence`Last call with it: ${when}. Whatever still uses it fails from the moment it is revoked.`,
    neverUsed: sentence`The service knows of no call with it.`,
    neverConfirmed: "This key was never confirmed, so nothing can be using it.",
    callsWillFail: (calls: number) =>
      english.counted(calls, {
        one: "call in the last hour will start to fail",
        other: "calls in the last hour will start to fail",
      }),
    noCalls: "No calls in the last hour",
    checking: "Checking who uses this key…",
    lastWrite: "Last write",
    explain: "Explain",
    explainWrite: "Explain the last write",
    noWrite: (since: Piece) => sentence`None in what is kept, which goes back to ${since}.`,
    webhooks: "Webhooks",
    endpoints: (count: number) =>
      count === 0
        ? "No active endpoint was created with this key."
        : `${english.counted(count, {
            one: "active endpoint was created with it and goes on",
            other: "active endpoints were created with it and go on",
          })}: deliveries are signed with a secret of their own, not with a key.`,
    reasonKept: "Kept with the key and in the audit log",
    /** What is chosen becomes the reason, as it stands here. */
    usualReason: {
      unused: "No longer used",
      replaced: "Replaced by another key",
      leaked: "Leaked",
      ownerLeft: "Owner left",
    },
    isFinal: "This cannot be undone.",
    submit: (name: Piece) => sentence`Revoke ${name}`,
  },

  /** What the list is narrowed to, besides the filter. */
  narrow: {
    label: "Narrow further",
    access: "Access",
    age: "Age",
    ends: "Expires",
    creator: "Created by",
    findCreator: "Name or address",
    over: (days: number) => `over ${english.counted(days, { one: "day", other: "days" })}`,
    within: (days: number) => `within ${english.counted(days, { one: "day", other: "days" })}`,
    remove: (what: string) => `Remove: ${what}`,
    none: "Nothing fits.",
    nothing: "No key fits all that the list is narrowed to.",
  },

  /** Keys that are marked, for one deed with all of them. */
  marked: {
    mark: (name: string) => `Select ${name}`,
    markAll: "Select all that are loaded",
    count: (keys: number) => english.counted(keys, { one: "key selected", other: "keys selected" }),
    revoke: "Revoke…",
    clear: "Clear selection",
    keyboard: "Select the key",
  },

  revokeMany: {
    title: (keys: number) => `Revoke ${english.counted(keys, { one: "key", other: "keys" })}`,
    these: "The selected keys",
    inUse: (used: number, calls: number) =>
      `${english.counted(used, { one: "of them is in use", other: "of them are in use" })}: ${english.counted(calls, { one: "call in 24 hours", other: "calls in 24 hours" })} will start to fail`,
    lastUseOnly: "Whatever still uses one of them fails from the moment it is revoked",
    notInUse: "None was called in the last 24 hours",
    typedName: "Organization name",
    typedServiceName: "Service name",
    typedNameHelp: (name: string) => `Type ${name}: live keys are among them.`,
    submit: (keys: number) => `Revoke ${english.counted(keys, { one: "key", other: "keys" })}`,
    progress: "Keys revoked so far",
    soFar: (done: number, total: number) => `${english.number(done)} of ${english.number(total)}`,
    stop: "Stop",
    done: "Revoked",
    revoked: (keys: number) =>
      `${english.counted(keys, { one: "key is revoked", other: "keys are revoked" })}, each with its own row in the audit log.`,
    refusedBy: (nodes: readonly string[]) => `Refused by ${english.list(nodes)}.`,
    left: (keys: number) =>
      `${english.counted(keys, { one: "key was not begun and still works", other: "keys were not begun and still work" })}, because you stopped.`,
    failed: (keys: number) =>
      english.counted(keys, {
        one: "key could not be revoked and stays selected.",
        other: "keys could not be revoked and stay selected.",
      }),
  },
};
