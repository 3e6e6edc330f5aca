import type { KeyView } from "../../contract/contract";
import { byId } from "./by_id";
import { isEnded } from "../../sheets/words";

/** Keys that were marked for one deed with all of them. Only what can still end can be marked. */
export class Selection {
  #keys = $state.raw<readonly KeyView[]>([]);
  /** Where a stretch of marks begins. */
  #anchor: string | null = null;

  keys = $derived(this.#keys);
  readonly #marked = $derived(byId(this.#keys));

  has = (id: string): boolean => this.#marked.has(id);

  /** Marks a key, or takes its mark away. */
  toggle(key: KeyView): void {
    if (isEnded(key.state)) return;
    this.#anchor = key.id;
    this.#keys = this.has(key.id) ? this.#keys.filter(({ id }) => id !== key.id) : [...this.#keys, key];
  }

  /** Marks all from where the last mark was set or taken to this key. */
  extend(key: KeyView, shown: readonly KeyView[]): void {
    const from = shown.findIndex(({ id }) => id === this.#anchor);
    const to = shown.findIndex(({ id }) => id === key.id);
    if (from < 0 || to < 0) this.toggle(key);
    else this.add(shown.slice(Math.min(from, to), Math.max(from, to) + 1));
  }

  /** Marks these as well. */
  add(keys: readonly KeyView[]): void {
    const more = keys.filter(({ id, state }) => !this.has(id) && !isEnded(state));
    this.#keys = [...this.#keys, ...more];
  }

  /** Takes the marks of what has ended away; a mark is of the key as it is now. */
  settle(shown: readonly KeyView[]): void {
    if (this.#keys.length === 0) return;
    const now = byId(shown);
    this.#keys = this.#keys.map((key) => now.get(key.id) ?? key).filter(({ state }) => !isEnded(state));
  }

  /** Marks these alone. */
  keep(keys: readonly KeyView[]): void {
    this.#keys = keys;
  }

  clear(): void {
    this.#keys = [];
    this.#anchor = null;
  }
}
