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

async function openActivation(wish: Wish): Promise<Window> {
  const window = await open({ keys: 4, ...wish });
  await window.page.getByTestId("nav-activation").click();
  return window;
}

describe.each(["light", "dark"] as const)("Activation, %s", (scheme) => {
  test("from nothing to the form of the first live key", async () => {
    const window = await openActivation({ scheme, seen: "write", liveKeys: 0 });
    const { page } = window;
    await page.getByTestId("activation-submit").waitFor();
    await shoot(page, `activation-${scheme}`);
    await expectAccessible(page, "Not submitted");

    await page.getByTestId("activation-email").fill("nobody");
    await page.getByTestId("activation-submit").click();
    await page.getByText("This does not look like an e-mail address.").waitFor();
    expect(await page.getByTestId("activation-email").inputValue(), "the text stays").toBe("nobody");
    await page.waitForFunction(
      () => document.activeElement?.getAttribute("data-testid") === "activation-legal-name",
    );
    await shoot(page, `activation-refused-${scheme}`);
    await expectAccessible(page, "Refused fields");

    await page.getByTestId("activation-legal-name").fill("Acme Payments Ltd");
    await page.getByTestId("activation-email").fill("ana@acme.example");
    await page.getByTestId("activation-purpose").fill("Pay suppliers in four currencies.");
    await page.getByTestId("activation-submit").click();
    await page.getByTestId("activation-approve").waitFor();
    expect(
      await page.getByTestId("activation-state").getAttribute("data-state"),
      "the state is known at once",
    ).toBe("submitted");
    await shoot(page, `activation-submitted-${scheme}`);
    await expectAccessible(page, "Submitted");

    expect(await tipOf(page, "activation-approve"), "a reason is needed").toContain("reason");
    await page.getByTestId("activation-approve-reason").fill("Own machine, for development");
    await page.getByTestId("activation-approve").click();
    await page.getByTestId("activation-create-live").waitFor();
    await shoot(page, `activation-approved-${scheme}`);
    await expectAccessible(page, "Approved");
    await page.getByTestId("activation-create-live").click();
    await page.getByTestId("create-name").waitFor();
    await page.getByText("Create Live key", { exact: true }).first().waitFor();
    await shoot(page, `activation-create-live-${scheme}`);
    expectQuiet(window);
    await window.close();
  });

  test("evidence that is missing says how to make it", async () => {
    const window = await openActivation({ scheme, width: 1024, height: 640 });
    const { page } = window;
    await page.getByText("Next: make a first sandbox call").waitFor();
    await shoot(page, `activation-evidence-${scheme}`);
    await expectAccessible(page, "Without evidence");
    expectQuiet(window);
    await window.close();
  });

  test("1024x640 at 200 % zoom", async () => {
    const window = await openActivation({
      scheme,
      width: 1024,
      height: 640,
      zoom: 2,
      activation: "submitted",
      seen: "call",
    });
    const { page } = window;
    await page.getByTestId("activation-approve-reason").waitFor();
    await shoot(page, `activation-zoom-${scheme}`);
    await page.getByTestId("activation-approve").scrollIntoViewIfNeeded();
    await shoot(page, `activation-zoom-end-${scheme}`);
    await expectAccessible(page, "Activation at 200 %");
    expectQuiet(window);
    await window.close();
  });
});

test("what was submitted can be changed until the decision", async () => {
  const window = await openActivation({ activation: "submitted", seen: "write" });
  const { page } = window;
  await page.getByTestId("activation-change").click();
  expect(await page.getByTestId("activation-legal-name").inputValue(), "it starts from what is there").toBe(
    "Acme Payments Ltd",
  );
  await page.getByTestId("activation-legal-name").fill("شركة الدفع 🦀 Ltd");
  await shoot(page, "activation-change-light");
  await expectAccessible(page, "Changing");
  await page.getByTestId("activation-submit").click();
  await page.getByTestId("activation-submitted").getByText("شركة الدفع 🦀 Ltd").waitFor();
  expectQuiet(window);
  await window.close();
});

test("what was sent back says why, and is taken again when it may be", async () => {
  for (const scheme of ["light", "dark"] as const) {
    const window = await openActivation({ scheme, activation: "more_information_needed", seen: "write" });
    const { page } = window;
    await page.getByTestId("activation-reasons").getByText("Say which currencies").waitFor();
    await shoot(page, `activation-sent-back-${scheme}`);
    await expectAccessible(page, "Sent back");
    expect(
      await page.getByTestId("activation-approve").count(),
      "nothing waits for a decision while the organization is asked",
    ).toBe(0);
    await page.getByTestId("activation-change").click();
    await page.getByTestId("activation-purpose").fill("Pay suppliers in euros, every week.");
    await page.getByTestId("activation-submit").click();
    await page.getByTestId("activation-submitted").getByText("every week").waitFor();
    expect(await page.getByTestId("activation-reasons").count(), "the old reasons are gone").toBe(0);
    expectQuiet(window);
    await window.close();

    const ended = await openActivation({ scheme, activation: "rejected", seen: "write" });
    await ended.page.getByText("It cannot be submitted again.").waitFor();
    await shoot(ended.page, `activation-rejected-${scheme}`);
    await expectAccessible(ended.page, "Rejected");
    expect(await ended.page.getByTestId("activation-change").count(), "no way that leads nowhere").toBe(0);
    expectQuiet(ended);
    await ended.close();

    const review = await openActivation({
      scheme,
      activation: "in_review",
      reviewElsewhere: true,
      seen: "write",
    });
    await review.page.getByText("In review").first().waitFor();
    await shoot(review.page, `activation-in-review-${scheme}`);
    await expectAccessible(review.page, "In review");
    expectQuiet(review);
    await review.close();
  }
});

test("offline keeps what was typed, and a first live key ends the way", async () => {
  const window = await openActivation({ seen: "write" });
  const { page } = window;
  await page.getByTestId("activation-legal-name").fill("Acme Payments Ltd");
  await setFake(page, { offline: true });
  await page.getByText("What you typed is kept.").waitFor();
  await shoot(page, "activation-offline-light");
  await expectAccessible(page, "Offline");
  expect(await page.getByTestId("activation-legal-name").inputValue(), "the text stays").toBe(
    "Acme Payments Ltd",
  );
  await window.close();

  const done = await openActivation({ activation: "approved", live: true, liveKeys: 2, seen: "write" });
  await done.page.getByText("You are live").waitFor();
  await shoot(done.page, "activation-done-light");
  await expectAccessible(done.page, "Live");
  expectQuiet(done);
  await done.close();
});

test("the states that are not the usual ones", async () => {
  for (const [name, wish, text] of [
    ["loading", { hang: ["get_activation"] }, "Loading the activation"],
    ["error", { fail: { get_activation: "internal" } }, "Internal error"],
    ["support", { role: "support", seen: "write" }, "Your role may not submit."],
    ["elsewhere", { activation: "submitted", reviewElsewhere: true, seen: "write" }, "decides"],
  ] as [string, Wish, string][]) {
    const window = await openActivation(wish);
    await window.page.getByText(text).first().waitFor();
    await shoot(window.page, `activation-${name}-light`);
    await expectAccessible(window.page, name);
    if (name === "elsewhere") {
      expect(
        await window.page.getByTestId("activation-approve").count(),
        "somebody else's review is not approved here",
      ).toBe(0);
    }
    expectQuiet(window);
    await window.close();
  }
});
