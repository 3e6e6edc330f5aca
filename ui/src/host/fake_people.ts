/** Who acts in the host in memory. */
import type { ActivationView, Actor, AuditPageView, KeyView } from "../contract/contract";
import { answered } from "./fake_recorded";

const nobody: Actor = { kind: "unknown", id: "", name: "" };

/** The doors to an authority of its own, and that authority itself. */
export const computer = answered<KeyView>("keys", "a key is created").createdBy;
export const localApproval = answered<ActivationView>("activation", "the approval").approvedBy ?? nobody;
export const authority = answered<AuditPageView>("start", "the log begins").entries[0]?.actor ?? nobody;

/** The window's token at somebody else's authority. */
export const tokenOf = (name: string, id = "tok_000001fakeFAKEfakeFAKE"): Actor => ({
  kind: "token",
  id,
  name,
});

/** The ids of those who were invited here, by what they sign in with. */
export const invited = new Map<string, string>();

/** A person, by what they sign in with. */
export const memberByEmail = (email: string): Actor => {
  const of = memberOf(email.slice(0, email.indexOf("@")));
  return { ...of, id: invited.get(email) ?? of.id, name: email };
};

/** A person, by the name that their address is made of. */
export const memberOf = (name: string): Actor => ({
  kind: "member",
  id: `usr_${name.replace(/\W/g, "").padEnd(22, "0")}`,
  name: `${name.split(" ")[0]?.toLowerCase()}@acme.example`,
});
