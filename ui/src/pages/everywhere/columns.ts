/**
 * The grid that the table's head and rows share: state, name, place, environment, due. A wider one has the age, then the last
 * proof, then the state in words, then the hint.
 */
export const columns = [
  "grid items-center gap-x-4 px-6",
  "grid-cols-[14px_minmax(0,1.1fr)_minmax(0,1fr)_92px_76px]",
  "@min-[640px]/table:grid-cols-[14px_minmax(0,1.1fr)_minmax(0,1fr)_92px_84px_84px]",
  "@min-[760px]/table:grid-cols-[14px_minmax(0,1.1fr)_minmax(0,1fr)_92px_84px_84px_minmax(0,118px)]",
  "@min-[900px]/table:grid-cols-[84px_minmax(0,1.1fr)_minmax(0,1fr)_92px_92px_92px_minmax(0,160px)]",
  "@min-[1180px]/table:grid-cols-[84px_minmax(0,1.1fr)_158px_minmax(0,1fr)_92px_92px_92px_minmax(0,160px)]",
].join(" ");

/** From which width on something is there. */
export const from = {
  created: "@max-[640px]/table:hidden",
  proof: "@max-[760px]/table:hidden",
  word: "@max-[900px]/table:hidden",
  hint: "@max-[1180px]/table:hidden",
} as const;
