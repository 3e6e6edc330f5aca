/** What may have been seen in the sandbox, in the host in memory: the recorded call and write, and what is done after them. */
import type { ActivationEvidence, ActivationEvidenceKind } from "../contract/contract";
import { memberOf } from "./fake_people";
import { mintId } from "./fake_recorded";

const minute = 60_000;

/** All eight kinds; those after the recorded two with the key of the write. */
export function allEvidence([call, write]: ActivationEvidence[], now: number): ActivationEvidence[] {
  if (!call || !write) throw new Error("A call and a write were recorded.");
  const later = (
    kind: ActivationEvidenceKind,
    minutesAgo: number,
    change: Partial<ActivationEvidence>,
  ): ActivationEvidence => ({
    ...write,
    kind,
    at: new Date(now - minutesAgo * minute).toISOString(),
    correlationId: crypto.randomUUID(),
    ...change,
  });
  const noRequest = { request: null, keyId: null, keyName: null };
  return [
    call,
    write,
    later("first_replay", 38, {}),
    later("rate_limit_waited_out", 31, { request: "GET /v2/applications" }),
    later("read_only_refused", 30, { keyId: mintId("key"), keyName: "reporting" }),
    later("rotation_finished", 12, { request: null, rotationId: mintId("rot"), keyName: "billing-sync" }),
    later("second_admin", 9, { ...noRequest, member: memberOf("Ben Okafor") }),
    later("addresses_allowed", 8, { request: "GET /v2/customers", address: "203.0.113.7" }),
  ];
}
