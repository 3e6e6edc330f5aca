import type { Failure, Usage } from "../contract/contract";
import { toFailure } from "../host/failure";
import type { Host } from "../host/host";

/** How often callers are looked up again while somebody looks at them, in milliseconds. */
const usageEvery = 5000;

/** Watches who calls with a key, for as long as the component that asked is shown. */
export function watchUsage(host: Host, keyId: () => string) {
  let usage = $state.raw<Usage | null>(null);
  let failure = $state.raw<Failure | null>(null);

  $effect(() => {
    const id = keyId();
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    usage = null;
    failure = null;
    const look = async () => {
      try {
        const heard = await host.getKeyUsage(id);
        if (gone) return;
        usage = heard;
        failure = null;
      } catch (thrown) {
        if (!gone) failure = toFailure(thrown);
      }
      if (!gone) timer = setTimeout(() => void look(), usageEvery);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
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
