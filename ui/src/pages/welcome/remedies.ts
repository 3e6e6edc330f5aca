import type { Code } from "../../contract/contract";
import { words } from "../../words";

/** The failures of a start that have a remedy. */
export type StartFailure = Extract<
  Code,
  "data_not_writable" | "disk_full" | "data_damaged" | "data_newer" | "data_in_use" | "ports_not_opened"
>;

/** What to do about a start that failed: steps, in order, and a line for a terminal that shows the cause. */
export interface Remedy {
  steps: string[];
  look: string;
}

// The data folder as a shell finds it (desktop's `folders.rs`).
const folder = "${XDG_DATA_HOME:-~/.local/share}/com.conduitkeys.desktop";

const looks: Record<StartFailure, string> = {
  data_not_writable: `ls -ld ${folder}`,
  disk_full: `df -h ${folder}`,
  data_damaged: `ls -la ${folder}`,
  data_newer: `ls -la ${folder}`,
  data_in_use: "pgrep -af conduit",
  ports_not_opened: "ss -ltnp",
};

const hasRemedy = (code: Code): code is StartFailure => Object.hasOwn(looks, code);

/** The remedy for a failure of a start. A failure without one has its usual next step. */
export const remedyOf = (code: Code): Remedy | null =>
  hasRemedy(code) ? { steps: words.welcome.steps[code], look: looks[code] } : null;
