import { describe, expect, test } from "vitest";
import { asked, expectAccessible, expectQuiet, open, shoot, type Wish, withBrowser } from "./support/window";

withBrowser();

const url = "https://keys.acme.example";
const password = "correct horse battery";

describe.each(["light", "dark"] as const)("Signing in, %s", (scheme) => {
  test("a member signs in at the first start, with a code where one is needed", async () => {
    const window = await open({ scheme, setup: "needed" });
    const { page } = window;
    await page.getByTestId("welcome-team").click();
    await page.getByTestId("team-url").fill(url);
    await page.getByTestId("team-email").fill("code@acme.example");
    await page.getByTestId("team-password").fill("wrong");
    await shoot(page, `sign-in-${scheme}`);
    await expectAccessible(page, "Sign in");
    await page.getByTestId("team-sign-in").click();
    await page.getByText("The e-mail address or the password is wrong.").waitFor();
    expect(await page.getByTestId("team-password").inputValue(), "it has left the page").toBe("");
    expect(await page.getByTestId("team-email").inputValue(), "the rest is kept").toBe("code@acme.example");
    await shoot(page, `sign-in-wrong-${scheme}`);
    await page.getByTestId("team-password").fill(password);
    await page.keyboard.press("Enter");
    await page.getByTestId("team-code").waitFor();
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    await page.getByText("This code is wrong").waitFor();
    await shoot(page, `sign-in-code-${scheme}`);
    await expectAccessible(page, "Code");
    await page.keyboard.type("123456");
    await page.keyboard.press("Enter");
    await page.getByTestId("nav-keys").waitFor();
    expect(await page.content()).not.toContain(password);
    expectQuiet(window);
    await window.close();
  });

  test("a session that ended is begun again above the page, which keeps what was typed", async () => {
    const connections = [
      { name: "The team", url, account: "ana@acme.example", trouble: "signed_out" as const },
    ];
    const window = await open({ scheme, keys: 3, connections, using: "The team" });
    const { page } = window;
    await page.getByTestId("sign-in-again").click();
    await page.getByTestId("sign-in-dialog").getByText("ana@acme.example").waitFor();
    await shoot(page, `sign-in-again-${scheme}`);
    await expectAccessible(page, "Sign in again");
    await page.getByTestId("again-password").fill(password);
    await page.getByTestId("again-sign-in").click();
    await page.getByTestId("sign-in-again").waitFor({ state: "detached" });
    await window.close();
  });
});

const signedIn = {
  keys: 3,
  connections: [{ name: "The team", url, account: "sam@acme.example" }],
  using: "The team",
};

describe.each(["light", "dark"] as const)("An authenticator, %s", (scheme) => {
  test("it is set up with a password, a picture elsewhere and a code; then its backup codes are saved", async () => {
    const window = await open({ scheme, ...signedIn });
    const { page } = window;
    await page.getByTestId("nav-settings").click();
    await page.getByTestId("totp-set-up").waitFor();
    await shoot(page, `authenticator-off-${scheme}`);
    await expectAccessible(page, "Without an authenticator");
    await page.getByTestId("totp-set-up").click();
    await page.keyboard.type("a wrong one");
    await page.keyboard.press("Enter");
    await page.getByText("The password is wrong.").waitFor();
    expect(await page.getByTestId("totp-password").inputValue(), "it has left the page").toBe("");
    await shoot(page, `authenticator-wrong-${scheme}`);
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await page.getByTestId("totp-show").click();
    expect(await asked(page, "reveal_secret"), "Rust was asked for the window that shows it").toBe(1);
    await page.getByTestId("totp-code").fill("000000");
    await page.keyboard.press("Enter");
    await page.getByText("The code is wrong.").waitFor();
    await shoot(page, `authenticator-code-${scheme}`);
    await expectAccessible(page, "The first code");
    await page.keyboard.type("123456");
    await page.keyboard.press("Enter");
    await page.getByTestId("backup-codes").waitFor();
    await page.getByTestId("sheet-send").click();
    await page.getByTestId("send-to-file").click();
    await page.getByTestId("send-file-submit").click();
    await page.getByText("/home/ana/conduit-keys-backup-codes.txt").first().waitFor();
    await shoot(page, `authenticator-codes-${scheme}`);
    await expectAccessible(page, "Backup codes");
    await page.keyboard.press("Escape");
    await page.getByTestId("totp-stay").waitFor();
    await shoot(page, `authenticator-leave-${scheme}`);
    await expectAccessible(page, "Leaving without the codes");
    await page.getByTestId("totp-stay").click();
    await page.getByTestId("totp-done").click();
    await page.locator("[data-testid=account][data-totp=true]").waitFor();
    await shoot(page, `authenticator-on-${scheme}`);
    await expectAccessible(page, "With an authenticator");
    await page.getByTestId("totp-revoke").click();
    await page.getByTestId("totp-password").fill(password);
    await shoot(page, `authenticator-revoke-${scheme}`);
    await expectAccessible(page, "Switching off");
    await page.getByTestId("totp-revoke-confirm").click();
    await page.locator("[data-testid=account][data-totp=false]").waitFor();
    expect(await page.content()).not.toContain(password);
    expectQuiet(window);
    await window.close();
  });
});

test("the authenticator in its other states: loading, in trouble, at 200 %, and nobody's with a token", async () => {
  for (const [name, wish, text] of [
    ["loading", { hang: ["get_account"] }, "Loading your sign-in"],
    ["error", { fail: { get_account: "internal" } }, "Internal error"],
    ["zoom", { width: 1024, height: 640, zoom: 2 }, "Authenticator off"],
  ] as [string, Wish, string][]) {
    const window = await open({ ...signedIn, ...wish });
    await window.page.getByTestId("nav-settings").click();
    await window.page.getByText(text).first().waitFor();
    await window.page.getByText("Your sign-in", { exact: true }).scrollIntoViewIfNeeded();
    await shoot(window.page, `authenticator-${name}`);
    await expectAccessible(window.page, name);
    await window.close();
  }
  const { page, close } = await open({ keys: 3 });
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("connection-row").first().waitFor();
  expect(await page.getByText("Your sign-in", { exact: true }).count(), "a token has no sign-in").toBe(0);
  await close();
});

test("an invitation sets the password and signs in with it", async () => {
  const window = await open({ setup: "needed" });
  const { page } = window;
  await page.getByTestId("welcome-team").click();
  await page.getByTestId("connect-way-invitation").click();
  await page.getByTestId("team-url").fill(url);
  await page.getByTestId("team-password").fill(password);
  await page.getByTestId("team-again").fill("correct horse batteri");
  await page.getByText("The two passwords differ.").waitFor();
  expect(await page.getByTestId("team-sign-in").getAttribute("aria-disabled")).toBe("true");
  await page.getByTestId("team-again").fill(password);
  await shoot(page, "sign-in-invitation");
  await expectAccessible(page, "An invitation");
  await page.getByTestId("team-sign-in").click();
  await page.getByTestId("nav-keys").waitFor();
  await window.close();
});

test.each([
  ["support", "requests"],
  ["onboarding", "activation"],
  ["admin", "keys"],
] as const)("whoever comes in as %s begins on the page %s", async (role, page) => {
  const window = await open({ setup: "needed", role });
  await window.page.getByTestId("welcome-team").click();
  await window.page.getByTestId("team-url").fill(url);
  await window.page.getByTestId("team-email").fill("sam@acme.example");
  await window.page.getByTestId("team-password").fill(password);
  await window.page.keyboard.press("Enter");
  await window.page.locator(`[data-testid="nav-${page}"][aria-current="page"]`).waitFor();
  await window.close();
});
