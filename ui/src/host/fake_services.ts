/**
 * Services of the host in memory, and what a person is led through there: each answer is the recorded one of the same step,
 * so that nothing of it is made up here.
 */
import type {
  AddService,
  BeginRun,
  ConnectionView,
  GuidedRunView,
  KeyListView,
  KeyProofView,
  KeyView,
} from "../contract/contract";
import type { ServiceView } from "../contract/contract";
import { places, type Known } from "./fake_places";
import { answered, failed, mintId } from "./fake_recorded";
import { plain } from "./fake_start";
import { answerHere, now, refuse, setup } from "./fake_world";
import type { Host } from "../contract/host";

/** The steps of each way, in their order, by what they were recorded as. */
const ways = {
  create: [
    "a run is begun",
    "the page is open",
    "it is created there",
    "its secret is taken",
    "it is proved",
  ],
  rotate: [
    "a rotation is begun",
    "the page of the rotation is open",
    "the successor is created there",
    "the successor's secret is taken",
    "the successor is proved",
    "everybody has the successor",
    "the old key is to be revoked there",
    "the old key is still accepted",
    "the last proof is left out",
  ],
};

/** The run that is gone through, as far as it is. */
interface Walked {
  id: string;
  connection: string;
  name: string;
  way: string[];
  at: number;
  givenUp: boolean;
}
let walked: Walked | null = null;
/** Whether the service has a key that is known here. */
let hasKey = false;

const told = (run: Walked): GuidedRunView => {
  const view = answered<GuidedRunView>("services", run.way[run.at] ?? "", now());
  const { id, connection, name } = run;
  const end = run.givenUp ? { outcome: "abandoned" as const, endedAt: new Date(now()).toISOString() } : {};
  return { ...view, id, connection, name, ...end };
};

const current = () => walked ?? refuse(failed("connections", "one that is gone is used"));

/** Goes on by a step. */
function next(): GuidedRunView {
  const run = current();
  run.at = Math.min(run.at + 1, run.way.length - 1);
  const view = told(run);
  if (view.outcome === "finished") hasKey = true;
  return view;
}

function begin(connection: string, { operation, name }: BeginRun): GuidedRunView {
  const way = operation === "rotate" ? ways.rotate : ways.create;
  walked = { id: mintId("run"), connection, name: name || "billing", way, at: 0, givenUp: false };
  return told(walked);
}

function add({ service, name }: AddService): ConnectionView {
  const known = answered<ServiceView[]>("services", "the services").find(({ id }) => id === service);
  const called = name.trim() || (known?.name ?? service);
  if (places.some((one) => one.name === called)) refuse(failed("services", "it is added once more"));
  const { url } = answered<ConnectionView>("services", "a service is added");
  const added: Known = {
    id: mintId("con"),
    name: called,
    url,
    local: false,
    current: false,
    service,
    keptHere: true,
  };
  places.push(added);
  return plain(added);
}

/** The keys of a service. */
export function keysOfService(connection: string): KeyListView {
  const list = answered<KeyListView>(
    "services",
    hasKey ? "a key of the service" : "no keys of the service",
    now(),
  );
  return { ...list, keys: list.keys.map((key) => ({ ...key, connection })) };
}

/** One of them. */
export function keyOfService(connection: string, id: string): KeyView {
  const [key] = keysOfService(connection).keys;
  const unproved = walked?.way === ways.rotate && walked.at === walked.way.length - 1;
  const shown = unproved ? answered<KeyView>("services", "a key that is unproved", now()) : key;
  return { ...(shown ?? refuse(failed("connections", "one that is gone is used"))), connection, id };
}

/** A spec may begin with a key that was made before. */
export const beginWithKeyOfService = () => {
  hasKey = setup.serviceKey ?? false;
};
beginWithKeyOfService();

export const serviceCommands = {
  listServices: () => answerHere("list_services", () => answered<ServiceView[]>("services", "the services")),
  addService: (request) => answerHere("add_service", () => add(request)),
  beginRun: (connection, request) => answerHere("begin_run", () => begin(connection, request)),
  getRun: () => answerHere("get_run", () => told(current())),
  listOpenRuns: () =>
    answerHere("list_open_runs", () => {
      const run = walked && told(walked);
      return run && run.outcome === null ? [run] : [];
    }),
  listRunsOf: ({ connection }) =>
    answerHere("list_runs_of", () =>
      answered<GuidedRunView[]>("services", "the runs of the key", now()).map((run) => ({
        ...run,
        connection,
      })),
    ),
  openPage: () => answerHere("open_page", next),
  finishStep: () => answerHere("finish_step", next),
  takeSecret: () =>
    answerHere("take_secret", () => {
      if (setup.clipboardEmpty) refuse(failed("services", "something else is taken"));
      return next();
    }),
  proveStep: () => answerHere("prove_step", next),
  skipStep: () => answerHere("skip_step", next),
  abandonRun: () =>
    answerHere("abandon_run", () => {
      current().givenUp = true;
      return told(current());
    }),
  proveKey: ({ connection, key: id }) =>
    answerHere("prove_key", () => {
      const proof = answered<KeyProofView>("services", "the key is proved again", now());
      return { ...proof, key: { ...proof.key, connection, id } };
    }),
  proveLevel: ({ connection, key: id }) =>
    answerHere("prove_level", () => {
      const proof = answered<KeyProofView>("services", "its access level is proved", now());
      return { ...proof, key: { ...proof.key, connection, id } };
    }),
} satisfies Partial<Host>;
