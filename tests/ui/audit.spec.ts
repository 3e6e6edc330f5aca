import type { Page } from "playwright-core";
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

test("older rows are loaded to the beginning, each once", async () => {
  const window = await openAudit({ auditRows: 230, width: 1024, height: 640 });
  const { page } = window;
  await page.getByTestId("audit-row").first().waitFor();
  expect(await page.getByTestId("audit-row").count(), "one page at first").toBe(100);
  await page.getByText("100 of 232 rows loaded.").waitFor();
  await page.getByTestId("audit-older").click();
  await page.getByText("200 of 232 rows loaded.").waitFor();
  await page.getByTestId("audit-older").click();
  await page.getByText("This is the beginning of the log.").waitFor();
  const sequences = await page
    .getByTestId("audit-row")
    .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset["sequence"])));
  expect(sequences, "the newest first, without a gap").toEqual(
    Array.from({ length: 232 }, (_, at) => 232 - at),
  );
  await page.getByTestId("audit-older").waitFor({ state: "detached" });
  expectQuiet(window);
  await window.close();
});

/** What each row that is shown did. */
const deeds = (page: Page) =>
  page
    .getByTestId("audit-row")
    .evaluateAll((rows) => [...new Set(rows.map((row) => (row as HTMLElement).dataset["action"]))]);

