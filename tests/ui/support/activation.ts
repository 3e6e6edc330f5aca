import type { Locator, Page } from "playwright-core";
import { open, type Window, type Wish } from "./window";

/** A line of the checklist. */
export const lineOf = (page: Page, name: string): Locator =>
  page.locator(`[data-testid=activation-line][data-line=${name}]`);

/** A window whose person looks at the activation. */
export async function openActivation(wish: Wish): Promise<Window> {
  const window = await open({ keys: 4, ...wish });
  await window.page.getByTestId("nav-activation").click();
  return window;
}
