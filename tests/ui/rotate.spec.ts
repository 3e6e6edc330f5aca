import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, setFake, shoot, tabTo, withBrowser } from "./support/window";

withBrowser();

describe.each(["light", "dark"] as const)("Start a rotation, %s", (scheme) => {
  test("routine: grace is asked, then the successor's secret is shown once", async () => {
    const window = await open({ scheme });
    const { page } = window;
    await page.locator('[data-testid="key-row"][data-name="reporting"]').click();
    await page.getByTestId("drawer-rotate").click();
    expect(
      await page.getByTestId("rotate-submit").getAttribute("aria-disabled"),
      "the cause comes first",
    ).toBe("true");
    await page.getByTestId("rotate-cause-routine").check();
    await page.getByTestId("rotate-grace").selectOption({ label: "24 hours" });
    await shoot(page, `rotate-${scheme}`);
    await expectAccessible(page, "Rotate");
    await page.getByTestId("rotate-submit").click();
    await page.getByText("Your new key").first().waitFor();
    await shoot(page, `rotate-sheet-${scheme}`);
    await page.getByTestId("sheet-saved").check();
    await page.getByTestId("sheet-done").click();
    await page.getByTestId("one-time-sheet").waitFor({ state: "detached" });
    expectQuiet(window);
    await window.close();
  });

  test("a live key shall end by itself only with its name, since nobody is asked when it does", async () => {
    const window = await open({ scheme, live: true });
    const { page } = window;
    await page.getByTestId("environment-live").click();
    const row = page.locator('[data-testid="key-row"][data-state="active"]').first();
    const name = (await row.getAttribute("data-name")) ?? "";
    await row.click();
    await page.getByTestId("drawer-rotate").click();
    await page.getByTestId("rotate-cause-routine").check();
    const isOff = () => page.getByTestId("rotate-submit").getAttribute("aria-disabled");
    expect(await isOff(), "by hand it needs no name").not.toBe("true");
    await page.getByTestId("rotate-quiet").selectOption("60");
    expect(await isOff()).toBe("true");
    await page.getByTestId("rotate-typed-name").fill(`${name}x`);
    expect(await isOff(), "another name is none").toBe("true");
    await page.getByTestId("rotate-typed-name").fill(name);
    await shoot(page, `rotate-quiet-${scheme}`);
    await expectAccessible(page, "Rotate, ending by itself");
    await page.getByTestId("rotate-submit").click();
    await page.getByText("Your new key").first().waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("leaked: no grace, and the sheet says what Done does", async () => {
    const window = await open({ scheme });
    const { page } = window;
    await page.locator('[data-testid="key-row"][data-name="ci-smoke"]').click();
    await page.keyboard.press("r");
    await page.getByTestId("rotate-cause-leaked").check();
    expect(await page.getByTestId("rotate-grace").count(), "a leaked key has no grace").toBe(0);
    await shoot(page, `rotate-leaked-${scheme}`);
    await expectAccessible(page, "Rotate, leaked");
    await page.getByTestId("rotate-submit").click();
    await page.getByText("When you click Done, the leaked key stops working.").waitFor();
    await page.getByTestId("sheet-saved").check();
    await page.getByTestId("sheet-done").click();
    await page.getByTestId("one-time-sheet").waitFor({ state: "detached" });
    expectQuiet(window);
    await window.close();
  });
});

/** Opens the rotation of a live key, and answers with its name. */
async function rotateLive(page: Page): Promise<string> {
  await page.getByTestId("environment-live").click();
  const row = page.locator('[data-testid="key-row"][data-state="active"]').first();
  const name = (await row.getAttribute("data-name")) ?? "";
  await row.click();
  await page.getByTestId("drawer-rotate").click();
  await page.getByTestId("rotate-cause-routine").check();
  return name;
}

describe("A live rotation is rehearsed in the sandbox", () => {
  test.each(["light", "dark"] as const)("with the key of the same name, by keyboard, %s", async (scheme) => {
    const window = await open({ scheme, live: true });
    const { page } = window;
    const name = await rotateLive(page);
    await page.getByText("Not rehearsed in the sandbox yet.").waitFor();
    await shoot(page, `rotate-rehearse-${scheme}`);
    await expectAccessible(page, "Rotate, not rehearsed");
    await tabTo(page, "rehearse");
    await page.keyboard.press("Enter");
    const dialog = page.getByTestId("rotate-dialog");
    await dialog.getByText("Sandbox").first().waitFor();
    await dialog.getByText(name, { exact: true }).waitFor();
    await page.getByTestId("rotate-cause-routine").check();
    expect(await page.getByTestId("rehearsal").count(), "a rehearsal needs none").toBe(0);
    expectQuiet(window);
    await window.close();
  });

  test("a key that the sandbox does not have is created there first, with the same settings", async () => {
    const window = await open({ live: true, keys: 1, names: ["only-in-sandbox"] });
    const { page } = window;
    const name = await rotateLive(page);
    await page.getByText("no sandbox key has this name").waitFor();
    await page.getByTestId("rehearse").click();
    await page.getByTestId("create-dialog").getByText("Sandbox").first().waitFor();
    expect(await page.getByTestId("create-name").inputValue()).toBe(name);
    expectQuiet(window);
    await window.close();
  });

  test("what runs there is gone on with, and what was finished is told", async () => {
    for (const step of ["handed_over", "finished"] as const) {
      const window = await open({ live: true, rotations: [{ step, name: "payouts-worker" }] });
      const { page } = window;
      await rotateLive(page);
      if (step === "finished") {
        await page.getByTestId("rehearsal").getByText("was rotated in the sandbox").waitFor();
        await shoot(page, "rotate-rehearsed");
        await page.getByTestId("rehearse").getByText("Rehearse it again").waitFor();
      } else {
        await page.getByTestId("rehearsal").getByText("runs in the sandbox").waitFor();
        await page.getByTestId("rehearse").click();
        await page.locator('[data-testid="rotation-card"]').first().waitFor();
      }
      expectQuiet(window);
      await window.close();
    }
  });

  test("that it cannot be looked up is said, and hinders nothing", async () => {
    const window = await open({ live: true, fail: { list_rotations: "unavailable" } });
    const { page } = window;
    await rotateLive(page);
    await page.getByTestId("rehearsal").getByText("It is not known whether this was rehearsed").waitFor();
    await page.getByTestId("rotate-submit").click();
    await page.getByText("Your new key").first().waitFor();
    await window.close();
  });
});

/** Rotates a leaked key, leaves its successor pending, and opens that again. */
async function leaveAndOpenAgain(page: Page): Promise<void> {
  await page.locator('[data-testid="key-row"][data-name="ci-smoke"]').click();
  await page.getByTestId("drawer-rotate").click();
  await page.getByTestId("rotate-cause-leaked").check();
  await page.getByTestId("rotate-submit").click();
  await page.getByTestId("sheet-saved").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("sheet-leave").click();
  await page.locator('[data-testid="key-row"][data-name="ci-smoke"][data-state="pending"]').click();
}

test("a leaked successor that was left pending still says what Done does when it is opened again", async () => {
  const window = await open();
  const { page } = window;
  await leaveAndOpenAgain(page);
  await page.getByText("When you click Done, the leaked key stops working.").waitFor();
  expectQuiet(window);
  await window.close();
});

test("Done is not offered while nobody knows what it does to the old key", async () => {
  const window = await open({ fail: { get_rotation: "unavailable" } });
  const { page } = window;
  await leaveAndOpenAgain(page);
  await page.getByText("Could not check what happens to the old key.").waitFor();
  expect(await page.getByTestId("sheet-done").count(), "Done may end a key").toBe(0);
  await shoot(page, "sheet-not-looked-up-light");
  await expectAccessible(page, "Not looked up");
  await setFake(page, { fail: {} });
  await page.getByTestId("sheet-again").click();
  await page.getByText("When you click Done, the leaked key stops working.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("sheet-leave").click();

  // What could not be reached is tried again by itself, as it says.
  await setFake(page, { offline: true });
  await page.getByTestId("offline-banner").waitFor();
  await page.locator('[data-testid="key-row"][data-name="ci-smoke"][data-state="pending"]').click();
  await page.getByText("Could not check what happens to the old key.").waitFor();
  await setFake(page, { offline: false });
  await page.getByText("When you click Done, the leaked key stops working.").waitFor();
  expectQuiet(window);
  await window.close();
});
