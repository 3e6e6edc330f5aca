import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import type { FakeSetup } from "../../../ui/src/host/fake_data";
import type { NewsView } from "../../../ui/src/contract/contract";
import { serve } from "./server";

const ui = fileURLToPath(new URL("../../../ui/", import.meta.url));
const shots = process.env["CONDUIT_KEYS_SHOTS"] ?? fileURLToPath(new URL("../shots", import.meta.url));
const axeSource = readFileSync(
  createRequire(join(ui, "package.json")).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** How a spec wants its window. */
export interface Wish extends FakeSetup {
  scheme?: "light" | "dark";
  width?: number;
  height?: number;
  /** 2 is a zoom of 200 %: half as many CSS pixels, each twice as large. */
  zoom?: number;
  path?: string;
  /** What the computer is set to. */
  locale?: string;
  /** Lets things move; otherwise the window asks for reduced motion, so that pictures are stable. */
  motion?: boolean;
}

let browser: Browser;
let site: { url: string; close: () => Promise<void> };

/** Starts one browser and one server for the specs of a file. */
export function withBrowser(): void {
  beforeAll(async () => {
    site = await serve(join(ui, "dist-fake"));
    browser = await chromium.launch({
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
}

/** A page that noted every refusal and error, so that a spec can ask for none. */
export interface Window {
  page: Page;
  troubles: string[];
  close: () => Promise<void>;
}

/** Opens the built window with a fake host set up as wished, and a frozen Object.prototype as Tauri will have it. */
export async function open(wish: Wish = {}): Promise<Window> {
  const {
    scheme = "light",
    width = 1280,
    height = 800,
    zoom = 1,
    path = "/",
    motion = false,
    locale = "en-US",
    ...setup
  } = wish;
  const context = await browser.newContext({
    viewport: {
      width: Math.floor(width / zoom),
      height: Math.floor(height / zoom),
    },
    deviceScaleFactor: zoom,
    colorScheme: scheme,
    locale,
    reducedMotion: motion ? "no-preference" : "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  await page.addInitScript((given) => {
    Object.freeze(Object.prototype);
    Object.assign(window, { conduitFake: given });
    // Told through the console: it is where the spec listens.
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`refused by the policy: ${event.violatedDirective} ${event.sample} ${event.blockedURI}`),
    );
  }, setup);
  await page.goto(site.url + path);
  return { page, troubles, close: () => context.close() };
}

/** Changes what the fake host does, while the page runs. */
export async function setFake(page: Page, change: FakeSetup): Promise<void> {
  await page.evaluate(
    (given) => Object.assign((window as unknown as { conduitFake: object }).conduitFake, given),
    change,
  );
}

/** Holds files over the window, takes them away, or lets them go. */
export const dragFiles = (
  page: Page,
  what: "over" | "left" | "dropped",
  names: string[] = [],
): Promise<void> =>
  page.evaluate(
    ([what, names]) => {
      const { drop } = (window as unknown as { conduitFake: FakeSetup }).conduitFake;
      drop?.(what, names);
    },
    [what, names] as const,
  );

/** Keeps the page's next frame back, as a busy computer does; the answer lets it come. */
export async function holdFrames(page: Page): Promise<() => Promise<void>> {
  const held = await page.evaluateHandle(() => {
    const given = globalThis.requestAnimationFrame;
    const waiting: FrameRequestCallback[] = [];
    globalThis.requestAnimationFrame = (frame) => waiting.push(frame);
    return { given, waiting };
  });
  return () =>
    page.evaluate(({ given, waiting }) => {
      globalThis.requestAnimationFrame = given;
      for (const frame of waiting) given(frame);
    }, held);
}

/** How often the page asked a command that the place has to answer. */
export const asked = (page: Page, command: string): Promise<number> =>
  page.evaluate(
    (name) => (window as unknown as { conduitFake: FakeSetup }).conduitFake.asked?.[name] ?? 0,
    command,
  );

/** Tells the page something, as the connection would; several at once are a burst. */
export const tell = (page: Page, ...news: NewsView[]): Promise<void> =>
  page.evaluate((given) => {
    const { tell } = (window as unknown as { conduitFake: FakeSetup }).conduitFake;
    for (const one of given) tell?.(one);
  }, news);

/** What a control says of itself to who reaches it by keyboard: what it is described by, and what everybody sees then. */
export async function tipOf(page: Page, testid: string): Promise<string> {
  // The focus comes from a key, as a person's does.
  await page.getByTestId(testid).focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  const tip = page.getByTestId("tip").filter({ visible: true });
  await tip.waitFor();
  expect(await page.getByTestId(testid).getAttribute("aria-describedby"), "it is read aloud").toBe(
    await tip.getAttribute("id"),
  );
  return tip.innerText();
}

/** Keeps a picture, to be looked at. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({
    path: join(shots, `${name}.png`),
    animations: "disabled",
  });
}

/** Asks axe-core for everything that breaks WCAG 2.2 A and AA. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Evaluated by the driver, which the page's policy does not bind.
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    // The same page in the dark differs by its colours alone: what else there is to find is found in the light.
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const answer = await axe.run(document, {
      runOnly: isDark
        ? { type: "rule", values: ["color-contrast"] }
        : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    // A tip belongs to the control that it describes, not to the part of the page where it is drawn.
    const isTip = (target: unknown) =>
      typeof target === "string" && document.querySelector(target)?.querySelector("[role=tooltip]") !== null;
    return answer.violations
      .map(({ id, help, nodes }) => ({
        rule: `${id}: ${help}`,
        nodes: nodes.filter(({ target }) => id !== "region" || !isTip(target[0])),
      }))
      .filter(({ nodes }) => nodes.length > 0)
      .map(
        ({ rule, nodes }) =>
          `${rule}\n  ${nodes
            .slice(0, 3)
            .map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`)
            .join("\n  ")}`,
      );
  });
  if (found.length > 0) expect.fail(`${where} must break no accessibility rule: ${found.join("\n")}`);
}

/** Nothing was refused by the policy, thrown, or complained about. */
export function expectQuiet(window: Window): void {
  expect(window.troubles.join("\n"), "the console must stay empty").toBe("");
}

/** Moves the focus forward until it is on what is looked for, as who has no mouse does. */
export async function tabTo(page: Page, testid: string): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    const on = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    if (on === testid) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not reach ${testid}.`);
}
