import { Channel } from "@tauri-apps/api/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Host, RevealHost } from "./host";
import { tauriHost, tauriRevealHost } from "./tauri";

const invoke = vi.fn();
const snake = (name: string) => name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);

/** The names of what each method hands to Rust, in the order of the method's own arguments. */
const handed: Record<keyof Host | keyof RevealHost, string[]> = {
  getStatus: [],
  setUp: ["organization"],
  retrySetup: [],
  listKeys: ["request"],
  getKey: ["key"],
  getKeyUsage: ["key"],
  createKey: ["request"],
  confirmKey: ["request"],
  copySecret: ["key"],
  saveSecret: ["key"],
  writeSecret: ["request"],
  chooseFile: [],
  revealSecret: ["key"],
  revokeKey: ["request"],
  startRotation: ["request"],
  listRotations: ["request"],
  getRotation: ["rotation"],
  finishRotation: ["request"],
  undoRotation: ["request"],
  getActivation: ["connection"],
  submitActivation: ["connection", "request"],
  approveActivationLocally: ["connection", "reason"],
  listSavedSecrets: [],
  removeSavedSecret: ["key"],
  unlockKeychain: [],
  listConnections: [],
  addConnection: ["request"],
  useConnection: ["connectionId"],
  removeConnection: ["connectionId"],
  noteDefect: ["defect"],
  listAudit: ["connection", "cursor"],
  followNews: ["connection", "onNews"],
  takeRevealed: [],
  closeReveal: [],
};

beforeEach(() => vi.stubGlobal("window", { __TAURI_INTERNALS__: { invoke, transformCallback: () => 7 } }));
afterEach(() => {
  vi.unstubAllGlobals();
  invoke.mockReset();
});

const methods = { ...tauriHost, ...tauriRevealHost } as unknown as Record<
  string,
  (...given: string[]) => Promise<unknown>
>;

describe("the door to Rust", () => {
  test("has the methods of the interface and no more", () => {
    expect(Object.keys(methods).sort(), "one command, one method").toEqual(Object.keys(handed).sort());
  });

  test.each(Object.entries(handed))("%s asks the command of its own name", async (method, names) => {
    invoke.mockResolvedValue("answer");
    expect(await methods[method]?.(...names.map((name) => `a ${name}`)), "the answer comes back").toBe(
      "answer",
    );
    const [command, given] = invoke.mock.calls[0] ?? [];
    expect(command, "the name in snake_case").toBe(snake(method));
    expect(given ?? {}, "each argument under its name").toEqual(
      Object.fromEntries(
        names.map((name) => [name, name.startsWith("on") ? expect.any(Channel) : `a ${name}`]),
      ),
    );
  });

  test("a refusal of Rust's is thrown as a failure, any other as internal", async () => {
    const failure = { code: "offline", message: "Gone.", reference: "log_1", fields: [] };
    invoke.mockRejectedValueOnce(failure);
    await expect(tauriHost.getStatus(), "as it came").rejects.toEqual(failure);
    invoke.mockRejectedValueOnce("Command get_status not allowed by ACL");
    await expect(tauriHost.getStatus(), "made into one").rejects.toMatchObject({ code: "internal" });
  });
});
