import type { AccessLevel, ActorKind, Code, GitFinding, KeyState, NoProof } from "../../contract/contract";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

/** What several pages say of keys, secrets and people. */
export const sheets = {
  access: { read_only: "read-only", read_write: "read-write" } satisfies Record<AccessLevel, string>,
  state: {
    pending: "Pending",
    active: "Active",
    retiring: "Retiring",
    revoked: "Revoked",
    expired: "Expired",
  } satisfies Record<KeyState, string>,
  /** Why no call proved a revocation. */
  noProof: {
    no_secret: "No call was made: this computer does not have the secret.",
    not_readable: "No call was made: the keychain could not be asked for the secret.",
    not_from_here:
      "No call proves it: the key is limited to other addresses, so that it was refused from here before, too.",
    not_answered: "A call with the saved secret was not answered, so that it proves nothing either way.",
  } satisfies Record<NoProof, string>,

  /** Who did something that a service tells of without a name. */
  actorElsewhere: "somebody elsewhere",
  /** What kind of somebody did something. */
  actorKind: {
    member: "member",
    token: "token",
    computer: "computer",
    operator: "operator",
    authority: "authority",
    key: "key",
    unknown: "unknown",
  } satisfies Record<ActorKind, string>,
  /** Beside a name of which nothing else is known. */
  nameOnly: "name only",
  copyActorId: {
    member: "Copy the member's id",
    token: "Copy the token's id",
    key: "Copy the key's id",
  } satisfies Partial<Record<ActorKind, string>>,

  /** Who calls with a key. */
  calls: {
    caller: "Caller",
    inLastHour: "Calls in the last hour",
    latest: "Latest call",
    first: (when: Piece) => sentence`first ${when}`,
    noAgent: "no user agent",
  },

  /** How a connection is, in a word or three. */
  connection: {
    usable: "Connected",
    trouble: {
      not_set_up: "Not set up",
      offline: "Offline",
      signed_out: "Token not accepted",
      keychain_locked: "Keychain locked",
      keychain_item_lost: "Token lost",
    } satisfies Partial<Record<Code, string>>,
    otherTrouble: "Not responding",
  },

  /** Why something is done. */
  reason: { label: "Reason", usual: "Usual reasons" },

  /** Signing in to a key server as a member. */
  signIn: {
    title: "Sign in",
    titleAgain: "Sign in again",
    againAs: (account: string) => `Your session as ${account} has ended. What you typed on the page is kept.`,
    open: "Sign in…",
    email: "E-mail address",
    password: "Password",
    newPassword: "New password",
    again: "The same again",
    differs: "The two passwords differ.",
    invitation: "Invitation",
    invitationHelp:
      "Copy the invitation first. It goes from the clipboard straight to the key server and never enters this window.",
    code: "Code",
    codeHelp: "Of your authenticator, or a backup code.",
    wrong: "The e-mail address or the password is wrong.",
    wrongCode: "This code is wrong or was used before. Codes change every 30 seconds.",
    submit: "Sign in",
    join: "Set password and sign in",
  },

  /** Adding a connection. */
  connect: {
    title: "Add a connection",
    way: "How to connect",
    ways: { sign_in: "Sign in", invitation: "Invitation", token: "Token", service: "Other service" },
    name: "Name",
    nameHelp: "Optional. If empty, the organization's name is used.",
    address: "Address",
    addressHelp: "The management API address. Ask whoever runs the key server.",
    addressExample: "https://keys.acme.example",
    token: "Token",
    tokenHelp:
      "Copy the management token first. It goes from the clipboard straight to the keychain, after one call to prove that it is accepted; it never enters this window.",
    notSaved: (why: string) => `Saving is not possible: ${why}`,
    submit: "Connect with the copied token",
    trying: "Trying the token…",
  },

  /** A page that has heard nothing yet. */
  nothing: {
    offlineTitle: "Nothing to show yet",
    offline: (connection: string) =>
      `${connection} cannot be reached. This page fills by itself as soon as it is back.`,
    notAllowedTitle: "Not for your role",
    notAllowed: (role: string | null) =>
      `Your role${role === null ? "" : `, ${role},`} may not look here. Ask an admin of your organization.`,
  },

  /** A new key, whose secret has to be saved. */
  newKey: {
    title: "Your new key",
    is: (access: string, environment: Piece) => sentence`${access}, ${environment}`,

    leaveTitle: "Leave it pending?",
    leaveStays: "The key stays listed and is refused everywhere until you confirm that its secret is saved.",
    leaveWorks: "The key stays listed and already works: whoever has its secret can use it.",
    leaveKept: "It is in the keychain: open the pending row to come back here, at any time.",
    leaveHeld:
      "While this window runs the secret is still held: open the pending row to come back here. After that it can only be revoked.",
    leave: "Leave it pending",

    secretKept:
      "The secret is in this computer's keychain. You can also put it elsewhere; it goes there without passing through this window.",
    secretOnce:
      "This is the only time you can save this secret. It goes where you choose without passing through this window.",

    lookingUp: "Looking up the rotation…",
    notLookedUp: "Could not check what happens to the old key.",
    lookUpAgain: "Try again",
    doneEndsOld: "When you click Done, the leaked key stops working.",
    doneStartsNew:
      "When you click Done, the new key starts working. The old key keeps working until its grace period ends.",

    isSaved: "It is saved.",
    haveSaved: "I have saved it",
    confirmFirst: "First confirm that you have saved it.",
    typeFirst: "Type the old key's name first.",
    done: "Done",
  },

  /** What can be done with a secret. */
  secret: {
    copy: "Copy",
    copyHelp: "To the clipboard, which is cleared soon after.",
    copiedAt: (time: string, clearsInSeconds: number) =>
      `Copied at ${time}, to be cleared ${english.number(clearsInSeconds)} s later.`,

    save: "Save to keychain",
    saveHelp: "On this computer; a revocation is then proved with it.",
    inKeychain: "In the keychain",
    saved: "Saved in the keychain.",
    savedIn: (keychain: string | null) => `Saved in ${keychain ?? "the keychain"}, and read back.`,
    unlock: "Unlock the keychain",
    unlocking: "Asking the system…",

    reveal: "Reveal",
    revealHelp: "In a window of its own.",
    revealed: "Shown in a window of its own.",

    send: "Send to",
    sendHelp: "A file, Kubernetes or a command of yours.",
  },

  /** Where a secret is sent. */
  send: {
    menu: "Send to",
    way: {
      env: { title: ".env file", help: "One line; all else in the file stays." },
      file: { title: "File of its own", help: "The secret alone, readable by you." },
      manifest: { title: "Kubernetes Secret", help: "A manifest that you apply yourself." },
      command: { title: "Command", help: "On its standard input, without a shell." },
    },
    secretName: "Name of the Secret",
    namespace: "Namespace",
    dataKey: "Key in its data",
    noEncryption:
      "The file holds the secret as plain text. In the cluster it is base64, which is no encryption either.",
    command: "Program and arguments",
    commandHelp: "One a line, the program first. No shell reads them.",
    commandExample: "vault\nkv\nput\nsecret/billing\napi_key=-",
    runs: "This runs, with the secret alone on its standard input",
    runsNothing: "Nothing yet.",
    run: "Run and hand over",
    notProved: "Nothing is read back from a command: check that it kept the secret, then say so below.",
    sent: "Sent so far",
    said: (target: string, what: string) => `${target}: ${what}`,
    wroteEnv: (variable: string, replaced: boolean) =>
      replaced
        ? `Written as ${variable} in place of its old value, and read back.`
        : `Written as ${variable}, and read back.`,
    wroteFile: (replaced: boolean): string =>
      replaced ? "Written over the file that was there, and read back." : "Written, and read back.",
    wroteManifest: (replaced: boolean): string =>
      replaced
        ? "Manifest written over the file that was there, and read back."
        : "Manifest written, and read back.",
    ran: (withheld: boolean, said: string) => {
      if (withheld) return "Handed over. What it said is left out: it told the secret.";
      return said === "" ? "Handed over; it ended well." : `Handed over. It said: ${said}`;
    },
    inGit: "Git would commit it.",
  },

  /** The file that a secret is written to. */
  file: {
    path: "File",
    pathHelp: "Readable by you alone (mode 0600). All else in it stays as it is.",
    aloneHelp: "Readable by you alone (mode 0600). It holds the secret and nothing else.",
    manifestHelp: "Readable by you alone (mode 0600). Remove it once it is applied.",
    replace: "Replace a file that is there",
    there: "There is a file already: choose another name, or replace it.",
    git: {
      not_ignored:
        "Git would commit this file. Add it to .gitignore first, or choose a file outside of the repository.",
      tracked:
        "This file is in the git repository: what is written to it would be committed. Take it out with git rm --cached, or choose another file.",
    } satisfies Record<GitFinding, string>,
    browse: "Browse…",
    variable: "Variable",
    write: "Write to file",
  },

  /** The receipt of a revocation. */
  revocation: {
    holds: (name: Piece) => sentence`${name} is revoked. Every call with it is refused from now on.`,
    fails:
      "A call with the revoked secret was still answered. Treat it as still active and contact your administrator.",
    refusedBy: "Refused by",
    since: (when: string) => `since ${when}`,
    reason: "Reason",
    by: "By",
    proof: "Proof",
    answered: (status: Piece) => sentence`A call with the saved secret was answered ${status}`,
    correlationId: "correlation ID",
    copyCorrelationId: "Copy the correlation ID",
  },

  /** When an old key ends by itself. */
  quietMinutes: {
    label: "Old key ends by itself",
    help: "Once the new key is in use and nobody has called with the old one for so long. Each call begins the time anew, and so does a pause of the key server.",
    byHand: "No, I revoke it",
    after: (period: string) => `After ${period} without a call`,
  },

  /** Typing the name of a live key that is about to end. */
  nameToType: {
    label: { this: "Type the key's name", old: "Type the old key's name", new: "Type the new key's name" },
    help: {
      this: (name: string) => `This is a live key. Type “${name}” to confirm.`,
      old: (name: string) => `The old key is a live key. Type “${name}” to confirm.`,
      new: (name: string) => `The new key is a live key. Type “${name}” to confirm.`,
    },
    another: "The typed name is another.",
  },
};
