// Made once: a formatter costs more than a thousand numbers.
const format = new Intl.NumberFormat("en");

/** A count with its thousands set apart. */
export const count = (value: number): string => format.format(value);
