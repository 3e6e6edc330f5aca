import { english } from "../formats";

/** The window that shows one secret. */
export const reveal = {
  windowTitle: "Revealed secret",
  nothing: "Nothing to show",
  shownHere: "The secret, shown here only. It vanishes when this window closes.",
  seenByOthers: "Anyone who can see this screen can read it.",
  closesIn: (seconds: number) => `Closes by itself in ${english.number(seconds)} s`,
  closeNow: "Close now",
};
