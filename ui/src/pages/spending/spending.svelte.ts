import { untrack } from "svelte";
import type { SpendingView } from "../../contract/contract";
import { keep } from "../../host/kept.svelte";
import { placeWord, type Place } from "../../host/refs";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";

/** The Spending page's own state; it survives going to another page and back. */
export class Spending {
  #place = "";
  readonly known: Watched<SpendingView>;

  constructor(session: Session) {
    this.known = new Watched(() => session.host.getSpending(session.connectionId, session.environment));
  }

  /** Asks when the page is opened: a service counts every request, so that nothing is asked again by itself. */
  open(place: Place): void {
    untrack(() => {
      const word = placeWord(place);
      if (word !== this.#place) {
        this.#place = word;
        this.known.forget();
      }
      void this.known.look();
    });
  }
}

/** The page's state. */
export const spendingOf = keep((session) => new Spending(session));

/** Whatever deserves a look, the worst first; null where all is below. */
export function worstOf({ keys }: SpendingView): "perhaps_used_up" | "perhaps_near" | null {
  const all = keys.flatMap(({ windows }) => windows.map(({ known }) => known));
  return (["perhaps_used_up", "perhaps_near"] as const).find((known) => all.includes(known)) ?? null;
}
