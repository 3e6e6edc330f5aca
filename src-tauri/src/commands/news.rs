//! What the connection in front of the person tells of itself.

use std::sync::{Mutex, PoisonError};

use actions::Failure;
use actions::view::NewsView;
use tauri::State;
use tauri::async_runtime::{JoinHandle, spawn};
use tauri::ipc::Channel;

use crate::asked::Asked;
use crate::session::Session;

/// What the window follows: one connection at a time.
#[derive(Default)]
pub(crate) struct Following(Mutex<Option<JoinHandle<()>>>);

/// Follows a connection from now on, in the place of the one that was followed before. The largest of the news, with a
/// hundred ids, is far below what a channel hands over without a call of its own, which the gate would refuse.
#[tauri::command]
pub(crate) async fn follow_news(
    session: State<'_, Session>,
    following: State<'_, Following>,
    connection: Asked<String>,
    on_news: Channel<NewsView>,
) -> Result<(), Failure> {
    let app = session.app().await?;
    let follow = spawn(async move { app.follow_news(&connection.0, |news| on_news.send(news).is_ok()).await });
    let before = following.0.lock().unwrap_or_else(PoisonError::into_inner).replace(follow);
    if let Some(before) = before {
        before.abort();
    }
    Ok(())
}
