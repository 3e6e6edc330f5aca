import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

export const keys: Words["keys"] = {
  title: "Schlüssel",
  search: "Schlüssel durchsuchen",
  searchBy: "Name, Kürzel oder ID",
  createKey: "Schlüssel erstellen",
  copyCurl: "curl-Zeile kopieren",
  callsByHour: "Aufrufe in jeder der letzten 24 Stunden",
  usageNotLoaded: (why) => `Die Verwendung konnte nicht geladen werden: ${why}`,
  notSaved:
    "Niemand hat bestätigt, dass dieses Secret gespeichert ist, und niemand hat es verwendet. Widerrufen Sie den Schlüssel und erstellen Sie einen neuen.",
  notConfirmed:
    "Niemand hat bestätigt, dass dieses Secret gespeichert ist. Widerrufen Sie den Schlüssel und erstellen Sie einen neuen.",

  viewOnly: (role, environment) =>
    `Mit Ihrer Rolle ${role} können Sie Schlüssel in ${environment} ansehen, aber weder erstellen noch rotieren oder widerrufen.`,
  loading: "Schlüssel werden geladen",
  notLoaded: "Schlüssel noch nicht geladen",
  notLoadedWhy: (connection) =>
    `Sie erscheinen, sobald ${connection ?? "die Verbindung"} antwortet. Neuer Versuch läuft.`,

  show: "Anzeigen",
  filter: {
    all: "Alle",
    active: "Aktiv",
    retiring: "Läuft aus",
    pending: "Ausstehend",
    due: "Fällig",
    unused: "Unbenutzt",
    expired: "Abgelaufen",
    revoked: "Widerrufen",
  },
  cannotSearch: "Danach kann nicht gesucht werden",
  clearSearch: "Suche leeren",
  noMatch: "Kein passender Schlüssel",
  nothingIn: (environment, text) =>
    `Nichts in ${environment} passt zu ${text ? `„${text}“` : "Ihrer Suche"}.`,
  nothingUnder: (filter, text) => `Nichts unter „${filter}“ passt zu ${text ? `„${text}“` : "Ihrer Suche"}.`,
  showAll: "Alle Schlüssel anzeigen",

  keyboard: {
    create: "Schlüssel erstellen",
    move: "In der Tabelle bewegen",
    open: "Schlüssel öffnen",
    rotate: "Geöffneten Schlüssel rotieren",
    close: "Schlüssel schließen",
  },

  locked: {
    title: "Live ist gesperrt",
    submitted: (organization) =>
      `Die Freischaltung von ${organization} ist beantragt und wird noch geprüft. Sobald sie genehmigt ist, können Sie Live-Schlüssel erstellen.`,
    why: "Bei Live-Schlüsseln geht es um echtes Geld, deshalb gibt es sie erst, wenn Ihre Organisation freigeschaltet ist. Bauen und testen Sie zuerst alles in der Sandbox.",
    viewStatus: "Status ansehen",
    toActivation: "Zur Freischaltung",
    toSandbox: "Zurück zur Sandbox",
  },

  none: {
    title: (environment) => `Noch keine Schlüssel in ${environment}`,
    whatFor:
      "Mit einem Schlüssel kann ein Programm die API aufrufen: Darf er nur lesen, kann es sich alles ansehen; darf er auch schreiben, kann es auch etwas ändern. Geben Sie jedem Programm einen eigenen, damit Sie einen widerrufen können, ohne dass die anderen etwas merken.",
    firstCall: (environment, address) =>
      sentence`Die ${environment}-API antwortet unter ${address}. Ein erster Aufruf, sobald Sie einen Schlüssel haben:`,
  },

  table: {
    state: "Zustand",
    key: "Schlüssel",
    access: "Zugriff",
    // Longer words do not fit the columns.
    head: {
      name: "Name",
      last_used: "Verwendet",
      calls: "24 Stunden",
      created: "Erstellt",
      expires: "Läuft ab",
    },
    accessLevel: { read_only: "nur lesen", read_write: "schreiben" },
    calls: (calls) => german.counted(calls, { one: "Aufruf in 24 Std.", other: "Aufrufe in 24 Std." }),
    confirmSaved: "Bestätigen",
    untilRevoked: "bis Widerruf",
    revokedBy: (who) => `widerrufen von ${who}`,
    expired: "abgelaufen",
  },

  detail: {
    of: (name) => `Schlüssel ${name}`,
    confirm: "Secret bestätigen…",
    openRotation: "Rotation öffnen",
    rotate: "Rotieren…",
    copySecret: "Secret kopieren",
    copied: (seconds) => `Kopiert. Die Zwischenablage wird in ${german.number(seconds)} s geleert.`,
    revoke: "Widerrufen…",
    revoked: "Widerrufen",
    by: (who) => sentence`Von ${who}`,
    byWithReason: (who, reason) => sentence`Von ${who}: ${reason}`,
    use: "Verwendung",
    callWithIt: "Aufruf mit diesem Schlüssel",
    createLike: "Einen solchen erstellen…",
    limits: "Limits",
    requests: "Letzte Anfragen",
    noRequests: "Keine aufbewahrt.",
    allRequests: "Alle seine Anfragen",
    requestsNotLoaded: (why) => `Seine Anfragen konnten nicht geladen werden: ${why}`,
    history: "Verlauf",
    wholeHistory: "Sein ganzer Verlauf",
    historyNotLoaded: (why) => `Sein Verlauf konnte nicht geladen werden: ${why}`,
    explain: "Erklären",
  },

  facts: {
    access: "Zugriff",
    quarantine: "Quarantäne",
    quarantined: (until, who, reason) => sentence`Liest nur, schreibt ${until} wieder. Von ${who}: ${reason}`,
    environment: "Umgebung",
    secret: "Secret",
    secretPlace: {
      elsewhere: "Nicht auf diesem Computer gespeichert",
      held: "Verfügbar, bis Sie es bestätigen",
      saved: "Im Schlüsselbund dieses Computers gespeichert",
      lost: "War hier gespeichert; der Schlüsselbund hat es nicht mehr",
    },
    created: "Erstellt",
    createdBy: (when, who) => sentence`${when} von ${who}`,
    confirmed: "Bestätigt",
    notYet: "noch nicht",
    lastUsed: "Zuletzt verwendet",
    expired: "Abgelaufen",
    expires: "Läuft ab",
    id: "Schlüssel-ID",
    copyId: "Schlüssel-ID kopieren",
    note: "Notiz",
    validFrom: "Gültig ab",
    addresses: "Adressen",
    anyAddress: "Jede",
    spending: "Ausgaben",
    noLimit: "Kein Limit",
    atMost: {
      daily: (amount) => `Höchstens ${amount} am Tag`,
      weekly: (amount) => `Höchstens ${amount} in 7 Tagen`,
      monthly: (amount) => `Höchstens ${amount} in 30 Tagen`,
    },
  },

  use: {
    calls: (calls, number) =>
      sentence`${number} ${german.form(calls, { one: "Aufruf", other: "Aufrufe" })} in 24 Stunden`,
    callers: "Aufrufer der letzten Stunde",
    noCalls: "Keine Aufrufe in der letzten Stunde.",
    loadingCallers: "Aufrufer werden geladen",
  },

  create: {
    title: (environment) => `${environment}-Schlüssel erstellen`,
    name: "Name",
    nameHelp: "Das Programm, das ihn verwenden wird, zum Beispiel billing-sync.",
    access: "Zugriff",
    accessLevel: {
      read_only: {
        title: "Nur lesen",
        detail: "Darf alles ansehen. Jede Änderung wird abgelehnt.",
        submit: "Schlüssel erstellen (nur lesen)",
      },
      read_write: {
        title: "Lesen und schreiben",
        detail: "Darf auch etwas ändern und Geld bewegen.",
        submit: "Schlüssel erstellen (lesen und schreiben)",
      },
    },
    accessIsFixed: "Die Zugriffsstufe lässt sich später nicht mehr ändern.",
    onlyLevel: {
      read_only: "Jeder Schlüssel dieses Dienstes darf lesen und sonst nichts.",
      read_write: "Jeder Schlüssel dieses Dienstes darf lesen und schreiben.",
    },
    more: "Mehr",
    expiry: "Ablauf",
    expiryChoice: {
      never: "Nie",
      30: "In 30 Tagen",
      90: "In 90 Tagen",
      365: "In einem Jahr",
      date: "An einem Datum…",
    },
    expiryOn: "Läuft ab am",
    wholeMoment: "Geben Sie Datum und Uhrzeit vollständig ein.",
    validFrom: "Gültig ab",
    validFromChoice: { now: "Sofort", date: "Einem Datum…" },
    validFromOn: "Davor abgelehnt",
    note: "Notiz",
    noteHelp: "Wo das Secret liegen wird.",
    typedIsKept: "Ihre Eingaben bleiben erhalten.",
    presets: "Vorlage",
    preset: {
      reporting: { label: "Auswertung", name: "reporting" },
      integration: { label: "Anbindung", name: "integration" },
    },
  },

  limits: {
    addresses: "Erlaubte Adressen",
    addressesHelp: "Eine Adresse oder ein Bereich je Zeile, zum Beispiel 192.0.2.0/24. Leer heißt: jede.",
    addCallers: "Adressen hinzufügen, die gerade aufrufen",
    addedCallers: (added) =>
      added === 0
        ? "In der letzten Stunde hat keine weitere Adresse aufgerufen."
        : german.counted(added, { one: "Adresse hinzugefügt.", other: "Adressen hinzugefügt." }),
    line: (line, what) => `Zeile ${german.number(line)}: ${what}`,
    moreWrong: (lines) =>
      german.counted(lines, {
        one: "weitere Zeile ist nicht lesbar.",
        other: "weitere Zeilen sind nicht lesbar.",
      }),
    shutOut: (addresses) => `Ruft gerade auf und würde abgelehnt: ${addresses}`,
    spending: "Ausgabenlimits",
    spendingHelp: "In der Einheit, in der Ihre API Kosten meldet. Leer heißt: kein Limit.",
    amount: { daily: "Am Tag", weekly: "In 7 Tagen", monthly: "In 30 Tagen" },
  },

  change: {
    title: "Limits ändern",
    open: "Limits ändern…",
    expiry: "Läuft ab",
    expiryChoice: { keep: "Unverändert", date: "Früher, am…" },
    expiryHelp: "Ein Ablauf kann vorgezogen, aber nie hinausgeschoben werden.",
    reasonKept: "Steht im Protokoll",
    submit: "Limits ändern",
    nothing: "Noch ist nichts geändert.",
    changed: "Limits geändert.",
    refusedSince: (node, when) => sentence`${node} lehnt seit ${when} ab, was nicht mehr erlaubt ist.`,
    done: "Limits geändert",
    loosened: "Nichts, was erlaubt war, wird jetzt abgelehnt.",
  },

  rehearsal: {
    label: "Probe",
    looking: "Wird in der Sandbox gesucht …",
    notLoaded: (why) => `Ob dies geprobt wurde, ist nicht bekannt: ${why}`,
    running: (name) => sentence`In der Sandbox läuft eine Rotation von ${name}.`,
    finished: (name, when) => sentence`${name} wurde in der Sandbox rotiert, ${when}.`,
    none: "In der Sandbox noch nicht geprobt.",
    noNamesake: "Noch nicht geprobt, und kein Sandbox-Schlüssel hat diesen Namen.",
    begin: "Zuerst proben",
    again: "Noch einmal proben",
    goOn: "Damit weitermachen",
    createFirst: "Einen solchen Sandbox-Schlüssel erstellen",
  },

  rotate: {
    title: "Schlüssel rotieren",
    cause: "Routine oder kompromittiert?",
    causes: {
      routine: {
        title: "Routine",
        detail: "Der alte Schlüssel funktioniert während der Übergangsfrist weiter.",
      },
      leaked: {
        title: "Kompromittiert",
        detail: "Der alte Schlüssel gilt nicht mehr, sobald Sie das neue Secret speichern.",
      },
    },
    chooseCause: "Wählen Sie „Routine“ oder „Kompromittiert“.",
    typeName: "Geben Sie den Namen des Schlüssels ein: Wenn er von selbst endet, wird niemand gefragt.",
    grace: "Übergangsfrist",
    graceHelp:
      "So lange funktioniert der alte Schlüssel noch, nachdem Sie das neue Secret gespeichert haben. Sie können ihn früher widerrufen oder die Rotation rückgängig machen.",
    untilRevoked: "Bis ich ihn widerrufe",
    tillFinished: "Der alte Schlüssel gilt, bis Sie die Rotation abschließen.",
    endsByYou: "Die Seite der Rotationen zeigt, wann jeder Schlüssel zuletzt verwendet wurde.",
    noGrace:
      "Keine Übergangsfrist: Wer das Secret gefunden hat, könnte es sonst weiter verwenden. Programme, die noch den alten Schlüssel verwenden, schlagen fehl, bis sie den neuen haben.",
    whatHappens:
      "Es wird ein neuer Schlüssel mit gleichem Namen, gleicher Zugriffsstufe und gleichem Ablauf erstellt. Sein Secret wird einmal angezeigt, im nächsten Schritt.",
    submit: "Neuen Schlüssel erstellen",
  },

  policy: {
    none: (environment) => `Ein Schlüssel in ${environment} ist fällig, wenn er ein Jahr alt ist`,
    days: (environment, days) =>
      `Ein Schlüssel in ${environment} ist fällig, wenn er ${german.counted(days, { one: "Tag", other: "Tage" })} alt ist`,
    orSoon: "oder wenn er innerhalb von 30 Tagen abläuft.",
    change: "Ändern…",
    title: "Wie alt dürfen Schlüssel werden?",
    label: "Ein Schlüssel ist fällig, wenn er so alt ist",
    help: "Ein fälliger Schlüssel funktioniert weiter. Er steht unter „Fällig“, und eine Warnung weist auf ihn hin.",
    after: (days) => german.counted(days, { one: "Tag", other: "Tage" }),
    afterYear: "Ein Jahr",
    kept: "Bleibt im Protokoll",
    save: "Speichern",
    saved: (environment) => `Gespeichert, wie alt Schlüssel in ${environment} werden dürfen.`,
  },

  revoke: {
    title: "Schlüssel widerrufen",
    done: "Widerrufen",
    neverSaved:
      "Niemand hat bestätigt, dass sein Secret gespeichert ist, und niemand hat etwas mit ihm aufgerufen.",
    lastUse: (when) =>
      sentence`Letzter Aufruf mit ihm: ${when}. Was ihn noch verwendet, schlägt fehl, sobald er widerrufen ist.`,
    neverUsed: sentence`Der Dienst weiß von keinem Aufruf mit ihm.`,
    neverConfirmed: "Dieser Schlüssel wurde nie bestätigt, also kann ihn auch nichts verwenden.",
    callsWillFail: (calls) =>
      german.counted(calls, {
        one: "Aufruf in der letzten Stunde; weitere schlagen dann fehl",
        other: "Aufrufe in der letzten Stunde; weitere schlagen dann fehl",
      }),
    noCalls: "Keine Aufrufe in der letzten Stunde",
    checking: "Es wird geprüft, wer diesen Schlüssel verwendet…",
    lastWrite: "Letzter Schreibzugriff",
    explain: "Erklären",
    explainWrite: "Den letzten Schreibzugriff erklären",
    noWrite: (since) => sentence`Keiner in dem, was noch da ist; das reicht zurück bis ${since}.`,
    webhooks: "Webhooks",
    endpoints: (count) =>
      count === 0
        ? "Mit diesem Schlüssel wurde kein aktiver Endpunkt erstellt."
        : `${german.counted(count, {
            one: "aktiver Endpunkt wurde damit erstellt und läuft weiter",
            other: "aktive Endpunkte wurden damit erstellt und laufen weiter",
          })}: Zustellungen werden mit einem eigenen Secret signiert, nicht mit einem Schlüssel.`,
    reasonKept: "Bleibt beim Schlüssel und im Protokoll",
    usualReason: {
      unused: "Nicht mehr verwendet",
      replaced: "Durch anderen Schlüssel ersetzt",
      leaked: "Kompromittiert",
      ownerLeft: "Besitzer ausgeschieden",
    },
    isFinal: "Das lässt sich nicht rückgängig machen.",
    // The verb first: a long name is cut at its end.
    submit: (name) => sentence`Widerrufen: ${name}`,
  },

  narrow: {
    label: "Weiter eingrenzen",
    access: "Zugriff",
    age: "Alter",
    ends: "Läuft ab",
    creator: "Erstellt von",
    findCreator: "Name oder Adresse",
    over: (days) => `über ${german.counted(days, { one: "Tag", other: "Tage" })}`,
    within: (days) => `in ${german.counted(days, { one: "Tag", other: "Tagen" })}`,
    remove: (what) => `Entfernen: ${what}`,
    none: "Nichts passt.",
    nothing: "Kein Schlüssel passt zu allem, worauf die Liste eingegrenzt ist.",
  },

  marked: {
    mark: (name) => `${name} auswählen`,
    markAll: "Alle geladenen auswählen",
    count: (keys) => german.counted(keys, { one: "Schlüssel ausgewählt", other: "Schlüssel ausgewählt" }),
    revoke: "Widerrufen…",
    clear: "Auswahl aufheben",
    keyboard: "Schlüssel auswählen",
  },

  revokeMany: {
    title: (keys) => `${german.counted(keys, { one: "Schlüssel", other: "Schlüssel" })} widerrufen`,
    these: "Die ausgewählten Schlüssel",
    inUse: (used, calls) =>
      `${german.counted(used, { one: "davon wird verwendet", other: "davon werden verwendet" })}: ${german.counted(calls, { one: "Aufruf in 24 Stunden", other: "Aufrufe in 24 Stunden" })}, die dann scheitern`,
    lastUseOnly: "Was einen davon noch verwendet, schlägt fehl, sobald er widerrufen ist",
    notInUse: "Keiner wurde in den letzten 24 Stunden aufgerufen",
    typedName: "Name der Organisation",
    typedServiceName: "Name des Dienstes",
    typedNameHelp: (name) => `Geben Sie ${name} ein: Es sind Live-Schlüssel dabei.`,
    submit: (keys) => `${german.counted(keys, { one: "Schlüssel", other: "Schlüssel" })} widerrufen`,
    progress: "Bisher widerrufen",
    soFar: (done, total) => `${german.number(done)} von ${german.number(total)}`,
    stop: "Anhalten",
    done: "Widerrufen",
    revoked: (keys) =>
      `${german.counted(keys, { one: "Schlüssel ist widerrufen", other: "Schlüssel sind widerrufen" })}, jeder mit eigenem Eintrag im Protokoll.`,
    refusedBy: (nodes) => `Abgelehnt von ${german.list(nodes)}.`,
    left: (keys) =>
      `${german.counted(keys, { one: "Schlüssel wurde nicht begonnen und funktioniert noch", other: "Schlüssel wurden nicht begonnen und funktionieren noch" })}, weil Sie angehalten haben.`,
    failed: (keys) =>
      german.counted(keys, {
        one: "Schlüssel konnte nicht widerrufen werden und bleibt ausgewählt.",
        other: "Schlüssel konnten nicht widerrufen werden und bleiben ausgewählt.",
      }),
  },
};
