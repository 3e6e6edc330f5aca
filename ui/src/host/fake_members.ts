/** Members and tokens of the host in memory, by the authority's rules; its words and its table are the recorded ones. */
import type {
  MemberSort,
  MemberView,
  PeopleFilter,
  Role,
  RolesView,
  TokenSort,
  TokenView,
} from "../contract/contract";
import type { Host } from "../contract/host";
import { forgetOfAccount } from "./fake_account";
import { note } from "./fake_audit";
import { pageOf } from "./fake_list";
import { computer, invited, memberOf } from "./fake_people";
import { actorAt } from "./fake_places";
import { answered, failed, failureOf, mintId } from "./fake_recorded";
import { answer } from "./fake_start";
import { answerHere, once, refuse, setup, started, stamp, now } from "./fake_world";

const hour = 3_600_000;
const day = 24 * hour;
const invitationLasts = 3 * day;

type Member = Omit<MemberView, "connection" | "secret" | "own">;
type Token = Omit<TokenView, "connection" | "secret" | "own" | "state">;

/** Whose invitation, token or signing secret Rust holds. */
const heldHere = new Set<string>();

function memberNamed(name: string, role: Role, ago: number, rest: Partial<Member> = {}): Member {
  const { id, name: email } = memberOf(name);
  return {
    id,
    email,
    name,
    role,
    state: "active",
    totp: false,
    createdAt: stamp(started - ago),
    createdBy: computer,
    lastSignInAt: null,
    invitationEndsAt: null,
    revocation: null,
    ...rest,
  };
}

const names = [
  "Ana Ruiz",
  "Tomasz Lis",
  "Ben Okafor",
  "Mei Tan",
  "Priya Nair",
  "Jonas Weber",
  "Layla Haddad",
];

function sampleMembers(): Member[] {
  const ana = memberOf("Ana Ruiz");
  const by = { createdBy: ana };
  const sample = [
    memberNamed("Ana Ruiz", "admin", 220 * day, { totp: true, lastSignInAt: stamp(started - 2 * hour) }),
    memberNamed("Tomasz Lis", "admin", 210 * day, { lastSignInAt: stamp(started - 9 * day), ...by }),
    memberNamed("Ben Okafor", "support", 120 * day, {
      totp: true,
      lastSignInAt: stamp(started - 26 * 60_000),
      ...by,
    }),
    memberNamed("Mei Tan", "onboarding", 41 * day, { lastSignInAt: stamp(started - 3 * day), ...by }),
    memberNamed("Priya Nair", "support", day, {
      state: "invited",
      invitationEndsAt: stamp(started + 2 * day),
      ...by,
    }),
    memberNamed("Jonas Weber", "onboarding", 6 * day, {
      state: "invited",
      invitationEndsAt: stamp(started - 3 * day),
      ...by,
    }),
    memberNamed("Layla Haddad", "support", 300 * day, {
      state: "revoked",
      lastSignInAt: stamp(started - 80 * day),
      revocation: { at: stamp(started - 60 * day), by: ana, reason: "Left the team" },
      ...by,
    }),
  ];
  const many = setup.members ?? sample.length;
  for (let index = sample.length; index < many; index += 1) {
    const name = `${names[index % names.length]} ${index}`;
    const email = `person-${index}@acme.example`;
    sample.push({ ...memberNamed(name, "support", index * day, by), id: mintId("usr"), email });
  }
  return sample.slice(0, many);
}

function sampleTokens(): Token[] {
  const ana = memberOf("Ana Ruiz");
  const token = (name: string, role: Role, ago: number, rest: Partial<Token> = {}): Token => ({
    id: mintId("tok"),
    name,
    role,
    createdAt: stamp(started - ago),
    createdBy: ana,
    expiresAt: null,
    revocation: null,
    ...rest,
  });
  return [
    token("conduit-keys on atlas", "admin", 90 * day, { expiresAt: stamp(started + 22 * day) }),
    token("nightly-report", "support", 140 * day),
    token("ci-deploy", "onboarding", 12 * day, { expiresAt: stamp(started + 78 * day) }),
    token("old-import", "onboarding", 200 * day, { expiresAt: stamp(started - 20 * day) }),
    token("laptop-2024", "admin", 400 * day, {
      revocation: { at: stamp(started - 30 * day), by: ana, reason: "Replaced by another token" },
    }),
  ].slice(0, setup.tokens ?? 5);
}

