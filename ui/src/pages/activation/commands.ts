import { curlLine } from "../../sheets/words";
import type { ProofName } from "./checklist";

/** What a shell has to know before: it asks for the secret without showing it, and keeps it out of its history. */
export const askForSecret = "read -rs CONDUIT_API_KEY";

const key = `-H "x-api-key: $CONDUIT_API_KEY"`;
/** A word that the replay is known by; it is free again after some minutes. */
const word = `-H "idempotency-key:activation-proof"`;
/** The smallest document that is one: it is stored in the sandbox and does nothing else. */
const document = `-F 'file=%PDF-1.4 %%EOF;filename=proof.pdf'`;

/** The proofs that a call makes. */
export type CalledProof = Extract<ProofName, "call" | "write" | "replay" | "limit" | "read_only">;

/** Whether calls make it. */
export const isCalled = (name: ProofName): name is CalledProof =>
  name !== "rotation" && name !== "second_admin" && name !== "addresses";

/** The access level of the key that it is done with. */
export const accessOf = (name: CalledProof): "any" | "read_write" | "read_only" =>
  name === "write" || name === "replay" ? "read_write" : name === "read_only" ? "read_only" : "any";

/**
 * What proves it, for a shell as it is, once the variable holds the secret. A limit is reached by many calls at once; then
 * one other request is sent until it is refused too, waits as long as it was told, and is sent again: hammering is no waiting.
 */
export function commandOf(name: CalledProof, baseUrl: string): string {
  const write = `${key} ${document} ${baseUrl}/documents`;
  const once = `curl -i ${word} ${write}`;
  const probe = `${key} ${baseUrl}/applications`;
  const commands: Record<CalledProof, string> = {
    call: curlLine(baseUrl),
    write: `curl ${write}`,
    replay: `for n in 1 2; do ${once}; done`,
    limit: [
      `curl -sZ --parallel-max 50 -o /dev/null ${key} '${baseUrl}/customers#[1-3000]' 2>/dev/null &`,
      `until [ "$(curl -s -o /dev/null -w '%{http_code}' ${probe})" = 429 ]; do :; done`,
      `wait; sleep 2; curl -i ${probe}`,
    ].join("\n"),
    read_only: `curl ${write}`,
  };
  return commands[name];
}
