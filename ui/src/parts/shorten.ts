/** The beginning and the end of an id or a hash, for a narrow column. */
export const shorten = (text: string, front: number, back: number): string =>
  text.length <= front + back + 1 ? text : `${text.slice(0, front)}…${text.slice(-back)}`;