let members = sampleMembers();
let tokens = sampleTokens();

const isOwn = ({ name }: { name: string }) => name === setup.own;

function memberView(member: Member, connection: string): MemberView {
  if (member.invitationEndsAt === null) heldHere.delete(member.id);
  return {
    ...member,
    connection,
    secret: heldHere.has(member.id) ? "held" : "elsewhere",
    own: isOwn(member),
  };
}

function tokenView(token: Token, connection: string): TokenView {
  if (token.revocation !== null) heldHere.delete(token.id);
  const over = token.expiresAt !== null && Date.parse(token.expiresAt) <= now();
  return {
    ...token,
    connection,
    state: token.revocation ? "revoked" : over ? "expired" : "active",
    secret: heldHere.has(token.id) ? "held" : "elsewhere",
    own: isOwn(token),
  };
}

const isCurrent = {
  member: ({ state }: MemberView) => state !== "revoked",
  token: ({ state }: TokenView) => state === "active",
};

/** One page as the place cuts it: narrowed, counted and in order. */
function page<Item extends { name: string; role: Role }>(
  all: readonly Item[],
  asked: { filter: PeopleFilter; role: Role | null; descending: boolean; cursor: string | null },
  isIn: (item: Item) => boolean,
  measure: ((item: Item) => number) | null,
) {
  const ofRole = all.filter(({ role }) => asked.role === null || role === asked.role);
  const current = ofRole.filter(isIn).length;
  const counts = { current, ended: ofRole.length - current, all: ofRole.length };
  const found = ofRole.filter(
    (item) => asked.filter === "all" || isIn(item) === (asked.filter === "current"),
  );
  const sign = asked.descending ? -1 : 1;
  const sorted = found.sort((a, b) =>
    measure === null ? sign * a.name.localeCompare(b.name, "en") : sign * (measure(a) - measure(b)),
  );
  return { ...pageOf(sorted, asked.cursor, 100), counts };
}

const moment = (text: string | null, none: number) => (text === null ? none : Date.parse(text));
const memberMeasures: Record<MemberSort, ((member: MemberView) => number) | null> = {
  name: null,
  created: ({ createdAt }) => Date.parse(createdAt),
  last_sign_in: ({ lastSignInAt }) => moment(lastSignInAt, 0),
};
const tokenMeasures: Record<TokenSort, ((token: TokenView) => number) | null> = {
  name: null,
  created: ({ createdAt }) => Date.parse(createdAt),
  expires: ({ expiresAt }) => moment(expiresAt, Number.MAX_SAFE_INTEGER),
};

const findMember = (id: string): Member =>
  members.find((member) => member.id === id) ?? refuse(failed("people", "a member that there is not"));
const findToken = (id: string): Token =>
  tokens.find((token) => token.id === id) ?? refuse(failureOf("not_found"));

function changeMember(id: string, changes: Partial<Member>): Member {
  const next = { ...findMember(id), ...changes };
  members = members.map((member) => (member.id === id ? next : member));
  return next;
}

const isAdmin = ({ role, state }: Member) => role === "admin" && state === "active";
const isLastAdmin = (member: Member) => isAdmin(member) && members.filter(isAdmin).length === 1;

/** Refuses what is not right, in the words that were recorded. */
function check(isRight: boolean, step: string): void {
  if (!isRight) refuse(failed("people", step));
}

