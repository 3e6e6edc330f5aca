import type { KeychainState } from "../../contract/contract";
import { english } from "../formats";
import { sentence, type Piece } from "../sentence";

/** What the settings say, section by section. */
export const settings = {
  connections: {
    title: "Connections",
    detail: "Places that issue keys, each with a token of yours in this computer's keychain.",
    add: "Add connection…",
    added: (connection: string) => `Connected to ${connection}. Its token is in the keychain.`,
    loading: "Loading connections",
    notRunning: "not running",
    inUse: "In use",
    use: "Use",
    signOut: "Sign out",
    remove: "Remove…",
    removeTitle: "Remove this connection?",
    removeConfirm: "Remove connection",
    removeMeans: "Its token is removed from the keychain. Keys there and saved secrets stay as they are.",
    removeLeadsHome: "This window goes back to this computer's own key server.",
  },

  account: {
    title: "Your sign-in",
    detail: "How you prove at this connection that it is you.",
    loading: "Loading your sign-in",
    on: "Authenticator on",
    off: "Authenticator off",
    onMeans: "Signing in takes your password and a code.",
    offMeans: "Signing in takes your password alone. With an authenticator, a stolen password is not enough.",
    isOn: "The authenticator is on. The next sign-in asks for a code.",
    isOff: "The authenticator is off.",

    setUp: "Set up…",
    setUpTitle: "Set up an authenticator",
    setUpMeans: "You need an authenticator app, for instance on your phone. First say your password again.",
    scan: "Show the QR code and scan it. It appears in a window of its own, for a minute, and never in this one.",
    show: "Show the QR code",
    goOn: "Continue",
    switchOn: "Switch on",
    password: "Password",
    code: "Code",
    help: {
      password: "The one that you sign in with.",
      code: "The six digits that your authenticator shows now.",
    },
    wrong: {
      password: "The password is wrong.",
      code: "The code is wrong. It changes every half minute.",
    },

    codesTitle: "The authenticator is on. Save your backup codes",
    codesMean:
      "Ten codes, each good for one sign-in without your authenticator. This is the only time that you can save them; they go where you choose without passing through this window.",
    codes: {
      isSaved: "They are saved.",
      saved: "I have saved them",
      confirmFirst: "First confirm that you have saved them.",
      done: "Done",
      leaveTitle: "Leave without the backup codes?",
      leaveMeans:
        "They are never shown again. If you lose your authenticator, an admin has to invite you again. To get other codes, switch the authenticator off and set it up again.",
      leave: "Leave without them",
    },

    revoke: "Switch off…",
    revokeTitle: "Switch the authenticator off?",
    revokeMeans: "Signing in then takes your password alone. The backup codes are good for nothing any more.",
    revokeConfirm: "Switch off",
  },

  addresses: {
    title: "Base URLs",
    detail: "Where programs use their keys. A key works in its own environment only.",
    later: "Shown as soon as the connection responds.",
    locked: "locked until activation",
    copyBaseUrl: (environment: string) => `Copy the ${environment} base URL`,
    copyFirstCall: (environment: string) => `Copy a first call to ${environment}`,
  },

  keychain: {
    title: "Keychain",
    detail: "Where the secrets are that you chose to save.",
    is: {
      ready: "Unlocked and ready",
      locked: "Locked",
      missing: "None on this computer",
      volatile: "Forgets when you sign out",
      not_responding: "Does not respond",
    } satisfies Record<KeychainState, string>,
    named: (keychain: string, state: string) => `${keychain}: ${state}`,
    noSaving: "Saving is not possible; everything else is.",
    asked: "The system was asked: look for its own window.",
    unlock: "Unlock…",
    unlocking: "Asking the system…",
  },

  saved: {
    title: "Saved secrets",
    none: "None. “Save to keychain” is offered once, when a key is created or rotated.",
    loading: "Loading saved secrets",
    present: "Present",
    lost: "Lost",
    notKnown: "Not known now",
    lostWhy: "Lost: something else removed it from the keychain. Rotate the key to get a new secret.",
    removedConnection: "a removed connection",
    since: (connection: string, when: Piece) => sentence`${connection}, saved ${when}`,
    sinceNotKnown: (connection: string, when: Piece) =>
      sentence`${connection}, saved ${when}; the keychain cannot be asked now`,
    copy: "Copy",
    copied: (seconds: number) => `Copied. The clipboard is cleared in ${english.number(seconds)} s.`,
    notThere: "The keychain no longer has it.",
    notAsked: "The keychain is unavailable.",
    remove: "Remove…",
    removeTitle: "Remove this secret from the keychain?",
    removeConfirm: "Remove secret",
    removeMeans:
      "The key stays as it is and works on. Its secret cannot be read here again, and nobody else keeps a copy.",
    removed: (key: string) => `The secret of ${key} is no longer in the keychain.`,
  },

  language: {
    title: "Language",
    detail: "“System” follows what this computer is set to.",
    system: (language: string) => `System (${language})`,
  },

  keyboard: {
    title: "Keyboard",
    detail:
      "Everything works by keyboard. Single keys, such as c for a new key, act at once; turn them off if you use speech input or press keys by mistake.",
    show: "Show shortcuts",
    singleKeys: "Single-key shortcuts",
  },

  about: {
    title: "About",
    version: "Version",
    program: (version: string) => `Conduit Keys ${version}`,
    licence: "Licence",
    licences: "MIT or Apache-2.0, as you prefer",
    includes: "Includes",
    included: "The typefaces Inter and JetBrains Mono (SIL Open Font License 1.1) and icons by Lucide (ISC).",
    ours: "Made by us",
    oursIs:
      "This window, the key server behind it, and every rule that Conduit Financial does not document, such as the checksum in a secret and the form of IDs.",
    theirs: "From Conduit Financial",
    theirsIs:
      "The key format, access levels, error codes and addresses that Conduit Financial publishes. It neither made nor checked this program.",
  },
};
