import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

export const sheets: Words["sheets"] = {
  access: { read_only: "nur lesen", read_write: "lesen und schreiben" },
  state: {
    pending: "Ausstehend",
    active: "Aktiv",
    retiring: "Läuft aus",
    revoked: "Widerrufen",
    expired: "Abgelaufen",
  },
  noProof: {
    no_secret: "Es gab keinen Aufruf: Dieser Computer hat das Secret nicht.",
    not_readable: "Es gab keinen Aufruf: Der Schlüsselbund konnte nicht nach dem Secret gefragt werden.",
    not_from_here:
      "Kein Aufruf beweist es: Der Schlüssel ist auf andere Adressen beschränkt und wurde von hier auch vorher abgelehnt.",
    not_answered: "Ein Aufruf mit dem gespeicherten Secret wurde nicht beantwortet und beweist daher nichts.",
  },

  actorElsewhere: "jemand anderswo",
  actorKind: {
    member: "Mitglied",
    token: "Token",
    computer: "Computer",
    operator: "Operator",
    authority: "Schlüsselserver",
    key: "Schlüssel",
    unknown: "unbekannt",
  },
  nameOnly: "nur Name",
  copyActorId: {
    member: "ID des Mitglieds kopieren",
    token: "ID des Tokens kopieren",
    key: "ID des Schlüssels kopieren",
  },

  calls: {
    caller: "Aufrufer",
    inLastHour: "Aufrufe in der letzten Stunde",
    latest: "Letzter Aufruf",
    first: (when) => sentence`zuerst ${when}`,
    noAgent: "kein User-Agent",
  },

  connection: {
    usable: "Verbunden",
    trouble: {
      not_set_up: "Nicht eingerichtet",
      offline: "Offline",
      signed_out: "Token nicht akzeptiert",
      keychain_locked: "Schlüsselbund gesperrt",
      keychain_item_lost: "Token verloren",
    },
    otherTrouble: "Antwortet nicht",
  },

  reason: { label: "Grund", usual: "Übliche Gründe" },

  signIn: {
    title: "Anmelden",
    titleAgain: "Neu anmelden",
    againAs: (account) =>
      `Ihre Sitzung als ${account} ist beendet. Was Sie auf der Seite eingegeben haben, bleibt erhalten.`,
    open: "Anmelden…",
    email: "E-Mail-Adresse",
    password: "Passwort",
    newPassword: "Neues Passwort",
    again: "Noch einmal",
    differs: "Die beiden Passwörter sind verschieden.",
    invitation: "Einladung",
    invitationHelp:
      "Kopieren Sie zuerst die Einladung. Sie geht aus der Zwischenablage direkt an den Schlüsselserver und kommt nie in dieses Fenster.",
    code: "Code",
    codeHelp: "Aus Ihrer Authenticator-App, oder ein Backup-Code.",
    wrong: "Die E-Mail-Adresse oder das Passwort ist falsch.",
    wrongCode: "Dieser Code ist falsch oder schon verwendet. Codes wechseln alle 30 Sekunden.",
    submit: "Anmelden",
    join: "Passwort setzen und anmelden",
  },

  connect: {
    way: "Wie verbinden",
    ways: { sign_in: "Anmelden", invitation: "Einladung", token: "Token", service: "Anderer Dienst" },
    title: "Verbindung hinzufügen",
    name: "Name",
    nameHelp: "Optional. Bleibt das Feld leer, gilt der Name der Organisation.",
    address: "Adresse",
    addressHelp: "Die Adresse der Verwaltungs-API. Sie erhalten sie vom Betreiber des Schlüsselservers.",
    addressExample: "https://keys.acme.example",
    token: "Token",
    tokenHelp:
      "Kopieren Sie zuerst das Verwaltungstoken. Ein Aufruf prüft, ob es akzeptiert wird; dann gelangt es aus der Zwischenablage direkt in den Schlüsselbund, nie in dieses Fenster.",
    notSaved: (why) => `Speichern ist nicht möglich: ${why}`,
    submit: "Mit kopiertem Token verbinden",
    trying: "Token wird geprüft…",
  },

  nothing: {
    offlineTitle: "Noch nichts zu sehen",
    offline: (connection) =>
      `${connection} ist nicht erreichbar. Diese Seite füllt sich von selbst, sobald die Verbindung wieder steht.`,
    notAllowedTitle: "Nicht für Ihre Rolle",
    notAllowed: (role) =>
      `Mit Ihrer Rolle${role === null ? "" : ` ${role}`} können Sie diese Seite nicht ansehen. Fragen Sie einen Admin Ihrer Organisation.`,
  },

  newKey: {
    title: "Ihr neuer Schlüssel",
    is: (access, environment) => sentence`${access}, ${environment}`,

    leaveTitle: "Ausstehend lassen?",
    leaveStays:
      "Der Schlüssel bleibt in der Liste und wird überall abgelehnt, bis Sie bestätigen, dass sein Secret gespeichert ist.",
    leaveWorks: "Der Schlüssel bleibt in der Liste und gilt schon: Wer sein Secret hat, kann ihn verwenden.",
    leaveKept:
      "Das Secret ist im Schlüsselbund: Öffnen Sie die Zeile des ausstehenden Schlüssels, um jederzeit hierher zurückzukehren.",
    leaveHeld:
      "Solange dieses Fenster läuft, ist das Secret noch da: Öffnen Sie die Zeile des ausstehenden Schlüssels, um hierher zurückzukehren. Danach lässt sich der Schlüssel nur noch widerrufen.",
    leave: "Ausstehend lassen",

    secretKept:
      "Das Secret ist im Schlüsselbund dieses Computers. Sie können es auch anderswo ablegen; auf dem Weg dorthin kommt es nicht durch dieses Fenster.",
    secretOnce:
      "Nur jetzt können Sie dieses Secret speichern. Es gelangt an den Ort Ihrer Wahl und kommt nicht durch dieses Fenster.",

    lookingUp: "Rotation wird abgefragt…",
    notLookedUp: "Was mit dem alten Schlüssel geschieht, konnte nicht geprüft werden.",
    lookUpAgain: "Erneut versuchen",
    doneEndsOld: "Wenn Sie auf „Fertig“ klicken, funktioniert der kompromittierte Schlüssel nicht mehr.",
    doneStartsNew:
      "Wenn Sie auf „Fertig“ klicken, funktioniert der neue Schlüssel. Der alte Schlüssel funktioniert weiter, bis seine Übergangsfrist endet.",

    isSaved: "Das Secret ist gespeichert.",
    haveSaved: "Ich habe das Secret gespeichert",
    confirmFirst: "Bestätigen Sie zuerst, dass Sie das Secret gespeichert haben.",
    typeFirst: "Geben Sie zuerst den Namen des alten Schlüssels ein.",
    done: "Fertig",
  },

  secret: {
    copy: "Kopieren",
    copyHelp: "In die Zwischenablage, die kurz darauf geleert wird.",
    copiedAt: (time, clearsInSeconds) =>
      `Um ${time} kopiert, wird ${german.number(clearsInSeconds)} s später gelöscht.`,

    // The button is narrow: where to is said beside it.
    save: "Speichern",
    saveHelp: "Im Schlüsselbund dieses Computers; damit lässt sich ein Widerruf beweisen.",
    inKeychain: "Im Schlüsselbund",
    saved: "Im Schlüsselbund gespeichert.",
    savedIn: (keychain) =>
      `${keychain === null ? "Im Schlüsselbund" : `In ${keychain}`} gespeichert und zur Prüfung zurückgelesen.`,
    unlock: "Schlüsselbund entsperren",
    unlocking: "Das System wird gefragt…",

    reveal: "Anzeigen",
    revealHelp: "In einem eigenen Fenster.",
    revealed: "Wird in einem eigenen Fenster angezeigt.",

    send: "Senden an",
    sendHelp: "Eine Datei, Kubernetes oder einen Befehl von Ihnen.",
  },
  send: {
    menu: "Senden an",
    way: {
      env: { title: ".env-Datei", help: "Eine Zeile; alles andere darin bleibt." },
      file: { title: "Eigene Datei", help: "Nur das Secret, nur für Sie lesbar." },
      manifest: { title: "Kubernetes-Secret", help: "Ein Manifest, das Sie selbst anwenden." },
      command: { title: "Befehl", help: "Über seine Standardeingabe, ohne Shell." },
    },
    secretName: "Name des Secrets",
    namespace: "Namespace",
    dataKey: "Schlüssel in seinen Daten",
    noEncryption:
      "Die Datei enthält das Secret im Klartext. Im Cluster steht es in Base64, und auch das ist keine Verschlüsselung.",
    command: "Programm und Argumente",
    commandHelp: "Eines pro Zeile, das Programm zuerst. Keine Shell liest sie.",
    commandExample: "vault\nkv\nput\nsecret/abrechnung\napi_key=-",
    runs: "Das wird ausgeführt, mit dem Secret allein in der Standardeingabe",
    runsNothing: "Noch nichts.",
    run: "Ausführen und übergeben",
    notProved:
      "Von einem Befehl wird nichts zurückgelesen: Prüfen Sie, ob er das Secret behalten hat, und bestätigen Sie es unten.",
    sent: "Bisher gesendet",
    said: (target, what) => `${target}: ${what}`,
    wroteEnv: (variable, replaced) =>
      replaced
        ? `Als ${variable} anstelle des alten Werts geschrieben und zurückgelesen.`
        : `Als ${variable} geschrieben und zurückgelesen.`,
    wroteFile: (replaced) =>
      replaced
        ? "Über die vorhandene Datei geschrieben und zurückgelesen."
        : "Geschrieben und zurückgelesen.",
    wroteManifest: (replaced) =>
      replaced
        ? "Manifest über die vorhandene Datei geschrieben und zurückgelesen."
        : "Manifest geschrieben und zurückgelesen.",
    ran: (withheld, said) => {
      if (withheld) return "Übergeben. Seine Ausgabe entfällt, denn sie enthielt das Secret.";
      return said === "" ? "Übergeben; er endete fehlerfrei." : `Übergeben. Seine Ausgabe: ${said}`;
    },
    inGit: "Git würde sie committen.",
  },

  file: {
    path: "Datei",
    pathHelp: "Nur Sie können sie lesen (Modus 0600). Alles andere darin bleibt, wie es ist.",
    aloneHelp: "Nur Sie können sie lesen (Modus 0600). Sie enthält nur das Secret.",
    manifestHelp: "Nur Sie können sie lesen (Modus 0600). Löschen Sie sie nach dem Anwenden.",
    replace: "Eine vorhandene Datei ersetzen",
    there: "Es gibt sie schon: Wählen Sie einen anderen Namen, oder ersetzen Sie sie.",
    git: {
      not_ignored:
        "Git würde diese Datei committen. Tragen Sie sie zuerst in .gitignore ein, oder wählen Sie eine Datei außerhalb des Repositorys.",
      tracked:
        "Diese Datei ist im Git-Repository: Was hineingeschrieben wird, würde committet. Nehmen Sie sie mit git rm --cached heraus, oder wählen Sie eine andere Datei.",
    },
    browse: "Durchsuchen…",
    variable: "Variable",
    write: "In Datei schreiben",
  },

  revocation: {
    holds: (name) => sentence`${name} ist widerrufen. Ab jetzt wird jeder Aufruf damit abgelehnt.`,
    fails:
      "Ein Aufruf mit dem widerrufenen Secret wurde noch beantwortet. Behandeln Sie es weiterhin als aktiv und wenden Sie sich an Ihren Admin.",
    refusedBy: "Abgelehnt von",
    since: (when) => `seit ${when}`,
    reason: "Grund",
    by: "Von",
    proof: "Beweis",
    answered: (status) => sentence`Ein Aufruf mit dem gespeicherten Secret wurde mit ${status} beantwortet`,
    correlationId: "Korrelations-ID",
    copyCorrelationId: "Korrelations-ID kopieren",
  },

  quietMinutes: {
    label: "Alter Schlüssel endet von selbst",
    help: "Sobald der neue Schlüssel verwendet wird und so lange kein Aufruf mit dem alten kam. Jeder Aufruf lässt die Zeit neu beginnen, ebenso eine Pause des Schlüsselservers.",
    byHand: "Nein, ich widerrufe ihn",
    after: (period) => `Nach ${period} ohne Aufruf`,
  },

  nameToType: {
    label: {
      this: "Namen des Schlüssels eingeben",
      old: "Namen des alten Schlüssels eingeben",
      new: "Namen des neuen Schlüssels eingeben",
    },
    help: {
      this: (name) => `Das ist ein Live-Schlüssel. Geben Sie zur Bestätigung „${name}“ ein.`,
      old: (name) => `Der alte Schlüssel ist ein Live-Schlüssel. Geben Sie zur Bestätigung „${name}“ ein.`,
      new: (name) => `Der neue Schlüssel ist ein Live-Schlüssel. Geben Sie zur Bestätigung „${name}“ ein.`,
    },
    another: "Der eingegebene Name stimmt nicht überein.",
  },
};
