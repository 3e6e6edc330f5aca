import type { Words } from "..";
import { sentence } from "../sentence";

export const activation: Words["activation"] = {
  state: {
    not_submitted: "Nicht beantragt",
    submitted: "Beantragt",
    in_review: "In Prüfung",
    more_information_needed: "Weitere Angaben nötig",
    approved: "Genehmigt",
    rejected: "Abgelehnt",
  },
  loading: "Freischaltung wird geladen",
  wayToLive: "Der Weg zu Live",

  progress: "Fortschritt",
  next: {
    organization: { title: "Organisation einrichten", detail: "" },
    call: { title: "Als Nächstes: ersten Sandbox-Aufruf senden", detail: "Er erscheint hier automatisch." },
    write: {
      title: "Als Nächstes: ersten schreibenden Sandbox-Aufruf senden",
      detail:
        "Dafür brauchen Sie einen Schlüssel, der lesen und schreiben darf. Der Aufruf erscheint hier automatisch.",
    },
    submitted: {
      title: "Als Nächstes: Freischaltung beantragen",
      detail: "Geben Sie an, wer Sie sind und wofür Sie die Live-Schlüssel brauchen.",
    },
    approved: {
      title: "Als Nächstes: auf die Genehmigung warten",
      detail: "Bis zur Entscheidung müssen Sie nichts tun.",
    },
    live_key: {
      title: "Als Nächstes: ersten Live-Schlüssel erstellen",
      detail: "Live ist freigeschaltet. Ab jetzt sind Aufrufe echt.",
    },
  },
  nextIsOver: {
    title: "Die Freischaltung wurde abgelehnt",
    detail: "Die Gründe stehen unten. Der Antrag ist abgeschlossen.",
  },
  nextIsNothing: {
    title: "Sie sind live",
    detail: "Alle Schritte sind erledigt. Ihre Live-Schlüssel finden Sie unter „Schlüssel“.",
  },
  nextIsChanges: {
    title: "Als Nächstes: gewünschte Änderungen vornehmen",
    detail: "Die Gründe stehen unten. Ändern Sie Ihre Angaben und stellen Sie den Antrag erneut.",
  },
  nextIsLocalApproval: {
    title: "Als Nächstes: auf diesem Computer genehmigen",
    detail: "Hier prüft niemand anders, deshalb genehmigen Sie selbst.",
  },

  line: {
    organization: "Organisation eingerichtet",
    call: "Erster Sandbox-Aufruf",
    write: "Erster schreibender Sandbox-Aufruf",
    submitted: "Beantragt",
    approved: "Genehmigt",
    live_key: "Ersten Live-Schlüssel erstellen",
  },
  waitsFor: (line) => `wartet auf „${line}“`,
  notYet: "noch nicht",
  organizationHere: (organization) => sentence`${organization}, auf diesem Computer.`,
  organizationAt: (organization, connection) => sentence`${organization}, auf ${connection}.`,

  firstSuccess: { call: "Erster erfolgreicher Aufruf", write: "Erster erfolgreicher schreibender Aufruf" },
  seen: (what, when) => sentence`${what} am ${when}.`,
  seenWith: (what, key, when) => sentence`${what} mit Schlüssel ${key} am ${when}.`,
  correlationId: "Korrelations-ID",
  copyCorrelationId: "Korrelations-ID kopieren",
  notSeen: {
    call: "Noch kein erfolgreicher Aufruf mit einem Sandbox-Schlüssel. Er dient der Prüfung als Nachweis; Sie können die Freischaltung auch ohne ihn beantragen.",
    write:
      "Noch kein erfolgreicher schreibender Aufruf. Er braucht einen Schlüssel, der lesen und schreiben darf, und dient der Prüfung als Nachweis; Sie können die Freischaltung auch ohne ihn beantragen.",
  },
  copyExample: "Beispielaufruf kopieren",
  openSandboxKeys: "Sandbox-Schlüssel öffnen",

  field: { legalName: "Firmenname", contactEmail: "Kontakt-E-Mail", purpose: "Zweck" },
  fieldHelp: {
    legalName: "Wie im Handelsregister.",
    contactEmail: "Wer dafür verantwortlich ist.",
    purpose: "Wofür Sie die Live-Schlüssel brauchen.",
  },
  typedIsKept: (why) => `${why} Ihre Eingaben bleiben erhalten.`,
  submit: "Freischaltung beantragen",
  submitting: "Wird beantragt…",

  whoReads: "Ein Mensch liest Ihre Angaben und entscheidet. Bis dahin können Sie sie ändern.",
  mayNotSubmit:
    "Ihre Rolle darf die Freischaltung nicht beantragen. Ein Admin oder jemand mit der Rolle „Onboarding“ kann das tun.",
  rejected: "Gründe für die Ablehnung",
  rejectedBy: (who) => sentence`Gründe für die Ablehnung durch ${who}`,
  changesRequested: "Änderungen angefordert",
  changesRequestedBy: (who) => sentence`Änderungen angefordert von ${who}`,
  aboutField: (field) => `${field}:`,
  notAgain: "Ein neuer Antrag ist nicht möglich.",
  contact: "Kontakt",
  submittedBy: "Von",
  changeAndSubmit: "Ändern und neu beantragen…",
  change: "Angaben ändern…",

  approvedBy: (who) => sentence`Von ${who}`,
  approvedByFor: (who, reason) => sentence`Von ${who}: ${reason}`,
  onlyLocal: "Eine lokale Genehmigung. Sie schaltet Sie nicht bei Conduit Financial frei.",
  decidedElsewhere: (connection) =>
    `Wer ${connection ?? "den Schlüsselserver"} betreibt, entscheidet. Diese Seite aktualisiert sich automatisch.`,
  closed: "Der Antrag ist abgeschlossen.",
  somebodyDecides: "Jemand liest Ihren Antrag und entscheidet.",

  localTitle: "Lokale Genehmigung",
  localWhy:
    "Für den Schlüsselserver dieses Computers gibt es keine Prüfer, deshalb genehmigen Sie hier selbst. Das schaltet Sie nicht bei Conduit Financial frei.",
  reason: "Grund",
  reasonHelp: "Wird im Prüfprotokoll festgehalten.",
  reasonPlaceholder: "Eigener Computer, zur Entwicklung",
  reasonFirst: "Geben Sie zuerst einen Grund an.",
  approve: "Auf diesem Computer genehmigen",
  approved: "Auf diesem Computer genehmigt. Live ist freigeschaltet.",

  liveLater: "Live-Schlüssel gibt es erst nach der Genehmigung.",
  liveOpen:
    "Live ist freigeschaltet. Mit einem Live-Schlüssel geht es um echtes Geld: Beginnen Sie mit einem, der nur lesen darf.",
  createLive: "Live-Schlüssel erstellen…",
  liveOpenForAdmin: "Live ist freigeschaltet. Ein Admin kann den ersten Live-Schlüssel erstellen.",
};
