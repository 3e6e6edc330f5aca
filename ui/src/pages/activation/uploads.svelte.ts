import { SvelteMap } from "svelte/reactivity";
import type { ActivationView, ChosenFileView, DocumentKind, Failure } from "../../contract/contract";
import { toFailure } from "../../host/failure";
import type { Session } from "../../host/session.svelte";

/** How far a file is. One that was stopped or failed can be tried again. */
export type UploadStep = "ready" | "waiting" | "sending" | "stopped" | "failed";

/** A file on its way. */
export interface Upload extends ChosenFileView {
  kind: DocumentKind | "";
  step: UploadStep;
  /** How many of its bytes have gone. */
  sent: number;
  failure: Failure | null;
}

/** Files on their way to one activation: chosen, then sent one after the other. They outlive a look at another page. */
export class Uploads {
  readonly #session: Session;
  readonly #connection: string;
  readonly #adopt: (activation: ActivationView) => Promise<void>;
  readonly #all = new SvelteMap<string, Upload>();
  /** What became of the last one, for whoever does not see it. */
  said = $state("");
  #runs = false;

  constructor(session: Session, connection: string, adopt: (activation: ActivationView) => Promise<void>) {
    this.#session = session;
    this.#connection = connection;
    this.#adopt = adopt;
  }

  all = $derived.by(() => [...this.#all.values()]);
  /** Whether one is being sent, or will be. */
  busy = $derived(this.all.some(({ step }) => step === "waiting" || step === "sending"));
  /** Those that can be sent. */
  ready = $derived(this.all.filter(({ step }) => step === "ready"));

  add(files: readonly ChosenFileView[]): void {
    for (const one of files)
      this.#all.set(one.file, { ...one, kind: "", step: "ready", sent: 0, failure: null });
  }

  /** Says what a file shows. */
  name(file: string, kind: DocumentKind | ""): void {
    this.#change(file, { kind });
  }

  /** Puts a file away that is not under way. */
  forget(file: string): void {
    this.#all.delete(file);
  }

  /** Sends what is ready. */
  async send(files = this.ready.map(({ file }) => file)): Promise<void> {
    for (const file of files) this.#change(file, { step: "waiting", sent: 0, failure: null });
    if (this.#runs) return;
    this.#runs = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#sendOne(next);
    } finally {
      this.#runs = false;
    }
  }

  /** Stops one: what waits goes back, what is being sent is cut off. */
  async stop(file: string): Promise<void> {
    const { step } = this.#all.get(file) ?? {};
    if (step === "waiting") this.#change(file, { step: "ready" });
    if (step !== "sending") return;
    try {
      await this.#session.host.stopAttaching();
    } catch (thrown) {
      this.#change(file, { failure: toFailure(thrown) });
    }
  }

  #next(): Upload | undefined {
    return this.all.find(({ step }) => step === "waiting");
  }

  async #sendOne({ file, fileName, kind }: Upload): Promise<void> {
    if (kind === "") return this.#change(file, { step: "ready" });
    this.#change(file, { step: "sending" });
    const tell = (sent: number) => this.#change(file, { sent });
    try {
      const activation = await this.#session.host.attachDocument(this.#connection, file, kind, tell);
      // What was stopped may have arrived all the same: then it stands in the list.
      if (activation === null) {
        this.#change(file, { step: "stopped" });
        return this.#session.changed();
      }
      this.#all.delete(file);
      this.said = fileName;
      await this.#adopt(activation);
    } catch (thrown) {
      this.#change(file, { step: "failed", failure: toFailure(thrown) });
    }
  }

  #change(file: string, change: Partial<Upload>): void {
    const upload = this.#all.get(file);
    if (upload) this.#all.set(file, { ...upload, ...change });
  }
}
