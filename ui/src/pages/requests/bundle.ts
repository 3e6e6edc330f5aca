/** What is handed on about a request: everything that the page shows, without secrets. */
import type { AuditEntry, ExplainedRequest, Request } from "../../contract/contract";
import { deedWords } from "../../sheets/deeds";
import { actorName } from "../../sheets/words";
import { words } from "../../words";
import { explain, limitOf, momentOf, nameOf, placeOf } from "./explain";

/** What is known of a request, each with its name; what is not known is left out. */
function factsFor({ request, key, keyStateThen }: ExplainedRequest): [string, string][] {
  const told = words.requests;
  const state = (of: typeof keyStateThen) => (of === null ? told.notThereYet : words.sheets.state[of]);
  const facts: [string, string | null][] = [
    [told.when, momentOf(request.at)],
    [told.environment, placeOf(request)],
    [told.request, nameOf(request)],
    [told.answer, [request.status, request.code].filter((part) => part !== null).join(" ")],
    [told.limitThen, limitOf(request)],
    [told.key, key?.name ?? null],
    [told.keyThen, key && state(keyStateThen)],
    [told.keyNow, key && state(key.state)],
    [told.from, request.address],
    [told.program, request.agent],
    [told.correlationId, request.correlationId],
    [told.clientCorrelationId, request.clientCorrelationId],
    [told.idempotencyKey, request.idempotencyKey],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== "");
}

const lineOf = (request: Request): string =>
  `- ${momentOf(request.at)} ${nameOf(request)} → ${request.status}${request.code ? ` ${request.code}` : ""} (${request.correlationId})`;

const deedOf = ({ at, action, actor, detail }: AuditEntry): string =>
  `- ${momentOf(at)} ${plain([deedWords(action), actorName(actor), detail].filter((part) => part !== "").join(", "))}`;

/** The same as Markdown, for a ticket. Names were chosen by somebody, so what would begin a structure in them does not. */
export function markdownOf(explained: ExplainedRequest, service: string | null = null): string {
  const told = words.requests;
  const { happened, why, toDo, tell } = explain(explained, service);
  const { sameClientCorrelationId, sameIdempotencyKey, sameKey, sameCaller } = explained.related;
  const related: [string, Request[]][] = [
    [told.sameClient, sameClientCorrelationId],
    [told.sameIdempotency, sameIdempotencyKey],
    [told.sameKey, sameKey],
    [told.sameCaller, sameCaller],
  ];
  return [
    `## ${happened}`,
    "",
    `**${told.why}:** ${plain(why)}`,
    "",
    `**${told.toDo}:** ${plain(toDo)}`,
    "",
    `**${service === null ? told.tell : told.ofService.tellHead}:** ${plain(tell)}`,
    "",
    ...factsFor(explained).map(([name, value]) => `- ${name}: ${plain(value)}`),
    ...(explained.since.length > 0 ? ["", `### ${told.since}`, "", ...explained.since.map(deedOf)] : []),
    ...related
      .filter(([, requests]) => requests.length > 0)
      .flatMap(([title, requests]) => ["", `### ${title}`, "", ...requests.map(lineOf).map(plain)]),
    "",
  ].join("\n");
}

const plain = (text: string): string => text.replace(/\s+/gu, " ").replace(/[`*_[\]<>|]/gu, "\\$&");

/** The same for a program. */
export const jsonOf = (explained: ExplainedRequest): string => JSON.stringify(explained, null, 2);
