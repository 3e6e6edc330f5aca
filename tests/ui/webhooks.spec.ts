import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { NewsView } from "../../ui/src/contract/contract";
import {
  asked,
  expectAccessible,
  expectQuiet,
  open,
  setFake,
  shoot,
  tell,
  type Window,
  type Wish,
  withBrowser,
} from "./support/window";

withBrowser();

async function openWebhooks(wish: Wish = {}): Promise<Window> {
  const window = await open({ keys: 2, ...wish });
  await window.page.getByTestId("nav-webhooks").click();
  return window;
}

const row = (page: Page, part: string) =>
  page.getByTestId("webhook-row").filter({ hasText: part }).getByRole("button");
const drawer = (page: Page) => page.getByTestId("webhook-drawer");

const delivered: NewsView = {
  what: "changed",
  news: {
    kind: "webhook_delivery",
    id: "wdl_x",
    environment: "sandbox",
    deed: "webhook_delivery.changed",
    at: new Date().toISOString(),
  },
};

describe.each(["light", "dark"] as const)("Webhooks, %s", (scheme) => {
  test("the list, and one that fails", async () => {
    const window = await openWebhooks({ scheme });
    const { page } = window;
    await page.getByTestId("webhook-row").first().waitFor();
    await shoot(page, `webhooks-${scheme}`);
    await expectAccessible(page, "Webhooks");
    await row(page, "siem").click();
    await page.getByTestId("delivery").first().waitFor();
    await page.getByTestId("delivery").nth(1).getByRole("button").first().click();
    await page.getByTestId("attempt").nth(4).waitFor();
    await page.getByTestId("attempts").getByText("answered 503").first().waitFor();
    await page.getByTestId("attempts").getByText("No connection came about").waitFor();
    await shoot(page, `webhook-failing-${scheme}`);
    await expectAccessible(page, "A webhook");
    await page.keyboard.press("Escape");
    await drawer(page).waitFor({ state: "detached" });
    expectQuiet(window);
    await window.close();
  });

  test("none yet, and the form with its kinds of event", async () => {
    const window = await openWebhooks({ scheme, webhooks: 0 });
    const { page } = window;
    await page.getByTestId("webhooks-empty").waitFor();
    await shoot(page, `webhooks-empty-${scheme}`);
    await expectAccessible(page, "No webhook");
    await page.getByTestId("webhook-create").click();
    await page.getByTestId("webhook-url").fill("http://127.0.0.1:9000/in");
    await page.getByTestId("events-selected").check();
    await page.getByTestId("event-key.revoked").waitFor();
    expect(await page.getByTestId("event-webhook.test").count(), "a test is no choice").toBe(0);
    await page.getByTestId("event-key.revoked").check();
    await page.getByTestId("webhook-submit").click();
    await page.getByTestId("webhook-dialog").getByText("must begin with https").waitFor();
    await shoot(page, `webhook-form-${scheme}`);
    await expectAccessible(page, "The form");
    await page.getByTestId("webhook-url").fill("https://hooks.acme.example/in");
    await page.getByTestId("webhook-submit").click();
    const sheet = page.getByTestId("signing-secret-sheet");
    await sheet.waitFor();
    expect(await page.getByTestId("sheet-save").count(), "the keychain is for the secrets of keys").toBe(0);
    await shoot(page, `signing-secret-${scheme}`);
    await expectAccessible(page, "The signing secret");
    await page.keyboard.press("Escape");
    await page.getByTestId("signing-leave").click();
    await page.getByTestId("webhook-save").click();
    await page.getByTestId("signing-ticked").check();
    await page.getByTestId("signing-done").click();
    await sheet.waitFor({ state: "detached" });
    expect(await page.getByTestId("webhook-save").count(), "it is handed over").toBe(0);
    await drawer(page).getByText("Key revoked").waitFor();
    expectQuiet(window);
    await window.close();
  });
});

