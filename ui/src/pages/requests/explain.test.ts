import { expect, test } from "vitest";
import type { ExplainedRequest, KeyState, Reason, Request } from "../../contract/contract";
import { words } from "../../words";
import { jsonOf, markdownOf } from "./bundle";
import { explain } from "./explain";
import { timelinesOf } from "./timeline";

const request: Request = {
  correlationId: "01980d1e-7c2a-7000-8000-000000000001",
  at: "2026-11-29T10:00:00.000Z",
  environment: "live",
  method: "POST",
  route: "/v2/payouts",
  path: "/v2/payouts",
  status: 401,
  code: "API_KEY_INVALID",
  refusal: null,
  limit: null,
  keyId: "key_1",
  actor: null,
  clientCorrelationId: null,
  idempotencyKey: null,
  address: "203.0.113.9",
  agent: "curl",
  durationMicros: 640,
};

const key = {
  id: "key_1",
  name: "billing",
  environment: "sandbox",
  state: "active" as KeyState,
  endsAt: null,
  quarantine: null,
  revocation: null,
} as unknown as NonNullable<ExplainedRequest["key"]>;

const explained = (of: Partial<Request>, rest: Partial<ExplainedRequest> = {}): ExplainedRequest => ({
  request: { ...request, ...of },
  explanation: { happened: "The place's own.", why: "It says so.", toDo: "Ask it." },
  keyStateThen: "active",
  key,
  related: { sameClientCorrelationId: [], sameIdempotencyKey: [], sameKey: [], sameCaller: [] },
  since: [],
  ...rest,
});

test("every reason has words, and what to tell the caller names nothing that the caller was not told", () => {
  const by = { kind: "member" as const, id: "mem_1", name: "ana@example.com" };
  const reason = "She left the team";
  const ended = { ...key, revocation: { at: request.at, by, reason } };
  for (const refusal of Object.keys(words.requests.reason) as Reason[]) {
    const told = explain(explained({ refusal }, { key: ended }));
    for (const sentence of Object.values(told)) expect(sentence, refusal).not.toBe("");
    expect(told.tell, refusal).not.toContain(reason);
    expect(told.tell, refusal).not.toContain("billing");
  }
});

test("a revoked key is told with who, when and why", () => {
  const by = { kind: "member" as const, id: "mem_1", name: "ana@example.com" };
  const revocation = { at: "2026-11-28T08:00:00.000Z", by, reason: "Left the team" };
  const { why } = explain(
    explained({ refusal: "revoked" }, { key: { ...key, state: "revoked", revocation } }),
  );
  expect(why).toBe("billing was revoked by ana@example.com at 2026-11-28 08:00:00 UTC: Left the team");
});

test("a key of the other environment is not to be rotated", () => {
  const told = explain(explained({ refusal: "other_environment" }));
  expect(told.why).toBe("billing is a Sandbox key, and the request went to Live.");
  expect(told.toDo).toContain("do not rotate it");
});

test("what changed since is said, so that nobody mends what is mended", () => {
  const then = explain(explained({ refusal: "pending" }, { keyStateThen: "pending" }));
  expect(then.why).toContain("It is active now.");
  const still = explain(
    explained({ refusal: "pending" }, { keyStateThen: "pending", key: { ...key, state: "pending" } }),
  );
  expect(still.why).not.toContain("now");
});

test("a quarantine is told only where it was one at that moment", () => {
  const by = { kind: "member" as const, id: "mem_1", name: "Ana" };
  const of = (since: string, until: string) =>
    explain(
      explained(
        { refusal: "quarantined" },
        { key: { ...key, quarantine: { since, until, by, reason: "Strange payouts" } } },
      ),
    ).why;
  expect(of("2026-11-29T09:00:00Z", "2026-11-29T11:00:00Z")).toContain("Strange payouts");
  expect(of("2026-11-29T10:30:00Z", "2026-11-29T11:00:00Z")).not.toContain("Strange payouts");
});

test("a sandbox that is not ready is not the key's fault, and a limit is waited out", () => {
  expect(explain(explained({ code: "SANDBOX_NOT_PROVISIONED", status: 409 })).toDo).toContain(
    "Do not rotate",
  );
  expect(explain(explained({ code: "RATE_LIMITED", status: 429 })).tell).toContain("Retry-After");
});

test("a limit is told as it was then, in the answer and in what is handed on", () => {
  const limit = { bucket: "expensive" as const, perSecond: 10, burst: 20 };
  const limited = explained({ code: "RATE_LIMITED", status: 429, limit });
  expect(explain(limited).why).toContain("10 a second and 20 at once, for the organization's expensive");
  expect(explain(limited).tell, "the caller is told what it may know").not.toContain("10 a second");
  expect(markdownOf(limited)).toContain("- Limit then: 10 a second and 20 at once");
  expect(markdownOf(explained({}))).not.toContain("Limit then");
});

test("what has no words here is told in the key server's, and a code is never passed over", () => {
  const told = explain(explained({ refusal: "of_a_later_release" }));
  expect(told.why).toBe("It says so.");
  expect(explain(explained({ code: "OF_A_LATER_RELEASE", status: 418 })).happened).toContain(
    "OF_A_LATER_RELEASE",
  );
  expect(explain(explained({ code: "constructor", status: 418 })).happened).toContain("constructor");
});

test("a report has all that is known, and what somebody named begins no structure in it", () => {
  const named = { ...key, name: "**billing**\n# x" };
  const report = markdownOf(explained({ refusal: "read_only", status: 403 }, { key: named }));
  expect(report).toContain(`- Correlation ID: ${request.correlationId}`);
  expect(report).toContain("- Answer: 403 API\\_KEY\\_INVALID");
  expect(report).not.toContain("\n# x");
  expect(report).not.toContain("**billing**");
  expect(JSON.parse(jsonOf(explained({})))).toMatchObject({
    request: { correlationId: request.correlationId },
  });
});

test("a timeline begins with the earliest, and has the request itself in it", () => {
  const [earlier, later] = ["2026-11-29T09:59:00Z", "2026-11-29T10:01:00Z"].map((at, index) => ({
    ...request,
    at,
    correlationId: `other-${index}`,
  }));
  const sameKey = [later, earlier].filter((one) => one !== undefined);
  const [only, ...others] = timelinesOf(request, {
    sameClientCorrelationId: [],
    sameIdempotencyKey: [],
    sameKey,
    sameCaller: sameKey,
  });
  expect(others, "a caller's requests with the same key stand there already").toEqual([]);
  expect(only?.requests.map(({ correlationId }) => correlationId)).toEqual([
    "other-0",
    request.correlationId,
    "other-1",
  ]);
});

test("a call to a service is told as its support needs it, whatever came of it", () => {
  const call = (status: number, code: string | null, method = "GET") =>
    explain(
      explained({ status, code, method, path: "/customers", clientCorrelationId: "ours-1" }),
      "Acme Pay",
    );
  expect(call(200, null).happened).toContain("as asked");
  const refused = call(401, "API_KEY_INVALID");
  expect(refused.happened).toContain("refused the key");
  for (const part of ["GET /customers", "Acme Pay", "401 API_KEY_INVALID", "ours-1", "UTC"])
    expect(refused.tell, part).toContain(part);
  expect(call(409, "SANDBOX_NOT_PROVISIONED").toDo).toContain("no rotation");
  expect(call(0, null).why).toContain("Nothing was to be changed");
  expect(call(0, null, "POST").why).toContain("may or may not");
});
