// Every call from a page to Rust passes here, in a frame that the page cannot reach into. A call that is not on the list
// is renamed to one that nobody grants, so that the page hears a refusal instead of waiting for ever.
// The list is held equal to build.rs and the capabilities by `src/commands/lists.rs`.
const ALLOWED = new Set([
  "get_status",
  "set_up",
  "retry_setup",
  "list_keys",
  "get_key",
  "get_key_usage",
  "create_key",
  "confirm_key",
  "copy_secret",
  "save_secret",
  "write_secret",
  "choose_file",
  "reveal_secret",
  "revoke_key",
  "start_rotation",
  "list_rotations",
  "get_rotation",
  "finish_rotation",
  "undo_rotation",
  "get_activation",
  "submit_activation",
  "approve_activation_locally",
  "list_saved_secrets",
  "remove_saved_secret",
  "unlock_keychain",
  "list_connections",
  "add_connection",
  "use_connection",
  "remove_connection",
  "list_audit",
  "follow_news",
  "note_defect",
  "take_revealed",
  "close_reveal",
]);

window.__TAURI_ISOLATION_HOOK__ = (call) => {
  if (!ALLOWED.has(call.cmd)) {
    return { ...call, cmd: "refused_by_the_gate", payload: {} };
  }
  return call;
};
