import type { Words } from "..";
import { german } from "../formats";
import { sentence } from "../sentence";

export const alerts: Words["alerts"] = {
  loading: "Warnungen werden geladen",
  show: "Anzeigen",
  state: { open: "Offen", acknowledged: "Zur Kenntnis genommen" },
  none: { open: "Nichts verlangt Ihre Aufmerksamkeit", acknowledged: "Nichts ist zur Kenntnis genommen" },
  whatFor:
    "Hier stehen kompromittierte, ablaufende, alte und unbenutzte Schlüssel und ungewöhnliche Aufrufe. Eine Warnung verschwindet von selbst, wenn ihre Ursache behoben ist.",
  viewOnly: (role) => `Mit Ihrer Rolle ${role} können Sie Warnungen ansehen, aber nicht zur Kenntnis nehmen.`,
  count: (open, isUrgent) =>
    `${german.counted(open, { one: "offene Warnung", other: "offene Warnungen" })}${isUrgent ? ", dringend" : ""}`,
  severity: { urgent: "Dringend", warning: "Warnung", notice: "Hinweis" },
  kind: {
    leaked: {
      title: "ist kompromittiert",
      why: "Jemand hat sein Secret gemeldet, und der Schlüssel funktioniert noch. Rotieren Sie ihn als kompromittiert, oder widerrufen Sie ihn sofort.",
    },
    refused_after_revocation: {
      title: "wird nach dem Widerruf noch verwendet",
      why: "Ein Programm verwendet noch das widerrufene Secret und wird abgelehnt. Finden Sie es, und geben Sie ihm einen gültigen Schlüssel.",
    },
    expiring: {
      title: "läuft bald ab",
      why: "Rotieren Sie ihn vorher, damit kein Programm stehen bleibt.",
    },
    unusual_caller: {
      title: "hat einen neuen Aufrufer",
      why: "Von dort kam noch nie ein Aufruf. Fragen Sie, wem er gehört; weiß es niemand, rotieren Sie den Schlüssel als kompromittiert.",
    },
    unusual_rate: {
      title: "wird viel öfter als sonst aufgerufen",
      why: "Sehen Sie sich die Aufrufer an. Weiß niemand, warum, rotieren Sie den Schlüssel.",
    },
    old: {
      title: "ist älter, als er werden darf",
      why: "Je länger ein Secret lebt, desto mehr Stellen haben es gesehen. Rotieren Sie ihn.",
    },
    unused: {
      title: "wurde 90 Tage nicht verwendet",
      why: "Widerrufen Sie ihn, wenn ihn niemand braucht.",
    },
    rotation_unused: {
      title: "hat einen Nachfolger, den niemand verwendet",
      why: "Das neue Secret wurde gespeichert, aber es kam noch kein Aufruf damit. Tragen Sie es dort ein, wo die Programme ihres lesen, oder machen Sie die Rotation rückgängig.",
    },
    rotation_still_called: {
      title: "wird noch aufgerufen und endet bald",
      why: "Programme, die noch den alten Schlüssel verwenden, werden abgelehnt, wenn er endet. Stellen Sie sie jetzt auf den neuen um.",
    },
    rotation_ready: {
      title: "kann widerrufen werden: Die Rotation ist so weit",
      why: "Der neue Schlüssel wird verwendet, und mit dem alten kam seit einem Tag kein Aufruf. Widerrufen Sie den alten.",
    },
  },
  since: (when) => sentence`Begann ${when}`,
  acknowledgedBy: (who, when) => sentence`Von ${who} zur Kenntnis genommen, ${when}`,
  acknowledge: "Zur Kenntnis nehmen…",
  remedy: {
    rotate: "Schlüssel rotieren…",
    revoke: "Schlüssel widerrufen…",
    open: "Schlüssel öffnen",
    requests: "Seine Aufrufe zeigen",
    rotation: "Rotation öffnen",
  },
  reasonTitle: "Diese Warnung zur Kenntnis nehmen?",
  acknowledgeDeed: "Zur Kenntnis nehmen",
  reason: "Was dagegen getan wird",
  reasonKept: "Steht im Protokoll. Die Warnung gehört dann nicht mehr zu den offenen.",
  usualReason: {
    told: "Der Besitzer weiß Bescheid",
    expected: "Das ist erwartet",
    planned: "Die Rotation ist geplant",
  },
  loadMore: "Mehr laden",

  leak: {
    open: "Secret melden…",
    title: "Kompromittiertes Secret melden",
    how: "Kopieren Sie das Secret oder die Zeile, in der es steht, und finden Sie dann seinen Schlüssel. Das Secret kommt nicht in dieses Fenster, und nur sein Digest wird gesendet.",
    place: "Wo es gefunden wurde",
    placeHelp: "Steht beim Schlüssel und im Protokoll.",
    usualPlaces: "Übliche Fundorte",
    usualPlace: {
      repository: "Ein öffentliches Repository",
      chat: "Ein Chat",
      ticket: "Ein Ticket",
      log: "Ein Log",
    },
    submit: "Schlüssel des kopierten Secrets finden",
    noSecret: "Was kopiert wurde, enthält kein Secret eines Schlüssels.",
    unknown: "Kein Schlüssel dieser Organisation hat dieses Secret.",
    found: "Schlüssel gefunden",
    stillWorks:
      "Er funktioniert noch: Wer das Secret gesehen hat, kann ihn verwenden. Rotieren Sie den Schlüssel als kompromittiert, oder widerrufen Sie ihn sofort.",
    isOver: "Er funktioniert nicht mehr. Es ist nichts zu tun.",
  },
};
