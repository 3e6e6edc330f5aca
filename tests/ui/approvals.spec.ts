import { describe, expect, test } from "vitest";
import {
  expectAccessible,
  expectQuiet,
  open,
  setFake,
  shoot,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

const url = "https://keys.acme.example";
const person = (email: string): Wish => ({
  keys: 3,
  live: true,
  connections: [{ name: "The team", url, account: email }],
  using: "The team",
});
const [ana, ben] = [person("ana@acme.example"), person("ben@acme.example")];

async function live(wish: Wish) {
  const window = await open(wish);
  await window.page.getByTestId("environment-live").click();
  return window;
}

describe.each(["light", "dark"] as const)("Live keys that are asked for, %s", (scheme) => {
  test("where it is switched on, the button asks, and what is typed is checked and kept", async () => {
    const window = await live({ scheme, ...ana, approvals: [] });
    const { page } = window;
    await page.getByText("Nobody is asking for one now.").waitFor();
    expect(await page.getByTestId("create-key").count(), "nobody creates one directly").toBe(0);
    await shoot(page, `approvals-none-${scheme}`);
    await page.getByTestId("ask-for-key").click();
    await page.getByTestId("ask-name").fill("billing-sync");
    expect(await page.getByTestId("ask-submit").getAttribute("aria-disabled"), "why comes first").toBe(
      "true",
    );
    await page.getByTestId("ask-reason").fill("The yearly accounts");
    await page.getByTestId("ask-more").click();
    await page.getByTestId("limit-addresses").fill("nowhere");
    await page.getByTestId("ask-submit").click();
    await page.getByText(/^Line 1:/u).waitFor();
    await shoot(page, `approvals-ask-${scheme}`);
    await expectAccessible(page, "Asking for a live key");
    await page.keyboard.press("Escape");
    await page.getByTestId("ask-for-key").click();
    expect(await page.getByTestId("ask-name").inputValue(), "what was typed outlives the form").toBe(
      "billing-sync",
    );
    await page.getByTestId("limit-addresses").fill("192.0.2.0/24");
    await page.getByTestId("ask-lifetime").selectOption("168");
    await page.getByTestId("ask-submit").click();
    const row = page.locator('[data-testid="approval"][data-state="waiting"]');
    await row.getByText("The yearly accounts").waitFor();
    expect(await row.getByRole("button").allInnerTexts(), "whoever asked does not decide").toContain(
      "Withdraw…",
    );
    expect(await row.getByTestId("approval-approve").count()).toBe(0);
    await shoot(page, `approvals-waiting-${scheme}`);
    await expectAccessible(page, "A live key that waits");
    await row.getByTestId("approval-withdraw").click();
    await page.getByTestId("decide-submit").click();
    await page.getByText("Nobody is asking for one now.").waitFor();
    await page.getByTestId("approvals-earlier").click();
    await page.locator('[data-testid="approval"][data-state="withdrawn"]').waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("whoever asked claims the key, and its secret is handed over as any other", async () => {
    const approvals = [
      { name: "billing-sync", asker: "ana@acme.example", state: "approved" as const, why: "Agreed" },
      { name: "late", asker: "ana@acme.example", state: "lapsed" as const },
    ];
    const window = await live({ scheme, ...ana, approvals });
    const { page } = window;
    const row = page.locator('[data-testid="approval"][data-state="approved"]');
    await row.getByText("Approved by ben@acme.example: Agreed").waitFor();
    await shoot(page, `approvals-to-claim-${scheme}`);
    await setFake(page, { fail: { claim_key: "approval_state_changed" } });
    await row.getByTestId("approval-claim").click();
    await page.getByText("This has changed meanwhile").waitFor();
    await shoot(page, `approvals-changed-${scheme}`);
    await expectAccessible(page, "A claim that came too late");
    await setFake(page, { fail: {} });
    await row.getByTestId("approval-claim").click();
    await page.getByTestId("one-time-sheet").getByText("billing-sync").waitFor();
    await shoot(page, `approvals-claimed-${scheme}`);
    await page.getByTestId("sheet-save").click();
    await page.getByTestId("sheet-done").click();
    await page.getByTestId("key-drawer").getByText("billing-sync").first().waitFor();
    await page.getByTestId("approvals-earlier").click();
    await page
      .locator('[data-testid="approval"][data-state="lapsed"]')
      .getByText(/^lapsed/u)
      .waitFor();
    await page.locator('[data-testid="approval"][data-state="claimed"]').waitFor();
    await expectAccessible(page, "What is over");
    expectQuiet(window);
    await window.close();
  });
});

test("another person decides, with a reason", async () => {
  const wishes = [
    { name: "billing-sync", asker: "ana@acme.example", accessLevel: "read_write" as const },
    { name: "reporting", asker: "ana@acme.example" },
  ];
  const window = await live({ scheme: "dark", ...ben, approvals: wishes });
  const { page } = window;
  const first = page.getByTestId("approval").filter({ hasText: "billing-sync" });
  await first.getByTestId("approval-approve").click();
  await page.getByTestId("decide-reason").fill("Agreed with finance");
  await shoot(page, `approvals-decide-dark`);
  await expectAccessible(page, "Deciding on a live key");
  await page.getByTestId("decide-submit").click();
  await page.locator('[data-testid="approval"][data-state="approved"]').waitFor();
  expect(await first.getByTestId("approval-claim").count(), "the key is not the approver's").toBe(0);
  await page.getByTestId("approval").filter({ hasText: "reporting" }).getByTestId("approval-decline").click();
  await page.getByTestId("decide-reason").fill("The sandbox is enough");
  await page.getByTestId("decide-submit").click();
  await page.getByTestId("approval").filter({ hasText: "reporting" }).waitFor({ state: "detached" });
  await page.getByTestId("approvals-earlier").click();
  await page.getByText("Declined by ben@acme.example: The sandbox is enough").waitFor();
  await shoot(page, `approvals-decided-dark`);
  await expectAccessible(page, "What was decided");
  expectQuiet(window);
  await window.close();
});

test("the rule is switched on and off with a reason", async () => {
  const window = await open({ scheme: "dark", ...ana });
  const { page } = window;
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("approval-policy").getByText("alone").waitFor();
  await page.getByTestId("approval-policy-change").click();
  await page.getByTestId("approval-policy-reason").fill("Four eyes");
  await shoot(page, `approval-policy-dark`);
  await expectAccessible(page, "Requiring approval");
  await page.getByTestId("approval-policy-save").click();
  await page.getByTestId("approval-policy").getByText("Another admin approves").waitFor();
  await page.getByTestId("approval-policy-change").click();
  await page.getByTestId("approval-policy-reason").fill("We are few");
  await page.getByTestId("approval-policy-save").click();
  await page.getByTestId("approval-policy").getByText("alone").waitFor();
  expectQuiet(window);
  await window.close();
});

test("with one admin alone it is refused, with what to do", async () => {
  const window = await open({ ...ana, members: 1 });
  const { page } = window;
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("approval-policy-change").click();
  await page.getByTestId("approval-policy-reason").fill("Four eyes");
  await page.getByTestId("approval-policy-save").click();
  await page.getByText("This takes two admins").waitFor();
  await page.getByText(/Invite a second admin/u).waitFor();
  await expectAccessible(page, "One admin alone");
  await window.close();
});

test("a token is told to sign in, and a role that may not is shown no control", async () => {
  const token = await live({ live: true, keys: 3, approvals: [{ name: "x", asker: "ana@acme.example" }] });
  await token.page.getByTestId("approvals-sign-in").getByText("Sign in as a member").waitFor();
  expect(await token.page.getByTestId("ask-for-key").count()).toBe(0);
  expect(await token.page.getByTestId("approval").count()).toBe(0);
  await shoot(token.page, "approvals-token");
  await token.close();
  const support = await live({ live: true, keys: 3, role: "support", approvals: [] });
  await support.page.getByTestId("role-note").waitFor();
  expect(await support.page.getByTestId("approvals").count()).toBe(0);
  await support.page.getByTestId("nav-settings").click();
  await support.page.getByTestId("approval-policy").waitFor();
  expect(await support.page.getByTestId("approval-policy-change").count()).toBe(0);
  await support.close();
});

test("a first live key is asked for too, and everything fits a small window, long words and 200 %", async () => {
  const long = "very-long-name-that-goes-on-".repeat(3).slice(0, 80);
  const approvals = Array.from({ length: 6 }, (_, index) => ({
    name: `${long.slice(0, 78)}${index}`,
    asker: "ana@acme.example",
    reason: "because it has to be said at length, ".repeat(6).slice(0, 200),
    state: index % 2 === 0 ? ("waiting" as const) : ("approved" as const),
  }));
  for (const [name, wish] of [
    ["small", { width: 1024, height: 640 }],
    ["zoomed", { width: 1280, height: 800, zoom: 2 }],
    ["first", { liveKeys: 0, approvals: [] }],
  ] satisfies [string, Wish][]) {
    const window = await live({ ...ben, approvals, ...wish });
    const { page } = window;
    await page.getByTestId("ask-for-key").first().waitFor();
    await shoot(page, `approvals-${name}`);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(sideways, "nothing is wider than the window").toBe(false);
    await expectAccessible(page, `Approvals, ${name}`);
    await window.close();
  }
});

test("while the key server is away nothing can be done, and what cannot be loaded says why", async () => {
  const approvals = [{ name: "billing-sync", asker: "ana@acme.example" }];
  const window = await live({ ...ben, approvals });
  const { page } = window;
  await page.getByTestId("approval-approve").waitFor();
  await setFake(page, { offline: true });
  await page.locator('[data-testid="approval-approve"][aria-disabled="true"]').waitFor();
  await page.getByTestId("approval").getByText("billing-sync").waitFor();
  await shoot(page, "approvals-offline");
  await window.close();
  const failing = await live({ ...ben, approvals, fail: { list_approvals: "internal" } });
  await failing.page.getByTestId("approvals-failed").waitFor();
  await failing.page.getByTestId("key-row").first().waitFor();
  await shoot(failing.page, "approvals-failed");
  await failing.close();
});
