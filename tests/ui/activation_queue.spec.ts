import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { lineOf, openActivation } from "./support/activation";
import {
  expectAccessible,
  expectQuiet,
  setFake,
  shoot,
  tabTo,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

const others = [
  { name: "Borealis AS", state: "submitted", minutesAgo: 190, documents: 2, proofs: 8 },
  { name: "Corona Zahlungen GmbH", state: "in_review", minutesAgo: 60 * 26, documents: 3, proofs: 7 },
  { name: "Delta Payroll", state: "more_information_needed", minutesAgo: 60 * 50, documents: 1, proofs: 4 },
  { name: "Eos Trading", state: "approved", minutesAgo: 60 * 24 * 9, documents: 4, proofs: 8 },
] as const;
const desk: Wish = { role: "operator", activation: "submitted", others: [...others] };

const row = (page: Page, name: string) => page.locator(`[data-testid=queue-row][data-name="${name}"]`);
const names = (page: Page) =>
  page.getByTestId("queue-row").evaluateAll((rows) => rows.map((one) => one.getAttribute("data-name")));

describe.each(["light", "dark"] as const)("The operator's queue, %s", (scheme) => {
  test("who waits longest comes first, and one is decided by keyboard alone", async () => {
    const window = await openActivation({ ...desk, scheme });
    const { page } = window;
    await page.getByTestId("queue-row").first().waitFor();
    expect(await names(page)).toEqual(["Corona Zahlungen GmbH", "Borealis AS", "Acme Ltd"]);
    expect(await page.getByTestId("badge-activation").textContent()).toContain("3 organizations wait");
    await shoot(page, `activation-queue-${scheme}`);
    await expectAccessible(page, "The queue");

    await row(page, "Borealis AS").getByRole("button").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("desk").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("queue-back");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Borealis AS");
    expect(await lineOf(page, "organization").textContent(), "it is theirs").toContain("Borealis AS");
    expect(
      await page.getByTestId("evidence-key").or(page.getByTestId("evidence-request")).count(),
      "nothing leads to keys and requests that are not found",
    ).toBe(0);
    await shoot(page, `activation-queue-desk-${scheme}`);
    await expectAccessible(page, "Another organization's desk");

    await tabTo(page, "desk-review");
    await page.keyboard.press("Enter");
    await page.getByTestId("desk-review").waitFor({ state: "detached" });
    await tabTo(page, "desk-approve");
    await page.keyboard.press(" ");
    await tabTo(page, "desk-reason");
    await page.keyboard.type("Register and papers seen");
    await tabTo(page, "desk-decide");
    await page.keyboard.press("Enter");
    await page.locator('[data-testid=activation-state][data-state="approved"]').waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("queue-row").first().waitFor();
    await expect
      .poll(() => names(page), { message: "it waits no more" })
      .toEqual(["Corona Zahlungen GmbH", "Acme Ltd"]);
    expect(await page.getByTestId("badge-activation").textContent()).toContain("2 organizations wait");
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid")), {
        message: "the keyboard goes on where the row was",
      })
      .toBe("queue-filter-waiting");
    expectQuiet(window);
    await window.close();
  });
});

test("whoever comes back is where they left, and what was typed is kept for its own organization", async () => {
  const window = await openActivation(desk);
  const { page } = window;
  await row(page, "Corona Zahlungen GmbH").click();
  await page.getByTestId("desk-ask").check();
  await page.getByTestId("desk-reason-detail").fill("The register has another name.");
  await page.getByTestId("queue-back").click();
  await page.getByTestId("queue-row").first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(
    "Corona Zahlungen GmbH",
  );
  await row(page, "Borealis AS").click();
  await page.getByTestId("desk-approve").waitFor();
  expect(await page.getByTestId("desk-ask").isChecked(), "another one's decision is another one").toBe(false);
  await page.keyboard.press("Escape");
  await row(page, "Corona Zahlungen GmbH").click();
  expect(await page.getByTestId("desk-reason-detail").inputValue()).toBe("The register has another name.");
  await window.close();
});

test("each filter says how many there are, and an empty one why", async () => {
  const window = await openActivation({
    ...desk,
    others: others.filter(({ state }) => state === "approved"),
  });
  const { page } = window;
  const filter = (name: string) => page.getByTestId(`queue-filter-${name}`);
  expect(await filter("waiting").textContent()).toMatch(/Waiting\s*1/u);
  await row(page, "Acme Ltd").click();
  await page.getByTestId("queue-back").click();
  await filter("decided").click();
  await expect.poll(() => names(page)).toEqual(["Eos Trading"]);
  await filter("sent_back").click();
  await page.getByTestId("queue-empty").getByText("Nothing is sent back").waitFor();
  await expectAccessible(page, "An empty queue");
  await filter("all").click();
  await expect
    .poll(() => names(page), { message: "what was submitted last comes first" })
    .toEqual(["Acme Ltd", "Eos Trading"]);
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
  expect(focused, "a list that is drawn anew takes the keyboard from nobody").toBe("queue-filter-all");
  await window.close();
});

test("one organization alone is no queue, and who is no operator has none", async () => {
  const alone = await openActivation({ role: "operator", activation: "submitted" });
  await alone.page.getByTestId("desk").waitFor();
  expect(await alone.page.getByTestId("queue-back").count(), "there is nothing to go back to").toBe(0);
  await alone.close();
  const admin = await openActivation({ activation: "submitted", others: [...others] });
  await admin.page.getByTestId("activation-line").first().waitFor();
  expect(await admin.page.getByTestId("queue-row").count()).toBe(0);
  await admin.close();
});

test("a lost connection keeps what is shown", async () => {
  const window = await openActivation(desk);
  const { page } = window;
  await page.getByTestId("queue-row").first().waitFor();
  await setFake(page, { offline: true });
  await page.getByTestId("offline-banner").waitFor();
  expect(await page.getByTestId("queue-row").count(), "what is known stays").toBe(3);
  await window.close();
});

test("the queue in a narrow window at 200 %, with a name as long as there is one", async () => {
  const name = "x".repeat(100);
  const long = { name, state: "submitted", minutesAgo: 2, documents: 1, proofs: 1 } as const;
  const window = await openActivation({
    ...desk,
    others: [...others, long],
    width: 1024,
    height: 640,
    zoom: 2,
  });
  const { page } = window;
  await page.getByTestId("queue-row").first().waitFor();
  await shoot(page, "activation-queue-narrow");
  await expectAccessible(page, "The queue at 200 %");
  await row(page, name).getByRole("button").click();
  await page.getByTestId("desk").waitFor();
  const inside = await page
    .getByRole("heading", { level: 1 })
    .evaluate((one) => one.scrollWidth <= one.clientWidth);
  expect(inside, "nothing of it is cut or lies over something else").toBe(true);
  await shoot(page, "activation-queue-desk-narrow");
  await expectAccessible(page, "Another organization's desk at 200 %");
  await window.close();
});
