/** What is asked of the audit log of the host in memory. */
import type { AuditEntry, AuditFilter, KnownHeadView } from "../contract/contract";
import type { Host } from "../contract/host";
import { audit } from "./fake_audit";
import { pageOf } from "./fake_list";
import { failed } from "./fake_recorded";
import { answer } from "./fake_start";
import { answerHere, refuse, setup, stamp } from "./fake_world";

/** The kinds of actors that a reference begins with. */
const reference = /^(member|token|computer|operator|authority|key|unknown):/u;
const countedMax = 10_000;

/** The rows that a filter leaves, as the authority has it. */
function rowsOf({ actor, action, subject, from, until }: AuditFilter): AuditEntry[] {
  const isBy = ({ actor: { kind, id, name } }: AuditEntry) =>
    actor === null || (reference.test(actor) ? `${kind}:${id}` === actor : name === actor);
  const isThat = (row: AuditEntry) =>
    action === null || (action.endsWith(".") ? row.action.startsWith(action) : row.action === action);
  return audit.filter(
    (row) =>
      isBy(row) &&
      isThat(row) &&
      (subject === null || row.subject === subject) &&
      (from === null || row.at >= from) &&
      (until === null || row.at < until),
  );
}

/** The row that was verified last, as of now and at that time. */
let head: { sequence: number; verifiedAt: string } | null = null;

function known(): KnownHeadView | null {
  const found = setup.auditFound;
  if (found === "broken") return null;
  // A wish for something that became of it means that there was one.
  const then = head ?? (found ? { sequence: Math.ceil(audit.length / 2), verifiedAt: stamp() } : null);
  return then && { ...then, now: found ?? "extended" };
}

/** Stops the export that runs. */
let stop: (() => void) | null = null;

export const auditCommands = {
  listAudit: ({ connection, filter, cursor, limit }) =>
    answer("list_audit", connection, () => {
      if (filter.from && filter.until && filter.from >= filter.until)
        refuse(failed("connections", "a period that ends before it begins"));
      const rows = rowsOf(filter);
      const { items, nextCursor } = pageOf(rows, cursor, limit);
      const total = Math.min(rows.length, countedMax);
      return { entries: items, nextCursor, total, atLeast: rows.length >= countedMax };
    }),
  verifyAudit: ({ connection, anew }) =>
    answer("verify_audit", connection, () => {
      if (anew) {
        head = null;
        delete setup.auditFound;
      }
      const intact = setup.auditFound !== "broken";
      const before = known();
      const isWhole = intact && (before === null || before.now === "extended" || before.now === "pruned");
      const pruned = before?.now === "pruned" ? before.sequence : 0;
      const newest = audit[0]?.sequence ?? null;
      if (isWhole && newest !== null) head = { sequence: newest, verifiedAt: stamp() };
      return {
        verdict: {
          intact,
          rows: intact ? audit.length - pruned : null,
          pruned: intact ? pruned : null,
          firstBadSequence: intact ? null : Math.ceil(audit.length / 3),
          readSince: stamp(),
          asOf: stamp(),
        },
        known: before,
        remembered: isWhole ? newest : null,
      };
    }),
  exportAudit: async ({ connection, filter, format }, onRows) => {
    const rows = await answer("export_audit", connection, () => rowsOf(filter).length);
    const { exported } = setup;
    if (exported === "nowhere") return null;
    onRows(0);
    if (exported !== undefined) {
      onRows(exported);
      await new Promise<void>((resolve) => (stop = resolve));
      return null;
    }
    onRows(rows);
    return { path: `/home/ana/audit-${stamp().slice(0, 10)}.${format}`, rows };
  },
  stopExport: () => answerHere("stop_export", () => stop?.()),
} satisfies Partial<Host>;
