import type { Words } from "..";

export const failures: Words["failures"] = {
  invalid_input: {
    title: "Prüfen Sie die Eingaben",
    nextStep: "Korrigieren Sie das markierte Feld und versuchen Sie es erneut.",
  },
  name_in_use: {
    title: "Dieser Name ist vergeben",
    nextStep: "Wählen Sie einen anderen Namen, oder widerrufen Sie den Schlüssel, der ihn hat.",
  },
  email_in_use: {
    title: "Diese E-Mail-Adresse hat schon jemand",
    nextStep:
      "Suchen Sie die Person unter den Mitgliedern. Ist ihre Einladung verloren, laden Sie sie erneut ein.",
  },
  last_admin: {
    title: "Das ist der letzte Admin",
    nextStep: "Machen Sie zuerst jemand anderen zum Admin. Es zählt nur, wer sich anmelden kann.",
  },
  name_not_confirmed: {
    title: "Der Name stimmt nicht überein",
    nextStep: "Geben Sie den Namen des Schlüssels genau so ein, wie er angezeigt wird.",
  },
  not_found: {
    title: "Nicht gefunden",
    nextStep: "Vielleicht hat ihn jemand geändert oder entfernt.",
  },
  key_ended: {
    title: "Dieser Schlüssel ist bereits widerrufen oder abgelaufen",
    nextStep: "Aufrufe mit ihm werden abgelehnt. Es ist nichts mehr zu tun.",
  },
  key_not_active: {
    title: "Dieser Schlüssel ist nicht aktiv",
    nextStep: "Nur ein aktiver Schlüssel kann rotiert werden.",
  },
  rotation_not_proven: {
    title: "Der neue Schlüssel wurde noch nicht verwendet",
    nextStep: "Warten Sie, bis der neue Schlüssel verwendet wird, oder schließen Sie ohne Nachweis ab.",
  },
  rotation_ended: {
    title: "Diese Rotation ist bereits abgeschlossen",
    nextStep: "Die beteiligten Schlüssel finden Sie unter „Schlüssel“.",
  },
  live_not_activated: {
    title: "Live ist gesperrt",
    nextStep: "Beantragen Sie zuerst die Freischaltung der Organisation.",
  },
  live_key_needs_approval: {
    title: "Live-Schlüssel brauchen hier eine Genehmigung",
    nextStep: "Fordern Sie den Schlüssel an: Ein anderer Admin entscheidet, dann holen Sie ihn ab.",
  },
  second_admin_needed: {
    title: "Dafür braucht es zwei Admins",
    nextStep:
      "Einer fordert an, ein anderer genehmigt. Laden Sie einen zweiten Admin ein, und warten Sie, bis die Einladung angenommen ist.",
  },
  approval_state_changed: {
    title: "Das hat sich inzwischen geändert",
    nextStep: "Sehen Sie nach, wie es jetzt steht, und machen Sie dort weiter.",
  },
  not_allowed: {
    title: "Ihre Rolle erlaubt das nicht",
    nextStep: "Fragen Sie einen Admin Ihrer Organisation.",
  },
  signed_out: {
    title: "Ihr Token oder Ihre Anmeldung wird nicht akzeptiert",
    nextStep:
      "Wenn Sie sich angemeldet hatten, melden Sie sich erneut an. Andernfalls entfernen Sie die Verbindung in den Einstellungen und verbinden sich mit einem neuen Token.",
  },
  not_set_up: {
    title: "Noch nicht eingerichtet",
    nextStep: "Geben Sie zuerst den Namen Ihrer Organisation ein.",
  },
  offline: {
    title: "Die Verbindung ist nicht erreichbar",
    nextStep: "Neuer Versuch jede Sekunde. Ihre Eingaben bleiben erhalten.",
  },
  unavailable: {
    title: "Gerade nicht verfügbar",
    nextStep: "Versuchen Sie es gleich noch einmal.",
  },
  unknown: {
    title: "Das Ergebnis ist unbekannt",
    nextStep: "Versuchen Sie es erneut: Dieselbe Anfrage wird nie zweimal ausgeführt.",
  },
  secret_gone: {
    title: "Das Secret ist nicht mehr verfügbar",
    nextStep: "Widerrufen Sie diesen Schlüssel und erstellen Sie einen neuen.",
  },
  keychain_locked: {
    title: "Der Schlüsselbund ist gesperrt",
    nextStep: "Entsperren Sie ihn und speichern Sie dann.",
  },
  keychain_missing: {
    title: "Dieser Computer hat keinen Schlüsselbund",
    nextStep:
      "Installieren Sie GNOME Keyring oder KeePassXC, oder kopieren Sie das Secret in Ihren eigenen Passwortmanager.",
  },
  keychain_volatile: {
    title: "Der Schlüsselbund vergisst alles beim Abmelden",
    nextStep: "Legen Sie einen dauerhaften Schlüsselbund namens „login“ an und speichern Sie dann.",
  },
  keychain_not_responding: {
    title: "Der Schlüsselbund antwortet nicht",
    nextStep:
      "Suchen Sie nach einem Fenster des Schlüsselbunds, das auf Sie wartet, und versuchen Sie es erneut.",
  },
  keychain_refused: {
    title: "Der Schlüsselbund hat abgelehnt",
    nextStep:
      "Versuchen Sie es erneut. Passiert es wieder, kopieren Sie das Secret in Ihren eigenen Passwortmanager.",
  },
  keychain_ambiguous: {
    title: "Der Schlüsselbund hat zwei Einträge mit diesem Namen",
    nextStep: "Entfernen Sie einen davon mit dem Programm des Schlüsselbunds und versuchen Sie es erneut.",
  },
  keychain_item_lost: {
    title: "Das gespeicherte Secret ist nicht mehr im Schlüsselbund",
    nextStep: "Etwas anderes hat es entfernt. Rotieren Sie den Schlüssel, um ein neues Secret zu erhalten.",
  },
  file_not_written: {
    title: "Die Datei wurde nicht geschrieben",
    nextStep: "Wählen Sie einen Ordner, in den Sie schreiben dürfen.",
  },
  folder_missing: {
    title: "Der Ordner existiert nicht",
    nextStep: "Prüfen Sie den Pfad, oder legen Sie den Ordner zuerst an.",
  },
  file_not_suitable: {
    title: "In diese Datei kann keine Variable geschrieben werden",
    nextStep: "Wählen Sie eine kleine Textdatei, zum Beispiel .env.",
  },
  file_exists: {
    title: "Es gibt schon eine Datei",
    nextStep: "Nichts wurde geändert. Wählen Sie einen anderen Namen, oder erlauben Sie, sie zu ersetzen.",
  },
  command_failed: {
    title: "Der Befehl hat das Secret nicht angenommen",
    nextStep: "Lesen Sie in den Details, was er gemeldet hat, und versuchen Sie es erneut.",
  },
  export_cut_off: {
    title: "Der Export ist abgebrochen",
    nextStep: "Es wurde keine Datei geschrieben. Prüfen Sie die Verbindung und exportieren Sie erneut.",
  },
  clipboard_not_usable: {
    title: "Die Zwischenablage ist nicht verfügbar",
    nextStep: "Speichern Sie stattdessen im Schlüsselbund oder in einer Datei.",
  },
  browser_not_opened: {
    title: "Es konnte kein Browser geöffnet werden",
    nextStep: "Öffnen Sie die Seite selbst und machen Sie dann weiter.",
  },
  no_key_to_ask_with: {
    title: "Es gibt keinen Schlüssel, mit dem gefragt werden kann",
    nextStep:
      "Erstellen Sie einen Schlüssel dieser Umgebung, der das darf, oder fügen Sie einen hinzu, damit er hier gespeichert ist.",
  },
  key_refused: {
    title: "Der Dienst hat den Schlüssel abgelehnt",
    nextStep:
      "Sehen Sie sich den Schlüssel an: Vielleicht ist er widerrufen, oder er darf das nicht. Unter Anfragen steht der Aufruf mit seinen IDs.",
  },
  not_accepted: {
    title: "Der Dienst hat es nicht angenommen",
    nextStep:
      "Unter Anfragen steht der Aufruf mit dem Code des Dienstes und seinen IDs. Was falsch ist, sagt dessen Dokumentation oder Support.",
  },
  service_not_answering: {
    title: "Der Dienst hat nicht geantwortet",
    nextStep:
      "Prüfen Sie das Netz oder die Statusseite des Dienstes und versuchen Sie es dann noch einmal. Unter Anfragen steht der Aufruf mit seinen IDs.",
  },
  not_proved: {
    title: "Der Aufruf hat nichts nachgewiesen",
    nextStep:
      "Prüfen Sie das Netz oder die Statusseite des Dienstes und prüfen Sie dann noch einmal. Nichts wurde geändert.",
  },
  data_not_writable: {
    title: "Der Datenordner ist nicht beschreibbar",
    nextStep: "Geben Sie sich Schreibrechte für den Ordner und versuchen Sie es erneut.",
  },
  disk_full: {
    title: "Die Festplatte ist voll",
    nextStep: "Schaffen Sie Platz und versuchen Sie es erneut. Es wurde nichts geändert.",
  },
  data_damaged: {
    title: "Die Daten sind beschädigt",
    nextStep: "Es wurde nichts überschrieben. Stellen Sie den Datenordner aus einer Sicherung wieder her.",
  },
  data_newer: {
    title: "Die Daten stammen von einer neueren Version",
    nextStep: "Es wurde nichts überschrieben. Starten Sie die neuere Version dieses Programms.",
  },
  data_in_use: {
    title: "Ein anderes Programm verwendet die Daten",
    nextStep: "Schließen Sie das andere Programm und versuchen Sie es erneut.",
  },
  ports_not_opened: {
    title: "Es konnte kein Port geöffnet werden",
    nextStep: "Erlauben Sie diesem Programm, auf 127.0.0.1 zu lauschen, und versuchen Sie es erneut.",
  },
  internal: {
    title: "Interner Fehler",
    nextStep: "Versuchen Sie es erneut. Passiert es wieder, melden Sie es mit der Referenz.",
  },
};
