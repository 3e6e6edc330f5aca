import { describe, expect, test } from "vitest";
import {
  expectAccessible,
  expectQuiet,
  open,
  shoot,
  withBrowser,
} from "./support/window";

withBrowser();

describe.each(["light", "dark"] as const)("Keys page, %s", (scheme) => {
  test.each([0, 1, 31, 100_000])(
    "shows %i rows, accessibly and without a refusal by the policy",
    async (count) => {
      const window = await open({ scheme, keys: count });
      const { page } = window;
      if (count === 0) await page.getByText("No keys in sandbox yet").waitFor();
      else await page.getByTestId("key-row").first().waitFor();
      await shoot(page, `keys-${count}-${scheme}`);
      await expectAccessible(page, `Keys with ${count} rows`);
      expect(
        await page.getByTestId("key-row").count(),
        "only rows near the window exist",
      ).toBeLessThan(60);
      expectQuiet(window);
      await window.close();
    },
  );

  test("drawer", async () => {
    const window = await open({ scheme, keys: 31 });
    const { page } = window;
    await page.getByTestId("key-row").nth(2).click();
    await page.getByTestId("key-drawer").waitFor();
    await page.getByText("Callers of the last hour").waitFor();
    await shoot(page, `keys-drawer-${scheme}`);
    await expectAccessible(page, "The drawer");
    expectQuiet(window);
    await window.close();
  });
});
