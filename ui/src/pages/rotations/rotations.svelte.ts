import { untrack } from "svelte";
import type { KeyView, RevokedView, RotationView } from "../../contract/contract";
import { isOfKeys } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import { placeWord, wordOf, newKeyOf, refOf, rotationWord, type Place } from "../../host/refs";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";
import { inOrder, isOpen, quietIn } from "./stations";

/** The least time between two looks, in milliseconds: stations move while somebody watches. */
const every = 2000;

/** The Rotations page's own state; it survives going to another page and back. */
export class Rotations {
  readonly #session: Session;
  /** One list for each connection and environment: what is known of one is not shown in another. */
  #watched = $state.raw<Record<string, Watched<RotationView[]>>>({});
  /** Successors whose secret may still be held: only the key list says so. */
  #successors = $state.raw<Record<string, KeyView>>({});
  /** Receipts of this sitting, by rotation and connection; such a rotation keeps its place until the receipt is put away. */
  receipts = $state.raw<Record<string, RevokedView>>({});
  /** Ended rotations that were opened, by id. */
  unfolded = $state.raw<Record<string, boolean>>({});

  list = $derived.by(() => this.#here?.value ?? null);
  failure = $derived.by(() => this.#here?.failure ?? null);
  open = $derived(
    inOrder(this.list ?? []).filter((one) => isOpen(one) || rotationWord(one) in this.receipts),
  );
  over = $derived(
    inOrder(this.list ?? []).filter((one) => !isOpen(one) && !(rotationWord(one) in this.receipts)),
  );

  constructor(session: Session) {
    this.#session = session;
  }

  get #here(): Watched<RotationView[]> | undefined {
    return this.#watched[this.#session.place];
  }

  /** Looks again and again while the page is shown. Call inside an effect. */
  watch(place: Place): () => void {
    return untrack(() => {
      const word = placeWord(place);
      const watched = this.#watched[word] ?? new Watched(() => this.#ask(place));
      this.#watched = { ...this.#watched, [word]: watched };
      return watched.watch(this.#session, {
        about: (news) => isOfKeys(news, place.environment),
        every: () => every,
        due: () => quietIn(watched.value ?? [], Date.now()),
      });
    });
  }

  async #ask(place: Place): Promise<RotationView[]> {
    const list = await this.#session.host.listRotations(place.connection, place.environment);
    await this.#lookForSecrets(place, list);
    return list;
  }

  /** Where the secret of a successor is: only worth a question while one is pending. */
  async #lookForSecrets(place: Place, list: RotationView[]): Promise<void> {
    const pending = list.filter((one) => one.step === "created").map((one) => wordOf(newKeyOf(one)));
    if (pending.length === 0) return;
    const { keys } = await this.#session.host.listKeys(place.connection, place.environment);
    const found = keys.map((key) => [wordOf(refOf(key)), key] as const);
    this.#successors = Object.fromEntries(found.filter(([word]) => pending.includes(word)));
  }

  /** The successor as the key list has it; none before that was looked up. */
  successor(rotation: RotationView): KeyView | null {
    return this.#successors[wordOf(newKeyOf(rotation))] ?? null;
  }

  /** Takes over what an undo answered. */
  adopt(rotation: RotationView): void {
    const { connection, environment } = rotation;
    const watched = this.#watched[placeWord({ connection, environment })];
    watched?.adopt((watched.value ?? []).map((one) => (one.id === rotation.id ? rotation : one)));
    this.#session.changed();
  }

  /** Keeps the receipt of a finished rotation in view. */
  keepReceipt(rotation: RotationView, revoked: RevokedView): void {
    this.receipts = { ...this.receipts, [rotationWord(rotation)]: revoked };
    this.#session.changed();
  }

  /** Puts a receipt away. */
  putAway(rotation: RotationView): void {
    const gone = rotationWord(rotation);
    this.receipts = Object.fromEntries(Object.entries(this.receipts).filter(([word]) => word !== gone));
    this.unfold(rotation);
  }

  /** Opens an ended rotation's timeline. */
  unfold(rotation: RotationView): void {
    this.unfolded = { ...this.unfolded, [rotationWord(rotation)]: true };
  }

  /** Opens or closes it. */
  fold(rotation: RotationView): void {
    const word = rotationWord(rotation);
    this.unfolded = { ...this.unfolded, [word]: !this.unfolded[word] };
  }
}

/** The page's state; it survives going to another page and back. */
export const rotationsOf = keep((session) => new Rotations(session));
