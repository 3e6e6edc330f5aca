import type { Session } from "./session.svelte";

/**
 * Makes a page's state when the page is first opened, and keeps it while the window lives. It stands in a root of its
 * own: what is derived inside a component goes stale when that component leaves, and this outlives the page.
 */
export function keep<State>(make: (session: Session) => State): (session: Session) => State {
  let kept: { state: State } | null = null;
  return (session) => {
    if (kept === null) $effect.root(() => void (kept = { state: make(session) }));
    return (kept as unknown as { state: State }).state;
  };
}
