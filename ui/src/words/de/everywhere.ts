import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

const connections = { one: "Verbindung", other: "Verbindungen" };

export const everywhere: Words["everywhere"] = {
  search: "Alle Verbindungen durchsuchen",
  searchBy: "Name, Kürzel, ID oder Ort",
  loading: "Schlüssel aller Verbindungen werden geladen",
  tab: { all: "Alle", due: "Fällig", rotating: "In Rotation" },
  head: {
    name: "Name",
    place: "Ort",
    environment: "Umgebung",
    created: "Alter",
    due: "Fällig",
    state: "Status",
    proof: "Letzter Nachweis",
  },
  due: "fällig",
  began: "Begonnen",
  oldEnds: "Alter endet",
  stands: "Stand",
  stalled: "stockt",
  isOld: (place) => `${place}, zuletzt bekannter Stand`,

  places: "Verbindungen",
  said: (all, away, asking) =>
    asking > 0
      ? `${german.counted(all, connections)}, ${german.number(asking)} werden gefragt…`
      : away === 0
        ? `${german.counted(all, connections)}, alle gelesen`
        : `${german.counted(all, connections)}, ${german.number(away)} nicht erreicht`,
  unfold: "Einzeln zeigen",
  fold: "Ausblenden",
  askAll: "Alle erneut fragen",
  ask: "Erneut fragen",
  askOne: (place) => `${place} erneut fragen`,
  asking: "Wird gefragt…",
  read: (when) => sentence`gelesen ${when}`,
  lastKnown: (when, why) => sentence`zuletzt bekannt ${when}, weil: ${why}`,
  neverKnown: (why) => `nichts darüber bekannt: ${why}`,
  notAsked: "noch nicht gefragt",
  more: (environments) => `${german.list(environments)} hat mehr; alle stehen auf der eigenen Seite`,

  empty: "Noch keine Schlüssel bei irgendeiner Verbindung",
  whatFor:
    "Die Schlüssel jeder Verbindung stehen hier in einer Tabelle, mit dem, was fällig ist und was rotiert wird.",
  noneAnswers: "Keine Verbindung ist erreichbar",
  noneAnswersWhy: "Über sie ist noch nichts bekannt. Oben steht der Grund; jede kann erneut gefragt werden.",
  none: { all: "Kein Schlüssel passt", due: "Nichts ist fällig", rotating: "Nichts wird rotiert" },
  noneWhy: {
    all: "Hier ist kein Schlüssel.",
    due: "Ein Schlüssel ist fällig, wenn er bald endet oder älter ist, als Schlüssel an seinem Ort werden dürfen.",
    rotating:
      "Eine begonnene Rotation steht hier, bei welcher Verbindung auch immer, bis ihr alter Schlüssel endet.",
  },
  nothingHas: (text) => `Nichts hier enthält „${text}“.`,
};