describe("What becomes of a webhook", () => {
  test("a test is shown as it goes: it fails, and is sent again with success", async () => {
    const window = await openWebhooks({ news: true, receiver: 500 });
    const { page } = window;
    await row(page, "chat").click();
    await page.getByTestId("delivery").first().waitFor();
    await page.getByTestId("webhook-test").click();
    await page.getByTestId("attempts").getByText("answered 500").waitFor();
    await page.getByTestId("next-attempt").waitFor();
    expect(await page.getByTestId("delivery-retry").count(), "what is under way is not sent again").toBe(0);
    await tell(page, delivered);
    await drawer(page).getByTestId("webhook-state").getByText("Failing").waitFor();
    await page.getByTestId("delivery").nth(1).getByRole("button").first().click();
    await setFake(page, { receiver: 204 });
    await page.getByTestId("delivery-retry").click();
    await page.getByTestId("delivery").nth(1).getByText("Got through").waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("it is switched off and on, and says what that means", async () => {
    const window = await openWebhooks();
    const { page } = window;
    await row(page, "chat").click();
    await page.getByTestId("webhook-off").click();
    await drawer(page).getByText("not kept for it").waitFor();
    await shoot(page, "webhook-off");
    await page.getByTestId("webhook-off-submit").click();
    await drawer(page).getByText("It is switched off").waitFor();
    expect(await page.getByTestId("webhook-test").getAttribute("aria-disabled")).toBe("true");
    await page.getByTestId("webhook-on").click();
    await drawer(page).getByTestId("webhook-state").getByText("Working").waitFor();
    await window.close();
  });

  test("a second rotation says which secret ends at once", async () => {
    const window = await openWebhooks();
    const { page } = window;
    await row(page, "chat").click();
    for (const again of [false, true]) {
      await page.getByTestId("webhook-rotate").click();
      expect(await page.getByTestId("rotate-again").count(), "the overlap that it cuts short").toBe(
        again ? 1 : 0,
      );
      if (again) await shoot(page, "webhook-rotate-again");
      await page.getByTestId("rotate-secret-submit").click();
      await page.getByTestId("signing-ticked").check();
      await page.getByTestId("signing-done").click();
    }
    await page.getByTestId("webhook-overlap").waitFor();
    await window.close();
  });

  test("one that cannot sign is rotated before it is tested", async () => {
    const window = await openWebhooks();
    const { page } = window;
    await row(page, "audit").click();
    await drawer(page).getByText("no sealing key").waitFor();
    expect(await page.getByTestId("webhook-test").getAttribute("aria-disabled")).toBe("true");
    await window.close();
  });
});

describe("Who sees webhooks", () => {
  test("support watches, tests and sends again", async () => {
    const window = await openWebhooks({ role: "support" });
    const { page } = window;
    await page.getByTestId("role-note").waitFor();
    await row(page, "chat").click();
    await page.getByTestId("webhook-test").waitFor();
    for (const name of ["webhook-create", "webhook-change", "webhook-rotate", "webhook-off"])
      expect(await page.getByTestId(name).count(), name).toBe(0);
    await shoot(page, "webhooks-support");
    await window.close();
  });

  test("onboarding has no such page", async () => {
    const window = await open({ keys: 2, role: "onboarding" });
    await window.page.getByTestId("key-row").first().waitFor();
    expect(await window.page.getByTestId("nav-webhooks").count()).toBe(0);
    await window.close();
  });
});

describe("When it is not as it should be", () => {
  test("loading, a failure, and offline", async () => {
    const loading = await openWebhooks({ hang: ["list_webhooks"] });
    await loading.page.getByText("Loading webhooks").waitFor({ state: "attached" });
    await loading.close();
    const failing = await openWebhooks({ fail: { list_webhooks: "internal" } });
    await failing.page.getByTestId("error-panel").waitFor();
    await failing.close();
    const window = await openWebhooks();
    const { page } = window;
    await row(page, "chat").click();
    await setFake(page, { offline: true });
    await page.getByTestId("offline-banner").waitFor();
    await drawer(page).getByText("Not possible while").first().waitFor();
    expect(await page.getByTestId("webhook-test").getAttribute("aria-disabled")).toBe("true");
    expect(await page.getByTestId("webhook-row").count(), "what was known stays").toBe(4);
    await shoot(page, "webhooks-offline");
    await window.close();
  });

  test("in a small window, and with the keyboard alone", async () => {
    const window = await openWebhooks({ width: 1024, height: 640 });
    const { page } = window;
    await row(page, "siem").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("delivery").first().waitFor();
    await shoot(page, "webhooks-1024");
    await expectAccessible(page, "A small window");
    await window.close();
  });

  test("where changes are told, nobody asks again", async () => {
    const window = await openWebhooks({ news: true });
    const { page } = window;
    await page.getByTestId("webhook-row").first().waitFor();
    await page.clock.install();
    await page.reload();
    await page.getByTestId("nav-webhooks").click();
    await page.getByTestId("webhook-row").first().waitFor();
    await page.clock.runFor(60_000);
    const before = await asked(page, "list_webhooks");
    await page.clock.runFor(600_000);
    expect((await asked(page, "list_webhooks")) - before, "in ten minutes").toBeLessThanOrEqual(2);
    await window.close();
  });
});
