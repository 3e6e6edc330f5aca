import { expect, test } from "vitest";
import { mayChangeKeys } from "./permission";

test.each([
  ["admin", "sandbox", true],
  ["admin", "live", true],
  ["onboarding", "sandbox", true],
  ["onboarding", "live", false],
  ["support", "sandbox", false],
  ["support", "live", false],
  ["operator", "live", false],
  [null, "sandbox", false],
] as const)("%s in %s: %s", (role, environment, may) => {
  expect(mayChangeKeys(role, environment), "the same as keys::wire::Role::may_write_keys").toBe(may);
});
