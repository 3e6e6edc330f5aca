import { describe, expect, test } from "vitest";
import { lineOf, openActivation } from "./support/activation";
import {
  expectAccessible,
  expectQuiet,
  setFake,
  shoot,
  tell,
  tipOf,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

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
    await page.getByText("Next: call the sandbox with a key").waitFor();
    await shoot(page, `activation-evidence-${scheme}`);
    await expectAccessible(page, "Without evidence");
    for (const line of ["write", "replay", "limit", "read_only", "rotation", "second_admin", "addresses"])
      await lineOf(page, line).getByTestId("how-to-open").click();
    await page.getByTestId("how-to").nth(7).waitFor();
    for (const [at, line] of ["write", "limit", "second_admin", "addresses"].entries()) {
      await lineOf(page, line).scrollIntoViewIfNeeded();
      await shoot(page, `activation-how-${at}-${scheme}`);
    }
    await expectAccessible(page, "Each way to a proof");
    expectQuiet(window);
    await window.close();
  });

  test("everything that was seen, each with its evidence", async () => {
    const window = await openActivation({ scheme, seen: "all", documents: 1 });
    const { page } = window;
    await page.getByText("Next: submit your organization").waitFor();
    expect(await page.getByTestId("evidence").count(), "each proof has its evidence").toBe(8);
    expect(await page.getByTestId("how-to-open").count(), "what is done needs no way").toBe(0);
    await shoot(page, `activation-all-${scheme}`);
    await expectAccessible(page, "All evidence");
    await page.getByTestId("activation-show").click();
    await shoot(page, `activation-all-end-${scheme}`);
    expectQuiet(window);
    await window.close();
  });

  test("allowed addresses are waived with a reason, and the waiver is withdrawn", async () => {
    const window = await openActivation({ scheme, reviewElsewhere: true });
    const { page } = window;
    const line = lineOf(page, "addresses");
    await line.getByTestId("how-to-open").click();
    expect(await tipOf(page, "waive"), "a waiver has a reason").toContain("reason");
    await page.getByTestId("waiver-reason").fill("Our addresses change daily.");
    await page.getByTestId("waive").click();
    await line.getByTestId("waiver").getByText("Our addresses change daily.").waitFor();
    expect(await line.getAttribute("data-done")).toBe("true");
    await page.getByTestId("activation-next").hover();
    await line.getByTestId("how-to").waitFor({ state: "detached" });
    await shoot(page, `activation-waived-${scheme}`);
    await expectAccessible(page, "Waived");
    await page.getByTestId("withdraw-waiver").click();
    await line.getByText("No sandbox key with allowed addresses").waitFor();
    expect(await line.getAttribute("data-done")).toBe("false");
    expectQuiet(window);
    await window.close();
  });

  test("an operator takes a submission up, asks, and decides", async () => {
    const window = await openActivation({ scheme, role: "operator", activation: "submitted", seen: "all" });
    const { page } = window;
    await page.getByTestId("desk").waitFor();
    await shoot(page, `activation-desk-${scheme}`);
    await expectAccessible(page, "The desk");
    await page.getByTestId("desk-review").click();
    await page.getByTestId("desk-review").waitFor({ state: "detached" });
    await page.getByTestId("desk-ask").check();
    await page.getByTestId("desk-reason-field").selectOption("legalName");
    await page.getByTestId("desk-reason-detail").fill("The register has another name.");
    await page.getByTestId("desk-add-reason").click();
    expect(await tipOf(page, "desk-decide"), "each reason has words").toContain("reason");
    await shoot(page, `activation-desk-ask-${scheme}`);
    await expectAccessible(page, "Asking for more");
    await page.getByTestId("desk-reason-detail").nth(1).fill("Say who answers at the weekend.");
    await page.getByTestId("desk-decide").click();
    await page.getByTestId("activation-reasons").getByText("another name").waitFor();
    expect(await page.getByTestId("desk").count(), "nothing waits for a decision any more").toBe(0);
    await shoot(page, `activation-desk-asked-${scheme}`);
    await expectAccessible(page, "Sent back, for who asked");
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

test("an operator rejects for good or for now, or approves", async () => {
  for (const [choice, again, button, state] of [
    ["reject", true, "Reject activation", "rejected"],
    ["reject", false, "Reject for good", "rejected"],
    ["approve", true, "Approve activation", "approved"],
  ] as const) {
    const window = await openActivation({ role: "operator", activation: "in_review", seen: "write" });
    const { page } = window;
    await page.getByTestId(`desk-${choice}`).check();
    await page
      .getByTestId(choice === "approve" ? "desk-reason" : "desk-reason-detail")
      .fill("Papers were looked at.");
    if (!again) await page.getByTestId("desk-resubmittable").uncheck();
    await shoot(page, `activation-desk-${choice}-${again ? "again" : "good"}`);
    await expectAccessible(page, button);
    await page.getByTestId("desk-decide").getByText(button).click();
    await page.locator(`[data-testid=activation-state][data-state=${state}]`).waitFor();
    if (state === "rejected")
      expect(
        await page.getByText("It cannot be submitted again.").count(),
        "whether it is for good is said",
      ).toBe(again ? 0 : 1);
    expectQuiet(window);
    await window.close();
  }
});

test("nobody decides their own submission, and who is no operator has no desk", async () => {
  const own = await openActivation({ role: "operator", activation: "submitted", ownSubmission: true });
  await own.page.getByTestId("desk-own").waitFor();
  expect(await own.page.getByTestId("desk-approve").count(), "there is no control that is refused").toBe(0);
  await shoot(own.page, "activation-desk-own");
  await expectAccessible(own.page, "One's own submission");
  await own.close();
  const admin = await openActivation({ activation: "submitted", reviewElsewhere: true });
  await admin.page.getByTestId("activation-submitted").waitFor();
  expect(await admin.page.getByTestId("desk").count()).toBe(0);
  await admin.close();
});

test("the desk in a narrow window", async () => {
  const window = await openActivation({
    role: "operator",
    activation: "in_review",
    width: 1024,
    height: 640,
    zoom: 2,
  });
  const { page } = window;
  await page.getByTestId("desk-ask").check();
  await page.getByTestId("desk-add-reason").click();
  await page.getByTestId("desk-reason-detail").first().scrollIntoViewIfNeeded();
  await shoot(page, "activation-desk-narrow");
  await expectAccessible(page, "The desk at 200 %");
  await window.close();
});

test("evidence leads to its key and to its request", async () => {
  const window = await openActivation({ seen: "all", live: true, activation: "approved" });
  const { page } = window;
  const id = await lineOf(page, "write").getByTestId("evidence-request").innerText();
  await lineOf(page, "write").getByTestId("evidence-request").click();
  await page.getByRole("heading", { name: "Requests", exact: true }).waitFor();
  expect(
    await page.getByTestId("request-search").inputValue(),
    "the whole id is looked for, not what is shown of it",
  ).toMatch(new RegExp(`^${id.split("…")[0]}[0-9a-f-]{28}$`, "u"));
  await page.getByTestId("nav-activation").click();
  expect(await lineOf(page, "second_admin").getByTestId("evidence").innerText()).toContain(
    "ben@acme.example",
  );
  await lineOf(page, "call").getByTestId("evidence-key").click();
  await page.getByRole("heading", { name: "Keys", exact: true }).waitFor();
  await window.close();
});

test("what is seen meanwhile appears in its line, and nothing moves under the pointer", async () => {
  const window = await openActivation({ news: true });
  const { page } = window;
  const command = lineOf(page, "call").getByTestId("how-to-command");
  await command.hover();
  const last = lineOf(page, "addresses").getByTestId("how-to-open");
  const [before, lastBefore] = [await command.boundingBox(), await last.boundingBox()];
  await setFake(page, { seen: "call" });
  await tell(page, {
    what: "changed",
    news: {
      kind: "activation",
      id: null,
      ids: [],
      environment: null,
      deed: "activation.proved",
      at: new Date().toISOString(),
    },
  });
  await lineOf(page, "call").getByTestId("evidence").waitFor();
  expect(await command.boundingBox(), "where the pointer is").toEqual(before);
  expect(await last.boundingBox(), "and below").toEqual(lastBefore);
  await page.getByTestId("activation-next").hover();
  await lineOf(page, "write").getByTestId("how-to").waitFor();
  expect(await lineOf(page, "call").getByTestId("how-to").count(), "what is done needs no way").toBe(0);
  expectQuiet(window);
  await window.close();
});

test("without a sandbox key the first step is to create one", async () => {
  const window = await openActivation({ keys: 0 });
  const { page } = window;
  await lineOf(page, "call").getByText("There is no active sandbox key yet.").waitFor();
  await shoot(page, "activation-no-key-light");
  await lineOf(page, "call").getByTestId("how-to-create").click();
  await page.getByTestId("create-name").waitFor();
  expectQuiet(window);
  await window.close();
});

test("a reason leads to its field, and what was typed is kept over a look at another page", async () => {
  const window = await openActivation({ activation: "more_information_needed", seen: "write" });
  const { page } = window;
  await page.getByTestId("activation-reason-field").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    () => document.activeElement?.getAttribute("data-testid") === "activation-purpose",
  );
  await page.getByText("The review says: Say which currencies").waitFor();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Euros, weekly.");
  await shoot(page, "activation-resubmit-light");
  await expectAccessible(page, "Changing what was sent back");
  await page.getByTestId("nav-keys").click();
  await page.getByTestId("nav-activation").click();
  expect(await page.getByTestId("activation-purpose").inputValue(), "it is still being changed").toBe(
    "Euros, weekly.",
  );
  expect(await page.getByTestId("activation-legal-name").inputValue(), "with what was submitted before").toBe(
    "Acme Payments Ltd",
  );
  await page.getByTestId("activation-purpose").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByTestId("activation-submitted").getByText("Euros, weekly.").waitFor();
  expectQuiet(window);
  await window.close();
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
