//! Save a document of the activation to a file that the person chose. Nothing opens it.

use std::{fs, io, path::Path};

use keys::{
    file_name,
    wire::{ActivationDocument, document_digest},
};

use crate::{
    App, Code, Failure,
    view::SavedDocumentView,
    write::{not_a_file, replace, write_new},
};

impl App {
    /// One of the documents, and the name that is proposed for its file.
    ///
    /// # Errors
    /// [`Code::NotFound`], or the place's trouble.
    pub async fn find_document(
        &self,
        connection: &str,
        organization: Option<&str>,
        id: &str,
    ) -> Result<(ActivationDocument, String), Failure> {
        let authority = self.authority(connection).await?;
        let activation = authority.get_activation(organization).await.map_err(|error| self.explain(error))?;
        let found = activation.documents.into_iter().find(|document| document.id == id);
        let found = found.ok_or_else(|| self.fail(Code::NotFound, "There is no such document."))?;
        let name = file_name::to_save(&found.file_name, found.content_type);
        Ok((found, name))
    }

    /// Writes it, mode 0600, after its content was held against its digest.
    ///
    /// # Errors
    /// The place's refusal; [`Code::Unavailable`] when the content is another than what was attached; [`Code::FileExists`]
    /// where a file is and nobody said that it may be replaced, or another trouble with it.
    pub async fn save_document(
        &self,
        connection: &str,
        organization: Option<&str>,
        document: &ActivationDocument,
        path: &Path,
        may_replace: bool,
    ) -> Result<SavedDocumentView, Failure> {
        let authority = self.authority(connection).await?;
        let bytes = authority.get_document(organization, &document.id).await.map_err(|error| self.explain(error))?;
        if digest_of(&bytes) != document.sha256 {
            let words = "The key server sent another content than what was attached. Nothing was written.";
            return Err(self.fail(Code::Unavailable, words));
        }
        put(path, &bytes, may_replace).map_err(|error| self.not_written(path, &error))?;
        Ok(SavedDocumentView { path: path.display().to_string(), size: document.size, sha256: document.sha256.clone() })
    }
}

/// SHA-256 in hex.
fn digest_of(bytes: &[u8]) -> String {
    hex::encode(document_digest(bytes))
}

fn put(path: &Path, bytes: &[u8], may_replace: bool) -> io::Result<()> {
    if !may_replace || path.symlink_metadata().is_err() {
        return write_new(path, bytes);
    }
    let path = fs::canonicalize(path)?;
    if !fs::metadata(&path)?.is_file() {
        return Err(not_a_file());
    }
    replace(&path, bytes)
}

#[cfg(test)]
mod tests {
    use keys::wire::{self, Activation, ActivationState};

    use super::*;
    use crate::scripted::{PDF, Scripted, activation, document};

    const GET: &str = "GET /v1/activation";

    #[tokio::test]
    async fn a_document_is_written_as_it_was_attached_and_takes_the_place_of_none_unasked() {
        let (place, folder) = (Scripted::open().await, tempfile::tempdir().unwrap());
        let document = document("setup.exe", &digest_of(PDF));
        let record = Activation { documents: vec![document.clone()], ..activation(ActivationState::Submitted) };
        place.answer(GET, &record);
        let (found, name) = place.app.find_document(&place.here, None, &document.id).await.unwrap();
        assert_eq!((&found, name.as_str()), (&document, "setup.exe.pdf"), "it ends as what it is");
        assert_eq!(place.app.find_document(&place.here, None, "doc_other").await.unwrap_err().code, Code::NotFound);

        let get = format!("GET /v1/activation/documents/{}", document.id);
        place.answer_text(&get, std::str::from_utf8(PDF).unwrap());
        let path = folder.path().join(&name);
        let save = async |may_replace| place.app.save_document(&place.here, None, &document, &path, may_replace).await;
        assert_eq!(save(false).await.unwrap().path, path.display().to_string());
        assert_eq!(fs::read(&path).unwrap(), PDF);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "somebody else's").unwrap();
        assert_eq!(save(false).await.unwrap_err().code, Code::FileExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "somebody else's");
        save(true).await.unwrap();
        assert_eq!(fs::read(&path).unwrap(), PDF);

        place.answer_text(&get, "something else");
        place.refuse(&get, wire::Code::RoleNotAllowed);
        assert_eq!(save(true).await.unwrap_err().code, Code::Unavailable);
        assert_eq!(save(true).await.unwrap_err().code, Code::NotAllowed);
        assert_eq!(fs::read(&path).unwrap(), PDF, "nothing was written");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
