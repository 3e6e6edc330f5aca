import type { Environment, Role } from "../../contract/contract";

/** Words that stand in many places: one word a thing. */
export const common = {
  cancel: "Cancel",
  close: "Close",
  closeEsc: "Close (Esc)",
  dismiss: "Dismiss",
  optional: "optional",
  never: "never",
  unknown: "unknown",
  loading: "Loading",
  copied: "Copied",
  notCopied: "Not copied. Select the text instead.",
  thisComputer: "This computer",
  details: "Details",
  reference: "Reference",
  copyReference: "Copy the reference",
  copyShort: (label: string, short: string) => `${label}: ${short}`,
  done: (done: number, of: number) => `${done} of ${of} done`,
  /** The environments, as names: with a capital wherever they stand. */
  environment: { sandbox: "Sandbox", live: "Live" } satisfies Record<Environment, string> as Record<
    Environment,
    string
  >,
  /** The roles, in a sentence. */
  role: {
    admin: "admin",
    support: "support",
    onboarding: "onboarding",
    operator: "operator",
  } satisfies Record<Role, string> as Record<Role, string>,
  /** The states of a step, for those who cannot see its dot. */
  step: {
    done: "Done",
    waiting: "Waiting",
    ahead: "Still to come",
    skipped: "Not needed",
    stopped: "Stopped",
  },
};
