import type { Failure } from "../contract/contract";
import { toFailure } from "./failure";
import type { Rhythm, Session } from "./session.svelte";

/** Something that is asked for when a page is shown, and again and again where it changes by itself. */
export class Watched<T> {
  /** The latest answer; a later failure keeps it. */
  value = $state.raw<T | null>(null);
  failure = $state.raw<Failure | null>(null);
  readonly #ask: () => Promise<T>;
  #latest = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** Asks now. An answer that was overtaken by a later one is dropped. */
  async look(): Promise<void> {
    const turn = ++this.#latest;
    try {
      const heard = await this.#ask();
      if (turn !== this.#latest) return;
      this.value = heard;
      this.failure = null;
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The first reference of a lasting trouble stays, so that it can be copied in peace.
      if (turn === this.#latest && this.failure?.code !== failure.code) this.failure = failure;
    }
  }

  /** Takes an answer that came with something else, and drops what is under way. */
  adopt(value: T): void {
    this.#latest += 1;
    this.value = value;
    this.failure = null;
  }

  /** Forgets what was heard: it was said of another place. */
  forget(): void {
    this.#latest += 1;
    this.value = null;
    this.failure = null;
  }

  /** Keeps up with what it is about (see {@link Session.keepUp}), until the function it returns is called. */
  watch(session: Session, rhythm: Rhythm): () => void {
    return session.keepUp(rhythm, () => this.look());
  }
}
