import { untrack } from "svelte";
import type {
  MemberSort,
  MemberView,
  PeopleFilter,
  Role,
  RolesView,
  TokenSort,
  TokenView,
} from "../../contract/contract";
import { isOfPeople } from "../../host/about";
import { keep } from "../../host/kept.svelte";
import { Listed, type CountedPage } from "../../host/listed.svelte";
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

/** Members or tokens of one connection, in an order of their place. */
export class People<Item extends { id: string }, By extends string> extends Listed<
  Item,
  Omit<Asked<By>, "cursor">,
  Record<PeopleFilter, number>
> {
  order = $state.raw<Order<By>>() as Order<By>;
  /** Whose row is open, as it was last known: it may have left the list. */
  #opened = $state.raw<Item | null>(null);
  open = $derived.by(() => {
    const opened = this.#opened;
    return opened && (this.items?.find(({ id }) => id === opened.id) ?? opened);
  });

  constructor(
    order: Order<By>,
    ask: (asked: Asked<By>) => Promise<CountedPage<Item, Record<PeopleFilter, number>>>,
  ) {
    super({ current: 0, ended: 0, all: 0 }, ask);
    this.order = order;
  }

  /** Looks at what is asked for now, in the order that is chosen. */
  lookInOrder(
    asked: Pick<Asked<By>, "connection" | "filter" | "role">,
    isGone: () => boolean,
  ): Promise<void> {
    return this.look({ ...asked, sort: this.order.by, descending: this.order.down }, isGone);
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

  override forget(): void {
    super.forget();
    this.close();
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
        await Promise.all([this.members.lookInOrder(asked, isGone), this.tokens.lookInOrder(asked, isGone)]);
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
