import { Channel, invoke } from "@tauri-apps/api/core";
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
  listKeys: (request) => ask("list_keys", { request }),
  getKey: (key) => ask("get_key", { key }),
  getKeyUsage: (key) => ask("get_key_usage", { key }),
  createKey: (request) => ask("create_key", { request }),
  confirmKey: (request) => ask("confirm_key", { request }),
  copySecret: (key) => ask("copy_secret", { key }),
  saveSecret: (key) => ask("save_secret", { key }),
  writeSecret: (request) => ask("write_secret", { request }),
  chooseFile: () => ask("choose_file"),
  revealSecret: (key) => ask("reveal_secret", { key }),
  revokeKey: (request) => ask("revoke_key", { request }),
  startRotation: (request) => ask("start_rotation", { request }),
  listRotations: (request) => ask("list_rotations", { request }),
  getRotation: (rotation) => ask("get_rotation", { rotation }),
  finishRotation: (request) => ask("finish_rotation", { request }),
  undoRotation: (request) => ask("undo_rotation", { request }),
  getActivation: (connection) => ask("get_activation", { connection }),
  submitActivation: (connection, request) => ask("submit_activation", { connection, request }),
  approveActivationLocally: (connection, reason) => ask("approve_activation_locally", { connection, reason }),
  listSavedSecrets: () => ask("list_saved_secrets"),
  removeSavedSecret: (key) => ask("remove_saved_secret", { key }),
  unlockKeychain: () => ask("unlock_keychain"),
  listConnections: () => ask("list_connections"),
  addConnection: (request) => ask("add_connection", { request }),
  useConnection: (connectionId) => ask("use_connection", { connectionId }),
  removeConnection: (connectionId) => ask("remove_connection", { connectionId }),
  noteDefect: (defect) => ask("note_defect", { defect }),
  listAudit: (connection, cursor) => ask("list_audit", { connection, cursor }),
  followNews: (connection, onNews) => ask("follow_news", { connection, onNews: new Channel(onNews) }),
};

/** The host of the real reveal window. */
export const tauriRevealHost: RevealHost = {
  takeRevealed: () => ask("take_revealed"),
  closeReveal: () => ask("close_reveal"),
};
