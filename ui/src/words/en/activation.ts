import type { ActivationField, ActivationState } from "../../contract/contract";
import type { LineName } from "../../pages/activation/checklist";
import { sentence, type Piece } from "../sentence";

/** The way to live. */
export const activation = {
  state: {
    not_submitted: "Not submitted",
    submitted: "Submitted",
    in_review: "In review",
    more_information_needed: "More information needed",
    approved: "Approved",
    rejected: "Rejected",
  } satisfies Record<ActivationState, string>,
  loading: "Loading the activation",
  wayToLive: "The way to live",

  progress: "Progress",
  next: {
    organization: { title: "Set up the organization", detail: "" },
    call: { title: "Next: make a first sandbox call", detail: "It appears here automatically." },
    write: {
      title: "Next: make a first sandbox write",
      detail: "Use a read-write key. It appears here automatically.",
    },
    submitted: {
      title: "Next: submit your organization",
      detail: "Say who you are and what the live keys are for.",
    },
    approved: { title: "Next: wait for approval", detail: "Nothing to do until somebody decides." },
    live_key: {
      title: "Next: create your first live key",
      detail: "Live is open. From now on calls are for real.",
    },
  } satisfies Record<LineName, { title: string; detail: string }>,
  nextIsOver: {
    title: "The activation was rejected",
    detail: "The reasons are below. This request is closed.",
  },
  nextIsNothing: { title: "You are live", detail: "All steps are done. Your live keys are under Keys." },
  nextIsChanges: {
    title: "Next: make the requested changes",
    detail: "The reasons are below. Change your submission and submit it again.",
  },
  nextIsLocalApproval: {
    title: "Next: approve it on this computer",
    detail: "There is no reviewer here, so you approve it yourself.",
  },

  line: {
    organization: "Organization set up",
    call: "First sandbox call",
    write: "First sandbox write",
    submitted: "Submitted",
    approved: "Approved",
    live_key: "Create your first live key",
  } satisfies Record<LineName, string>,
  waitsFor: (line: string) => `waits for “${line}”`,
  notYet: "not yet",
  organizationHere: (organization: Piece) => sentence`${organization}, on this computer.`,
  organizationAt: (organization: Piece, connection: string) => sentence`${organization}, on ${connection}.`,

  firstSuccess: { call: "First successful call", write: "First successful write" },
  seen: (what: Piece, when: Piece) => sentence`${what}, at ${when}.`,
  seenWith: (what: Piece, key: Piece, when: Piece) => sentence`${what}, key ${key}, at ${when}.`,
  correlationId: "correlation ID",
  copyCorrelationId: "Copy the correlation ID",
  notSeen: {
    call: "No successful call with a sandbox key yet. It is evidence for the review; you can submit without it.",
    write:
      "No successful write yet. It needs a read-write key and is evidence for the review; you can submit without it.",
  },
  copyExample: "Copy an example call",
  openSandboxKeys: "Open sandbox keys",

  field: {
    legalName: "Legal name",
    contactEmail: "Contact e-mail",
    purpose: "Purpose",
  } satisfies Record<ActivationField, string>,
  fieldHelp: {
    legalName: "As in the company register.",
    contactEmail: "Who answers for it.",
    purpose: "What the live keys are for.",
  } satisfies Record<ActivationField, string>,
  typedIsKept: (why: string) => `${why} What you typed is kept.`,
  submit: "Submit for activation",
  submitting: "Submitting…",

  whoReads: "A person reads this and decides. It can be changed until then.",
  mayNotSubmit: "Your role may not submit. An admin, or somebody with the onboarding role, can.",
  rejected: "Why it was rejected",
  rejectedBy: (who: Piece) => sentence`Why it was rejected, by ${who}`,
  changesRequested: "Changes requested",
  changesRequestedBy: (who: Piece) => sentence`Changes requested, by ${who}`,
  aboutField: (field: string) => `${field}:`,
  notAgain: "It cannot be submitted again.",
  contact: "Contact",
  submittedBy: "By",
  changeAndSubmit: "Change and submit again…",
  change: "Change what was submitted…",

  approvedBy: (who: Piece) => sentence`By ${who}`,
  approvedByFor: (who: Piece, reason: Piece) => sentence`By ${who}: ${reason}`,
  onlyLocal: "A local approval. It does not activate you with Conduit Financial.",
  decidedElsewhere: (connection: string | null) =>
    `Whoever runs ${connection ?? "the key server"} decides. This updates automatically.`,
  closed: "This request is closed.",
  somebodyDecides: "Somebody reads what you submit and decides.",

  localTitle: "Local approval",
  localWhy:
    "This computer's key server has no reviewer, so you approve here yourself. This does not activate you with Conduit Financial.",
  reason: "Reason",
  reasonHelp: "Kept in the audit log.",
  reasonPlaceholder: "Own machine, for development",
  reasonFirst: "Give a reason first.",
  approve: "Approve on this computer",
  approved: "Approved on this computer. Live is open.",

  liveLater: "Live keys exist only after approval.",
  liveOpen: "Live is open. A live key touches real money: begin with a read-only one.",
  createLive: "Create Live key…",
  liveOpenForAdmin: "Live is open. An admin can create the first live key.",
};
