import type { Words } from "..";
import { sentence } from "../sentence";

export const frame: Words["frame"] = {
  starting: "Wird gestartet…",
  pages: "Seiten",
  page: "Seite",
  titles: {
    keys: "Schlüssel",
    rotations: "Rotationen",
    alerts: "Warnungen",
    requests: "Anfragen",
    limits: "Limits",
    spending: "Ausgaben",
    webhooks: "Webhooks",
    activation: "Freischaltung",
    audit: "Protokoll",
    members: "Mitglieder",
    everywhere: "Alle Verbindungen",
    settings: "Einstellungen",
  },
  foldRail: "Leiste einklappen",
  unfoldRail: "Leiste ausklappen",

  noConnection: "Keine Verbindung",
  chooser: (organization, connection) => `Verbindung: ${organization}, ${connection}`,
  inUse: "in Verwendung",
  nowUsing: (connection) => `${connection} wird jetzt verwendet.`,
  askingEach: "Alle Verbindungen werden geprüft…",
  addConnection: "Verbindung hinzufügen…",

  environment: "Umgebung",
  environmentLocked: (environment) => `${environment}, gesperrt`,
  environmentLockedWhy: (environment) =>
    `${environment} ist gesperrt, bis die Organisation freigeschaltet ist`,

  connected: "verbunden",
  offline: "offline",
  tokenNotAccepted: "Token nicht akzeptiert",
  problem: "Problem",
  lastUpdated: (when) => sentence`zuletzt aktualisiert ${when}`,
  keychain: "Schlüsselbund:",
  keychainIs: {
    ready: "entsperrt",
    locked: "gesperrt",
    missing: "keiner auf diesem Computer",
    volatile: "vergisst alles beim Abmelden",
    not_responding: "antwortet nicht",
  },

  connection: "Verbindung",
  theConnection: "Die Verbindung",
  cannotBeReached: (connection) => `${connection} ist nicht erreichbar.`,
  readOnlyMeanwhile: (when) =>
    sentence`Stand ${when}: Sie können alles ansehen, aber nichts ändern. Neuer Versuch jede Sekunde.`,
  retrying: "Neuer Versuch jede Sekunde.",
  blockedOffline: "Nicht möglich, solange die Verbindung nicht erreichbar ist.",

  findAnything: "Alles durchsuchen",
  findWhat: "Schlüssel, ID oder Seite suchen",
  findPlaceholder: "Schlüssel, ID oder Seite",
  found: "Gefunden",
  findRequests: (id) => `Anfragen mit ${id} suchen`,
  nothingFound: (environment, text) => `Nichts in ${environment} passt zu „${text}“.`,

  keyboard: "Tastatur",
  closeWhatLosesNothing: "Schließen, wenn dabei nichts verloren geht",
  showKeyboard: "Tastenkürzel anzeigen",
  offInSettings: "in den Einstellungen ausgeschaltet",
  escape: "Esc",

  defectTitle: "Diese Seite kann nicht angezeigt werden",
  defectAgain: "Fenster neu laden",
  defectMessage: "In dieser Seite ist ein Fehler von uns aufgetreten. Nichts Erledigtes ist verloren.",
  defectNoted: (reference) => `Ein Fehler von uns wurde notiert: ${reference}`,
  defectMet: "Ein Fehler von uns ist aufgetreten.",
};
