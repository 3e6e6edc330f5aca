import { expect, test } from "vitest";
import { accessOf, commandOf, type CalledProof } from "./commands";

const all: CalledProof[] = ["call", "write", "replay", "limit", "read_only"];
const base = "http://127.0.0.1:7401/v2";

test("each command goes to the sandbox that is shown, and names the secret by its variable alone", () => {
  for (const name of all) {
    const urls = commandOf(name, base).match(/https?:[^\s'"]+/gu) ?? [];
    expect(urls.length, name).toBeGreaterThan(0);
    for (const url of urls) expect(url.startsWith(`${base}/`), `${name}: ${url}`).toBe(true);
    expect(commandOf(name, base), name).toContain('-H "x-api-key: $CONDUIT_API_KEY"');
  }
});

test("a write is sent again as it was, under one idempotency key", () => {
  const replay = commandOf("replay", base);
  expect(replay).toMatch(/^for n in 1 2; do curl .*; done$/u);
  expect(replay, "the same body to the same route").toContain(commandOf("write", base).replace("curl ", ""));
  expect(replay).toContain('-H "idempotency-key:');
});

test("whoever waits a limit out sends another request than those that reached it, and waits before it is sent again", () => {
  const [flood, until, after] = commandOf("limit", base).split("\n");
  expect(flood).toContain("/customers#[1-3000]");
  expect(until).toContain("/applications");
  expect(after).toMatch(/^wait; sleep 2; curl .*\/applications$/u);
});

test("a write needs a key that may write, and a refusal one that may not", () => {
  expect(all.map(accessOf)).toEqual(["any", "read_write", "read_write", "any", "read_only"]);
});
