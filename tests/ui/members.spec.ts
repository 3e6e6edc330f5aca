import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import {
  expectAccessible,
  expectQuiet,
  open,
  setFake,
  shoot,
  tabTo,
  tell,
  type Window,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

async function openMembers(wish: Wish = {}): Promise<Window> {
  const window = await open({ keys: 2, ...wish });
  await window.page.getByTestId("nav-members").click();
  return window;
}

const member = (page: Page, name: string) =>
  page.locator(`[data-testid="member-row"][data-name="${name}"]`).getByRole("button");
const token = (page: Page, name: string) =>
  page.locator(`[data-testid="token-row"][data-name="${name}"]`).getByRole("button");
const tab = (page: Page, name: string) => page.getByRole("button", { name, exact: false }).first();
const names = (page: Page, row: string) =>
  page.getByTestId(row).evaluateAll((rows) => rows.map((one) => one.getAttribute("data-name")));

describe.each(["light", "dark"] as const)("Members, %s", (scheme) => {
  test("the list, and one member", async () => {
    const window = await openMembers({ scheme, own: "Ana Ruiz" });
    const { page } = window;
    await page.getByTestId("member-row").first().waitFor();
    await page.getByText("Invitation has ended").waitFor();
    await shoot(page, `members-${scheme}`);
    await expectAccessible(page, "Members");
    await member(page, "Priya Nair").click();
    await page.getByTestId("member-drawer").getByText("priya@acme.example").waitFor();
    await shoot(page, `member-${scheme}`);
    await expectAccessible(page, "A member");
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("member-drawer").count(), "Esc closes it").toBe(0);
    expectQuiet(window);
    await window.close();
  });

  test("tokens, one of them, and what a token without an end means", async () => {
    const window = await openMembers({ scheme, own: "conduit-keys on atlas" });
    const { page } = window;
    await tab(page, "Tokens").click();
    await token(page, "nightly-report").click();
    await page.getByTestId("token-drawer").getByText("until somebody revokes it").waitFor();
    await shoot(page, `tokens-${scheme}`);
    await expectAccessible(page, "Tokens");
    await page.getByTestId("create-token").click();
    await page.getByTestId("token-name").fill("grafana");
    expect(await page.getByTestId("token-expiry").inputValue(), "an end is proposed").toBe("90");
    await page.getByTestId("token-expiry").selectOption("never");
    await page.getByTestId("token-risk").getByText("risky").waitFor();
    await shoot(page, `token-create-${scheme}`);
    await expectAccessible(page, "A new token");
    await page.getByTestId("token-submit").click();
    await page.getByTestId("hand-over-sheet").getByText("it works already").waitFor();
    expect(await page.getByTestId("sheet-save").count(), "the keychain is for the secrets of keys").toBe(0);
    await page.getByTestId("sheet-send").click();
    await page.getByTestId("send-to-env").click();
    expect(await page.getByTestId("sheet-write-variable").inputValue()).toBe("CONDUIT_KEYS_TOKEN");
    await shoot(page, `token-sheet-${scheme}`);
    await expectAccessible(page, "The token's sheet");
    expectQuiet(window);
    await window.close();
  });

  test("who may do what", async () => {
    const window = await openMembers({ scheme });
    const { page } = window;
    await tab(page, "Who may do what").click();
    await page.getByTestId("role-matrix").waitFor();
    const may = (role: string, right: string) =>
      page.getByTestId(`may-${role}-${right}`).getAttribute("data-may");
    expect(await may("support", "write_sandbox_keys")).toBe("false");
    expect(await may("onboarding", "write_sandbox_keys")).toBe("true");
    expect(await may("operator", "decide_activation")).toBe("true");
    await shoot(page, `roles-${scheme}`);
    await expectAccessible(page, "Who may do what");
    expectQuiet(window);
    await window.close();
  });

  test("an invitation, and the question before it is left", async () => {
    const window = await openMembers({ scheme });
    const { page } = window;
    await page.getByTestId("invite").click();
    await page.getByTestId("invite-email").fill("sam@acme.example");
    await page.getByTestId("invite-name").fill("Sam Ito");
    await shoot(page, `invite-${scheme}`);
    await expectAccessible(page, "The form");
    await page.getByTestId("invite-submit").click();
    const sheet = page.getByTestId("hand-over-sheet");
    await sheet.getByText("conduit-keys accept-invitation").waitFor();
    await page.getByTestId("sheet-copy").click();
    await sheet.getByText("Copied at").first().waitFor();
    await shoot(page, `invitation-${scheme}`);
    await expectAccessible(page, "The invitation");
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").getByText("the invitation is still held").waitFor();
    await shoot(page, `invitation-leave-${scheme}`);
    await expectAccessible(page, "The question");
    expectQuiet(window);
    await window.close();
  });

  test("another role, in words", async () => {
    const window = await openMembers({ scheme, own: "Tomasz Lis" });
    const { page } = window;
    await member(page, "Tomasz Lis").click();
    await page.getByTestId("member-role").click();
    await page.getByTestId("role-onboarding").check();
    await page.getByTestId("role-loses").getByText("Create, rotate and revoke live keys").waitFor();
    expect(await page.getByTestId("role-gains").count(), "it gains nothing").toBe(0);
    await page.getByText("This is your own role.").waitFor();
    await shoot(page, `role-${scheme}`);
    await expectAccessible(page, "Another role");
    expectQuiet(window);
    await window.close();
  });

  test("1024x640 at 200 % zoom", async () => {
    const window = await openMembers({ scheme, width: 1024, height: 640, zoom: 2 });
    const { page } = window;
    await page.getByTestId("member-row").first().waitFor();
    await shoot(page, `members-zoom-${scheme}`);
    await expectAccessible(page, "Members at 200 %");
    await member(page, "Ben Okafor").click();
    await page.getByTestId("member-drawer").waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, "nothing scrolls sideways").toBe(false);
    expectQuiet(window);
    await window.close();
  });

  test("nobody yet, and nobody who is looked for", async () => {
    const window = await openMembers({ scheme, members: 0 });
    const { page } = window;
    await page.getByTestId("people-empty").getByText("Nobody is invited yet").waitFor();
    await shoot(page, `members-empty-${scheme}`);
    await expectAccessible(page, "Nobody");
    await tab(page, "Tokens").click();
    await page.keyboard.press("/");
    await page.keyboard.type("nowhere");
    await page.getByTestId("people-none").waitFor();
    await expectAccessible(page, "No match");
    expectQuiet(window);
    await window.close();
  });
});

