import type { RelatedRequests, Request } from "../../contract/contract";

/** What binds requests together. */
export type Bond = "sameClient" | "sameIdempotency" | "sameKey" | "sameCaller";

/** The requests that belong to one, by what binds them, the earliest first and the one itself among them; none without others. */
export function timelinesOf(request: Request, related: RelatedRequests): { by: Bond; requests: Request[] }[] {
  const lists: [Bond, Request[]][] = [
    ["sameClient", related.sameClientCorrelationId],
    ["sameIdempotency", related.sameIdempotencyKey],
    ["sameKey", related.sameKey],
    ["sameCaller", related.sameCaller.filter((one) => !isIn(related.sameKey, one))],
  ];
  return lists
    .filter(([, others]) => others.length > 0)
    .map(([by, others]) => ({
      by,
      requests: [request, ...others].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    }));
}

/** A caller's requests with the same key stand there already. */
const isIn = (requests: Request[], { correlationId }: Request): boolean =>
  requests.some((one) => one.correlationId === correlationId);
