/** Who acts in the host in memory. */
import type { Actor } from "../contract/contract";

/** This window, with a token at somebody else's authority. */
export const desktop: Actor = {
  kind: "token",
  id: "tok_000001fakeFAKEfakeFAKE",
  name: "conduit-keys on atlas",
};

/** The doors to an authority of its own. */
export const computer: Actor = { kind: "computer", id: "admin", name: "This computer" };
export const localApproval: Actor = { kind: "computer", id: "operator", name: "Local approval" };

/** A person, by the name that their address is made of. */
export const memberOf = (name: string): Actor => ({
  kind: "member",
  id: `usr_${name.replace(/\W/g, "").padEnd(22, "0")}`,
  name: `${name.split(" ")[0]?.toLowerCase()}@acme.example`,
});
