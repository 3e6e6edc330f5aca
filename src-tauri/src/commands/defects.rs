//! What a page says of a defect of its own: it has no log.

use actions::Failure;
use actions::view::Defect;
use tauri::State;

use crate::asked::Asked;
use crate::failure;
use crate::session::Session;

/// Answers the reference by which it is found in the log.
#[tauri::command]
pub(crate) async fn note_defect(session: State<'_, Session>, defect: Asked<Defect>) -> Result<String, Failure> {
    Ok(failure::of_page(&defect.0, session.ambient()))
}
