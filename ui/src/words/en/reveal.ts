import { english } from "../formats";

/** The window that shows one secret. */
export const reveal = {
  windowTitle: "Revealed secret",
  nothing: "Nothing to show",
  shownHere: "The secret, shown here only. It vanishes when this window closes.",
  authenticator: "Scan this with your authenticator",
  scanHere: (account: string) =>
    `For ${account}. It is shown here only, and vanishes when this window closes; you can show it again until you have typed a code.`,
  picture: "QR code for the authenticator",
  letters: "Or type these letters:",
  backupCodes: "Backup codes",
  codesHere: (account: string) =>
    `Of ${account}. Each lets you sign in once without your authenticator. They vanish when this window closes.`,
  seenByOthers: "Anyone who can see this screen can read it.",
  closesIn: (seconds: number) => `Closes by itself in ${english.number(seconds)} s`,
  closeNow: "Close now",
};
