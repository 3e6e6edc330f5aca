/** Keys and their secrets in the host in memory. */
import type { Code, Environment, KeyView, RevokedView } from "../contract/contract";
import { activation } from "./fake_activation";
import { mintId, mintSecret } from "./fake_data";
import { countAll, inOrder, narrowed, pageOf } from "./fake_list";
import { desktop } from "./fake_people";
import {
  all,
  answer,
  find,
  held,
  keys,
  note,
  now,
  once,
  opened,
  put,
  refuse,
  rotations,
  setup,
  stamp,
} from "./fake_world";
import type { Host } from "../contract/host";
import { refOf } from "./refs";

export function mintKey(
  environment: Environment,
  name: string,
  accessLevel: KeyView["accessLevel"],
  rest: Partial<KeyView>,
): KeyView {
  const secret = mintSecret(environment);
  const key: KeyView = {
    connection: "local",
    id: mintId("key"),
    environment,
    name,
    accessLevel,
    hint: { prefix: `ck_${environment}_`, lastFour: secret.slice(-4) },
    state: "pending",
    note: null,
    createdAt: stamp(),
    createdBy: desktop,
    confirmedAt: null,
    notBefore: null,
    endsAt: null,
    allowedIps: [],
    spendingLimits: { dailyMicros: null, weeklyMicros: null, monthlyMicros: null },
    lastUsedAt: null,
    callsByHour: Array.from({ length: 24 }, () => 0),
    quarantine: null,
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

export function endKey(key: KeyView, reason: string): RevokedView {
  held.delete(key.id);
  const at = stamp();
  const revoked = put({
    ...key,
    state: "revoked",
    secret: "elsewhere",
    rotationId: null,
    revocation: { at, by: desktop, reason },
  });
  note("key.revoked", key.id, key.environment, reason);
  const proof =
    key.secret === "saved" ? { refused: true, status: 401, correlationId: mintId("corr"), at } : null;
  return {
    key: revoked,
    refusedBy: [{ node: "this computer", since: at }],
    proof,
    noProof: proof ? null : "no_secret",
  };
}

function checkName(name: string, environment: Environment) {
  if (name.trim() === "")
    refuse("invalid_input", "The name is empty.", [
      { pointer: "/name", code: "missing", detail: "A name is needed." },
    ]);
  if ([...name].length > 100)
    refuse("invalid_input", "The name is too long.", [
      { pointer: "/name", code: "too_long", max: 80, detail: "A name has at most 80 characters." },
    ]);
  if (
    keys[environment].some((key) => key.name === name && key.state !== "revoked" && key.state !== "expired")
  ) {
    refuse("name_in_use", `Another key of this environment is named “${name}”.`, [
      { pointer: "/name", code: "invalid", detail: "Another key has this name." },
    ]);
  }
}

const holdsASecret = "This holds a secret. Find its key by the last four characters, its name or its ID.";

export const keyCommands = {
  listKeys: ({ environment, filter, search, sort, descending, cursor, limit }) =>
    answer("list_keys", () => {
      // As Rust does: a secret is not sent anywhere.
      if (/[0-9a-f]{48}/u.test(search))
        refuse("invalid_input", holdsASecret, [
          { pointer: "/search", code: "holds_a_secret", detail: holdsASecret },
        ]);
      const found = narrowed(keys[environment], "all", search, now());
      const ordered = inOrder(narrowed(found, filter, "", now()), sort, descending);
      const { items, nextCursor } = pageOf(ordered, cursor, limit);
      return {
        keys: setup.broken ? ([{}] as unknown as KeyView[]) : items,
        nextCursor,
        counts: cursor === null ? countAll(found, now()) : null,
        atLeast: false,
        asOf: stamp(),
      };
    }),
  getKey: ({ key: keyId }) => answer("get_key", () => find(keyId)),
  getKeyUsage: ({ key: keyId }) =>
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
  confirmKey: ({ key: { key: keyId }, typedName }) =>
    answer("confirm_key", () => {
      const key = find(keyId);
      const ends = rotations.find((one) => one.newKey.id === keyId && one.step === "created");
      if (ends?.cause === "leaked" && ends.environment === "live" && typedName !== ends.oldKey.name)
        refuse("name_not_confirmed", "The typed name is another.");
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
  copySecret: ({ key: keyId }) => answer("copy_secret", () => (find(keyId), { clearsInSeconds: 30 })),
  saveSecret: ({ key: keyId }) =>
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
  revealSecret: ({ key: keyId }) => answer("reveal_secret", () => void opened.push(keyId)),
  revokeKey: (request) =>
    answer("revoke_key", () =>
      once(request.idempotencyKey, () => {
        const key = find(request.key.key);
        if (key.state === "revoked" || key.state === "expired")
          refuse("key_ended", "The key is refused already.");
        if (key.environment === "live" && key.state !== "pending" && request.typedName !== key.name) {
          refuse("name_not_confirmed", "The typed name is another.", [
            { pointer: "/typedName", code: "invalid", detail: "Type the name as it is shown." },
          ]);
        }
        return endKey(key, request.reason);
      }),
    ),
  listSavedSecrets: () =>
    answer("list_saved_secrets", () =>
      all()
        .filter((key) => key.secret === "saved")
        .map((key, index) => ({
          key: refOf(key),
          name: key.name,
          environment: key.environment,
          hint: key.hint,
          savedAt: key.confirmedAt ?? key.createdAt,
          present: (setup.keychain ?? "ready") === "ready" ? index >= (setup.lostSecrets ?? 0) : null,
        })),
    ),
  removeSavedSecret: ({ key: keyId }) =>
    answer("remove_saved_secret", () => void put({ ...find(keyId), secret: "elsewhere" })),
} satisfies Partial<Host>;
