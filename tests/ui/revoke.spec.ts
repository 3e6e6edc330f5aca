import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, shoot, withBrowser } from "./support/window";

withBrowser();

describe.each(["light", "dark"] as const)("Revoke, %s", (scheme) => {
  test("a sandbox key: what it breaks, a reason, the receipt", async () => {
    const window = await open({ scheme, height: 900 });
    const { page } = window;
    await page.locator('[data-testid="key-row"][data-name="ci-smoke"]').click();
    await page.getByTestId("drawer-revoke").click();
    await page.getByText("in the last hour will start to fail").waitFor();
    expect(await page.getByTestId("revoke-submit").getAttribute("aria-disabled"), "a reason is needed").toBe(
      "true",
    );
    expect(await page.getByTestId("revoke-typed-name").count(), "sandbox needs no typed name").toBe(0);
    await page.getByTestId("last-write").getByText("POST /v2/payouts").waitFor();
    await page.getByText("2 active endpoints were created with it and go on").waitFor();
    await page.getByRole("button", { name: "Leaked" }).click();
    expect(await page.getByTestId("revoke-reason").inputValue(), "a quick choice fills the field").toBe(
      "Leaked",
    );
    await shoot(page, `revoke-${scheme}`);
    await expectAccessible(page, "Revoke");
    await page.getByTestId("revoke-submit").click();
    await page.getByTestId("receipt").waitFor();
    await shoot(page, `revoke-receipt-${scheme}`);
    await expectAccessible(page, "The receipt");
    await page.getByTestId("receipt-close").click();
    await page.locator('[data-testid="key-row"][data-name="ci-smoke"][data-state="revoked"]').waitFor();
    await shoot(page, `revoke-story-${scheme}`);
    await expectAccessible(page, "The story of a revoked key");
    expectQuiet(window);
    await window.close();
  });

  test("a live key wants its name typed", async () => {
    const window = await open({ scheme, live: true });
    const { page } = window;
    await page.getByTestId("environment-live").click();
    const row = page.locator('[data-testid="key-row"][data-key-id*="live"][data-state="active"]').first();
    const name = (await row.getAttribute("data-name")) ?? "";
    await row.click();
    await page.getByTestId("drawer-revoke").click();
    await page.getByTestId("revoke-reason").fill("No longer used");
    await page.getByTestId("revoke-typed-name").fill(`${name}x`);
    expect(
      await page.getByTestId("revoke-submit").getAttribute("aria-disabled"),
      "almost is not enough",
    ).toBe("true");
    await page.getByTestId("revoke-typed-name").fill(name);
    await shoot(page, `revoke-live-${scheme}`);
    await expectAccessible(page, "Revoke live");
    await page.getByTestId("revoke-submit").click();
    await page.getByTestId("receipt").waitFor();
    expectQuiet(window);
    await window.close();
  });
});

test("the last write leads to its explanation, and none is told with how far back that is known", async () => {
  const window = await open({ height: 900 });
  const { page } = window;
  await page.locator('[data-testid="key-row"][data-name="billing-sync"]').click();
  await page.getByTestId("drawer-revoke").click();
  await page.getByTestId("last-write").getByText("None in what is kept, which goes back to").waitFor();
  await page.getByText("No active endpoint was created with this key.").waitFor();
  await shoot(page, "revoke-no-write");
  await page.keyboard.press("Escape");
  await page.locator('[data-testid="key-row"][data-name="ci-smoke"]').click();
  await page.getByTestId("drawer-revoke").click();
  await page.getByTestId("explain-write").click();
  await page.getByRole("heading", { name: "Requests", exact: true }).waitFor();
  expect(await page.getByTestId("revoke-dialog").count(), "nothing is revoked by the way").toBe(0);
  expect(await page.getByTestId("request-search").inputValue()).toMatch(/^[0-9a-f-]{36}$/u);
  await window.close();
});
