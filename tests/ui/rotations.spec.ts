import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import {
  expectAccessible,
  expectQuiet,
  open,
  setFake,
  shoot,
  tipOf,
  type Window,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

async function openRotations(wish: Wish): Promise<Window> {
  const window = await open({ keys: 8, ...wish });
  await window.page.getByTestId("nav-rotations").click();
  return window;
}

const card = (page: Page, step: string) => page.locator(`[data-testid="rotation-card"][data-step="${step}"]`);

describe.each(["light", "dark"] as const)("Rotations, %s", (scheme) => {
  test("no rotation: what they are for, and where to start one", async () => {
    const window = await openRotations({ scheme });
    const { page } = window;
    await page.getByTestId("rotations-empty").waitFor();
    await shoot(page, `rotations-0-${scheme}`);
    await expectAccessible(page, "No rotation");
    await page.getByRole("button", { name: "Go to Keys" }).click();
    await page.getByTestId("key-row").first().waitFor();
    expectQuiet(window);
    await window.close();
  });

  test.each(["created", "handed_over", "new_seen", "old_quiet"] as const)(
    "one rotation at the step %s shows its proof and its one action",
    async (step) => {
      const window = await openRotations({ scheme, rotations: [{ step, held: true }] });
      const { page } = window;
      await card(page, step).waitFor();
      if (step === "created") await page.getByTestId("rotation-sheet").waitFor();
      if (step === "handed_over" || step === "new_seen")
        await page.getByText("of the old key in the last hour").waitFor();
      expect(await page.getByTestId("rotation-undo").count(), "Undo is there until it is over").toBe(1);
      const refused = await page.getByTestId("rotation-finish").getAttribute("aria-disabled");
      expect(refused === "true", "Revoke waits for evidence").toBe(
        step === "created" || step === "handed_over",
      );
      await shoot(page, `rotation-${step.replace("_", "-")}-${scheme}`);
      await expectAccessible(page, `A rotation at ${step}`);
      expectQuiet(window);
      await window.close();
    },
  );

  test("many rotations: the open ones first, the others folded", async () => {
    const window = await openRotations({
      scheme,
      width: 1024,
      height: 640,
      rotations: [
        { step: "finished", name: "over-first" },
        { step: "undone", name: `${"very-long-name-that-goes-on-".repeat(3)}end`.slice(0, 80) },
        { step: "new_seen", name: "مفتاح الدفع الرئيسي للنظام" },
        { step: "finished", cause: "leaked", name: "🔑 clés 🇫🇷 👩‍👩‍👧‍👦" },
        { step: "created", cause: "leaked", held: true, name: "<b>not bold</b>" },
        ...Array.from({ length: 14 }, () => ({ step: "finished" as const })),
      ],
    });
    const { page } = window;
    await card(page, "created").waitFor();
    const steps = await page
      .getByTestId("rotation-card")
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset["step"]));
    expect(steps.slice(0, 2).sort(), "open ones come first").toEqual(["created", "new_seen"]);
    await shoot(page, `rotations-many-${scheme}`);
    await expectAccessible(page, "Many rotations");
    await card(page, "undone").getByRole("button").first().click();
    await card(page, "undone").getByTestId("station-revoked").waitFor();
    await card(page, "finished").first().getByRole("button").first().click();
    await card(page, "finished").first().scrollIntoViewIfNeeded();
    await shoot(page, `rotations-over-${scheme}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, "nothing scrolls sideways").toBe(false);
    await expectAccessible(page, "Unfolded rotations");
    expectQuiet(window);
    await window.close();
  });

  test("from the one-time sheet to the receipt", async () => {
    const window = await openRotations({ scheme, rotations: [{ step: "created", held: true }] });
    const { page } = window;
    await page.getByTestId("rotation-sheet").click();
    await page.getByTestId("sheet-saved").check();
    await page.getByTestId("sheet-done").click();
    await card(page, "handed_over").waitFor();
    await setFake(page, { evidence: "new_seen" });
    await card(page, "new_seen").waitFor();
    await setFake(page, { evidence: "old_quiet" });
    await card(page, "old_quiet").waitFor();
    await page.getByTestId("rotation-finish").click();
    await shoot(page, `rotation-confirm-${scheme}`);
    await expectAccessible(page, "Asked before the end");
    await page.getByTestId("rotation-finish-confirm").click();
    await page.getByTestId("receipt").waitFor();
    expect(await page.getByTestId("rotation-undo").count(), "Undo is over").toBe(0);
    await page.getByTestId("receipt").scrollIntoViewIfNeeded();
    await shoot(page, `rotation-receipt-${scheme}`);
    await expectAccessible(page, "The receipt");
    await page.getByTestId("receipt-close").click();
    await page.getByTestId("receipt").waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Completed", exact: true }).waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("live wants the name typed, and going on without evidence is said out loud", async () => {
    const window = await open({
      scheme,
      live: true,
      rotations: [{ step: "handed_over", environment: "live", name: "payouts-worker", endsInHours: null }],
    });
    const { page } = window;
    await page.getByTestId("environment-live").click();
    await page.getByTestId("nav-rotations").click();
    expect(await tipOf(page, "rotation-finish"), "the reason can be read").toContain("Evidence is missing");
    await page.getByTestId("rotation-without-evidence").click();
    await page.getByTestId("rotation-typed-name").fill("payouts-worke");
    expect(
      await page.getByTestId("rotation-finish-confirm").getAttribute("aria-disabled"),
      "almost is not enough",
    ).toBe("true");
    await page.getByTestId("rotation-typed-name").fill("payouts-worker");
    await page.getByTestId("rotation-finish-confirm").scrollIntoViewIfNeeded();
    await shoot(page, `rotation-without-evidence-${scheme}`);
    await expectAccessible(page, "Without evidence");
    await page.getByTestId("rotation-finish-confirm").click();
    await page.getByTestId("receipt").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("the end of a live key wants its name typed, whichever way it ends: leaked by Done, or by Undo", async () => {
    const window = await open({
      scheme,
      live: true,
      rotations: [
        { step: "created", cause: "leaked", environment: "live", name: "payouts-worker", held: true },
        { step: "new_seen", environment: "live", name: "ledger" },
      ],
    });
    const { page } = window;
    await page.getByTestId("environment-live").click();
    await page.getByTestId("nav-rotations").click();
    await card(page, "created").getByTestId("rotation-sheet").click();
    await page.getByTestId("sheet-saved").check();
    const off = (name: string) => page.getByTestId(name).getAttribute("aria-disabled");
    await page.getByTestId("sheet-typed-name").fill("payouts");
    expect(await off("sheet-done"), "another name is no confirmation").toBe("true");
    await page.getByTestId("sheet-typed-name").fill("payouts-worker");
    await shoot(page, `rotation-leaked-live-${scheme}`);
    await expectAccessible(page, "Done ends a live key");
    await page.getByTestId("sheet-done").click();
    await page.getByTestId("one-time-sheet").waitFor({ state: "detached" });

    await card(page, "new_seen").getByTestId("rotation-undo").click();
    expect(await off("rotation-undo-confirm"), "the successor is live and in use").toBe("true");
    await card(page, "new_seen").getByText("of the new key in the last hour").waitFor();
    await page.getByTestId("undo-typed-name").fill("ledger");
    await page.getByTestId("rotation-undo-confirm").scrollIntoViewIfNeeded();
    await shoot(page, `rotation-undo-live-${scheme}`);
    await expectAccessible(page, "Undo ends a live key");
    await page.getByTestId("rotation-undo-confirm").click();
    await card(page, "undone").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("an old key that ends by itself: when, changed and switched off, and its evidence behind the end", async () => {
    const window = await openRotations({
      scheme,
      rotations: [
        { step: "new_seen", name: "billing", quietMinutes: 60 },
        { step: "finished", name: "payouts", quietMinutes: 30 },
      ],
    });
    const { page } = window;
    const open = card(page, "new_seen");
    await open.getByText("The old key ends by itself in").waitFor();
    await shoot(page, `rotation-quiet-${scheme}`);
    await expectAccessible(page, "An old key that ends by itself");
    await open.getByTestId("rotation-quiet-change").click();
    await open.getByTestId("rotation-quiet-minutes").selectOption("");
    await shoot(page, `rotation-quiet-change-${scheme}`);
    await expectAccessible(page, "Changed");
    await open.getByTestId("rotation-quiet-save").click();
    await open.getByText("also when nobody calls").waitFor();
    await card(page, "finished").getByRole("button").first().click();
    await page.getByTestId("rotation-ended-quiet").scrollIntoViewIfNeeded();
    await shoot(page, `rotation-quiet-ended-${scheme}`);
    await expectAccessible(page, "Ended by itself");
    expectQuiet(window);
    await window.close();
  });

  test("a rotation that does not go on is marked, counted in the rail, and opened by its alert", async () => {
    const window = await openRotations({
      scheme,
      rotations: [{ step: "handed_over", name: "billing", stalled: "rotation_unused" }],
    });
    const { page } = window;
    await page.getByTestId("rotation-stalled").waitFor();
    expect(await page.getByTestId("badge-rotations").textContent()).toContain("1");
    await shoot(page, `rotation-stalled-${scheme}`);
    await expectAccessible(page, "A rotation that does not go on");
    await page.getByTestId("nav-alerts").click();
    const alert = page.locator('[data-testid="alert"][data-kind="rotation_unused"]');
    await alert.waitFor();
    await shoot(page, `alert-rotation-${scheme}`);
    await alert.getByTestId("alert-remedy").click();
    await card(page, "handed_over").waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid")))
      .toBe("rotation-card");
    expectQuiet(window);
    await window.close();
  });

  test("leaked looks different, and a successor that nobody holds can only be undone", async () => {
    const window = await openRotations({
      scheme,
      rotations: [{ step: "created", cause: "leaked" }],
    });
    const { page } = window;
    await page.getByTestId("rotation-secret-gone").waitFor();
    expect(await page.getByTestId("rotation-sheet").count(), "there is no secret to show").toBe(0);
    expect(await page.getByTestId("rotation-finish").count(), "the end is not offered").toBe(0);
    await shoot(page, `rotation-leaked-${scheme}`);
    await expectAccessible(page, "Leaked");
    await page.getByTestId("rotation-undo").click();
    await page.getByTestId("rotation-undo-confirm").scrollIntoViewIfNeeded();
    await shoot(page, `rotation-undo-${scheme}`);
    await expectAccessible(page, "Asked before the undo");
    await page.keyboard.press("Escape");
    await page.getByTestId("rotation-undo-confirm").waitFor({ state: "detached" });
    expect(
      await page.evaluate(() => document.activeElement?.getAttribute("data-testid")),
      "the focus goes back to where it was",
    ).toBe("rotation-undo");
    await page.keyboard.press("Enter");
    await page.getByTestId("rotation-undo-confirm").click();
    await card(page, "undone").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("1024x640 at 200 % zoom", async () => {
    const window = await openRotations({
      scheme,
      width: 1024,
      height: 640,
      zoom: 2,
      rotations: [{ step: "new_seen" }, { step: "finished" }],
    });
    const { page } = window;
    await page.getByText("of the old key in the last hour").waitFor();
    await shoot(page, `rotations-zoom-${scheme}`);
    await page.getByTestId("rotation-finish").scrollIntoViewIfNeeded();
    await shoot(page, `rotations-zoom-end-${scheme}`);
    await expectAccessible(page, "Rotations at 200 %");
    expectQuiet(window);
    await window.close();
  });

  test("offline keeps the timeline and turns its actions off with the reason", async () => {
    const window = await openRotations({ scheme, rotations: [{ step: "old_quiet" }] });
    const { page } = window;
    await card(page, "old_quiet").waitFor();
    await setFake(page, { offline: true });
    await page.getByTestId("offline-banner").waitFor();
    for (const control of ["rotation-finish", "rotation-undo"]) {
      expect(await tipOf(page, control), `${control} says why`).toContain("cannot be reached");
    }
    await shoot(page, `rotations-offline-${scheme}`);
    await expectAccessible(page, "Offline");
    expectQuiet(window);
    await window.close();
  });
});

test("loading, an error, no permission and a locked live are designed states", async () => {
  for (const [name, wish, text] of [
    ["loading", { hang: ["list_rotations"] }, "Loading rotations"],
    ["error", { fail: { list_rotations: "internal" } }, "Internal error"],
    ["not-allowed", { fail: { list_rotations: "not_allowed" }, role: "support" }, "Not for your role"],
    ["support", { rotations: [{ step: "new_seen" }], role: "support" }, "can view rotations"],
  ] as [string, Wish, string][]) {
    const window = await openRotations(wish);
    await window.page.getByText(text).first().waitFor();
    await shoot(window.page, `rotations-${name}-light`);
    await expectAccessible(window.page, name);
    if (name === "support") {
      expect(await window.page.getByTestId("rotation-undo").count(), "no control is shown").toBe(0);
    }
    expectQuiet(window);
    await window.close();
  }
  const window = await open({ keys: 3 });
  await window.page.getByTestId("environment-live").click();
  await window.page.getByTestId("nav-rotations").click();
  await window.page.getByText("Live is locked").waitFor();
  await shoot(window.page, "rotations-locked-light");
  await expectAccessible(window.page, "Live, locked");
  await window.close();
});

test("a rotation that was just started is opened from the sheet and has the focus", async () => {
  const window = await open({ keys: 8 });
  const { page } = window;
  await page.locator('[data-testid="key-row"][data-name="reporting"]').click();
  await page.getByTestId("drawer-rotate").click();
  await page.getByTestId("rotate-cause-routine").check();
  await page.getByTestId("rotate-submit").click();
  await page.getByTestId("sheet-saved").check();
  await page.getByTestId("sheet-done").click();
  await card(page, "handed_over").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "rotation-card");
  expectQuiet(window);
  await window.close();
});
