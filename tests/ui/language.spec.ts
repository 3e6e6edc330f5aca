import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { places, type Place } from "./support/places";
import { expectAccessible, expectQuiet, open, shoot, type Window, withBrowser } from "./support/window";

withBrowser();

async function at({ wish, go }: Place, locale: string): Promise<Window> {
  const window = await open({ ...wish, locale });
  await go(window.page);
  return window;
}

/** All that is written, read out or shown on a hover, piece by piece. */
const said = (on: Page): Promise<string[]> =>
  on.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.parentElement;
      // What another program says stays in its own language, and says so.
      if (at?.closest("script, style, code, [lang]:not(html)")) continue;
      texts.push(walker.currentNode.textContent ?? "");
    }
    for (const name of ["title", "aria-label", "placeholder", "aria-description"])
      for (const one of document.querySelectorAll(`[${name}]`)) texts.push(one.getAttribute(name) ?? "");
    return [...new Set(texts.map((text) => text.replace(/\s+/gu, " ").trim()))];
  });

/** Words of a language: several in a row. Names, addresses and numbers are the same everywhere. */
const hasWords = (text: string) => /\p{L}{2,} \p{L}{2,} \p{L}{2,}/u.test(text);

/** What the fake place's people wrote; a place's words are not ours to translate. */
const written = [
  /^Acme/u,
  /on atlas$/u,
  /nightly invoice run/u,
  /Replaced by another key/u,
  /^https?:/u,
  /^ck_/u,
  /Payments team/u,
  /^Pay suppliers/u,
  /^Vault path/u,
  /^in the vault$/u,
  /^Revocations to the chat$/u,
];

/** What the edge of something cuts off, though it is our own and has no other place. */
const cutIn = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("body *")]
      .filter((one) =>
        [...one.childNodes].some(
          ({ nodeType, data }: { nodeType: number; data?: string }) => nodeType === 3 && data?.trim(),
        ),
      )
      // What somebody wrote may be of any length: it ends in dots, and is whole on a hover.
      .filter((one) => !one.closest("bdi, [dir=auto], [title], .sr-only, code, option, .mono"))
      .flatMap((one) => {
        const own = one.getBoundingClientRect();
        let at: HTMLElement | null = one;
        for (; at && at !== document.body; at = at.parentElement) {
          const { overflowX } = getComputedStyle(at);
          const right = at.getBoundingClientRect().left + at.clientLeft + at.clientWidth;
          const end = at === one ? own.left + one.clientLeft + one.scrollWidth : own.right;
          if (overflowX === "auto" || overflowX === "scroll") return [];
          if (
            (["hidden", "clip"].includes(overflowX) || at.matches("button, [role=columnheader]")) &&
            end > right + 1
          )
            return [`${one.innerText} (${Math.round(end - right)} px)`];
        }
        return [];
      }),
  );

describe.each(places)("German, $name", (place) => {
  test("nothing that we say stays English, and nothing is cut in a narrow window", async () => {
    const english = await at(place, "en-GB");
    const inEnglish = new Set((await said(english.page)).filter(hasWords));
    expect(inEnglish.size, "the place says something").toBeGreaterThan(0);
    await english.close();
    const german = await at(place, "de-DE");
    const same = (await said(german.page)).filter(
      (text) => inEnglish.has(text) && !written.some((one) => one.test(text)),
    );
    expect(same.join(" | "), "what is said in English and in German alike").toBe("");
    expect(await german.page.locator("html").getAttribute("lang"), "read aloud in the right voice").toBe(
      "de",
    );
    await shoot(german.page, `german-${place.name.replaceAll(/\W+/gu, "-")}`);
    await expectAccessible(german.page, `${place.name} in German`);
    await german.page.setViewportSize({ width: 1024, height: 640 });
    await expect.poll(() => cutIn(german.page), { message: "a button says all that it does" }).toEqual([]);
    await shoot(german.page, `german-narrow-${place.name.replaceAll(/\W+/gu, "-")}`);
    expectQuiet(german);
    await german.close();
  });
});

test("a chosen language is spoken at once, everywhere, and what was typed stays", async () => {
  const window = await open({ keys: 12 });
  const { page } = window;
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("connection-add").click();
  await page.getByTestId("connect-way-token").click();
  await page.getByTestId("connection-name").fill("Acme team");
  await page.getByTestId("language").selectOption("de");
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  expect(await page.getByTestId("nav-keys").innerText(), "the rail").toBe("Schlüssel");
  expect(await page.getByTestId("connection-name").inputValue(), "nothing is lost").toBe("Acme team");
  expect(await page.locator("html").getAttribute("lang")).toBe("de");
  await page.getByRole("heading", { name: "Einstellungen" }).click();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Tastenkürzel anzeigen").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("language").selectOption("en");
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  expectQuiet(window);
  await window.close();
});
