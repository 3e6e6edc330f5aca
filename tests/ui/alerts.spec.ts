import { describe, expect, test } from "vitest";
import { expectAccessible, expectQuiet, open, shoot, withBrowser } from "./support/window";

withBrowser();

const kinds = [
  "unused",
  "leaked",
  "unusual_caller",
  "old",
  "refused_after_revocation",
  "unusual_rate",
] as const;

describe.each(["light", "dark"] as const)("Alerts, %s", (scheme) => {
  test("the most pressing stands first, each says what to do, and taking note of it needs a reason", async () => {
    const window = await open({ scheme, keys: 12, alerts: [...kinds] });
    const { page } = window;
    await page.getByTestId("badge-alerts").getByText("6 open alerts, urgent").waitFor({ state: "attached" });
    await page.getByTestId("nav-alerts").click();
    const rows = page.getByTestId("alert");
    await rows.first().waitFor();
    expect(await rows.first().getAttribute("data-kind")).toBe("leaked");
    await shoot(page, `alerts-${scheme}`);
    await expectAccessible(page, "Alerts");

    await rows.first().getByTestId("alert-acknowledge").click();
    expect(await page.getByTestId("alert-acknowledge-confirm").getAttribute("aria-disabled")).toBe("true");
    await page.getByRole("button", { name: "The owner is told" }).click();
    await shoot(page, `alerts-acknowledge-${scheme}`);
    await expectAccessible(page, "Acknowledging");
    await page.getByTestId("alert-acknowledge-confirm").click();
    await page
      .getByTestId("badge-alerts")
      .getByText("5 open alerts", { exact: true })
      .waitFor({ state: "attached" });
    await page.getByRole("button", { name: /^Acknowledged/u }).click();
    await page.getByText("Acknowledged by").waitFor();
    await shoot(page, `alerts-acknowledged-${scheme}`);
    await expectAccessible(page, "Acknowledged");
    expectQuiet(window);
    await window.close();
  });
});

test("its button begins what is to be done, with the key", async () => {
  const window = await open({ keys: 12, alerts: [...kinds] });
  const { page } = window;
  for (const [kind, brings] of [
    ["old", "rotate-dialog"],
    ["unused", "revoke-dialog"],
    ["unusual_caller", "key-drawer"],
  ] as const) {
    await page.getByTestId("nav-alerts").click();
    const alert = page.locator(`[data-testid="alert"][data-kind="${kind}"]`);
    const name = await alert.locator("bdi").first().innerText();
    await alert.getByTestId("alert-remedy").click();
    await page.getByTestId(brings).waitFor();
    expect(await page.getByTestId(brings).innerText()).toContain(name);
    if (brings !== "key-drawer") await page.keyboard.press("Escape");
  }
  await window.close();
});

test("an alert of a live key leads to live", async () => {
  const window = await open({ keys: 0, live: true, liveKeys: 3, alerts: ["old"] });
  const { page } = window;
  await page.getByTestId("nav-alerts").click();
  await page.getByTestId("alert-remedy").click();
  await page.getByTestId("rotate-dialog").getByText("Live", { exact: false }).first().waitFor();
  await window.close();
});

test("nothing to look at says what would be here", async () => {
  const window = await open({ keys: 0 });
  const { page } = window;
  expect(await page.getByTestId("badge-alerts").count(), "no number beside its name").toBe(0);
  await page.getByTestId("nav-alerts").click();
  await page.getByTestId("alerts-empty").waitFor();
  await shoot(page, "alerts-empty");
  await expectAccessible(page, "No alerts");
  await window.close();
});

test("a role that only looks has no control to take note", async () => {
  const window = await open({ keys: 6, alerts: ["old"], role: "onboarding" });
  const { page } = window;
  await page.getByTestId("nav-alerts").click();
  await page.getByTestId("role-note").waitFor();
  expect(await page.getByTestId("alert-acknowledge").count()).toBe(0);
  await window.close();
});

test("1024x640 at 200 % zoom, and by keyboard alone", async () => {
  const window = await open({ keys: 12, alerts: [...kinds], width: 1024, height: 640, zoom: 2 });
  const { page } = window;
  await page.getByTestId("nav-alerts").click();
  await page.getByTestId("alert").first().waitFor();
  await shoot(page, "alerts-zoom");
  await page.getByTestId("alert-acknowledge").first().focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Known to us");
  await page.keyboard.press("Enter");
  await page
    .getByTestId("badge-alerts")
    .getByText("5 open alerts", { exact: true })
    .waitFor({ state: "attached" });
  await window.close();
});

test.each(["light", "dark"] as const)("a leaked secret leads to its key, %s", async (scheme) => {
  const window = await open({ scheme, keys: 5 });
  const { page } = window;
  await page.getByTestId("nav-alerts").click();
  await page.getByTestId("leak-open").click();
  expect(await page.getByTestId("leak-submit").getAttribute("aria-disabled")).toBe("true");
  await page.getByRole("button", { name: "A public repository" }).click();
  await shoot(page, `leak-${scheme}`);
  await expectAccessible(page, "Report a leak");
  await page.getByTestId("leak-submit").click();
  await page.getByTestId("leak-found").getByText("It still works").waitFor();
  await shoot(page, `leak-found-${scheme}`);
  await expectAccessible(page, "Found");
  await page.getByTestId("leak-revoke").click();
  await page.getByTestId("revoke-dialog").waitFor();
  await window.close();
});

test("a copied text that is nobody's secret here says so, and loses nothing", async () => {
  const window = await open({ keys: 5, clipboardEmpty: true });
  const { page } = window;
  await page.getByTestId("nav-alerts").click();
  await page.getByTestId("leak-open").click();
  await page.getByTestId("leak-place").fill("A chat");
  await page.getByTestId("leak-submit").click();
  await page.getByTestId("leak-none").waitFor();
  expect(await page.getByTestId("leak-place").inputValue()).toBe("A chat");
  await window.close();
});
