import { Channel, invoke } from "@tauri-apps/api/core";
import { mainHost, revealHost, type Ask } from "../contract/host";
import { toFailure } from "./failure";

/** What the page wants to be called with becomes a channel. */
const carried = (value: unknown): unknown =>
  typeof value === "function" ? new Channel(value as (message: unknown) => void) : value;

/** Asks Rust, and turns whatever comes back as a refusal into a failure the window can show. */
const ask: Ask = async (command, given = {}) => {
  try {
    const sent = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, carried(value)]));
    return await invoke(command, sent);
  } catch (thrown) {
    throw toFailure(thrown);
  }
};

/** The host of the real window. */
export const tauriHost = mainHost(ask);

/** The host of the real reveal window. */
export const tauriRevealHost = revealHost(ask);
