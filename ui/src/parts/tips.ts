import { Tooltip } from "bits-ui";

/** Binds everything that has a tip to the one tooltip of the window ({@link file://./Tips.svelte}). */
export const tips = Tooltip.createTether<string>();
