import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, shoot, withBrowser } from "./support/window";

withBrowser();

/** Up to the one-time sheet of a new key. */
async function create(page: Page, name: string) {
  await page.getByTestId("create-key").click();
  await page.getByTestId("create-name").fill(name);
  await page.getByTestId("create-submit").click();
  await page.getByTestId("one-time-sheet").waitFor();
}

async function choose(page: Page, way: string) {
  await page.getByTestId("sheet-send").click();
  await page.getByTestId(`send-to-${way}`).click();
}

const isOff = (page: Page, name: string) => page.getByTestId(name).getAttribute("aria-disabled");
const sent = (page: Page) => page.getByTestId("sheet-sent").locator("li");

describe.each(["light", "dark"] as const)("Send to, %s", (scheme) => {
  test("a command is shown as it runs, by keyboard alone, and does not count as saved", async () => {
    const window = await open({ scheme, keys: 0, height: 1100 });
    const { page } = window;
    await create(page, "billing-sync");
    await page.getByTestId("sheet-send").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("send-menu").waitFor();
    await shoot(page, `send-menu-${scheme}`);
    await expectAccessible(page, "The menu");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="send-command-typed"]:focus').waitFor();
    expect(await isOff(page, "send-command-submit"), "nothing runs that is not shown").toBe("true");
    await page.keyboard.type("valt\nkv");
    await page.getByText("There is no such program.").waitFor();
    await shoot(page, `send-command-wrong-${scheme}`);
    await page.getByTestId("send-command-typed").fill("vault\nkv\nput\nsecret/a b\nkey=-");
    await page.getByTestId("send-command-shown").getByText("/usr/bin/vault").waitFor();
    expect(await page.getByTestId("send-command-shown").locator("li .mono").allTextContents()).toEqual([
      "kv",
      "put",
      "secret/a b",
      "key=-",
    ]);
    await shoot(page, `send-command-${scheme}`);
    await expectAccessible(page, "A command");
    const places = () =>
      Promise.all(["send-command-submit", "sheet-done"].map((name) => page.getByTestId(name).boundingBox()));
    const before = await places();
    await page.getByTestId("send-command-submit").click();
    await page.getByText("Handed over. It said: Success! Data written").first().waitFor();
    expect(await places(), "no button has moved from under the pointer").toEqual(before);
    expect(await isOff(page, "sheet-done"), "nobody has read it back").toBe("true");
    await page.getByTestId("send-command-typed").fill("false");
    await page.getByTestId("send-command-shown").getByText("/usr/bin/false").waitFor();
    await page.getByTestId("send-command-submit").click();
    await page.getByText("The command did not take the secret").waitFor();
    await page.getByText("Details", { exact: true }).click();
    await page.getByText("permission denied").waitFor();
    await shoot(page, `send-command-failed-${scheme}`);
    await expectAccessible(page, "A command that failed");
    expect(await sent(page).count(), "what failed is not listed").toBe(1);
    await page.getByTestId("sheet-saved").check();
    await page.getByTestId("sheet-done").click();
    await page.locator('[data-name="billing-sync"][data-state="active"]').waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("git, a file that is there and wrong names are said before anything is written", async () => {
    const window = await open({ scheme, keys: 0, width: 1024, height: 640 });
    const { page } = window;
    await create(page, "billing-sync");
    await choose(page, "env");
    expect(await page.getByTestId("sheet-write-git").count()).toBe(0);
    await page.getByTestId("sheet-write-path").fill("~/shop/tracked.env");
    await page.getByText("git rm --cached").waitFor();
    await page.getByTestId("sheet-write-path").fill("~/shop/.env");
    await page.getByText("Add it to .gitignore first").waitFor();
    await shoot(page, `send-env-git-${scheme}`);
    await expectAccessible(page, "A file that git would commit");
    await page.getByTestId("send-env-submit").click();
    await page.getByText("Git would commit it.").waitFor();

    await choose(page, "file");
    await page.getByTestId("send-file-path").fill("~/old.key");
    await page.getByText("There is a file already: choose another name").waitFor();
    expect(await isOff(page, "send-file-submit"), "it is not lost unasked").toBe("true");
    await shoot(page, `send-file-there-${scheme}`);
    await expectAccessible(page, "A file that is there");
    await page.getByTestId("send-file-replace").check();
    await page.getByTestId("send-file-submit").click();
    await page.getByText("Written over the file that was there, and read back.").first().waitFor();

    await choose(page, "manifest");
    await page.getByTestId("send-manifest-path").fill("~/k8s/billing.yaml");
    await page.getByTestId("send-manifest-name").fill("billing");
    await page.getByTestId("send-manifest-namespace").fill("prod");
    await page.getByText("which is no encryption either").waitFor();
    await shoot(page, `send-manifest-${scheme}`);
    await expectAccessible(page, "A manifest");
    await page.getByTestId("send-manifest-submit").click();
    await page.getByText("Manifest written, and read back.").first().waitFor();
    expect(await sent(page).count(), "what was done stays listed").toBe(3);
    await page.getByTestId("sheet-sent").scrollIntoViewIfNeeded();
    await shoot(page, `send-sent-${scheme}`);
    expect(await page.getByTestId("sheet-saved").count(), "what was read back is not asked").toBe(0);
    expectQuiet(window);
    await window.close();
  });
});
