/** Connections of the host in memory. */
import type {
  AddConnection,
  ConnectionStateView,
  ConnectionView,
  Failure,
  SignedInView,
  SignIn,
} from "../contract/contract";
import { current, local, places, type Known } from "./fake_places";
import { failed, failureOf, mintId } from "./fake_recorded";
import { statusNow } from "./fake_session";
import { own, plain } from "./fake_start";
import { answerHere, refuse, setup } from "./fake_world";
import type { Host } from "../contract/host";

export const troubleOf = (place: Known): Failure | null => {
  const ours = place.local ? own.trouble() : null;
  if (ours) return ours;
  if (setup.offline) return failed("start", "keys without an answer");
  return place.trouble ? failureOf(place.trouble) : null;
};

const stateOf = (place: Known): ConnectionStateView => ({
  ...plain(place),
  organization:
    place.service !== undefined
      ? "Conduit Financial"
      : place.local
        ? own.organization()
        : (place.organization ?? "Acme Ltd"),
  trouble: troubleOf(place),
});

function add({ name, url }: AddConnection): ConnectionView {
  if (!URL.canParse(url)) refuse(failed("connections", "a connection to no address"));
  if (setup.clipboardEmpty) refuse(failed("connections", "a connection without a token"));
  if (setup.offline) refuse(failed("start", "keys without an answer"));
  const added: Known = {
    id: mintId("con"),
    name: name.trim() || "Acme Ltd",
    url,
    local: false,
    keptHere: false,
    current: false,
    ...setup.clipboard,
  };
  places.push(added);
  return plain(added);
}

/** The sign-in that waits for a code. */
let waiting: SignIn | null = null;

/** Whoever signed in there before goes on with that connection. */
function addSignedIn({ name, url, email }: SignIn): ConnectionView {
  const before = places.find((one) => one.url === url && one.account === email);
  if (before) delete before.trouble;
  const added: Known = before ?? {
    ...{ id: mintId("con"), name: name.trim() || "Acme Ltd", url, account: email },
    ...{ local: false, keptHere: false, current: false },
  };
  if (!before) places.push(added);
  return plain(added);
}

/** The password of everybody here, and whoever has a code in their name has to give one. */
function signIn(password: string, request: SignIn): SignedInView {
  if (!URL.canParse(request.url)) refuse(failed("connections", "a connection to no address"));
  if (!["correct horse battery", "a password that nobody has"].includes(password))
    refuse(failureOf("signed_out"));
  waiting = request.email.includes("code") ? request : null;
  return waiting ? { step: "code_needed" } : { step: "done", connection: addSignedIn(request) };
}

const findPlace = (id: string, step: string): Known =>
  places.find((one) => one.id === id) ?? refuse(failed("connections", step));

function remove(id: string): void {
  const gone = findPlace(id, "it is removed again");
  if (gone.local) refuse(failed("connections", "it is removed again"));
  places.splice(places.indexOf(gone), 1);
  if (gone.current) local.current = true;
}

export const connectionCommands = {
  listConnections: () => answerHere("list_connections", () => places.map(stateOf)),
  addConnection: (request) => answerHere("add_connection", () => add(request)),
  useConnection: (connectionId) =>
    answerHere("use_connection", () => {
      const used = findPlace(connectionId, "one that is gone is used");
      current().current = false;
      used.current = true;
      return statusNow();
    }),
  signIn: (password, request) => answerHere("sign_in", () => signIn(password, request)),
  continueSignIn: (code) =>
    answerHere("continue_sign_in", () => {
      if (code !== "123456" || waiting === null) refuse(failureOf("signed_out"));
      return addSignedIn(waiting);
    }),
  cancelSignIn: () => answerHere("cancel_sign_in", () => void (waiting = null)),
  acceptInvitation: (_password, url) =>
    answerHere("accept_invitation", () => {
      if (!URL.canParse(url)) refuse(failed("connections", "a connection to no address"));
      if (setup.clipboardEmpty) refuse(failureOf("clipboard_not_usable"));
      return "sam@acme.example";
    }),
  signOut: (connectionId) =>
    answerHere("sign_out", () => {
      findPlace(connectionId, "it is removed again").trouble = "signed_out";
    }),
  removeConnection: (connectionId) => answerHere("remove_connection", () => remove(connectionId)),
} satisfies Partial<Host>;
