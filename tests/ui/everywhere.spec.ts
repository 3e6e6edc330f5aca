import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { asked, expectAccessible, expectQuiet, open, setFake, shoot, withBrowser } from "./support/window";

withBrowser();

const team = {
  name: "Payments team",
  url: "https://keys.acme.example",
  organization: "Acme Payments",
};
const away = { name: "Berlin", url: "https://keys.berlin.example", trouble: "offline" as const };
const signedOut = { name: "Ana", url: "https://keys.ana.example", trouble: "signed_out" as const };

const lineOf = (page: Page, place: string) =>
  page.getByTestId("place-line").and(page.locator(`[data-place="${place}"]`));
const rowsOf = (page: Page, place: string) =>
  page.getByTestId("known-row").and(page.locator(`[data-place="${place}"]`));
const first = (page: Page) => page.getByTestId("known-row").first().getAttribute("data-name");

describe.each(["light", "dark"] as const)("All connections, %s", (scheme) => {
  test("keys of every place stand in one table, and one that is away is shown as last known", async () => {
    const window = await open({ scheme, keys: 6, connections: [team, away], toldHoursAgo: 3.1 });
    const { page } = window;
    await page.getByTestId("nav-everywhere").click();
    await page.getByTestId("places-said").getByText("3 connections, 1 not reached").waitFor();
    expect(await lineOf(page, team.name).innerText()).toContain("read ");
    const line = await lineOf(page, away.name).innerText();
    expect(line, "its age, and why").toMatch(/last known 3 hr?\.? ago, because: .*(reach|respond)/u);
    expect(await rowsOf(page, team.name).count()).toBeGreaterThan(0);
    expect(await rowsOf(page, away.name).first().getAttribute("data-old")).toBe("true");
    await shoot(page, `everywhere-${scheme}`);
    await expectAccessible(page, "All connections");
    expectQuiet(window);
    await window.close();
  });

  test("a place that never answers holds no other up, and says that it is asked", async () => {
    const window = await open({ scheme, keys: 6, connections: [team], slow: [team.name] });
    const { page } = window;
    await page.getByTestId("nav-everywhere").click();
    await rowsOf(page, "This computer").first().waitFor();
    await lineOf(page, team.name).getByText("Asking…").waitFor();
    expect(await rowsOf(page, team.name).count()).toBe(0);
    await shoot(page, `everywhere-slow-${scheme}`);
    expectQuiet(window);
    await window.close();
  });

  test("what is due and what is being rotated have tabs, and a rotation opens in its place", async () => {
    const rotations = [
      { step: "created", held: true },
      { step: "new_seen", name: "ledger-export", stalled: "rotation_unused" },
    ] as const;
    const window = await open({
      scheme,
      keys: 31,
      keyDays: 30,
      connections: [team],
      rotations: [...rotations],
    });
    const { page } = window;
    await page.getByTestId("nav-everywhere").click();
    await page.getByTestId("everywhere-tab-due").click();
    await page.getByTestId("known-row").first().getByText("due", { exact: true }).waitFor();
    await shoot(page, `everywhere-due-${scheme}`);
    await page.getByTestId("everywhere-tab-rotating").click();
    const row = page.getByTestId("rotating-row").and(page.locator(`[data-place="${team.name}"]`));
    await row.filter({ hasText: "ledger-export" }).waitFor();
    await shoot(page, `everywhere-rotating-${scheme}`);
    await expectAccessible(page, "What is being rotated");
    await row.filter({ hasText: "ledger-export" }).getByRole("button").click();
    await page.getByTestId("connection-chooser").getByText(team.name).waitFor();
    await page.getByRole("heading", { name: "ledger-export" }).waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("nothing that can be reached and nothing that is known is said, and asked for again", async () => {
    const window = await open({
      scheme,
      keys: 4,
      offline: true,
      connections: [away, signedOut],
    });
    const { page } = window;
    await page.getByTestId("nav-everywhere").click();
    await page.getByTestId("everywhere-unreachable").waitFor();
    await page.getByTestId("places-said").getByText("3 connections, 3 not reached").waitFor();
    await shoot(page, `everywhere-unreachable-${scheme}`);
    await expectAccessible(page, "Nothing answers");
    await setFake(page, { offline: false });
    await lineOf(page, "This computer").getByTestId("place-ask").click();
    await rowsOf(page, "This computer").first().waitFor();
    await window.close();
  });

  test("at 200 % zoom all of it is reached", async () => {
    const window = await open({
      ...{ scheme, keys: 31, connections: [team, away], toldHoursAgo: 3 },
      ...{ width: 1024, height: 640, zoom: 2 },
    });
    const { page } = window;
    await page.getByTestId("nav-everywhere").click();
    await page.getByTestId("known-row").first().waitFor();
    await expect.poll(() => page.getByTestId("known-row").first().isVisible()).toBe(true);
    const box = await page.getByTestId("known-row").nth(1).boundingBox();
    expect((box?.y ?? 1000) + (box?.height ?? 0), "two rows are in sight").toBeLessThan(320 - 28);
    await shoot(page, `everywhere-zoom-${scheme}`);
    await page.getByTestId("places-unfold").click();
    await lineOf(page, away.name).scrollIntoViewIfNeeded();
    await page.getByTestId("known-row").first().scrollIntoViewIfNeeded();
    await shoot(page, `everywhere-zoom-unfolded-${scheme}`);
    await expectAccessible(page, "All connections at 200 %");
    expectQuiet(window);
    await window.close();
  });
});

test("with one connection there is no such page, and the chooser leads to it once there are several", async () => {
  const alone = await open({ keys: 3 });
  await alone.page.getByTestId("key-row").first().waitFor();
  expect(await alone.page.getByTestId("nav-everywhere").count()).toBe(0);
  await alone.close();
  const window = await open({ keys: 3, connections: [team] });
  await window.page.getByTestId("connection-chooser").click();
  await window.page.getByTestId("connection-choose-all").click();
  await window.page.getByRole("heading", { name: "All connections" }).waitFor();
  await window.page.keyboard.press("Control+k");
  await window.page.getByRole("option", { name: /All connections/u }).waitFor();
  expectQuiet(window);
  await window.close();
});

test("one search goes over names, places and hints, and a whole secret goes nowhere", async () => {
  const window = await open({ keys: 6, connections: [team] });
  const { page } = window;
  await page.getByTestId("nav-everywhere").click();
  await rowsOf(page, team.name).first().waitFor();
  const name = (await first(page)) ?? "";
  await page.keyboard.press("/");
  await page.keyboard.type(`payments team ${name}`);
  await expect.poll(() => rowsOf(page, "This computer").count()).toBe(0);
  expect(await first(page)).toBe(name);
  const search = page.getByTestId("everywhere-search");
  await search.fill(`ck_live_${"0123456789abcdef".repeat(4)}`);
  await page.getByTestId("everywhere-refused").waitFor();
  await shoot(page, "everywhere-refused");
  await search.fill("nobody has this");
  await page.getByTestId("everywhere-none").getByRole("button").click();
  await rowsOf(page, team.name).first().waitFor();
  expectQuiet(window);
  await window.close();
});

test("every head sorts, the keyboard moves, and Enter opens the key in its own place", async () => {
  const window = await open({ keys: 12, connections: [team] });
  const { page } = window;
  await page.getByTestId("nav-everywhere").click();
  await rowsOf(page, team.name).first().waitFor();
  for (const by of ["state", "name", "place", "environment", "created", "due", "proof"]) {
    const head = page.getByTestId(`known-by-${by}`);
    await head.click();
    const column = page.getByRole("columnheader").filter({ has: head });
    expect(await column.getAttribute("aria-sort"), by).not.toBe("none");
  }
  await page.getByTestId("known-by-place").click();
  await expect.poll(() => page.getByTestId("known-row").first().getAttribute("data-place")).toBe(team.name);
  await page.getByTestId("known-table").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByTestId("connection-chooser").getByText(team.name).waitFor();
  await page.getByTestId("key-drawer").waitFor();
  expectQuiet(window);
  await window.close();
});

test("thousands of keys of twenty connections are looked through without making a row for each", async () => {
  const connections = Array.from({ length: 19 }, (_, at) => ({
    name: `Team ${at + 1}`,
    url: `https://keys-${at + 1}.acme.example`,
  }));
  const window = await open({ keys: 300, connections });
  const { page } = window;
  await page.getByTestId("nav-everywhere").click();
  await page.getByTestId("places-said").getByText("20 connections, all of them read").waitFor();
  expect(await page.getByTestId("place-line").count(), "nothing is wrong, so nothing is in the way").toBe(0);
  expect(await page.getByTestId("known-row").count(), "only rows near the window exist").toBeLessThan(60);
  await page.getByTestId("known-table").focus();
  await page.keyboard.press("End");
  await expect.poll(() => page.getByTestId("known-row").count()).toBeLessThan(70);
  await page.getByTestId("places-unfold").click();
  expect(await page.getByTestId("place-line").count()).toBe(20);
  const before = await asked(page, "list_place");
  await lineOf(page, "Team 7").getByTestId("place-ask").click();
  await expect.poll(() => asked(page, "list_place")).toBe(before + 1);
  await shoot(page, "everywhere-many");
  expectQuiet(window);
  await window.close();
});
