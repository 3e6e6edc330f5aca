/**
 * A host in memory, for browser specs and for working on the window without Rust. It exists only in the vite mode
 * `fake`; `tests/ui/bundle.spec.ts` proves that no real bundle carries it.
 */
import { accountCommands } from "./fake_account";
import { activationCommands } from "./fake_activation";
import { alertCommands } from "./fake_alerts";
import { approvalCommands } from "./fake_approvals";
import { auditCommands } from "./fake_audit_commands";
import { connectionCommands } from "./fake_connections";
import { mintSecret } from "./fake_data";
import { documentCommands } from "./fake_documents";
import { keyCommands } from "./fake_keys";
import { limitCommands } from "./fake_limits";
import { everywhereCommands } from "./fake_everywhere";
import { failureOf } from "./fake_recorded";
import { memberCommands } from "./fake_members";
import { policyCommands } from "./fake_policy";
import { requestCommands } from "./fake_requests";
import { rotationCommands } from "./fake_rotate";
import { secretCommands } from "./fake_secrets";
import { serviceCommands } from "./fake_services";
import { sessionCommands } from "./fake_session";
import { webhookCommands } from "./fake_webhooks";
import { answerHere, opened, refuse, setup } from "./fake_world";
import { mainHost, type Host, type RevealHost } from "../contract/host";

/** The host of the browser specs. */
export const fakeHost: Host = {
  // A command that nobody has faked is refused, as by a place that has nothing like it.
  ...mainHost((command) =>
    answerHere(command, () => refuse({ ...failureOf("not_allowed"), message: `Nobody faked ${command}.` })),
  ),
  ...sessionCommands,
  ...connectionCommands,
  ...serviceCommands,
  ...accountCommands,
  ...keyCommands,
  ...everywhereCommands,
  ...limitCommands,
  ...secretCommands,
  ...rotationCommands,
  ...policyCommands,
  ...approvalCommands,
  ...activationCommands,
  ...documentCommands,
  ...requestCommands,
  ...alertCommands,
  ...memberCommands,
  ...webhookCommands,
  ...auditCommands,
  noteDefect: (defect) => answerHere("note_defect", () => (opened.push(defect.message), "log_5e1f00")),
  followNews: async (_connection, onNews) => {
    setup.tell = onNews;
    for (const what of ["anew", "live"] as const) if (setup.news) onNews({ what });
  },
};

/** What each kind of thing looks like when it is revealed; the picture is none that a phone reads. */
type Shown = Omit<Awaited<ReturnType<RevealHost["takeRevealed"]>>, "language">;
const revealed: Record<Shown["kind"], () => Shown> = {
  secret: () => ({
    kind: "secret",
    name: setup.names?.[0] ?? "billing-sync",
    secret: mintSecret("sandbox"),
    picture: null,
  }),
  authenticator: () => ({
    kind: "authenticator",
    name: "sam@acme.example",
    secret: "MZXW6YTBOI".repeat(3),
    picture: { side: 9, path: "M4 4h1v1h-1z" },
  }),
  backup_codes: () => ({
    kind: "backup_codes",
    name: "sam@acme.example",
    secret: Array.from({ length: 10 }, (_, at) => `${at}ZXW-6YTB-OIMZ-XW6Y`).join("\n"),
    picture: null,
  }),
};

/** The reveal host of the browser specs. */
export const fakeRevealHost: RevealHost = {
  takeRevealed: async () => ({
    ...revealed[setup.revealed ?? "secret"](),
    language: setup.language ?? "system",
  }),
  closeReveal: async () => void opened.push("closed"),
};
