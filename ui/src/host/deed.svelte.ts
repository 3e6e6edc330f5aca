import type { Failure } from "../contract/contract";
import { toFailure } from "./failure";
import type { Session } from "./session.svelte";

/** One thing that somebody asks for: busy while it is under way, and why it did not work. */
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

  /** Does it, unless it is under way already. */
  async attempt(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await act();
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Does what a form asks for, unless nothing can be changed now; what is shown is looked at again. */
  async run<T>(event: SubmitEvent, act: () => Promise<T>, then: (done: T) => void): Promise<void> {
    event.preventDefault();
    if (this.#session.blocked) return;
    await this.attempt(async () => {
      const done = await act();
      this.#session.changed();
      then(done);
    });
  }
}
