/** What was typed to reach a key server; it outlives an error and a look at another page. Never a password. */
export interface ConnectDraft {
  name: string;
  url: string;
  email: string;
  /** The service that people have accounts at; an authority where there is none. */
  service?: string;
}

/** How a place is reached. */
export type Way = "sign_in" | "invitation" | "token" | "service";

export const noDraft = (): ConnectDraft => ({ name: "", url: "", email: "" });
