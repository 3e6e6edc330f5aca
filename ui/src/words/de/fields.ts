import type { Words } from "..";
import { german } from "../formats";

export const fields: Words["fields"] = {
  missing: () => "Füllen Sie dieses Feld aus.",
  too_long: ({ max }) => `Höchstens ${german.counted(max, { one: "Zeichen", other: "Zeichen" })}.`,
  control_characters: () => "Keine Zeilenumbrüche oder anderen Steuerzeichen.",
  formatting_characters: () => "Keine unsichtbaren Richtungs- oder Formatzeichen.",
  reserved_name: () => "Dieser Name steht im Prüfprotokoll für jemand anderen. Wählen Sie einen anderen.",
  past: () => "Das liegt in der Vergangenheit.",
  pushed_out: () => "Ein Ablauf kann vorgezogen, aber nicht hinausgeschoben werden.",
  not_an_email_address: () => "Das sieht nicht wie eine E-Mail-Adresse aus.",
  not_a_web_address: () => "Das ist keine Webadresse.",
  not_https: () => "Die Adresse muss mit https beginnen, außer auf diesem Computer.",
  not_the_root: () => "Die Adresse muss nach Host und Port enden, oder mit /v1.",
  not_plain: () => "Die Adresse darf weder Benutzernamen, Passwort, Abfrage noch Fragment enthalten.",
  https_only: () => "Die Adresse muss mit https beginnen.",
  has_a_password: () => "Die Adresse darf keinen Benutzernamen und kein Passwort enthalten.",
  not_public: () =>
    "Die Adresse muss eine sein, die jeder im Internet erreicht. Dieser Computer und das eigene Netz sind es nicht.",
  not_a_token: () =>
    "Das ist kein Verwaltungstoken. Kopieren Sie es ganz: Es enthält weder Leerzeichen noch Zeilenumbrüche.",
  not_a_variable: () =>
    "Eine Variable besteht aus Buchstaben, Ziffern und Unterstrichen und beginnt nicht mit einer Ziffer.",
  not_a_full_path: () => "Geben Sie den vollen Pfad einer Datei an, zum Beispiel ~/projekt/.env.",
  not_an_ip_address: () =>
    "Geben Sie eine IP-Adresse ein, etwa 192.0.2.7. Nach einem Bereich kann nicht gesucht werden.",
  not_a_dns_name: () =>
    "Kleinbuchstaben, Ziffern und Bindestriche; am Anfang und am Ende ein Buchstabe oder eine Ziffer. Der Name eines Secrets darf Punkte haben, ein Namespace höchstens 63 Zeichen.",
  not_a_data_key: () =>
    "Buchstaben, Ziffern, Bindestriche, Unterstriche und Punkte; nicht mit zwei Punkten am Anfang.",
  not_a_program: () => "Dieses Programm gibt es nicht. Geben Sie seinen Namen oder seinen vollen Pfad an.",
  not_a_range: () =>
    "Schreiben Sie eine Adresse wie 192.0.2.7 oder einen Bereich wie 192.0.2.0/24 oder 2001:db8::/32.",
  host_bits: () => "Die Adresse eines Bereichs muss mit seinem Präfix enden, wie in 192.0.2.0/24.",
  too_many: () => "Das sind zu viele.",
  not_an_amount: () => "Geben Sie einen Betrag wie 1250 oder 12,50 ein.",
  holds_a_secret: () =>
    "Das enthält ein Secret. Suchen Sie den Schlüssel nach den letzten vier Zeichen, dem Namen oder der ID.",
  empty_file: () => "Die Datei ist leer.",
  file_too_large: ({ max }) => `Die Datei ist zu groß: höchstens ${german.size(max)}.`,
  not_a_file: () => "Das ist keine Datei.",
  not_a_text: () => "Diese Datei ist kein Text.",
  one_file: () => "Bitte nur eine Datei auf einmal.",
  not_a_file_name: () => "Der Name einer Datei enthält keinen Pfad.",
  not_a_document: () => "Das ist kein vollständiges PDF, PNG oder JPEG. Der Inhalt zählt, nicht der Name.",
  // Without words of ours: what the other side says of it, as it says it.
  not_a_publishable_key: () => "Ein öffentlicher Schlüssel beginnt mit pk_ und hat keine Leerzeichen.",
  a_secret_key: () =>
    "Das ist ein geheimer Schlüssel. Fügen Sie ihn als Schlüssel hinzu, damit er in den Schlüsselbund kommt.",
  wrong: () => "Das stimmt nicht.",
  invalid: ({ detail }) => `Nicht angenommen: „${detail}“`,
};
