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

async function openSettings(wish: Wish): Promise<Window> {
  const window = await open({ keys: 12, ...wish });
  await window.page.getByTestId("nav-settings").click();
  await window.page.getByTestId("connection-row").first().waitFor();
  return window;
}

const team = { name: "Acme team", url: "https://keys.acme.example" };

describe.each(["light", "dark"] as const)("Settings, %s", (scheme) => {
  test("connections, addresses, the keychain and what is whose", async () => {
    const window = await openSettings({ scheme, connections: [team], lostSecrets: 1 });
    const { page } = window;
    await page.getByTestId("saved-secret-row").first().waitFor();
    await shoot(page, `settings-${scheme}`);
    await expectAccessible(page, "Settings");
    expect(await page.getByTestId("base-url-sandbox").textContent(), "the true address").toBe(
      "http://127.0.0.1:7401/v2",
    );
    expect(await page.getByTestId("curl-live").count(), "nothing can be called on a locked live").toBe(0);
    await page.getByTestId("version").scrollIntoViewIfNeeded();
    await shoot(page, `settings-end-${scheme}`);
    await expectAccessible(page, "Settings, the end");
    expectQuiet(window);
    await window.close();
  });

  test("a connection is added with a token from the clipboard, used, and removed after a question", async () => {
    const window = await openSettings({ scheme, clipboardEmpty: true });
    const { page } = window;
    await page.getByTestId("connection-add").click();
    await page.getByTestId("connect-way-token").click();
    await page.getByTestId("connection-name").fill(team.name);
    await page.getByTestId("connection-url").fill("keys.acme");
    await page.getByTestId("connection-submit").click();
    await page.getByText("This is not a web address").waitFor();
    await page.getByTestId("connection-url").fill(team.url);
    await page.getByTestId("connection-submit").click();
    await page.getByText("This is not a management token: it is empty.").waitFor();
    await shoot(page, `settings-add-${scheme}`);
    await expectAccessible(page, "Adding a connection");
    await setFake(page, { clipboardEmpty: false });
    await page.getByTestId("connection-submit").click();
    const row = page.getByTestId("connection-row").nth(1);
    await row.waitFor();
    expect(await page.getByTestId("connection-submit").count(), "the form is put away").toBe(0);
    await row.getByTestId("connection-use").click();
    await row.getByTestId("connection-current").waitFor();
    await row.getByTestId("connection-remove").click();
    await shoot(page, `settings-remove-${scheme}`);
    await expectAccessible(page, "Asked before removing");
    await row.getByTestId("connection-remove-confirm").click();
    await row.waitFor({ state: "detached" });
    await page.getByTestId("connection-row").first().getByTestId("connection-current").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("the connection in use says at once when it is lost", async () => {
    const window = await openSettings({ scheme, connections: [team] });
    const { page } = window;
    const state = page.getByTestId("connection-state").first();
    await state.getByText("Connected").waitFor();
    await setFake(page, { offline: true });
    await state.getByText("Offline").waitFor();
    await page.getByTestId("connection-row").nth(1).getByText("Connected").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("a locked keychain can be unlocked from here", async () => {
    const window = await openSettings({ scheme, keychain: "locked" });
    const { page } = window;
    await page.getByTestId("keychain-unlock").scrollIntoViewIfNeeded();
    expect(
      await page.getByTestId("saved-copy").first().getAttribute("aria-disabled"),
      "a locked keychain gives nothing",
    ).toBe("true");
    await shoot(page, `settings-locked-${scheme}`);
    await expectAccessible(page, "A locked keychain");
    await page.getByTestId("keychain-unlock").click();
    await page.locator('[data-testid="keychain-state"][data-state="ready"]').waitFor();
    await page.locator('[data-testid="saved-secret-row"][data-present="true"]').first().waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("1024x640 at 200 % zoom", async () => {
    const window = await openSettings({
      scheme,
      width: 1024,
      height: 640,
      zoom: 2,
      connections: [team],
      names: [`${"very-long-name-that-goes-on-".repeat(3)}end`.slice(0, 80), "x", "y", "مفتاح الدفع 🦀"],
    });
    const { page } = window;
    await shoot(page, `settings-zoom-${scheme}`);
    await page.getByTestId("saved-remove").first().click();
    await page.getByTestId("saved-remove-confirm").scrollIntoViewIfNeeded();
    await shoot(page, `settings-zoom-saved-${scheme}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, "nothing scrolls sideways").toBe(false);
    await expectAccessible(page, "Settings at 200 %");
    expectQuiet(window);
    await window.close();
  });
});

test("a saved secret is copied by Rust, and removed after a question", async () => {
  const window = await openSettings({ width: 1024, height: 640 });
  const { page } = window;
  const row = page.getByTestId("saved-secret-row").first();
  const name = (await row.getAttribute("data-name")) ?? "";
  await row.getByTestId("saved-copy").click();
  await page.getByText("Copied. The clipboard is cleared in 30 s.").waitFor();
  await row.getByTestId("saved-remove").click();
  await row.getByTestId("saved-remove-confirm").scrollIntoViewIfNeeded();
  await shoot(page, "settings-saved-light");
  await expectAccessible(page, "Asked before removing a secret");
  await row.getByTestId("saved-remove-confirm").click();
  await page.locator(`[data-testid="saved-secret-row"][data-name="${name}"]`).waitFor({ state: "detached" });
  expect(await page.content(), "no secret is anywhere in the page").not.toMatch(
    /ck_(live|sandbox)_[0-9a-f]{64}/u,
  );
  expectQuiet(window);
  await window.close();
});

test("the keychain's other troubles, no saved secret, and a connection that does not accept its token", async () => {
  for (const keychain of ["missing", "volatile", "not_responding"] as const) {
    const window = await openSettings({ keychain, keys: 0 });
    await window.page.getByText("Saving is not possible; everything else is.").scrollIntoViewIfNeeded();
    await shoot(window.page, `settings-keychain-${keychain.replace("_", "-")}-light`);
    await expectAccessible(window.page, keychain);
    expectQuiet(window);
    await window.close();
  }
  const window = await openSettings({ fail: { add_connection: "signed_out" } });
  const { page } = window;
  await page.getByTestId("connection-add").click();
  await page.getByTestId("connect-way-token").click();
  await page.getByTestId("connection-name").fill(team.name);
  await page.getByTestId("connection-url").fill(team.url);
  await page.getByTestId("connection-submit").click();
  await page.getByTestId("error-reference").waitFor();
  await shoot(page, "settings-refused-light");
  await expectAccessible(page, "A refused token");
  expectQuiet(window);
  await window.close();
});

test.each(["light", "dark"] as const)("single keys can be switched off, %s", async (scheme) => {
  const window = await open({ scheme, keys: 3 });
  const { page } = window;
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("single-keys").uncheck();
  await shoot(page, `settings-keyboard-${scheme}`);
  await page.getByTestId("show-shortcuts").click();
  await page.getByText("off in Settings").first().waitFor();
  await shoot(page, `shortcuts-off-${scheme}`);
  await expectAccessible(page, "What the keyboard does");
  await page.keyboard.press("Escape");
  await page.getByText("off in Settings").first().waitFor({ state: "detached" });
  await page.getByTestId("nav-keys").click();
  await page.getByTestId("key-row").first().waitFor();
  await page.getByTestId("key-table").focus();
  await page.keyboard.press("c");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  expect(await page.getByTestId("create-dialog").count(), "a letter alone does nothing").toBe(0);
  expectQuiet(window);
  await window.close();
});
