import { untrack } from "svelte";

/** A key that does something while what it belongs to is shown. */
export interface Shortcut {
  /** As the keys are drawn: `["c"]`, `["Ctrl", "K"]`. */
  keys: readonly string[];
  /** What it does, in a few words. */
  what: string;
  /** Does it; what a control of its own listens to is only told of. */
  act?: () => void;
}

/** Whether a key press is meant for the page: no modifier, not typed into a field, and no dialog open above. */
function isForPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const at = event.target;
  if (at instanceof HTMLElement && at.closest("input, textarea, select, [contenteditable]")) return false;
  return document.querySelector('[role="dialog"]') === null;
}

/** Whether it is one character alone, which may be pressed by mistake or spoken. */
export const isSingle = ({ keys: [key = "", more] }: Shortcut): boolean =>
  key.length === 1 && more === undefined && !"↑↓".includes(key);

/** What the keyboard does now, for the one listener of the window and for the list that `?` shows. */
export class Shortcuts {
  #groups = $state.raw<readonly (readonly Shortcut[])[]>([]);
  /** All of them, what is shown last coming first. */
  all = $derived(this.#groups.toReversed().flat());

  /** Adds what the keyboard does while something is shown, until the function it returns is called. Call inside an effect. */
  add(group: readonly Shortcut[]): () => void {
    // An effect that adds does not depend on what others add.
    this.#groups = [...untrack(() => this.#groups), group];
    return () => {
      this.#groups = this.#groups.filter((one) => one !== group);
    };
  }

  /** Does what a key press means, if anything. */
  press(event: KeyboardEvent, singleKeys: boolean): void {
    if (event.defaultPrevented) return;
    const meant = this.all.find((shortcut) => shortcut.act && isPressed(shortcut, event, singleKeys));
    if (meant === undefined) return;
    event.preventDefault();
    meant.act?.();
  }
}

function isPressed(shortcut: Shortcut, event: KeyboardEvent, singleKeys: boolean): boolean {
  const [first = "", second] = shortcut.keys;
  if (first === "Ctrl") {
    const isHeld = event.ctrlKey || event.metaKey;
    return isHeld && event.key.toLowerCase() === second?.toLowerCase();
  }
  if (event.key !== first || !isForPage(event)) return false;
  return singleKeys || !isSingle(shortcut);
}
