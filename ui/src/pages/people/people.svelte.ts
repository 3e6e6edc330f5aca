import { untrack } from "svelte";
import type {
  Failure,
  MemberSort,
  MemberView,
  PeopleFilter,
  Role,
  RolesView,
  TokenSort,
  TokenView,
} from "../../contract/contract";
import { isOfPeople } from "../../host/about";
import { toFailure } from "../../host/failure";
import { keep } from "../../host/kept.svelte";
import { PagedList, type Answered } from "../../host/paged.svelte";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";

/** The least time between two looks while changes are not told, in milliseconds. */
const every = 5000;

export type Tab = "members" | "tokens" | "roles";
export const filters: PeopleFilter[] = ["current", "ended", "all"];

export interface Order<By> {
  by: By;
  down: boolean;
}

/** What a list is asked for. */
interface Asked<By> {
  connection: string;
  filter: PeopleFilter;
  role: Role | null;
  sort: By;
  descending: boolean;
  cursor: string | null;
}

interface Page<Item> extends Answered<Item> {
  counts: Record<PeopleFilter, number>;
}

/** One list as it was asked for, with its counts. */
interface Shown<Item> {
  word: string;
  paged: PagedList<Item>;
  counts: Record<PeopleFilter, number>;
}

/** Members or tokens of one connection, in an order of their place. What was shown stays until the next is here. */
export class People<Item extends { id: string }, By extends string> {
  readonly #ask: (asked: Asked<By>) => Promise<Page<Item>>;
  order = $state.raw<Order<By>>() as Order<By>;
  shown = $state.raw<Shown<Item> | null>(null);
  failure = $state.raw<Failure | null>(null);
  loadingMore = $state(false);
  /** Whose row is open, as it was last known: it may have left the list. */
  #opened = $state.raw<Item | null>(null);
  #next: Shown<Item> | null = null;
  items = $derived.by(() => this.shown?.paged.items ?? null);
  open = $derived.by(() => {
    const opened = this.#opened;
    return opened && (this.items?.find(({ id }) => id === opened.id) ?? opened);
  });

  constructor(order: Order<By>, ask: (asked: Asked<By>) => Promise<Page<Item>>) {
    this.order = order;
    this.#ask = ask;
  }

  /** Looks at what is asked for now. */
  async look(asked: Omit<Asked<By>, "sort" | "descending" | "cursor">, isGone: () => boolean): Promise<void> {
    const whole = { ...asked, sort: this.order.by, descending: this.order.down };
    const word = JSON.stringify(whole);
    if (this.#next?.word !== word) {
      const counts = { current: 0, ended: 0, all: 0 };
      const paged = new PagedList<Item>(async (cursor) => {
        const page = await this.#ask({ ...whole, cursor });
        Object.assign(counts, page.counts);
        return page;
      });
      this.#next = { word, paged, counts };
    }
    const looked = this.#next;
    try {
      await looked.paged.refresh();
      if (isGone() || this.#next !== looked) return;
      this.shown = { ...looked, counts: { ...looked.counts } };
      this.failure = null;
    } catch (thrown) {
      const failure = toFailure(thrown);
      // The first reference of a lasting trouble stays, so that it can be copied in peace.
      if (!isGone() && this.failure?.code !== failure.code) this.failure = failure;
    }
  }

  show(item: Item): void {
    this.#opened = item;
  }

  close(): void {
    this.#opened = null;
  }

  /** Takes what came as the answer to a deed. */
  adopt(item: Item): void {
    this.shown?.paged.replace(({ id }) => id === item.id, item);
    if (this.#opened?.id === item.id) this.#opened = item;
  }

  forget(): void {
    this.#next = null;
    this.shown = null;
    this.failure = null;
    this.close();
  }

  async loadMore(): Promise<void> {
    const paged = this.shown?.paged;
    if (!paged || this.loadingMore) return;
    this.loadingMore = true;
    try {
      await paged.see(0, paged.items.length + 1);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.loadingMore = false;
    }
  }
}

/** The Members page's own state; it survives going to another page and back. */
export class PeopleState {
  readonly #session: Session;
  #connection = "";
  tab = $state<Tab>("members");
  filter = $state<PeopleFilter>("current");
  role = $state<Role | null>(null);
  search = $state("");
  readonly members: People<MemberView, MemberSort>;
  readonly tokens: People<TokenView, TokenSort>;
  readonly roles: Watched<RolesView>;
  /** Typed text outlives the forms. */
  invitation = $state({ email: "", name: "", role: "support" as Role });
  token = $state({ name: "", role: "support" as Role, expiry: "90" });

  constructor(session: Session) {
    this.#session = session;
    const { host } = session;
    this.members = new People<MemberView, MemberSort>({ by: "name", down: false }, async (asked) => {
      const { members, nextCursor, counts } = await host.listMembers(asked);
      return { items: members, next: nextCursor, counts };
    });
    this.tokens = new People<TokenView, TokenSort>({ by: "name", down: false }, async (asked) => {
      const { tokens, nextCursor, counts } = await host.listTokens(asked);
      return { items: tokens, next: nextCursor, counts };
    });
    this.roles = new Watched(() => host.getRoles());
  }

  /** Keeps up while the page is shown. Another connection has other people. Call inside an effect. */
  watch(connection: string): () => void {
    // Whatever is asked for otherwise is asked for at once.
    const asked = { connection, filter: this.filter, role: this.role };
    void [this.members.order, this.tokens.order];
    return untrack(() => {
      if (connection !== this.#connection) {
        this.#connection = connection;
        this.members.forget();
        this.tokens.forget();
      }
      if (this.roles.value === null) void this.roles.look();
      return this.#session.keepUp({ about: isOfPeople, every: () => every }, async (isGone) => {
        await Promise.all([this.members.look(asked, isGone), this.tokens.look(asked, isGone)]);
      });
    });
  }

  close(): void {
    this.members.close();
    this.tokens.close();
  }
}

/** Whether somebody is looked for: by the words of a name, an address or an id. */
export function holds(texts: readonly string[], sought: string): boolean {
  const text = texts.join(" ").toLocaleLowerCase();
  return sought
    .toLocaleLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}

/** The page's state. */
export const peopleOf = keep((session) => new PeopleState(session));
