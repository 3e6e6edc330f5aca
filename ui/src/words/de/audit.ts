import type { Words } from "..";
import { german } from "../formats";

const rows = { one: "Eintrag", other: "Einträge" };
const ofRows = { one: "Eintrag", other: "Einträgen" };

export const audit: Words["audit"] = {
  closeRow: "Eintrag schließen",
  loading: "Prüfprotokoll wird geladen",
  emptyTitle: "Noch ist nichts passiert",
  emptyWhy:
    "Jede Änderung wird hier festgehalten: wer, was, wann und warum. Eine Kette von Hashes zeigt, wenn ein Eintrag fehlt oder verändert wurde.",
  loaded: (loaded, { total, atLeast }) =>
    `${german.number(loaded)} von ${atLeast ? "mehr als " : ""}${german.counted(total, ofRows)} geladen.`,
  loadedAll: (loaded) => `${german.counted(loaded, rows)}.`,
  beginning: "Hier beginnt das Protokoll.",
  noOlder: "Kein älterer Eintrag passt.",
  loadOlder: "Ältere laden",
  loadingOlder: "Wird geladen…",

  filter: {
    filters: "Filter",
    remove: (label) => `Filter „${label}“ entfernen`,
    clear: "Filter aufheben",
    byAction: "Nach Aktion filtern",
    findAction: "Aktion suchen",
    noAction: "Diese Aktion gibt es nicht.",
    allOf: (kind) => `Alles: ${kind}`,
    byActor: "Nach Person oder Token filtern",
    findActor: "Wählen oder ganzen Namen eingeben",
    noActor: "Geben Sie den ganzen Namen einer Person oder eines Tokens ein.",
    named: (name) => `Heißt genau „${name}“`,
    localApproval: "lokale Freigabe",
    bySubject: "ID",
    subjectHelp:
      "Eines Schlüssels, einer Rotation, eines Mitglieds, eines Tokens oder von etwas anderem, womit etwas geschah.",
    subjectPlaceholder: "key_…",
    apply: "Anwenden",
    last: "Bis jetzt",
    lasts: {
      hour: "Letzte Stunde",
      day: "Letzte 24 Stunden",
      week: "Letzte 7 Tage",
      month: "Letzte 30 Tage",
    },
    from: "Von",
    until: "Bis",
    inLocalTime: "In Ortszeit. Was leer bleibt, ist offen.",
    noMoment: "Schreiben Sie ein Datum, oder Datum und Uhrzeit: 2026-11-30 14:00.",
    reversed: "Das Ende muss nach dem Anfang liegen.",
    since: (moment) => `seit ${moment}`,
    before: (moment) => `vor ${moment}`,
    between: (from, until) => `${from} bis ${until}`,
    noneTitle: "Kein Treffer",
    noneWhy: "Kein Eintrag des Protokolls passt zu allen diesen Filtern.",
    onlyAction: "Nur diese Aktion zeigen",
    onlyActor: "Nur dessen Aktionen zeigen",
    onlySubject: "Nur zeigen, was damit geschah",
  },

  export: {
    button: "Exportieren",
    ofAll: "Das ganze Protokoll, in eine Datei Ihrer Wahl",
    ofFilter: "Die Einträge dieser Filter, in eine Datei Ihrer Wahl",
    format: {
      csv: {
        name: "CSV",
        why: "Für eine Tabellenkalkulation. Vor Zellen, die sie ausführen würde, steht ein Apostroph.",
      },
      ndjson: {
        name: "NDJSON",
        why: "Zum Aufbewahren und Weitergeben: ein Eintrag je Zeile, mit allem, was es zum Prüfen seines Hashs braucht.",
      },
    },
    writing: (written, total) =>
      total === null
        ? `Export läuft… bisher ${german.counted(written, rows)}`
        : `Export läuft… ${german.number(written)} von ${german.counted(total, ofRows)}`,
    stop: "Anhalten",
    stopped: "Der Export wurde angehalten. Es wurde keine Datei geschrieben.",
    done: (written) => `${german.counted(written, rows)} exportiert`,
    copyPath: "Pfad kopieren",
  },

  check: {
    verify: "Prüfen",
    verifyTip: "Die ganze Kette der Hashes lesen und mit dem vergleichen, was dieser Computer von ihr weiß",
    reading: "Die ganze Kette wird gelesen…",
    readingFor: (time) => `Die ganze Kette wird gelesen… ${time}`,
    wholeTitle: "Das Protokoll ist unversehrt",
    rows: (count, pruned) =>
      `Der Schlüsselserver hat ${german.counted(count, rows)} aller seiner Organisationen gelesen, jeder so, wie er geschrieben wurde.${
        pruned === 0 ? "" : ` Davor wurden ${german.counted(pruned, rows)} wegen ihres Alters entfernt.`
      }`,
    readSince: (time) =>
      `Gelesen wurde ab ${time}. Was später verändert wird, zeigt sich bei der nächsten Prüfung.`,
    first: (sequence) =>
      `Dieser Computer merkt sich ab jetzt Eintrag ${sequence} und meldet, wenn das Protokoll je neu geschrieben wird.`,
    head: {
      extended: (sequence, time) =>
        `Es setzt Eintrag ${sequence} fort, den dieser Computer am ${time} geprüft hat.`,
      changed: (sequence, time) =>
        `Eintrag ${sequence} ist ein anderer als der, den dieser Computer am ${time} geprüft hat. Alle Einträge passen zueinander: Jemand hat das Protokoll neu geschrieben.`,
      gone: (sequence, time) =>
        `Das Protokoll endet vor Eintrag ${sequence}, den dieser Computer am ${time} geprüft hat. Jemand hat es gekürzt, oder eine ältere Kopie wurde eingespielt.`,
      pruned: (sequence, time) =>
        `Eintrag ${sequence}, den dieser Computer am ${time} geprüft hat, wurde seither wegen seines Alters entfernt. Beide konnten nicht verglichen werden.`,
    },
    brokenTitle: "Das Protokoll ist nicht, wie es geschrieben wurde",
    brokenAt: (sequence) =>
      `Eintrag ${sequence} ist der erste, der nicht zum Eintrag davor passt: Er wurde verändert, entfernt oder eingefügt.`,
    brokenSomewhere:
      "Ein Eintrag passt nicht zum Eintrag davor: Er wurde verändert, entfernt oder eingefügt.",
    brokenToDo:
      "Verlassen Sie sich weder auf diesen Eintrag noch auf spätere. Exportieren Sie das Protokoll jetzt, benachrichtigen Sie, wer den Schlüsselserver betreibt, und vergleichen Sie mit einer Sicherung oder einem früheren Export.",
    otherTitle: "Das ist nicht das Protokoll, das dieser Computer kennt",
    otherToDo:
      "Exportieren Sie das Protokoll jetzt, und fragen Sie, wer den Schlüsselserver betreibt, ob eine Kopie eingespielt wurde.",
    anew: "Ab jetzt vertrauen",
    anewTitle: "Dem jetzigen Protokoll vertrauen?",
    anewWhy: (sequence) =>
      `Dieser Computer vergisst Eintrag ${sequence} und vergleicht ab jetzt mit dem jetzigen Protokoll. Tun Sie das nur, wenn Sie wissen, warum es anders ist, zum Beispiel nach einer Wiederherstellung.`,
  },

  newestFirst: "Prüfprotokoll, neueste Einträge zuerst",
  when: "Wann",
  what: "Was",
  who: "Wer",
  where: "Wo",
  reasonOrName: "Grund oder Name",
  subject: "Betrifft",
  hash: "Hash",
  both: "beide",
  copyHashOf: (sequence) => `Hash von Eintrag ${sequence} kopieren`,

  rowOf: (sequence, deed) => `Eintrag ${sequence}: ${deed}`,
  from: "Woher",
  authorityItself: "vom Schlüsselserver selbst",
  bothEnvironments: "beide Umgebungen",
  detail: "Details",
  row: "Eintrag",
  copyId: "ID kopieren",
  copyHash: "Hash kopieren",
  whatHashIs:
    "Der Hash ist ein SHA-256 über diesen Eintrag und den Hash des Eintrags davor: Wird ein Eintrag verändert oder ausgelassen, bricht die Kette.",
  openSubject: { keys: "Schlüssel öffnen", rotations: "Rotation öffnen" },

  deed: {
    "activation.approved": "Freischaltung genehmigt",
    "activation.in_review": "Freischaltungsprüfung begonnen",
    "activation.more_information_needed": "Weitere Angaben angefordert",
    "activation.rejected": "Freischaltung abgelehnt",
    "activation.submitted": "Freischaltung beantragt",
    "alert.acknowledged": "Warnung zur Kenntnis genommen",
    "application.approved": "Antrag genehmigt",
    "application.rejected": "Antrag abgelehnt",
    "application.submitted": "Antrag eingereicht",
    "audit.pruned": "Alte Protokolleinträge entfernt",
    "clock.believed": "Uhr gilt wieder als richtig",
    "clock.doubted": "Uhr gesprungen: Altes bleibt",
    "document.created": "Dokument hochgeladen",
    "key.changed": "Limits eines Schlüssels geändert",
    "key.confirmed": "Schlüssel bestätigt",
    "key.created": "Schlüssel erstellt",
    "key.expired": "Schlüssel abgelaufen",
    "key.leaked": "Schlüssel als kompromittiert gemeldet",
    "key.quarantined": "Schlüssel in Quarantäne versetzt",
    "key.released": "Schlüssel freigegeben",
    "key.retiring": "Schlüssel auslaufen lassen",
    "key.revoked": "Schlüssel widerrufen",
    "limits.set": "Ratenlimit geändert",
    "member.invited": "Mitglied eingeladen",
    "member.password_changed": "Eigenes Passwort geändert",
    "member.password_set": "Eigenes Passwort festgelegt",
    "member.revoked": "Mitgliedschaft widerrufen",
    "member.role_changed": "Rolle eines Mitglieds geändert",
    "member.signed_in": "Angemeldet",
    "member.signed_out": "Abgemeldet",
    "member.totp_confirmed": "Codes eingeschaltet",
    "member.totp_revoked": "Codes ausgeschaltet",
    "member.totp_started": "Einrichtung der Codes begonnen",
    "order.cancelled": "Auftrag storniert",
    "order.created": "Auftrag erstellt",
    "order.executed": "Auftrag ausgeführt",
    "order.succeeded": "Auftrag erfolgreich",
    "organization.created": "Organisation eingerichtet",
    "payout.cancelled": "Auszahlung storniert",
    "payout.created": "Auszahlung erstellt",
    "rotation.finished": "Rotation abgeschlossen",
    "rotation.handed_over": "Neuen Schlüssel bestätigt",
    "rotation.started": "Rotation gestartet",
    "rotation.undone": "Rotation rückgängig gemacht",
    "sandbox.provisioned": "Sandbox eingerichtet",
    "session.ended": "Sitzung beendet",
    "sign_in.refused": "Anmeldeversuche abgewiesen",
    "token.created": "Token erstellt",
    "token.revoked": "Token widerrufen",
    "transaction.completed": "Transaktion abgeschlossen",
    "transaction.failed": "Transaktion fehlgeschlagen",
    "transaction.processing": "Transaktion in Bearbeitung",
    "transaction.sender_information_submitted": "Absender einer Einzahlung genannt",
    "webhook_delivery.retried": "Webhook erneut gesendet",
    "webhook_endpoint.changed": "Webhook-Endpunkt geändert",
    "webhook_endpoint.created": "Webhook-Endpunkt erstellt",
    "webhook_endpoint.secret_rotated": "Webhook-Secret rotiert",
  },
  kind: {
    activation: "Freischaltung",
    alert: "Warnungen",
    application: "Anträge",
    audit: "Prüfprotokoll",
    clock: "Uhr",
    document: "Dokumente",
    key: "Schlüssel",
    limits: "Limits",
    member: "Mitglieder",
    order: "Aufträge",
    organization: "Organisation",
    payout: "Auszahlungen",
    rotation: "Rotationen",
    sandbox: "Sandbox",
    session: "Sitzungen",
    sign_in: "Anmeldung",
    token: "Token",
    transaction: "Transaktionen",
    webhook_delivery: "Webhook-Zustellungen",
    webhook_endpoint: "Webhook-Endpunkte",
  },
};
