import type { Answered, IdKind, LimitBucket, Reason, RequestSide } from "../../contract/contract";
import { english } from "../formats";

const records = { one: "request", other: "requests" };
const secretsWord = {
  one: "secret was in it, and is hidden here",
  other: "secrets were in it, and are hidden here",
};

/** What a request's explanation says, as of its moment. */
export interface Told {
  /** What happened. */
  happened: string;
  /** Why. */
  why: string;
  /** What to do about it. */
  toDo: string;
  /** What to tell whoever sent the request: a text to be copied. It names no reason that the caller was not told. */
  tell: string;
}

/** What an explanation may name. Moments are written exactly, in UTC. */
export interface RequestFacts {
  /** The key's name; a word for it where it is not known. */
  key: string;
  /** The environment that the request went to, and the one that the key is of. */
  here: string;
  keysOwn: string | null;
  /** Where it came from. */
  address: string;
  revoked: { at: string; by: string; reason: string } | null;
  endedAt: string | null;
  quarantine: { until: string; by: string; reason: string } | null;
  /** What the key is now, where that differs from then. */
  now: string | null;
}

/** How a service answered a call of ours. */
export type ServiceAnswered = "good" | "unknown" | "notSetUp" | "limited" | "failed" | "refused" | "lost";

/** What a service answered a call of ours. */
export interface ServiceAnswer {
  key: string;
  status: number;
  code: string | null;
  isWrite: boolean;
}

/** The same for its support. */
export interface ServiceCall {
  service: string;
  call: string;
  at: string;
  answer: string;
  correlationId: string;
  clientCorrelationId: string | null;
}

const notValid = "The key was refused as not valid.";
const askForKey =
  "Your request was refused because its API key is not valid. Please check which key is configured";

