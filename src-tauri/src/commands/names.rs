// The commands by name. The build script includes this file too, so that each of them needs a grant in `capabilities/`;
// `lists.rs` holds it equal to the grants, the isolation gate, the mounted handlers and the window's own list.

/// What the main window may call.
pub(crate) const MAIN: &[&str] = &[
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
];

/// What the window that shows one secret may call.
pub(crate) const REVEAL: &[&str] = &["take_revealed", "close_reveal"];
