//! Arguments of commands, read without quoting them back.

use serde::Deserialize;
use tauri::ipc::{CommandArg, CommandItem, InvokeError};
use tauri::{Manager, Runtime};

use crate::failure;
use crate::session::Session;

/// An argument of a command. When it has the wrong shape, the window is told which argument and nothing of its value:
/// serde's own message quotes it, and it may be a secret pasted into the wrong field (desktop-security sheet, section 2).
pub(crate) struct Asked<T>(pub(crate) T);

impl<'de, R: Runtime, T: Deserialize<'de>> CommandArg<'de, R> for Asked<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let argument = command.key;
        let ambient = command.message.webview_ref().state::<Session>().ambient().clone();
        T::deserialize(command).map(Asked).map_err(|_| failure::wrong_arguments(argument, &ambient).into())
    }
}
