import { words } from "../words";
import { copyText } from "./clipboard";

/** How long it is said that something was copied, in milliseconds. */
const saidFor = 2000;

/** Copies a text, and says for a while how that went. Made inside a component. */
export class Copier {
  /** Null when there is nothing to say. */
  copied = $state<boolean | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    $effect(() => () => clearTimeout(this.#timer));
  }

  /** Copies. Never a secret. */
  async copy(text: string): Promise<void> {
    this.copied = await copyText(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.copied = null), saidFor);
  }

  /** What is read out. */
  get said(): string {
    return this.copied === null ? "" : this.copied ? words.common.copied : words.common.notCopied;
  }

  /** What is shown beside the button, which does what `label` says. */
  tip(label: string): string {
    return this.copied ? words.common.copied : label;
  }
}
