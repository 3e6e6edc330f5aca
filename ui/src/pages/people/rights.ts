/** What changes for somebody with their role. */
import type { Right, Role, RolesView } from "../../contract/contract";

const rightsOf = (roles: RolesView, role: Role): readonly Right[] =>
  roles.roles.find((one) => one.role === role)?.rights ?? [];

/** What is gained and what is lost, in the order of the table. */
export function difference(roles: RolesView, from: Role, to: Role): { gains: Right[]; loses: Right[] } {
  const [before, after] = [rightsOf(roles, from), rightsOf(roles, to)];
  return {
    gains: roles.rights.filter((right) => after.includes(right) && !before.includes(right)),
    loses: roles.rights.filter((right) => before.includes(right) && !after.includes(right)),
  };
}

/** The roles that an admin gives. */
export const givenRoles = (roles: RolesView | null): Role[] =>
  roles?.roles.filter(({ given }) => given).map(({ role }) => role) ?? [];
