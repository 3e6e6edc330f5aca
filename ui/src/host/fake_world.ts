/** What the host in memory stands on: its contents, and how each command of it is answered. */
import type { Code, Environment, Failure, KeyView } from "../contract/contract";
import { note, audit, sampleEntry } from "./fake_audit";
import { mintSecret, sampleKey, type FakeSetup } from "./fake_data";
import { authority, memberOf } from "./fake_people";
import { answered, failureOf } from "./fake_recorded";
import { sampleRotation, type KnownRotation } from "./fake_rotations";

declare global {
  interface Window {
    /** Set by a spec before the page starts; changed by it while the page runs. */
    conduitFake?: FakeSetup & { opened?: string[] };
  }
}

export const setup: FakeSetup & { opened?: string[] } = (window.conduitFake ??= {});
export const opened: string[] = (setup.opened ??= []);
export const now = () => (setup.now ? Date.parse(setup.now) : Date.now());
export const stamp = (at = now()) => new Date(at).toISOString();
export const organizationId = "org_fakeFAKEfakeFAKEfake12";

export function refuse(failure: Failure): never {
  throw failure;
}

/** Secrets that the page may still ask to be handed on, and since when others are in the keychain. */
export const held = new Map<string, string>();
export const saved = new Map<string, string>();
export const keys: Record<Environment, KeyView[]> = { sandbox: [], live: [] };
export const rotations: KnownRotation[] = [];
export const started = now();

function fill(): void {
  for (let index = 0; index < (setup.keys ?? 31); index += 1)
    keys.sandbox.push(sampleKey(index, "sandbox", started, setup.names?.[index]));
  for (let index = 0; index < (setup.liveKeys ?? (setup.live ? 6 : 0)); index += 1)
    keys.live.push({ ...sampleKey(index + 3, "live", started), id: `key_${index}liveFAKEliveFAKElive` });
  if (setup.quarantine !== undefined) {
    const { quarantine } = answered<KeyView>("keys", "a key in quarantine", started);
    for (const key of keys.sandbox)
      if (key.state === "active" && key.accessLevel === "read_write")
        key.quarantine = quarantine && { ...quarantine, by: memberOf("Ana Ruiz"), reason: setup.quarantine };
  }
  for (const [index, wish] of (setup.rotations ?? []).entries()) {
    const { rotation, oldKey, newKey } = sampleRotation(wish, index, started);
    rotations.push(rotation);
    keys[rotation.environment].push(oldKey, newKey);
    if (wish.held) held.set(newKey.id, mintSecret(rotation.environment));
  }
  for (const key of [...keys.sandbox, ...keys.live])
    if (key.secret === "saved") saved.set(key.id, key.confirmedAt ?? key.createdAt);
}
fill();

/** An organization begins its log. */
export function begin(name: string, at = now()): void {
  note(authority, "organization.created", organizationId, null, name, stamp(at));
  note(authority, "sandbox.provisioned", organizationId, "sandbox", "", stamp(at));
}
if (setup.setup !== "needed") begin("Acme Ltd", started);
for (let index = 1; index <= (setup.auditRows ?? 0); index += 1)
  audit.unshift(sampleEntry(audit.length + 1, started - ((setup.auditRows ?? 0) - index) * 11 * 60_000));

const answers = new Map<string, unknown>();

/** Once for each idempotency key, as the authority does it. */
export function once<T>(key: string, act: () => T): T {
  if (!answers.has(key)) answers.set(key, act());
  return answers.get(key) as T;
}

/** What this computer answers by itself: delays, hangs and failures that a spec wishes. */
export async function answerHere<T>(command: string, act: () => T): Promise<T> {
  setup.asked = { ...setup.asked, [command]: (setup.asked?.[command] ?? 0) + 1 };
  if (setup.hang?.includes(command)) return new Promise(() => undefined);
  if (setup.delay) await new Promise((resolve) => setTimeout(resolve, setup.delay));
  const code = setup.fail?.[command];
  if (code) refuse(failureOf(code as Code));
  return structuredClone(act());
}
