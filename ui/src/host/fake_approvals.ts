/** Live keys that are asked for, in the host in memory, by the authority's rules (`keys::approval` in Rust). */
import type {
  ApprovalDeed,
  ApprovalRef,
  ApprovalState,
  ApprovalView,
  AskForKey,
  ClaimKey,
  DecideApproval,
  FieldError,
  KeyView,
  SetApprovalPolicy,
} from "../contract/contract";
import type { Host } from "../contract/host";
import { approvalRule } from "./fake_approval_rule";
import { note } from "./fake_audit";
import { mintKey, told, find as findKey } from "./fake_known";
import { checkName } from "./fake_keys";
import { without } from "./fake_life";
import { admins } from "./fake_members";
import { memberByEmail } from "./fake_people";
import { actorAt, mayAdminister } from "./fake_places";
import { answered, failed, failureOf, invalid, mintId, wrongField } from "./fake_recorded";
import { answer } from "./fake_start";
import { now, once, organizationId, refuse, setup, stamp, started } from "./fake_world";

type Kept = Omit<ApprovalView, "connection" | "state" | "possible" | "lapsesAt">;

const hour = 3_600_000;
const [decideWithin, claimWithin] = [7 * 24 * hour, 24 * hour];

let kept: Kept[] = [];

/** Those that a spec wishes, the newest first; half a day old each. */
function sample(): Kept[] {
  const like = answered<ApprovalView>("approvals", "a wish", started);
  const yes = answered<ApprovalView>("approvals", "it is approved", started).decision;
  return (setup.approvals ?? []).map((wish, index) => {
    const asked = started - (wish.state === "lapsed" ? 9 * 24 : 12 + index) * hour;
    const decided = {
      approved: true,
      at: stamp(asked + hour),
      by: memberByEmail(wish.decider ?? "ben@acme.example"),
    };
    const decision = {
      ...decided,
      approved: wish.state !== "declined",
      reason: wish.why ?? yes?.reason ?? "",
    };
    const isDecided = wish.state === "approved" || wish.state === "declined";
    return {
      ...like,
      id: mintId("apr"),
      name: wish.name,
      reason: wish.reason ?? like.reason,
      accessLevel: wish.accessLevel ?? "read_only",
      askedAt: stamp(asked),
      askedBy: memberByEmail(wish.asker),
      decision: isDecided ? decision : null,
    };
  });
}
kept = sample();

function lapsesAt({ decision, withdrawnAt, claimedAt, askedAt }: Kept): string | null {
  if (withdrawnAt !== null || claimedAt !== null) return null;
  if (decision === null) return stamp(Date.parse(askedAt) + decideWithin);
  return decision.approved ? stamp(Date.parse(decision.at) + claimWithin) : null;
}

function stateOf(one: Kept): ApprovalState {
  if (one.claimedAt !== null) return "claimed";
  if (one.withdrawnAt !== null) return "withdrawn";
  if (one.decision?.approved === false) return "declined";
  if (Date.parse(lapsesAt(one) ?? "") <= now()) return "lapsed";
  return one.decision === null ? "waiting" : "approved";
}

function possible(one: Kept, connection: string): ApprovalDeed[] {
  const [state, isAsker] = [stateOf(one), one.askedBy.id === actorAt(connection).id];
  const all: Record<ApprovalDeed, boolean> = {
    approve: !isAsker && state === "waiting",
    decline: !isAsker && (state === "waiting" || state === "approved"),
    withdraw: isAsker && (state === "waiting" || state === "approved"),
    claim: isAsker && state === "approved",
  };
  return (Object.keys(all) as ApprovalDeed[]).filter((deed) => all[deed]);
}

const shown = (one: Kept, connection: string): ApprovalView => ({
  ...one,
  connection,
  state: stateOf(one),
  lapsesAt: lapsesAt(one),
  possible: possible(one, connection),
});

const find = (id: string): Kept => kept.find((one) => one.id === id) ?? refuse(failureOf("not_found"));

function change(id: string, changes: Partial<Kept>, connection: string): ApprovalView {
  const next = { ...find(id), ...changes };
  kept = kept.map((one) => (one.id === id ? next : one));
  return shown(next, connection);
}

function noteApproval(
  connection: string,
  deed: "asked" | "approved" | "declined" | "withdrawn" | "claimed",
  id: string,
  detail: string,
) {
  note(actorAt(connection), `key_approval.${deed}`, id, "live", detail, stamp());
}

/** Only a person who signed in takes part. */
function mustBePerson(connection: string): void {
  if (actorAt(connection).kind !== "member") refuse(failed("approvals", "with a token"));
}

