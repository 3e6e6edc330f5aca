import type { Environment, Role } from "../contract/contract";

/**
 * Whether a role may create, rotate and revoke keys of an environment. The authority decides; this only keeps
 * controls that would be refused off the screen (`keys::wire::Role::may_write_keys` is the rule itself).
 */
export function mayChangeKeys(role: Role | null, environment: Environment): boolean {
  if (role === "onboarding") return environment === "sandbox";
  return role === "admin";
}
