//! What the connection in front of the person tells of itself.

use std::sync::{Mutex, PoisonError};

use actions::Failure;
use actions::view::NewsView;
use tauri::async_runtime::{JoinHandle, spawn};
use tauri::ipc::Channel;
use tauri::{Manager as _, Runtime};

use super::{Here, NewsChannel};

/// What the window follows: one connection at a time.
#[derive(Default)]
pub(crate) struct Following(Mutex<Option<JoinHandle<()>>>);

/// The largest of the news, with a hundred ids, is far below what a channel hands over without a call of its own, which the
/// gate would refuse.
pub(super) async fn follow<R: Runtime>(
    here: Here<'_, R>,
    connection: String,
    on_news: NewsChannel,
) -> Result<(), Failure> {
    let app = here.app().await?;
    let channel: Channel<NewsView> = on_news.channel_on(here.webview.clone());
    let follow = spawn(async move { app.follow_news(&connection, |news| channel.send(news).is_ok()).await });
    let following = here.handle().state::<Following>();
    let before = following.0.lock().unwrap_or_else(PoisonError::into_inner).replace(follow);
    if let Some(before) = before {
        before.abort();
    }
    Ok(())
}
