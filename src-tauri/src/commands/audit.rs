//! Who did what.

use actions::Failure;
use actions::view::AuditPageView;
use tauri::State;

use crate::asked::Asked;
use crate::session::Session;

#[tauri::command]
pub(crate) async fn list_audit(
    session: State<'_, Session>,
    connection: Asked<String>,
    cursor: Asked<Option<String>>,
) -> Result<AuditPageView, Failure> {
    session.app().await?.list_audit(&connection.0, cursor.0.as_deref()).await
}
