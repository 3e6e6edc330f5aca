import type { AuditAction } from "../../contract/contract";
import type { AuditKind } from "../../pages/audit/words";
import { english } from "../formats";

const rows = { one: "row", other: "rows" };

/** The audit log. */
export const audit = {
  closeRow: "Close the row",
  loading: "Loading the audit log",
  emptyTitle: "Nothing has happened yet",
  emptyWhy:
    "Every change is written here with who, what, when and why, in a chain of hashes that shows when a row is missing or was altered.",
  /** How many are there is known up to a bound. */
  loaded: (loaded: number, { total, atLeast }: { total: number; atLeast: boolean }) =>
    `${english.number(loaded)} of ${atLeast ? "more than " : ""}${english.counted(total, rows)} loaded.`,
  loadedAll: (loaded: number) => `${english.counted(loaded, rows)}.`,
  beginning: "This is the beginning of the log.",
  noOlder: "No older row matches.",
  loadOlder: "Load older rows",
  loadingOlder: "Loading…",

  filter: {
    filters: "Filters",
    remove: (label: string) => `Remove the filter “${label}”`,
    clear: "Clear filters",
    byAction: "Filter by action",
    findAction: "Find an action",
    noAction: "There is no such action.",
    allOf: (kind: string) => `All: ${kind}`,
    byActor: "Filter by who did it",
    findActor: "Choose, or type a whole name",
    noActor: "Type the whole name of a person or a token.",
    named: (name: string) => `Named exactly “${name}”`,
    localApproval: "local approval",
    bySubject: "ID",
    subjectHelp: "Of a key, a rotation, a member, a token or anything else that something was done to.",
    subjectPlaceholder: "key_…",
    apply: "Apply",
    last: "Until now",
    lasts: { hour: "Last hour", day: "Last 24 hours", week: "Last 7 days", month: "Last 30 days" },
    from: "From",
    until: "Until",
    inLocalTime: "In local time. Leave one empty to keep that end open.",
    noMoment: "Write a date, or a date and a time: 2026-11-30 14:00.",
    reversed: "The end must be after the beginning.",
    since: (moment: string) => `since ${moment}`,
    before: (moment: string) => `before ${moment}`,
    between: (from: string, until: string) => `${from} to ${until}`,
    noneTitle: "No row matches",
    noneWhy: "No row of the log fits all of these filters.",
    onlyAction: "Show only this action",
    onlyActor: "Show only what they did",
    onlySubject: "Show only what was done to it",
  },

  export: {
    button: "Export",
    ofAll: "The whole log, to a file you choose",
    ofFilter: "The rows of these filters, to a file you choose",
    format: {
      csv: {
        name: "CSV",
        why: "For a spreadsheet. A cell that a spreadsheet would run has an apostrophe before it.",
      },
      ndjson: {
        name: "NDJSON",
        why: "To keep or hand on: one row a line, with all that anybody needs to verify its hash.",
      },
    },
    writing: (written: number, total: number | null) =>
      total === null
        ? `Exporting… ${english.counted(written, rows)} so far`
        : `Exporting… ${english.number(written)} of ${english.counted(total, rows)}`,
    stop: "Stop",
    stopped: "The export was stopped. No file was written.",
    done: (written: number) => `${english.counted(written, rows)} exported`,
    copyPath: "Copy the path",
  },

  check: {
    verify: "Verify",
    verifyTip: "Read the whole chain of hashes, and compare it with what this computer knows of it",
    reading: "Reading the whole chain…",
    readingFor: (time: string) => `Reading the whole chain… ${time}`,
    wholeTitle: "The log is whole",
    rows: (count: number, pruned: number) =>
      `The key server read ${english.counted(count, rows)} of all its organizations, each as it was written.${
        pruned === 0 ? "" : ` ${english.counted(pruned, rows)} before them were removed for their age.`
      }`,
    readSince: (time: string) =>
      `The rows were read from ${time} on. What is changed later is found when you verify again.`,
    first: (sequence: number) =>
      `This computer remembers row ${sequence} from now on, and tells you if the log is ever written anew.`,
    head: {
      extended: (sequence: number, time: string) =>
        `It goes on from row ${sequence}, which this computer verified on ${time}.`,
      changed: (sequence: number, time: string) =>
        `Row ${sequence} is another one than this computer verified on ${time}. All rows fit one another, so somebody wrote the log anew.`,
      gone: (sequence: number, time: string) =>
        `The log ends before row ${sequence}, which this computer verified on ${time}. Somebody cut it, or an older copy was put in its place.`,
      pruned: (sequence: number, time: string) =>
        `Row ${sequence}, which this computer verified on ${time}, was removed for its age since, so the two could not be compared.`,
    },
    brokenTitle: "The log is not as it was written",
    brokenAt: (sequence: number) =>
      `Row ${sequence} is the first that does not fit the row before it: it was changed, removed or put in.`,
    brokenSomewhere: "A row does not fit the row before it: it was changed, removed or put in.",
    brokenToDo:
      "Do not rely on that row or on any after it. Export the log now, tell whoever runs the key server, and compare with a backup or an earlier export.",
    otherTitle: "This is not the log that this computer knows",
    otherToDo: "Export the log now, and ask whoever runs the key server whether it was restored from a copy.",
    anew: "Trust it from now on",
    anewTitle: "Trust the log as it is now?",
    anewWhy: (sequence: number) =>
      `This computer forgets row ${sequence} and compares with the present log from now on. Do this only if you know why it changed, for instance after a restore.`,
  },

  newestFirst: "Audit log, the newest row first",
  when: "When",
  what: "What",
  who: "Who",
  where: "Where",
  reasonOrName: "Reason or name",
  subject: "Subject",
  hash: "Hash",
  both: "both",
  /** A row's number is its name and is written without marks for thousands. */
  copyHashOf: (sequence: number) => `Copy the hash of row ${sequence}`,

  rowOf: (sequence: number, deed: string) => `Row ${sequence}: ${deed}`,
  from: "From",
  authorityItself: "the authority itself",
  bothEnvironments: "both environments",
  detail: "Detail",
  row: "Row",
  copyId: "Copy the id",
  copyHash: "Copy the hash",
  whatHashIs:
    "The hash is a SHA-256 over this row and the hash of the row before it: a row that is altered or left out breaks the chain.",
  openSubject: { keys: "Open the key", rotations: "Open the rotation" },

  /** What the deeds of the authority are called: each of the contract's closed list, or this does not compile. */
  deed: {
    "activation.addresses_waived": "Waived allowed addresses",
    "activation.approved": "Approved the activation",
    "activation.in_review": "Took the activation up",
    "activation.more_information_needed": "Asked for more information",
    "activation.rejected": "Rejected the activation",
    "activation.submitted": "Submitted for activation",
    "activation.waiver_withdrawn": "Withdrew the waiver of allowed addresses",
    "alert.acknowledged": "Took note of an alert",
    "application.approved": "Approved an application",
    "application.rejected": "Rejected an application",
    "application.submitted": "Submitted an application",
    "audit.pruned": "Removed old audit rows",
    "clock.believed": "Trusted the clock again",
    "clock.doubted": "Clock jumped: nothing old is removed",
    "document.created": "Uploaded a document",
    "key.changed": "Changed a key's limits",
    "key.confirmed": "Confirmed a key",
    "key.created": "Created a key",
    "key.expired": "A key expired",
    "key.leaked": "Reported a leaked key",
    "key.quarantined": "Put a key into quarantine",
    "key.released": "Released a key",
    "key.retiring": "Began to retire a key",
    "key.revoked": "Revoked a key",
    "limits.set": "Changed a rate limit",
    "member.invited": "Invited a member",
    "member.password_changed": "Changed their password",
    "member.password_set": "Set their password",
    "member.revoked": "Revoked a member",
    "member.role_changed": "Changed a member's role",
    "member.signed_in": "Signed in",
    "member.signed_out": "Signed out",
    "member.totp_confirmed": "Switched codes on",
    "member.totp_revoked": "Switched codes off",
    "member.totp_started": "Began to set codes up",
    "order.cancelled": "Cancelled an order",
    "order.created": "Created an order",
    "order.executed": "Executed an order",
    "order.succeeded": "An order succeeded",
    "organization.changed": "Changed how old keys may become",
    "organization.created": "Set up the organization",
    "payout.cancelled": "Cancelled a payout",
    "payout.created": "Created a payout",
    "rotation.changed": "Changed when an old key ends by itself",
    "rotation.finished": "Finished a rotation",
    "rotation.handed_over": "Confirmed the new key",
    "rotation.started": "Started a rotation",
    "rotation.undone": "Undid a rotation",
    "sandbox.provisioned": "Set up the sandbox",
    "session.ended": "Ended a session",
    "sign_in.refused": "Refused sign-ins",
    "token.created": "Created a token",
    "token.revoked": "Revoked a token",
    "transaction.completed": "A transaction completed",
    "transaction.failed": "A transaction failed",
    "transaction.processing": "A transaction went under way",
    "transaction.sender_information_submitted": "Told who sent a deposit",
    "webhook_delivery.retried": "Sent a webhook again",
    "webhook_endpoint.changed": "Changed a webhook endpoint",
    "webhook_endpoint.created": "Created a webhook endpoint",
    "webhook_endpoint.secret_rotated": "Rotated a webhook's secret",
  } satisfies Record<AuditAction, string>,
  kind: {
    activation: "Activation",
    alert: "Alerts",
    application: "Applications",
    audit: "Audit log",
    clock: "Clock",
    document: "Documents",
    key: "Keys",
    limits: "Limits",
    member: "Members",
    order: "Orders",
    organization: "Organization",
    payout: "Payouts",
    rotation: "Rotations",
    sandbox: "Sandbox",
    session: "Sessions",
    sign_in: "Sign-in",
    token: "Tokens",
    transaction: "Transactions",
    webhook_delivery: "Webhook deliveries",
    webhook_endpoint: "Webhook endpoints",
  } satisfies Record<AuditKind, string>,
};
