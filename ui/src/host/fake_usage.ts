/** Who calls with the keys of the host in memory. */
import type { Caller, KeyView, Usage } from "../contract/contract";
import { change, find } from "./fake_known";
import { answered } from "./fake_recorded";
import { now, rotations, stamp } from "./fake_world";

/** Callers of those keys that were really called with here; of the others they are made up from their number of calls. */
const callers = new Map<string, Caller>();

/** Somebody calls with a key, once. */
export function call(id: string): void {
  const { callsByHour } = find(id);
  change(id, {
    lastUsedAt: stamp(),
    callsByHour: [...callsByHour.slice(0, -1), (callsByHour.at(-1) ?? 0) + 1],
  });
  for (const rotation of rotations) if (rotation.newId === id) rotation.newFirstUsedAt ??= stamp();
  const [like] = answered<Usage>("keys", "who called with it").lastHour;
  const calls = (callers.get(id)?.calls ?? 0) + 1;
  if (like) callers.set(id, { ...like, calls, lastAt: stamp() });
}

/** Who called with a key in the last hour. */
export function usageOf(key: KeyView): Usage {
  const real = callers.get(key.id);
  const latest = key.callsByHour.at(-1) ?? 0;
  const made: Caller[] = [
    {
      address: "10.4.0.12",
      agent: "billing/3.2",
      calls: Math.ceil(latest * 0.7),
      firstAt: key.confirmedAt,
      lastAt: stamp(now() - 4000),
    },
    {
      address: "10.4.0.31",
      agent: "curl/8.5.0",
      calls: Math.floor(latest * 0.3),
      firstAt: stamp(now() - 26 * 3_600_000),
      lastAt: stamp(now() - 130_000),
    },
  ];
  if (real) return { ...answered<Usage>("keys", "who called with it"), lastHour: [real], asOf: stamp() };
  const wrote = key.accessLevel === "read_write" && key.lastUsedAt !== null;
  const at = stamp(now() - 180_000);
  const request = wrote
    ? { correlationId: "018f3f5e-1b2c-7abc-8def-0123456789ab", at, method: "POST", path: "/v2/payouts" }
    : null;
  return {
    lastWrite: { request, since: stamp(now() - 30 * 86_400_000) },
    webhookEndpoints: wrote ? 2 : 0,
    lastHour: made.filter(({ calls }) => calls > 0),
    asOf: stamp(),
  };
}
