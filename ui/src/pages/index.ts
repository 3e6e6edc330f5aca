import type { Component } from "svelte";
import type { Operation } from "../contract/contract";
import type { PageName, Session } from "../host/session.svelte";

/** A page, fetched when it is first opened. Add a page here and it appears in the rail and the palette. */
export interface PageEntry {
  title: string;
  /** It is shown where this can be done; everywhere when it needs nothing. */
  needs: Operation | null;
  load: () => Promise<{ default: Component }>;
}

/** The pages that exist. A page that is not here is not shown anywhere: nothing pretends. */
export const pages: Partial<Record<PageName, PageEntry>> = {
  keys: { title: "Keys", needs: "read_keys", load: () => import("./keys/KeysPage.svelte") },
  rotations: {
    title: "Rotations",
    needs: "read_rotations",
    load: () => import("./rotations/RotationsPage.svelte"),
  },
  activation: {
    title: "Activation",
    needs: "read_activation",
    load: () => import("./activation/ActivationPage.svelte"),
  },
  audit: { title: "Audit", needs: "read_audit", load: () => import("./audit/AuditPage.svelte") },
  settings: { title: "Settings", needs: null, load: () => import("./settings/SettingsPage.svelte") },
};

/** The pages of this connection, in the order of the rail; all of them before it has said what is possible. */
export function pagesOf(session: Session): { name: PageName; entry: PageEntry }[] {
  const all = Object.entries(pages) as [PageName, PageEntry][];
  return all
    .filter(([, { needs }]) => needs === null || session.capabilities === null || session.can(needs))
    .map(([name, entry]) => ({ name, entry }));
}
