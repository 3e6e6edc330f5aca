import type { Words } from "..";
import { german } from "../formats";
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
    call: {
      title: "Als Nächstes: die Sandbox mit einem Schlüssel aufrufen",
      detail: "Der Aufruf erscheint hier, sobald er beantwortet ist.",
    },
    write: {
      title: "Als Nächstes: zum ersten Mal schreiben",
      detail:
        "Dafür brauchen Sie einen Schlüssel, der lesen und schreiben darf. Der Aufruf erscheint hier, sobald er beantwortet ist.",
    },
    replay: {
      title: "Als Nächstes: einen schreibenden Aufruf wiederholen",
      detail: "Mit demselben Idempotenzschlüssel wird er einmal ausgeführt und zweimal beantwortet.",
    },
    limit: {
      title: "Als Nächstes: ein Anfragelimit abwarten",
      detail: "Wer die Antwort 429 bekommt, wartet so lange, wie sie sagt.",
    },
    read_only: {
      title: "Als Nächstes: mit einem Nur-Lese-Schlüssel schreiben",
      detail: "Er wird abgewiesen. Das zeigt, dass solche Schlüssel nichts ändern.",
    },
    rotation: {
      title: "Als Nächstes: eine Rotation üben",
      detail:
        "Ersetzen Sie einen Sandbox-Schlüssel und schließen Sie die Rotation ab, bevor es darauf ankommt.",
    },
    second_admin: {
      title: "Als Nächstes: einen zweiten Admin hinzufügen",
      detail: "Dann lassen sich Schlüssel auch widerrufen, wenn jemand von Ihnen fehlt.",
    },
    addresses: {
      title: "Als Nächstes: festlegen, von wo Ihre Programme aufrufen",
      detail:
        "Ein Schlüssel mit erlaubten Adressen wird von überall sonst abgewiesen. Oder verzichten Sie mit Begründung darauf.",
    },
    documents: {
      title: "Als Nächstes: Dokumente hinzufügen",
      detail: "Was zeigt, wer Sie sind und wer unterschreiben darf. Wer entscheidet, liest sie.",
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
    detail: "Ihre Live-Schlüssel finden Sie unter „Schlüssel“.",
  },
  nextIsChanges: {
    title: "Als Nächstes: gewünschte Änderungen vornehmen",
    detail: "Die Gründe stehen unten. Ändern Sie Ihre Angaben und stellen Sie den Antrag erneut.",
  },
  nextIsAgain: {
    title: "Als Nächstes: neu beantragen",
    detail: "Der Antrag wurde abgelehnt, aber nicht endgültig. Die Gründe stehen unten.",
  },
  openProofs: (open) =>
    open === 1
      ? "1 empfohlener Schritt ist offen. Er ist nicht vorgeschrieben; wer entscheidet, sieht, was nachgewiesen ist."
      : `${open} empfohlene Schritte sind offen. Sie sind nicht vorgeschrieben; wer entscheidet, sieht, was nachgewiesen ist.`,
  neverProved: (open) =>
    open === 1 ? "1 empfohlener Schritt ist noch offen." : `${open} empfohlene Schritte sind noch offen.`,
  showStep: "Zu diesem Schritt",
  nextIsLocalApproval: {
    title: "Als Nächstes: auf diesem Computer genehmigen",
    detail: "Hier prüft niemand anders, deshalb genehmigen Sie selbst.",
  },

  line: {
    organization: "Organisation eingerichtet",
    call: "Ein Sandbox-Schlüssel in Gebrauch",
    write: "Ein erster schreibender Aufruf",
    replay: "Ein schreibender Aufruf, mit seinem Idempotenzschlüssel wiederholt",
    limit: "Ein Anfragelimit abgewartet",
    read_only: "Ein Nur-Lese-Schlüssel beim Schreiben abgewiesen",
    rotation: "Eine Rotation in der Sandbox geübt",
    second_admin: "Ein zweiter Admin",
    addresses: "Erlaubte Adressen, die zu einem Aufrufer passen",
    documents: "Dokumente",
    submitted: "Beantragt",
    approved: "Genehmigt",
    live_key: "Ersten Live-Schlüssel erstellen",
  },
  waitsFor: (line) => `wartet auf „${line}“`,
  recommended: "empfohlen",
  needed: "nötig",
  organizationHere: (organization) => sentence`${organization}, auf diesem Computer.`,
  organizationAt: (organization, connection) => sentence`${organization}, auf ${connection}.`,

  seenWith: (request, key) => sentence`${request}, Schlüssel ${key}`,
  letIn: (request, key, address) => sentence`${request}, Schlüssel ${key}, von ${address}`,
  waivedBy: (who, reason) => sentence`Verzicht durch ${who}: ${reason}`,
  rotated: (key) => sentence`Neuer Schlüssel ${key}`,
  becameAdmin: (member) => sentence`${member} kann sich als Admin anmelden`,
  seenBefore: "Von einer früheren Version gesehen, die nur den Zeitpunkt festhielt.",
  openRequest: (id) => `Anfrage ${id} öffnen`,
  openRotation: "Rotation öffnen",
  notSeen: {
    call: "Noch kein Aufruf mit einem Sandbox-Schlüssel wurde erfolgreich beantwortet.",
    write: "Noch kein schreibender Aufruf wurde erfolgreich beantwortet.",
    replay: "Noch kein schreibender Aufruf wurde unter seinem Idempotenzschlüssel wiederholt.",
    limit: "Noch keine Anfrage, die mit 429 beantwortet wurde, wurde nach der Wartezeit wiederholt.",
    read_only: "Noch kein Nur-Lese-Schlüssel hat versucht zu schreiben.",
    rotation: "Noch keine Rotation wurde in der Sandbox abgeschlossen.",
    second_admin: "Nur eine Person kann sich als Admin anmelden, oder niemand.",
    addresses:
      "Noch kein Sandbox-Schlüssel mit erlaubten Adressen wurde von einer dieser Adressen aus verwendet.",
  },
  how: "So geht’s",
  firstKey:
    "Es gibt noch keinen aktiven Sandbox-Schlüssel. Erstellen Sie einen; sein erster Aufruf erscheint dann hier.",
  createSandbox: "Sandbox-Schlüssel erstellen…",
  askForSecret: {
    any: "Führen Sie dies in einem Terminal aus und fügen Sie das Secret eines Sandbox-Schlüssels ein. Es wird nicht angezeigt und steht nicht im Verlauf.",
    read_write:
      "Führen Sie dies in einem Terminal aus und fügen Sie das Secret eines Sandbox-Schlüssels ein, der lesen und schreiben darf. Es wird nicht angezeigt und steht nicht im Verlauf.",
    read_only:
      "Führen Sie dies in einem Terminal aus und fügen Sie das Secret eines Sandbox-Schlüssels ein, der nur lesen darf. Es wird nicht angezeigt und steht nicht im Verlauf.",
  },
  copyAsk: "Befehl kopieren, der nach dem Secret fragt",
  thenRun: {
    call: "Rufen Sie dann die Sandbox auf:",
    write: "Legen Sie dann ein kleines Dokument ab:",
    replay:
      "Legen Sie dann ein kleines Dokument zweimal unter einem Idempotenzschlüssel ab. Die zweite Antwort sagt, dass sie wiederholt ist.",
    limit:
      "Rufen Sie dann auf, bis Sie abgewiesen werden, warten Sie, und rufen Sie erneut auf. Das dauert einige Sekunden.",
    read_only:
      "Versuchen Sie dann, ein Dokument abzulegen. Die Antwort ist 403 API_KEY_READ_ONLY: Das ist der Nachweis.",
  },
  copyCommand: "Befehl kopieren",
  howToRotate:
    "Wählen Sie einen Sandbox-Schlüssel, drücken Sie „Rotieren“, lassen Sie ein Programm mit dem neuen Schlüssel aufrufen, und schließen Sie die Rotation ab.",
  howToInvite:
    "Laden Sie jemanden mit der Rolle Admin ein. Es zählt, sobald die Person ihr Passwort gesetzt hat.",
  howToAllow:
    "Geben Sie einem Sandbox-Schlüssel die Adressen, von denen Ihre Programme aufrufen, und lassen Sie eines davon mit ihm aufrufen. Ein Bereich, der jede Adresse enthält, weist nichts nach.",
  waiverReason: "Oder verzichten Sie darauf, weil",
  waiverHelp: "Wer entscheidet, liest das. Bis dahin können Sie den Verzicht zurücknehmen.",
  waiverPlaceholder: "Unsere Programme haben keine festen Adressen",
  waive: "Auf erlaubte Adressen verzichten",
  waived: "Auf erlaubte Adressen wird verzichtet.",
  withdrawWaiver: "Verzicht zurücknehmen",
  waiverWithdrawn: "Der Verzicht ist zurückgenommen.",
  openMembers: "Mitglieder öffnen",
  openSandboxKeys: "Sandbox-Schlüssel öffnen",

  field: {
    legalName: "Firmenname",
    contactEmail: "Kontakt-E-Mail",
    purpose: "Zweck",
    documents: "Dokumente",
  },
  fieldHelp: {
    legalName: "Wie im Handelsregister.",
    contactEmail: "Wer dafür verantwortlich ist.",
    purpose: "Wofür Sie die Live-Schlüssel brauchen.",
  },
  documents: {
    attached: "Dokumente",
    chosen: "Dateien zum Hinzufügen",
    kind: {
      certificate_of_incorporation: "Registerauszug",
      proof_of_address: "Adressnachweis",
      authorised_signatory: "Zeichnungsberechtigung",
      other: "Sonstiges",
    },
    type: { "application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG" },
    size: (bytes) => german.size(bytes),
    facts: (kind, type, bytes) => `${kind}, ${type}, ${german.size(bytes)}`,
    attachedBy: (who, when) => sentence`Von ${who}, ${when}`,
    copyDigest: "SHA-256 kopieren",
    late: "Nach dem Antrag hinzugefügt.",
    none: "Es sind keine Dokumente hinzugefügt.",
    above: "Die Dokumente stehen oben, mit der Entscheidung.",
    stay: "Der Antrag wartet auf eine Entscheidung, deshalb kann jetzt keines davon entfernt werden.",
    choose: "Dateien wählen…",
    limits: (most) =>
      `Oder ziehen Sie Dateien auf dieses Fenster. PDF, PNG oder JPEG nach ihrem Inhalt, je höchstens 5 MB, ${most} Dokumente.`,
    full: (most) => `Es sind ${most} Dokumente; mehr geht nicht.`,
    chooseKind: "Was zeigt es?",
    kindOf: (name) => `Was ${name} zeigt`,
    kindFirst: "Geben Sie zuerst zu jeder Datei an, was sie zeigt.",
    attach: (count) => `${german.counted(count, { one: "Dokument", other: "Dokumente" })} hinzufügen`,
    drop: "Dateien loslassen, um sie hinzuzufügen",
    forget: (name) => `${name} nicht hinzufügen`,
    progressOf: (name) => `Fortschritt von ${name}`,
    sent: (sent, all) => `${german.size(sent)} von ${german.size(all)}`,
    waiting: "Wartet",
    stop: "Anhalten",
    stopOne: (name) => `${name} anhalten`,
    stopped: "Angehalten. War es schon angekommen, steht es in der Liste oben.",
    again: "Erneut versuchen",
    done: (name) => `${name} ist hinzugefügt.`,
    save: "Speichern…",
    saveOne: (name) => `${name} in einer Datei speichern`,
    saved: (path) => `Gespeichert in ${path}.`,
    remove: "Entfernen",
    removeOne: (name) => `${name} entfernen`,
    removeTitle: (name) => `${name} entfernen?`,
    removeWhy:
      "Der Inhalt wird auf dem Schlüsselserver gelöscht. Das Protokoll behält den Namen und den SHA-256-Wert.",
    removed: (name) => `${name} ist entfernt.`,
  },
  typedIsKept: (why) => `${why} Ihre Eingaben bleiben erhalten.`,
  submit: "Freischaltung beantragen",
  submitting: "Wird beantragt…",

  askedHere: (detail) => `Die Prüfung sagt: ${detail}`,
  nothingSubmitted: "Noch wurde nichts beantragt.",
  above: "Was beantragt wurde, steht oben, mit der Entscheidung.",
  whoReads: "Ein Mensch liest Ihre Angaben und entscheidet. Bis dahin können Sie sie ändern.",
  mayNotSubmit:
    "Ihre Rolle darf die Freischaltung nicht beantragen. Ein Admin oder jemand mit der Rolle „Onboarding“ kann das tun.",
  rejected: "Gründe für die Ablehnung",
  rejectedBy: (who) => sentence`Gründe für die Ablehnung durch ${who}`,
  changesRequested: "Änderungen angefordert",
  changesRequestedBy: (who) => sentence`Änderungen angefordert von ${who}`,
  aboutField: (field) => `${field}:`,
  mayAgain: "Der Antrag kann geändert und neu gestellt werden.",
  notAgain: "Ein neuer Antrag ist nicht möglich.",
  contact: "Kontakt",
  submittedBy: "Von",
  changeAndSubmit: "Ändern und neu beantragen…",
  change: "Angaben ändern…",

  approvedBy: (who) => sentence`Von ${who}`,
  approvedByFor: (who, reason) => sentence`Von ${who}: ${reason}`,
  onlyLocal: "Eine lokale Genehmigung. Sie schaltet Sie nicht bei Conduit Financial frei.",
  takenUpBy: (who, when) => sentence`In Prüfung durch ${who} (${when}); solange kann nichts geändert werden.`,
  decideAbove: "Sie entscheiden oben.",
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

  desk: {
    next: {
      decide: {
        title: "Als Nächstes: entscheiden",
        detail: "Lesen Sie, was beantragt und was nachgewiesen ist, und entscheiden Sie dann.",
      },
      own: {
        title: "Jemand anders entscheidet",
        detail: "Sie haben dies beantragt, deshalb entscheiden Sie nicht darüber.",
      },
      nothing: { title: "Nichts zu entscheiden", detail: "Die Organisation hat noch nichts beantragt." },
      back: {
        title: "Nichts zu entscheiden",
        detail: "Die Organisation wurde gefragt und hat noch nicht neu beantragt.",
      },
      over: { title: "Entschieden", detail: "Die Entscheidung steht unten." },
    },
    title: "Was beantragt wurde",
    own: "Sie haben dies selbst beantragt. Jemand anders mit der Rolle „Operator“ entscheidet.",
    takeUp: "Prüfung beginnen",
    takeUpWhy: "Bis jemand die Prüfung beginnt, kann die Organisation ihre Angaben noch ändern.",
    decision: "Entscheidung",
    choice: {
      approve: { title: "Genehmigen", detail: "Live-Schlüssel können sofort erstellt werden." },
      ask: { title: "Nachfragen", detail: "Der Antrag geht zurück, mit dem, was fehlt." },
      reject: { title: "Ablehnen", detail: "Endgültig, oder bis er neu gestellt wird." },
    },
    button: { approve: "Freischaltung genehmigen", ask: "Nachfragen", reject: "Freischaltung ablehnen" },
    rejectForGood: "Endgültig ablehnen",
    done: {
      approve: "Genehmigt. Live ist freigeschaltet.",
      ask: "Zurückgegeben, mit dem, was fehlt.",
      reject: "Abgelehnt.",
    },
    reasonPlaceholder: "Vertrag unterschrieben, Unterlagen gesehen",
    reasons: "Gründe",
    about: (number) => `Grund ${number} betrifft`,
    detail: (number) => `Grund ${number}`,
    detailHelp: "Die Organisation liest dies beim Feld.",
    whole: "Der Antrag",
    addReason: "Weiterer Grund",
    removeReason: (number) => `Grund ${number} entfernen`,
    resubmittable: "Der Antrag darf neu gestellt werden",
  },

  queue: {
    filterLabel: "Welche Freischaltungen",
    filter: { waiting: "Wartend", sent_back: "Zurückgegeben", decided: "Entschieden", all: "Alle" },
    head: {
      organization: "Organisation",
      state: "Stand",
      submitted: "Beantragt",
      by: "Von",
      proofs: "Nachgewiesen",
      documents: "Dokumente",
    },
    loading: "Freischaltungen werden geladen",
    table: "Freischaltungen aller Organisationen",
    proofs: (proved, all) => `${proved} von ${all}`,
    own: "von Ihnen; jemand anders entscheidet",
    empty: {
      waiting: {
        title: "Niemand wartet auf eine Entscheidung",
        why: "Wer einen Antrag stellt, erscheint sofort hier.",
      },
      sent_back: {
        title: "Nichts ist zurückgegeben",
        why: "Wozu Sie mehr wissen wollen, wartet hier auf die Antwort.",
      },
      decided: { title: "Noch ist nichts entschieden", why: "Was Sie genehmigen oder ablehnen, steht hier." },
      all: {
        title: "Es gibt keine Organisation",
        why: "Wer den Schlüsselserver betreibt, richtet Organisationen ein.",
      },
    },
    shown: (count, more) =>
      `${german.counted(count, { one: "Organisation", other: "Organisationen" })}${more ? " geladen" : ""}`,
    back: (waiting) => (waiting === 0 ? "Alle Organisationen" : `Alle Organisationen, ${waiting} wartend`),
    waiting: (count) =>
      count === 1
        ? "1 Organisation wartet auf eine Entscheidung"
        : `${count} Organisationen warten auf eine Entscheidung`,
    close: "Zurück zu allen Organisationen",
  },

  liveLater: "Live-Schlüssel gibt es erst nach der Genehmigung.",
  liveOpen:
    "Live ist freigeschaltet. Mit einem Live-Schlüssel geht es um echtes Geld: Beginnen Sie mit einem, der nur lesen darf.",
  createLive: "Live-Schlüssel erstellen…",
  liveOpenForAdmin: "Live ist freigeschaltet. Ein Admin kann den ersten Live-Schlüssel erstellen.",
};
