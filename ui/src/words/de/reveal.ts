import type { Words } from "..";
import { german } from "../formats";

export const reveal: Words["reveal"] = {
  windowTitle: "Angezeigtes Secret",
  nothing: "Nichts anzuzeigen",
  shownHere: "Das Secret, nur hier sichtbar. Es verschwindet, wenn sich dieses Fenster schließt.",
  seenByOthers: "Wer diesen Bildschirm sieht, kann es lesen.",
  closesIn: (seconds) => `Schließt sich in ${german.number(seconds)} s von selbst`,
  closeNow: "Jetzt schließen",
};
