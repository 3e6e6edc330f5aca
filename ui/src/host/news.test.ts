import { expect, test, vi } from "vitest";
import type { News, NewsView } from "../contract/contract";
import { isOfAudit, isOfKey, isOfKeys } from "./about";
import type { Host } from "../contract/host";
import { Newsroom } from "./news.svelte";

const news = (given: Partial<News>): News => ({
  kind: "key",
  id: null,
  environment: "sandbox",
  deed: "key.created",
  at: "2026-11-29T00:00:00.000Z",
  ...given,
});

function followed() {
  let tell: (news: NewsView) => void = () => undefined;
  const followNews = vi.fn(async (_connection: string, onNews: typeof tell) => void (tell = onNews));
  const room = new Newsroom();
  const stop = room.follow({ followNews } as unknown as Host, "con_a");
  return { room, stop, tell: (view: NewsView) => tell(view) };
}

test("a change is handed on to whom it concerns, and a loss to everybody", () => {
  const { room, tell } = followed();
  const [keys, live] = [vi.fn(), vi.fn()];
  room.when((heard) => isOfKeys(heard, "sandbox"), keys);
  const stop = room.when((heard) => isOfKeys(heard, "live"), live);
  tell({ what: "live" });
  expect(room.live, "from here on").toBe(true);
  tell({ what: "changed", news: news({ id: "key_a" }) });
  expect([keys.mock.calls.length, live.mock.calls.length], "of its environment").toEqual([1, 0]);
  tell({ what: "changed", news: news({ kind: "organization", environment: null }) });
  expect([keys.mock.calls.length, live.mock.calls.length], "of both").toEqual([2, 1]);
  tell({ what: "lost" });
  expect(room.live, "not any more").toBe(false);
  tell({ what: "anew" });
  expect([keys.mock.calls.length, live.mock.calls.length], "anything may have changed").toEqual([4, 3]);
  stop();
  tell({ what: "anew" });
  expect(live, "called off").toHaveBeenCalledTimes(3);
});

test("what is left of another connection is not heard", () => {
  const { room, stop, tell } = followed();
  const due = vi.fn();
  room.when(() => true, due);
  stop();
  tell({ what: "live" });
  tell({ what: "anew" });
  expect([room.live, due.mock.calls.length], "it is of another place").toEqual([false, 0]);
});

test("news of a key name it, one among others, or any", () => {
  const key = { connection: "con_a", key: "key_a" };
  expect(isOfKey(news({ id: "key_a" }), key), "alone").toBe(true);
  expect(isOfKey(news({ ids: ["key_b", "key_a"] }), key), "among others").toBe(true);
  expect(isOfKey(news({}), key), "it may be any").toBe(true);
  expect(isOfKey(news({ id: "key_b" }), key), "another").toBe(false);
  expect(isOfKey(news({ ids: ["key_b"] }), key), "others").toBe(false);
});

test("a call with a key is no row of the audit log", () => {
  expect(isOfAudit(news({ deed: "key.used", ids: ["key_a"] })), "gathered").toBe(false);
  expect(isOfAudit(news({ deed: "key.revoked", id: "key_a" })), "a deed").toBe(true);
  expect(isOfAudit(news({ kind: "audit", deed: null, id: "7" })), "a row").toBe(true);
});
