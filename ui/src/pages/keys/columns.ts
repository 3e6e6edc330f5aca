import type { TellsUse } from "../../host/session.svelte";

/**
 * The grid that the table's head and rows share; narrow tables drop the creation, then the chart, then the access level,
 * then the use.
 */
const used = [
  "grid items-center gap-x-4 px-6",
  "grid-cols-[10px_minmax(0,1fr)_168px_minmax(0,92px)]",
  "@min-[560px]/table:grid-cols-[10px_minmax(0,1fr)_168px_88px_92px]",
  "@min-[640px]/table:grid-cols-[10px_minmax(0,1fr)_168px_78px_88px_92px]",
  "@min-[780px]/table:grid-cols-[10px_minmax(0,1fr)_168px_84px_88px_95px_100px]",
  "@min-[900px]/table:grid-cols-[10px_minmax(0,1fr)_168px_84px_88px_95px_88px_100px]",
].join(" ");

/** The same where only the last use is told. */
const usedLast = [
  "grid items-center gap-x-4 px-6",
  "grid-cols-[10px_minmax(0,1fr)_168px_minmax(0,92px)]",
  "@min-[560px]/table:grid-cols-[10px_minmax(0,1fr)_168px_88px_92px]",
  "@min-[900px]/table:grid-cols-[10px_minmax(0,1fr)_168px_95px_88px_100px]",
].join(" ");

/** The same where nobody tells how keys are used: what proved a key last stands there instead. */
const proved = ["grid items-center gap-x-4 px-6", "grid-cols-[10px_minmax(0,1fr)_168px_minmax(0,92px)]"];
const provedWithLevel = "@min-[640px]/table:grid-cols-[10px_minmax(0,1fr)_168px_84px_minmax(0,170px)_100px]";
const provedAlone = "@min-[640px]/table:grid-cols-[10px_minmax(0,1fr)_168px_minmax(0,170px)_100px]";

/** The columns of a place, by what it tells of the use of its keys, and whether they have one of several access levels. */
export function columnsOf(tellsUse: TellsUse, hasLevel: boolean): string {
  if (tellsUse === "calls") return used;
  return tellsUse === "last_use" ? usedLast : [...proved, hasLevel ? provedWithLevel : provedAlone].join(" ");
}
