import type { CallView } from "../../contract/contract";
import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

const answer = (call: CallView) =>
  `${
    call.answered === "accepted"
      ? "angenommen"
      : call.answered === "refused"
        ? "abgelehnt"
        : "eine Antwort, die nichts über den Schlüssel sagt"
  } (${call.status})`;

export const guides: Words["guides"] = {
  open: {
    create: "Schlüssel erstellen…",
    adopt: "Vorhandenen Schlüssel hinzufügen…",
  },
  title: {
    create: (service) => `Schlüssel bei ${service} erstellen`,
    adopt: (service) => `Schlüssel von ${service} hinzufügen`,
    rotate: (service) => `Schlüssel bei ${service} rotieren`,
    revoke: (service) => `Schlüssel bei ${service} widerrufen`,
  },
  means: {
    create: (service) =>
      `${service} hat keine API für seine Schlüssel. Sie erstellen ihn deshalb auf der Seite des Dienstes. Conduit Keys führt Sie dorthin, legt das Secret in den Schlüsselbund und weist den Schlüssel mit einem Aufruf nach, der nichts ändert.`,
    adopt: (service) =>
      `Kopieren Sie das Secret dort, wo Sie es aufbewahren. Es kommt in den Schlüsselbund, und ein Aufruf bei ${service}, der nichts ändert, weist es nach.`,
    rotate: (service) =>
      `Sie erstellen den neuen Schlüssel auf der Seite von ${service}, geben ihn Ihren Programmen und widerrufen dann den alten. Die Rotation ist zu Ende, wenn ${service} den alten Schlüssel ablehnt.`,
    revoke: (service) =>
      `Sie widerrufen ihn auf der Seite von ${service}. Es ist zu Ende, wenn ${service} den Schlüssel ablehnt.`,
  },
  begin: "Beginnen",
  limits: "Ausgabenlimits, die Sie dort festlegen",
  declaredAccess: "Wählen Sie dort dieselbe Stufe. Der Dienst nennt sie später nicht.",
  accessIs: (level) => `Zugriff: ${level}`,
  noteIs: (note) => `Notiz: ${note}`,

  steps: "Schritte",
  openPage: (host) => `Öffnen Sie ${host} und melden Sie sich an.`,
  openIt: "Im Browser öffnen",
  openedMyself: "Sie ist offen",
  copyAddress: "Adresse kopieren",
  said: "Erledigt",
  sentence: {
    sign_in: "Melden Sie sich an.",
    create_key: "Erstellen Sie dort den Schlüssel und kopieren Sie sein Secret.",
    hand_over: "Geben Sie den neuen Schlüssel jedem Programm, das den alten hat.",
    revoke_key: "Widerrufen Sie dort den alten Schlüssel.",
  },
  own: {
    "conduit-financial.create.sandbox":
      "Öffnen Sie im Dashboard API Keys, der Schalter steht auf Sandbox. Erstellen Sie einen Schlüssel mit der Zugriffsstufe von oben und kopieren Sie ihn: Er wird nur einmal gezeigt.",
    "conduit-financial.create.live":
      "Stellen Sie im Dashboard den Schalter auf Live; es gibt ihn, sobald die Organisation freigeschaltet ist. Öffnen Sie API Keys, erstellen Sie einen Schlüssel mit der Zugriffsstufe von oben und kopieren Sie ihn: Er wird nur einmal gezeigt.",
    "conduit-financial.revoke": "Öffnen Sie im Dashboard API Keys und widerrufen Sie den alten Schlüssel.",
    "conduit-im.create":
      "Öffnen Sie im Dashboard API Keys. Erstellen Sie einen Schlüssel mit dem Namen von oben und den Ausgabenlimits, die er haben soll, und kopieren Sie ihn: Er wird nur einmal gezeigt.",
    "conduit-im.revoke": "Öffnen Sie im Dashboard API Keys und widerrufen Sie den alten Schlüssel.",
    "conductor.create":
      "Öffnen Sie im Dashboard das Projekt und seine API-Schlüssel. Drücken Sie „Create secret key“, geben Sie ihm den Namen von oben und kopieren Sie ihn: Er wird nur einmal gezeigt.",
    "conductor.revoke":
      "Öffnen Sie im Dashboard das Projekt und seine API-Schlüssel und löschen Sie den alten Schlüssel.",
  },
  take: "Kopieren Sie das Secret und übernehmen Sie es dann aus der Zwischenablage. Es kommt nie in dieses Fenster.",
  takeIt: "Aus der Zwischenablage übernehmen",
  takeAnother: "Anderes übernehmen",
  taken: (hint) => `Im Schlüsselbund: ${hint}`,
  unlike: "Es beginnt nicht wie andere Schlüssel des Dienstes. Der nächste Aufruf zeigt, ob es einer ist.",
  perhapsTaken:
    "Vielleicht ist es schon im Schlüsselbund. Entsperren Sie ihn, dann müssen Sie nichts noch einmal kopieren.",
  prove: {
    new: "Der neue Schlüssel wird angenommen.",
    old_works: "Der alte Schlüssel wird angenommen.",
    old: "Der alte Schlüssel wird abgelehnt.",
  },
  proveIt: "Mit einem Aufruf prüfen",
  proveAgain: "Noch einmal prüfen",
  proved: (said) => `Nachgewiesen: ${said}`,
  notYet: (said) => `Noch nicht: ${said}`,
  answer,
  callId: "ID des Aufrufs kopieren",
  thisOne: "Genau diesen",
  notThisOne: "Nicht den neuen",
  awaits: {
    handed_over:
      "Geben Sie den neuen Schlüssel jedem Programm, das den alten hat, und sehen Sie nach, ob alle laufen.",
    approved: "Warten Sie, bis es dort genehmigt ist.",
  },
  awaited: { handed_over: "Alle nutzen den neuen Schlüssel", approved: "Es ist genehmigt" },
  waitUntil: (when) => sentence`Weiter geht es ${when}.`,
  waited: "Weiter",
  leaveOut: "Auslassen…",
  leaveOutTitle: "Diesen Schritt auslassen?",
  leaveOutMeans: "Was er nachgewiesen hätte, gilt von da an als nicht nachgewiesen, mit Ihrer Begründung.",
  leftOut: (reason) => `Ausgelassen: ${reason}`,
  reasonKept: "Die Begründung bleibt beim Schlüssel.",
  leaveItOut: "Auslassen",

  giveUp: "Aufgeben…",
  giveUpTitle: "Das aufgeben?",
  giveUpMeans: "Was nachgewiesen ist, bleibt. Ein Secret ohne Nachweis verlässt den Schlüsselbund.",
  giveUpIt: "Aufgeben",
  later: "Schließen",
  laterMeans: "Sie können jederzeit weitermachen, auch nach einem Neustart.",
  finished: "Alles erledigt.",
  givenUp: "Aufgegeben.",
  left: {
    look_for_new_key:
      "Suchen Sie beim Dienst nach einem neuen Schlüssel und widerrufen Sie ihn: Hier hat niemand sein Secret.",
    revoke_new_key: (hint) =>
      `Widerrufen Sie den Schlüssel ${hint} beim Dienst. Hier ist er nirgends gespeichert.`,
    revoke_old_key: (hint) =>
      `Widerrufen Sie den alten Schlüssel${hint === null ? "" : ` ${hint}`} beim Dienst. Vielleicht gilt er noch.`,
  },

  underWay: "In Arbeit",
  run: {
    create: (name) => sentence`${name} wird erstellt`,
    adopt: (name) => sentence`${name} wird hinzugefügt`,
    rotate: (name) => sentence`${name} wird rotiert`,
    revoke: (name) => sentence`${name} wird widerrufen`,
  },
  stepOf: (at, of) => `Schritt ${at} von ${of}`,
  goOn: "Weitermachen",

  key: {
    proof: "Nachweis",
    never: "Noch kein Aufruf hat ihn nachgewiesen.",
    last: (said, when) => sentence`Letzter Aufruf: ${said}, ${when}`,
    refusedNow:
      "Der Dienst lehnt diesen Schlüssel ab, und hier hat ihn niemand widerrufen. Rotieren oder widerrufen Sie ihn.",
    unproved: "Ein Schritt seines Lebens wurde ausgelassen und ist nicht nachgewiesen.",
    proveNow: "Jetzt prüfen",
    headroom: ({ remaining, limit, resetsInSeconds }) =>
      `Ratenlimit in dem Moment: ${german.number(remaining)} von ${german.number(limit)} frei, alles wieder innerhalb von ${german.period(Math.max(1, resetsInSeconds) * 1000)}`,
    proveLevel: "Zugriffsstufe prüfen",
    proveLevelMeans:
      "Sendet einen Schreibaufruf, der nichts bewirken kann, weil ihm das Wesentliche fehlt. Ein Nur-Lese-Schlüssel wird als solcher abgelehnt (403); einem Schreibschlüssel wird gesagt, was fehlt (400). Nichts wird erstellt.",
    proveLevelNow: "Senden",
    levelProved: (level, when) => sentence`Nachgewiesen ${when}: ${level}.`,
    levelIsOther: "Das ist nicht, was angegeben wurde.",
    madeAt: (path) =>
      `Der Dienst hat den Schreibaufruf ausgeführt, statt ihn abzulehnen. Sehen Sie dort unter ${path} nach und entfernen Sie, was entstanden ist.`,
    declared: "wie von Ihnen angegeben",
    tellsLastUse: (service) =>
      `${service} sagt, wann ein Schlüssel zuletzt verwendet wurde, und nicht, wer ihn verwendet.`,
    keptHere: (service) =>
      `Was von ihm bekannt ist, steht auf diesem Computer. ${service} sagt nicht, wer mit ihm aufruft.`,
    head: "Letzter Nachweis",
    short: (call) =>
      call === null
        ? "nicht nachgewiesen"
        : call.answered === "accepted"
          ? "angenommen"
          : call.answered === "refused"
            ? "abgelehnt"
            : "keine Antwort",
  },
  none: {
    title: (environment, service) => `Noch keine ${environment}-Schlüssel von ${service}`,
    whatFor:
      "Fügen Sie einen vorhandenen Schlüssel hinzu, oder lassen Sie sich durch das Erstellen führen. Jeder wird mit einem Aufruf nachgewiesen, der nichts ändert.",
  },
  secretElsewhere: (key) =>
    `Dieser Computer hat das Secret von ${key.name} nicht, deshalb kann kein Aufruf sein Ende nachweisen. Sie können diesen Schritt mit einer Begründung auslassen.`,

  project: {
    publishable: "Öffentlicher Schlüssel",
    none: "Hier noch nicht vermerkt. Er ist kein Secret: Vermerken Sie ihn, um ihn zur Hand zu haben.",
    means: "Er ist kein Secret und bleibt für immer gleich: Er kann nicht widerrufen werden.",
    help: "Er beginnt mit pk_. Kopieren Sie ihn beim Dienst aus den API Keys des Projekts.",
    add: "Hinzufügen…",
    change: "Ändern…",
    copy: "Öffentlichen Schlüssel kopieren",
    keep: "Vermerken",
  },
  claims: {
    show: "Was der Schlüssel über sich sagt",
    unverified: (service) =>
      `Ungeprüft: Nur ${service} kann die Signatur prüfen. Nichts davon weist etwas nach.`,
    unreadable: "Dieser Schlüssel lässt sich nicht lesen. Daraus folgt nichts: Ein Aufruf weist ihn nach.",
    hidden: "nicht gezeigt",
  },

  account: {
    way: (service) => `Zugang zu ${service}`,
    ways: { sign_in: "Anmelden", token: "API-Token" },
    signInMeans:
      "Das Token der Sitzung kommt in den Schlüsselbund, Ihr Passwort wird nirgends aufbewahrt. Ein Konto, das sich mit Google oder GitHub anmeldet, hat keines: Verwenden Sie ein API-Token.",
    tokenMeans: (service) =>
      `Kopieren Sie zuerst ein API-Token Ihres Kontos bei ${service}. Es kommt aus der Zwischenablage direkt in den Schlüsselbund, nachdem ein Aufruf gezeigt hat, dass es angenommen wird; in dieses Fenster gelangt es nie.`,
    more: "Name und Adresse",
    address: "Andere Adresse",
    addressHelp: "Ein Simulator oder eine eigene Installation.",
  },
  service: {
    which: "Dienst",
    means:
      "Seine Schlüssel werden auf seiner eigenen Seite erstellt. Jetzt wird ihm nichts gesendet, und Sie brauchen keine Zugangsdaten.",
    environments: (names) => `Umgebungen: ${names}`,
    other: "Andere Adressen verwenden",
    otherMeans:
      "Ein Simulator oder eine eigene Installation. Schlüssel werden dann dort nachgewiesen statt beim Dienst.",
    hostOf: (environment) => `Adresse für ${environment}`,
    submit: "Verbindung hinzufügen",
    added: (name) => `${name} hinzugefügt.`,
    keptHere: "Auf diesem Computer geführt",
    withToken: "Mit einem API-Token",
    state: "wird nur gefragt, wenn Sie fragen",
    project: "Projekt",
    projectHelp: (name) =>
      `Schlüssel gehören dort zu einem Projekt: Fügen Sie für jedes eine Verbindung hinzu. Ohne Angabe heißt sie ${name}.`,
    nameHelp: (name) => `Wenn leer, heißt sie ${name}.`,
    removeMeans:
      "Seine Schlüssel stehen dann hier nicht mehr, bis Sie den Dienst unter diesem Namen wieder hinzufügen. Beim Dienst ändert sich nichts, und gespeicherte Secrets bleiben im Schlüsselbund.",
  },
};
