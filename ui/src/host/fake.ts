/**
 * A host in memory, for browser specs and for working on the window without Rust. It exists only in the vite mode
 * `fake`; `tests/ui/bundle.spec.ts` proves that no real bundle carries it.
 */
import type {
  ActivationView,
  AuditEntry,
  Code,
  ConnectionView,
  Environment,
  Failure,
  KeyView,
  RevokedView,
  Rotation,
  StatusView,
  SubmitActivation,
} from "../contract/contract";
import { sampleEntry } from "./fake_audit";
import { mintId, mintSecret, sampleKey, type FakeSetup } from "./fake_data";
import { sampleRotation } from "./fake_rotations";
import type { Host, RevealHost } from "./host";

declare global {
  interface Window {
    /** Set by a spec before the page starts; changed by it while the page runs. */
    conduitFake?: FakeSetup & { opened?: string[] };
  }
}

/** What the reveal window of a spec is told apart by: the fake host shares nothing between windows. */
export const fakeMarker = "conduit-fake-host";

const setup: FakeSetup & { opened?: string[] } = (window.conduitFake ??= {});
const opened: string[] = (setup.opened ??= []);
const now = () => (setup.now ? Date.parse(setup.now) : Date.now());
const stamp = (at = now()) => new Date(at).toISOString();

function refuse(code: Code, message: string, fields: Failure["fields"] = []): never {
  const failure: Failure = { code, message, reference: mintId("req"), fields };
  throw failure;
}

const held = new Map<string, string>();
const keys: Record<Environment, KeyView[]> = { sandbox: [], live: [] };
const started = now();
for (let index = 0; index < (setup.keys ?? 31); index += 1) {
  keys.sandbox.push(sampleKey(index, "sandbox", started, setup.names?.[index]));
}
for (let index = 0; index < (setup.liveKeys ?? (setup.live ? 6 : 0)); index += 1) {
  keys.live.push({ ...sampleKey(index + 3, "live", started), id: `key_${index}liveFAKEliveFAKElive` });
}
const answers = new Map<string, unknown>();
const rotations: Rotation[] = [];
const audit: AuditEntry[] = [];
let organization = setup.setup === "needed" ? "" : "Acme Ltd";
let needsSetup = setup.setup === "needed";
const activation: ActivationView = {
  maySubmit: setup.role === undefined || setup.role === "admin" || setup.role === "onboarding",
  mayApproveLocally: !setup.reviewElsewhere,
  state: setup.activation ?? (setup.live ? "approved" : "not_submitted"),
  legalName: null,
  contactEmail: null,
  purpose: null,
  submittedAt: null,
  submittedBy: null,
  approvedAt: null,
  approvedBy: null,
  approvalReason: null,
  reviewedBy: null,
  reviewedAt: null,
  reasons: [],
  submittable: !setup.live,
  firstSandboxCallAt: setup.seen ? stamp(started - 95 * 60_000) : null,
  firstSandboxWriteAt: setup.seen === "write" ? stamp(started - 41 * 60_000) : null,
};
if (activation.state !== "not_submitted") {
  Object.assign(activation, {
    legalName: "Acme Payments Ltd",
    contactEmail: "ana@acme.example",
    purpose: "Pay suppliers in four currencies.",
    submittedAt: stamp(started - 30 * 60_000),
    submittedBy: "Ana Ruiz",
  });
}
if (activation.state === "more_information_needed" || activation.state === "rejected") {
  Object.assign(activation, {
    reviewedBy: "Ben Okafor",
    reviewedAt: stamp(started - 20 * 60_000),
    reasons: [
      { field: "purpose", detail: "Say which currencies, and how often." },
      { field: null, detail: "The register shows another name at this address." },
    ],
    submittable: activation.state !== "rejected",
  });
}
if (activation.state === "approved") {
  Object.assign(activation, {
    approvedAt: stamp(started - 12 * 60_000),
    approvedBy: "Local approval",
    approvalReason: "Papers seen",
  });
}
const connections: ConnectionView[] = [
  { id: "local", name: "This computer", url: "http://127.0.0.1:7403", local: true, current: true },
  ...(setup.connections ?? []).map((given) => ({
    ...given,
    id: mintId("con"),
    local: false,
    current: false,
  })),
];
for (const [index, wish] of (setup.rotations ?? []).entries()) {
  const { rotation, held: isHeld } = sampleRotation(wish, index, started);
  rotations.push(rotation);
  keys[rotation.environment].push(rotation.oldKey as KeyView, rotation.newKey as KeyView);
  if (isHeld) held.set(rotation.newKey.id, mintSecret(rotation.environment));
}
let lastHeard = stamp();

