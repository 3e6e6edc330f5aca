//! Recognise what somebody pastes who asks about a request.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

use keys::{
    paste::{self, BYTES_MAX, Pasted},
    wire::{Complaint, FieldCode},
};

use crate::{App, Code, Failure};

impl App {
    /// The ids in a text. Nothing is sent anywhere.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] when it is larger than anything that is read.
    pub async fn read_pasted(&self, text: &str) -> Result<Pasted, Failure> {
        if text.len() > BYTES_MAX { Err(too_large()) } else { Ok(paste::read(text)) }
    }

    /// The same of a file.
    ///
    /// # Errors
    /// [`Code::InvalidInput`] when it is no file, too large or no text, [`Code::NotFound`] when it cannot be read.
    pub async fn read_pasted_file(&self, path: &Path) -> Result<Pasted, Failure> {
        let unreadable = |error: &io::Error| {
            tracing::info!(%error, "a file to look for ids in cannot be read");
            self.fail(Code::NotFound, format!("{} cannot be read.", path.display()))
        };
        // What is no file, a pipe for instance, may keep its reader waiting for ever.
        if !fs::metadata(path).map_err(|error| unreadable(&error))?.is_file() {
            return Err(Failure::invalid("/text", Complaint::of(FieldCode::NotAFile, "This is not a file.")));
        }
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let mut bytes = Vec::new();
        file.take(BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        if bytes.len() > BYTES_MAX {
            return Err(too_large());
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::invalid("/text", Complaint::of(FieldCode::NotAText, "This file is not a text.")))?;
        Ok(paste::read(&text))
    }
}

fn too_large() -> Failure {
    let detail = format!("At most {} MB are read.", BYTES_MAX / 1024 / 1024);
    Failure::invalid("/text", Complaint::with_max(FieldCode::FileTooLarge, BYTES_MAX, &detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::Scripted;

    #[tokio::test]
    async fn what_is_pasted_stays_here() {
        let place = Scripted::open().await;
        let read = place.app.read_pasted("idempotency-key: payout-7").await.unwrap();
        assert_eq!(read.ids[0].id, "payout-7");
        let large = place.app.read_pasted(&"x".repeat(BYTES_MAX + 1)).await.unwrap_err();
        assert_eq!(large.code, Code::InvalidInput);
        assert!(place.asked().is_empty());
    }

    #[tokio::test]
    async fn a_file_is_read_as_a_paste_is_and_what_is_none_is_named() {
        let (place, folder) = (Scripted::open().await, tempfile::tempdir().unwrap());
        let [text, image] = ["session.har", "screen.png"].map(|name| folder.path().join(name));
        std::fs::write(&text, r#"{"correlationId":"018f3f5e-1b2c-7abc-8def-0123456789ab"}"#).unwrap();
        std::fs::write(&image, [0x89, 0x50, 0xff]).unwrap();
        let read = place.app.read_pasted_file(&text).await.unwrap();
        assert_eq!(read.ids[0].id, "018f3f5e-1b2c-7abc-8def-0123456789ab");
        assert_eq!(place.app.read_pasted_file(&image).await.unwrap_err().code, Code::InvalidInput);
        assert_eq!(place.app.read_pasted_file(folder.path()).await.unwrap_err().code, Code::InvalidInput);
        assert_eq!(place.app.read_pasted_file(Path::new("/no/such.har")).await.unwrap_err().code, Code::NotFound);
    }

    /// What was dropped has the name that its sender's computer gave it.
    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_may_have_a_name_that_is_no_text() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

        let (place, folder) = (Scripted::open().await, tempfile::tempdir().unwrap());
        let file = folder.path().join(OsStr::from_bytes(b"K\xf6ln.har"));
        std::fs::write(&file, "idempotency-key: payout-7").unwrap();
        assert_eq!(place.app.read_pasted_file(&file).await.unwrap().ids[0].id, "payout-7");
    }
}
