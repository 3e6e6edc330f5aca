/** Whether live keys are asked for instead of created, in the host in memory, and what it makes of what is possible. */
import type { Ability, Capabilities } from "../contract/contract";
import { setup } from "./fake_world";

export const approvalRule = { needed: setup.approvals !== undefined };

/** What is possible where it holds, for a person who signed in or a token. */
export function underApproval(told: Capabilities, isPerson: boolean): Capabilities {
  if (!approvalRule.needed) return told;
  const role = told.operations.set_key_policy;
  const asks: Ability =
    role?.how === "none" ? role : isPerson ? { how: "automatic" } : { how: "none", why: "not_signed_in" };
  const environments = told.environments.map((one) => {
    const creates = one.operations.create_key;
    if (one.environment !== "live" || creates?.how !== "automatic") return one;
    const instead: Ability = { how: "none", why: "needs_approval" };
    return { ...one, operations: { ...one.operations, create_key: instead } };
  });
  return { environments, operations: { ...told.operations, approve_live_keys: asks } };
}
