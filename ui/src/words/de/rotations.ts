import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

/** The same ending in the genitive and the accusative: `des alten Schlüssels`, `den alten Schlüssel`. */
const which = { old: "alten", new: "neuen" };

export const rotations: Words["rotations"] = {
  open: (count) => `${german.number(count)} offen`,
  roleNote: (role, environment) =>
    `Mit Ihrer Rolle ${role} können Sie Rotationen in ${environment} ansehen, aber weder abschließen noch rückgängig machen.`,
  lockedTitle: "Live ist gesperrt",
  lockedWhy:
    "Vor der Freischaltung der Organisation gibt es keine Live-Schlüssel und damit nichts zu rotieren.",
  goToActivation: "Zur Freischaltung",
  loading: "Rotationen werden geladen",
  emptyTitle: (environment) => `Keine Rotationen in ${environment}`,
  whatFor:
    "Eine Rotation ersetzt einen Schlüssel ohne Ausfall: Ein neuer Schlüssel wird erstellt und sein Secret gespeichert, der neue wird verwendet, der alte wird ruhig, und erst dann wird dieser widerrufen. Eine Rotation starten Sie von einem Schlüssel aus.",
  goToKeys: "Zu den Schlüsseln",
  completed: "Abgeschlossen",
  loadOlder: "Ältere Rotationen laden",
  loadingOlder: "Wird geladen…",

  of: (name) => `Rotation von ${name}`,
  leakedTitle: "Kompromittiert: keine Übergangsfrist.",
  leakedMeans:
    "Der alte Schlüssel funktioniert, bis Sie das neue Secret speichern, und wird in diesem Moment widerrufen. Handeln Sie jetzt.",
  cause: { routine: "Routine", leaked: "Kompromittiert" },
  started: (when, who) => sentence`gestartet ${when} von ${who}`,
  replacedBy: "wird ersetzt durch",
  ends: {
    atSave: "Der alte Schlüssel funktioniert nicht mehr, sobald Sie das neue Secret speichern",
    expires: (when) => sentence`Der alte Schlüssel läuft ${when} ab`,
    atRevoke: "Der alte Schlüssel funktioniert, bis Sie ihn widerrufen",
    afterGrace: "Die Übergangsfrist beginnt, sobald Sie das neue Secret speichern",
    whenQuiet: (period) => `Der alte Schlüssel endet von selbst nach ${german.period(period)} ohne Aufruf`,
  },
  // Longer words do not fit the column.
  outcome: {
    finished: { routine: "Beendet", leaked: "Beendet, kompromittiert" },
    undone: { routine: "Rückgängig gemacht", leaked: "Rückgängig, kompromittiert" },
  },

  station: {
    created: "Erstellt",
    handed_over: "Secret gespeichert",
    new_seen: "Neuer Schlüssel in Verwendung",
    old_quiet: "Alter Schlüssel ruhig",
    revoked: "Widerrufen",
  },
  noMoment: { waiting: "wartet", skipped: "übersprungen", stopped: "nicht erreicht" },

  createdBy: (who) =>
    sentence`${who} hat einen neuen Schlüssel mit gleichem Namen, gleicher Zugriffsstufe und gleichem Ablauf erstellt.`,
  openNewKey: "Neuen Schlüssel öffnen",

  secretConfirmed: {
    routine: "Das neue Secret wurde als gespeichert bestätigt.",
    leaked:
      "Das neue Secret wurde als gespeichert bestätigt. Damit wurde der alte Schlüssel sofort widerrufen.",
  },
  secretInKeychain: "Das neue Secret ist im Schlüsselbund dieses Computers, aber noch nicht bestätigt.",
  secretHeld: "Das neue Secret ist hier verfügbar, aber noch nicht als gespeichert bestätigt.",
  refusedTillThen: "Bis dahin wird der neue Schlüssel abgelehnt.",
  showSheet: "Secret einmalig anzeigen…",
  secretGone:
    "Das neue Secret wurde nie bestätigt, und dieser Computer hat es nicht. Niemand kann es verwenden: Machen Sie diese Rotation rückgängig und starten Sie eine neue.",
  secretNotHere:
    "Niemand hat bestätigt, dass das neue Secret gespeichert ist, und dieser Computer hat es nicht. Machen Sie diese Rotation rückgängig und starten Sie eine neue.",
  secretNotYet: "Das neue Secret ist noch nicht als gespeichert bestätigt.",
  secretNever: "Das neue Secret wurde nie als gespeichert bestätigt.",

  firstCall: (key) => sentence`Erster erfolgreicher Aufruf mit ${key}.`,
  noCallsYet: (key) =>
    sentence`Noch keine Aufrufe mit ${key}. Hinterlegen Sie das neue Secret dort, wo die Programme unten ihres lesen. Der erste Aufruf erscheint hier automatisch.`,
  noUseYet: (key) =>
    sentence`Der Dienst weiß noch von keinem Aufruf mit ${key}. Hinterlegen Sie das neue Secret dort, wo Ihre Programme ihres lesen. Er wird jede halbe Minute wieder gefragt.`,
  copyTryCall: "Aufruf zum Testen des neuen Schlüssels kopieren",
  useSkipped: {
    routine: "Ohne diesen Nachweis widerrufen.",
    leaked: "Bei einem kompromittierten Schlüssel wird nicht gewartet, bis der neue verwendet wird.",
  },

  lastCall: (key, when, quiet) =>
    sentence`Der letzte Aufruf mit ${key} war ${when}, danach war der Schlüssel ${german.period(quiet)} lang ruhig.`,
  neverCalled: (key) => sentence`Es wurde nie ein Aufruf mit ${key} beobachtet.`,
  quietMeans: (quiet) => `Ruhig heißt: ${german.period(quiet)} ohne Aufruf.`,
  quietIn: (left) => `Bleiben Aufrufe aus, ist das in ${german.period(left)} der Fall.`,
  quietSkipped: {
    routine: "Widerrufen, bevor er ruhig war.",
    leaked: "Bei einem kompromittierten Schlüssel wird nicht gewartet, bis seine Aufrufer umgestellt sind.",
  },

  callers: (count, of) =>
    `${german.counted(count, { one: "Aufrufer", other: "Aufrufer" })} des ${which[of]} Schlüssels in der letzten Stunde`,
  lastUse: {
    old: (when) => sentence`Letzter Aufruf mit dem alten Schlüssel: ${when}.`,
    new: (when) => sentence`Letzter Aufruf mit dem neuen Schlüssel: ${when}.`,
  },
  noUse: {
    old: "Mit dem alten Schlüssel hat niemand etwas aufgerufen.",
    new: "Mit dem neuen Schlüssel hat niemand etwas aufgerufen.",
  },
  noCallers: (of) => `In der letzten Stunde hat niemand den ${which[of]} Schlüssel verwendet.`,
  callersNotLoaded: (why) => `Die Verwendung konnte nicht geladen werden: ${why}`,
  checkingCallers: (of) => `Es wird geprüft, wer den ${which[of]} Schlüssel verwendet…`,

  revokedBy: (who, reason) => sentence`Von ${who}: ${reason}`,
  refusedSince: "Der alte Schlüssel wird seit diesem Moment abgelehnt.",
  wasUndone:
    "Die Rotation wurde rückgängig gemacht: Der neue Schlüssel ist widerrufen, der alte ist wieder aktiv.",
  revokedAtSave: "Geschieht, sobald das neue Secret gespeichert ist.",
  missing: {
    secret: "Nachweis fehlt: Das neue Secret ist nicht als gespeichert bestätigt.",
    call: "Nachweis fehlt: Mit dem neuen Schlüssel wurde noch kein Aufruf beobachtet.",
  },
  handedOver: "Der neue Schlüssel wird verwendet, der alte von niemandem mehr.",
  oldStillUsed:
    "Der neue Schlüssel wird verwendet. Programme, die noch den alten verwenden, werden dann abgelehnt.",
  revoke: "Alten Schlüssel widerrufen…",
  revokeWithout: "Ohne Nachweis widerrufen…",
  adminCanRevoke: "Ein Admin kann den alten Schlüssel jetzt widerrufen.",
  hideReceipt: "Beleg ausblenden",

  revokeTitle: "Alten Schlüssel widerrufen?",
  revokeWithoutTitle: "Alten Schlüssel ohne Nachweis widerrufen?",
  revokeConfirm: (name) => `${name} widerrufen`,
  revokeWithoutConfirm: "Ohne Nachweis widerrufen",
  revokeMeans: (key) => sentence`${key} wird von da an abgelehnt. Das lässt sich nicht rückgängig machen.`,
  revokeWithoutMeans: (key) =>
    sentence`Nichts zeigt, dass der neue Schlüssel verwendet wird. Jedes Programm, das noch ${key} verwendet, wird von da an abgelehnt.`,

  quietEnd: {
    byHand: (hasGrace) =>
      `Der alte Schlüssel funktioniert, bis ${hasGrace ? "seine Übergangsfrist vorbei ist" : "ihn jemand widerruft"}, auch ohne Aufrufe.`,
    waits: (period) =>
      `Der alte Schlüssel endet von selbst nach ${german.period(period)} ohne Aufruf, sobald der neue verwendet wird.`,
    endsAt: (when) => sentence`Der alte Schlüssel endet von selbst ${when}.`,
    endsNow: "Der alte Schlüssel endet jetzt von selbst.",
    counting: (period, since) =>
      sentence`Die Zählung begann ${since}. Nach ${german.period(period)} ohne Aufruf endet der Schlüssel; jeder Aufruf lässt die Zählung neu beginnen.`,
    ended: (period, since, seen) =>
      sentence`Er endete von selbst nach ${german.period(period)} ohne Aufruf; die Zählung begann ${since}. Der neue Schlüssel wurde zuerst ${seen} verwendet.`,
    choose: "Von selbst enden…",
    change: "Ändern…",
    title: "Wann endet der alte Schlüssel?",
    save: "Speichern",
  },

  stalled: (count) =>
    german.counted(count, { one: "Rotation geht nicht weiter", other: "Rotationen gehen nicht weiter" }),

  undo: "Rückgängig machen…",
  undoUntil: "Das ist möglich, bis der alte Schlüssel widerrufen ist.",
  undoTooLate:
    "Der alte Schlüssel ist widerrufen oder abgelaufen, deshalb lässt sich das nicht mehr rückgängig machen.",
  undoTitle: "Diese Rotation rückgängig machen?",
  undoConfirm: "Rückgängig machen",
  undoMeans: (newKey, oldKey) =>
    sentence`Der neue Schlüssel ${newKey} wird widerrufen. ${oldKey} wird wieder aktiv.`,
  undoMeansInUse: (newKey, oldKey) =>
    sentence`Der neue Schlüssel ${newKey} wird widerrufen, und Programme, die ihn schon verwenden, werden abgelehnt. ${oldKey} wird wieder aktiv.`,
  undone: (name) => `Rückgängig gemacht: ${name} ist wieder aktiv, und der neue Schlüssel ist widerrufen.`,
};
