/** This computer's own authority in the host in memory: set up or not, and whether it could start. */
import type { Code, ConnectionView, Failure, SetupView } from "../contract/contract";
import { local, type Known } from "./fake_places";
import { failed } from "./fake_recorded";
import { answerHere, begin, refuse, setup } from "./fake_world";

// The desktop's own words (`src-tauri/src/failure.rs`), which no authority is asked for.
const messages: Partial<Record<Code, string>> = {
  data_damaged: "The data is damaged. Nothing was overwritten.",
  data_in_use: "Another process uses the data folder.",
  data_newer: "The data was written by a newer release of this program. Nothing was overwritten.",
  data_not_writable: "The data folder cannot be written.",
  disk_full: "The disk is full.",
  ports_not_opened: "The network ports cannot be opened.",
};

let needed = setup.setup === "needed";
let organization = needed ? null : "Acme Ltd";

const failure = (): Failure => {
  const code = setup.setupFailure ?? "data_damaged";
  return { code, message: messages[code] ?? "It did not start.", reference: crypto.randomUUID(), fields: [] };
};
const failedToStart = () => setup.setup === "failed";

/** What is known of it. */
export const own = {
  organization: () => (failedToStart() ? null : organization),
  isNeeded: () => needed,
  url: () => (needed || failedToStart() ? "" : local.url),
  setup: (): SetupView =>
    failedToStart() ? { state: "failed", failure: failure() } : { state: needed ? "needed" : "ready" },
  trouble: (): Failure | null =>
    failedToStart() ? failure() : needed ? failed("start", "keys before the set-up") : null,
  begin: (name: string): void => {
    organization = name;
    needed = false;
    setup.setup = "ready";
    begin(name);
  },
};

/** A connection as it is written down. */
export const plain = ({
  id,
  name,
  url,
  local,
  current,
  account,
  service,
  keptHere,
}: Known): ConnectionView => ({
  id,
  name,
  url: local ? own.url() : url,
  local,
  current,
  keptHere,
  ...(account === undefined ? {} : { account }),
  ...(service === undefined ? {} : { service }),
});

/** What a place has to answer: this computer's own may not run, and any may not be reached. */
export const answer = <T>(command: string, connection: string, act: () => T): Promise<T> =>
  answerHere(command, () => {
    const trouble = connection === local.id ? own.trouble() : null;
    if (trouble) refuse(trouble);
    if (setup.offline) refuse(failed("start", "keys without an answer"));
    return act();
  });
