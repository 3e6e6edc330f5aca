import type { Failure } from "../contract/contract";
import { toFailure } from "./failure";
import type { Session } from "./session.svelte";

/** One thing that a dialog asks for: busy while it is under way, and why it did not work. */
export class Deed {
  readonly #session: Session;
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether a failure is of none of these fields, beside which it is said. */
  elsewhere(pointers: readonly string[]): boolean {
    return this.failure !== null && !this.failure.fields.some(({ pointer }) => pointers.includes(pointer));
  }

  /** Does it, unless it is under way already or nothing can be changed now. */
  async run<T>(event: SubmitEvent, act: () => Promise<T>, then: (done: T) => void): Promise<void> {
    event.preventDefault();
    if (this.busy || this.#session.blocked) return;
    this.busy = true;
    this.failure = null;
    try {
      const done = await act();
      this.#session.changed();
      then(done);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }
}