function ask({ connection, ...request }: AskForKey): ApprovalView {
  mustBePerson(connection);
  const wish = without(request, "idempotencyKey");
  const wrong: FieldError[] = [];
  if (wish.name.trim() === "") wrong.push(wrongField("approvals", "a wish of nothing", "/name"));
  if (wish.reason.trim() === "") wrong.push(wrongField("approvals", "a wish of nothing", "/reason"));
  if (wrong.length > 0) refuse(invalid(wrong));
  if (!approvalRule.needed) refuse(failed("approvals", "it is asked for too early"));
  const name = checkName(wish.name, "live");
  const asked: Kept = {
    ...{ ...wish, name, id: mintId("apr"), askedAt: stamp(), askedBy: actorAt(connection) },
    ...{ decision: null, withdrawnAt: null, claimedAt: null, keyId: null },
  };
  kept = [asked, ...kept];
  noteApproval(connection, "asked", asked.id, wish.reason);
  return shown(asked, connection);
}

/** The state in which the other deed left it, in the words that were recorded. */
const changedMeanwhile: Record<ApprovalState, string> = {
  waiting: "it is claimed too early",
  approved: "it is claimed too early",
  declined: "a declined one is approved",
  withdrawn: "a declined one is approved",
  claimed: "a claimed one is declined",
  lapsed: "a declined one is approved",
};
const moved = (one: Kept) => refuse(failed("approvals", changedMeanwhile[stateOf(one)]));

function decide({ approval: { connection, approval: id }, reason }: DecideApproval, approved: boolean) {
  mustBePerson(connection);
  if (reason.trim() === "") refuse(failed("approvals", "it is approved without a reason"));
  const one = find(id);
  if (one.askedBy.id === actorAt(connection).id) refuse(failed("approvals", "one's own wish is approved"));
  if (one.decision?.approved === approved && stateOf(one) === (approved ? "approved" : "declined"))
    return shown(one, connection);
  if (!possible(one, connection).includes(approved ? "approve" : "decline")) moved(one);
  noteApproval(connection, approved ? "approved" : "declined", id, reason);
  return change(id, { decision: { approved, at: stamp(), by: actorAt(connection), reason } }, connection);
}

function withdraw({ connection, approval: id }: ApprovalRef): ApprovalView {
  mustBePerson(connection);
  const one = find(id);
  if (one.askedBy.id !== actorAt(connection).id) refuse(failed("approvals", "somebody else's is withdrawn"));
  if (stateOf(one) === "withdrawn") return shown(one, connection);
  if (!possible(one, connection).includes("withdraw")) moved(one);
  noteApproval(connection, "withdrawn", id, one.name);
  return change(id, { withdrawnAt: stamp() }, connection);
}

function claim({ approval: { connection, approval: id } }: ClaimKey): KeyView {
  mustBePerson(connection);
  const one = find(id);
  if (one.askedBy.id !== actorAt(connection).id)
    refuse(failed("approvals", "somebody else's key is claimed"));
  if (!possible(one, connection).includes("claim")) moved(one);
  const { name, accessLevel, note, allowedIps, spendingLimits, lifetimeHours } = one;
  checkName(name, "live");
  const endsAt = stamp(now() + lifetimeHours * hour);
  const key = mintKey(actorAt(connection), "live", {
    name,
    accessLevel,
    note,
    endsAt,
    allowedIps,
    spendingLimits,
  });
  change(id, { claimedAt: stamp(), keyId: key.id }, connection);
  noteApproval(connection, "claimed", id, name);
  return key;
}

function say({ connection, needed, reason }: SetApprovalPolicy): void {
  mayAdminister(connection);
  if (reason.trim() === "") refuse(failed("approvals", "it is said without a reason"));
  if (approvalRule.needed === needed) return;
  if (needed && admins() < 2) refuse(failed("approvals", "Ana alone"));
  approvalRule.needed = needed;
  const said = needed ? "are asked for, and another admin approves" : "are created without being asked for";
  note(
    actorAt(connection),
    "organization.changed",
    organizationId,
    "live",
    `Live keys ${said}. ${reason}`,
    stamp(),
  );
}

const isOver = (one: Kept) => !["waiting", "approved"].includes(stateOf(one));

export const approvalCommands = {
  setApprovalPolicy: (request) =>
    answer("set_approval_policy", request.connection, () => {
      say(request);
      return { needed: approvalRule.needed };
    }),
  listApprovals: ({ connection, over }) =>
    answer("list_approvals", connection, () => ({
      approvals: kept.filter((one) => isOver(one) === over).map((one) => shown(one, connection)),
      nextCursor: null,
    })),
  askForKey: (request) =>
    answer("ask_for_key", request.connection, () => once(request.idempotencyKey, () => ask(request))),
  approveKey: (request) => answer("approve_key", request.approval.connection, () => decide(request, true)),
  declineKey: (request) => answer("decline_key", request.approval.connection, () => decide(request, false)),
  withdrawKey: (approval) => answer("withdraw_key", approval.connection, () => withdraw(approval)),
  claimKey: (request) =>
    answer("claim_key", request.approval.connection, () => {
      const { id } = once(request.idempotencyKey, () => claim(request));
      return told(findKey(id), request.approval.connection);
    }),
} satisfies Partial<Host>;
