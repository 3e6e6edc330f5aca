//! What a page says of a defect of its own: it has no log.

use actions::Failure;
use actions::view::Defect;
use tauri::Runtime;

use super::Here;
use crate::failure;

pub(super) async fn note<R: Runtime>(here: Here<'_, R>, defect: Defect) -> Result<String, Failure> {
    Ok(failure::of_page(&defect, here.session.ambient()))
}
