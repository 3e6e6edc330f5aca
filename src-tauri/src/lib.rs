//! The window of Conduit Keys.
//!
//! **Owns** the two windows and what guards them, the clipboard, the file dialog, the start and the end of the program, and
//! the commands, which are a few lines each.
//!
//! **Refuses** decisions: what a person can do is in `actions`, and the key service is in `authority`.
//!
//! **Start reading** at [`run`], then `session.rs` (what the window stands on), `commands.rs` (what a page may ask for) and
//! `guard.rs` (how a page is kept inside). The reasons are in the desktop-security sheet.

mod asked;
mod clipboard;
mod commands;
mod failure;
mod file_dialog;
mod folders;
mod guard;
mod harden;
mod log;
mod quit;
mod ready;
mod reveal;
mod running;
mod session;
#[cfg(test)]
mod tests;
mod turn;
mod window;
mod words;

use std::io::Write as _;
use std::process::ExitCode;

use actions::Vault;
use keys::Ambient;
use tauri::{AppHandle, Builder, Context, Manager, RunEvent, Runtime, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::folders::{Folders, IDENTIFIER};
use crate::session::Session;
use crate::turn::Turn;

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody to tell when even this fails.
            let _ = writeln!(std::io::stderr(), "Conduit Keys cannot open its window: {}", log::chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), Box<dyn std::error::Error>> {
    harden::harden()?;
    window::find_display()?;
    let folders = Folders::of_this_person().ok_or("the system does not say where this person's folders are")?;
    let turn = prepare(&folders);
    let session = Session::new(folders.clone(), Vault::open_keychain(IDENTIFIER), Ambient::system());
    // Single-instance comes first, so that a second start ends before it touches anything.
    let first = Builder::default().plugin(tauri_plugin_single_instance::init(|app, _, _| window::raise(app)));
    let app = mount(first, folders, session).manage(turn).setup(|app| Ok(open(app.handle())?)).build(context())?;
    app.run(on_event);
    Ok(())
}

/// The configuration, the permissions and the window's files, as the build script wrote them down.
#[expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "Tauri writes this code, and checked it at build time"
)]
fn context<R: Runtime>() -> Context<R> {
    tauri::tauri_build_context!()
}

/// Makes the folders, opens the log and takes the turn. The window opens without them too, and says what is wrong with the
/// data folder.
fn prepare(folders: &Folders) -> Turn {
    let tell = |error: std::io::Error| {
        let _ = writeln!(std::io::stderr(), "Conduit Keys cannot use one of its folders: {error}");
    };
    // What WebKit made for the windows that revealed something last time: salts, never a page's data.
    let _ = std::fs::remove_dir_all(folders.cache.join(window::REVEAL));
    folders.create().unwrap_or_else(tell);
    log::start(&folders.state).unwrap_or_else(tell);
    Turn::take(&folders.state).map_err(tell).unwrap_or_default()
}

/// Plugins, state and commands.
fn mount<R: Runtime>(builder: Builder<R>, folders: Folders, session: Session) -> Builder<R> {
    let remembered = StateFlags::SIZE | StateFlags::POSITION;
    let window_state = tauri_plugin_window_state::Builder::new()
        .with_state_flags(remembered)
        .with_filename("window.json")
        .with_denylist(&[window::REVEAL]);
    builder
        .plugin(guard::plugin())
        .plugin(window_state.build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .manage(folders)
        .manage(session)
        .manage(clipboard::Copies::default())
        .manage(commands::news::Following::default())
        .manage(commands::bulk::Revoking::default())
        .manage(commands::sign_in::SigningIn::default())
        .manage(commands::audit::Exporting::default())
        .manage(commands::documents::Documents::default())
        .manage(commands::files::Files::default())
        .manage(reveal::Reveals::default())
        .manage(quit::Leaving::default())
        .invoke_handler(commands::handler())
}

/// Opens the window at once; what it stands on is opened behind it.
fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    quit::on_signals(app);
    let behind = app.clone();
    tauri::async_runtime::spawn(async move {
        // The window asks for the same and is told what is wrong.
        let _ = behind.state::<Session>().app().await;
    });
    window::open_main(app).map(drop)
}

fn on_event<R: Runtime>(app: &AppHandle<R>, event: RunEvent) {
    match event {
        RunEvent::ExitRequested { api, .. } => quit::requested(app, &api),
        RunEvent::WindowEvent { label, event: WindowEvent::CloseRequested { api, .. }, .. }
            if label == window::MAIN =>
        {
            quit::close_requested(app, &api);
        }
        RunEvent::WindowEvent { label, event: WindowEvent::DragDrop(dragged), .. } if label == window::MAIN => {
            commands::files::dragged(app, &dragged);
        }
        RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } if label == window::MAIN => app.exit(0),
        RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } if label == window::REVEAL => {
            app.state::<reveal::Reveals>().forget();
        }
        _ => {}
    }
}
