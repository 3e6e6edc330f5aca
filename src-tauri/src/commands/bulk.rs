//! Deeds with many keys, which tell how far they are and can be stopped.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actions::Failure;
use actions::view::{EndedKeyView, RevokeKeys, RevokedManyView};
use tauri::ipc::Channel;
use tauri::{Manager as _, Runtime};
use tokio::time::interval;

use super::{Here, RevokedChannel};

/// How often the page hears of what ended since: a thousand words a second keep it from painting any of them.
const TOLD_EVERY: Duration = Duration::from_millis(50);
/// Bytes of one message: what has 8 192 and more Tauri has the page fetch by a command of its own, which no page has here.
const TOLD_BYTES_MAX: usize = 8_000;

/// How often it was said to stop: a deed goes on for as long as nothing was said since it began.
#[derive(Default)]
pub(crate) struct Revoking(AtomicU64);

/// What the page has not heard yet, and whether it still hears.
struct Telling {
    channel: Channel<Vec<EndedKeyView>>,
    waiting: Mutex<Vec<EndedKeyView>>,
    has_begun: AtomicBool,
    is_heard: AtomicBool,
}

impl Telling {
    /// The first is told at once.
    fn add(&self, one: EndedKeyView) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(one);
        if !self.has_begun.swap(true, Ordering::Relaxed) {
            self.tell();
        }
    }

    fn tell(&self) {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if messages(waiting).into_iter().any(|message| self.channel.send(message).is_err()) {
            self.is_heard.store(false, Ordering::Relaxed);
        }
    }
}

/// In their order, as many in each message as it may hold.
fn messages(waiting: Vec<EndedKeyView>) -> Vec<Vec<EndedKeyView>> {
    let (mut all, mut bytes): (Vec<Vec<_>>, _) = (Vec::new(), 0);
    for one in waiting {
        let own = serde_json::to_string(&one).map_or(0, |text| text.len()) + 1;
        match all.last_mut() {
            Some(last) if bytes + own <= TOLD_BYTES_MAX => last.push(one),
            _ => {
                bytes = 0;
                all.push(vec![one]);
            }
        }
        bytes += own;
    }
    all
}

pub(super) async fn revoke_keys<R: Runtime>(
    here: Here<'_, R>,
    request: RevokeKeys,
    on_revoked: RevokedChannel,
) -> Result<RevokedManyView, Failure> {
    let app = here.app().await?;
    let channel = on_revoked.channel_on(here.webview.clone());
    let telling = Telling {
        channel,
        waiting: Mutex::default(),
        has_begun: AtomicBool::new(false),
        is_heard: AtomicBool::new(true),
    };
    let revoking = here.handle().state::<Revoking>();
    let begun = revoking.0.load(Ordering::Relaxed);
    let tell = |one| {
        telling.add(EndedKeyView::from(one));
        // A page that is gone can stop nothing any more: nobody would see what goes on.
        telling.is_heard.load(Ordering::Relaxed) && revoking.0.load(Ordering::Relaxed) == begun
    };
    let mut deed = pin!(app.revoke_keys(&request, tell));
    let mut beat = interval(TOLD_EVERY);
    loop {
        tokio::select! {
            done = &mut deed => {
                telling.tell();
                return done;
            }
            _ = beat.tick() => telling.tell(),
        }
    }
}

pub(super) async fn stop_revoking<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    here.handle().state::<Revoking>().0.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

#[cfg(test)]
mod tests {
    use actions::Code;

    use super::*;

    #[test]
    fn each_is_told_once_in_its_order_and_no_message_is_too_long_for_the_page() {
        let one = |number: usize| EndedKeyView {
            key: format!("key_{number:022}"),
            refused_by: vec!["node-5e1f00d2".to_owned()],
            failure: number.is_multiple_of(3).then(|| Failure {
                code: Code::Unavailable,
                message: "x".repeat(400),
                reference: "log_0".to_owned(),
                fields: Vec::new(),
            }),
        };
        let all = messages((0..1000).map(one).collect());
        assert!(all.len() < 100, "many of them together: {}", all.len());
        assert!(all.iter().all(|message| serde_json::to_string(message).unwrap().len() < 8192));
        let told: Vec<_> = all.iter().flatten().map(|one| one.key.clone()).collect();
        assert_eq!(told, (0..1000).map(|number| one(number).key).collect::<Vec<_>>());
        assert!(messages(Vec::new()).is_empty());
    }
}
