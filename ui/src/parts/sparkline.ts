/** Each bar is three wide and stands four from the next; the tallest is sixteen high and ends at seventeen. */
const step = 4;
const tallest = 16;
const ground = 17;

/** The bars of what is not zero, as one path: a table draws thousands, so each chart is two elements, not twenty-five. */
export function bars(values: readonly number[]): string {
  const top = Math.max(1, ...values);
  return values
    .map((value, index) => {
      if (value === 0) return "";
      const height = Math.max(2, Math.round((value / top) * tallest));
      return `M${index * step} ${ground - height}h3v${height}h-3z`;
    })
    .join("");
}

/** A dash for each zero, so that silence is seen as silence and not as a missing chart. */
export function floor(values: readonly number[]): string {
  return values.map((value, index) => (value === 0 ? `M${index * step} ${ground - 1}h3v1h-3z` : "")).join("");
}