const all = () => [...keys.sandbox, ...keys.live];
const find = (id: string) =>
  all().find((key) => key.id === id) ?? refuse("not_found", "There is no such key.");

function put(next: KeyView): KeyView {
  keys[next.environment] = keys[next.environment].map((key) => (key.id === next.id ? next : key));
  for (const rotation of rotations) {
    if (rotation.oldKey.id === next.id) rotation.oldKey = next;
    if (rotation.newKey.id === next.id) rotation.newKey = next;
  }
  return next;
}

function note(action: string, subject: string, environment: Environment | null, detail: string) {
  const sequence = audit.length + 1;
  const hash = Array.from({ length: 16 }, (_, at) =>
    ((sequence * 97 + at * 13) % 256).toString(16).padStart(2, "0"),
  ).join("");
  audit.unshift({
    sequence,
    at: stamp(),
    actor: "conduit-keys on atlas",
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

/** What calls would have brought about meanwhile. */
function moveOn(rotation: Rotation): Rotation {
  if (setup.evidence && ["handed_over", "new_seen"].includes(rotation.step)) {
    rotation.newFirstUsedAt ??= stamp();
    rotation.step = setup.evidence;
    if (setup.evidence === "old_quiet") {
      rotation.handedOverAt = stamp(now() - 8 * 60_000);
      rotation.newFirstUsedAt = stamp(now() - 7 * 60_000);
      rotation.oldLastUsedAt = stamp(now() - 6 * 60_000);
    }
  }
  return rotation;
}

/** Once for each idempotency key, as the authority does it. */
function once<T>(key: string, act: () => T): T {
  if (!answers.has(key)) answers.set(key, act());
  return answers.get(key) as T;
}

function mintKey(
  environment: Environment,
  name: string,
  accessLevel: KeyView["accessLevel"],
  rest: Partial<KeyView>,
): KeyView {
  const secret = mintSecret(environment);
  const key: KeyView = {
    id: mintId("key"),
    environment,
    name,
    accessLevel,
    hint: { prefix: `ck_${environment}_`, lastFour: secret.slice(-4) },
    state: "pending",
    note: null,
    createdAt: stamp(),
    createdBy: "conduit-keys on atlas",
    confirmedAt: null,
    notBefore: null,
    endsAt: null,
    allowedIps: [],
    spendingLimits: { dailyMicros: null, weeklyMicros: null, monthlyMicros: null },
    lastUsedAt: null,
    callsByHour: Array.from({ length: 24 }, () => 0),
    revocation: null,
    rotationId: null,
    secret: "held",
    ...rest,
  };
  held.set(key.id, secret);
  keys[environment] = [key, ...keys[environment]];
  note("key.created", key.id, environment, name);
  return key;
}

function endKey(key: KeyView, reason: string): RevokedView {
  held.delete(key.id);
  const at = stamp();
  const revoked = put({
    ...key,
    state: "revoked",
    secret: "elsewhere",
    rotationId: null,
    revocation: { at, by: "conduit-keys on atlas", reason },
  });
  note("key.revoked", key.id, key.environment, reason);
  const proof =
    key.secret === "saved" ? { refused: true, status: 401, correlationId: mintId("corr"), at } : null;
  return { key: revoked, refusedBy: [{ node: "this computer", since: at }], proof };
}

function checkName(name: string, environment: Environment) {
  if (name.trim() === "")
    refuse("invalid_input", "The name is empty.", [{ pointer: "/name", detail: "Give the key a name." }]);
  if ([...name].length > 100)
    refuse("invalid_input", "The name is too long.", [
      { pointer: "/name", detail: "At most 80 characters." },
    ]);
  if (
    keys[environment].some((key) => key.name === name && key.state !== "revoked" && key.state !== "expired")
  ) {
    refuse("name_in_use", `Another key of this environment is named “${name}”.`, [
      { pointer: "/name", detail: "Another key has this name." },
    ]);
  }
}

// The desktop's own words (its `failure.rs`).
const startMessages: Partial<Record<Code, string>> = {
  data_damaged: "The data is damaged. Nothing was overwritten.",
  data_in_use: "Another process uses the data folder.",
  data_newer: "The data was written by a newer release of this program. Nothing was overwritten.",
  data_not_writable: "The data folder cannot be written.",
  disk_full: "The disk is full.",
  ports_not_opened: "The network ports cannot be opened.",
};

function status(): StatusView {
  if (!setup.offline) lastHeard = stamp();
  const connection = connections.find((one) => one.current) ?? null;
  return {
    setup:
      setup.setup === "failed"
        ? {
            state: "failed",
            failure: {
              code: setup.setupFailure ?? "data_damaged",
              message: startMessages[setup.setupFailure ?? "data_damaged"] ?? "It did not start.",
              reference: "log_7f3a91",
              fields: [],
            },
          }
        : needsSetup
          ? { state: "needed" }
          : { state: "ready" },
    connection: needsSetup ? null : connection,
    organization: needsSetup
      ? null
      : {
          id: "org_fakeFAKEfakeFAKEfake12",
          name: organization,
          role: setup.role ?? "admin",
          tokenName: "conduit-keys on atlas",
          environments: [
            { environment: "sandbox", baseUrl: "http://127.0.0.1:7401/v2", available: true },
            {
              environment: "live",
              baseUrl: "http://127.0.0.1:7402/v2",
              available: activation.state === "approved",
            },
          ],
          activation: activation.state,
          asOf: lastHeard,
        },
    trouble: setup.offline
      ? {
          code: "offline",
          message: "127.0.0.1:7403 does not accept connections.",
          reference: "log_b81d02",
          fields: [],
        }
      : null,
    keychain: { state: setup.keychain ?? "ready", name: setup.keychain === "missing" ? "" : "GNOME Keyring" },
    version: "0.1.0",
  };
}

function submitted(request: SubmitActivation): ActivationView {
  const fields: Failure["fields"] = [];
  const wrong = (pointer: string, detail: string) => fields.push({ pointer, detail });
  if (request.legalName.trim() === "") wrong("/legalName", "A name is needed.");
  if (!/^\S+@\S+\.\S+$/u.test(request.contactEmail))
    wrong("/contactEmail", "This does not look like an e-mail address.");
  if (request.purpose.trim() === "") wrong("/purpose", "Say what the live keys are for.");
  if (fields.length > 0) refuse("invalid_input", "Some fields are not right.", fields);
  note("activation.submitted", "org_fakeFAKEfakeFAKEfake12", null, request.legalName);
  return Object.assign(activation, request, {
    state: "submitted" as const,
    reasons: [],
    submittedAt: stamp(),
    submittedBy: "conduit-keys on atlas",
  });
}

/** Everything but the status goes through here: delays, hangs, failures and being offline. */
async function answer<T>(command: string, act: () => T): Promise<T> {
  if (setup.hang?.includes(command)) return new Promise(() => undefined);
  if (setup.delay) await new Promise((resolve) => setTimeout(resolve, setup.delay));
  const code = setup.fail?.[command];
  if (code) refuse(code as Code, "The answer never came.");
  if (setup.offline) refuse("offline", "127.0.0.1:7403 does not accept connections.");
  return structuredClone(act());
}

/** The host of the browser specs. */
export const fakeHost: Host = {
  getStatus: async () => status(),
  setUp: (name) =>
    answer("set_up", () => {
      if (name.trim() === "")
        refuse("invalid_input", "The name is empty.", [
          { pointer: "/organization", detail: "Give the organization a name." },
        ]);
      if ([...name.trim()].length > 80)
        refuse("invalid_input", "The name is too long.", [
          { pointer: "/organization", detail: "A name has at most 80 characters." },
        ]);
      organization = name.trim();
      needsSetup = false;
      return status();
    }),
  retrySetup: () => {
    if (!setup.setupStillFails) setup.setup = "ready";
    return answer("retry_setup", status);
  },
  listKeys: (environment) => answer("list_keys", () => ({ keys: keys[environment], asOf: stamp() })),
  getKeyUsage: (keyId) =>
    answer("get_key_usage", () => {
      const latest = find(keyId).callsByHour.at(-1) ?? 0;
      const callers = [
        {
          address: "10.4.0.12",
          agent: "billing/3.2",
          calls: Math.ceil(latest * 0.7),
          lastAt: stamp(now() - 4000),
        },
        {
          address: "10.4.0.31",
          agent: "curl/8.5.0",
          calls: Math.floor(latest * 0.3),
          lastAt: stamp(now() - 130_000),
        },
      ];
      return { lastHour: callers.filter((caller) => caller.calls > 0), asOf: stamp() };
    }),
  createKey: (request) =>
    answer("create_key", () =>
      once(request.idempotencyKey, () => {
        checkName(request.name, request.environment);
        if (request.environment === "live" && activation.state !== "approved")
          refuse("live_not_activated", "The organization is not activated for live.");
        return mintKey(request.environment, request.name, request.accessLevel, {
          endsAt: request.expiresAt,
          note: request.note,
        });
      }),
    ),
  confirmKey: (keyId) =>
    answer("confirm_key", () => {
      const key = find(keyId);
      held.delete(keyId);
      const confirmed = put({
        ...key,
        state: "active",
        confirmedAt: stamp(),
        secret: key.secret === "held" ? "elsewhere" : key.secret,
      });
      const rotation = rotations.find((one) => one.newKey.id === keyId && one.step === "created");
      if (rotation) {
        rotation.step = "handed_over";
        rotation.handedOverAt = stamp();
        if (rotation.cause === "leaked") {
          endKey(find(rotation.oldKey.id), "Leaked");
          rotation.step = "finished";
          rotation.finishedAt = stamp();
        }
      }
      note("key.confirmed", keyId, key.environment, key.name);
      return confirmed;
    }),
  copySecret: (keyId) => answer("copy_secret", () => (find(keyId), { clearsInSeconds: 30 })),
  saveSecret: (keyId) =>
    answer("save_secret", () => {
      const state = setup.keychain ?? "ready";
      if (state !== "ready") refuse(`keychain_${state}` as Code, "The keychain cannot take it now.");
      return put({ ...find(keyId), secret: "saved" });
    }),
  writeSecret: (request) =>
    answer("write_secret", () => ({
      path: request.path.replace("~", "/home/ana"),
      variable: request.variable,
      replaced: false,
    })),
  chooseFile: () => answer("choose_file", () => "/home/ana/acme/.env"),
  revealSecret: (keyId) => answer("reveal_secret", () => void opened.push(keyId)),
  revokeKey: (request) =>
    answer("revoke_key", () =>
      once(request.idempotencyKey, () => {
        const key = find(request.keyId);
        if (key.state === "revoked" || key.state === "expired")
          refuse("key_ended", "The key is refused already.");
        if (key.environment === "live" && key.state !== "pending" && request.typedName !== key.name) {
          refuse("name_not_confirmed", "The typed name is another.", [
            { pointer: "/typedName", detail: "Type the name as it is shown." },
          ]);
        }
        return endKey(key, request.reason);
      }),
    ),
  startRotation: (request) =>
    answer("start_rotation", () =>
      once(request.idempotencyKey, () => {
        const old = find(request.keyId);
        if (old.state !== "active") refuse("key_not_active", "Only an active key can be rotated.");
        const id = mintId("rot");
        const ends = request.graceSeconds === null ? old.endsAt : stamp(now() + request.graceSeconds * 1000);
        const successor = mintKey(old.environment, old.name, old.accessLevel, {
          note: old.note,
          rotationId: id,
          endsAt: old.endsAt,
        });
        const retiring = put({ ...old, state: "retiring", rotationId: id, endsAt: ends });
        const rotation: Rotation = {
          id,
          environment: old.environment,
          cause: request.cause,
          step: "created",
          oldKey: retiring,
          newKey: successor,
          startedAt: stamp(),
          startedBy: "conduit-keys on atlas",
          handedOverAt: null,
          newFirstUsedAt: null,
          oldLastUsedAt: old.lastUsedAt,
          oldEndsAt: ends,
          finishedAt: null,
          undoneAt: null,
        };
        rotations.unshift(rotation);
        note("rotation.started", id, old.environment, request.cause);
        return { rotation, key: successor };
      }),
    ),
  listRotations: (environment) =>
    answer("list_rotations", () =>
      rotations.filter((one) => one.environment === environment).map((one) => moveOn(one)),
    ),
  finishRotation: (request) =>
    answer("finish_rotation", () =>
      once(request.idempotencyKey, () => {
        const rotation =
          rotations.find((one) => one.id === request.rotationId) ??
          refuse("not_found", "There is no such rotation.");
        if (rotation.step === "handed_over" && !request.withoutEvidence)
          refuse("rotation_not_proven", "The new key has not been used yet.");
        if (rotation.environment === "live" && request.typedName !== rotation.oldKey.name)
          refuse("name_not_confirmed", "The typed name is another.");
        rotation.step = "finished";
        rotation.finishedAt = stamp();
        return endKey(find(rotation.oldKey.id), "Replaced during a rotation");
      }),
    ),
  undoRotation: (rotationId, idempotencyKey) =>
    answer("undo_rotation", () =>
      once(idempotencyKey, () => {
        const rotation =
          rotations.find((one) => one.id === rotationId) ?? refuse("not_found", "There is no such rotation.");
        endKey(find(rotation.newKey.id), "Rotation undone");
        put({ ...find(rotation.oldKey.id), state: "active", rotationId: null });
        rotation.step = "undone";
        rotation.undoneAt = stamp();
        return rotation;
      }),
    ),
  getActivation: () => answer("get_activation", () => activation),
  submitActivation: (request) => answer("submit_activation", () => submitted(request)),
  approveActivationLocally: (reason) =>
    answer("approve_activation_locally", () =>
      Object.assign(activation, {
        state: "approved",
        approvedAt: stamp(),
        approvedBy: "this computer",
        approvalReason: reason,
      }),
    ),
  listSavedSecrets: () =>
    answer("list_saved_secrets", () =>
      all()
        .filter((key) => key.secret === "saved")
        .map((key, index) => ({
          keyId: key.id,
          connectionId: "local",
          name: key.name,
          environment: key.environment,
          hint: key.hint,
          savedAt: key.confirmedAt ?? key.createdAt,
          present: (setup.keychain ?? "ready") === "ready" ? index >= (setup.lostSecrets ?? 0) : null,
        })),
    ),
  removeSavedSecret: (keyId) =>
    answer("remove_saved_secret", () => void put({ ...find(keyId), secret: "elsewhere" })),
  unlockKeychain: () => answer("unlock_keychain", () => void (setup.keychain = "ready")),
  listConnections: () => answer("list_connections", () => connections),
  addConnection: (request) =>
    answer("add_connection", () => {
      if (request.name.trim() === "")
        refuse("invalid_input", "The name is empty.", [{ pointer: "/name", detail: "A name is needed." }]);
      if (!URL.canParse(request.url))
        refuse("invalid_input", "The address is wrong.", [
          { pointer: "/url", detail: "This is not an address, for instance https://keys.acme.example." },
        ]);
      if (setup.clipboardEmpty)
        refuse("invalid_input", "The clipboard does not hold a management token.", [
          { pointer: "/token", detail: "The clipboard does not hold a management token." },
        ]);
      const connection = {
        id: mintId("con"),
        name: request.name,
        url: request.url,
        local: false,
        current: false,
      };
      connections.push(connection);
      return connection;
    }),
  useConnection: (connectionId) =>
    answer("use_connection", () => {
      for (const one of connections) one.current = one.id === connectionId;
      return status();
    }),
  removeConnection: (connectionId) =>
    answer("remove_connection", () => {
      const [gone] = connections.splice(
        connections.findIndex((one) => one.id === connectionId),
        1,
      );
      const local = connections.find((one) => one.local);
      if (gone?.current && local) local.current = true;
    }),
  listAudit: (cursor) =>
    answer("list_audit", () => {
      const from = cursor === null ? 0 : Number(cursor);
      const next = from + 50 < audit.length ? String(from + 50) : null;
      return { entries: audit.slice(from, from + 50), nextCursor: next };
    }),
};

/** The reveal host of the browser specs. */
export const fakeRevealHost: RevealHost = {
  takeRevealed: async () => ({ name: setup.names?.[0] ?? "billing-sync", secret: mintSecret("sandbox") }),
  closeReveal: async () => void opened.push("closed"),
};
