//! `conduit-keys alerts …`.

use actions::{Failure, Operation};

use crate::{
    Face,
    arguments::AlertsVerb,
    keys_verbs::more,
    print::{table, word},
    requests_verbs::standard_input,
};

pub(crate) async fn run(face: &Face, verb: AlertsVerb) -> Result<(), Failure> {
    match verb {
        AlertsVerb::List { acknowledged, after } => {
            face.check_possible(None, Operation::ReadAlerts).await?;
            let list = face.app.list_alerts(acknowledged, &face.connection, after.as_deref()).await?;
            face.answer(&list, || {
                if list.alerts.is_empty() {
                    return vec!["Nothing deserves a look.".to_owned()];
                }
                let row = |alert: &keys::wire::Alert| {
                    vec![
                        word(&alert.severity),
                        word(&alert.kind),
                        alert.key_name.clone(),
                        alert.environment.to_string(),
                        alert.since.to_string(),
                        alert.to_do.clone(),
                        alert.id.clone(),
                    ]
                };
                let rows: Vec<_> = list.alerts.iter().map(row).collect();
                let mut lines = table(&["SEVERITY", "ALERT", "KEY", "ENVIRONMENT", "SINCE", "WHAT TO DO", "ID"], &rows);
                lines.extend(more(list.next_cursor.as_deref()));
                lines
            })
        }
        AlertsVerb::ReportLeak { place } => {
            face.check_possible(None, Operation::ReportLeak).await?;
            let leak = face.app.report_leak(&face.connection, &standard_input()?, &place).await?;
            let (key, usable) = (&leak.key.key, leak.still_usable);
            face.answer(&leak, || {
                let next = if usable {
                    "It still works: rotate it as leaked, or revoke it now."
                } else {
                    "It no longer works."
                };
                vec![format!("It is the secret of {} ({}, {}).", key.name, key.environment, key.id), next.to_owned()]
            })
        }
        AlertsVerb::Acknowledge { alert, reason } => {
            face.check_possible(None, Operation::AcknowledgeAlert).await?;
            let noted = face.app.acknowledge_alert(&alert, &face.connection, &reason).await?;
            face.answer(&noted, || vec![format!("Acknowledged: {} ({}).", word(&noted.kind), noted.key_name)])
        }
    }
}
