import type { ExplainedRequest, Request } from "../../contract/contract";
import { words } from "../../words";
import { speech } from "../../words/language.svelte";
import type { RequestFacts, ServiceAnswered, Told } from "../../words/en/requests";
import { actorName } from "../../sheets/words";

/** A moment in a sentence: exact and the same everywhere. */
export const momentOf = (at: string): string => `${at.slice(0, 19).replace("T", " ")} UTC`;

/** Where a request went, as a word. */
export const placeOf = ({ environment }: Request): string =>
  environment === null ? words.requests.management : words.common.environment[environment];

/** What a person would call a request. */
export const nameOf = ({ method, route, path }: Request): string => `${method} ${path || route}`;

/** The limit that a request met, as it was then. */
export const limitOf = ({ limit }: Request): string | null =>
  limit && words.requests.limit(words.requests.limitOf[limit.bucket], limit.perSecond, limit.burst);

function factsOf({ request, key, keyStateThen }: ExplainedRequest): RequestFacts {
  const at = Date.parse(request.at);
  const lasts = (since: string, until: string) => Date.parse(since) <= at && at < Date.parse(until);
  const quarantine = key?.quarantine ?? null;
  return {
    key: key?.name ?? words.requests.theKey,
    here: placeOf(request),
    keysOwn: key && words.common.environment[key.environment],
    address: request.address,
    revoked: key?.revocation
      ? {
          at: momentOf(key.revocation.at),
          by: actorName(key.revocation.by),
          reason: key.revocation.reason,
        }
      : null,
    endedAt: key?.endsAt ? momentOf(key.endsAt) : null,
    quarantine:
      quarantine && lasts(quarantine.since, quarantine.until)
        ? {
            until: momentOf(quarantine.until),
            by: actorName(quarantine.by),
            reason: quarantine.reason,
          }
        : null,
    now:
      key && key.state !== keyStateThen
        ? words.sheets.state[key.state].toLocaleLowerCase(speech.language)
        : null,
  };
}

/** A call of ours to a service, which knows why and does not tell: what its status says, and what its support needs. */
function atService({ request, key }: ExplainedRequest, service: string): Told {
  const { status, method, code, correlationId, clientCorrelationId } = request;
  const ours = words.requests.ofService;
  const name = key?.name ?? words.requests.theKey;
  const told = ours.answered[kindOf(status, code)]({ key: name, status, code, isWrite: method !== "GET" });
  const answer = status === 0 ? words.requests.noAnswer : [status, code].filter(Boolean).join(" ");
  const call = { service, call: nameOf(request), at: momentOf(request.at), answer };
  return { ...told, tell: ours.tell({ ...call, correlationId, clientCorrelationId }) };
}

/** What a service's status says. */
function kindOf(status: number, code: string | null): ServiceAnswered {
  if (status === 0) return "lost";
  if (status < 400) return "good";
  if (status === 401) return "unknown";
  if (status === 409 && code === "SANDBOX_NOT_PROVISIONED") return "notSetUp";
  if (status === 429) return "limited";
  return status >= 500 ? "failed" : "refused";
}

/**
 * What a request's answer means: by the true reason where a key was refused, else by the code that was answered. The key server's
 * own sentences are for what has no words here.
 */
export function explain(explained: ExplainedRequest, service: string | null = null): Told {
  const { reason, code, good, refused } = words.requests;
  const { request, explanation } = explained;
  if (service !== null) return atService(explained, service);
  if (request.refusal !== null) {
    const known = Object.hasOwn(reason, request.refusal) ? (request.refusal as keyof typeof reason) : null;
    if (known !== null) return reason[known](factsOf(explained));
    return {
      happened: explanation.happened,
      why: explanation.why,
      toDo: explanation.toDo,
      tell: refused(request.status, request.code).tell,
    };
  }
  if (request.status < 400) return good(explained.key?.name ?? null);
  const known = request.code !== null && Object.hasOwn(code, request.code) ? code[request.code] : undefined;
  const told = known ?? refused(request.status, request.code);
  const limit = limitOf(request);
  return limit === null ? told : { ...told, why: words.requests.limitedBy(limit) };
}
