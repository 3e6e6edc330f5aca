/** What a service has no call for: the person is led through its own page, and every step is proved. */
import { describe, expect, test } from "vitest";
import { service } from "./support/places";
import { expectAccessible, expectQuiet, open, shoot, withBrowser, type Wish } from "./support/window";

withBrowser();

/** A window in which a run stands at the step that takes the secret. */
async function atTheSecret(wish: Wish = {}) {
  const window = await open({ ...service, ...wish });
  const { page } = window;
  await page.getByTestId("create-key").click();
  await page.getByTestId("guide-name").fill("billing");
  await page.getByTestId("guide-begin").click();
  await page.getByTestId("guide-open").click();
  await page.getByTestId("guide-done").click();
  await page.getByTestId("guide-take").waitFor();
  return window;
}

describe.each(["light", "dark"] as const)("%s", (scheme) => {
  test("a key is created there step by step, and the last step is proved without another press", async () => {
    const window = await atTheSecret({ scheme });
    const { page } = window;
    await shoot(page, `${scheme}-guide-take`);
    // The keyboard is where the next step is, so that Enter goes on.
    await page.keyboard.press("Enter");
    await page.getByTestId("guide-outcome").waitFor();
    await expect.poll(() => page.getByTestId("guide-proof").textContent()).toContain("accepted (200)");
    await shoot(page, `${scheme}-guide-finished`);
    await page.getByTestId("guide-close").click();
    await page.getByTestId("key-row").first().waitFor();
    await expectAccessible(page, "a key of a service");
    expectQuiet(window);
  });

  test("at 200 % everything of it can be reached", async () => {
    const window = await open({ ...service, serviceKey: true, scheme, width: 1024, height: 640, zoom: 2 });
    const { page } = window;
    await page.getByTestId("key-row").first().click();
    await page.getByTestId("drawer-rotate").click();
    await page.getByTestId("guide-begin").click();
    await page.getByTestId("guide-open").click();
    await page.getByTestId("guide-done").click();
    await shoot(page, `${scheme}-zoomed-guide`);
    await page.getByTestId("guide-later").click();
    await page.getByTestId("guide-strip").waitFor();
    await expectAccessible(page, "what is under way");
    expectQuiet(window);
  });
});

test("what is begun is gone on with from the list of keys, where it was left", async () => {
  const { page } = await atTheSecret();
  await page.getByTestId("guide-later").click();
  await expect.poll(() => page.getByTestId("guide-strip").textContent()).toContain("step 3 of 4");
  await page.getByTestId("guide-go-on").click();
  await page.getByTestId("guide-take").click();
  await page.getByTestId("guide-outcome").waitFor();
  await page.getByTestId("guide-close").click();
  await expect.poll(() => page.getByTestId("guide-strip").count()).toBe(0);
});

test("what is not the secret is said, and nothing is lost", async () => {
  const { page } = await atTheSecret({ clipboardEmpty: true });
  await page.getByTestId("guide-take").click();
  // Read without opening anything: no field stands here that could be marked.
  const told = page.getByTestId("error-panel").getByText(/shorter or longer/u);
  await expect.poll(() => told.isVisible()).toBe(true);
  await expect.poll(() => page.getByTestId("guide-take").isVisible()).toBe(true);
});

test("without a keychain no secret is taken, and it is said why", async () => {
  const { page } = await atTheSecret({ keychain: "missing" });
  await expect.poll(() => page.getByTestId("guide-take").getAttribute("aria-disabled")).toBe("true");
  await expect.poll(() => page.getByTestId("guide-dialog").textContent()).toContain("Saving is not possible");
});

test("a proof is left out only with a reason, and shows as unproved for ever", async () => {
  const { page } = await open({ ...service, serviceKey: true });
  await page.getByTestId("key-row").first().click();
  await page.getByTestId("drawer-rotate").click();
  await page.getByTestId("guide-begin").click();
  await page.getByTestId("guide-open").click();
  await page.getByTestId("guide-done").click();
  await page.getByTestId("guide-take").click();
  await page.getByTestId("guide-done").click();
  await page.getByTestId("guide-done").click();
  await page.getByTestId("guide-prove").click();
  await page.getByTestId("guide-leave-out").click();
  await expect.poll(() => page.getByTestId("guide-leave-out-submit").isDisabled()).toBe(true);
  await page.getByTestId("guide-reason").fill("The service is down today");
  await page.getByTestId("guide-leave-out-submit").click();
  await expect.poll(() => page.getByTestId("guide-left").textContent()).toContain("It may still work");
  await expect
    .poll(() => page.getByTestId("guide-steps").textContent())
    .toContain("Left out: The service is down today");
});

test("giving up asks first", async () => {
  const { page } = await atTheSecret();
  await page.getByTestId("guide-give-up").click();
  await page.getByTestId("guide-give-up-submit").click();
  await expect.poll(() => page.getByTestId("guide-outcome").getAttribute("data-outcome")).toBe("abandoned");
});

test("nothing is offered or said that the service does not know of its keys", async () => {
  const { page } = await open({ ...service, serviceKey: true });
  await page.getByTestId("key-row").first().click();
  const drawer = page.getByTestId("key-drawer");
  await expect.poll(() => drawer.textContent()).toContain("as you declared it");
  for (const unknown of ["Last used", "Expires", "Addresses", "Spending", "Confirmed"])
    expect(await drawer.textContent(), unknown).not.toContain(unknown);
  for (const page_ of ["rotations", "activation", "audit", "members", "alerts", "spending"])
    expect(await page.getByTestId(`nav-${page_}`).count(), page_).toBe(0);
  expect(await page.getByTestId("key-mark").count(), "nothing is revoked in bulk by hand").toBe(0);
});
