import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, shoot, withBrowser } from "./support/window";

withBrowser();

const living = '[data-testid="key-row"][data-state="active"]';

describe.each(["light", "dark"] as const)("Several keys are revoked, %s", (scheme) => {
  test("for one reason, with what breaks before and what failed after", async () => {
    const window = await open({ scheme, keys: 14, revokeFails: "reporting" });
    const { page } = window;
    const rows = page.locator(living);
    const before = await rows.first().boundingBox();
    await rows.first().hover();
    await rows.first().getByTestId("key-mark").click();
    await page.getByTestId("marked-bar").getByText("1 key selected").waitFor();
    expect(await rows.first().boundingBox(), "no row moves from under the pointer").toEqual(before);
    await rows
      .nth(2)
      .getByTestId("key-mark")
      .click({ modifiers: ["Shift"] });
    await page.getByTestId("marked-bar").getByText("3 keys selected").waitFor();
    await shoot(page, `revoke-many-marked-${scheme}`);
    await expectAccessible(page, "Marked keys");

    await page.getByTestId("marked-revoke").click();
    await page.getByText(/will start to fail/u).waitFor();
    expect(await page.getByTestId("revoke-many-submit").getAttribute("aria-disabled")).toBe("true");
    await page.getByRole("button", { name: "Owner left" }).click();
    await shoot(page, `revoke-many-${scheme}`);
    await expectAccessible(page, "Revoke several");
    await page.getByTestId("revoke-many-submit").click();
    await page.getByTestId("revoke-many-failed").getByText("reporting").waitFor();
    await shoot(page, `revoke-many-outcome-${scheme}`);
    await expectAccessible(page, "What came of it");
    await page.getByTestId("revoke-many-close").click();
    await page.getByTestId("marked-bar").getByText("1 key selected").waitFor();
    expect(await page.locator('[data-testid="key-row"][data-state="revoked"]').count()).toBeGreaterThan(1);
    expectQuiet(window);
    await window.close();
  });
});

test("by keyboard alone: x marks, and Esc loses no mark", async () => {
  const window = await open({ keys: 6 });
  const { page } = window;
  await page.getByTestId("key-table").focus();
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("x");
  await page.getByTestId("marked-bar").getByText("2 keys selected").waitFor();
  await page.getByTestId("marked-revoke").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("revoke-many-dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("marked-bar").getByText("2 keys selected").waitFor();
  await page.getByTestId("marked-clear").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("marked-bar").waitFor({ state: "detached" });
  await window.close();
});

test("live keys end together only with the organization's name typed", async () => {
  const window = await open({ live: true, liveKeys: 6 });
  const { page } = window;
  await page.getByTestId("environment-live").click();
  await page.locator(living).first().hover();
  await page.locator(living).first().getByTestId("key-mark").click();
  await page.getByTestId("marked-revoke").click();
  await page.getByTestId("revoke-many-reason").fill("The project is over");
  const submit = page.getByTestId("revoke-many-submit");
  expect(await submit.getAttribute("aria-disabled")).toBe("true");
  await page.getByTestId("revoke-many-typed-name").fill("Acme Ltd");
  await shoot(page, "revoke-many-live");
  await submit.click();
  await page.getByText("1 key is revoked").waitFor();
  await window.close();
});

test("a role that revokes nothing marks nothing", async () => {
  const window = await open({ keys: 6, role: "support" });
  const { page } = window;
  await page.locator(living).first().waitFor();
  expect(await page.getByTestId("key-mark").count()).toBe(0);
  await window.close();
});
