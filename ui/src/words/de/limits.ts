import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

const requestForms = { one: "Anfrage", other: "Anfragen" };

export const limits: Words["limits"] = {
  loading: "Limits werden geladen",
  about:
    "Alle Schlüssel einer Umgebung teilen sich deren Rate. Eine Anfrage darüber hinaus wird mit 429 beantwortet und erfährt, wie lange sie warten soll.",
  class: {
    general: "Gewöhnliche Anfragen",
    expensive: "Teure Anfragen",
  },
  classIs: {
    general: "Alle außer den teuren; auch das Prüfen eines Schlüssels.",
    expensive: "Eine Order ausführen, ein Dokument hochladen, einen Antrag einreichen.",
  },
  rate: (perSecond, burst) => `${german.number(perSecond)} pro Sekunde, ${german.number(burst)} auf einmal`,
  overridden: "für diese Organisation gesetzt",
  lastMinute: "Letzte Minute",
  busiest: "Stärkste Minute",
  ofSustained: (used, all, percent) =>
    `${german.number(used)} von ${german.number(all)} (${german.number(percent)} %)`,
  bar: (name, environment) => `${name} in ${environment}, letzte Minute`,
  limited: "Mit 429 beantwortet in der letzten Stunde",
  none: "keine",
  beyond: "Über der Rate: Es wird von Angespartem gelebt und bald begrenzt.",
  near: "Nahe an der Rate.",
  counted: (count) => german.counted(count, requestForms),
  see: "Anfragen ansehen",
  countedBy: (node) => `Gezählt hat ${node}, der Prozess, der jetzt bedient.`,
  since: (when) => sentence`Er begann ${when}; was davor war, ist nicht gezählt.`,
  notCounted: (count) =>
    `${german.counted(count, requestForms)} der letzten Stunde konnten nicht notiert werden, die Zahlen sind deshalb zu niedrig.`,
  older: "Dieser Schlüsselserver ist von einer Version, die nicht sagt, wie nahe Sie den Limits sind.",
  olderTitle: "Limits werden hier nicht genannt",
  notActivated: "Niemand kann live aufrufen, bevor die Organisation freigeschaltet ist.",
};
