import { describe, expect, test } from "vitest";
import {
  dragFiles,
  expectAccessible,
  expectQuiet,
  open,
  setFake,
  shoot,
  type Window,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

/** What Rust makes of a pasted transcript with a secret in it. */
const transcript: NonNullable<Wish["pasted"]> = (correlationId) => ({
  secrets: 1,
  ids: [
    { kind: "correlation_id", id: correlationId, status: 403 },
    { kind: "hint", id: "ck_sandbox_…9f2c", status: null },
  ],
});

async function openRequests(wish: Wish): Promise<Window> {
  const window = await open({ keys: 4, ...wish });
  await window.page.getByTestId("nav-requests").click();
  return window;
}

describe.each(["light", "dark"] as const)("Requests, %s", (scheme) => {
  test("a list, and a request explained", async () => {
    const window = await openRequests({ scheme });
    const { page } = window;
    await page.getByTestId("request-row").first().waitFor();
    await shoot(page, `requests-${scheme}`);
    await expectAccessible(page, "Requests");
    await page.locator('[data-testid="request-row"][data-status="403"]').getByRole("button").first().click();
    await page.getByTestId("request-why").getByText("billing is read-only").waitFor();
    await page.getByTestId("related").getByText("Same key").waitFor();
    await shoot(page, `request-explained-${scheme}`);
    await expectAccessible(page, "The explanation");
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("request-drawer").count(), "Esc closes it").toBe(0);
    expectQuiet(window);
    await window.close();
  });

  test("1024x640 at 200 % zoom", async () => {
    const window = await openRequests({ scheme, width: 1024, height: 640, zoom: 2 });
    const { page } = window;
    await page.getByTestId("request-row").getByRole("button").first().click();
    await page.getByTestId("request-why").waitFor();
    await shoot(page, `request-zoom-${scheme}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, "nothing scrolls sideways").toBe(false);
    await expectAccessible(page, "Requests at 200 %");
    expectQuiet(window);
    await window.close();
  });

  test("no request yet, and none with an ID", async () => {
    const window = await openRequests({ scheme, requests: 0, dropped: 12 });
    const { page } = window;
    await page.getByText("No requests yet").waitFor();
    await shoot(page, `requests-empty-${scheme}`);
    await page.keyboard.press("/");
    await page.keyboard.type("order-0815");
    await page.keyboard.press("Enter");
    const none = page.getByTestId("request-none");
    await none.getByText("Nothing that is kept here has order-0815.").waitFor();
    await none.getByText("12 requests").waitFor();
    await shoot(page, `requests-none-${scheme}`);
    await expectAccessible(page, "No such request");
    expectQuiet(window);
    await window.close();
  });
});

test.each(["light", "dark"] as const)(
  "the list is narrowed by keyboard alone, and to one caller, %s",
  async (scheme) => {
    const window = await openRequests({ scheme });
    const { page } = window;
    const rows = page.getByTestId("request-row");
    await rows.first().waitFor();
    const all = await rows.count();
    await page.getByTestId("chip-answered").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("429");
    await page.keyboard.press("Enter");
    await page.getByTestId("request-none-narrowed").waitFor();
    await shoot(page, `requests-none-narrowed-${scheme}`);
    await page.getByTestId("chip-answered").press("Enter");
    await page.keyboard.type("4xx");
    await page.keyboard.press("Enter");
    await expect.poll(() => rows.count()).toBeLessThan(all);
    await expect
      .poll(() => rows.evaluateAll((found) => found.every((row) => /^4/u.test(row.dataset["status"] ?? ""))))
      .toBe(true);
    await rows.first().getByRole("button").first().click();
    await page.getByTestId("request-same-caller").click();
    await page.getByTestId("chip-address").getByText(/\d/u).waitFor();
    await shoot(page, `requests-narrowed-${scheme}`);
    await expectAccessible(page, "A narrowed list");
    await page.getByTestId("request-chips-clear").press("Enter");
    await expect.poll(() => rows.count()).toBe(all);
    expectQuiet(window);
    await window.close();
  },
);

test("a paste never enters the box: what Rust recognised in it is looked for, and a secret is told of", async () => {
  const window = await openRequests({});
  const { page } = window;
  await page.evaluate(`window.conduitFake.pasted = ${transcript.toString()}`);
  await page.getByTestId("request-row").first().waitFor();
  const box = page.getByTestId("request-search");
  await box.focus();
  const went = await box.evaluate((input) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "what the clipboard has");
    const event = new ClipboardEvent("paste", { clipboardData, cancelable: true, bubbles: true });
    return input.dispatchEvent(event);
  });
  expect(went, "the web view does not put it in").toBe(false);
  await page.getByTestId("request-why").getByText("billing is read-only").waitFor();
  await page.getByTestId("pasted-secrets").getByText("1 secret was in it").waitFor();
  const id = await page.getByTestId("request-row").getAttribute("data-correlation-id");
  expect(await box.inputValue(), "the most telling ID").toBe(id);
  await page.getByTestId("pasted").getByText("403").waitFor();
  await shoot(page, "requests-pasted");
  await expectAccessible(page, "What was recognised");
  await page.getByRole("button", { name: /key hint/u }).click();
  await page.getByTestId("request-none").waitFor();
  await page.getByRole("button", { name: "Put away" }).click();
  expect(await page.getByTestId("pasted").count()).toBe(0);
  expectQuiet(window);
  await window.close();
});

test("a clipboard that cannot be read is told, and nothing is lost", async () => {
  const window = await openRequests({});
  const { page } = window;
  await page.getByTestId("request-row").first().waitFor();
  const before = await page.getByTestId("request-row").count();
  await page.getByTestId("request-search").evaluate((input) => {
    input.dispatchEvent(new ClipboardEvent("paste", { cancelable: true, bubbles: true }));
  });
  await page.getByRole("alert").first().waitFor();
  expect(await page.getByTestId("request-row").count()).toBe(before);
  await window.close();
});

test("Ctrl+K leads from an ID to what it is of; a whole secret leads nowhere", async () => {
  const window = await openRequests({});
  const { page } = window;
  await page.getByTestId("request-row").first().waitFor();
  const refused = page.locator('[data-testid="request-row"][data-status="403"]');
  const id = (await refused.getAttribute("data-correlation-id")) ?? "";
  await page.getByTestId("nav-keys").click();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(id);
  await page.getByRole("option", { name: `Find requests with ${id}` }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("request-why").getByText("billing is read-only").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(`ck_sandbox_${"0123456789abcdef".repeat(4)}`);
  await page.getByText("Find its key by the last four characters").waitFor();
  expect(await page.getByRole("option").count(), "nothing is offered for it").toBe(0);
  expectQuiet(window);
  await window.close();
});

test("a request is explained by keyboard alone, from the page to the reply", async () => {
  const window = await openRequests({});
  const { page } = window;
  await page.getByTestId("request-row").first().waitFor();
  const id = await page
    .locator('[data-testid="request-row"][data-status="403"]')
    .getAttribute("data-correlation-id");
  await page.keyboard.press("/");
  await page.keyboard.type(id ?? "");
  await page.keyboard.press("Enter");
  await page.getByTestId("request-tell").getByText("read-write key").waitFor();
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press("Tab");
    const on = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    if (on === "request-copy-tell") break;
  }
  expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe(
    "request-copy-tell",
  );
  await page.keyboard.press("Enter");
  await page.getByTestId("request-drawer").getByText("Copied").first().waitFor();
  await window.close();
});

test("without a connection the page says so, and comes back by itself", async () => {
  const window = await openRequests({ offline: true });
  const { page } = window;
  await page
    .getByText(/cannot be reached/u)
    .first()
    .waitFor();
  await setFake(page, { offline: false });
  await page.getByTestId("request-row").first().waitFor();
  await window.close();
});

test.each(["light", "dark"] as const)(
  "a file that is dropped is looked into, one at a time, %s",
  async (scheme) => {
    const window = await open({ scheme });
    const { page } = window;
    await page.getByTestId("nav-requests").click();
    await page.getByTestId("request-search").waitFor();
    await dragFiles(page, "over");
    await page.getByTestId("request-over").waitFor();
    await shoot(page, `requests-over-${scheme}`);
    await expectAccessible(page, "A file over the page");
    await dragFiles(page, "dropped", ["one.har", "two.har"]);
    await page.getByText("One file at a time.").waitFor();
    await dragFiles(page, "dropped", ["one.har"]);
    await page.getByTestId("request-why").waitFor();
    expect(await page.getByText("One file at a time.").count()).toBe(0);
    await page.getByTestId("nav-keys").click();
    await page.getByTestId("key-row").first().waitFor();
    await dragFiles(page, "over");
    expect(await page.getByTestId("request-over").count(), "no other page wants files").toBe(0);
    expectQuiet(window);
    await window.close();
  },
);
