import { untrack } from "svelte";
import type { Failure, KeyRef, Usage } from "../contract/contract";
import { toFailure } from "../host/failure";
import type { Host } from "../host/host";
import { wordOf } from "../host/refs";
import { repeat } from "../host/repeat";

/** How often callers are looked up again while somebody looks at them, in milliseconds. */
const usageEvery = 5000;

/** Watches who calls with a key, for as long as the component that asked is shown. */
export function watchUsage(host: Host, key: () => KeyRef) {
  let usage = $state.raw<Usage | null>(null);
  let failure = $state.raw<Failure | null>(null);

  // A list that was heard anew has another object of the same key.
  const word = $derived(wordOf(key()));
  $effect(() => {
    void word;
    const asked = untrack(key);
    usage = null;
    failure = null;
    return repeat(
      async (isGone) => {
        try {
          const heard = await host.getKeyUsage(asked);
          if (isGone()) return;
          usage = heard;
          failure = null;
        } catch (thrown) {
          if (!isGone()) failure = toFailure(thrown);
        }
      },
      () => usageEvery,
    );
  });

  return {
    get usage() {
      return usage;
    },
    get failure() {
      return failure;
    },
  };
}
