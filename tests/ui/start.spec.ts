import { describe, expect, test } from "vitest";
import { policy } from "./support/server";
import { expectAccessible, expectQuiet, open, setFake, shoot, withBrowser } from "./support/window";

withBrowser();

describe.each(["light", "dark"] as const)("The first and the failed start, %s", (scheme) => {
  test("the welcome asks one thing and leads to an empty sandbox", async () => {
    const window = await open({ scheme, setup: "needed", keys: 0 });
    const { page } = window;
    await page.getByTestId("welcome-name").waitFor();
    await shoot(page, `welcome-${scheme}`);
    await expectAccessible(page, "Welcome");
    await page.getByTestId("welcome-name").fill("Acme Ltd");
    await page.getByTestId("welcome-continue").click();
    await page.getByText("No keys in Sandbox yet").waitFor();
    expect(await page.getByTestId("base-url").textContent(), "the true address is shown").toBe(
      "http://127.0.0.1:7401/v2",
    );
    expectQuiet(window);
    await window.close();
  });

  test("a start that failed says why, and can be tried again", async () => {
    const window = await open({ scheme, setup: "failed" });
    const { page } = window;
    await page.getByTestId("error-reference").waitFor();
    await shoot(page, `start-failed-${scheme}`);
    await expectAccessible(page, "A failed start");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByTestId("key-row").first().waitFor();
    expectQuiet(window);
    await window.close();
  });

  test("the reveal window shows the secret whole, selectable, and counts down", async () => {
    const window = await open({
      scheme,
      path: "/reveal.html",
      width: 560,
      height: 320,
    });
    const { page } = window;
    const shown = (await page.getByTestId("revealed-secret").textContent()) ?? "";
    expect(shown.length, "groups are drawn, not written into the text").toBe("ck_sandbox_".length + 64);
    await page.getByText(/Closes by itself in \d+ s/u).waitFor();
    await shoot(page, `reveal-${scheme}`);
    await expectAccessible(page, "Reveal");
    await page.getByTestId("reveal-close").click();
    await page.getByTestId("revealed-secret").waitFor({ state: "detached" });
    expectQuiet(window);
    await window.close();
  });

  test("the reveal window shows an authenticator's picture with its letters, and backup codes in a list", async () => {
    for (const [revealed, part] of [
      ["authenticator", "revealed-picture"],
      ["backup_codes", "revealed-codes"],
    ] as const) {
      const window = await open({ scheme, path: "/reveal.html", width: 720, height: 420, revealed });
      const { page } = window;
      await page.getByTestId(part).waitFor();
      await shoot(page, `reveal-${revealed}-${scheme}`);
      await expectAccessible(page, revealed);
      expect(
        await page.evaluate(
          "document.querySelector('main').scrollHeight - document.querySelector('main').clientHeight",
        ),
        "all of it fits",
      ).toBe(0);
      expectQuiet(window);
      await window.close();
    }
  });
});

test("starting offline says so, shows no empty page, and fills by itself", async () => {
  const window = await open({ offline: true });
  const { page } = window;
  await page.getByText("Keys not loaded yet").waitFor();
  await shoot(page, "start-offline-light");
  await expectAccessible(page, "Starting offline");
  await setFake(page, { offline: false });
  await page.getByTestId("key-row").first().waitFor();
  expectQuiet(window);
  await window.close();
});

test("a dialog that moves in ends in the middle, with motion as without", async () => {
  const window = await open({ keys: 1, motion: true });
  const { page } = window;
  await page.getByTestId("create-key").click();
  const middle = await page.getByTestId("create-dialog").evaluate((dialog) => {
    // Played once more from its beginning: by now it may be over.
    dialog.style.animation = "none";
    dialog.getBoundingClientRect();
    dialog.style.animation = "";
    const frames = dialog.getAnimations().map((animation) => {
      animation.pause();
      animation.currentTime = 1;
      const { left, width } = dialog.getBoundingClientRect();
      return left + width / 2;
    });
    return { frames, window: innerWidth / 2 };
  });
  expect(middle.frames.length, "it does move when motion is welcome").toBeGreaterThan(0);
  for (const at of middle.frames)
    expect(Math.abs(at - middle.window), "never beside its place").toBeLessThan(2);
  expectQuiet(window);
  await window.close();
});

test("the policy allows nothing inline, nothing evaluated and nothing from elsewhere", () => {
  expect(policy, "the real window's policy is what the specs run under").toContain("default-src 'self'");
  expect(policy, "no exception was made").not.toMatch(/unsafe|https:|\*/u);
});

test("the specs would hear a refusal by the policy, and a library that changes Object.prototype would fail", async () => {
  const window = await open({ keys: 1 });
  await window.page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", '<p style="color: red">inline</p>');
  });
  await expect
    .poll(() => window.troubles.join(), {
      message: "the control must be heard",
    })
    .toContain("style-src");
  expect(await window.page.evaluate(() => Object.isFrozen(Object.prototype)), "as Tauri will have it").toBe(
    true,
  );
  await window.close();
});

test("a defect of a page is noted, said, and leaves the other pages alone", async () => {
  const window = await open({ broken: true });
  const { page } = window;
  await page.getByTestId("defect").getByText("log_5e1f00").waitFor();
  await shoot(page, "defect-light");
  await expectAccessible(page, "A page that met a defect");
  const told = await page.evaluate(() =>
    (globalThis as unknown as { conduitFake: { opened: string[] } }).conduitFake.opened.join(" "),
  );
  expect(told, "Rust is told what the engine says").toMatch(/TypeError/u);
  await page.getByTestId("nav-audit").click();
  await page.getByRole("heading", { name: "Audit" }).waitFor();
  await page.getByTestId("nav-keys").click();
  await page.getByTestId("defect").waitFor();
  const loaded = page.waitForEvent("load");
  await page.getByTestId("defect-again").click();
  await loaded;
  await page.getByTestId("defect").waitFor();
  expectQuiet(window);
  await window.close();
});