export const memberCommands = {
  getRoles: () => answerHere("get_roles", () => answered<RolesView>("people", "who may do what")),
  listMembers: (asked) =>
    answer("list_members", asked.connection, () => {
      const all = members.map((member) => memberView(member, asked.connection));
      const { items, nextCursor, counts } = page(all, asked, isCurrent.member, memberMeasures[asked.sort]);
      return { members: items, nextCursor, counts };
    }),
  inviteMember: ({ idempotencyKey, connection, email, name, role }) =>
    answer("invite_member", connection, () => {
      check(/^[^@\s]+@[^@\s]+\.[^@\s]+$/u.test(email.trim()), "no address");
      check(name.trim() !== "", "no name");
      const id = once(idempotencyKey, () => {
        const folded = email.trim().toLowerCase();
        const has = (member: Member) => member.state !== "revoked" && member.email.toLowerCase() === folded;
        check(!members.some(has), "an address in use");
        const member: Member = {
          ...memberNamed(name.trim(), role, 0),
          id: mintId("usr"),
          email: email.trim(),
          state: "invited",
          createdAt: stamp(),
          createdBy: actorAt(connection),
          invitationEndsAt: stamp(now() + invitationLasts),
        };
        members = [...members, member];
        heldHere.add(member.id);
        invited.set(member.email, member.id);
        note(actorAt(connection), "member.invited", member.id, null, `${member.email} as ${role}`, stamp());
        return member.id;
      });
      return memberView(findMember(id), connection);
    }),
  inviteAgain: ({ member: { connection, member: id }, revokeTotp }) =>
    answer("invite_again", connection, () => {
      check(findMember(id).state !== "revoked", "a revoked one is invited again");
      const totp = findMember(id).totp && !revokeTotp;
      const member = changeMember(id, { invitationEndsAt: stamp(now() + invitationLasts), totp });
      heldHere.add(id);
      note(actorAt(connection), "member.invited", id, null, "again", stamp());
      return memberView(member, connection);
    }),
  changeRole: ({ member: { connection, member: id }, role }) =>
    answer("change_role", connection, () => {
      const before = findMember(id);
      check(before.state !== "revoked", "a revoked one gets another role");
      if (before.role === role) return memberView(before, connection);
      check(!isLastAdmin(before), "the last admin gets another role");
      note(actorAt(connection), "member.role_changed", id, null, `${before.role} became ${role}`, stamp());
      return memberView(changeMember(id, { role }), connection);
    }),
  revokeMember: ({ member: { connection, member: id }, reason }) =>
    answer("revoke_member", connection, () => {
      check(reason.trim() !== "", "revoked without a reason");
      const member = findMember(id);
      if (member.revocation) return memberView(member, connection);
      check(!isLastAdmin(member), "the last admin is revoked");
      const revocation = { at: stamp(), by: actorAt(connection), reason };
      note(actorAt(connection), "member.revoked", id, null, reason, stamp());
      return memberView(
        changeMember(id, { state: "revoked", totp: false, invitationEndsAt: null, revocation }),
        connection,
      );
    }),
  listTokens: (asked) =>
    answer("list_tokens", asked.connection, () => {
      const all = tokens.map((token) => tokenView(token, asked.connection));
      const { items, nextCursor, counts } = page(all, asked, isCurrent.token, tokenMeasures[asked.sort]);
      return { tokens: items, nextCursor, counts };
    }),
  createToken: ({ idempotencyKey, connection, name, role, expiresAt }) =>
    answer("create_token", connection, () => {
      check(name.trim() !== "", "a token without a name");
      check(expiresAt === null || Date.parse(expiresAt) > now(), "a token that has ended");
      const id = once(idempotencyKey, () => {
        const token: Token = {
          id: mintId("tok"),
          name: name.trim(),
          role,
          createdAt: stamp(),
          createdBy: actorAt(connection),
          expiresAt,
          revocation: null,
        };
        tokens = [...tokens, token];
        heldHere.add(token.id);
        note(actorAt(connection), "token.created", token.id, null, `${token.name} as ${role}`, stamp());
        return token.id;
      });
      return tokenView(findToken(id), connection);
    }),
  revokeToken: ({ token: { connection, token: id }, reason }) =>
    answer("revoke_token", connection, () => {
      const token = findToken(id);
      if (token.revocation) return tokenView(token, connection);
      const next = { ...token, revocation: { at: stamp(), by: actorAt(connection), reason } };
      tokens = tokens.map((token) => (token.id === id ? next : token));
      note(actorAt(connection), "token.revoked", id, null, reason, stamp());
      return tokenView(next, connection);
    }),
  forgetSecret: ({ key }) =>
    answerHere("forget_secret", () => void (heldHere.delete(key) || forgetOfAccount(key))),
} satisfies Partial<Host>;

/** Whoever was invited sets a password. */
export function accept({ member: id }: { member: string }): void {
  const { email } = changeMember(id, { state: "active", invitationEndsAt: null });
  note({ kind: "member", id, name: email }, "member.password_set", id, null, "by invitation", stamp());
}

/** How many admins can sign in. */
export const admins = (): number => members.filter(isAdmin).length;

/** Rust holds a secret by this id. */
export const holdHere = (id: string): void => void heldHere.add(id);

/** Whether an invitation, a token or a signing secret is held by this id. */
export const isHeldHere = (id: string): boolean => heldHere.has(id);
