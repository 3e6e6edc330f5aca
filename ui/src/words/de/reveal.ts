import type { Words } from "..";
import { german } from "../formats";

export const reveal: Words["reveal"] = {
  windowTitle: "Angezeigtes Secret",
  nothing: "Nichts anzuzeigen",
  shownHere: "Das Secret, nur hier sichtbar. Es verschwindet, wenn sich dieses Fenster schließt.",
  authenticator: "Mit Ihrer Authenticator-App scannen",
  scanHere: (account) =>
    `Für ${account}. Nur hier zu sehen, und weg, sobald dieses Fenster schließt; bis Sie einen Code eingegeben haben, können Sie ihn erneut anzeigen.`,
  picture: "QR-Code für die Authenticator-App",
  letters: "Oder geben Sie diese Buchstaben ein:",
  backupCodes: "Backup-Codes",
  codesHere: (account) =>
    `Von ${account}. Jeder meldet Sie einmal ohne Ihre Authenticator-App an. Sie verschwinden, sobald dieses Fenster schließt.`,
  seenByOthers: "Wer diesen Bildschirm sieht, kann es lesen.",
  closesIn: (seconds) => `Schließt sich in ${german.number(seconds)} s von selbst`,
  closeNow: "Jetzt schließen",
};
