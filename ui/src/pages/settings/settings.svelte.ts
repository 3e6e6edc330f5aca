import type { SavedSecretView } from "../../contract/contract";
import { keep } from "../../host/kept.svelte";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";

/** What was typed into the form of a new connection; it outlives an error and a look at another page. */
export interface ConnectionDraft {
  name: string;
  url: string;
}

/** The Settings page's own state. */
export class Settings {
  readonly saved: Watched<SavedSecretView[]>;
  draft = $state<ConnectionDraft>({ name: "", url: "" });
  adding = $state(false);

  constructor(session: Session) {
    this.saved = new Watched(() => session.host.listSavedSecrets());
  }
}

/** The page's state; it survives going to another page and back. */
export const settingsOf = keep((session) => new Settings(session));
