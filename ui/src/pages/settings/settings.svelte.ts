import type { AccountView, Failure, Preferences, SavedSecretView } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import { keep } from "../../host/kept.svelte";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";
import { noDraft, type ConnectDraft } from "../../sheets/connect_draft";

/** The Settings page's own state. */
export class Settings {
  readonly saved: Watched<SavedSecretView[]>;
  /** Who is signed in at the connection in use; asked only where somebody is. */
  readonly account: Watched<AccountView>;
  draft = $state<ConnectDraft>(noDraft());
  adding = $state(false);

  constructor(session: Session) {
    this.saved = new Watched(() => session.host.listSavedSecrets());
    this.account = new Watched(() => session.host.getAccount(session.connectionId));
  }
}

/** One of the person's preferences, as the page chooses it. */
export class Choice<Name extends keyof Preferences> {
  failure = $state.raw<Failure | null>(null);
  readonly #session: Session;
  readonly #name: Name;
  /** What was chosen, until it is saved or refused: the page then shows again what is so. */
  #wanted = $state.raw<Preferences[Name] | null>(null);

  constructor(session: Session, name: Name) {
    this.#session = session;
    this.#name = name;
  }

  get value(): Preferences[Name] {
    return this.#wanted ?? this.#session.preferences[this.#name];
  }

  set value(wanted: Preferences[Name]) {
    void this.#choose(wanted);
  }

  async #choose(wanted: Preferences[Name]) {
    this.#wanted = wanted;
    this.failure = null;
    try {
      const chosen = { ...this.#session.preferences, [this.#name]: wanted };
      this.#session.prefer(await this.#session.host.setPreferences(chosen));
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.#wanted = null;
    }
  }
}

/** The page's state; it survives going to another page and back. */
export const settingsOf = keep((session) => new Settings(session));
