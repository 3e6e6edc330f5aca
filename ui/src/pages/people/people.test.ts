import { expect, test } from "vitest";
import type { MemberSort, MemberView, RolesView } from "../../contract/contract";
import { holds, People } from "./people.svelte";
import { difference, givenRoles } from "./rights";

const roles: RolesView = {
  rights: ["look", "write_sandbox_keys", "write_live_keys", "acknowledge_alerts"],
  roles: [
    {
      role: "admin",
      given: true,
      rights: ["look", "write_sandbox_keys", "write_live_keys", "acknowledge_alerts"],
    },
    { role: "support", given: true, rights: ["look", "acknowledge_alerts"] },
    { role: "onboarding", given: true, rights: ["look", "write_sandbox_keys"] },
    { role: "operator", given: false, rights: ["look"] },
  ],
};

test("another role is told by what it gains and what it loses", () => {
  expect(difference(roles, "support", "onboarding")).toEqual({
    gains: ["write_sandbox_keys"],
    loses: ["acknowledge_alerts"],
  });
  expect(difference(roles, "admin", "admin")).toEqual({ gains: [], loses: [] });
  expect(difference(roles, "onboarding", "admin").loses, "an admin may all of it").toEqual([]);
});

test("nobody is offered a role that no admin gives", () => {
  expect(givenRoles(roles)).toEqual(["admin", "support", "onboarding"]);
  expect(givenRoles(null), "before it is known").toEqual([]);
});

test("somebody is found by any of their words, in any order", () => {
  const texts = ["Tomasz Lis", "tomasz@acme.example", "usr_1"];
  for (const sought of ["", "lis", "ACME tom", "usr_1"]) expect(holds(texts, sought), sought).toBe(true);
  expect(holds(texts, "tom kim")).toBe(false);
});

const counts = { current: 1, ended: 0, all: 1 };
const named = (id: string, name: string) => ({ id, name }) as MemberView;
const here = () => false;

test("the rows stay until those of another order are here, and an answer that was overtaken is dropped", async () => {
  const waiting: ((name: string) => void)[] = [];
  const list = new People<MemberView, MemberSort>(
    { by: "name", down: false },
    () =>
      new Promise((resolve) =>
        waiting.push((name) => resolve({ items: [named("usr_1", name)], next: null, counts })),
      ),
  );
  const asked = { connection: "local", filter: "current", role: null } as const;
  const first = list.lookInOrder(asked, here);
  waiting[0]?.("by name");
  await first;
  list.order = { by: "created", down: true };
  const second = list.lookInOrder(asked, here);
  expect(list.items?.[0]?.name, "still there").toBe("by name");
  list.order = { by: "last_sign_in", down: true };
  const third = list.lookInOrder(asked, here);
  waiting[2]?.("by sign-in");
  await third;
  waiting[1]?.("by creation");
  await second;
  expect(list.items?.[0]?.name).toBe("by sign-in");
});

test("an open row is as it was last known once it has left the list", async () => {
  let items = [named("usr_1", "Sam")];
  const list = new People<MemberView, MemberSort>({ by: "name", down: false }, async () => ({
    items,
    next: null,
    counts,
  }));
  const asked = { connection: "local", filter: "current", role: null } as const;
  await list.lookInOrder(asked, here);
  list.show(named("usr_1", "as it was"));
  expect(list.open?.name, "the list knows better").toBe("Sam");
  list.adopt(named("usr_1", "Sam, revoked"));
  items = [];
  await list.lookInOrder(asked, here);
  expect(list.open?.name).toBe("Sam, revoked");
});
