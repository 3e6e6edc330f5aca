/** The session of the host in memory: the set-up, the connections, the keychain, the status line. */
import type { Code, ConnectionView, StatusView } from "../contract/contract";
import { activation } from "./fake_activation";
import { mintId } from "./fake_data";
import { answer, refuse, setup, stamp } from "./fake_world";
import type { Host } from "./host";

let organization = setup.setup === "needed" ? "" : "Acme Ltd";
let needsSetup = setup.setup === "needed";
const connections: ConnectionView[] = [
  { id: "local", name: "This computer", url: "http://127.0.0.1:7403", local: true, current: true },
  ...(setup.connections ?? []).map((given) => ({
    ...given,
    id: mintId("con"),
    local: false,
    current: false,
  })),
];
let lastHeard = stamp();

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

export const sessionCommands = {
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
        refuse("invalid_input", "This is not a management token: it is empty.", [
          { pointer: "/token", detail: "This is not a management token: it is empty." },
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
} satisfies Partial<Host>;
