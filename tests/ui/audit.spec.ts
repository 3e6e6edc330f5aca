import { describe, expect, test } from "vitest";
import {
  expectAccessible,
  expectQuiet,
  open,
  setFake,
  shoot,
  type Window,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

async function openAudit(wish: Wish): Promise<Window> {
  const window = await open({ keys: 4, ...wish });
  await window.page.getByTestId("nav-audit").click();
  return window;
}

describe.each(["light", "dark"] as const)("Audit, %s", (scheme) => {
  test.each([0, 1, 130])("%i rows beside the first two", async (auditRows) => {
    const window = await openAudit({ scheme, auditRows });
    const { page } = window;
    await page.getByTestId("audit-row").first().waitFor();
    await shoot(page, `audit-${auditRows}-${scheme}`);
    await expectAccessible(page, `Audit with ${auditRows} rows`);
    expectQuiet(window);
    await window.close();
  });

  test("a row opens a drawer with the exact time and the whole hash", async () => {
    const window = await openAudit({ scheme, auditRows: 40 });
    const { page } = window;
    await page.locator('[data-testid="audit-row"][data-action="key.revoked"]').first().click();
    await page.getByTestId("audit-drawer").getByText("UTC").waitFor();
    await shoot(page, `audit-drawer-${scheme}`);
    await expectAccessible(page, "The drawer");
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("audit-drawer").count(), "Esc closes it").toBe(0);
    expectQuiet(window);
    await window.close();
  });

  test("1024x640 at 200 % zoom", async () => {
    const window = await openAudit({ scheme, auditRows: 20, width: 1024, height: 640, zoom: 2 });
    const { page } = window;
    await page.getByTestId("audit-row").first().waitFor();
    await shoot(page, `audit-zoom-${scheme}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, "nothing scrolls sideways").toBe(false);
    await expectAccessible(page, "Audit at 200 %");
    expectQuiet(window);
    await window.close();
  });
});

test("older rows are loaded to the beginning, each once, and the filter says what it looks at", async () => {
  const window = await openAudit({ auditRows: 230, width: 1024, height: 640 });
  const { page } = window;
  await page.getByTestId("audit-row").first().waitFor();
  expect(await page.getByTestId("audit-row").count(), "one page at first").toBe(100);
  await page.keyboard.press("/");
  await page.keyboard.type("leaked");
  await page.getByText("the filter looks only at these").waitFor();
  await shoot(page, "audit-filtered-light");
  await expectAccessible(page, "Filtered");
  await page.getByTestId("audit-filter").fill("no such thing");
  await page.getByText("None of the 100 loaded rows matches.").waitFor();
  await shoot(page, "audit-none-light");
  await page.getByRole("button", { name: "Show all loaded rows" }).click();
  await page.getByTestId("audit-older").click();
  await page.getByText("200 rows loaded").waitFor();
  await page.getByTestId("audit-older").click();
  await page.getByText("This is the beginning of the log.").waitFor();
  const sequences = await page
    .getByTestId("audit-row")
    .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset["sequence"])));
  expect(sequences, "the newest first, without a gap").toEqual(
    Array.from({ length: 232 }, (_, at) => 232 - at),
  );
  await page.getByTestId("audit-older").waitFor({ state: "detached" });
  await page
    .getByRole("button", { name: /^Rotations/u })
    .first()
    .click();
  expectQuiet(window);
  await window.close();
});

test("a hash is copied whole, by keyboard, without opening the row", async () => {
  const window = await openAudit({ auditRows: 3 });
  const { page } = window;
  await page.getByRole("button", { name: "Copy the hash of row 4" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).length === 64);
  expect(await page.getByTestId("audit-drawer").count(), "the row stays closed").toBe(0);
  expectQuiet(window);
  await window.close();
});

test("loading, an error, no permission and offline", async () => {
  for (const [name, wish, text] of [
    ["loading", { hang: ["list_audit"] }, "Loading the audit log"],
    ["error", { fail: { list_audit: "internal" } }, "Internal error"],
    ["not-allowed", { fail: { list_audit: "not_allowed" }, role: "onboarding" }, "Not for your role"],
    ["unheard", { offline: true }, "Nothing to show yet"],
  ] as [string, Wish, string][]) {
    const window = await openAudit(wish);
    await window.page.getByText(text).first().waitFor();
    await shoot(window.page, `audit-${name}-light`);
    await expectAccessible(window.page, name);
    expectQuiet(window);
    await window.close();
  }
  const window = await openAudit({ auditRows: 60 });
  await window.page.getByTestId("audit-row").first().waitFor();
  await setFake(window.page, { offline: true });
  await window.page.getByTestId("offline-banner").waitFor();
  expect(await window.page.getByTestId("audit-row").count(), "the rows stay").toBe(62);
  await shoot(window.page, "audit-offline-light");
  await window.close();
});
