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
