import type { Code } from "../../contract/contract";

/** What to do about a start that failed: steps, in order, and a line for a terminal that shows the cause. */
export interface Remedy {
  steps: string[];
  look?: string;
}

// The data folder as a shell finds it (desktop's `folders.rs`).
const folder = "${XDG_DATA_HOME:-~/.local/share}/com.conduitkeys.desktop";

/** Remedies for the failures of a start. A failure without one has its usual next step. */
export const remedies: Partial<Record<Code, Remedy>> = {
  data_not_writable: {
    steps: ["Make the data folder belong to you and writable for you.", "Press Try again."],
    look: `ls -ld ${folder}`,
  },
  disk_full: {
    steps: ["Free some space on the disk that has your home folder.", "Press Try again."],
    look: `df -h ${folder}`,
  },
  data_damaged: {
    steps: [
      "Copy the data folder somewhere safe, as it is.",
      "Put a backup of it in its place.",
      "Press Try again. Without a backup, keep the copy: the keys in it are not lost yet.",
    ],
    look: `ls -la ${folder}`,
  },
  data_newer: {
    steps: ["Start the newer release that wrote the data.", "Restore nothing: the data is whole."],
    look: `ls -la ${folder}`,
  },
  data_in_use: {
    steps: [
      "Close the other window, or stop the conduit-authority that serves this folder.",
      "Press Try again.",
    ],
    look: "pgrep -af conduit",
  },
  ports_not_opened: {
    steps: ["Allow this program to listen on 127.0.0.1.", "Press Try again: any free port will do."],
    look: "ss -ltnp",
  },
};
