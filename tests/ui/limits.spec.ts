import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, shoot, withBrowser } from "./support/window";

withBrowser();

type Window = Awaited<ReturnType<typeof open>>;
const text = ({ page }: Window, testid: string) => page.getByTestId(testid).innerText();

/** Types a moment part by part, as somebody does who never touches the mouse. */
async function typeMoment({ page }: Window, testid: string, parts: string): Promise<void> {
  await page.getByTestId(testid).getByRole("spinbutton").first().focus();
  await page.keyboard.type(parts);
}

/** Creates a key with limits and leaves it open in the drawer. */
async function createLimited(window: Window): Promise<void> {
  const { page } = window;
  await page.getByTestId("create-key").click();
  await page.getByTestId("create-name").fill("billing-sync");
  await page.getByTestId("create-more").click();
  await page.getByTestId("limit-addresses").fill("192.0.2.7\n10.0.0.0/8");
  await page.getByTestId("limit-daily").fill("12.50");
  await page.getByTestId("create-submit").click();
  await page.getByTestId("sheet-save").click();
  await page.getByTestId("sheet-done").click();
  await page.getByTestId("key-drawer").waitFor();
}

describe.each(["light", "dark"] as const)("What a key is limited to, %s", (scheme) => {
  test("is set when it is created, with what is wrong said line by line, and shown in its drawer", async () => {
    const window = await open({ scheme, keys: 0, height: 1100 });
    const { page } = window;
    await page.getByTestId("create-key").click();
    await page.getByTestId("create-name").fill("billing-sync");
    await page.getByTestId("create-more").click();
    await page.getByTestId("limit-addresses").fill("192.0.2.7\nhere\n10.1.0.0/8");
    await page.getByText("Line 2: Write an address such as").waitFor();
    await page.getByTestId("limit-weekly").fill("1,000");
    await page.getByText("Write an amount such as 1250 or 12.50.").waitFor();
    await shoot(page, `limits-wrong-${scheme}`);
    await expectAccessible(page, "Wrong limits");
    await page.getByTestId("create-submit").click();
    expect(await page.getByTestId("create-dialog").count(), "nothing is created, nothing is lost").toBe(1);

    await page.getByTestId("limit-addresses").fill("192.0.2.7\n10.0.0.0/8");
    await page.getByTestId("limit-weekly").fill("1000");
    await page.getByTestId("create-expiry").selectOption("date");
    await page.getByTestId("create-begin").selectOption("date");
    await page.getByTestId("create-submit").click();
    await page.getByText("Fill in the whole date and time.").first().waitFor();
    await typeMoment(window, "create-expires-at", "311220991530");
    await typeMoment(window, "create-not-before", "010120260000");
    await shoot(page, `limits-set-${scheme}`);
    await expectAccessible(page, "Limits in the form");
    await page.getByTestId("create-submit").click();
    await page.getByTestId("sheet-save").click();
    await page.getByTestId("sheet-done").click();
    await page.getByTestId("key-drawer").waitFor();
    expect(await text(window, "key-addresses")).toMatch(/10\.0\.0\.0\/8\s+192\.0\.2\.7\/32/u);
    expect(await text(window, "key-spending")).toBe("At most 1,000 in 7 days");
    await shoot(page, `limits-drawer-${scheme}`);
    await expectAccessible(page, "A limited key");
    expectQuiet(window);
    await window.close();
  });

  test("can be changed with a reason, and who calls now and would be refused is named before", async () => {
    const window = await open({ scheme, keys: 12, height: 1000 });
    const { page } = window;
    await page.getByRole("button", { name: "24 hours" }).click();
    await page.locator('[data-testid="key-row"][data-state="active"]').first().click();
    await page.getByText("10.4.0.12").waitFor();
    await page.getByTestId("drawer-change").click();
    expect(await page.getByTestId("change-submit").getAttribute("aria-disabled"), "nothing is changed").toBe(
      "true",
    );
    await page.getByTestId("limit-addresses").fill("192.0.2.0/24");
    await page.getByTestId("limit-shut-out").waitFor();
    await shoot(page, `change-shut-out-${scheme}`);
    await page.getByTestId("limit-add-callers").click();
    await page.getByTestId("limit-shut-out").waitFor({ state: "detached" });
    expect(await page.getByTestId("limit-addresses").inputValue()).toContain("10.4.0.12");
    await page.getByTestId("limit-monthly").fill("250");
    await page.getByTestId("change-reason").fill("The office moved");
    await shoot(page, `change-${scheme}`);
    await expectAccessible(page, "Change limits");
    await page.getByTestId("change-submit").click();
    await page.getByTestId("change-receipt").waitFor();
    expect(await text(window, "change-receipt")).toMatch(/refuses what is no longer allowed since/u);
    await shoot(page, `change-receipt-${scheme}`);
    await expectAccessible(page, "The receipt");
    await page.getByTestId("change-close").click();
    expect(await text(window, "key-spending")).toBe("At most 250 in 30 days");
    expectQuiet(window);
    await window.close();
  });
});

test("a usual key is three presses, and its name is one that is free", async () => {
  const window = await open({ keys: 0 });
  const { page } = window;
  const presets = page.getByRole("group", { name: "Start from" });
  for (const name of ["reporting", "reporting-2"]) {
    await page.getByTestId("create-key").click();
    await presets.getByRole("button", { name: "Reporting" }).click();
    await expect.poll(() => page.getByTestId("create-name").inputValue()).toBe(name);
    await page.getByTestId("create-submit").click();
    await page.getByTestId("sheet-save").click();
    await page.getByTestId("sheet-done").click();
    await page.locator(`[data-testid="key-row"][data-name="${name}"]`).waitFor();
  }
  await window.close();
});

test("a key like another begins with everything that the other has", async () => {
  const window = await open({ keys: 0, height: 1000 });
  const { page } = window;
  await createLimited(window);
  await page.getByTestId("drawer-like").click();
  expect(await page.getByTestId("create-name").inputValue()).toBe("billing-sync-2");
  expect(await page.getByTestId("limit-addresses").inputValue()).toContain("10.0.0.0/8");
  expect(await page.getByTestId("limit-daily").inputValue()).toBe("12.5");
  await window.close();
});

test("a live key gets a nearer end only with its name typed", async () => {
  const window = await open({ live: true, liveKeys: 6, height: 1100 });
  const { page } = window;
  await page.getByTestId("environment-live").click();
  await page.locator('[data-testid="key-row"][data-state="active"]').first().click();
  await page.getByTestId("drawer-change").click();
  await page.getByTestId("change-expiry").selectOption("date");
  await typeMoment(window, "change-expires-at", "010120300000");
  await page.getByTestId("change-reason").fill("The contract ends");
  const submit = page.getByTestId("change-submit");
  expect(await submit.getAttribute("aria-disabled")).toBe("true");
  await shoot(page, "change-live");
  const name = (await page.getByTestId("change-dialog").locator("span[dir=auto]").first().innerText()).trim();
  await page.getByTestId("change-typed-name").fill(name);
  expect(await submit.getAttribute("aria-disabled")).toBeNull();
  await window.close();
});

test("a role that changes no keys has no control for it", async () => {
  const window = await open({ keys: 4, role: "support" });
  const { page } = window;
  await page.locator('[data-testid="key-row"]').first().click();
  await page.getByTestId("key-drawer").waitFor();
  expect(await page.getByTestId("drawer-change").count()).toBe(0);
  expect(await page.getByTestId("drawer-like").count()).toBe(0);
  await window.close();
});
