import type { AccessLevel, KeyRef, KeyView } from "../../contract/contract";
import { refOf } from "../../host/refs";
import { noLimits, typedOf, type TypedText } from "./limits.svelte";

/** What was typed into the create form; it outlives a closed form, an error and a lost connection. */
export interface Draft {
  name: string;
  accessLevel: AccessLevel;
  expiry: string;
  /** The moment, where the expiry is one. */
  expiresAt: string | null;
  begin: string;
  notBefore: string | null;
  note: string;
  limits: TypedText;
  /** The key that it shall be like. */
  like: KeyRef | null;
}

export const emptyDraft = (): Draft => ({
  name: "",
  accessLevel: "read_only",
  expiry: "never",
  expiresAt: null,
  begin: "now",
  notBefore: null,
  note: "",
  limits: noLimits(),
  like: null,
});

/** A new key with the settings of another: it lives as long as that one was to live. */
export function draftLike(key: KeyView, name: string, now: number): Draft {
  const life = key.endsAt === null ? null : Date.parse(key.endsAt) - Date.parse(key.createdAt);
  return {
    ...emptyDraft(),
    name,
    accessLevel: key.accessLevel,
    expiry: life === null ? "never" : "date",
    expiresAt: life === null ? null : new Date(now + life).toISOString(),
    note: key.note ?? "",
    limits: typedOf(key),
    like: refOf(key),
  };
}
