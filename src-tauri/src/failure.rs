//! The one place where what goes wrong below becomes what the window is told (style, section 6). The cause stays in the
//! log, under the reference that the window shows.

use std::error::Error;

use actions::view::{Defect, KeychainState, KeychainView, SetupView, StatusView};
use actions::{Code, Failure};
use authority::{OpenError, StartError};
use keys::{Ambient, redact::redact};

use crate::log;

/// A failure, with its cause in the log.
pub(crate) fn failure(code: Code, message: &str, cause: &dyn Error, ambient: &Ambient) -> Failure {
    let failure = without_cause(code, message, ambient);
    let cause = log::chain(cause);
    tracing::error!(reference = failure.reference, cause, "{message}");
    failure
}

/// A failure that has nothing behind it.
pub(crate) fn without_cause(code: Code, message: &str, ambient: &Ambient) -> Failure {
    Failure { code, message: message.to_owned(), reference: ambient.mint_uuid(), fields: Vec::new() }
}

/// Why the authority of this computer does not start.
pub(crate) fn of_start(error: &StartError, ambient: &Ambient) -> Failure {
    if let StartError::Refused(authority::Failure::Refused { detail, errors, .. }) = error {
        let refused = without_cause(Code::InvalidInput, detail, ambient);
        return Failure { fields: errors.clone(), ..refused };
    }
    let (code, message) = explain(error);
    failure(code, message, error, ambient)
}

fn explain(error: &StartError) -> (Code, &'static str) {
    match error {
        StartError::InUse(_) => (Code::DataInUse, "Another process uses the data folder."),
        StartError::NotWritable(_) => (Code::DataNotWritable, "The data folder cannot be written."),
        StartError::DiskFull => (Code::DiskFull, "The disk is full."),
        StartError::Open(OpenError::Newer { .. }) => {
            (Code::DataNewer, "The data was written by a newer release of this program. Nothing was overwritten.")
        }
        StartError::Open(OpenError::TooOld(_) | OpenError::Thread(_)) => {
            (Code::Internal, "This computer's key server cannot start.")
        }
        StartError::RolledBack(_) | StartError::Checkpoints(_) | StartError::Open(_) => {
            (Code::DataDamaged, "The data is damaged. Nothing was overwritten.")
        }
        StartError::Listen { .. } => (Code::PortsNotOpened, "The network ports cannot be opened."),
        StartError::NoOrganization => (Code::NotSetUp, "No organization has been set up on this computer."),
        StartError::OtherOrganization { .. } => {
            (Code::InvalidInput, "The data folder belongs to another organization already.")
        }
        // The window names no limiter, and is asked for nothing that could be refused otherwise.
        StartError::Limiter(_) | StartError::Refused(_) => (Code::Internal, "This computer's key server cannot start."),
    }
}

/// What the frame of the window is told while the data folder cannot be used.
pub(crate) fn status(failure: Failure) -> StatusView {
    StatusView {
        setup: SetupView::Failed { failure },
        connection: None,
        standing: None,
        trouble: None,
        keychain: KeychainView { state: KeychainState::NotResponding, name: String::new() },
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// The arguments of a command do not have its shape. What serde says of it quotes the values, so it goes nowhere.
pub(crate) fn wrong_arguments(argument: &str, ambient: &Ambient) -> Failure {
    without_cause(Code::InvalidInput, &format!("What was sent as {argument} is not valid."), ambient)
}

/// So much of each text of a page's defect is kept, in characters.
const DEFECT_TEXT_MAX: usize = 2_000;

/// Notes a defect of a page in the log; answers the reference. What looks like a secret is left out, whatever the page may
/// have quoted.
pub(crate) fn of_page(defect: &Defect, ambient: &Ambient) -> String {
    // In this order: a secret that is cut looks like none.
    let kept = |text: &str| redact(text).chars().take(DEFECT_TEXT_MAX).collect::<String>();
    let reference = ambient.mint_uuid();
    let (page, message, stack) = (kept(&defect.page), kept(&defect.message), kept(&defect.stack));
    tracing::error!(reference, page, message, stack = ?stack, "a page met a defect of its own");
    reference
}

/// What the clipboard says.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct ClipboardError(String);

/// The clipboard cannot be used.
pub(crate) fn of_clipboard(error: String, ambient: &Ambient) -> Failure {
    failure(Code::ClipboardNotUsable, "The clipboard cannot be used.", &ClipboardError(error), ambient)
}

/// The system does not open a window.
pub(crate) fn of_window(error: &tauri::Error, ambient: &Ambient) -> Failure {
    failure(Code::Internal, "The window for the secret could not be opened.", error, ambient)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn code_of(error: StartError) -> Code {
        of_start(&error, &Ambient::system()).code
    }

    #[test]
    fn each_trouble_of_the_data_folder_has_its_own_code() {
        let folder = PathBuf::from("/data");
        let damaged = OpenError::Damaged { path: folder.clone(), detail: "not a database".to_owned() };
        let address = ([127, 0, 0, 1], 7401).into();
        let listen = StartError::Listen { address, source: std::io::ErrorKind::PermissionDenied.into() };
        assert_eq!(code_of(StartError::InUse(folder.clone())), Code::DataInUse);
        assert_eq!(code_of(StartError::NotWritable(folder)), Code::DataNotWritable);
        assert_eq!(code_of(StartError::DiskFull), Code::DiskFull);
        assert_eq!(code_of(StartError::Open(damaged)), Code::DataDamaged);
        assert_eq!(code_of(listen), Code::PortsNotOpened);
    }

    #[test]
    fn a_bad_name_is_told_field_by_field() {
        let refused = authority::Failure::invalid_field("/organization", "A name is needed.");
        let failure = of_start(&StartError::Refused(refused), &Ambient::system());
        assert_eq!((failure.code, failure.message.as_str()), (Code::InvalidInput, "A name is needed."));
        assert_eq!(failure.fields.len(), 1, "the form points at the field");
    }

    #[test]
    fn a_cause_stays_in_the_log() {
        let failure = of_start(&StartError::InUse(PathBuf::from("/home/ana/private")), &Ambient::system());
        assert!(!failure.message.contains("private"), "paths and library texts are for the log: {failure:?}");
        assert_eq!(failure.reference.len(), 36, "the reference finds the line of the log");
    }
}
