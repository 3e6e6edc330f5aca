//! Who did what.

use actions::Failure;
use actions::view::AuditPageView;
use tauri::State;

use crate::asked::Asked;
use crate::session::Session;

#[tauri::command]
pub(crate) async fn list_audit(
    session: State<'_, Session>,
    cursor: Asked<Option<String>>,
) -> Result<AuditPageView, Failure> {
    session.app().await?.list_audit(cursor.0.as_deref()).await
}
