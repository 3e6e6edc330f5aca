import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StatusView } from "../../contract/contract";
import type { Host } from "../../contract/host";
import { Session } from "../../host/session.svelte";
import { Webhooks } from "./webhooks.svelte";

class Page extends EventTarget {
  visibilityState = "visible";
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", new Page());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** How often a place is asked for its webhooks in ten minutes in which nobody does anything. */
async function askedFor(service: string | undefined): Promise<number> {
  const listWebhooks = vi.fn(async () => ({ webhooks: [], nextCursor: null }));
  const session = new Session({ listWebhooks } as unknown as Host);
  const connection = {
    id: "a",
    name: "Acme",
    url: "",
    local: false,
    current: true,
    ...(service && { service }),
  };
  session.adopt({ connection, standing: null, trouble: null } as unknown as StatusView);
  const stop = new Webhooks(session).watch({ connection: "a", environment: "sandbox" });
  await vi.advanceTimersByTimeAsync(600_000);
  stop();
  return listWebhooks.mock.calls.length;
}

test("a service is asked when the page is opened and never by itself, a key server again and again", async () => {
  expect(await askedFor("conduit-financial")).toBe(1);
  expect(await askedFor(undefined)).toBeGreaterThan(50);
});
