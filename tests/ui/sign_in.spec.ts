import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, shoot, withBrowser } from "./support/window";

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
