/** What the host in memory stands on: its contents, and how each command of it is answered. */
import type { AuditEntry, Code, Environment, Failure, KeyView, RotationView } from "../contract/contract";
import { sampleEntry } from "./fake_audit";
import { mintId, mintSecret, sampleKey, type FakeSetup } from "./fake_data";
import { desktop, memberOf } from "./fake_people";
import { sampleRotation } from "./fake_rotations";

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

export function refuse(code: Code, message: string, fields: Failure["fields"] = []): never {
  const failure: Failure = { code, message, reference: mintId("req"), fields };
  throw failure;
}

/** Secrets that the page may still ask to be handed on. */
export const held = new Map<string, string>();
export const keys: Record<Environment, KeyView[]> = { sandbox: [], live: [] };
export const started = now();
for (let index = 0; index < (setup.keys ?? 31); index += 1) {
  keys.sandbox.push(sampleKey(index, "sandbox", started, setup.names?.[index]));
}
for (let index = 0; index < (setup.liveKeys ?? (setup.live ? 6 : 0)); index += 1) {
  keys.live.push({ ...sampleKey(index + 3, "live", started), id: `key_${index}liveFAKEliveFAKElive` });
}
if (setup.quarantine !== undefined) {
  const [since, until] = [stamp(started - 60_000), stamp(started + 3_600_000)];
  const quarantine = { since, until, by: memberOf("Ana Ruiz"), reason: setup.quarantine };
  for (const key of keys.sandbox)
    if (key.state === "active" && key.accessLevel === "read_write") key.quarantine = quarantine;
}
const answers = new Map<string, unknown>();
export const rotations: RotationView[] = [];
export const audit: AuditEntry[] = [];
for (const [index, wish] of (setup.rotations ?? []).entries()) {
  const { rotation, held: isHeld } = sampleRotation(wish, index, started);
  rotations.push(rotation);
  keys[rotation.environment].push(rotation.oldKey as KeyView, rotation.newKey as KeyView);
  if (isHeld) held.set(rotation.newKey.id, mintSecret(rotation.environment));
}

export const all = () => [...keys.sandbox, ...keys.live];
export const find = (id: string) =>
  all().find((key) => key.id === id) ?? refuse("not_found", "There is no such key.");

export function put(next: KeyView): KeyView {
  keys[next.environment] = keys[next.environment].map((key) => (key.id === next.id ? next : key));
  for (const rotation of rotations) {
    if (rotation.oldKey.id === next.id) rotation.oldKey = next;
    if (rotation.newKey.id === next.id) rotation.newKey = next;
  }
  return next;
}

export function note(action: string, subject: string, environment: Environment | null, detail: string) {
  const sequence = audit.length + 1;
  const hash = Array.from({ length: 16 }, (_, at) =>
    ((sequence * 97 + at * 13) % 256).toString(16).padStart(2, "0"),
  ).join("");
  audit.unshift({
    sequence,
    at: stamp(),
    actor: desktop,
    action,
    subject,
    environment,
    origin: "127.0.0.1",
    detail,
    hash,
  });
}
note("organization.created", "org_fakeFAKEfakeFAKEfake12", null, "Acme Ltd");
for (let index = 1; index <= (setup.auditRows ?? 0); index += 1) {
  audit.unshift(sampleEntry(index + 1, started - ((setup.auditRows ?? 0) - index) * 11 * 60_000));
}

/** Once for each idempotency key, as the authority does it. */
export function once<T>(key: string, act: () => T): T {
  if (!answers.has(key)) answers.set(key, act());
  return answers.get(key) as T;
}

/** Everything but the status goes through here: delays, hangs, failures and being offline. */
export async function answer<T>(command: string, act: () => T): Promise<T> {
  setup.asked = { ...setup.asked, [command]: (setup.asked?.[command] ?? 0) + 1 };
  if (setup.hang?.includes(command)) return new Promise(() => undefined);
  if (setup.delay) await new Promise((resolve) => setTimeout(resolve, setup.delay));
  const code = setup.fail?.[command];
  if (code) refuse(code as Code, "The answer never came.");
  if (setup.offline) refuse("offline", "127.0.0.1:7403 does not accept connections.");
  return structuredClone(act());
}
