import { invoke } from "@tauri-apps/api/core";
import type { Host, RevealHost } from "./host";
import { toFailure } from "./failure";

/** Asks Rust, and turns whatever comes back as a refusal into a failure the window can show. */
async function ask<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw toFailure(thrown);
  }
}

/** The host of the real window. */
export const tauriHost: Host = {
  getStatus: () => ask("get_status"),
  setUp: (organization) => ask("set_up", { organization }),
  retrySetup: () => ask("retry_setup"),
  listKeys: (environment) => ask("list_keys", { environment }),
  getKeyUsage: (keyId) => ask("get_key_usage", { keyId }),
  createKey: (request) => ask("create_key", { request }),
  confirmKey: (request) => ask("confirm_key", { request }),
  copySecret: (keyId) => ask("copy_secret", { keyId }),
  saveSecret: (keyId) => ask("save_secret", { keyId }),
  writeSecret: (request) => ask("write_secret", { request }),
  chooseFile: () => ask("choose_file"),
  revealSecret: (keyId) => ask("reveal_secret", { keyId }),
  revokeKey: (request) => ask("revoke_key", { request }),
  startRotation: (request) => ask("start_rotation", { request }),
  listRotations: (environment) => ask("list_rotations", { environment }),
  finishRotation: (request) => ask("finish_rotation", { request }),
  undoRotation: (request) => ask("undo_rotation", { request }),
  getActivation: () => ask("get_activation"),
  submitActivation: (request) => ask("submit_activation", { request }),
  approveActivationLocally: (reason) => ask("approve_activation_locally", { reason }),
  listSavedSecrets: () => ask("list_saved_secrets"),
  removeSavedSecret: (keyId) => ask("remove_saved_secret", { keyId }),
  unlockKeychain: () => ask("unlock_keychain"),
  listConnections: () => ask("list_connections"),
  addConnection: (request) => ask("add_connection", { request }),
  useConnection: (connectionId) => ask("use_connection", { connectionId }),
  removeConnection: (connectionId) => ask("remove_connection", { connectionId }),
  listAudit: (cursor) => ask("list_audit", { cursor }),
};

/** The host of the real reveal window. */
export const tauriRevealHost: RevealHost = {
  takeRevealed: () => ask("take_revealed"),
  closeReveal: () => ask("close_reveal"),
};
