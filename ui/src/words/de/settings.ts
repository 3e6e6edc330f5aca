import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

export const settings: Words["settings"] = {
  connections: {
    title: "Verbindungen",
    detail:
      "Schlüsselserver, mit denen Sie arbeiten. Ihr Token für jeden davon liegt im Schlüsselbund dieses Computers.",
    add: "Verbindung hinzufügen…",
    added: (connection) => `Mit ${connection} verbunden. Das Token liegt im Schlüsselbund.`,
    loading: "Verbindungen werden geladen",
    notRunning: "läuft nicht",
    inUse: "In Verwendung",
    use: "Verwenden",
    signOut: "Abmelden",
    remove: "Entfernen…",
    removeTitle: "Diese Verbindung entfernen?",
    removeConfirm: "Verbindung entfernen",
    removeMeans:
      "Das Token der Verbindung wird aus dem Schlüsselbund entfernt. Die Schlüssel dort und gespeicherte Secrets bleiben unverändert.",
    removeLeadsHome: "Dieses Fenster wechselt zurück zum Schlüsselserver dieses Computers.",
  },

  account: {
    title: "Ihre Anmeldung",
    detail: "Womit Sie bei dieser Verbindung nachweisen, dass Sie es sind.",
    loading: "Ihre Anmeldung wird geladen",
    on: "Authenticator-App eingerichtet",
    off: "Keine Authenticator-App",
    onMeans: "Zum Anmelden brauchen Sie Ihr Passwort und einen Code.",
    offMeans:
      "Zum Anmelden genügt Ihr Passwort. Mit einer Authenticator-App reicht ein gestohlenes Passwort nicht aus.",
    isOn: "Die Authenticator-App ist eingerichtet. Die nächste Anmeldung fragt nach einem Code.",
    isOff: "Die Authenticator-App ist abgeschaltet.",

    setUp: "Einrichten…",
    setUpTitle: "Authenticator-App einrichten",
    setUpMeans:
      "Sie brauchen eine Authenticator-App, zum Beispiel auf Ihrem Telefon. Geben Sie zuerst noch einmal Ihr Passwort ein.",
    scan: "Zeigen Sie den QR-Code an und scannen Sie ihn. Er erscheint eine Minute lang in einem eigenen Fenster und nie in diesem.",
    show: "QR-Code anzeigen",
    goOn: "Weiter",
    switchOn: "Einschalten",
    password: "Passwort",
    code: "Code",
    help: {
      password: "Das, mit dem Sie sich anmelden.",
      code: "Die sechs Ziffern, die Ihre Authenticator-App jetzt zeigt.",
    },
    wrong: {
      password: "Das Passwort ist falsch.",
      code: "Der Code ist falsch. Er wechselt jede halbe Minute.",
    },

    codesTitle: "Die Authenticator-App ist eingerichtet. Speichern Sie Ihre Backup-Codes",
    codesMean:
      "Zehn Codes, jeder gut für eine Anmeldung ohne Ihre Authenticator-App. Nur jetzt können Sie sie speichern; sie gehen dorthin, wo Sie wollen, ohne durch dieses Fenster zu kommen.",
    codes: {
      isSaved: "Sie sind gespeichert.",
      saved: "Ich habe sie gespeichert",
      confirmFirst: "Bestätigen Sie zuerst, dass Sie sie gespeichert haben.",
      done: "Fertig",
      leaveTitle: "Ohne die Backup-Codes gehen?",
      leaveMeans:
        "Sie werden nie wieder gezeigt. Verlieren Sie Ihre Authenticator-App, muss ein Admin Sie neu einladen. Für andere Codes schalten Sie die Authenticator-App ab und richten sie neu ein.",
      leave: "Ohne sie gehen",
    },

    revoke: "Abschalten…",
    revokeTitle: "Authenticator-App abschalten?",
    revokeMeans: "Zum Anmelden genügt dann Ihr Passwort. Die Backup-Codes gelten nicht mehr.",
    revokeConfirm: "Abschalten",
  },

  addresses: {
    title: "Basis-URLs",
    detail: "Hier verwenden Programme ihre Schlüssel. Ein Schlüssel gilt nur in seiner eigenen Umgebung.",
    later: "Wird angezeigt, sobald die Verbindung antwortet.",
    locked: "bis zur Freischaltung gesperrt",
    copyBaseUrl: (environment) => `${environment}-Basis-URL kopieren`,
    copyFirstCall: (environment) => `Ersten Aufruf für ${environment} kopieren`,
  },

  keychain: {
    title: "Schlüsselbund",
    detail: "Hier liegen die Secrets, die Sie gespeichert haben.",
    is: {
      ready: "Entsperrt und bereit",
      locked: "Gesperrt",
      missing: "Keiner auf diesem Computer",
      volatile: "Vergisst alles beim Abmelden",
      not_responding: "Antwortet nicht",
    },
    named: (keychain, state) => `${keychain}: ${state}`,
    noSaving: "Speichern ist nicht möglich, alles andere schon.",
    asked: "Das System wurde gefragt: Achten Sie auf sein eigenes Fenster.",
    unlock: "Entsperren…",
    unlocking: "Das System wird gefragt…",
  },

  saved: {
    title: "Gespeicherte Secrets",
    none: "Keine. Das Speichern im Schlüsselbund wird einmal angeboten, wenn ein Schlüssel erstellt oder rotiert wird.",
    loading: "Gespeicherte Secrets werden geladen",
    present: "Vorhanden",
    lost: "Verloren",
    notKnown: "Gerade nicht bekannt",
    lostWhy:
      "Verloren: Etwas anderes hat es aus dem Schlüsselbund entfernt. Rotieren Sie den Schlüssel, um ein neues Secret zu erhalten.",
    removedConnection: "entfernte Verbindung",
    since: (connection, when) => sentence`${connection}, gespeichert ${when}`,
    sinceNotKnown: (connection, when) =>
      sentence`${connection}, gespeichert ${when}; der Schlüsselbund kann gerade nicht gefragt werden`,
    copy: "Kopieren",
    copied: (seconds) => `Kopiert. Die Zwischenablage wird in ${german.number(seconds)} s geleert.`,
    notThere: "Es ist nicht mehr im Schlüsselbund.",
    notAsked: "Der Schlüsselbund ist nicht verfügbar.",
    remove: "Entfernen…",
    removeTitle: "Dieses Secret aus dem Schlüsselbund entfernen?",
    removeConfirm: "Secret entfernen",
    removeMeans:
      "Der Schlüssel bleibt unverändert und funktioniert weiter. Sein Secret kann hier nicht mehr gelesen werden, und niemand sonst hat eine Kopie.",
    removed: (key) => `Das Secret von ${key} ist nicht mehr im Schlüsselbund.`,
  },

  language: {
    title: "Sprache",
    detail: "„System“ folgt der Einstellung dieses Computers.",
    system: (language) => `System (${language})`,
  },

  keyboard: {
    title: "Tastatur",
    detail:
      "Alles lässt sich mit der Tastatur bedienen. Einzelne Tasten, etwa c für einen neuen Schlüssel, wirken sofort; schalten Sie sie aus, wenn Sie per Sprache eingeben oder Tasten versehentlich drücken.",
    show: "Tastenkürzel anzeigen",
    singleKeys: "Tastenkürzel mit nur einer Taste",
  },

  about: {
    title: "Über dieses Programm",
    version: "Version",
    program: (version) => `Conduit Keys ${version}`,
    licence: "Lizenz",
    licences: "MIT oder Apache-2.0, nach Ihrer Wahl",
    includes: "Enthält",
    included:
      "Die Schriften Inter und JetBrains Mono (SIL Open Font License 1.1) und Symbole von Lucide (ISC).",
    ours: "Von uns",
    oursIs:
      "Dieses Fenster, der Schlüsselserver dahinter und jede Regel, die Conduit Financial nicht dokumentiert, etwa die Prüfsumme in einem Secret und die Form von IDs.",
    theirs: "Von Conduit Financial",
    theirsIs:
      "Das Schlüsselformat, die Zugriffsstufen, Fehlercodes und Adressen, die Conduit Financial veröffentlicht. Conduit Financial hat dieses Programm weder erstellt noch geprüft.",
  },
};
