import type { Failure } from "../contract/contract";
import { words } from "../words";
import type { Session } from "./session.svelte";

const textOf = (thrown: unknown): { message: string; stack: string } =>
  thrown instanceof Error
    ? { message: `${thrown.name}: ${thrown.message}`, stack: thrown.stack ?? "" }
    : { message: String(thrown), stack: "" };

/** Tells Rust of a defect of ours, so that it is in the log, and makes a failure of it that a person can pass on. */
export async function noteDefect(session: Session, thrown: unknown): Promise<Failure> {
  const failure: Failure = {
    code: "internal",
    message: words.frame.defectMessage,
    reference: "",
    fields: [],
  };
  try {
    const reference = await session.host.noteDefect({ page: session.page, ...textOf(thrown) });
    return { ...failure, reference };
  } catch {
    // Rust does not answer either: the person is told all the same.
    return failure;
  }
}

/** The least time between two notes of one defect, in milliseconds: what fails at each tick is noted once. */
const noteEvery = 60_000;

/** Notes whatever nobody caught, and says so; the answer ends it. */
export function noteUncaught(session: Session): () => void {
  const noted = new Map<string, number>();
  const note = async (thrown: unknown) => {
    const { message } = textOf(thrown);
    if (Date.now() - (noted.get(message) ?? 0) < noteEvery) return;
    noted.set(message, Date.now());
    const { reference } = await noteDefect(session, thrown);
    session.notify(reference ? words.frame.defectNoted(reference) : words.frame.defectMet);
  };
  // Without an error it is the engine's own remark, for instance that a layout took two rounds.
  const failed = ({ error }: ErrorEvent) => void (error && note(error));
  const rejected = ({ reason }: PromiseRejectionEvent) => void note(reason);
  window.addEventListener("error", failed);
  window.addEventListener("unhandledrejection", rejected);
  return () => {
    window.removeEventListener("error", failed);
    window.removeEventListener("unhandledrejection", rejected);
  };
}
