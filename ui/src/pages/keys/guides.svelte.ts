import type { GuidedOperation, GuidedRunView, Hint, KeyView, StepRef } from "../../contract/contract";
import { keep } from "../../host/kept.svelte";
import type { Place } from "../../host/refs";
import type { Session } from "../../host/session.svelte";
import { Watched } from "../../host/watch.svelte";

/** What a dialog is opened for: something to begin, or a run to go on with. */
export type Guided = { operation: GuidedOperation; key: KeyView | null } | { run: GuidedRunView };

/** What a step asks the person to do now. */
export type StepKind = GuidedRunView["steps"][number]["step"]["kind"];

/** The step that a run stands at; null when it is over. */
export const current = (run: GuidedRunView) =>
  run.outcome === null ? (run.steps[run.at]?.step ?? null) : null;

/** Whether the old key comes to its end at a step: the next proof is that it is refused. */
export const endsOld = (run: GuidedRunView, at: number): boolean => {
  const [step, next] = [run.steps[at]?.step, run.steps[at + 1]?.step];
  return (
    step?.kind === "say" && next?.kind === "prove" && next.whose === "old" && next.expected === "refused"
  );
};

/** What the secret that was taken looks like. */
export const newHint = (run: GuidedRunView): Hint | null => {
  const taken = run.steps.map(({ state }) => (state.state === "done" ? state.evidence : null));
  return taken.find((evidence) => evidence?.kind === "taken")?.hint ?? null;
};

/** The same as a request names it. */
export const stepOf = (run: GuidedRunView): StepRef => ({ run: run.id, step: run.at });

/** The runs that have not ended. */
class Guides {
  readonly open: Watched<GuidedRunView[]>;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.open = new Watched(() => session.host.listOpenRuns());
  }

  /** Those at a place. */
  at({ connection, environment }: Place): GuidedRunView[] {
    return (this.open.value ?? []).filter(
      (run) => run.connection === connection && run.environment === environment,
    );
  }

  /** Keeps up with them, until the function it returns is called. */
  watch(): () => void {
    return this.open.watch(this.#session, { about: () => true, every: () => 5000 });
  }
}

export const guidesOf = keep((session) => new Guides(session));
