/** The session of the host in memory: the set-up, the connections, the keychain, the status line. */
import type {
  Ability,
  Capabilities,
  Code,
  ConnectionStateView,
  ConnectionView,
  Environment,
  EnvironmentCapabilities,
  StatusView,
} from "../contract/contract";
import { activation } from "./fake_activation";
import { mintId } from "./fake_data";
import { keyFilters } from "./key_filters";
import { answer, refuse, setup, stamp } from "./fake_world";
import type { Host } from "../contract/host";

let organization = setup.setup === "needed" ? "" : "Acme Ltd";
let needsSetup = setup.setup === "needed";
type Known = ConnectionView & { organization?: string; trouble?: Code };
const connections: Known[] = [
  {
    id: "local",
    name: "This computer",
    url: "http://127.0.0.1:7403",
    local: true,
    current: setup.using === undefined,
  },
  ...(setup.connections ?? []).map((given) => ({
    ...given,
    id: mintId("con"),
    local: false,
    current: given.name === setup.using,
  })),
];
const current = () => connections.find((one) => one.current);

function stateOf(known: Known): ConnectionStateView {
  const { organization: theirs = "Acme Ltd", trouble, ...connection } = known;
  const code = known.local ? localTrouble() : trouble;
  return {
    ...connection,
    organization: known.local ? (needsSetup ? null : organization) : theirs,
    trouble: code
      ? { code, message: messages[code] ?? "It did not answer.", reference: "", fields: [] }
      : null,
  };
}

const localTrouble = (): Code | undefined =>
  needsSetup ? "not_set_up" : setup.setup === "failed" ? (setup.setupFailure ?? "data_damaged") : undefined;
let lastHeard = stamp();

// The desktop's own words (its `failure.rs`).
const messages: Partial<Record<Code, string>> = {
  data_damaged: "The data is damaged. Nothing was overwritten.",
  data_in_use: "Another process uses the data folder.",
  data_newer: "The data was written by a newer release of this program. Nothing was overwritten.",
  data_not_writable: "The data folder cannot be written.",
  disk_full: "The disk is full.",
  ports_not_opened: "The network ports cannot be opened.",
  not_set_up: "No organization has been set up on this computer.",
  offline: "The key server cannot be reached.",
  signed_out: "The token is not accepted.",
};

/** What the real one would say to the role that the spec wishes. */
function capabilities(): Capabilities {
  const role = setup.role ?? "admin";
  const automatic: Ability = { how: "automatic" };
  const notYours: Ability = { how: "none", why: "role" };
  const environment = (environment: Environment): EnvironmentCapabilities => {
    const writes = role === "admin" || (role === "onboarding" && environment === "sandbox");
    const isThere = environment === "sandbox" || activation.state === "approved";
    const write: Ability = !writes ? notYours : isThere ? automatic : { how: "none", why: "not_activated" };
    const operations = { create_key: write, rotate_key: write, revoke_key: write };
    return {
      environment,
      accessLevels: ["read_only", "read_write"],
      createFields: ["expires_at", "note"],
      rotating: { way: "paired", graceSecondsMax: 7_776_000 },
      filters: [...keyFilters],
      sorts: ["created", "name", "last_used", "expires", "calls"],
      operations: {
        ...operations,
        read_keys: automatic,
        read_rotations: automatic,
      },
    };
  };
  const submit = role === "admin" || role === "onboarding" ? automatic : notYours;
  return {
    environments: [environment("sandbox"), environment("live")],
    operations: {
      read_activation: automatic,
      submit_activation: submit,
      read_audit: automatic,
    },
  };
}

const plain = ({ id, name, url, local, current }: Known): ConnectionView => ({
  id,
  name,
  url,
  local,
  current,
});

function status(): StatusView {
  if (!setup.offline) lastHeard = stamp();
  const known = current();
  const here = known?.local === false ? known : null;
  const missing = here === null && needsSetup;
  return {
    setup:
      setup.setup === "failed"
        ? {
            state: "failed",
            failure: {
              code: setup.setupFailure ?? "data_damaged",
              message: messages[setup.setupFailure ?? "data_damaged"] ?? "It did not start.",
              reference: "log_7f3a91",
              fields: [],
            },
          }
        : needsSetup
          ? { state: "needed" }
          : { state: "ready" },
    connection: missing || !known ? null : plain(known),
    organization: missing
      ? null
      : {
          id: "org_fakeFAKEfakeFAKEfake12",
          name: here?.organization ?? organization,
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
          capabilities: capabilities(),
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

export const sessionCommands = {
  getStatus: async () => status(),
  setUp: (name) =>
    answer("set_up", () => {
      if (name.trim() === "")
        refuse("invalid_input", "The name is empty.", [
          { pointer: "/organization", code: "missing", detail: "A name is needed." },
        ]);
      if ([...name.trim()].length > 80)
        refuse("invalid_input", "The name is too long.", [
          {
            pointer: "/organization",
            code: "too_long",
            max: 80,
            detail: "A name has at most 80 characters.",
          },
        ]);
      organization = name.trim();
      needsSetup = false;
      return status();
    }),
  retrySetup: () => {
    if (!setup.setupStillFails) setup.setup = "ready";
    return answer("retry_setup", status);
  },
  getPreferences: async () => ({
    singleKeys: setup.singleKeys ?? true,
    language: setup.language ?? "system",
  }),
  setPreferences: (request) =>
    answer("set_preferences", () => {
      setup.singleKeys = request.singleKeys;
      setup.language = request.language;
      return request;
    }),
  unlockKeychain: () => answer("unlock_keychain", () => void (setup.keychain = "ready")),
  listConnections: () => answer("list_connections", () => connections.map(stateOf)),
  addConnection: (request) =>
    answer("add_connection", () => {
      if (!URL.canParse(request.url))
        refuse("invalid_input", "The address is wrong.", [
          { pointer: "/url", code: "not_a_web_address", detail: "This is not a web address." },
        ]);
      if (setup.clipboardEmpty)
        refuse("invalid_input", "This is not a management token: it is empty.", [
          { pointer: "/token", code: "not_a_token", detail: "This is not a management token: it is empty." },
        ]);
      const connection = {
        id: mintId("con"),
        name: request.name.trim() || "Acme Ltd",
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
} satisfies Partial<Host>;
