import { describe, expect, test } from "vitest";
import type { NewsKind, NewsView } from "../../ui/src/contract/contract";
import { asked, open, tell, withBrowser } from "./support/window";

withBrowser();

const minute = 60_000;

const changed = (kind: NewsKind, id: string): NewsView => ({
  what: "changed",
  news: { kind, id, environment: "sandbox", deed: `${kind}.changed`, at: new Date().toISOString() },
});

async function watching(wish: Parameters<typeof open>[0] = {}) {
  const window = await open({ keys: 31, news: true, ...wish });
  await window.page.getByTestId("key-row").first().waitFor();
  await window.page.clock.install();
  // From the start by this clock: what was begun by another one would not be seen to go on.
  await window.page.reload();
  await window.page.getByTestId("key-row").first().waitFor();
  return window;
}

describe("where changes are told", () => {
  test("an idle page asks its place for next to nothing", async () => {
    const window = await watching();
    await window.page.clock.runFor(minute);
    const before = await asked(window.page, "list_keys");
    const alertsBefore = await asked(window.page, "list_alerts");
    await window.page.clock.runFor(10 * minute);
    const more = (await asked(window.page, "list_keys")) - before;
    expect(more, "what the clock alone changes, in ten minutes").toBeLessThanOrEqual(2);
    const alerts = (await asked(window.page, "list_alerts")) - alertsBefore;
    expect(alerts, "one every two minutes, since an alert also begins by the clock").toBeLessThanOrEqual(6);
    await window.close();
  });

  test("a change is looked at at once, and a burst of them once", async () => {
    const window = await watching();
    const { page } = window;
    await page.clock.runFor(minute);
    const before = await asked(page, "list_keys");
    await tell(page, ...Array.from({ length: 30 }, () => changed("key", "key_x")));
    await page.clock.runFor(1000);
    expect((await asked(page, "list_keys")) - before, "not thirty times").toBeLessThanOrEqual(2);
    expect((await asked(page, "list_keys")) - before, "within the second").toBeGreaterThan(0);
    const looked = await asked(page, "list_keys");
    await tell(page, changed("member", "usr_x"));
    await page.clock.runFor(1000);
    expect(await asked(page, "list_keys"), "what the page does not show is nothing to it").toBe(looked);
    await window.close();
  });

  test("while they are not, it asks by itself", async () => {
    const window = await watching();
    const { page } = window;
    await page.clock.runFor(minute);
    await tell(page, { what: "lost" });
    const before = await asked(page, "list_keys");
    await page.clock.runFor(minute);
    expect((await asked(page, "list_keys")) - before, "every few seconds").toBeGreaterThan(10);
    await tell(page, { what: "live" });
    await page.clock.runFor(10_000);
    const live = await asked(page, "list_keys");
    await page.clock.runFor(minute);
    expect(await asked(page, "list_keys"), "and not any more once they are again").toBe(live);
    await window.close();
  });
});

test("a page that was left and opened again shows what changes", async () => {
  const window = await open({ keys: 31, news: true });
  const { page } = window;
  await page.getByTestId("key-row").first().waitFor();
  for (const [name, seen] of [
    ["rotations", "rotations-empty"],
    ["audit", "audit-row"],
    ["keys", "key-row"],
  ] as const) {
    await page.getByTestId(`nav-${name}`).click();
    await page.getByTestId(seen).first().waitFor();
  }
  await page.getByTestId("create-key").click();
  await page.getByTestId("create-name").fill("later");
  await page.getByTestId("create-submit").click();
  await page.getByTestId("sheet-saved").check();
  await page.getByTestId("sheet-done").click();
  await page.locator('[data-name="later"][data-state="active"]').waitFor();
  await window.close();
});
