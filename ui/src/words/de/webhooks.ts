import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

const webhookForms = { one: "Webhook", other: "Webhooks" };
const kindForms = { one: "Art von Ereignis", other: "Arten von Ereignissen" };
const attemptForms = { one: "Versuch", other: "Versuche" };

export const webhooks: Words["webhooks"] = {
  loading: "Webhooks werden geladen",
  search: "Webhooks suchen",
  close: "Zeile schließen",
  create: "Webhook erstellen",
  viewOnly: (role) =>
    `Mit Ihrer Rolle ${role} können Sie Webhooks beobachten und testen und Zustellungen wiederholen. Admins richten sie ein.`,
  empty: {
    title: (environment) => `Noch kein Webhook in ${environment}`,
    why: "Ein Webhook sagt einem Ihrer Programme, was mit Schlüsseln geschieht, sobald es geschieht: einer wurde erstellt, widerrufen, kompromittiert, oder es gibt eine Warnung. Jede Nachricht ist signiert, damit Ihr Programm weiß, woher sie kommt.",
    forAdmins: "Ein Admin kann einen erstellen.",
  },
  shown: (count, more) => `${german.counted(count, webhookForms)}${more ? " geladen" : ""}`,
  loadMore: "Mehr laden",
  loadingMore: "Wird geladen…",

  head: {
    address: "Adresse",
    events: "Ereignisse",
    state: "Zustand",
    recent: "Letzte Zustellungen",
    last: "Zuletzt gesendet",
  },
  allEvents: "Alle",
  someEvents: (count) => german.counted(count, kindForms),
  never: "nie",
  health: {
    off: "Aus",
    unsigned: "Kann nicht signieren",
    on: "An",
    untried: "Noch nichts gesendet",
    working: "Funktioniert",
    failing: "Kommt nicht an",
  },
  healthMeans: {
    off: "Er ist ausgeschaltet: Ereignisse von jetzt werden nicht für ihn aufgehoben. Zustellungen, die warteten, gehen weiter, sobald er wieder eingeschaltet ist.",
    unsigned:
      "Der Schlüsselserver hatte keinen Versiegelungsschlüssel, als das Signatur-Secret entstand, deshalb wird nichts gesendet. Rotieren Sie das Secret, sobald er einen hat.",
    on: "Er ist eingeschaltet. Wie seine Zustellungen verlaufen, sagt der Dienst diesem Programm nicht.",
    untried: "Senden Sie einen Test, um zu sehen, ob er antwortet.",
    working: "Die letzte Zustellung kam an.",
    failing: "Die letzte Zustellung kam nicht an. Öffnen Sie sie unten, um zu sehen, warum.",
  },
  recentWent: (good, all) => `${good} der letzten ${all} kamen an`,
  recentUnderWay: (count) => `${count} unterwegs`,

  detail: {
    of: (address) => `Webhook ${address}`,
    description: "Wofür",
    events: "Ereignisse",
    every: "Jede Art",
    signed: "Signiert",
    signedHow: (algorithm, header) => `${algorithm}, im Header ${header}`,
    overlap: (when) => sentence`Das letzte Secret signiert noch mit, endet ${when}`,
    created: "Erstellt",
    changed: "Geändert",
    id: "ID",
    copyId: "ID kopieren",
    copyAddress: "Adresse kopieren",
    saveSecret: "Secret übergeben…",
    test: "Test senden",
    change: "Ändern…",
    rotate: "Secret rotieren…",
    switchOff: "Ausschalten…",
    switchOn: "Einschalten",
    cannotTestOff: "Schalten Sie ihn zuerst ein.",
    cannotTestUnsigned: "Rotieren Sie zuerst sein Secret.",
  },
  off: {
    title: "Diesen Webhook ausschalten?",
    means:
      "Ihm wird nichts mehr gesendet, und Ereignisse in der Zwischenzeit werden nicht für ihn aufgehoben. Sie können ihn jederzeit wieder einschalten.",
    submit: "Ausschalten",
    done: "Der Webhook ist aus.",
    on: "Der Webhook ist an.",
  },

  form: {
    createTitle: "Webhook erstellen",
    changeTitle: "Webhook ändern",
    address: "Adresse",
    addressHelp: "Wohin Ereignisse gesendet werden: https, und aus dem Internet erreichbar.",
    addressExample: "https://hooks.example.com/keys",
    description: "Wofür er ist",
    events: "Ereignisse",
    all: { title: "Alle", detail: "Auch Arten, die mit einer späteren Version dazukommen." },
    selected: { title: "Einige", detail: "Nur die Arten, die Sie wählen." },
    kinds: "Arten von Ereignissen",
    chooseOne: "Wählen Sie mindestens eine Art von Ereignis.",
    loadingKinds: "Arten von Ereignissen werden geladen",
    create: "Webhook erstellen",
    change: "Änderungen speichern",
    changed: "Der Webhook ist geändert.",
  },
  ofService: {
    refresh: "Erneut fragen",
    empty:
      "Endpunkte, die Sie beim Dienst anlegen, stehen hier, damit ihre Signatur-Secrets rotiert werden können.",
    needsWriter:
      "Der Dienst wird mit einem Schreibschlüssel gefragt. Erstellen Sie einen dieser Umgebung oder fügen Sie einen hinzu, damit er hier gespeichert ist.",
    rotateWhy:
      "Der Dienst erstellt ein anderes Secret und nennt es einmal. Wie lange das bisherige gilt, ist nicht dokumentiert: Setzen Sie das neue sofort ein.",
    askedWith: (name) => sentence`Der Dienst wird mit dem Schlüssel ${name} gefragt.`,
  },
  rotate: {
    title: "Signatur-Secret rotieren?",
    why: "24 Stunden lang trägt jede Zustellung die Signaturen beider Secrets, so kann Ihr Programm zum neuen wechseln, ohne etwas zu verpassen.",
    again: (when) =>
      sentence`Eine frühere Rotation läuft noch: Das vorletzte Secret signiert sofort nicht mehr, nicht erst ${when}.`,
    submit: "Secret rotieren",
  },
  sheet: {
    title: "Das Signatur-Secret",
    once: "Ihr Programm prüft damit, dass eine Nachricht von hier kommt. Es wird nur dieses eine Mal gezeigt: Kopieren Sie es oder schreiben Sie es in eine Datei, bevor Sie weitermachen.",
    unsigned:
      "Der Schlüsselserver hat keinen Versiegelungsschlüssel, deshalb wird noch nichts gesendet. Rotieren Sie das Secret, sobald er einen hat; dieses hier wird nicht verwendet.",
    again: "Geht es verloren, rotieren Sie das Secret, um ein anderes zu bekommen.",
    saved: "Ich habe es gespeichert",
    confirmFirst: "Bestätigen Sie zuerst, dass Sie es gespeichert haben.",
    done: "Fertig",
    leaveTitle: "Ohne das Secret gehen?",
    leaveMeans:
      "Es bleibt im Speicher dieses Fensters, bis Sie Conduit Keys schließen, und die Zeile des Webhooks übergibt es noch einmal. Danach rotieren Sie es.",
    leave: "Gehen",
  },

  deliveries: {
    title: "Zustellungen",
    loading: "Zustellungen werden geladen",
    none: "Es wurde noch nichts gesendet.",
    more: "Mehr laden",
    status: {
      pending: "Wartet",
      processing: "Wird gesendet",
      succeeded: "Angekommen",
      failed: "Fehlgeschlagen",
    },
    retrying: "Wird erneut versucht",
    attempts: (count) => german.counted(count, attemptForms),
    next: (when) => sentence`Nächster Versuch ${when}`,
    nextDue: "Der nächste Versuch steht an.",
    untried: "Der erste Versuch steht an.",
    number: (number) => `Versuch ${number}`,
    running: "läuft",
    answered: (status) => `Antwort ${status}`,
    outcome: {
      delivered: "Der Empfänger hat es angenommen.",
      refused: "Der Empfänger antwortete mit einem Fehler.",
      redirected:
        "Der Empfänger verwies woandershin. Umleitungen wird nicht gefolgt: Geben Sie die endgültige Adresse an.",
      timed_out: "Der Empfänger antwortete nicht innerhalb von 10 Sekunden.",
      not_connected:
        "Es kam keine Verbindung zustande: Der Name ist unbekannt, dort lauscht nichts, oder dem Zertifikat wird nicht vertraut.",
      broke_off: "Die Verbindung brach ab, bevor eine Antwort kam.",
      not_public: "Die Adresse ist nicht öffentlich, deshalb wurde nichts gesendet.",
      not_signed: "Es gibt kein Secret zum Signieren, deshalb wurde nichts gesendet.",
      interrupted: "Der Schlüsselserver wurde währenddessen beendet.",
    },
    retry: "Erneut senden",
    retryMeans: "Ihr Programm sieht dasselbe Ereignis noch einmal, mit derselben ID.",
    eventId: "Ereignis-ID",
    copyEventId: "Ereignis-ID kopieren",
  },
  event: {
    "key.created": "Schlüssel erstellt",
    "key.confirmed": "Schlüssel bestätigt",
    "key.retiring": "Schlüssel läuft aus",
    "key.revoked": "Schlüssel widerrufen",
    "key.changed": "Schlüssel geändert",
    "key.quarantined": "Schlüssel in Quarantäne",
    "key.released": "Schlüssel aus der Quarantäne entlassen",
    "key.expired": "Schlüssel abgelaufen",
    "key.leaked": "Secret als kompromittiert gemeldet",
    "rotation.started": "Rotation begonnen",
    "rotation.handed_over": "Rotation übergeben",
    "rotation.finished": "Rotation abgeschlossen",
    "rotation.undone": "Rotation rückgängig gemacht",
    "alert.raised": "Warnung",
    "webhook.test": "Test",
  },
};