/** What has the focus. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));

describe("filters", () => {
  test.each(["light", "dark"] as const)(
    "%s, in a small window and in German: each editor fits, and Esc closes it alone",
    async (scheme) => {
      const window = await openAudit({
        scheme,
        auditRows: 60,
        locale: "de-DE",
        width: 1024,
        height: 640,
        zoom: 2,
      });
      const { page } = window;
      await page.getByTestId("audit-row").first().waitFor();
      for (const chip of ["filter-action", "filter-actor", "filter-subject", "filter-period"]) {
        await page.getByTestId(chip).focus();
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor();
        await shoot(page, `audit-small-${chip}-${scheme}`);
        const outside = await page.getByRole("dialog").evaluate((editor) => {
          const { left, right, top, bottom } = editor.getBoundingClientRect();
          return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
        });
        expect(outside, `all of ${chip} is in the window`).toBe(false);
        await expectAccessible(page, chip);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
        expect(await focused(page), "the focus goes back").toBe(chip);
      }
      await page.getByTestId("audit-row").first().click();
      await page.getByTestId("only-subject").click();
      await page.getByTestId("filter-subject").getByText(/_/u).waitFor();
      await shoot(page, `audit-small-narrowed-${scheme}`);
      await page.keyboard.press("Escape");
      await page.getByTestId("audit-verify").click();
      await page.getByTestId("check-result").waitFor();
      await shoot(page, `audit-small-verified-${scheme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, "nothing scrolls sideways").toBe(false);
      await expectAccessible(page, "Small, in German");
      expectQuiet(window);
      await window.close();
    },
  );

  test("by keyboard alone: an action is found, narrows the whole log, survives another page, and goes again", async () => {
    const window = await openAudit({ auditRows: 230 });
    const { page } = window;
    await page.getByTestId("audit-row").first().waitFor();
    await page.keyboard.press("/");
    await page.getByRole("combobox", { name: "Filter by action" }).waitFor();
    await shoot(page, "audit-filter-action-light");
    await expectAccessible(page, "Choosing an action");
    await page.keyboard.type("revoked a key");
    await page.keyboard.press("Enter");
    await page.getByTestId("filter-action").getByText("Revoked a key").waitFor();
    await page.waitForFunction(
      () =>
        document.querySelectorAll("[data-testid=audit-row]:not([data-action='key.revoked'])").length === 0,
    );
    expect(await deeds(page), "of the whole log").toEqual(["key.revoked"]);
    await shoot(page, "audit-filtered-light");
    await expectAccessible(page, "Filtered");

    expect(await focused(page), "it is where it was before").toBe("filter-action");
    await page.getByTestId("nav-keys").click();
    await page.getByTestId("nav-audit").click();
    await page.getByTestId("audit-row").first().waitFor();
    expect(await deeds(page), "the filter is still there").toEqual(["key.revoked"]);

    await page.getByTestId("filter-action").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("100 of 232 rows loaded.").waitFor();
    expect(await focused(page), "the focus stays where it was").toBe("filter-action");
    expectQuiet(window);
    await window.close();
  });

  test("who, what it was done to and when narrow it together; nothing left is explained and undone by one button", async () => {
    const window = await openAudit({ auditRows: 60, now: "2026-11-20T12:00:00.000Z" });
    const { page } = window;
    await page.getByTestId("audit-row").first().waitFor();
    await page.getByTestId("filter-actor").click();
    await page.getByRole("combobox", { name: "Filter by who did it" }).waitFor();
    await shoot(page, "audit-filter-actor-light");
    await expectAccessible(page, "Choosing who");
    await page.getByRole("option").first().click();
    await page.getByTestId("filter-period").click();
    await page.getByTestId("filter-from").fill("soon");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Write a date, or a date and a time").waitFor();
    await page.getByTestId("filter-from").fill("2026-11-20 10:00");
    await page.getByTestId("filter-until").fill("2026-11-20 09:00");
    await page.getByText("The end must be after the beginning.").waitFor();
    await shoot(page, "audit-filter-period-light");
    await expectAccessible(page, "Choosing when");
    await page.getByTestId("filter-until").fill("");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("since 2026-11-20 10:00").waitFor();
    await page.getByTestId("filter-subject").click();
    await page.getByTestId("filter-subject-text").fill("key_nobody");
    await page.keyboard.press("Enter");
    await page.getByTestId("audit-none").waitFor();
    await shoot(page, "audit-none-light");
    await expectAccessible(page, "Nothing left");
    await page.getByTestId("audit-none-clear").click();
    await page.getByText("62 rows.").waitFor();
    expect(await page.getByTestId("filters-clear").count(), "nothing is left to clear").toBe(0);
    expectQuiet(window);
    await window.close();
  });

  test("a row's drawer narrows the log to its like", async () => {
    const window = await openAudit({ auditRows: 90 });
    const { page } = window;
    const row = page.locator('[data-testid="audit-row"][data-action="key.revoked"]').first();
    await row.click();
    await page.getByTestId("only-subject").click();
    await page.getByTestId("filter-subject").getByText("key_").waitFor();
    await page.getByTestId("only-action").click();
    await page.getByTestId("filter-action").getByText("Revoked a key").waitFor();
    await page.getByTestId("only-actor").click();
    await page.getByTestId("filter-actor").getByText("Who").waitFor();
    await shoot(page, "audit-narrowed-light");
    await expectAccessible(page, "Narrowed from the drawer");
    await page.getByTestId("filters-clear").click();
    await page.getByText("92 rows.").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("what cannot be looked for is said, and the filter can be taken away", async () => {
    const window = await openAudit({ auditRows: 20 });
    const { page } = window;
    await page.getByTestId("audit-row").first().waitFor();
    await setFake(page, { fail: { list_audit: "invalid_input" } });
    await page.getByTestId("filter-subject").click();
    await page.getByTestId("filter-subject-text").fill("whatever");
    await page.keyboard.press("Enter");
    await page.getByTestId("error-panel").waitFor();
    expect(await page.getByTestId("audit-row").count(), "the rows of before are no answer").toBe(0);
    await setFake(page, { fail: {} });
    await page.getByTestId("filters-clear").click();
    await page.getByText("22 rows.").waitFor();
    await window.close();
  });
});

describe.each(["light", "dark"] as const)("verifying, %s", (scheme) => {
  test("a log that is whole is remembered, and goes on from there the next time", async () => {
    const window = await openAudit({ scheme, auditRows: 20 });
    const { page } = window;
    await page.getByTestId("audit-verify").click();
    await page.getByTestId("check-result").getByText("The log is whole").waitFor();
    await page.getByText("This computer remembers row 22 from now on").waitFor();
    await page.getByTestId("audit-verify").click();
    await page.getByText("It goes on from row 22").waitFor();
    await shoot(page, `audit-whole-${scheme}`);
    await expectAccessible(page, "Verified");
    expectQuiet(window);
    await window.close();
  });

  test("a log that was written anew is told until somebody trusts it", async () => {
    const window = await openAudit({ scheme, auditRows: 20, auditFound: "changed" });
    const { page } = window;
    await page.getByTestId("audit-verify").click();
    await page.getByRole("alert").getByText("This is not the log that this computer knows").waitFor();
    await shoot(page, `audit-changed-${scheme}`);
    await page.getByTestId("check-anew").click();
    await shoot(page, `audit-trust-${scheme}`);
    await expectAccessible(page, "Another log");
    await page.getByTestId("check-anew-confirm").click();
    await page.getByText("This computer remembers row 22 from now on").waitFor();
    expectQuiet(window);
    await window.close();
  });
});

test("a broken chain, one that was cut, one whose row was pruned, a walk under way, and a failure", async () => {
  for (const [name, wish, text] of [
    ["broken", { auditFound: "broken" }, "Row 8 is the first that does not fit"],
    ["gone", { auditFound: "gone" }, "The log ends before row 11"],
    ["pruned", { auditFound: "pruned" }, "was removed for its age since"],
    ["reading", { hang: ["verify_audit"] }, "Reading the whole chain…"],
    ["unverified", { fail: { verify_audit: "unavailable" } }, "Not available right now"],
  ] as [string, Wish, string][]) {
    const window = await openAudit({ auditRows: 20, ...wish });
    await window.page.getByTestId("audit-verify").click();
    await window.page.getByText(text).first().waitFor();
    await shoot(window.page, `audit-${name}-light`);
    await expectAccessible(window.page, name);
    await window.close();
  }
});

describe("exporting", () => {
  test("the rows of the filter go to a file, whose path is told", async () => {
    const window = await openAudit({ auditRows: 130 });
    const { page } = window;
    await page.getByTestId("audit-export").click();
    await page.getByText("The whole log, to a file you choose").waitFor();
    await shoot(page, "audit-export-menu-light");
    await expectAccessible(page, "Choosing a format");
    await page.keyboard.press("ArrowDown");
    await page.getByTestId("audit-export-csv").click();
    await page.getByText("132 rows exported").waitFor();
    await page.getByText(/\/home\/ana\/audit-.*\.csv/u).waitFor();
    await shoot(page, "audit-exported-light");
    await expectAccessible(page, "Exported");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByTestId("filter-period").click();
    await page.getByTestId("filter-last-hour").click();
    await page.getByText("No older row matches.").waitFor();
    await page.getByTestId("audit-export").click();
    await page.getByText("The rows of these filters, to a file you choose").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("one that runs tells how far it is, also after another page, and is stopped", async () => {
    const window = await openAudit({ auditRows: 130, exported: 75 });
    const { page } = window;
    await page.getByTestId("audit-export").click();
    await page.getByTestId("audit-export-ndjson").click();
    await page.getByText("Exporting… 75 of 132 rows").waitFor();
    await shoot(page, "audit-exporting-light");
    await expectAccessible(page, "Exporting");
    await page.getByTestId("nav-keys").click();
    await page.getByTestId("nav-audit").click();
    await page.getByTestId("export-stop").click();
    await page.getByText("The export was stopped. No file was written.").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("without a file nothing happens, and one that was cut off is told", async () => {
    const window = await openAudit({ auditRows: 3, exported: "nowhere" });
    const { page } = window;
    await page.getByTestId("audit-export").click();
    await page.getByTestId("audit-export-ndjson").click();
    await page.waitForFunction(() => document.querySelector("[data-testid=audit-export]:not([disabled])"));
    expect(await page.getByTestId("export-stopped").count(), "nothing ran").toBe(0);
    await setFake(page, { fail: { export_audit: "export_cut_off" } });
    await page.getByTestId("audit-export").click();
    await page.getByTestId("audit-export-csv").click();
    await page.getByText("The export was cut off").waitFor();
    await expectAccessible(page, "Cut off");
    await window.close();
  });
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
