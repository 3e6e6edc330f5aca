import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

const memberForms = { one: "Mitglied", other: "Mitglieder" };
const tokenForms = { one: "Token", other: "Token" };

export const people: Words["people"] = {
  tabs: { members: "Mitglieder", tokens: "Token", roles: "Wer was darf" },
  show: "Anzeigen",
  filterLabel: "Welche",
  filter: { current: "Mit Zugang", ended: "Ohne Zugang", all: "Alle" },
  roleLabel: "Rolle",
  everyRole: "Jede Rolle",
  search: { members: "Mitglieder suchen", tokens: "Token suchen" },
  searchBy: { members: "Name oder E-Mail", tokens: "Name oder ID" },
  loading: {
    members: "Mitglieder werden geladen",
    tokens: "Token werden geladen",
    roles: "Rollen werden geladen",
  },
  shownMembers: (count, more) => `${german.counted(count, memberForms)}${more ? " geladen" : ""}`,
  shownTokens: (count, more) => `${german.counted(count, tokenForms)}${more ? " geladen" : ""}`,
  onlyLoaded: "Die Suche sieht nur, was geladen ist.",
  loadMore: "Mehr laden",
  loadingMore: "Wird geladen…",
  noMatch: "Kein Treffer",
  noMatchWhy: "Bei dieser Auswahl von Zugang und Rolle passt hier nichts zu Ihrer Suche.",
  showEverybody: "Alle mit Zugang anzeigen",
  close: "Zeile schließen",
  you: "Sie",
  inUse: "hier in Gebrauch",
  youLong: "Das sind Sie.",
  inUseLong: "Diese Verbindung verwendet dieses Token.",

  emptyMembers: {
    title: "Noch niemand eingeladen",
    why: "Mitglieder melden sich mit eigener E-Mail-Adresse und eigenem Passwort an, jedes mit einer Rolle. Bis dahin gibt es nur Token, und das Protokoll nennt das Token statt einer Person.",
  },
  emptyTokens: {
    title: "Noch kein Token",
    why: "Ein Token lässt ein Skript oder ein Fenster auf einem anderen Computer ein, ohne dass sich jemand anmeldet. Es hat eine Rolle und am besten ein Ende.",
  },

  head: {
    name: "Name",
    email: "E-Mail",
    role: "Rolle",
    state: "Zustand",
    code: "Anmeldecode",
    lastSignIn: "Letzte Anmeldung",
    invited: "Eingeladen",
    created: "Erstellt",
    createdBy: "Erstellt von",
    expires: "Läuft ab",
  },
  memberState: { invited: "Eingeladen", active: "Aktiv", revoked: "Widerrufen" },
  invitedUntil: (when) => sentence`Eingeladen, endet ${when}`,
  invitationOver: "Einladung abgelaufen",
  revokedWhen: (when) => sentence`Widerrufen ${when}`,
  tokenState: { active: "Aktiv", expired: "Abgelaufen", revoked: "Widerrufen" },
  code: { yes: "Ja", no: "Nein" },
  neverSignedIn: "nie",
  noEnd: "Nie",

  detail: {
    of: (name) => `Mitglied ${name}`,
    ofToken: (name) => `Token ${name}`,
    role: "Rolle",
    code: "Anmeldecode",
    codeYes: "Neben dem Passwort nötig",
    codeNo: "Nicht eingerichtet",
    invited: "Eingeladen",
    created: "Erstellt",
    byWhen: (when, who) => sentence`${when} von ${who}`,
    invitation: "Einladung",
    until: (when) => sentence`Endet ${when}`,
    endedWhen: (when) => sentence`Abgelaufen ${when}`,
    lastSignIn: "Letzte Anmeldung",
    expires: "Läuft ab",
    expired: "Abgelaufen",
    noEnd: "Nie: Es gilt, bis jemand es widerruft",
    id: "ID",
    copyId: "ID kopieren",
    handOverInvitation: "Einladung übergeben…",
    saveToken: "Token speichern…",
    changeRole: "Rolle ändern…",
    inviteAgain: "Erneut einladen…",
    revoke: "Widerrufen…",
    revoked: "Widerrufen",
    by: (who) => sentence`Von ${who}`,
    byWithReason: (who, reason) => sentence`Von ${who}: ${reason}`,
    operator: "Operatoren werden am Schlüsselserver selbst verwaltet.",
  },

  roleIs: {
    admin: { title: "Admin", detail: "Verwaltet Schlüssel, auch für Live, und wer Zugang hat." },
    support: { title: "Support", detail: "Sieht alles und erklärt Anfragen. Ändert keinen Schlüssel." },
    onboarding: {
      title: "Onboarding",
      detail: "Arbeitet mit Sandbox-Schlüsseln und bringt die Organisation nach Live.",
    },
    operator: {
      title: "Operator",
      detail: "Betreibt den Schlüsselserver und entscheidet über Freischaltungen.",
    },
  },
  right: {
    look: "Schlüssel, Rotationen, Anfragen, Warnungen, Freischaltung und Protokoll sehen",
    write_sandbox_keys: "Sandbox-Schlüssel erstellen, rotieren und widerrufen",
    write_live_keys: "Live-Schlüssel erstellen, rotieren und widerrufen",
    acknowledge_alerts: "Warnungen zur Kenntnis nehmen",
    report_leaks: "Ein kompromittiertes Secret melden",
    watch_webhooks: "Webhooks sehen und testen, eine Zustellung wiederholen",
    set_up_webhooks: "Webhooks einrichten",
    submit_activation: "Die Freischaltung für Live beantragen",
    read_documents: "Die Dokumente einer Freischaltung lesen",
    manage_members: "Mitglieder einladen, ihre Rolle ändern, sie widerrufen",
    manage_tokens: "Token erstellen und widerrufen",
    set_key_policy:
      "Festlegen, wie alt Schlüssel werden dürfen und ob Live-Schlüssel eine Genehmigung brauchen",
    approve_live_keys: "Live-Schlüssel anfordern und die von anderen genehmigen",
    decide_activation: "Über eine Freischaltung entscheiden",
    read_metrics: "Die Metriken des Schlüsselservers lesen",
  },
  matrix: {
    caption: "Wer was darf",
    may: "Darf",
    yes: "Ja",
    no: "Nein",
    yours: "Ihre Rolle",
    same: "Der Schlüsselserver fragt dieselbe Tabelle, bevor er etwas tut.",
    operators: "Kein Admin macht jemanden zum Operator: Das geschieht am Schlüsselserver selbst.",
  },

  invite: {
    open: "Einladen…",
    title: "Jemanden einladen",
    email: "E-Mail-Adresse",
    emailHelp: "Damit melden sie sich an. Dorthin wird nichts geschickt: Sie übergeben die Einladung selbst.",
    name: "Name",
    nameHelp: "Wie man die Person nennt.",
    role: "Was die Person darf",
    local:
      "Der Schlüsselserver dieses Computers ist nur von hier aus erreichbar: Anmelden kann sich nur, wer diesen Computer benutzt.",
    submit: "Einladung erstellen",
  },
  inviteAgain: {
    title: "Erneut einladen",
    why: (name) =>
      sentence`Für eine verlorene Einladung oder ein vergessenes Passwort. ${name} bekommt eine neue Einladung; die letzte endet sofort.`,
    stays: "Was die Person jetzt hat, gilt weiter, bis sie die Einladung annimmt. Dann enden ihre Sitzungen.",
    totp: "Auch die Anmeldecodes jetzt beenden",
    totpWhy: "Nur wenn Gerät und Ersatzcodes verloren sind. Danach genügt zur Anmeldung das Passwort.",
    submit: "Neue Einladung erstellen",
  },
  changeRole: {
    title: "Rolle ändern",
    role: "Neue Rolle",
    gains: "Darf dann auch",
    loses: "Darf nicht mehr",
    nothing: "Wählen Sie eine andere Rolle.",
    atOnce: "Es gilt sofort, auch wo die Person angemeldet ist.",
    own: "Das ist Ihre eigene Rolle. Vielleicht können Sie das nicht rückgängig machen.",
    submit: (role) => `Zu ${role} machen`,
    done: (name, role) => `${name} hat jetzt die Rolle ${role}.`,
  },
  createToken: {
    open: "Token erstellen…",
    title: "Token erstellen",
    name: "Name",
    nameHelp: "Das Skript oder der Computer, der es verwenden wird. Der Name steht im Protokoll.",
    role: "Was es darf",
    expiry: "Ablauf",
    noEndRisk: "Ein Token ohne Ende ist riskant: Gerät es in fremde Hände, gilt es, bis es jemand bemerkt.",
    submit: "Token erstellen",
  },
  revoke: {
    member: "Mitgliedschaft widerrufen",
    token: "Token widerrufen",
    memberMeans: (name) =>
      sentence`${name} wird sofort überall abgemeldet und kann sich nicht mehr anmelden. Was die Person getan hat, bleibt im Protokoll.`,
    tokenMeans: (name) => sentence`Jeder Aufruf mit ${name} wird ab sofort abgelehnt.`,
    own: {
      member: "Das sind Sie: Sie werden sofort abgemeldet.",
      token: "Diese Verbindung verwendet dieses Token und funktioniert dann nicht mehr.",
    },
    reasonKept: "Bleibt dabei und im Protokoll",
    usualMember: {
      left: "Hat das Team verlassen",
      mistake: "Versehentlich eingeladen",
      leaked: "Passwort in fremden Händen",
    },
    usualToken: {
      unused: "Nicht mehr verwendet",
      leaked: "Kompromittiert",
      replaced: "Durch ein anderes ersetzt",
    },
    isFinal: "Das lässt sich nicht rückgängig machen.",
    submit: (name) => sentence`${name} widerrufen`,
    done: (name) => `${name} ist widerrufen.`,
  },

  sheet: {
    title: { invitation: "Die Einladung", token: "Ihr neues Token" },
    once: {
      invitation:
        "Geben Sie sie dieser Person und niemandem sonst: Wer sie hat, legt das Passwort fest. Sie gelangt an den Ort Ihrer Wahl und kommt nicht durch dieses Fenster.",
      token:
        "Nur jetzt können Sie dieses Token speichern, und es gilt schon. Es gelangt an den Ort Ihrer Wahl und kommt nicht durch dieses Fenster.",
    },
    invitationAgain: (when) =>
      sentence`Sie gilt einmal und endet ${when}. Geht sie verloren, laden Sie die Person erneut ein.`,
    tokenAgain:
      "Ein Token lässt sich nicht noch einmal ausgeben: Geht es verloren, widerrufen Sie es und erstellen ein anderes.",
    how: "Die Person kopiert sie, öffnet Conduit Keys und wählt „Mein Team hat einen Schlüsselserver“, dann „Einladung“. Oder in einem Terminal:",
    copyHow: "Befehl kopieren",
    saved: { invitation: "Ich habe sie übergeben", token: "Ich habe es gespeichert" },
    confirmFirst: {
      invitation: "Bestätigen Sie zuerst, dass Sie sie übergeben haben.",
      token: "Bestätigen Sie zuerst, dass Sie es gespeichert haben.",
    },
    done: "Fertig",
    leaveTitle: {
      invitation: "Schließen, ohne sie zu übergeben?",
      token: "Schließen, ohne es zu speichern?",
    },
    leaveMeans: {
      invitation:
        "Solange dieses Fenster läuft, ist die Einladung noch da: Öffnen Sie die Zeile des Mitglieds, um hierher zurückzukehren. Danach laden Sie die Person erneut ein.",
      token:
        "Das Token gilt schon. Solange dieses Fenster läuft, ist es noch da: Öffnen Sie seine Zeile, um hierher zurückzukehren. Danach kann es niemand mehr speichern, und es sollte widerrufen werden.",
    },
    leave: "Schließen",
  },
};
