import { Channel } from "@tauri-apps/api/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tauriHost, tauriRevealHost } from "./tauri";

const invoke = vi.fn();

beforeEach(() => vi.stubGlobal("window", { __TAURI_INTERNALS__: { invoke, transformCallback: () => 7 } }));
afterEach(() => {
  vi.unstubAllGlobals();
  invoke.mockReset();
});

/** What Rust was asked: the command, and what it was given. */
const asked = () => (invoke.mock.calls[0] ?? []).slice(0, 2);

test("a method asks the command of its own name, with each argument under its name", async () => {
  invoke.mockResolvedValue("answer");
  expect(await tauriHost.getActivation("con_a", null), "the answer comes back").toBe("answer");
  expect(asked()).toEqual(["get_activation", { connection: "con_a", organization: null }]);
});

test("what has no arguments is asked with none", async () => {
  await tauriRevealHost.closeReveal();
  expect(asked()).toEqual(["close_reveal", {}]);
});

test("what the page is called with goes as a channel", async () => {
  await tauriHost.followNews("con_a", () => undefined);
  expect(asked()).toEqual(["follow_news", { connection: "con_a", onNews: expect.any(Channel) }]);
});

test("a refusal of Rust's is thrown as a failure, any other as internal", async () => {
  const failure = { code: "offline", message: "Gone.", reference: "log_1", fields: [] };
  invoke.mockRejectedValueOnce(failure);
  await expect(tauriHost.getStatus(), "as it came").rejects.toEqual(failure);
  invoke.mockRejectedValueOnce("Command get_status not allowed by ACL");
  await expect(tauriHost.getStatus(), "made into one").rejects.toMatchObject({ code: "internal" });
});
