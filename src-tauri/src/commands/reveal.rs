//! What the window that shows one secret may ask for.

use actions::{Code, Failure};
use tauri::{Manager as _, Runtime};

use super::Here;
use crate::failure;
use crate::reveal::{self, Revealed, Reveals};

pub(super) async fn take<R: Runtime>(here: Here<'_, R>) -> Result<Revealed, Failure> {
    let shown = "The secret was shown already.";
    let revealed = here.handle().state::<Reveals>().take();
    revealed.ok_or_else(|| failure::without_cause(Code::SecretGone, shown, here.session.ambient()))
}

pub(super) async fn close<R: Runtime>(here: Here<'_, R>) -> Result<(), Failure> {
    reveal::close(here.handle()).await;
    Ok(())
}
