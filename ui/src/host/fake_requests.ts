/** What became of calls, in the host in memory: the recorded ones themselves, so that nothing of them is made up here. */
import type {
  Answered,
  ExplainedRequest,
  Pasted,
  Request,
  RequestFilter,
  RequestListView,
} from "../contract/contract";
import type { Host } from "../contract/host";
import { pageOf } from "./fake_list";
import { at } from "./fake_places";
import { answeredTogether, failed, failureOf } from "./fake_recorded";
import { answer } from "./fake_start";
import { answerHere, now, refuse, setup } from "./fake_world";

const recorded = ["an unknown key", "a call to live", "a write", "a read"].map(
  (what) => `${what}, explained`,
);
const took = 640;
const timed = (request: Request): Request => ({ ...request, durationMicros: took });

/** The newest first. */
const explained: ExplainedRequest[] =
  setup.requests === 0
    ? []
    : answeredTogether<ExplainedRequest>("requests", recorded, now()).map((one) => ({
        ...one,
        request: timed(one.request),
        related: {
          sameClientCorrelationId: one.related.sameClientCorrelationId.map(timed),
          sameIdempotencyKey: one.related.sameIdempotencyKey.map(timed),
          sameKey: one.related.sameKey.map(timed),
          sameCaller: one.related.sameCaller.map(timed),
        },
      }));

const has = ({ request, key }: ExplainedRequest, id: string): boolean =>
  [
    request.correlationId,
    request.clientCorrelationId,
    request.idempotencyKey,
    request.keyId,
    key && `${key.hint.prefix}…${key.hint.lastFour}`,
  ].includes(id);

const answeredAs = (status: number): Answered =>
  status < 400 ? "good" : status === 429 ? "limited" : status < 500 ? "refused" : "failed";

const fits = ({ request }: ExplainedRequest, { side, answered, address, agent }: RequestFilter): boolean =>
  (side === null || side === (request.environment ?? "management")) &&
  (answered === null || answered === answeredAs(request.status)) &&
  (address === null || address === request.address) &&
  (agent === null || agent === request.agent);

/** What Rust recognises is its own rule (`keys::paste`); here a text is an id, and a spec wishes what a clipboard has. */
const alone = (id: string): Pasted => ({
  ids: [{ kind: "any", id: id.trim(), status: null }],
  secrets: 0,
});

/** Those that this program made at a service, the newest explained; told together, so that both name it alike. */
function callsOfService(): [RequestListView, ExplainedRequest] {
  const [list, newest] = answeredTogether<unknown>(
    "services",
    ["the calls to the service", "a call to the service, explained"],
    now(),
  );
  return [list as RequestListView, newest as ExplainedRequest];
}

const ofService = (connection: string): ExplainedRequest | null =>
  at(connection).service ? callsOfService()[1] : null;

export const requestCommands = {
  listRequests: ({ connection, id, filter, cursor, limit }) =>
    answer("list_requests", connection, () => {
      // Those that this program made; which of them fit is Rust's own rule.
      if (at(connection).service) return callsOfService()[0];
      const found = explained
        .filter((one) => (id === null || has(one, id)) && fits(one, filter))
        .map(({ request }) => request);
      const { items, nextCursor } = pageOf(found, cursor, limit ?? 100);
      return { requests: items, nextCursor, dropped: setup.dropped ?? 0 };
    }),
  explainRequest: (connection, correlationId) =>
    answer(
      "explain_request",
      connection,
      () =>
        ofService(connection) ??
        explained.find(({ request }) => request.correlationId === correlationId) ??
        refuse(failed("requests", "a request that was never noted, explained")),
    ),
  readPasted: (text) => answerHere("read_pasted", () => alone(text)),
  readClipboard: () =>
    answerHere("read_clipboard", () => {
      const [first] = explained;
      const refused = explained.find(({ request }) => request.code === "API_KEY_READ_ONLY") ?? first;
      return (
        setup.pasted?.(refused?.request.correlationId ?? "") ?? refuse(failureOf("clipboard_not_usable"))
      );
    }),
  readDropped: (files) =>
    answerHere("read_dropped", () => {
      if (files.length !== 1)
        refuse({
          ...failureOf("invalid_input"),
          fields: [{ pointer: "/text", code: "one_file", max: null, detail: "One file at a time." }],
        });
      return alone(explained[0]?.request.correlationId ?? "");
    }),
  readFile: () => answerHere("read_file", () => null),
} satisfies Partial<Host>;
