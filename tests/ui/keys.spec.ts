import { describe, expect, test } from "vitest";
import {
  asked,
  expectAccessible,
  expectQuiet,
  holdFrames,
  open,
  setFake,
  shoot,
  tipOf,
  withBrowser,
} from "./support/window";

withBrowser();

describe.each(["light", "dark"] as const)("Keys page, %s", (scheme) => {
  test.each([0, 1, 31, 100_000])(
    "shows %i rows, accessibly and without a refusal by the policy",
    async (count) => {
      const window = await open({ scheme, keys: count });
      const { page } = window;
      if (count === 0) await page.getByText("No keys in Sandbox yet").waitFor();
      else await page.getByTestId("key-row").first().waitFor();
      await shoot(page, `keys-${count}-${scheme}`);
      await expectAccessible(page, `Keys with ${count} rows`);
      expect(await page.getByTestId("key-row").count(), "only rows near the window exist").toBeLessThan(60);
      expectQuiet(window);
      await window.close();
    },
  );

  test("a row opens a drawer with its facts and callers", async () => {
    const window = await open({ scheme, keys: 31 });
    const { page } = window;
    await page.getByTestId("key-row").nth(2).click();
    await page.getByTestId("key-drawer").getByText("Callers of the last hour").waitFor();
    await shoot(page, `keys-drawer-${scheme}`);
    await expectAccessible(page, "The drawer");
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("key-drawer").count(), "Esc closes what loses nothing").toBe(0);
    expectQuiet(window);
    await window.close();
  });

  test("a key in quarantine says until when, by whom and why", async () => {
    const window = await open({ scheme, keys: 31, quarantine: "Odd calls from a new address" });
    const { page } = window;
    const active = page.getByTestId("key-row").and(page.locator('[data-state="active"]'));
    await active.filter({ hasText: "read-write" }).first().click();
    const fact = page.getByTestId("key-quarantine");
    await fact.waitFor();
    const words =
      /^Only reads; writes again in (1 hr|\d+ min)\. By ana@acme\.example: Odd calls from a new address$/u;
    expect(await fact.innerText()).toMatch(words);
    await shoot(page, `keys-quarantine-${scheme}`);
    await expectAccessible(page, "A key in quarantine");
    expectQuiet(window);
    await window.close();
  });

  test("long, right-to-left and emoji names stay in their place", async () => {
    const names = [
      `${"very-long-name-that-goes-on-".repeat(3)}end`.slice(0, 80),
      "مفتاح الدفع الرئيسي للنظام",
      "🔑 clés spéciales 🇫🇷 👩‍👩‍👧‍👦",
      "<b>not bold</b>",
    ];
    const window = await open({
      scheme,
      keys: 8,
      names,
      width: 1024,
      height: 640,
    });
    const { page } = window;
    const rows = page.getByTestId("key-row");
    await rows.first().waitFor();
    expect(await page.getByText("<b>not bold</b>").count(), "a name is text, never markup").toBeGreaterThan(
      0,
    );
    await rows.and(page.locator(`[data-name^="very-long"]`)).click();
    await page.getByTestId("key-drawer").waitFor();
    await shoot(page, `keys-names-${scheme}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide, "nothing scrolls sideways").toBe(false);
    await expectAccessible(page, "Unusual names");
    expectQuiet(window);
    await window.close();
  });

  test("1024x640 at 200 % zoom can still be used", async () => {
    const window = await open({
      scheme,
      keys: 31,
      width: 1024,
      height: 640,
      zoom: 2,
    });
    const { page } = window;
    await page.getByTestId("key-row").first().waitFor();
    await shoot(page, `keys-zoom-${scheme}`);
    await expectAccessible(page, "At 200 %");
    await page.getByTestId("create-key").click();
    await page.getByTestId("create-name").fill("zoomed");
    await shoot(page, `create-zoom-${scheme}`);
    await page.getByTestId("create-submit").click();
    await page.getByTestId("sheet-saved").check();
    await shoot(page, `sheet-zoom-${scheme}`);
    await page.getByTestId("sheet-done").click();
    await page.locator('[data-name="zoomed"][data-state="active"]').waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("a list that takes long shows skeleton rows", async () => {
    const window = await open({ scheme, hang: ["list_keys"] });
    await window.page.getByText("Loading keys").waitFor();
    await shoot(window.page, `keys-loading-${scheme}`);
    await expectAccessible(window.page, "Loading");
    expectQuiet(window);
    await window.close();
  });

  test("an error says what, why and what to do, with a reference", async () => {
    const window = await open({ scheme, fail: { list_keys: "internal" } });
    await window.page.getByTestId("error-reference").waitFor();
    await shoot(window.page, `keys-error-${scheme}`);
    await expectAccessible(window.page, "An error");
    expectQuiet(window);
    await window.close();
  });

  test("offline keeps the rows, says their age and turns changes off with the reason", async () => {
    const window = await open({ scheme });
    const { page } = window;
    await page.getByTestId("key-row").nth(1).click();
    await setFake(page, { offline: true });
    await page.getByTestId("offline-banner").waitFor();
    expect(await page.getByTestId("key-row").count(), "the data stays").toBeGreaterThan(5);
    for (const control of ["create-key", "drawer-rotate", "drawer-revoke"]) {
      const button = page.getByTestId(control);
      expect(await button.getAttribute("aria-disabled"), `${control} is off`).toBe("true");
      expect(await tipOf(page, control), `${control} says why`).toContain("cannot be reached");
    }
    expect(await page.locator("[role=status] time").count(), "what ticks is not read out each second").toBe(
      0,
    );
    await shoot(page, `keys-offline-${scheme}`);
    await expectAccessible(page, "Offline");
    await setFake(page, { offline: false });
    await page.getByTestId("offline-banner").waitFor({ state: "detached" });
    expectQuiet(window);
    await window.close();
  });

  test("live is locked until activation, and says where the way is", async () => {
    const window = await open({ scheme });
    const { page } = window;
    await page.getByTestId("key-row").first().waitFor();
    await page.getByTestId("environment-live").click();
    await page.getByTestId("live-locked").waitFor();
    expect(await page.getByTestId("create-key").count(), "no key can be created").toBe(0);
    await shoot(page, `keys-live-locked-${scheme}`);
    await expectAccessible(page, "Live, locked");
    expectQuiet(window);
    await window.close();
  });

  test("live looks unmistakably different", async () => {
    const window = await open({ scheme, live: true });
    const { page } = window;
    await page.getByTestId("environment-live").click();
    await page.locator('[data-testid="key-row"][data-key-id*="live"]').first().waitFor();
    await shoot(page, `keys-live-${scheme}`);
    await expectAccessible(page, "Live");
    expectQuiet(window);
    await window.close();
  });

  test("a role that may not change keys has no such controls, and is told once", async () => {
    const window = await open({ scheme, role: "support" });
    const { page } = window;
    await page.getByTestId("key-row").nth(1).click();
    await page.getByTestId("role-note").waitFor();
    for (const control of ["create-key", "drawer-rotate", "drawer-revoke"]) {
      expect(await page.getByTestId(control).count(), `${control} is absent`).toBe(0);
    }
    await shoot(page, `keys-support-${scheme}`);
    await expectAccessible(page, "Support");
    expectQuiet(window);
    await window.close();
  });
});

test("the whole table works by keyboard", async () => {
  const window = await open();
  const { page } = window;
  await page.getByTestId("key-row").first().waitFor();
  await page.keyboard.press("/");
  expect(
    await page.evaluate(() => document.activeElement?.getAttribute("data-testid")),
    "/ goes to the search",
  ).toBe("key-search");
  await page.keyboard.type("reporting");
  expect(await page.getByTestId("key-row").count(), "the list narrows as one types").toBe(2);
  await page.keyboard.press("Escape");
  await page.getByTestId("key-table").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const second = await page.getByTestId("key-row").nth(1).getAttribute("data-name");
  await page
    .getByTestId("key-drawer")
    .getByRole("heading", { name: second ?? "?" })
    .waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  expect(await page.getByTestId("key-drawer").count(), "Esc closes the drawer").toBe(0);
  await page.keyboard.press("c");
  await page.getByTestId("create-name").waitFor();
  await page.keyboard.type("half");
  await page.keyboard.press("Escape");
  await page.getByTestId("create-dialog").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "key-table");
  await page.keyboard.press("c");
  expect(await page.getByTestId("create-name").inputValue(), "Esc lost nothing that was typed").toBe("half");
  expectQuiet(window);
  await window.close();
});

test("Ctrl+K finds a key by the end of its hint, and ? shows all keys of the keyboard", async () => {
  const window = await open();
  const { page } = window;
  await page.getByTestId("key-row").first().waitFor();
  // Nobody waits for the next frame before they type.
  const letFrames = await holdFrames(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("billing");
  await letFrames();
  expect(await page.getByRole("combobox").inputValue()).toBe("billing");
  await page.getByRole("option").first().waitFor();
  await shoot(page, "palette-light");
  await expectAccessible(page, "The palette");
  await page.keyboard.press("Enter");
  await page.getByTestId("key-drawer").waitFor();
  await page.keyboard.press("?");
  await page.getByText("Find a key, an ID or a page").waitFor();
  await shoot(page, "shortcuts-light");
  await expectAccessible(page, "The keyboard's list");
  expectQuiet(window);
  await window.close();
});

test("of 100 000 keys only what is on the screen and a little more is asked for", async () => {
  const window = await open({ keys: 100_000 });
  const { page } = window;
  await page.getByTestId("key-row").first().waitFor();
  expect(await asked(page, "list_keys"), "one page").toBeLessThanOrEqual(2);
  await page.getByTestId("key-table").focus();
  await page.keyboard.press("End");
  await page.locator("#key-row-99").waitFor();
  await page.keyboard.press("End");
  await page.locator("#key-row-199").waitFor();
  await page.keyboard.press("Home");
  await page.locator("#key-row-0").waitFor();
  const rows = await page.getByTestId("key-table").getAttribute("aria-rowcount");
  expect(rows, "a screen reader is told how many there are").toBe("100001");
  // The other end is one press away.
  await page.getByRole("button", { name: "Created", exact: true }).click();
  const oldest = page.locator('[data-testid="key-row"][aria-rowindex="2"]:not([data-name="billing-sync"])');
  await oldest.waitFor();
  expectQuiet(window);
  await window.close();
});

test("rows that come in move neither the screen nor the row that the keyboard is on", async () => {
  const window = await open({ keys: 300, news: true });
  const { page } = window;
  await page.getByTestId("key-table").focus();
  for (let more = 0; more < 4; more += 1) await page.keyboard.press("PageDown");
  await page.waitForFunction(() => {
    const table = document.querySelector('[data-testid="key-table"]');
    const row = document.getElementById(table?.getAttribute("aria-activedescendant") ?? "");
    return row !== null && row.getBoundingClientRect().bottom <= innerHeight;
  });
  const current = () =>
    page.evaluate(() => {
      const table = document.querySelector('[data-testid="key-table"]');
      const row = document.getElementById(table?.getAttribute("aria-activedescendant") ?? "");
      return { name: row?.dataset["name"], top: row?.getBoundingClientRect().top };
    });
  const before = await current();
  for (const name of ["one", "two", "three"]) {
    await page.keyboard.press("c");
    await page.getByTestId("create-name").fill(name);
    await page.getByTestId("create-submit").click();
    await page.getByTestId("sheet-saved").check();
    await page.getByTestId("sheet-done").click();
    await page.getByTestId("one-time-sheet").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
  }
  await page.waitForFunction(
    () => document.querySelector('[data-testid="key-table"]')?.getAttribute("aria-rowcount") === "304",
  );
  await page.getByTestId("key-drawer").waitFor({ state: "detached" });
  expect(await current(), "the same key at the same place").toEqual(before);
  expectQuiet(window);
  await window.close();
});

test("a key that the list does not show is opened all the same, and stays open", async () => {
  const window = await open({ keys: 300 });
  const { page } = window;
  await page.getByTestId("key-row").first().waitFor();
  await page.getByTestId("key-search").fill("nowhere");
  await page.getByText("No key matches").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("billing");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("key-drawer").waitFor();
  expectQuiet(window);
  await window.close();
});

/** What the host in memory says of itself to a spec. */
type Faked = typeof globalThis & { gone?: number; conduitFake?: { asked?: Record<string, number> } };

test("an open key stays open while it leaves the list, without a gap", async () => {
  const window = await open({ keys: 31 });
  const { page } = window;
  await page.getByTestId("key-row").first().click();
  await page.getByTestId("key-drawer").waitFor();
  await page.evaluate(() => {
    (globalThis as Faked).gone = 0;
    new MutationObserver(() => {
      if (document.querySelector('[data-testid="key-drawer"]') === null) (globalThis as Faked).gone = 1;
    }).observe(document.body, { childList: true, subtree: true });
  });
  // Long enough for the key to be out of the list and not yet looked at by itself.
  await setFake(page, { delay: 200 });
  const looked = await asked(page, "get_key");
  await page.getByTestId("key-search").fill("nowhere");
  await page.getByText("No key matches").waitFor();
  await page.waitForFunction(
    (before) => ((globalThis as Faked).conduitFake?.asked?.["get_key"] ?? 0) > before,
    looked,
  );
  await page.getByTestId("key-drawer").waitFor();
  expect(await page.evaluate(() => (globalThis as Faked).gone)).toBe(0);
  expectQuiet(window);
  await window.close();
});

test("a secret that is looked for is not sent, and what to look for instead is said", async () => {
  const window = await open({ keys: 31 });
  const { page } = window;
  await page.getByTestId("key-row").first().waitFor();
  const secret = `ck_sandbox_${"0123456789abcdef".repeat(4)}`;
  await page.getByTestId("key-search").fill(secret);
  await page.getByText("Find its key by the last four characters").waitFor();
  expect(await page.getByTestId("key-row").count(), "rows that were not asked for are not shown").toBe(0);
  await shoot(page, "keys-secret-searched-light");
  await expectAccessible(page, "A secret in the search");
  await page.getByRole("button", { name: "Clear the search" }).click();
  await page.getByTestId("key-row").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(secret);
  await page.getByText("Find its key by the last four characters").waitFor();
  expectQuiet(window);
  await window.close();
});

test("something long that nobody has stays within its place", async () => {
  const window = await open({ keys: 3 });
  const { page } = window;
  const long = "no-such-key-".repeat(30);
  await page.getByTestId("key-search").fill(long);
  await page.getByText("No key matches").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(long);
  const told = page.getByRole("dialog").getByRole("status");
  await told.waitFor();
  await shoot(page, "palette-long-light");
  for (const place of [told, page.locator("main")]) {
    const isCut = await place.evaluate((element) => element.scrollWidth > element.clientWidth);
    expect(isCut, "nothing runs out at the side").toBe(false);
  }
  expectQuiet(window);
  await window.close();
});

test("what cannot be loaded under a tab leaves the other tabs at hand", async () => {
  const window = await open({ keys: 31 });
  const { page } = window;
  await page.getByTestId("key-row").first().waitFor();
  await setFake(page, { offline: true });
  await page.getByTestId("offline-banner").waitFor();
  await page.getByRole("button", { name: /^Revoked/u }).click();
  await page.getByText("Keys not loaded yet").waitFor();
  await shoot(page, "keys-tab-offline-light");
  await page.getByRole("button", { name: /^All/u }).click();
  await page.getByTestId("key-row").first().waitFor();
  expectQuiet(window);
  await window.close();
});

test.each(["light", "dark"] as const)(
  "the list is narrowed by level, age, end and creator, by keyboard alone, %s",
  async (scheme) => {
    const window = await open({ scheme, keys: 31 });
    const { page } = window;
    const rows = page.getByTestId("key-row");
    await rows.first().waitFor();
    const all = await page.getByRole("button", { name: /^All/u }).innerText();
    await page.getByTestId("chip-access").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("write");
    await shoot(page, `keys-chip-${scheme}`);
    await expectAccessible(page, "A chip's choices");
    await page.keyboard.press("Enter");
    await page.getByTestId("chip-access").getByText("read-write").waitFor();
    await expect.poll(() => page.getByRole("button", { name: /^All/u }).innerText()).not.toBe(all);
    // Whoever types at once is ahead of the next frame of a busy computer, here of all of them.
    const letFrames = await holdFrames(page);
    await page.getByTestId("chip-creator").click();
    await page.keyboard.press("Enter");
    await letFrames();
    await page.getByTestId("chip-age").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("over 30");
    await page.keyboard.press("Enter");
    await page.getByTestId("chip-age").getByText("over 30 days").waitFor();
    await page.getByTestId("chip-ends").click();
    await page.getByRole("option", { name: "within 90 days" }).click();
    await shoot(page, `keys-narrowed-${scheme}`);
    await expectAccessible(page, "A narrowed list");
    for (const what of ["Access", "Age", "Expires", "Created by"])
      await page.getByRole("button", { name: `Remove: ${what}` }).click();
    await expect.poll(() => page.getByRole("button", { name: /^All/u }).innerText()).toBe(all);
    await window.close();
  },
);

test.each(["light", "dark"] as const)(
  "how old keys may become stands with those that are due, and changing it says why, %s",
  async (scheme) => {
    const window = await open({ scheme, keys: 31 });
    const { page } = window;
    const due = page.getByRole("button", { name: /^Due/u });
    await due.click();
    const policy = page.getByTestId("due-policy");
    await policy.getByText("is due when it is a year old").waitFor();
    await policy.getByTestId("due-policy-change").click();
    await page.getByTestId("policy-days").selectOption("30");
    expect(await page.getByTestId("policy-save").getAttribute("aria-disabled"), "why comes first").toBe(
      "true",
    );
    await page.getByTestId("policy-reason").fill("The auditors ask for it");
    await shoot(page, `due-policy-dialog-${scheme}`);
    await expectAccessible(page, "How old keys may become");
    await page.getByTestId("policy-save").click();
    await policy.getByText("is due when it is 30 days old").waitFor();
    await page.getByTestId("key-row").first().waitFor();
    await shoot(page, `due-policy-${scheme}`);
    await expectAccessible(page, "What is due by the policy");
    expectQuiet(window);
    await window.close();
  },
);

test("who may not say how old keys may become reads it without a control", async () => {
  const window = await open({ keys: 8, role: "support" });
  const { page } = window;
  const due = page.getByRole("button", { name: /^Due/u });
  await due.click();
  await page.getByTestId("due-policy").waitFor();
  expect(await page.getByTestId("due-policy-change").count()).toBe(0);
  await window.close();
});
