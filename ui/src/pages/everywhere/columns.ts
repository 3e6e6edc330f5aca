/**
 * The grid that the table's head and rows share: state, name, place, environment, due. A wider one has the state in words, then
 * the age, then the last proof, then the hint.
 */
export const columns = [
  "grid items-center gap-x-4 px-6",
  "grid-cols-[10px_minmax(0,1.2fr)_minmax(0,1fr)_92px_76px]",
  "@min-[560px]/table:grid-cols-[84px_minmax(0,1.2fr)_minmax(0,1fr)_92px_84px]",
  "@min-[640px]/table:grid-cols-[84px_minmax(0,1.2fr)_minmax(0,1fr)_92px_84px_84px]",
  "@min-[760px]/table:grid-cols-[84px_minmax(0,1.2fr)_minmax(0,1fr)_92px_84px_84px_minmax(0,150px)]",
  "@min-[1000px]/table:grid-cols-[84px_minmax(0,1.2fr)_158px_minmax(0,1fr)_92px_92px_92px_minmax(0,170px)]",
].join(" ");
/** From which width on a column is there. */
export const from = {
  word: "@max-[560px]/table:hidden",
  created: "@max-[640px]/table:hidden",
  proof: "@max-[760px]/table:hidden",
  hint: "@max-[1000px]/table:hidden",
} as const;
