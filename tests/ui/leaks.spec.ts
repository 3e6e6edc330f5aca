/** A window that is used all day: what was opened and closed leaves nothing behind. */
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { open, tell, withBrowser } from "./support/window";

withBrowser();

/** What the page holds once all that nobody can reach is gone. */
async function held(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  // What a first one frees may free more.
  for (let time = 0; time < 3; time += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  await cdp.detach();
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { nodes: of("Nodes"), listeners: of("JSEventListeners") };
}

const change = (at: number) => ({
  what: "changed" as const,
  news: {
    kind: "key" as const,
    id: `key_${at}`,
    ids: [],
    environment: "sandbox" as const,
    deed: null,
    at: new Date(at).toISOString(),
  },
});

/** What somebody does with the list of keys, to and fro. */
const deeds: Record<string, (page: Page, at: number) => Promise<void>> = {
  "another page and back": async (page, at) => {
    const pages = ["rotations", "activation", "audit", "settings"];
    await page.getByTestId(`nav-${pages[at % pages.length]}`).click();
    await page.getByTestId("key-table").waitFor({ state: "detached" });
    await page.getByTestId("nav-keys").click();
    await page.getByTestId("key-row").first().waitFor();
  },
  "another filter": async (page) => {
    await page.getByRole("button", { name: /^Active/u }).click();
    await page.getByRole("button", { name: /^All/u }).click();
  },
  "a key's drawer": async (page, at) => {
    await page
      .getByTestId("key-row")
      .nth(at % 5)
      .click();
    await page.getByTestId("key-drawer").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("key-drawer").waitFor({ state: "detached" });
  },
  "a search": async (page, at) => {
    await page.getByTestId("key-search").fill(`billing ${at}`);
    await page.getByTestId("key-search").fill("");
    await page.getByTestId("key-row").first().waitFor();
  },
  "changes by others": async (page, at) => {
    await tell(page, change(at));
    await page.getByTestId("key-row").first().waitFor();
  },
};

test.each(Object.keys(deeds))("%s leaves no element and no listener behind", async (name) => {
  const { page } = await open({ keys: 400, news: true });
  await page.getByTestId("key-row").first().waitFor();
  const use = async (from: number, to: number) => {
    for (let at = from; at < to; at += 1) await deeds[name]?.(page, at);
  };
  await use(0, 8);
  const before = await held(page);
  await use(8, 28);
  const after = await held(page);
  expect(after.listeners, "listeners").toBeLessThanOrEqual(before.listeners + 2);
  // The rows on the screen may be others; a row of them is some twenty nodes, and a drawer two hundred.
  expect(after.nodes, "nodes").toBeLessThanOrEqual(before.nodes + 100);
});
