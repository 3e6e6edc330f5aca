import type { AuditAction } from "../../contract/contract";
import { named } from "../../sheets/deeds";
import { words } from "../../words";

type KindOf<Action> = Action extends `${infer Kind}.${string}` ? Kind : never;

/** The kinds of deeds: what stands before the dot of each of the contract's closed list. */
export type AuditKind = KindOf<AuditAction>;

/** The kind of a deed: what stands before the dot, for instance `key` of `key.revoked`. */
export const kindOf = (action: string): string => action.split(".")[0] ?? action;

/** A kind in words. */
export const kindWords = (kind: string): string => named(words.audit.kind, kind);
