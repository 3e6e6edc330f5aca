import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, setFake, shoot, withBrowser } from "./support/window";

withBrowser();

describe.each(["light", "dark"] as const)("Welcome, %s", (scheme) => {
  test("the picture follows the name as it is typed, and Enter sets up", async () => {
    const window = await open({ scheme, setup: "needed", keys: 0 });
    const { page } = window;
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "welcome-name");
    await page.keyboard.type("مؤسسة الدفع 🦀 Acme");
    await shoot(page, `welcome-typed-${scheme}`);
    await expectAccessible(page, "A typed name");
    await page.keyboard.press("Enter");
    await page.getByText("No keys in Sandbox yet").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("a refused name is said under the field, keeps what was typed, and gets the focus", async () => {
    const window = await open({ scheme, setup: "needed", width: 1024, height: 640 });
    const { page } = window;
    const long = "Very long name ".repeat(17).trim();
    await page.getByTestId("welcome-continue").click();
    await page.getByText("Fill this in.").waitFor();
    await page.getByTestId("welcome-name").fill(long);
    await page.getByTestId("welcome-continue").click();
    await page.getByText("At most 80 characters.").waitFor();
    expect(await page.getByTestId("welcome-name").inputValue(), "the text stays").toBe(long);
    expect(
      await page.getByTestId("welcome-name").getAttribute("aria-invalid"),
      "the mark is read aloud",
    ).toBe("true");
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "welcome-name");
    await shoot(page, `welcome-refused-${scheme}`);
    await expectAccessible(page, "A refused name");
    expectQuiet(window);
    await window.close();
  });

  test("a setup that fails says why and keeps the name", async () => {
    const window = await open({ scheme, setup: "needed", fail: { set_up: "disk_full" } });
    const { page } = window;
    await page.getByTestId("welcome-name").fill("Acme Ltd");
    await page.getByTestId("welcome-continue").click();
    await page.getByTestId("error-reference").waitFor();
    expect(await page.getByTestId("welcome-name").inputValue(), "the text stays").toBe("Acme Ltd");
    await shoot(page, `welcome-failed-${scheme}`);
    await expectAccessible(page, "A setup that failed");
    expectQuiet(window);
    await window.close();
  });

  test("1024x640 at 200 % zoom reaches everything", async () => {
    const window = await open({ scheme, setup: "needed", width: 1024, height: 640, zoom: 2 });
    const { page } = window;
    await page.getByTestId("welcome-name").waitFor();
    await shoot(page, `welcome-zoom-${scheme}`);
    await page.getByTestId("welcome-continue").scrollIntoViewIfNeeded();
    await expectAccessible(page, "Welcome at 200 %");
    expectQuiet(window);
    await window.close();
  });

  test.each([
    "data_not_writable",
    "disk_full",
    "data_damaged",
    "data_newer",
    "data_in_use",
    "ports_not_opened",
  ] as const)("a start that failed with %s says what to do", async (code) => {
    const window = await open({ scheme, setup: "failed", setupFailure: code });
    const { page } = window;
    await page.getByTestId("setup-failed").waitFor();
    expect(
      await page.getByTestId("setup-failed").locator("ol li").count(),
      "there are steps to take",
    ).toBeGreaterThan(0);
    await shoot(page, `setup-${code.replaceAll("_", "-")}-${scheme}`);
    await expectAccessible(page, `A start that failed with ${code}`);
    expectQuiet(window);
    await window.close();
  });
});

test("trying again says that it was tried, and leads on when it works", async () => {
  const window = await open({ setup: "failed", setupStillFails: true, width: 1024, height: 640, zoom: 2 });
  const { page } = window;
  await page.getByTestId("setup-retry").click();
  await page.getByText("Tried once: it still does not start.").waitFor();
  await shoot(page, "setup-again-zoom-light");
  await expectAccessible(page, "Tried again");
  await setFake(page, { setupStillFails: false });
  await page.getByTestId("setup-retry").click();
  await page.getByTestId("key-row").first().waitFor();
  expectQuiet(window);
  await window.close();
});
