import type { Words } from "..";

export const common: Words["common"] = {
  cancel: "Abbrechen",
  close: "Schließen",
  closeEsc: "Schließen (Esc)",
  dismiss: "Ausblenden",
  optional: "optional",
  never: "nie",
  unknown: "unbekannt",
  loading: "Wird geladen",
  copied: "Kopiert",
  notCopied: "Nicht kopiert. Markieren Sie den Text stattdessen.",
  thisComputer: "Dieser Computer",
  details: "Details",
  reference: "Referenz",
  copyReference: "Referenz kopieren",
  copyShort: (label, short) => `${label}: ${short}`,
  done: (done, of) => `${done} von ${of} erledigt`,
  environment: { sandbox: "Sandbox", live: "Live" },
  role: { admin: "Admin", support: "Support", onboarding: "Onboarding", operator: "Operator" },
  step: {
    done: "Erledigt",
    waiting: "Wartet",
    ahead: "Steht noch aus",
    skipped: "Nicht nötig",
    stopped: "Angehalten",
  },
};
