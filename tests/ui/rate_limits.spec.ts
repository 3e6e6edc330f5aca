import { describe, expect, test } from "vitest";
import {
  asked,
  expectAccessible,
  expectQuiet,
  open,
  shoot,
  type Window,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

async function openLimits(wish: Wish = {}): Promise<Window> {
  const window = await open({ keys: 2, ...wish });
  await window.page.getByTestId("nav-limits").click();
  return window;
}

const used: Wish = {
  live: true,
  rateLimits: {
    notCounted: 12,
    sandbox: { general: { lastMinute: 4210, busiestMinute: 9120 }, expensive: { busiestMinute: 3 } },
    live: {
      general: { lastMinute: 2600, busiestMinute: 3112, limitedLastHour: 41, perSecond: 50, burst: 100 },
      expensive: {
        lastMinute: 700,
        busiestMinute: 700,
        limitedLastHour: 3,
        perSecond: 10,
        burst: 20,
        overridden: true,
      },
    },
  },
};

describe.each(["light", "dark"] as const)("Limits, %s", (scheme) => {
  test("how near the organization is, in numbers and words", async () => {
    const window = await openLimits({ scheme, ...used });
    const { page } = window;
    const bucket = (environment: string, kind: string) =>
      page.locator(`[data-testid="limit"][data-environment="${environment}"][data-class="${kind}"]`);
    await bucket("live", "general").getByText("2,600 of 3,000 (87 %)").waitFor();
    await bucket("live", "general").getByText("Near the rate").waitFor();
    await bucket("live", "general").getByText("41 requests").waitFor();
    await bucket("live", "expensive").getByText("700 of 600 (117 %)").first().waitFor();
    await bucket("live", "expensive").getByText("Above the rate").waitFor();
    await bucket("live", "expensive").getByText("set for this organization").waitFor();
    expect(await bucket("sandbox", "general").getByTestId("limit-note").count(), "far from it").toBe(0);
    await page.getByTestId("limits-counted").getByText("12 requests").waitFor();
    await shoot(page, `rate-limits-${scheme}`);
    await expectAccessible(page, "Limits");
    await bucket("live", "general").getByTestId("limit-requests").click();
    expect(await page.getByTestId("nav-requests").getAttribute("aria-current")).toBe("page");
    expectQuiet(window);
    await window.close();
  });
});

describe("Limits", () => {
  test("before anybody has called, and before live is there", async () => {
    const window = await openLimits({ role: "support", width: 1024, height: 640 });
    const { page } = window;
    await page.getByTestId("limits-locked").waitFor();
    expect(await page.getByTestId("limit").count()).toBe(2);
    await shoot(page, "rate-limits-1024");
    await expectAccessible(page, "Limits before a call");
    await window.close();
  });

  test("loading, and a key server that does not tell", async () => {
    const loading = await openLimits({ hang: ["get_rate_limits"] });
    await loading.page.getByText("Loading limits").waitFor({ state: "attached" });
    await loading.close();
    const older = await openLimits({ fail: { get_rate_limits: "not_found" } });
    await older.page.getByTestId("limits-older").waitFor();
    await older.close();
  });

  test("an idle window asks for next to nothing", async () => {
    const window = await openLimits({ news: true });
    const { page } = window;
    await page.clock.install();
    await page.reload();
    await page.getByTestId("nav-limits").click();
    await page.getByTestId("limit").first().waitFor();
    await page.clock.runFor(60_000);
    const before = await asked(page, "get_rate_limits");
    await page.clock.runFor(600_000);
    expect((await asked(page, "get_rate_limits")) - before, "in ten minutes").toBeLessThanOrEqual(2);
    await window.close();
  });
});