test("an invitation is handed over by keyboard alone", async () => {
  const window = await openMembers();
  const { page } = window;
  await page.getByTestId("member-row").first().waitFor();
  await tabTo(page, "invite");
  await page.keyboard.press("Enter");
  await page.getByTestId("invite-dialog").waitFor();
  await page.keyboard.type("sam@acme.example");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Sam Ito");
  await page.keyboard.press("Enter");
  await page.getByTestId("hand-over-sheet").waitFor();
  const on = () => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
  expect(await on(), "the first way to hand it over").toBe("sheet-copy");
  await page.keyboard.press("Enter");
  await tabTo(page, "hand-over-ticked");
  await page.keyboard.press("Space");
  await tabTo(page, "hand-over-done");
  await page.keyboard.press("Enter");
  await page.getByTestId("hand-over-sheet").waitFor({ state: "detached" });
  const drawer = page.getByTestId("member-drawer");
  await drawer.getByText("sam@acme.example").waitFor();
  expect(await drawer.getByTestId("member-hand-over").count(), "it is forgotten").toBe(0);
  expectQuiet(window);
  await window.close();
});

test("an invitation that was left can be handed over from its row, or made again", async () => {
  const window = await openMembers();
  const { page } = window;
  await member(page, "Ben Okafor").click();
  await page.getByTestId("member-invite-again").click();
  await page.getByTestId("invite-again-totp").check();
  await shoot(page, "invite-again");
  await expectAccessible(page, "Invite again");
  await page.getByTestId("invite-again-submit").click();
  await page.getByTestId("hand-over-sheet").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("hand-over-leave").click();
  const drawer = page.getByTestId("member-drawer");
  await drawer.getByText("Not set up").waitFor();
  await drawer.getByTestId("member-hand-over").click();
  await page.getByTestId("hand-over-sheet").waitFor();
  expectQuiet(window);
  await window.close();
});

