import { untrack } from "svelte";
import type { Failure, KeyView, News, RevokedView, RotationView } from "../../contract/contract";
import { isOfKeys } from "../../host/about";
import { toFailure } from "../../host/failure";
import { keep } from "../../host/kept.svelte";
import { PagedList } from "../../host/paged.svelte";
import { placeWord, wordOf, newKeyOf, refOf, rotationWord, type Place } from "../../host/refs";
import type { Session } from "../../host/session.svelte";
import { inOrder, isOpen, quietIn } from "./stations";

/** The least time between two looks, in milliseconds: stations move while somebody watches. */
const every = 2000;

/** The rotations of one place: those that run, and those that are over as far as somebody looked back. */
class Places {
  readonly running: PagedList<RotationView>;
  readonly over: PagedList<RotationView>;
  isHere = $state(false);
  failure = $state.raw<Failure | null>(null);

  constructor(session: Session, place: Place) {
    const list = (over: boolean) =>
      new PagedList<RotationView>(async (cursor) => {
        const page = await session.host.listRotations({ ...place, over, cursor });
        return { items: page.rotations, next: page.nextCursor };
      });
    [this.running, this.over] = [list(false), list(true)];
  }
}

/** The Rotations page's own state; it survives going to another page and back. */
export class Rotations {
  readonly #session: Session;
  /** What is known of one connection and environment is not shown in another. */
  #places = $state.raw<Record<string, Places>>({});
  /** Successors whose secret may still be held: only a key itself says so. */
  #successors = $state.raw<Record<string, KeyView>>({});
  /** Receipts of this sitting, by rotation and connection; such a rotation keeps its place until the receipt is put away. */
  receipts = $state.raw<Record<string, RevokedView>>({});
  /** Ended rotations that were opened, by id. */
  unfolded = $state.raw<Record<string, boolean>>({});
  loadingOlder = $state(false);

  list = $derived.by(() => {
    if (!this.#here?.isHere) return null;
    const { running, over } = this.#here;
    // The two lists are asked for at once: one that ends in between is in both.
    const ended = over.items.map(rotationWord);
    return [...running.items.filter((one) => !ended.includes(rotationWord(one))), ...over.items];
  });
  failure = $derived.by(() => this.#here?.failure ?? null);
  /** Whether there are older ones. */
  hasOlder = $derived.by(() => this.#lists.some((list) => list.hasMore));
  open = $derived(
    inOrder(this.list ?? []).filter((one) => isOpen(one) || rotationWord(one) in this.receipts),
  );
  over = $derived(
    inOrder(this.list ?? []).filter((one) => !isOpen(one) && !(rotationWord(one) in this.receipts)),
  );

  constructor(session: Session) {
    this.#session = session;
  }

  get #here(): Places | undefined {
    return this.#places[this.#session.place];
  }

  get #lists(): PagedList<RotationView>[] {
    return this.#here ? [this.#here.running, this.#here.over] : [];
  }

  /** Keeps up while the page is shown. Call inside an effect. */
  watch(place: Place): () => void {
    return untrack(() => {
      const word = placeWord(place);
      const here = this.#places[word] ?? new Places(this.#session, place);
      this.#places = { ...this.#places, [word]: here };
      const rhythm = {
        about: (news: News) => isOfKeys(news, place.environment),
        every: () => every,
        due: () => quietIn(here.running.items, Date.now()),
      };
      return this.#session.keepUp(rhythm, (isGone) => this.#look(here, isGone));
    });
  }

  async #look(here: Places, isGone: () => boolean): Promise<void> {
    try {
      await Promise.all([here.running.refresh(), here.over.refresh()]);
      await this.#lookForSecrets(here.running.items);
      if (isGone()) return;
      here.isHere = true;
      here.failure = null;
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The first reference of a lasting trouble stays, so that it can be copied in peace.
      if (!isGone() && here.failure?.code !== failure.code) here.failure = failure;
    }
  }

  /** Shows older ones. */
  async loadOlder(): Promise<void> {
    const here = this.#here;
    if (here === undefined || this.loadingOlder) return;
    this.loadingOlder = true;
    try {
      await Promise.all(this.#lists.map((list) => list.see(0, list.items.length + 1)));
    } catch (thrown) {
      here.failure = toFailure(thrown);
    } finally {
      this.loadingOlder = false;
    }
  }

  /** Where the secret of a successor is: only worth a question while one is pending. */
  async #lookForSecrets(running: readonly RotationView[]): Promise<void> {
    const pending = running.filter(({ step }) => step === "created").map(newKeyOf);
    const found = await Promise.all(pending.map((key) => this.#session.host.getKey(key)));
    this.#successors = Object.fromEntries(found.map((key) => [wordOf(refOf(key)), key]));
  }

  /** The successor as the key list has it; none before that was looked up. */
  successor(rotation: RotationView): KeyView | null {
    return this.#successors[wordOf(newKeyOf(rotation))] ?? null;
  }

  /** Takes over what an undo answered. */
  adopt(rotation: RotationView): void {
    const here =
      this.#places[placeWord({ connection: rotation.connection, environment: rotation.environment })];
    here?.running.replace(({ id }) => id === rotation.id, rotation);
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
