import type { News, NewsView } from "../contract/contract";
import type { Host } from "../contract/host";

/** Whether a change concerns somebody. */
export type About = (news: News) => boolean;

/** What the connection in front of the person tells of itself, handed on to whoever it concerns. */
export class Newsroom {
  /** Whether a change would be told as it happens; while it is not, whoever shows something has to ask. */
  live = $state(false);
  #listeners: readonly { about: About; due: () => void }[] = [];

  /** Follows a connection until the function it returns is called. Call inside an effect. */
  follow(host: Host, connection: string): () => void {
    let gone = false;
    this.live = false;
    // What keeps it from being heard is told by the status, which is asked for until this is live.
    host.followNews(connection, (news) => gone || this.#hear(news)).catch(() => undefined);
    return () => {
      gone = true;
    };
  }

  #hear(view: NewsView): void {
    if (view.what === "live") this.live = true;
    else if (view.what === "changed") this.#tell(({ about }) => about(view.news));
    else {
      if (view.what === "lost") this.live = false;
      this.#tell(() => true);
    }
  }

  #tell(whom: (listener: { about: About }) => boolean): void {
    for (const listener of this.#listeners) if (whom(listener)) listener.due();
  }

  /** Calls `due` whenever something changed that it is about, or may have, until the function it returns is called. */
  when(about: About, due: () => void): () => void {
    const listener = { about, due };
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    };
  }
}
