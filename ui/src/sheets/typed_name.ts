/** A live key ends only for somebody who typed its name (design, section 5 rule 7); Rust asks the same again. */
import type { Failure } from "../contract/contract";
import { fieldError } from "../host/failure";
import { words } from "../words";

/** Whether what was typed is the name; blanks around it do not count. */
export const isTyped = (typed: string, name: string): boolean => typed.trim() === name.trim();

/** What is wrong with a typed name, if that is what failed. */
export const nameError = (failure: Failure | null): string | null =>
  fieldError(failure, "/typedName") ??
  (failure?.code === "name_not_confirmed" ? words.sheets.nameToType.another : null);
