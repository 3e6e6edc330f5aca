/** Secrets in the host in memory: where they go, and what the keychain has of them. */
import type { KeyView } from "../contract/contract";
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
    })),
  chooseFile: () => answerHere("choose_file", () => "/home/ana/acme/.env"),
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
