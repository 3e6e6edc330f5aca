import type { GitFinding, SentView, WrittenFileView, WrittenView } from "../contract/contract";
import { words } from "../words";

/** The ways of a secret besides the clipboard and the keychain, in the order of the menu. */
export const sendWays = ["env", "file", "manifest", "command"] as const;
export type SendWay = (typeof sendWays)[number];

/** What was done: the answer of each way. */
export type Sent =
  | { way: "env"; answer: WrittenView }
  | { way: "file" | "manifest"; answer: WrittenFileView }
  | { way: "command"; answer: SentView };

/** Whether the secret was read back from where it went. What a command did with it is not known. */
export const isProved = ({ way }: Sent): boolean => way !== "command";

/** Where it went. */
export const targetOf = (sent: Sent): string =>
  sent.way === "command" ? sent.answer.program : sent.answer.path;

/** Why git would commit it. */
export const gitOf = (sent: Sent): GitFinding | null => (sent.way === "command" ? null : sent.answer.git);

/** What was done, in a line. */
export function saidOf(sent: Sent): string {
  switch (sent.way) {
    case "env":
      return words.sheets.send.wroteEnv(sent.answer.variable, sent.answer.replaced);
    case "file":
      return words.sheets.send.wroteFile(sent.answer.replaced);
    case "manifest":
      return words.sheets.send.wroteManifest(sent.answer.replaced);
    case "command":
      return words.sheets.send.ran(sent.answer.withheld, sent.answer.said);
  }
}
