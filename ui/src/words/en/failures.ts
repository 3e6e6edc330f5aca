import type { Code } from "../../contract/contract";

/** What one code means to a person. */
export interface FailureWords {
  /** What happened, in a few words. */
  title: string;
  /** What the person can do about it, where anything can be done. */
  nextStep?: string;
}

/** Words for every code: a new code does not compile until it has some (style page, section 6). */
export const failures: Record<Code, FailureWords> = {
  invalid_input: {
    title: "Check the form",
    nextStep: "Correct the marked field and try again.",
  },
  name_in_use: {
    title: "This name is taken",
    nextStep: "Choose another name, or revoke the key that has it.",
  },
  email_in_use: {
    title: "Somebody has this e-mail address already",
    nextStep: "Look for them among the members. Where they lost the invitation, invite them again.",
  },
  last_admin: {
    title: "This is the last admin",
    nextStep: "Make somebody else an admin first. Only somebody who can sign in counts.",
  },
  name_not_confirmed: {
    title: "The name does not match",
    nextStep: "Type the key's name exactly as it is shown.",
  },
  not_found: {
    title: "Not found",
    nextStep: "Someone may have changed or removed it.",
  },
  key_ended: {
    title: "This key is already revoked or expired",
    nextStep: "Calls with it are refused. There is nothing left to do.",
  },
  key_not_active: {
    title: "This key is not active",
    nextStep: "Only an active key can be rotated.",
  },
  rotation_not_proven: {
    title: "The new key has not been used yet",
    nextStep: "Wait until the new key is used, or finish without evidence.",
  },
  rotation_ended: {
    title: "This rotation is already completed",
    nextStep: "Look at its keys under Keys.",
  },
  live_not_activated: {
    title: "Live is locked",
    nextStep: "Submit the organization for activation first.",
  },
  live_key_needs_approval: {
    title: "Live keys need approval here",
    nextStep: "Ask for the key instead: another admin decides, then you claim it.",
  },
  second_admin_needed: {
    title: "This takes two admins",
    nextStep:
      "One admin asks and another approves. Invite a second admin, and wait until they have accepted the invitation.",
  },
  approval_state_changed: {
    title: "This has changed meanwhile",
    nextStep: "Look at its state now, and go on from there.",
  },
  not_allowed: {
    title: "Your role does not allow this",
    nextStep: "Ask an admin of your organization.",
  },
  signed_out: {
    title: "Your token or sign-in is not accepted",
    nextStep:
      "If you signed in, sign in again. Otherwise remove the connection in Settings, and connect again with a new token.",
  },
  not_set_up: {
    title: "Not set up yet",
    nextStep: "Enter your organization's name first.",
  },
  offline: {
    title: "The connection cannot be reached",
    nextStep: "Retrying every second. What you typed is kept.",
  },
  unavailable: { title: "Not available right now", nextStep: "Try again in a moment." },
  unknown: {
    title: "The result is unknown",
    nextStep: "Try again: the same request is never carried out twice.",
  },
  secret_gone: {
    title: "The secret is no longer available",
    nextStep: "Revoke this key and create another.",
  },
  keychain_locked: {
    title: "The keychain is locked",
    nextStep: "Unlock it, then save.",
  },
  keychain_missing: {
    title: "This computer has no keychain",
    nextStep: "Install GNOME Keyring or KeePassXC, or copy the secret to your own password manager.",
  },
  keychain_volatile: {
    title: "The keychain forgets when you sign out",
    nextStep: "Create a keychain that lasts, named “login”, then save.",
  },
  keychain_not_responding: {
    title: "The keychain is not responding",
    nextStep: "Look for a keychain window that is waiting for you, then try again.",
  },
  keychain_refused: {
    title: "The keychain refused",
    nextStep: "Try again. If this keeps happening, copy the secret to your own password manager.",
  },
  keychain_ambiguous: {
    title: "The keychain has two items with this name",
    nextStep: "Remove one of them with the keychain's own program, then try again.",
  },
  keychain_item_lost: {
    title: "The saved secret is gone from the keychain",
    nextStep: "Something else removed it. Rotate the key to get a new secret.",
  },
  file_not_written: {
    title: "The file was not written",
    nextStep: "Choose a folder you can write to.",
  },
  folder_missing: {
    title: "The folder does not exist",
    nextStep: "Check the path, or create the folder first.",
  },
  file_not_suitable: {
    title: "This is not a file that a variable can be written into",
    nextStep: "Choose a small text file, for instance .env.",
  },
  file_exists: {
    title: "There is a file already",
    nextStep: "Nothing was changed. Choose another name, or say that it may be replaced.",
  },
  command_failed: {
    title: "The command did not take the secret",
    nextStep: "Read what it said in the details, then try again.",
  },
  export_cut_off: {
    title: "The export was cut off",
    nextStep: "No file was written. Check the connection, then export again.",
  },
  clipboard_not_usable: {
    title: "The clipboard cannot be used",
    nextStep: "Save to the keychain or write to a file instead.",
  },
  browser_not_opened: {
    title: "No browser could be opened",
    nextStep: "Open the page yourself, then go on.",
  },
  no_key_to_ask_with: {
    title: "There is no key to ask with",
    nextStep: "Create or add a key of this environment that may do it, so that it is saved here.",
  },
  key_refused: {
    title: "The service refused the key",
    nextStep: "Look at the key: it may be revoked, or may not do this. Requests has the call with its IDs.",
  },
  not_accepted: {
    title: "The service did not accept it",
    nextStep:
      "Requests has the call with the service's code and its IDs. Its documentation or support says what is wrong.",
  },
  service_not_answering: {
    title: "The service did not answer",
    nextStep:
      "Check the network or the service's status page, then try again. Requests has the call with its IDs.",
  },
  not_proved: {
    title: "The call proved nothing",
    nextStep: "Check the network or the service's status page, then check again. Nothing was changed.",
  },
  data_not_writable: {
    title: "The data folder cannot be written",
    nextStep: "Make the folder writable for you, then try again.",
  },
  disk_full: {
    title: "The disk is full",
    nextStep: "Free some space, then try again. Nothing was changed.",
  },
  data_damaged: {
    title: "The data is damaged",
    nextStep: "Nothing was overwritten. Restore the data folder from a backup.",
  },
  data_newer: {
    title: "The data is from a newer release",
    nextStep: "Nothing was overwritten. Start the newer release of this program.",
  },
  data_in_use: {
    title: "Another program uses the data",
    nextStep: "Close the other program, then try again.",
  },
  ports_not_opened: {
    title: "No port could be opened",
    nextStep: "Allow this program to listen on 127.0.0.1, then try again.",
  },
  internal: {
    title: "Internal error",
    nextStep: "Try again. If this keeps happening, report it with the reference.",
  },
};
