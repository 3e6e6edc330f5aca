/**
 * A host in memory, for browser specs and for working on the window without Rust. It exists only in the vite mode
 * `fake`; `tests/ui/bundle.spec.ts` proves that no real bundle carries it.
 */
import { activationCommands } from "./fake_activation";
import { mintSecret } from "./fake_data";
import { keyCommands } from "./fake_keys";
import { pageOf } from "./fake_list";
import { rotationCommands } from "./fake_rotate";
import { sessionCommands } from "./fake_session";
import { answer, audit, opened, refuse, setup } from "./fake_world";
import { mainHost, type Host, type RevealHost } from "../contract/host";

/** What the reveal window of a spec is told apart by: the fake host shares nothing between windows. */
export const fakeMarker = "conduit-fake-host";

/** The host of the browser specs. */
export const fakeHost: Host = {
  // A command that nobody has faked is refused, as by a place that has nothing like it.
  ...mainHost((command) => answer(command, () => refuse("not_allowed", `Nobody faked ${command}.`))),
  ...sessionCommands,
  ...keyCommands,
  ...rotationCommands,
  ...activationCommands,
  noteDefect: (defect) => answer("note_defect", () => (opened.push(defect.message), "log_5e1f00")),
  followNews: async (_connection, onNews) => {
    setup.tell = onNews;
    for (const what of ["anew", "live"] as const) if (setup.news) onNews({ what });
  },
  listAudit: (_connection, cursor) =>
    answer("list_audit", () => {
      const { items, nextCursor } = pageOf(audit, cursor, 100);
      return { entries: items, nextCursor };
    }),
};

/** The reveal host of the browser specs. */
export const fakeRevealHost: RevealHost = {
  takeRevealed: async () => ({
    name: setup.names?.[0] ?? "billing-sync",
    secret: mintSecret("sandbox"),
    language: setup.language ?? "system",
  }),
  closeReveal: async () => void opened.push("closed"),
};
