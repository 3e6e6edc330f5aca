import type { AuditEntry } from "../contract/contract";
import { computer, memberOf } from "./fake_people";

const member = memberOf("Tomasz Lis");

const deeds: Pick<AuditEntry, "action" | "environment" | "detail" | "actor" | "origin">[] = [
  {
    action: "key.created",
    environment: "sandbox",
    detail: "billing-sync",
    actor: computer,
    origin: "127.0.0.1",
  },
  {
    action: "key.confirmed",
    environment: "sandbox",
    detail: "billing-sync",
    actor: computer,
    origin: "127.0.0.1",
  },
  {
    action: "rotation.started",
    environment: "live",
    detail: "leaked",
    actor: member,
    origin: "10.4.0.12",
  },
  {
    action: "key.revoked",
    environment: "live",
    detail: "Leaked in a public repository; the partner was told by telephone",
    actor: member,
    origin: "10.4.0.12",
  },
  { action: "token.created", environment: null, detail: "support", actor: computer, origin: "" },
  {
    action: "rotation.finished",
    environment: "sandbox",
    detail: "routine",
    actor: { kind: "authority", id: "", name: "authority" },
    origin: "",
  },
  {
    action: "webhook_endpoint.created",
    environment: "sandbox",
    detail: "https://hooks.acme.example/conduit",
    actor: { kind: "key", id: "key_000001fakeFAKEfakeFAKE", name: "key_000001fakeFAKEfakeFAKE" },
    origin: "10.4.0.31",
  },
];
const subjects: Record<string, string> = {
  key: "key_4FhQ8sVt2mPzWk9RxYb3Nd",
  rotation: "rot_9KcTq7LmXe2VwBn5JzHs4R",
  token: "support-desk",
  webhook_endpoint: "wep_2MbYx8RtQk6NvZd3FhSj7P",
};

/** A believable row for a place in the log. */
export function sampleEntry(sequence: number, at: number): AuditEntry {
  const deed = deeds[sequence % deeds.length] ?? (deeds[0] as (typeof deeds)[number]);
  return {
    ...deed,
    sequence,
    at: new Date(at).toISOString(),
    subject: subjects[deed.action.split(".")[0] ?? ""] ?? "org_fakeFAKEfakeFAKEfake12",
    hash: Array.from({ length: 32 }, (_, byte) =>
      ((sequence * 97 + byte * 131 + 41) % 256).toString(16).padStart(2, "0"),
    ).join(""),
  };
}
