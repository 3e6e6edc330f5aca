//! How a run ends: one exit code a kind of failure, and the failure in words or as JSON.

use std::{io::Write as _, process::ExitCode};

use actions::{Code, Failure};
use clap::CommandFactory as _;

use crate::{arguments::Arguments, print::shown};

/// A run that was done, and found that the audit log is not as it was.
pub(crate) const LOG_CHANGED: u8 = 8;

/// Writes what a shell needs to complete the words of this program. Whoever closes the pipe has read enough.
pub(crate) fn complete(shell: clap_complete::Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "conduit-keys", &mut script);
    let _ = std::io::stdout().lock().write_all(&script);
    ExitCode::SUCCESS
}

/// Writes the failure to standard error and answers the exit code.
pub(crate) fn report(failure: &Failure, json: bool) -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    let _ =
        if json { writeln!(stderr, "{}", as_json(failure)) } else { writeln!(stderr, "{}", shown(&as_text(failure))) };
    ExitCode::from(exit_code(failure.code))
}

fn as_json(failure: &Failure) -> serde_json::Value {
    let mut value = serde_json::json!({
        "code": failure.code, "message": failure.message, "reference": failure.reference,
    });
    if !failure.fields.is_empty() {
        value["fields"] = serde_json::json!(failure.fields);
    }
    value
}

fn as_text(failure: &Failure) -> String {
    let mut text = format!("conduit-keys: {}", failure.message);
    for field in failure.fields.iter().filter(|field| field.detail != failure.message) {
        text.push_str(&format!("\n  {}: {}", field.pointer.trim_start_matches('/'), field.detail));
    }
    if !failure.reference.is_empty() {
        text.push_str(&format!("\n  reference {}", failure.reference));
    }
    text
}

/// The documented exit codes.
fn exit_code(code: Code) -> u8 {
    match code {
        Code::Internal => 1,
        Code::InvalidInput | Code::NameNotConfirmed => 2,
        Code::NameInUse
        | Code::EmailInUse
        | Code::LastAdmin
        | Code::KeyEnded
        | Code::KeyNotActive
        | Code::RotationNotProven
        | Code::RotationEnded
        | Code::LiveNotActivated
        | Code::LiveKeyNeedsApproval
        | Code::SecondAdminNeeded
        | Code::ApprovalStateChanged
        | Code::NotAllowed
        | Code::NoKeyToAskWith
        | Code::KeyRefused
        | Code::NotAccepted
        | Code::SignedOut
        | Code::NotSetUp => 3,
        Code::NotFound => 4,
        Code::Offline | Code::Unavailable | Code::PortsNotOpened | Code::NotProved | Code::ServiceNotAnswering => 5,
        Code::Unknown => 6,
        Code::SecretGone
        | Code::KeychainLocked
        | Code::KeychainMissing
        | Code::KeychainVolatile
        | Code::KeychainNotResponding
        | Code::KeychainRefused
        | Code::KeychainItemLost
        | Code::KeychainAmbiguous
        | Code::FileNotWritten
        | Code::FolderMissing
        | Code::FileNotSuitable
        | Code::FileExists
        | Code::CommandFailed
        | Code::ExportCutOff
        | Code::ClipboardNotUsable
        | Code::BrowserNotOpened
        | Code::DataNotWritable
        | Code::DiskFull
        | Code::DataDamaged
        | Code::DataNewer
        | Code::DataInUse => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_machine_readable_when_asked() {
        let failure = Failure::invalid("/name", "A name is needed.");
        let json = as_json(&failure);
        assert_eq!(json["code"], "invalid_input");
        assert_eq!(json["message"], "A name is needed.");
        assert!(json.get("reference").is_some(), "the three documented members are always there");
    }
}
