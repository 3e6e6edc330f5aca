import type { Component } from "svelte";
import type { PageName } from "../host/session.svelte";

/** A page, fetched when it is first opened. Add a page here and it appears in the rail and the palette. */
export interface PageEntry {
  title: string;
  load: () => Promise<{ default: Component }>;
}

/** The pages that exist. A page that is not here is not shown anywhere: nothing pretends. */
export const pages: Partial<Record<PageName, PageEntry>> = {
  keys: { title: "Keys", load: () => import("./keys/KeysPage.svelte") },
  rotations: { title: "Rotations", load: () => import("./rotations/RotationsPage.svelte") },
  activation: { title: "Activation", load: () => import("./activation/ActivationPage.svelte") },
  audit: { title: "Audit", load: () => import("./audit/AuditPage.svelte") },
  settings: { title: "Settings", load: () => import("./settings/SettingsPage.svelte") },
};
