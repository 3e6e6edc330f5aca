import { untrack } from "svelte";
import type { Failure, KeyRef, News, Usage } from "../contract/contract";
import { toFailure } from "../host/failure";
import { isOfKey } from "../host/about";
import type { Session } from "../host/session.svelte";
import { wordOf } from "../host/refs";

/** How often callers are looked up again while somebody looks at them, in milliseconds. */
const usageEvery = 5000;
/** The same for callers that are there while calls are told of. */
const leavesEvery = 60_000;

/** Watches who calls with a key, for as long as the component that asked is shown. */
export function watchUsage(session: Session, key: () => KeyRef) {
  let usage = $state.raw<Usage | null>(null);
  let failure = $state.raw<Failure | null>(null);

  // A list that was heard anew has another object of the same key.
  const word = $derived(wordOf(key()));
  $effect(() => {
    void word;
    const asked = untrack(key);
    usage = null;
    failure = null;
    const rhythm = {
      about: (news: News) => isOfKey(news, asked),
      every: () => usageEvery,
      // Calls leave the hour by the clock alone.
      due: () => (usage !== null && usage.lastHour.length > 0 ? leavesEvery : Infinity),
    };
    return session.keepUp(rhythm, async (isGone) => {
      try {
        const heard = await session.host.getKeyUsage(asked);
        if (isGone()) return;
        usage = heard;
        failure = null;
      } catch (thrown) {
        if (!isGone()) failure = toFailure(thrown);
      }
    });
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
