/** Secrets in the host in memory: where they go, and what the keychain has of them. */
import type { CommandView, GitFinding, KeyView, WrittenFileView } from "../contract/contract";
import { isHeldOfAccount } from "./fake_account";
import { all, find, shown } from "./fake_known";
import { isHeldHere } from "./fake_members";
import { failed } from "./fake_recorded";
import { answerHere, held, opened, refuse, saved, setup, stamp } from "./fake_world";
import type { Host } from "../contract/host";

function save(key: KeyView): void {
  const state = setup.keychain ?? "ready";
  if (!held.has(key.id)) refuse(failed("keys", "its secret is saved too late"));
  if (state !== "ready") refuse(failed("start", `saving while it is ${state.replace("_", " ")}`));
  saved.set(key.id, stamp());
}

function remove(id: string): void {
  if (!saved.delete(id)) refuse(failed("keys", "a secret that nobody saved is removed"));
}

const full = (path: string): string => path.replace("~", "/home/ana");
/** In the folder `shop` is a repository, with `tracked.env` in it. */
const gitOf = (path: string): GitFinding | null => {
  if (!full(path).startsWith("/home/ana/shop/")) return null;
  return path.endsWith("/tracked.env") ? "tracked" : "not_ignored";
};
/** Files that are there. */
const files = new Set(["/home/ana/old.key"]);

function put({ path, replace }: { path: string; replace: boolean }): WrittenFileView {
  const [file, there] = [full(path), files.has(full(path))];
  const message = `${file} could not be written: there is a file already.`;
  if (there && !replace) refuse({ code: "file_exists", message, reference: "", fields: [] });
  files.add(file);
  return { path: file, replaced: there, git: gitOf(path) };
}

function commandOf(typed: string): CommandView {
  const [name = "", ...given] = typed.split("\n").filter((line) => line !== "");
  const known = ["vault", "false", "sh"].includes(name);
  const detail = "There is no such program.";
  const wrong = { pointer: "/command", code: "not_a_program", detail, max: null } as const;
  return { program: known ? `/usr/bin/${name}` : "", arguments: given, errors: known ? [] : [wrong] };
}

export const secretCommands = {
  copySecret: ({ key }) =>
    answerHere("copy_secret", () => {
      if (!isHeldHere(key) && !isHeldOfAccount(key)) find(key);
      return { clearsInSeconds: 30 };
    }),
  saveSecret: ({ connection, key }) =>
    answerHere("save_secret", () => (save(find(key)), shown(find(key), connection))),
  writeSecret: (request) =>
    answerHere("write_secret", () => ({
      path: request.path.replace("~", "/home/ana"),
      variable: request.variable,
      replaced: false,
      git: gitOf(request.path),
    })),
  checkFile: (path) =>
    answerHere("check_file", () => ({ path: full(path), exists: files.has(full(path)), git: gitOf(path) })),
  writeFile: (request) => answerHere("write_file", () => put(request)),
  writeManifest: (request) => answerHere("write_manifest", () => put(request)),
  readCommand: (typed) => answerHere("read_command", () => commandOf(typed)),
  sendSecret: ({ program }) =>
    answerHere("send_secret", () => {
      if (program.endsWith("/false")) {
        const message = `${program} ended with exit code 1. It said: permission denied`;
        refuse({ code: "command_failed", message, reference: "a1b2c3", fields: [] });
      }
      return { program, said: program.endsWith("/vault") ? "Success! Data written" : "", withheld: false };
    }),
  chooseFile: (name) => answerHere("choose_file", () => `/home/ana/acme/${name}`),
  revealSecret: ({ key }) => answerHere("reveal_secret", () => void opened.push(key)),
  listSavedSecrets: () =>
    answerHere("list_saved_secrets", () =>
      all()
        .filter(({ id }) => saved.has(id))
        .map((key) => ({ key, savedAt: saved.get(key.id) ?? "" }))
        .sort((one, other) => (one.savedAt < other.savedAt ? 1 : -1))
        .map(({ key, savedAt }, index) => ({
          key: { connection: "local", key: key.id },
          name: key.name,
          environment: key.environment,
          hint: key.hint,
          savedAt,
          present: (setup.keychain ?? "ready") === "ready" ? index >= (setup.lostSecrets ?? 0) : null,
        })),
    ),
  removeSavedSecret: ({ key }) => answerHere("remove_saved_secret", () => remove(key)),
  unlockKeychain: () => answerHere("unlock_keychain", () => void (setup.keychain = "ready")),
} satisfies Partial<Host>;
