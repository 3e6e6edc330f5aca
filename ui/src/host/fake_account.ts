/** Who is signed in at a connection of the host in memory, and their authenticator. */
import type { AccountView } from "../contract/contract";
import type { Host } from "../contract/host";
import { at, roleOf } from "./fake_places";
import { failed } from "./fake_recorded";
import { answer } from "./fake_start";
import { refuse, setup } from "./fake_world";

/** At which connections signing in takes a code, and where an authenticator waits for its first one. */
const [on, waiting, held] = [new Set<string>(), new Set<string>(), new Set<string>()];

const wrong = (password: string) => password.startsWith("a wrong");
const refOf = (connection: string, key: string) => ({ connection, key });

/** Whether Rust holds an authenticator's secret or backup codes by this name. */
export const isHeldOfAccount = (key: string): boolean => held.has(key);

/** Rust forgets them. */
export const forgetOfAccount = (key: string): boolean => held.delete(key);

function account(connection: string): AccountView {
  const email = at(connection).account;
  if (email === undefined) return refuse(failed("account", "nobody is signed in with a token"));
  const totp = setup.totp === true ? !waiting.has(connection) : on.has(connection);
  const name = email.charAt(0).toUpperCase() + email.slice(1, email.indexOf("@"));
  return { connection, email, name, role: roleOf(connection), totp };
}

export const accountCommands = {
  getAccount: (connection) => answer("get_account", connection, () => account(connection)),
  startTotp: (connection, password) =>
    answer("start_totp", connection, () => {
      if (wrong(password)) refuse(failed("account", "an authenticator with a wrong password"));
      if (account(connection).totp) refuse(failed("account", "another authenticator"));
      held.add("authenticator");
      return { authenticator: refOf(connection, "authenticator") };
    }),
  confirmTotp: (code, connection) =>
    answer("confirm_totp", connection, () => {
      if (code === "000000") refuse(failed("account", "a wrong first code"));
      held.delete("authenticator");
      held.add("backup-codes");
      waiting.delete(connection);
      on.add(connection);
      return { backupCodes: refOf(connection, "backup-codes") };
    }),
  revokeTotp: (connection, password) =>
    answer("revoke_totp", connection, () => {
      if (wrong(password)) refuse(failed("account", "switching off with a wrong password"));
      on.delete(connection);
      waiting.add(connection);
      held.clear();
      return account(connection);
    }),
} satisfies Partial<Host>;
