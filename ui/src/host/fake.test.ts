import { beforeEach, expect, test, vi } from "vitest";
import type { FakeSetup } from "./fake_data";
import { Names } from "./fake_names";
import { scenes, type Step } from "./fake_recorded";
import type { Host } from "../contract/host";

type Command = (...given: unknown[]) => Promise<unknown>;
type Happening = (given: unknown) => void;

beforeEach(() => vi.resetModules());

/** The scenes that do not begin with an organization since nine o'clock. */
const starts: Record<string, FakeSetup["setup"]> = { start: "needed", failed: "failed" };
const nine = "2026-11-20T09:00:00.000Z";

/** A host in memory as it is at the beginning of a scene, and what may happen to it. */
async function open(scene: string) {
  const setup: FakeSetup = {
    keys: 0,
    members: 0,
    tokens: 0,
    webhooks: 0,
    now: nine,
    setup: starts[scene] ?? "ready",
  };
  vi.stubGlobal("window", { conduitFake: setup });
  const { fakeHost } = await import("./fake");
  const { events } = await import("./fake_events");
  return { setup, host: fakeHost, events };
}

/** The method of the page's host that asks a command, with its arguments in their order. */
const methodOf = (command: string) =>
  command.replace(/_(\w)/gu, (_, letter: string) => letter.toUpperCase()) as keyof Host;

/** A key is rotated in vain, so often that not all fits on a page; each time a second later. */
async function rotateInVain(host: Host, setup: FakeSetup, times: number, from: number): Promise<void> {
  const place = { connection: "local", environment: "sandbox" as const };
  const limits = {
    notBefore: null,
    allowedIps: [],
    spendingLimits: { dailyMicros: null, weeklyMicros: null, monthlyMicros: null },
  };
  const life = { expiresAt: null, note: null, ...limits };
  const asked = { ...place, name: "worker", accessLevel: "read_only" as const, ...life };
  setup.now = new Date(from).toISOString();
  const { id } = await host.createKey({ ...asked, idempotencyKey: "worker" });
  const key = { connection: "local", key: id };
  await host.confirmKey({ key, typedName: null });
  for (let time = 1; time <= times; time += 1) {
    setup.now = new Date(from + time * 1000).toISOString();
    const how = { cause: "routine" as const, graceSeconds: 3600, quietMinutes: null, typedName: null };
    const { rotation } = await host.startRotation({ ...how, key, idempotencyKey: `start-${time}` });
    const undone = { connection: "local", rotation: rotation.id };
    await host.undoRotation({ rotation: undone, idempotencyKey: `undo-${time}`, typedName: null });
  }
}

/** The calls and the runs of the host in memory are the recorded ones themselves; what it is asked of them is found in them. */
const played = Object.keys(scenes).filter((scene) => scene !== "requests" && scene !== "services");

test.each(played)("%s: the host in memory answers what the real one answered", async (scene) => {
  const { setup, host, events } = await open(scene);
  const names = new Names();
  const cursors = new Map<string, string>();

  const ask = async ({ command = "", given = {} }: Step): Promise<Pick<Step, "answer" | "failure">> => {
    const meant = names.mean(given) as { request?: { cursor?: string | null } };
    if (meant.request?.cursor) meant.request.cursor = cursors.get(command) ?? null;
    try {
      const method = host[methodOf(command)] as Command;
      const answer = (await method(...Object.values(meant))) as { nextCursor?: string } | undefined;
      if (answer?.nextCursor) cursors.set(command, answer.nextCursor);
      return { answer: names.name(answer) };
    } catch (failure) {
      return { failure: names.name(failure) as Step["failure"] };
    }
  };

  for (const step of scenes[scene] ?? []) {
    setup.now = step.at;
    if (step.happened === "rotated and undone") {
      const times = Number(step.with?.["times"]);
      await rotateInVain(host, setup, times, Date.parse(step.at) - times * 1000);
    } else if (step.happened !== undefined) {
      (events[step.happened as keyof typeof events] as Happening)(names.mean(step.with));
    } else {
      const { answer, failure } = step;
      const recorded = failure ? { failure } : { answer };
      expect(await ask(step), `${scene}, “${step.step}”: ${step.command}`).toEqual(recorded);
    }
  }
});
