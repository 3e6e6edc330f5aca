import type { Words } from "..";
import { german } from "../formats";

export const welcome: Words["welcome"] = {
  title: "Willkommen bei Conduit Keys",
  intro:
    "Sie erhalten eine Sandbox, die sofort bereit ist, und einen Live-Bereich, der gesperrt bleibt, bis Ihre Organisation freigeschaltet ist. Alles liegt auf diesem Computer, auch der Schlüsselserver, und nur dieser Computer kann darauf zugreifen.",
  introService:
    "Fügen Sie einen Dienst hinzu, bei dem Sie Schlüssel haben. Wo er keine Aufrufe dafür hat, führt dieses Fenster Sie durch seine eigene Seite und weist jeden Schritt nach.",
  introTeam:
    "Der Schlüsselserver Ihres Teams bewahrt die Schlüssel auf; dieses Fenster verwaltet sie in Ihrem Namen.",
  organization: "Wie heißt Ihre Organisation?",
  organizationHelp: "Ihre Schlüssel gehören zu ihr.",
  organizationExample: "Muster GmbH",
  setUp: "Auf diesem Computer einrichten",
  settingUp: "Wird eingerichtet…",

  yourOrganization: "Ihre Organisation",
  readyAtOnce: "Sofort bereit",
  lockedUntil: "Noch nicht freigeschaltet",

  otherServers: "Andere Schlüsselserver",
  use: "Verwenden",
  myTeam: "Mein Team hat einen Schlüsselserver…",
  service: "Ich habe Schlüssel bei einem Dienst…",
  back: "Zurück",

  notStarted:
    "Der Schlüsselserver dieses Computers konnte nicht starten. Ihre Schlüssel sind, wo sie waren: Es wurde nichts geändert oder überschrieben.",
  whatToDo: "Abhilfe",
  toSeeIt: "Nachsehen",
  copyLine: "Zeile für das Terminal kopieren",
  tryAgain: "Erneut versuchen",
  trying: "Wird versucht…",
  tried: (times) =>
    `${times === 1 ? "Einmal" : german.counted(times, { other: "Mal" })} versucht: Er startet weiterhin nicht.`,
  steps: {
    data_not_writable: [
      "Machen Sie sich zum Eigentümer des Datenordners und geben Sie sich Schreibrechte.",
      "Wählen Sie „Erneut versuchen“.",
    ],
    disk_full: [
      "Schaffen Sie Platz auf der Festplatte, auf der Ihr persönlicher Ordner liegt.",
      "Wählen Sie „Erneut versuchen“.",
    ],
    data_damaged: [
      "Kopieren Sie den Datenordner unverändert an einen sicheren Ort.",
      "Legen Sie eine Sicherung des Ordners an seine Stelle.",
      "Wählen Sie „Erneut versuchen“. Ohne Sicherung: Behalten Sie die Kopie, die Schlüssel darin sind noch nicht verloren.",
    ],
    data_newer: [
      "Starten Sie die neuere Version, die die Daten geschrieben hat.",
      "Stellen Sie nichts wieder her: Die Daten sind unversehrt.",
    ],
    data_in_use: [
      "Schließen Sie das andere Fenster, oder beenden Sie die conduit-authority, die diesen Ordner verwendet.",
      "Wählen Sie „Erneut versuchen“.",
    ],
    ports_not_opened: [
      "Erlauben Sie diesem Programm, auf 127.0.0.1 zu lauschen.",
      "Wählen Sie „Erneut versuchen“: Jeder freie Port genügt.",
    ],
  },
};
