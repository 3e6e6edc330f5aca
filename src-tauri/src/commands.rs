//! What the pages may ask for. Each command takes its arguments, awaits one action and hands back the answer; what is not
//! decided in `actions` is not decided here either. Granted by name in `capabilities/`.

mod activation;
mod audit;
mod connections;
mod defects;
mod keys;
#[cfg(test)]
mod lists;
#[cfg(test)]
pub(crate) mod names;
pub(crate) mod news;
mod reveal;
mod rotations;
mod secrets;
mod setup;

use tauri::{Runtime, ipc::Invoke};

/// Every command, mounted. The name is the function's.
#[rustfmt::skip]
pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        setup::get_status, setup::set_up, setup::retry_setup,
        keys::list_keys, keys::get_key, keys::get_key_usage, keys::create_key, keys::confirm_key, keys::revoke_key,
        secrets::copy_secret, secrets::save_secret, secrets::write_secret, secrets::choose_file, secrets::reveal_secret,
        secrets::list_saved_secrets, secrets::remove_saved_secret, secrets::unlock_keychain,
        rotations::start_rotation, rotations::list_rotations, rotations::get_rotation,
        rotations::finish_rotation, rotations::undo_rotation,
        activation::get_activation, activation::submit_activation, activation::approve_activation_locally,
        connections::list_connections, connections::add_connection, connections::use_connection,
        connections::remove_connection,
        audit::list_audit,
        news::follow_news,
        defects::note_defect,
        reveal::take_revealed, reveal::close_reveal,
    ]
}
