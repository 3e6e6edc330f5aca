//! Attach a document to the activation. Its content goes from the file to the place, and through no page.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
    sync::Arc,
};

use keys::{
    file_name,
    wire::{Complaint, DOCUMENT_BYTES_MAX, DocumentKind, FieldCode, FieldError, check_document, check_document_size},
};

use crate::{App, Code, Failure, view::ActivationView};

impl App {
    /// Sends a file, and tells how many of its bytes have gone. What is wrong with it is found before anything is sent, by the
    /// rule that the place has. Sending the same content of a kind again changes nothing.
    ///
    /// # Errors
    /// [`Code::NotFound`] when the file cannot be read; a file that is no document; the place's refusal: of the role, or
    /// because the submission is being decided.
    pub async fn attach_document(
        &self,
        connection: &str,
        kind: DocumentKind,
        path: &Path,
        tell: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<ActivationView, Failure> {
        let facts = fs::metadata(path).map_err(|error| self.unreadable(path, &error))?;
        // What is no file, a pipe for instance, may keep its reader waiting for ever.
        if !facts.is_file() {
            return Err(Failure::invalid("/file", Complaint::of(FieldCode::NotAFile, "This is not a file.")));
        }
        check_document_size(facts.len()).map_err(|complaint| Failure::invalid("/file", complaint))?;
        let file_name = name_of(path);
        let bytes = read(path).map_err(|error| self.unreadable(path, &error))?;
        let wrong = [file_name::check(&file_name).err().map(Complaint::from), check_document(&bytes).err()];
        let wrong: Vec<_> = wrong.into_iter().flatten().map(|complaint| FieldError::new("/file", complaint)).collect();
        if !wrong.is_empty() {
            return Err(Failure::invalid_fields(wrong));
        }
        let authority = self.authority(connection).await?;
        let activation = authority.attach_document(kind, &file_name, bytes.into(), Arc::new(tell)).await;
        Ok(self.activation_view(connection, activation.map_err(|error| self.explain(error))?))
    }

    fn unreadable(&self, path: &Path, error: &io::Error) -> Failure {
        tracing::info!(%error, "a file to attach cannot be read");
        self.fail(Code::NotFound, format!("{} cannot be read.", path.display()))
    }
}

/// The last part of a path, which is all that a place is told of it.
fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// One byte more than there may be is enough to know; it may have grown since it was looked at.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(DOCUMENT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::{path::PathBuf, sync::Mutex};

    use keys::wire::{self, ActivationState};

    use super::*;
    use crate::scripted::{PDF, Scripted, activation};

    const ATTACH: &str = "POST /v1/activation/documents";

    fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        (folder, path)
    }

    #[tokio::test]
    async fn a_document_goes_with_its_name_alone_and_it_is_told_how_much_has_gone() {
        let (place, (_folder, path)) = (Scripted::open().await, file("register.pdf", PDF));
        // The answer is lost, which is harmless: the place knows the same content again.
        place.lose(ATTACH);
        place.answer(ATTACH, &activation(ActivationState::NotSubmitted));
        place.refuse(ATTACH, wire::Code::Conflict);
        let told = Arc::<Mutex<Vec<u64>>>::default();
        let ear = told.clone();
        let tell = move |sent| ear.lock().unwrap().push(sent);
        let kind = DocumentKind::ProofOfAddress;
        place.app.attach_document(&place.here, kind, &path, tell).await.unwrap();
        assert_eq!(place.lines(), [ATTACH, ATTACH]);
        let all = PDF.len() as u64;
        assert_eq!(*told.lock().unwrap(), [0, all, 0, all], "from the beginning again");
        let form = String::from_utf8(place.asked()[1].bytes.clone()).unwrap();
        assert!(form.contains("proof_of_address") && form.contains("filename=\"register.pdf\""), "{form}");
        assert!(form.contains(std::str::from_utf8(PDF).unwrap()), "{form}");
        assert!(!form.contains(path.parent().unwrap().to_str().unwrap()), "no word of where it lies");
        let failure = place.app.attach_document(&place.here, kind, &path, |_| ()).await.unwrap_err();
        assert_eq!(failure.code, Code::InvalidInput, "it is being looked at");
    }

    #[tokio::test]
    async fn what_is_no_document_is_found_before_anything_is_sent() {
        let place = Scripted::open().await;
        let large = vec![b' '; DOCUMENT_BYTES_MAX + 1];
        for (name, content, expected) in [
            ("empty.pdf", &b""[..], FieldCode::EmptyFile),
            ("honest.pdf", b"MZ", FieldCode::NotADocument),
            ("large.pdf", &large, FieldCode::FileTooLarge),
            ("evil\u{202e}fdp.exe", PDF, FieldCode::FormattingCharacters),
        ] {
            let (_folder, path) = file(name, content);
            let refused = place.app.attach_document(&place.here, DocumentKind::Other, &path, |_| ()).await.unwrap_err();
            assert_eq!((refused.code, refused.fields[0].code), (Code::InvalidInput, expected), "{name}");
            assert_eq!(refused.fields[0].pointer, "/file");
        }
        let folder = tempfile::tempdir().unwrap();
        for (path, expected) in
            [(folder.path().to_owned(), Code::InvalidInput), (folder.path().join("none.pdf"), Code::NotFound)]
        {
            let refused = place.app.attach_document(&place.here, DocumentKind::Other, &path, |_| ()).await.unwrap_err();
            assert_eq!(refused.code, expected);
        }
        assert!(place.asked().is_empty());
    }
}