test("the last admin stays, and hears why; another one is revoked with a reason", async () => {
  const window = await openMembers();
  const { page } = window;
  await member(page, "Tomasz Lis").click();
  await page.getByTestId("member-revoke").click();
  await page.getByRole("button", { name: "Left the team" }).click();
  await page.getByTestId("revoke-person-submit").click();
  const drawer = page.getByTestId("member-drawer");
  await drawer.getByTestId("person-revoked").getByText("Left the team").waitFor();
  expect(await drawer.getByTestId("member-revoke").count(), "nothing is left to do").toBe(0);
  await shoot(page, "member-revoked");
  await member(page, "Ana Ruiz").click();
  await page.getByTestId("member-revoke").click();
  await page.getByTestId("revoke-person-reason").fill("Moves on");
  await page.getByTestId("revoke-person-submit").click();
  await page.getByTestId("revoke-member-dialog").getByText("Make somebody else an admin first").waitFor();
  await shoot(page, "last-admin");
  await expectAccessible(page, "The last admin");
  expectQuiet(window);
  await window.close();
});

test("an address that somebody has is told, and what was typed stays", async () => {
  const window = await openMembers();
  const { page } = window;
  await page.getByTestId("invite").click();
  await page.getByTestId("invite-email").fill("Ana@acme.example");
  await page.getByTestId("invite-name").fill("Ana");
  await page.getByTestId("invite-submit").click();
  await page.getByText("Somebody has this e-mail address already").waitFor();
  await page.getByTestId("invite-email").fill("ana");
  await page.getByTestId("invite-submit").click();
  await page.getByTestId("invite-email").and(page.locator("[aria-invalid]")).waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("invite").click();
  expect(await page.getByTestId("invite-name").inputValue()).toBe("Ana");
  expectQuiet(window);
  await window.close();
});

test("the list is narrowed, searched and put in order", async () => {
  const window = await openMembers();
  const { page } = window;
  await page.getByTestId("member-row").first().waitFor();
  expect((await names(page, "member-row"))[0], "by name").toBe("Ana Ruiz");
  await page.getByRole("button", { name: "Last sign-in" }).click();
  await page.locator('th[aria-sort="descending"]').getByText("Last sign-in").waitFor();
  await page.locator('[data-testid="member-row"]:first-child[data-name="Ben Okafor"]').waitFor();
  await page.getByTestId("people-filter").selectOption("ended");
  await page.getByTestId("people-shown").getByText("1 member").waitFor();
  expect(await names(page, "member-row")).toEqual(["Layla Haddad"]);
  await page.getByTestId("people-filter").selectOption("all");
  await page.getByTestId("people-role").selectOption("admin");
  await page.getByTestId("people-shown").getByText("2 members").waitFor();
  await page.getByTestId("people-search").fill("tom acme");
  await page.getByTestId("people-shown").getByText("1 member").waitFor();
  expect(await names(page, "member-row")).toEqual(["Tomasz Lis"]);
  expectQuiet(window);
  await window.close();
});

test("more than a page is loaded when somebody asks for it", async () => {
  const window = await openMembers({ members: 130 });
  const { page } = window;
  await page.getByTestId("people-shown").getByText("100 members loaded").waitFor();
  await page.getByRole("button", { name: "Load more" }).click();
  await page.getByTestId("people-shown").getByText("129 members").waitFor();
  expectQuiet(window);
  await window.close();
});

test("what somebody else does is shown as it is told", async () => {
  const window = await openMembers({ news: true });
  const { page } = window;
  await member(page, "Mei Tan").click();
  await page.getByTestId("member-drawer").waitFor();
  await setFake(page, { own: "Mei Tan" });
  await tell(page, {
    what: "changed",
    news: {
      kind: "member",
      id: null,
      environment: null,
      deed: "member.role_changed",
      at: "2026-11-20T09:00:00.000Z",
    },
  });
  await page.getByTestId("member-drawer").getByTestId("own").waitFor();
  expectQuiet(window);
  await window.close();
});

test.each(["support", "onboarding", "operator"] as const)("%s has no such page", async (role) => {
  const window = await open({ role, keys: 1 });
  const { page } = window;
  await page.getByTestId("nav-audit").waitFor();
  await page.getByRole("navigation").getByText(role, { exact: false }).first().waitFor();
  expect(await page.getByTestId("nav-members").count()).toBe(0);
  expectQuiet(window);
  await window.close();
});
