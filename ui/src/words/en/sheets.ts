import type { AccessLevel, KeyState, NoProof } from "../../contract/contract";

/** What several pages say of keys, secrets and people. */
export const sheets = {
  access: { read_only: "read-only", read_write: "read-write" } as Record<AccessLevel, string>,
  state: {
    pending: "Pending",
    active: "Active",
    retiring: "Retiring",
    revoked: "Revoked",
    expired: "Expired",
  } as Record<KeyState, string>,
  /** Why no call proved a revocation. */
  noProof: {
    no_secret: "No call was made: this computer does not have the secret.",
    not_readable: "No call was made: the keychain could not be asked for the secret.",
    not_answered: "A call with the saved secret was not answered, so that it proves nothing either way.",
  } as Record<NoProof, string>,
};
