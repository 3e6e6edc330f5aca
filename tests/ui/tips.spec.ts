import { expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, setFake, shoot, tipOf, withBrowser } from "./support/window";

withBrowser();

test("the exact moment behind a relative one is reached by keyboard, and by pointer", async () => {
  const window = await open({ keys: 31 });
  const { page } = window;
  await page.getByTestId("key-row").nth(2).click();
  const created = page.getByTestId("key-created").getByRole("button");
  await created.hover();
  const tip = page.getByTestId("tip").filter({ visible: true });
  await tip.waitFor();
  expect(await tip.innerText(), "local and UTC").toMatch(/local\n.*UTC$/u);
  await page.mouse.move(0, 0);
  await tip.waitFor({ state: "detached" });
  await created.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await tip.waitFor();
  expect(await created.getAttribute("aria-describedby"), "read aloud").toBe(await tip.getAttribute("id"));
  await shoot(page, "tip-time");
  await expectAccessible(page, "A tip");
  expectQuiet(window);
  await window.close();
});

test("a tip costs no key press: Esc still closes what is open", async () => {
  const window = await open({ keys: 31 });
  const { page } = window;
  await page.getByTestId("create-key").click();
  await page.getByTestId("create-name").fill("billing");
  await setFake(page, { offline: true });
  await page.getByTestId("offline-banner").waitFor();
  expect(await tipOf(page, "create-submit")).toContain("cannot be reached");
  await shoot(page, "tip-reason");
  await page.keyboard.press("Escape");
  await page.getByTestId("create-name").waitFor({ state: "detached" });
  await window.close();
});

test("a control that is switched off and on again keeps its focus", async () => {
  const window = await open({ keys: 31 });
  const { page } = window;
  await page.getByTestId("key-row").nth(2).click();
  await page.getByTestId("drawer-rotate").focus();
  await setFake(page, { offline: true });
  await page.getByTestId("offline-banner").waitFor();
  await setFake(page, { offline: false });
  await page.getByTestId("offline-banner").waitFor({ state: "detached" });
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
  expect(focused, "the same element, with and without a tip").toBe("drawer-rotate");
  await window.close();
});