/** The Requests page. */
export const requests = {
  searchLabel: "Find a request by any ID",
  searchPlaceholder: "Any ID, or paste a whole response",
  fromFile: "Open a file…",
  drop: "Drop a file to find the requests in it",
  loading: "Loading requests",
  list: "Requests, the newest first",
  when: "When",
  request: "Request",
  answer: "Answer",
  keyOrPerson: "Key or person",
  environment: "Environment",
  from: "From",
  correlationId: "Correlation ID",
  copyCorrelationId: "Copy the correlation ID",
  management: "management",
  nobody: "not known",
  noAnswer: "no answer",
  loadOlder: "Load older requests",
  loadingOlder: "Loading…",
  shown: (count: number) => `${english.counted(count, records)} shown.`,
  tail: "New requests appear here as they come.",
  narrow: {
    label: "Which requests",
    answered: {
      good: "as asked (2xx, 3xx)",
      refused: "refused (4xx)",
      limited: "too many at once (429)",
      failed: "failed (5xx)",
    } satisfies Record<Answered, string> as Record<Answered, string>,
    side: {
      sandbox: "Sandbox",
      live: "Live",
      management: "management",
    } satisfies Record<RequestSide, string> as Record<RequestSide, string>,
    orType: "Choose, or type one",
    none: "Nothing fits.",
    remove: (what: string) => `Remove: ${what}`,
    clear: "Remove all filters",
    tail: "New ones that fit appear here as they come.",
    noneTitle: "No request fits",
    noneWhy: "Nothing that is kept here fits all filters. What fits appears as it comes.",
    noneYet: "None of the latest requests fits all filters. There are older ones.",
  },
  foundFor: (count: number, id: string) => `${english.counted(count, records)} with ${id}.`,
  showAll: "Show all requests",
  dropped: (count: number) =>
    `${english.counted(count, records)} could not be noted since the key server was started: too many came at once.`,

  emptyTitle: "No requests yet",
  emptyWhy: "Every request with a key, and every question to the key server, is noted here with its answer.",
  noneTitle: "No request has this ID",
  noneWhy: (id: string) => `Nothing that is kept here has ${id}. That can have several reasons:`,
  noneReasons: [
    "It is older than what this key server keeps.",
    "It belongs to another organization, or to another key server.",
    "It is from a proxy or an application, and the request never reached the key server.",
  ],
  noneDropped: (count: number) =>
    `It was among the ${english.counted(count, records)} that could not be noted when too many came at once.`,

  recognised: "Recognised in it",
  recognisedNothing: "No ID was recognised in it.",
  secrets: (count: number) => `${english.counted(count, secretsWord)}.`,
  secretsToDo:
    "Whoever has seen that text can use the key. Find it by its hint below, and rotate it as leaked or revoke it.",
  putAway: "Put away",
  kind: {
    correlation_id: "correlation ID",
    client_correlation_id: "client correlation ID",
    idempotency_key: "idempotency key",
    key_id: "key ID",
    hint: "key hint",
    any: "ID",
  } satisfies Record<IdKind, string> as Record<IdKind, string>,

  drawerOf: (request: string) => `Request: ${request}`,
  why: "Why",
  toDo: "What to do",
  tell: "What to tell the caller",
  copyTell: "Copy reply",
  facts: "Details",
  key: "Key",
  keyThen: "Key then",
  keyNow: "Key now",
  limitThen: "Limit then",
  /** Whose requests are counted together. */
  limitOf: {
    general: "the organization's ordinary requests",
    expensive: "the organization's expensive requests",
    address: "the requests of this address",
    bad_keys: "the requests of this address with a key that is not valid",
  } satisfies Record<LimitBucket, string>,
  limit: (whose: string, perSecond: number, burst: number) =>
    `${english.number(perSecond)} a second and ${english.number(burst)} at once, for ${whose}`,
  limitedBy: (limit: string) => `At that moment the limit was ${limit}. It was used up.`,
  notThereYet: "not created yet",
  openKey: "Open the key",
  clientCorrelationId: "Client correlation ID",
  idempotencyKey: "Idempotency key",
  program: "Program",
  took: "Took",
  microseconds: (micros: number) => `${english.number(micros / 1000)} ms`,
  copyId: (what: string) => `Copy the ${what}`,
  related: "Related requests",
  sameClient: "Same client correlation ID",
  sameIdempotency: "Same idempotency key",
  sameKey: "Same key, just before and after",
  sameCaller: "Same address and program, just before and after",
  onlyCaller: "Only this caller",
  since: "Changed on the key since then",
  noneRelated: "No other request belongs to it.",
  thisOne: "this request",
  copyMarkdown: "Copy report",
  copyJson: "Copy as JSON",
  bundleWhy: "To hand on: everything above, without secrets.",
  explaining: "Explaining the request",
  close: "Close the request",

  /** The key, where a request had none that is known. */
  theKey: "the key",

  /** Why a key was refused, each with what follows. */
  reason: {
    missing: () => ({
      happened: "The request came without a key.",
      why: "There was no x-api-key header, or it was empty.",
      toDo: "Send the key in the x-api-key header. Check whether a proxy drops it.",
      tell: "Your request came without an API key. Please send it in the x-api-key header, and check whether a proxy on the way drops that header.",
    }),
    malformed: () => ({
      happened: notValid,
      why: "The text cannot be a key of this key server: its length, its characters or its checksum are wrong.",
      toDo: "Look for a cut, a quote or a line break in the configured key. Compare its last four characters.",
      tell: `${askForKey}: the text that arrived is not a whole key. Look for a missing end, a quote or a line break.`,
    }),
    other_environment: ({ key, here, keysOwn }) => ({
      happened: notValid,
      why: keysOwn
        ? `${key} is a ${keysOwn} key, and the request went to ${here}.`
        : `The key's prefix is that of the other environment; the request went to ${here}.`,
      toDo: `Use a ${here} key, or the base URL of the key's own environment. The key itself is not at fault: do not rotate it.`,
      tell: `Your request went to ${here} with a key of the other environment. Please use a ${here} key, or the other base URL.`,
    }),
    unknown: () => ({
      happened: notValid,
      why: "It is well formed, and no such key was ever created here.",
      toDo: "Check which key server the key comes from. Create another if nobody knows.",
      tell: `${askForKey}: this one was not created here.`,
    }),
    not_current: () => ({
      happened: "The key was not judged.",
      why: "The key server could not prove that what it knew of keys was current.",
      toDo: "Try again. If it keeps happening, ask whoever runs the key server to look at its database.",
      tell: "Your key was not at fault: our service could not check it at that moment. Please try again.",
    }),
    pending: ({ key, now }) => ({
      happened: notValid,
      why: `${key} had been created, and nobody had confirmed that its secret is saved.${now ? ` It is ${now} now.` : ""}`,
      toDo: now
        ? "Nothing, if the same call works now."
        : "Confirm the key, or revoke it and create another.",
      tell: now
        ? "Your key was not ready when you called. It is now: please try again."
        : "Your key is not ready yet. Please wait until its creator has confirmed it.",
    }),
    revoked: ({ key, revoked }) => ({
      happened: notValid,
      why: revoked
        ? `${key} was revoked by ${revoked.by} at ${revoked.at}: ${revoked.reason}`
        : `${key} was revoked.`,
      toDo: "Move the caller to an active key: a revoked one never works again.",
      tell: `${askForKey}: this one is no longer in use. Please ask your administrator for the current key.`,
    }),
    expired: ({ key, endedAt }) => ({
      happened: notValid,
      why: endedAt ? `${key} expired at ${endedAt}.` : `${key} had expired.`,
      toDo: "Move the caller to an active key. Rotate before a key expires.",
      tell: `${askForKey}: this one has expired. Please ask your administrator for the current key.`,
    }),
    not_yet_valid: ({ key }) => ({
      happened: notValid,
      why: `${key} is not valid before a later moment.`,
      toDo: "Wait until it begins, or use another key.",
      tell: `${askForKey}: this one is not valid yet.`,
    }),
    ip_not_allowed: ({ key, address }) => ({
      happened: "The key was refused from this address.",
      why: `${key} may be used from its allowed addresses only; the request came from ${address}.`,
      toDo: "Call from an allowed address. If a proxy is between, let the key server trust it.",
      tell: `Your request came from ${address}, from which this API key may not be used. Please call from an allowed address, or ask your administrator to allow this one.`,
    }),
    read_only: ({ key }) => ({
      happened: "The key was good, and the method was refused.",
      why: `${key} is read-only, so it can only be used with GET.`,
      toDo: "Use a read-write key for this call. An admin can create one.",
      tell: "Your API key may only read. For this call please use a read-write key; an administrator of your organization can create one.",
    }),
    quarantined: ({ key, quarantine }) => ({
      happened: "The key was good, and the method was refused for a time.",
      why: quarantine
        ? `${key} may only read until ${quarantine.until}. ${quarantine.by} put it into quarantine: ${quarantine.reason}`
        : `${key} was in quarantine at that moment, so it could only read.`,
      toDo: "Wait until it ends, or ask an admin, who can release the key.",
      tell: "Your API key may only read for the moment. Please ask your administrator.",
    }),
    spending_limit_exceeded: ({ key }) => ({
      happened: "The key was good, and the request would have cost too much.",
      why: `${key} has used up one of its spending limits.`,
      toDo: "Wait until the limit begins anew, or use a key with a higher one.",
      tell: "Your API key has used up its spending limit. Please wait until the limit begins anew, or ask your administrator to raise it.",
    }),
  } satisfies Record<Reason, (facts: RequestFacts) => Told> as Record<Reason, (facts: RequestFacts) => Told>,

  /** What a refusal for another reason than the key means, by its code. */
  code: {
    SANDBOX_NOT_PROVISIONED: {
      happened: "The key was good, and the sandbox was not ready.",
      why: "The organization's sandbox was still being set up.",
      toDo: "Wait a few moments and try again. Do not rotate the key: it is good.",
      tell: "Your key is good; the sandbox was still being set up. Please wait a few moments and try again. You do not need another key.",
    },
    RATE_LIMITED: {
      happened: "There were too many requests.",
      why: "The organization, or the address, had used up its rate limit at that moment.",
      toDo: "Wait as long as the Retry-After header said, then go on more slowly.",
      tell: "Your requests came faster than the rate limit allows. Please wait as long as the Retry-After header says before you send the next one.",
    },
    IDEMPOTENCY_KEY_REQUIRED: {
      happened: "The request was refused: it moves money and had no idempotency key.",
      why: "Without one, a repeated request could act twice.",
      toDo: "Send a new idempotency-key header with each such request, and the same one when it is repeated.",
      tell: "This call needs an idempotency-key header: a new one for each payment, and the same one when you repeat it.",
    },
    IDEMPOTENCY_KEY_CONFLICT: {
      happened: "The request was refused: its idempotency key was already used.",
      why: "The same idempotency key came before with another body or path.",
      toDo: "Use a new idempotency key for a new request. Look at the related requests below.",
      tell: "The idempotency key of your request was already used for a different one. Please use a new key for each new request.",
    },
    IDEMPOTENCY_KEY_REQUEST_IN_PROGRESS: {
      happened: "The request was refused: the first one with its idempotency key was not finished.",
      why: "The first one was still running, or had stopped before its result was noted.",
      toDo: "Wait a moment and repeat it with the same idempotency key.",
      tell: "The first request with this idempotency key was still running. Please wait a moment and repeat it with the same key.",
    },
    NOT_FOUND: {
      happened: "There was no such thing.",
      why: "Nothing of this name exists in the key's organization and environment.",
      toDo: "Check the ID, and whether it is from the other environment.",
      tell: "What your request asked for does not exist in this environment. Please check the ID, and whether it belongs to the other environment.",
    },
    VALIDATION_ERROR: {
      happened: "The request was refused: some fields were wrong.",
      why: "The answer's body names each field.",
      toDo: "Correct the fields that the answer names.",
      tell: "Some fields of your request were not accepted. The errors in the answer name each of them.",
    },
    INTERNAL_ERROR: {
      happened: "The key server met an error of its own.",
      why: "The trouble was the key server's, not the caller's.",
      toDo: "Repeat the request with the same idempotency key. Pass the correlation ID to whoever runs the key server.",
      tell: "Your request was not at fault: our service had an error. Please repeat it with the same idempotency key.",
    },
    SERVICE_UNAVAILABLE: {
      happened: "The key server could not do it at that moment.",
      why: "The trouble was the key server's, not the caller's.",
      toDo: "Repeat the request with the same idempotency key.",
      tell: "Your request was not at fault: our service could not do it at that moment. Please repeat it with the same idempotency key.",
    },
  } as Record<string, Told>,

  good: (key: string | null): Told => ({
    happened: "The request was answered as asked.",
    why: key === null ? "Nothing stood against it." : `${key} was good for it.`,
    toDo: "Nothing.",
    tell: "Your request was answered as asked.",
  }),
  /** Calls of this program to a service, which tells nobody of them. */
  ofService: {
    emptyWhy:
      "Every call that this program makes to the service is kept here, with the IDs that its support knows it by.",
    noneReasons: [
      "It was not made by this program: a service tells nobody of its requests.",
      "It was made on another computer, or it is older than the last 10,000 calls.",
    ],
    tellHead: "For the service's support",
    copyTell: "Copy text",
    tell: ({ service, call, at, answer, correlationId, clientCorrelationId }: ServiceCall) =>
      `Our call ${call} to ${service} at ${at} was answered: ${answer}. Correlation ID: ${correlationId}.${
        clientCorrelationId === null || clientCorrelationId === correlationId
          ? ""
          : ` Our own ID: ${clientCorrelationId}.`
      }`,
    answered: {
      good: ({ key }) => ({
        happened: "The service answered as asked.",
        why: `${key} was good for it.`,
        toDo: "Nothing.",
      }),
      unknown: ({ key }) => ({
        happened: "The service refused the key.",
        why: `${key} is revoked there, or was never valid there. The service does not tell which.`,
        toDo: "If nobody revoked it, rotate the key.",
      }),
      notSetUp: ({ key }) => ({
        happened: "The service's sandbox is not set up yet.",
        why: `It is set up by itself. ${key} is good.`,
        toDo: "Wait a few moments and try again. The key needs no rotation.",
      }),
      limited: () => ({
        happened: "Too many requests came at once.",
        why: "The organization had used up its rate limit at that moment.",
        toDo: "Wait a moment and try again. It says nothing of the key.",
      }),
      failed: ({ status }) => ({
        happened: `The service had an error of its own (${status}).`,
        why: "It says nothing of the key.",
        toDo: "Try again later. If it lasts, give the text below to the service's support.",
      }),
      refused: ({ status, code }) => ({
        happened: `The service refused the call: ${code ?? status}.`,
        why: "It knew the key, and did not accept what was asked.",
        toDo: "Give the text below to the service's support if that is a surprise.",
      }),
      lost: ({ isWrite }) => ({
        happened: "No answer came.",
        why: isWrite
          ? "The line broke or took too long. What was asked may or may not have been done."
          : "The line broke or took too long. Nothing was to be changed by it.",
        toDo: isWrite ? "Look at the service before you ask again." : "Try again.",
      }),
    } satisfies Record<ServiceAnswered, (call: ServiceAnswer) => Omit<Told, "tell">> as Record<
      ServiceAnswered,
      (call: ServiceAnswer) => Omit<Told, "tell">
    >,
  },
  refused: (status: number, code: string | null): Told => ({
    happened: `The request was refused: ${code ?? status}.`,
    why: "What was sent, or the state of things at that moment, did not allow it.",
    toDo: "Read the answer: it says what to change.",
    tell: `Your request was refused with ${code ?? status}. The answer says what to change.`,
  }),
};
