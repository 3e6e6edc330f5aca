//! Deeds with many keys, which tell how far they are and can be stopped.

use std::sync::atomic::{AtomicU64, Ordering};

use actions::Failure;
use actions::view::{RevokeKeys, RevokedManyView, RevokedOneView};
use tauri::ipc::Channel;
use tauri::{Manager as _, Runtime};

use super::{Here, RevokedChannel};

/// How often it was said to stop: a deed goes on for as long as nothing was said since it began.
#[derive(Default)]
pub(crate) struct Revoking(AtomicU64);

pub(super) async fn revoke_keys<R: Runtime>(
    here: Here<'_, R>,
    request: RevokeKeys,
    on_revoked: RevokedChannel,
) -> Result<RevokedManyView, Failure> {
    let app = here.app().await?;
    let channel: Channel<RevokedOneView> = on_revoked.channel_on(here.webview.clone());
    let revoking = here.handle().state::<Revoking>();
    let begun = revoking.0.load(Ordering::Relaxed);
    // A page that is gone can stop nothing any more: nobody would see what goes on.
    let tell = |one| channel.send(one).is_ok() && revoking.0.load(Ordering::Relaxed) == begun;
    app.revoke_keys(&request, tell).await
}

pub(super) async fn stop_revoking<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    here.handle().state::<Revoking>().0.fetch_add(1, Ordering::Relaxed);
    Ok(())
}
