import type {
  GuideAwaited as Awaits,
  CallView,
  Headroom,
  GuidedOperation,
  GuideSentence,
  KeyView,
} from "../../contract/contract";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

/** What is done by hand at a service that has no call for its keys, step by step and proved. */
export const guides = {
  /** What leads there. */
  open: {
    create: "Create key…",
    adopt: "Add existing key…",
  },
  title: {
    create: (service: string) => `Create a key at ${service}`,
    adopt: (service: string) => `Add a key from ${service}`,
    rotate: (service: string) => `Rotate a key at ${service}`,
    revoke: (service: string) => `Revoke a key at ${service}`,
  } satisfies Record<GuidedOperation, (service: string) => string>,
  means: {
    create: (service: string) =>
      `${service} has no API for its keys, so you create it on its own page. Conduit Keys leads you there, puts the secret into the keychain, and proves the key with a call that changes nothing.`,
    adopt: (service: string) =>
      `Copy the secret where you keep it. It goes into the keychain, and a call to ${service} that changes nothing proves it.`,
    rotate: (service: string) =>
      `You create the new key on ${service}'s own page, give it to your programs, then revoke the old one. The rotation is over when ${service} refuses the old key.`,
    revoke: (service: string) =>
      `You revoke it on ${service}'s own page. It is over when ${service} refuses the key.`,
  } satisfies Record<GuidedOperation, (service: string) => string>,
  begin: "Begin",
  limits: "Spending limits you set there",
  declaredAccess: "Choose the same level there. The service does not tell it later.",
  accessIs: (level: string) => `Access level: ${level}`,
  noteIs: (note: string) => `Note: ${note}`,

  /** The steps. */
  steps: "Steps",
  openPage: (host: string) => `Open ${host} and sign in.`,
  openIt: "Open in browser",
  openedMyself: "It is open",
  copyAddress: "Copy the address",
  said: "Done",
  sentence: {
    sign_in: "Sign in.",
    create_key: "Create the key there, and copy its secret.",
    hand_over: "Give the new key to every program that has the old one.",
    revoke_key: "Revoke the old key there.",
  } satisfies Record<GuideSentence, string>,
  /** Sentences of a service's own, by their id; one that is missing is said as the service has it. */
  own: {
    "conduit-financial.create.sandbox":
      "In the dashboard, with the switch on sandbox, open API Keys. Create a key with the access level above, and copy it: it is shown once.",
    "conduit-financial.create.live":
      "In the dashboard, turn the switch to live; it is there once the organization is activated. Open API Keys, create a key with the access level above, and copy it: it is shown once.",
    "conduit-financial.revoke": "In the dashboard, open API Keys and revoke the old key.",
    "conduit-im.create":
      "In the dashboard, open API Keys. Create a key with the name above and the spending limits it is to have, and copy it: it is shown once.",
    "conduit-im.revoke": "In the dashboard, open API Keys and revoke the old key.",
    "conductor.create":
      "In the dashboard, open the project and its API keys. Press “Create secret key”, give it the name above, and copy it: it is shown once.",
    "conductor.revoke": "In the dashboard, open the project and its API keys, and delete the old key.",
  } as Record<string, string>,
  take: "Copy the secret, then take it from the clipboard. It never enters this window.",
  takeIt: "Take from clipboard",
  takeAnother: "Take another one",
  taken: (hint: string) => `In the keychain: ${hint}`,
  unlike: "It does not begin like the service's other keys. The next call tells whether it is one.",
  perhapsTaken: "The keychain may have it already. Unlock the keychain, and nothing has to be pasted again.",
  prove: {
    new: "The new key is accepted.",
    old_works: "The old key is accepted.",
    old: "The old key is refused.",
  },
  proveIt: "Check with a call",
  proveAgain: "Check again",
  proved: (answer: string) => `Proved: ${answer}`,
  notYet: (answer: string) => `Not yet: ${answer}`,
  answer: (call: CallView) =>
    `${
      call.answered === "accepted"
        ? "accepted"
        : call.answered === "refused"
          ? "refused"
          : "an answer that says nothing of the key"
    } (${call.status})`,
  callId: "Copy the ID of the call",
  thisOne: "Exactly this one",
  notThisOne: "Not the new one",
  awaits: {
    handed_over: "Give the new key to every program that has the old one, and see that they work.",
    approved: "Wait until it is approved there.",
  } satisfies Record<Awaits, string>,
  awaited: { handed_over: "They all use the new key", approved: "It is approved" } satisfies Record<
    Awaits,
    string
  >,
  waitUntil: (when: Piece) => sentence`Go on ${when}.`,
  waited: "Go on",
  leaveOut: "Leave out…",
  leaveOutTitle: "Leave this step out?",
  leaveOutMeans: "What it would have proved shows as unproved from now on, with your reason.",
  leftOut: (reason: string) => `Left out: ${reason}`,
  reasonKept: "It is kept with the key.",
  leaveItOut: "Leave it out",

  giveUp: "Give up…",
  giveUpTitle: "Give this up?",
  giveUpMeans: "What was proved stays. A secret that was not proved leaves the keychain.",
  giveUpIt: "Give up",
  later: "Close",
  laterMeans: "You can go on at any time, also after a restart.",
  finished: "All done.",
  givenUp: "Given up.",
  left: {
    look_for_new_key: "Look for a new key at the service, and revoke it: nobody here has its secret.",
    revoke_new_key: (hint: string) => `Revoke the key ${hint} at the service. It is kept nowhere here.`,
    revoke_old_key: (hint: string | null) =>
      `Revoke the old key${hint === null ? "" : ` ${hint}`} at the service. It may still work.`,
  },

  /** What is under way, above the keys. */
  underWay: "Under way",
  run: {
    create: (name: Piece) => sentence`Creating ${name}`,
    adopt: (name: Piece) => sentence`Adding ${name}`,
    rotate: (name: Piece) => sentence`Rotating ${name}`,
    revoke: (name: Piece) => sentence`Revoking ${name}`,
  } satisfies Record<GuidedOperation, (name: Piece) => unknown>,
  stepOf: (at: number, of: number) => `step ${at} of ${of}`,
  goOn: "Go on",

  /** A key of a service, in its drawer and in the table. */
  key: {
    proof: "Proof",
    never: "No call has proved it yet.",
    last: (answer: string, when: Piece) => sentence`Last call: ${answer}, ${when}`,
    refusedNow: "The service refuses this key, and nobody here revoked it. Rotate or revoke it.",
    unproved: "A step of its life was left out and is not proved.",
    proveNow: "Check now",
    headroom: ({ remaining, limit, resetsInSeconds }: Headroom) =>
      `Rate limit then: ${english.number(remaining)} of ${english.number(limit)} left, all of it within ${english.period(Math.max(1, resetsInSeconds) * 1000)}`,
    proveLevel: "Check access level",
    proveLevelMeans:
      "Sends a write that cannot take effect, because it lacks what it is about. A read-only key is refused as one (403); a read-write key is told what is missing (400). Nothing is created.",
    proveLevelNow: "Send it",
    levelProved: (level: string, when: Piece) => sentence`Proved ${when}: ${level}.`,
    levelIsOther: "That is not what was declared.",
    madeAt: (path: string) =>
      `The service carried the write out instead of refusing it. Look at ${path} there, and remove what was made.`,
    declared: "as you declared it",
    tellsLastUse: (service: string) =>
      `${service} tells when a key was used last, and not who calls with it.`,
    keptHere: (service: string) =>
      `What is known of it is kept on this computer. ${service} does not tell who calls with it.`,
    head: "Last proof",
    short: (call: CallView | null): string =>
      call === null
        ? "not proved"
        : call.answered === "accepted"
          ? "accepted"
          : call.answered === "refused"
            ? "refused"
            : "no answer",
  },
  none: {
    title: (environment: string, service: string) => `No ${environment} keys from ${service} yet`,
    whatFor:
      "Add a key that you have already, or be led through creating one. Each is proved with a call that changes nothing.",
  },
  secretElsewhere: (key: Pick<KeyView, "name">) =>
    `This computer does not have the secret of ${key.name}, so that no call can prove its end. You can leave that step out, with a reason.`,

  /** The project that a connection leads to. */
  project: {
    publishable: "Publishable key",
    none: "Not kept here yet. It is no secret: keep it, to have it at hand.",
    means: "It is no secret and stays the same for ever: it cannot be revoked.",
    help: "It begins with pk_. Copy it in the project's API keys at the service.",
    add: "Add…",
    change: "Change…",
    copy: "Copy the publishable key",
    keep: "Keep it",
  },
  /** What a key says of itself. */
  claims: {
    show: "What the key says of itself",
    unverified: (service: string) =>
      `Unverified: only ${service} can check the signature, so none of this proves anything.`,
    unreadable: "This key cannot be read. Nothing follows from that: a call proves it.",
    hidden: "not shown",
  },

  /** Adding a connection to a service. */
  /** A connection to a service that people have accounts at. */
  account: {
    way: (service: string) => `How to get in to ${service}`,
    ways: { sign_in: "Sign in", token: "API token" },
    signInMeans:
      "The session's token goes to the keychain; your password is kept nowhere. An account that signs in with Google or GitHub has no password: use an API token.",
    tokenMeans: (service: string) =>
      `Copy an API token of your ${service} account first. It goes from the clipboard straight to the keychain, after one call to prove that it is accepted; it never enters this window.`,
    more: "Name and address",
    address: "Other address",
    addressHelp: "A simulator, or a private installation.",
  },
  service: {
    which: "Service",
    means: "Its keys are created on its own page. Nothing is sent to it now, and no credential is needed.",
    environments: (names: string) => `Environments: ${names}`,
    other: "Use other addresses",
    otherMeans: "A simulator, or a private installation. Keys are proved there instead of at the service.",
    hostOf: (environment: string) => `Address for ${environment}`,
    submit: "Add connection",
    added: (name: string) => `Added ${name}.`,
    keptHere: "Kept on this computer",
    withToken: "With an API token",
    state: "asked only when you ask",
    nameHelp: (name: string) => `If empty, it is called ${name}.`,
    project: "Project",
    projectHelp: (name: string) =>
      `Its keys belong to one project: add a connection for each. If empty, it is called ${name}.`,
    removeMeans:
      "Its keys are no longer listed here, until you add the service again under this name. Nothing is changed at the service, and saved secrets stay in the keychain.",
  },
};
