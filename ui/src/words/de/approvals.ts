import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

const period = (hours: number) => german.period(hours * 3_600_000);

export const approvals: Words["approvals"] = {
  ask: "Live-Schlüssel anfordern",
  title: "Angeforderte Live-Schlüssel",
  rule: "Jeden Live-Schlüssel genehmigt ein anderer Admin.",
  signIn:
    "Jeden Live-Schlüssel genehmigt ein anderer Admin. Melden Sie sich als Mitglied an, um einen anzufordern; mit einem Token geht das nicht.",
  notLoaded: (why) => `Die angeforderten Schlüssel konnten nicht geladen werden: ${why}`,
  none: "Gerade fordert niemand einen an.",
  earlier: "Frühere",
  noneEarlier: "Vorher wurde keiner angefordert.",
  more: "Ältere stehen im Protokoll.",
  state: {
    waiting: "Wartet",
    approved: "Genehmigt",
    declined: "Abgelehnt",
    withdrawn: "Zurückgezogen",
    claimed: "Abgeholt",
    lapsed: "Verfallen",
  },
  wish: (level, hours) => `${level}, für ${period(hours)}`,
  askedBy: (who, when) => sentence`Angefordert von ${who} ${when}`,
  lapses: (when) => sentence`verfällt ${when}`,
  lapsed: (when) => sentence`verfallen ${when}`,
  decided: {
    yes: (who, reason) => sentence`Genehmigt von ${who}: ${reason}`,
    no: (who, reason) => sentence`Abgelehnt von ${who}: ${reason}`,
  },
  deed: {
    approve: "Genehmigen…",
    decline: "Ablehnen…",
    withdraw: "Zurückziehen…",
    claim: "Schlüssel abholen",
  },
  showKey: "Schlüssel zeigen",

  form: {
    lifetime: "Lebt",
    lifetimeHelp: "Gezählt von dem Moment an, in dem Sie ihn abholen.",
    lifetimeOf: period,
    reason: "Wofür er gebraucht wird",
    reasonKept: "Der andere Admin liest es, und es bleibt im Protokoll",
    next: "Ein anderer Admin entscheidet innerhalb von 7 Tagen. Nach der Genehmigung haben Sie einen Tag, um den Schlüssel abzuholen. Nur Sie erhalten sein Secret.",
    submit: "Diesen Schlüssel anfordern",
    asked: (name) => `${name} ist angefordert. Ein anderer Admin entscheidet.`,
  },

  dialog: {
    approve: {
      title: "Live-Schlüssel genehmigen",
      means: "Wer ihn angefordert hat, kann ihn einen Tag lang abholen. Nur diese Person erhält sein Secret.",
      submit: (name) => sentence`${name} genehmigen`,
      done: (name) => `${name} ist genehmigt.`,
    },
    decline: {
      title: "Live-Schlüssel ablehnen",
      means: "Der Schlüssel wird nicht erstellt. Wer ihn angefordert hat, liest Ihre Begründung.",
      submit: (name) => sentence`${name} ablehnen`,
      done: (name) => `${name} ist abgelehnt.`,
    },
    withdraw: {
      title: "Anforderung zurückziehen",
      means: "Der Schlüssel wird nicht erstellt. Sie können jederzeit wieder einen anfordern.",
      submit: (name) => sentence`${name} zurückziehen`,
      done: (name) => `Sie fordern ${name} nicht mehr an.`,
    },
    name: "Name",
    access: "Zugriff",
    lifetime: "Lebt",
    asker: "Angefordert von",
    reason: "Gebraucht für",
    reasonKept: "Bleibt bei der Anforderung und im Protokoll",
  },

  policy: {
    title: "Live-Schlüssel",
    detail: "Ob ein Admin allein einen Live-Schlüssel erstellen kann.",
    on: "Ein anderer Admin genehmigt jeden Live-Schlüssel, bevor er erstellt wird.",
    off: "Ein Admin kann einen Live-Schlüssel allein erstellen.",
    switchOn: "Genehmigung verlangen…",
    switchOff: "Keine Genehmigung mehr verlangen…",
    onTitle: "Genehmigung für Live-Schlüssel verlangen",
    offTitle: "Keine Genehmigung mehr verlangen",
    onMeans:
      "Ab jetzt kann niemand mehr allein einen Live-Schlüssel erstellen: Ein Admin fordert ihn an, ein anderer genehmigt ihn, und der erste holt ihn ab. Vorhandene Schlüssel bleiben, wie sie sind, und können weiter rotiert und widerrufen werden.",
    offMeans:
      "Jeder Admin kann wieder allein einen Live-Schlüssel erstellen. Was genehmigt wurde, kann auch so erstellt werden.",
    kept: "Bleibt im Protokoll",
    saveOn: "Genehmigung verlangen",
    saveOff: "Nicht mehr verlangen",
    savedOn: "Jeden Live-Schlüssel genehmigt jetzt ein anderer Admin.",
    savedOff: "Live-Schlüssel brauchen keine Genehmigung mehr.",
  },
};
