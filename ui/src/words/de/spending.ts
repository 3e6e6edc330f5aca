import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

export const spending: Words["spending"] = {
  loading: "Der Dienst wird nach den Ausgaben gefragt",
  refresh: "Erneut fragen",
  money: (cents, currency) => german.money(cents, currency),
  balance: "Guthaben des Kontos",
  spent: "Ausgegeben in 30 Tagen",
  atLeast: (amount) => `mindestens ${amount}`,
  byDay: "Nach Tagen",
  byDayMeans:
    "Vom ganzen Konto. Zu welchem Schlüssel ein Eintrag gehört, sagt der Dienst nicht. Tage in UTC.",
  chart: (amount) => `Ausgaben an jedem der letzten 30 Tage, zusammen ${amount}`,
  day: (day, amount) => `${day}: ${amount}`,
  today: "heute",
  asTable: "Als Tabelle",
  limits: "Limits Ihrer Schlüssel",
  limitsMean:
    "Wie Sie sie vermerkt haben. Ein Schlüssel kann nicht mehr ausgegeben haben als das Konto in ebenso langer Zeit; das ist also das Meiste, was er verbraucht haben kann.",
  window: { daily: "Ein Tag", weekly: "7 Tage", monthly: "30 Tage" },
  meter: (key, window) => `${key}, ${window}`,
  atMost: (spent, limit) => `höchstens ${spent} von ${limit}`,
  atLeastOf: (spent, limit) => `${spent} oder mehr von ${limit}`,
  known: {
    below: "unter seinem Limit",
    perhaps_near: "vielleicht nahe an seinem Limit",
    perhaps_used_up: "vielleicht aufgebraucht",
    unknown: "nicht bekannt: Es wurde mehr abgebucht, als gelesen wurde",
  },
  warning: {
    perhaps_near:
      "Ein Schlüssel ist vielleicht nahe an seinem Ausgabenlimit. Heben Sie das Limit beim Dienst an, oder sehen Sie nach, wer aufruft.",
    perhaps_used_up:
      "Das Ausgabenlimit eines Schlüssels ist vielleicht aufgebraucht, und seine Anfragen werden abgelehnt. Heben Sie das Limit beim Dienst an, oder sehen Sie nach, wer aufruft.",
  },
  byModel: "Nach Modellen",
  entries: "Letzte Einträge",
  noEntries: "In diesen 30 Tagen wurde nichts abgebucht oder eingezahlt.",
  head: {
    day: "Tag",
    spent: "Ausgegeben",
    added: "Eingezahlt",
    when: "Wann",
    what: "Eintrag",
    amount: "Betrag",
  },
  askedWith: (key, when) => sentence`Der Dienst wurde mit dem Schlüssel ${key} gefragt, ${when}.`,
};
