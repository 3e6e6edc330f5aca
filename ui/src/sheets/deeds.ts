import { words } from "../words";

/** What is named in a table; what is not stands for itself. */
export const named = (table: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(table, name) ? table[name] : null) ?? name;

/** A deed of the audit log in words; one of a newer authority by its own name. */
export const deedWords = (action: string): string => named(words.audit.deed, action);
