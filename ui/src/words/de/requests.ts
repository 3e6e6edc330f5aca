import type { Words } from "..";
import { german } from "../formats";

const records = { one: "Anfrage", other: "Anfragen" };
const noted = { one: "Anfrage konnte", other: "Anfragen konnten" };
const secretsWord = {
  one: "Secret war darin und ist ausgeblendet",
  other: "Secrets waren darin und sind ausgeblendet",
};

const notValid = "Der Schlüssel wurde als ungültig abgelehnt.";
const askForKey =
  "Ihre Anfrage wurde abgelehnt, weil ihr API-Schlüssel nicht gültig ist. Bitte prüfen Sie, welcher Schlüssel eingetragen ist";

export const requests: Words["requests"] = {
  searchLabel: "Anfrage nach einer ID suchen",
  searchPlaceholder: "Beliebige ID, oder eine ganze Antwort einfügen",
  fromFile: "Datei öffnen…",
  drop: "Datei ablegen, um die Anfragen darin zu finden",
  loading: "Anfragen werden geladen",
  list: "Anfragen, die neuesten zuerst",
  when: "Wann",
  request: "Anfrage",
  answer: "Antwort",
  keyOrPerson: "Schlüssel oder Person",
  environment: "Umgebung",
  from: "Von",
  correlationId: "Korrelations-ID",
  copyCorrelationId: "Korrelations-ID kopieren",
  management: "Verwaltung",
  nobody: "nicht bekannt",
  noAnswer: "keine Antwort",
  loadOlder: "Ältere Anfragen laden",
  loadingOlder: "Wird geladen…",
  shown: (count) => `${german.counted(count, records)} angezeigt.`,
  tail: "Neue Anfragen erscheinen hier von selbst.",
  narrow: {
    label: "Welche Anfragen",
    answered: {
      good: "wie gewünscht (2xx, 3xx)",
      refused: "abgelehnt (4xx)",
      limited: "zu viele auf einmal (429)",
      failed: "fehlgeschlagen (5xx)",
    },
    side: { sandbox: "Sandbox", live: "Live", management: "Verwaltung" },
    orType: "Wählen oder eintippen",
    none: "Nichts passt.",
    remove: (what) => `Entfernen: ${what}`,
    clear: "Alle Filter entfernen",
    tail: "Neue, die passen, erscheinen hier von selbst.",
    noneTitle: "Keine Anfrage passt",
    noneWhy: "Nichts, was hier aufbewahrt wird, passt zu allen Filtern. Was passt, erscheint von selbst.",
    noneYet: "Keine der letzten Anfragen passt zu allen Filtern. Es gibt ältere.",
  },
  foundFor: (count, id) => `${german.counted(count, records)} mit ${id}.`,
  showAll: "Alle Anfragen anzeigen",
  dropped: (count) =>
    `${german.counted(count, noted)} seit dem Start des Schlüsselservers nicht vermerkt werden: Es kamen zu viele auf einmal.`,

  emptyTitle: "Noch keine Anfragen",
  emptyWhy:
    "Jede Anfrage mit einem Schlüssel und jede Frage an den Schlüsselserver wird hier mit ihrer Antwort vermerkt.",
  noneTitle: "Keine Anfrage hat diese ID",
  noneWhy: (id) => `Nichts, was hier aufbewahrt wird, hat ${id}. Das kann mehrere Gründe haben:`,
  noneReasons: [
    "Sie ist älter als das, was dieser Schlüsselserver aufbewahrt.",
    "Sie gehört zu einer anderen Organisation oder zu einem anderen Schlüsselserver.",
    "Sie stammt von einem Proxy oder einer Anwendung, und die Anfrage hat den Schlüsselserver nie erreicht.",
  ],
  noneDropped: (count) =>
    `Sie ist eine von denen, die nicht vermerkt werden konnten, weil zu viele auf einmal kamen: ${german.counted(count, records)}.`,

  recognised: "Darin erkannt",
  recognisedNothing: "Darin wurde keine ID erkannt.",
  secrets: (count) => `${german.counted(count, secretsWord)}.`,
  secretsToDo:
    "Wer diesen Text gesehen hat, kann den Schlüssel verwenden. Suchen Sie ihn unten über seinen Hinweis, und rotieren Sie ihn als kompromittiert oder widerrufen Sie ihn.",
  putAway: "Weglegen",
  kind: {
    correlation_id: "Korrelations-ID",
    client_correlation_id: "Korrelations-ID des Clients",
    idempotency_key: "Idempotenzschlüssel",
    key_id: "Schlüssel-ID",
    hint: "Schlüsselhinweis",
    any: "ID",
  },

  drawerOf: (request) => `Anfrage: ${request}`,
  why: "Warum",
  toDo: "Was zu tun ist",
  tell: "Was Sie dem Aufrufer sagen können",
  copyTell: "Text kopieren",
  facts: "Einzelheiten",
  key: "Schlüssel",
  keyThen: "Schlüssel damals",
  keyNow: "Schlüssel jetzt",
  limitThen: "Limit damals",
  limitOf: {
    general: "die gewöhnlichen Anfragen der Organisation",
    expensive: "die teuren Anfragen der Organisation",
    address: "die Anfragen dieser Adresse",
    bad_keys: "die Anfragen dieser Adresse mit einem ungültigen Schlüssel",
  },
  limit: (whose, perSecond, burst) =>
    `${german.number(perSecond)} in der Sekunde und ${german.number(burst)} auf einmal, für ${whose}`,
  limitedBy: (limit) => `In diesem Moment lag das Limit bei ${limit}. Es war aufgebraucht.`,
  notThereYet: "noch nicht erstellt",
  openKey: "Schlüssel öffnen",
  clientCorrelationId: "Korrelations-ID des Clients",
  idempotencyKey: "Idempotenzschlüssel",
  program: "Programm",
  took: "Dauer",
  microseconds: (micros) => `${german.number(micros / 1000)} ms`,
  copyId: (what) => `Kopieren: ${what}`,
  related: "Zugehörige Anfragen",
  sameClient: "Gleiche Korrelations-ID des Clients",
  sameIdempotency: "Gleicher Idempotenzschlüssel",
  sameKey: "Gleicher Schlüssel, kurz davor und danach",
  sameCaller: "Gleiche Adresse und gleiches Programm, kurz davor und danach",
  onlyCaller: "Nur dieser Aufrufer",
  since: "Seither am Schlüssel geändert",
  noneRelated: "Keine andere Anfrage gehört dazu.",
  thisOne: "diese Anfrage",
  copyMarkdown: "Bericht kopieren",
  copyJson: "Als JSON kopieren",
  bundleWhy: "Zum Weitergeben: alles hier, ohne Secrets.",
  explaining: "Anfrage wird erklärt",
  close: "Anfrage schließen",

  theKey: "der Schlüssel",

  reason: {
    missing: () => ({
      happened: "Die Anfrage kam ohne Schlüssel.",
      why: "Die Kopfzeile x-api-key fehlte oder war leer.",
      toDo: "Den Schlüssel in der Kopfzeile x-api-key senden. Prüfen, ob ein Proxy sie entfernt.",
      tell: "Ihre Anfrage kam ohne API-Schlüssel. Bitte senden Sie ihn in der Kopfzeile x-api-key, und prüfen Sie, ob ein Proxy auf dem Weg diese Kopfzeile entfernt.",
    }),
    malformed: () => ({
      happened: notValid,
      why: "Der Text kann kein Schlüssel dieses Schlüsselservers sein: Länge, Zeichen oder Prüfsumme stimmen nicht.",
      toDo: "Im eingetragenen Schlüssel nach einem fehlenden Ende, einem Anführungszeichen oder einem Zeilenumbruch suchen. Die letzten vier Zeichen vergleichen.",
      tell: `${askForKey}: Der Text, der ankam, ist kein ganzer Schlüssel. Suchen Sie nach einem fehlenden Ende, einem Anführungszeichen oder einem Zeilenumbruch.`,
    }),
    other_environment: ({ key, here, keysOwn }) => ({
      happened: notValid,
      why: keysOwn
        ? `${key} ist ein Schlüssel für ${keysOwn}, und die Anfrage ging an ${here}.`
        : `Das Präfix des Schlüssels ist das der anderen Umgebung; die Anfrage ging an ${here}.`,
      toDo: `Einen Schlüssel für ${here} verwenden, oder die Basis-URL der Umgebung des Schlüssels. Der Schlüssel selbst ist in Ordnung: nicht rotieren.`,
      tell: `Ihre Anfrage ging an ${here}, mit einem Schlüssel der anderen Umgebung. Bitte verwenden Sie einen Schlüssel für ${here} oder die andere Basis-URL.`,
    }),
    unknown: () => ({
      happened: notValid,
      why: "Er hat die richtige Form, wurde hier aber nie erstellt.",
      toDo: "Prüfen, von welchem Schlüsselserver der Schlüssel stammt. Einen neuen erstellen, wenn es niemand weiß.",
      tell: `${askForKey}: Dieser wurde nicht hier erstellt.`,
    }),
    not_current: () => ({
      happened: "Der Schlüssel wurde nicht beurteilt.",
      why: "Der Schlüsselserver konnte nicht belegen, dass sein Wissen über Schlüssel aktuell war.",
      toDo: "Noch einmal versuchen. Wenn es wieder vorkommt, den Betreiber des Schlüsselservers bitten, nach der Datenbank zu sehen.",
      tell: "Ihr Schlüssel war in Ordnung: Unser Dienst konnte ihn in diesem Moment nicht prüfen. Bitte versuchen Sie es noch einmal.",
    }),
    pending: ({ key, now }) => ({
      happened: notValid,
      why: `${key} war erstellt, aber niemand hatte bestätigt, dass das Secret gespeichert ist.${now ? ` Jetzt ist er ${now}.` : ""}`,
      toDo: now
        ? "Nichts, wenn der gleiche Aufruf jetzt klappt."
        : "Den Schlüssel bestätigen, oder ihn widerrufen und einen neuen erstellen.",
      tell: now
        ? "Ihr Schlüssel war bei Ihrem Aufruf noch nicht bereit. Jetzt ist er es: Bitte versuchen Sie es noch einmal."
        : "Ihr Schlüssel ist noch nicht bereit. Bitte warten Sie, bis er bestätigt ist.",
    }),
    revoked: ({ key, revoked }) => ({
      happened: notValid,
      why: revoked
        ? `${key} wurde von ${revoked.by} widerrufen, am ${revoked.at}: ${revoked.reason}`
        : `${key} wurde widerrufen.`,
      toDo: "Den Aufrufer auf einen aktiven Schlüssel umstellen: Ein widerrufener wird nie wieder gültig.",
      tell: `${askForKey}: Dieser wird nicht mehr verwendet. Bitte fragen Sie Ihre Verwaltung nach dem aktuellen Schlüssel.`,
    }),
    expired: ({ key, endedAt }) => ({
      happened: notValid,
      why: endedAt ? `${key} ist am ${endedAt} abgelaufen.` : `${key} war abgelaufen.`,
      toDo: "Den Aufrufer auf einen aktiven Schlüssel umstellen. Rotieren, bevor ein Schlüssel abläuft.",
      tell: `${askForKey}: Dieser ist abgelaufen. Bitte fragen Sie Ihre Verwaltung nach dem aktuellen Schlüssel.`,
    }),
    not_yet_valid: ({ key }) => ({
      happened: notValid,
      why: `${key} gilt erst ab einem späteren Zeitpunkt.`,
      toDo: "Warten, bis er gilt, oder einen anderen Schlüssel verwenden.",
      tell: `${askForKey}: Dieser gilt noch nicht.`,
    }),
    ip_not_allowed: ({ key, address }) => ({
      happened: "Der Schlüssel wurde von dieser Adresse aus abgelehnt.",
      why: `${key} darf nur von seinen erlaubten Adressen aus verwendet werden; die Anfrage kam von ${address}.`,
      toDo: "Von einer erlaubten Adresse aus aufrufen. Steht ein Proxy dazwischen, muss der Schlüsselserver ihm vertrauen.",
      tell: `Ihre Anfrage kam von ${address}; von dort darf dieser API-Schlüssel nicht verwendet werden. Bitte rufen Sie von einer erlaubten Adresse aus auf, oder bitten Sie Ihre Verwaltung, diese zu erlauben.`,
    }),
    read_only: ({ key }) => ({
      happened: "Der Schlüssel war gültig, die Methode wurde abgelehnt.",
      why: `${key} darf nur lesen, also nur mit GET verwendet werden.`,
      toDo: "Für diesen Aufruf einen Schlüssel mit Schreibrecht verwenden. Administratoren können einen erstellen.",
      tell: "Ihr API-Schlüssel darf nur lesen. Bitte verwenden Sie für diesen Aufruf einen Schlüssel mit Schreibrecht; die Administratoren Ihrer Organisation können einen erstellen.",
    }),
    quarantined: ({ key, quarantine }) => ({
      happened: "Der Schlüssel war gültig, die Methode wurde vorübergehend abgelehnt.",
      why: quarantine
        ? `${key} darf bis ${quarantine.until} nur lesen. ${quarantine.by} hat ihn unter Quarantäne gestellt: ${quarantine.reason}`
        : `${key} war zu dieser Zeit unter Quarantäne und durfte nur lesen.`,
      toDo: "Warten, bis sie endet, oder die Administratoren fragen, die den Schlüssel freigeben können.",
      tell: "Ihr API-Schlüssel darf im Moment nur lesen. Bitte fragen Sie Ihre Verwaltung.",
    }),
    spending_limit_exceeded: ({ key }) => ({
      happened: "Der Schlüssel war gültig, die Anfrage hätte zu viel gekostet.",
      why: `${key} hat eines seiner Ausgabenlimits aufgebraucht.`,
      toDo: "Warten, bis das Limit neu beginnt, oder einen Schlüssel mit höherem Limit verwenden.",
      tell: "Ihr API-Schlüssel hat sein Ausgabenlimit aufgebraucht. Bitte warten Sie, bis es neu beginnt, oder bitten Sie Ihre Verwaltung, es zu erhöhen.",
    }),
  },

  code: {
    SANDBOX_NOT_PROVISIONED: {
      happened: "Der Schlüssel war gültig, die Sandbox war noch nicht bereit.",
      why: "Die Sandbox der Organisation wurde noch eingerichtet.",
      toDo: "Ein paar Augenblicke warten und noch einmal versuchen. Den Schlüssel nicht rotieren: Er ist gültig.",
      tell: "Ihr Schlüssel ist gültig; die Sandbox wurde noch eingerichtet. Bitte warten Sie ein paar Augenblicke, und versuchen Sie es noch einmal. Sie brauchen keinen anderen Schlüssel.",
    },
    RATE_LIMITED: {
      happened: "Es waren zu viele Anfragen.",
      why: "Die Organisation oder die Adresse hatte ihr Anfragelimit in diesem Moment aufgebraucht.",
      toDo: "So lange warten, wie die Kopfzeile Retry-After sagte, dann langsamer weitermachen.",
      tell: "Ihre Anfragen kamen schneller, als das Anfragelimit erlaubt. Bitte warten Sie so lange, wie die Kopfzeile Retry-After sagt, bevor Sie die nächste senden.",
    },
    IDEMPOTENCY_KEY_REQUIRED: {
      happened: "Die Anfrage wurde abgelehnt: Sie bewegt Geld und hatte keinen Idempotenzschlüssel.",
      why: "Ohne ihn könnte eine wiederholte Anfrage doppelt wirken.",
      toDo: "Mit jeder solchen Anfrage eine neue Kopfzeile idempotency-key senden, und beim Wiederholen dieselbe.",
      tell: "Dieser Aufruf braucht die Kopfzeile idempotency-key: für jede Zahlung eine neue, und beim Wiederholen dieselbe.",
    },
    IDEMPOTENCY_KEY_CONFLICT: {
      happened: "Die Anfrage wurde abgelehnt: Ihr Idempotenzschlüssel war schon verwendet.",
      why: "Derselbe Idempotenzschlüssel kam davor mit anderem Inhalt oder Pfad.",
      toDo: "Für eine neue Anfrage einen neuen Idempotenzschlüssel verwenden. Siehe die zugehörigen Anfragen unten.",
      tell: "Der Idempotenzschlüssel Ihrer Anfrage wurde schon für eine andere verwendet. Bitte verwenden Sie für jede neue Anfrage einen neuen.",
    },
    IDEMPOTENCY_KEY_REQUEST_IN_PROGRESS: {
      happened: "Die Anfrage wurde abgelehnt: Die erste mit ihrem Idempotenzschlüssel war nicht fertig.",
      why: "Die erste lief noch, oder sie hatte aufgehört, bevor ihr Ergebnis vermerkt war.",
      toDo: "Einen Augenblick warten und mit demselben Idempotenzschlüssel wiederholen.",
      tell: "Die erste Anfrage mit diesem Idempotenzschlüssel lief noch. Bitte warten Sie einen Augenblick, und wiederholen Sie sie mit demselben.",
    },
    NOT_FOUND: {
      happened: "Das Gesuchte gab es nicht.",
      why: "In der Organisation und Umgebung des Schlüssels gibt es nichts mit diesem Namen.",
      toDo: "Die ID prüfen, und ob sie aus der anderen Umgebung stammt.",
      tell: "Was Ihre Anfrage sucht, gibt es in dieser Umgebung nicht. Bitte prüfen Sie die ID, und ob sie zur anderen Umgebung gehört.",
    },
    VALIDATION_ERROR: {
      happened: "Die Anfrage wurde abgelehnt: Felder waren falsch.",
      why: "Die Antwort nennt jedes Feld.",
      toDo: "Die Felder berichtigen, die die Antwort nennt.",
      tell: "Einige Felder Ihrer Anfrage wurden nicht angenommen. Die Fehler in der Antwort nennen jedes davon.",
    },
    INTERNAL_ERROR: {
      happened: "Der Schlüsselserver hatte selbst einen Fehler.",
      why: "Die Störung lag beim Schlüsselserver, nicht beim Aufrufer.",
      toDo: "Die Anfrage mit demselben Idempotenzschlüssel wiederholen. Die Korrelations-ID an den Betreiber des Schlüsselservers geben.",
      tell: "Ihre Anfrage war in Ordnung: Unser Dienst hatte einen Fehler. Bitte wiederholen Sie sie mit demselben Idempotenzschlüssel.",
    },
    SERVICE_UNAVAILABLE: {
      happened: "Der Schlüsselserver konnte es in diesem Moment nicht.",
      why: "Die Störung lag beim Schlüsselserver, nicht beim Aufrufer.",
      toDo: "Die Anfrage mit demselben Idempotenzschlüssel wiederholen.",
      tell: "Ihre Anfrage war in Ordnung: Unser Dienst konnte sie in diesem Moment nicht bearbeiten. Bitte wiederholen Sie sie mit demselben Idempotenzschlüssel.",
    },
  },

  good: (key) => ({
    happened: "Die Anfrage wurde wie verlangt beantwortet.",
    why: key === null ? "Es sprach nichts dagegen." : `${key} war dafür gültig.`,
    toDo: "Nichts.",
    tell: "Ihre Anfrage wurde wie verlangt beantwortet.",
  }),
  ofService: {
    emptyWhy:
      "Jeder Aufruf dieses Programms beim Dienst steht hier, mit den IDs, unter denen dessen Support ihn kennt.",
    noneReasons: [
      "Sie stammt nicht von diesem Programm: Ein Dienst erzählt niemandem von seinen Anfragen.",
      "Sie stammt von einem anderen Computer oder ist älter als die letzten 10.000 Aufrufe.",
    ],
    tellHead: "Für den Support des Dienstes",
    copyTell: "Text kopieren",
    tell: ({ service, call, at, answer, correlationId, clientCorrelationId }) =>
      `Unser Aufruf ${call} bei ${service} am ${at} wurde beantwortet: ${answer}. Korrelations-ID: ${correlationId}.${
        clientCorrelationId === null || clientCorrelationId === correlationId
          ? ""
          : ` Unsere eigene ID: ${clientCorrelationId}.`
      }`,
    answered: {
      good: ({ key }) => ({
        happened: "Der Dienst hat wie verlangt geantwortet.",
        why: `${key} war dafür gültig.`,
        toDo: "Nichts.",
      }),
      unknown: ({ key }) => ({
        happened: "Der Dienst hat den Schlüssel abgelehnt.",
        why: `${key} ist dort widerrufen oder war dort nie gültig. Welches von beiden, sagt der Dienst nicht.`,
        toDo: "Hat ihn niemand widerrufen, rotieren Sie den Schlüssel.",
      }),
      notSetUp: ({ key }) => ({
        happened: "Die Sandbox des Dienstes ist noch nicht eingerichtet.",
        why: `Sie wird von selbst eingerichtet. ${key} ist gültig.`,
        toDo: "Einige Augenblicke warten und erneut versuchen. Der Schlüssel braucht keine Rotation.",
      }),
      limited: () => ({
        happened: "Es kamen zu viele Anfragen auf einmal.",
        why: "Die Organisation hatte in dem Moment ihr Ratenlimit aufgebraucht.",
        toDo: "Einen Moment warten und erneut versuchen. Über den Schlüssel sagt das nichts.",
      }),
      failed: ({ status }) => ({
        happened: `Der Dienst hatte selbst einen Fehler (${status}).`,
        why: "Über den Schlüssel sagt das nichts.",
        toDo: "Später erneut versuchen. Bleibt es dabei, geben Sie den Text unten dem Support des Dienstes.",
      }),
      refused: ({ status, code }) => ({
        happened: `Der Dienst hat den Aufruf abgelehnt: ${code ?? status}.`,
        why: "Er kannte den Schlüssel und nahm nicht an, was verlangt wurde.",
        toDo: "Überrascht Sie das, geben Sie den Text unten dem Support des Dienstes.",
      }),
      lost: ({ isWrite }) => ({
        happened: "Es kam keine Antwort.",
        why: isWrite
          ? "Die Verbindung brach ab oder brauchte zu lange. Was verlangt wurde, ist vielleicht geschehen, vielleicht nicht."
          : "Die Verbindung brach ab oder brauchte zu lange. Geändert werden sollte nichts.",
        toDo: isWrite ? "Beim Dienst nachsehen, bevor Sie es noch einmal verlangen." : "Erneut versuchen.",
      }),
    },
  },
  refused: (status, code) => ({
    happened: `Die Anfrage wurde abgelehnt: ${code ?? status}.`,
    why: "Was gesendet wurde, oder der damalige Stand, ließ sie nicht zu.",
    toDo: "Die Antwort lesen: Sie sagt, was zu ändern ist.",
    tell: `Ihre Anfrage wurde mit ${code ?? status} abgelehnt. Die Antwort sagt, was zu ändern ist.`,
  }),
};
