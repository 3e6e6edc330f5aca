import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, setFake, shoot, withBrowser } from "./support/window";

withBrowser();

describe.each(["light", "dark"] as const)("Create and the one-time sheet, %s", (scheme) => {
  test("a read-only key is created, copied, saved, written and confirmed", async () => {
    const window = await open({ scheme, keys: 0 });
    const { page } = window;
    await page.getByTestId("create-key").click();
    expect(await page.getByTestId("access-read-only").isChecked(), "read-only is chosen at first").toBe(true);
    await shoot(page, `create-${scheme}`);
    await expectAccessible(page, "Create");
    await page.getByTestId("create-name").fill("billing-sync");
    await page.getByTestId("create-more").click();
    await page.getByTestId("create-note").fill("Vault path payments/prod");
    await shoot(page, `create-more-${scheme}`);
    await page.getByTestId("create-submit").click();

    await page.getByTestId("sheet-copy").click();
    await page
      .getByText(/Copied at .+, to be cleared 30 s later/u)
      .first()
      .waitFor();
    await page.getByTestId("sheet-send").click();
    await page.getByTestId("send-to-env").click();
    await page.getByTestId("sheet-write-path").fill("~/acme/.env");
    await shoot(page, `sheet-write-${scheme}`);
    const places = () =>
      Promise.all(
        ["sheet-copy", "sheet-save", "sheet-reveal", "sheet-send", "send-env-submit", "sheet-done"].map(
          (name) => page.getByTestId(name).boundingBox(),
        ),
      );
    const before = await places();
    await page.getByTestId("sheet-reveal").click();
    await page.getByText("Shown in a window of its own.").first().waitFor();
    expect(
      await page.getByTestId("sheet-done").getAttribute("aria-disabled"),
      "Done waits for a word or a proof",
    ).toBe("true");
    await page.getByTestId("send-env-submit").click();
    await page.getByText("/home/ana/acme/.env").first().waitFor();
    expect(
      await page.getByTestId("sheet-done").getAttribute("aria-disabled"),
      "what was read back is a proof",
    ).toBeNull();
    await page.getByTestId("sheet-save").click();
    await page.getByText("Saved in GNOME Keyring, and read back.").waitFor();
    expect(await places(), "no button has moved from under the pointer").toEqual(before);
    await shoot(page, `sheet-${scheme}`);
    await expectAccessible(page, "The one-time sheet");
    expect(await page.getByTestId("sheet-saved").count(), "what is proved is not asked").toBe(0);
    await page.keyboard.press("Escape");
    await page.getByTestId("sheet-stay").click();
    await page.getByText("Saved in GNOME Keyring, and read back.").waitFor();
    await page.getByText("/home/ana/acme/.env").first().waitFor();
    await page.getByTestId("sheet-done").click();
    await page.locator('[data-testid="key-row"][data-name="billing-sync"][data-state="active"]').waitFor();
    await page.getByTestId("key-drawer").waitFor();
    expect(await page.content(), "no secret is anywhere in the page").not.toMatch(
      /ck_(live|sandbox)_[0-9a-f]{64}/u,
    );
    await shoot(page, `create-done-${scheme}`);
    expectQuiet(window);
    await window.close();
  });

  test("leaving the sheet asks first, keeps the key pending, and the pending row leads back", async () => {
    const window = await open({ scheme, keys: 3 });
    const { page } = window;
    await page.getByTestId("create-key").click();
    await page.getByTestId("create-name").fill("unsure");
    await page.getByTestId("create-submit").click();
    await page.getByTestId("sheet-saved").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Leave it pending?").waitFor();
    await shoot(page, `sheet-leave-${scheme}`);
    await expectAccessible(page, "Leaving");
    await page.keyboard.press("Escape");
    await page.getByTestId("sheet-saved").waitFor();
    await page.mouse.click(5, 400);
    await page.getByTestId("sheet-leave").click();
    const row = page.locator('[data-testid="key-row"][data-name="unsure"][data-state="pending"]');
    await row.waitFor();
    await shoot(page, `keys-pending-${scheme}`);
    await expectAccessible(page, "A pending key");
    await row.click();
    await page.getByTestId("sheet-saved").check();
    await page.getByTestId("sheet-done").click();
    await page.locator('[data-name="unsure"][data-state="active"]').waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("a keychain that cannot be used blocks saving only, and is said plainly", async () => {
    const window = await open({ scheme, keys: 0, keychain: "locked" });
    const { page } = window;
    await page.getByTestId("create-key").click();
    await page.getByTestId("create-name").fill("no-keychain");
    await page.getByTestId("create-submit").click();
    await page.getByText("The keychain is locked.").waitFor();
    expect(await page.getByTestId("sheet-save").getAttribute("aria-disabled"), "saving is off").toBe("true");
    expect(await page.getByTestId("sheet-copy").getAttribute("aria-disabled"), "copying is not").toBeNull();
    await shoot(page, `sheet-locked-${scheme}`);
    await expectAccessible(page, "A locked keychain");
    await page.getByTestId("sheet-unlock").click();
    await page.waitForFunction(
      () => !document.querySelector('[data-testid="sheet-save"]')?.hasAttribute("aria-disabled"),
    );
    await page.getByTestId("sheet-save").click();
    await page.getByText("Saved in GNOME Keyring, and read back.").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("a refused name is said under its field, and what was typed stays", async () => {
    const window = await open({ scheme, keys: 3 });
    const { page } = window;
    await page.getByTestId("create-key").click();
    const long = "n".repeat(81);
    await page.getByTestId("create-name").fill(long);
    await page.getByTestId("access-read-write").check();
    await page.getByTestId("create-submit").click();
    await page.getByText("80 characters").waitFor();
    expect(await page.getByTestId("create-name").inputValue(), "the name stays").toBe(long);
    expect(await page.getByTestId("access-read-write").isChecked(), "the choice stays").toBe(true);
    await shoot(page, `create-refused-${scheme}`);
    await expectAccessible(page, "A refused name");
    // A name that another key has is no wrong field: the place refuses the whole.
    await page.getByTestId("create-name").fill("billing-sync");
    await page.getByTestId("create-submit").click();
    await page.getByText("This name is taken").waitFor();
    expect(await page.getByTestId("create-name").inputValue(), "this one stays too").toBe("billing-sync");
    await shoot(page, `create-taken-${scheme}`);
    await expectAccessible(page, "A taken name");
    expectQuiet(window);
    await window.close();
  });
});

test("going offline while typing keeps what was typed and recovers by itself", async () => {
  const window = await open({ keys: 3 });
  const { page } = window;
  await page.getByTestId("create-key").click();
  await page.getByTestId("create-name").fill("typed");
  await setFake(page, { offline: true });
  await page.getByText("What you typed is kept.").waitFor();
  await shoot(page, "create-offline-light");
  await setFake(page, { offline: false });
  await page.getByText("What you typed is kept.").waitFor({ state: "detached" });
  await page.getByTestId("create-submit").click();
  await page.getByTestId("sheet-saved").waitFor();
  expectQuiet(window);
  await window.close();
});

test("an unexpected failure stays until dismissed and carries a reference", async () => {
  const window = await open({ keys: 3, fail: { create_key: "unknown" } });
  const { page } = window;
  await page.getByTestId("create-key").click();
  await page.getByTestId("create-name").fill("again");
  await page.getByTestId("create-submit").click();
  await page.getByTestId("error-panel").getByTestId("error-reference").waitFor();
  await shoot(page, "create-failed-light");
  await expectAccessible(page, "A failure in the form");
  await setFake(page, { fail: {} });
  await page.getByTestId("create-submit").click();
  await page.getByTestId("sheet-saved").waitFor();
  expectQuiet(window);
  await window.close();
});
