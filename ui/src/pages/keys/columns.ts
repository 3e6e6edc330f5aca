/**
 * The grid that the table's head and rows share; narrow tables drop the creation, then the chart, then the access level,
 * then the use.
 */
export const columns = [
  "grid items-center gap-x-4 px-6",
  "grid-cols-[10px_minmax(0,1fr)_168px_minmax(0,92px)]",
  "@min-[560px]/table:grid-cols-[10px_minmax(0,1fr)_168px_88px_92px]",
  "@min-[640px]/table:grid-cols-[10px_minmax(0,1fr)_168px_78px_88px_92px]",
  "@min-[780px]/table:grid-cols-[10px_minmax(0,1fr)_168px_84px_88px_95px_100px]",
  "@min-[900px]/table:grid-cols-[10px_minmax(0,1fr)_168px_84px_88px_95px_88px_100px]",
].join(" ");
