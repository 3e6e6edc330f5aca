import type {
  ActivationField,
  ActivationState,
  DocumentKind,
  FileType,
  QueueFilter,
} from "../../contract/contract";
import type { Decision } from "../../pages/activation/activation.svelte";
import type { LineName, ProofName } from "../../pages/activation/checklist";
import type { CalledProof } from "../../pages/activation/commands";
import { english } from "../formats";
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
    call: {
      title: "Next: call the sandbox with a key",
      detail: "The call appears here as soon as it is answered.",
    },
    write: {
      title: "Next: make a first write",
      detail: "It needs a read-write key. It appears here as soon as it is answered.",
    },
    replay: {
      title: "Next: send a write again",
      detail: "With the same idempotency key it is done once and answered twice.",
    },
    limit: {
      title: "Next: wait out a rate limit",
      detail: "Whoever is answered 429 waits as long as the answer says.",
    },
    read_only: {
      title: "Next: let a read-only key try a write",
      detail: "It is refused, which shows that read-only keys change nothing.",
    },
    rotation: {
      title: "Next: rehearse a rotation",
      detail: "Replace a sandbox key and finish the rotation, before it matters.",
    },
    second_admin: {
      title: "Next: add a second admin",
      detail: "Then keys can be revoked when one of you is away.",
    },
    addresses: {
      title: "Next: say where your programs call from",
      detail: "A key with allowed addresses is refused from anywhere else. Or waive it, with a reason.",
    },
    documents: {
      title: "Next: attach documents",
      detail: "What shows who you are and who may sign. Whoever decides reads them.",
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
  nextIsNothing: { title: "You are live", detail: "Your live keys are under Keys." },
  nextIsChanges: {
    title: "Next: make the requested changes",
    detail: "The reasons are below. Change your submission and submit it again.",
  },
  nextIsAgain: {
    title: "Next: submit again",
    detail: "It was rejected, but not for good. The reasons are below.",
  },
  openProofs: (open: number) =>
    open === 1
      ? "1 recommended step is open. It is not required; whoever decides sees what was proved."
      : `${open} recommended steps are open. They are not required; whoever decides sees what was proved.`,
  neverProved: (open: number) =>
    open === 1 ? "1 recommended step is still open." : `${open} recommended steps are still open.`,
  showStep: "Go to this step",
  nextIsLocalApproval: {
    title: "Next: approve it on this computer",
    detail: "There is no reviewer here, so you approve it yourself.",
  },

  line: {
    organization: "Organization set up",
    call: "A sandbox key in use",
    write: "A first write",
    replay: "A write sent again by its idempotency key",
    limit: "A rate limit waited out",
    read_only: "A read-only key refused a write",
    rotation: "A rotation rehearsed in the sandbox",
    second_admin: "A second admin",
    addresses: "Allowed addresses that match a caller",
    documents: "Documents",
    submitted: "Submitted",
    approved: "Approved",
    live_key: "Create your first live key",
  } satisfies Record<LineName, string>,
  waitsFor: (line: string) => `waits for “${line}”`,
  recommended: "recommended",
  needed: "needed",
  organizationHere: (organization: Piece) => sentence`${organization}, on this computer.`,
  organizationAt: (organization: Piece, connection: string) => sentence`${organization}, on ${connection}.`,

  seenWith: (request: Piece, key: Piece) => sentence`${request}, key ${key}`,
  letIn: (request: Piece, key: Piece, address: Piece) => sentence`${request}, key ${key}, from ${address}`,
  waivedBy: (who: Piece, reason: Piece) => sentence`Waived by ${who}: ${reason}`,
  rotated: (key: Piece) => sentence`New key ${key}`,
  becameAdmin: (member: Piece) => sentence`${member} can sign in as an admin`,
  seenBefore: "Seen by an earlier release, which kept the moment only.",
  openRequest: (id: string) => `Open the request ${id}`,
  openRotation: "Open the rotation",
  notSeen: {
    call: "No call with a sandbox key was answered well yet.",
    write: "No write was answered well yet.",
    replay: "No write was sent again under its idempotency key yet.",
    limit: "No request that was answered 429 was sent again after its wait yet.",
    read_only: "No read-only key tried a write yet.",
    rotation: "No rotation was finished in the sandbox yet.",
    second_admin: "Only one person can sign in as an admin, or nobody.",
    addresses: "No sandbox key with allowed addresses was called from one of them yet.",
  } satisfies Record<ProofName, string>,
  how: "How",
  firstKey: "There is no active sandbox key yet. Create one; its first call then shows here.",
  createSandbox: "Create a Sandbox key…",
  askForSecret: {
    any: "In a terminal, run this and paste the secret of a sandbox key. It is not shown, and stays out of the history.",
    read_write:
      "In a terminal, run this and paste the secret of a read-write sandbox key. It is not shown, and stays out of the history.",
    read_only:
      "In a terminal, run this and paste the secret of a read-only sandbox key. It is not shown, and stays out of the history.",
  },
  copyAsk: "Copy the command that asks for the secret",
  thenRun: {
    call: "Then call the sandbox:",
    write: "Then store a small document:",
    replay:
      "Then store a small document twice under one idempotency key. The second answer says it is replayed.",
    limit: "Then call until you are refused, wait, and call again. It takes some seconds.",
    read_only: "Then try to store a document. The answer is 403 API_KEY_READ_ONLY: that is the proof.",
  } satisfies Record<CalledProof, string>,
  copyCommand: "Copy the command",
  howToRotate:
    "Choose a sandbox key, press Rotate, let a program call with the new key, and finish the rotation.",
  howToInvite: "Invite somebody with the role admin. It counts from the moment they have set their password.",
  howToAllow:
    "Give a sandbox key the addresses that your programs call from, and let one of them call with it. A range that holds every address proves nothing.",
  waiverReason: "Or waive it, because",
  waiverHelp: "Whoever decides reads it. It can be withdrawn until then.",
  waiverPlaceholder: "Our programs have no fixed addresses",
  waive: "Waive allowed addresses",
  waived: "Allowed addresses are waived.",
  withdrawWaiver: "Withdraw the waiver",
  waiverWithdrawn: "The waiver is withdrawn.",
  openMembers: "Open Members",
  openSandboxKeys: "Open sandbox keys",

  field: {
    legalName: "Legal name",
    contactEmail: "Contact e-mail",
    purpose: "Purpose",
    documents: "Documents",
  } satisfies Record<ActivationField, string>,
  fieldHelp: {
    legalName: "As in the company register.",
    contactEmail: "Who answers for it.",
    purpose: "What the live keys are for.",
  } satisfies Record<Exclude<ActivationField, "documents">, string>,
  documents: {
    attached: "Documents",
    chosen: "Files to attach",
    kind: {
      certificate_of_incorporation: "Certificate of incorporation",
      proof_of_address: "Proof of address",
      authorised_signatory: "Authorised signatory",
      other: "Other",
    } satisfies Record<DocumentKind, string>,
    type: { "application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG" } satisfies Record<
      FileType,
      string
    >,
    size: (bytes: number) => english.size(bytes),
    facts: (kind: string, type: string, bytes: number) => `${kind}, ${type}, ${english.size(bytes)}`,
    attachedBy: (who: Piece, when: Piece) => sentence`By ${who}, ${when}`,
    copyDigest: "Copy the SHA-256",
    late: "Attached after the submission.",
    none: "No documents are attached.",
    above: "What was attached is above, with the decision.",
    stay: "What was submitted waits for a decision, so none of these can be removed now.",
    choose: "Choose files…",
    limits: (most: number) =>
      `Or drop files on this window. PDF, PNG or JPEG by their content, at most 5 MB each, ${most} documents.`,
    full: (most: number) => `There are ${most} documents; there cannot be more.`,
    chooseKind: "What does it show?",
    kindOf: (name: string) => `What ${name} shows`,
    kindFirst: "Say what each file shows first.",
    attach: (count: number) => `Attach ${english.counted(count, { one: "document", other: "documents" })}`,
    drop: "Drop the files to attach them",
    forget: (name: string) => `Do not attach ${name}`,
    progressOf: (name: string) => `Progress of ${name}`,
    sent: (sent: number, all: number) => `${english.size(sent)} of ${english.size(all)}`,
    waiting: "Waits",
    stop: "Stop",
    stopOne: (name: string) => `Stop ${name}`,
    stopped: "Stopped. If it had arrived already, it stands in the list above.",
    again: "Try again",
    done: (name: string) => `${name} is attached.`,
    save: "Save…",
    saveOne: (name: string) => `Save ${name} to a file`,
    saved: (path: string) => `Saved to ${path}.`,
    remove: "Remove",
    removeOne: (name: string) => `Remove ${name}`,
    removeTitle: (name: string) => `Remove ${name}?`,
    removeWhy: "Its content is deleted at the key server. The audit log keeps its name and its SHA-256.",
    removed: (name: string) => `${name} is removed.`,
  },
  typedIsKept: (why: string) => `${why} What you typed is kept.`,
  submit: "Submit for activation",
  submitting: "Submitting…",

  askedHere: (detail: string) => `The review says: ${detail}`,
  nothingSubmitted: "Nothing has been submitted yet.",
  above: "What was submitted is above, with the decision.",
  whoReads: "A person reads this and decides. It can be changed until then.",
  mayNotSubmit: "Your role may not submit. An admin, or somebody with the onboarding role, can.",
  rejected: "Why it was rejected",
  rejectedBy: (who: Piece) => sentence`Why it was rejected, by ${who}`,
  changesRequested: "Changes requested",
  changesRequestedBy: (who: Piece) => sentence`Changes requested, by ${who}`,
  aboutField: (field: string) => `${field}:`,
  mayAgain: "It may be changed and submitted again.",
  notAgain: "It cannot be submitted again.",
  contact: "Contact",
  submittedBy: "By",
  changeAndSubmit: "Change and submit again…",
  change: "Change what was submitted…",

  approvedBy: (who: Piece) => sentence`By ${who}`,
  approvedByFor: (who: Piece, reason: Piece) => sentence`By ${who}: ${reason}`,
  onlyLocal: "A local approval. It does not activate you with Conduit Financial.",
  takenUpBy: (who: Piece, when: Piece) =>
    sentence`Taken up by ${who}, ${when}. It cannot be changed meanwhile.`,
  decideAbove: "You decide above.",
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

  desk: {
    next: {
      decide: {
        title: "Next: decide",
        detail: "Read what was submitted and what was proved, then decide.",
      },
      own: { title: "Somebody else decides", detail: "You submitted this, so you do not decide it." },
      nothing: { title: "Nothing to decide", detail: "The organization has not submitted yet." },
      back: {
        title: "Nothing to decide",
        detail: "The organization was asked, and has not submitted again.",
      },
      over: { title: "Decided", detail: "The decision is below." },
    },
    title: "What was submitted",
    own: "You submitted this yourself. Somebody else with the role operator decides.",
    takeUp: "Take it up",
    takeUpWhy: "Until somebody takes it up, the organization can still change it.",
    decision: "Decision",
    choice: {
      approve: { title: "Approve", detail: "Live keys can be created at once." },
      ask: { title: "Ask for more", detail: "It goes back, with what is missing." },
      reject: { title: "Reject", detail: "For good, or until it is submitted again." },
    } satisfies Record<Decision, { title: string; detail: string }>,
    button: {
      approve: "Approve activation",
      ask: "Ask for more",
      reject: "Reject activation",
    } satisfies Record<Decision, string>,
    rejectForGood: "Reject for good",
    done: {
      approve: "Approved. Live is open.",
      ask: "Sent back with what is missing.",
      reject: "Rejected.",
    } satisfies Record<Decision, string>,
    reasonPlaceholder: "Contract signed, papers seen",
    reasons: "Reasons",
    about: (number: number) => `Reason ${number} is about`,
    detail: (number: number) => `Reason ${number}`,
    detailHelp: "The organization reads this, beside the field.",
    whole: "The submission",
    addReason: "Another reason",
    removeReason: (number: number) => `Remove reason ${number}`,
    resubmittable: "It may be submitted again",
  },

  queue: {
    filterLabel: "Which activations",
    filter: { waiting: "Waiting", sent_back: "Sent back", decided: "Decided", all: "All" } satisfies Record<
      QueueFilter,
      string
    >,
    head: {
      organization: "Organization",
      state: "State",
      submitted: "Submitted",
      by: "By",
      proofs: "Proved",
      documents: "Documents",
    },
    loading: "Loading the activations",
    table: "Activations of all organizations",
    proofs: (proved: number, all: number) => `${proved} of ${all}`,
    own: "yours; somebody else decides",
    empty: {
      waiting: { title: "Nobody waits for a decision", why: "Whoever submits appears here at once." },
      sent_back: { title: "Nothing is sent back", why: "What you ask more about waits here for its answer." },
      decided: { title: "Nothing is decided yet", why: "What you approve or reject stands here." },
      all: { title: "There is no organization", why: "Whoever runs the key server sets organizations up." },
    } satisfies Record<QueueFilter, { title: string; why: string }>,
    shown: (count: number, more: boolean) =>
      `${english.counted(count, { one: "organization", other: "organizations" })}${more ? " loaded" : ""}`,
    back: (waiting: number) =>
      waiting === 0 ? "All organizations" : `All organizations, ${waiting} waiting`,
    waiting: (count: number) =>
      count === 1 ? "1 organization waits for a decision" : `${count} organizations wait for a decision`,
    close: "Back to all organizations",
  },

  liveLater: "Live keys exist only after approval.",
  liveOpen: "Live is open. A live key touches real money: begin with a read-only one.",
  createLive: "Create Live key…",
  liveOpenForAdmin: "Live is open. An admin can create the first live key.",
};
