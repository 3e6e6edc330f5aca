//! What is attached to an activation, for whoever decides it. The bytes lie in the store like everything else, so that one
//! commit, one backup and one database hold them.
//!
//! Documents may come while the organization may submit: until somebody takes the submission up, as its other parts. They go
//! only while nothing waits for a decision: what was submitted stays for whoever may have read it already.

use keys::{
    AuditAction, Timestamp, file_name,
    file_type::FileType,
    mint,
    wire::{
        Activation, ActivationDocument, Code, Complaint, DOCUMENT_BYTES_MAX, DOCUMENTS_MAX, DocumentKind, FieldCode,
        FieldError, check_document, document_digest,
    },
};

use crate::{
    Caller, Failure,
    ground::{
        asked::check_id,
        store::{Db, StoreError, Tx, values},
        uploads::Held,
    },
    people::People,
};

/// A document on its way in.
#[derive(Debug)]
pub struct AttachDocument {
    /// What it shows.
    pub kind: DocumentKind,
    /// What its file is called.
    pub file_name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The room that the bytes take, given back when they are stored or thrown away.
    pub(crate) held: Held,
}

/// A document as it is handed out.
#[derive(Debug)]
pub struct DocumentContent {
    /// What its file is called.
    pub file_name: String,
    /// What it is.
    pub content_type: FileType,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl People {
    /// Attaches a document; says whether it was there already. The same content of the same kind is the same document.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::PayloadTooLarge`], a wrong file, [`Code::Conflict`] while the submission is looked
    /// at or once it is decided for good, or the store's trouble.
    pub async fn attach_document(&self, caller: &Caller, asked: AttachDocument) -> Result<(Activation, bool), Failure> {
        caller.may_submit_activation()?;
        let AttachDocument { kind, file_name, bytes, held } = asked;
        let (file_name, content_type) = check(&file_name, &bytes)?;
        let digest = document_digest(&bytes);
        let document = ActivationDocument {
            id: mint::mint_id("doc", &self.ground.ambient),
            kind,
            file_name,
            content_type,
            size: bytes.len() as u64,
            sha256: hex::encode(digest),
            uploaded_at: self.ground.now(),
            uploaded_by: caller.actor.clone(),
        };
        let caller = caller.clone();
        self.ground
            .store
            .write(move |tx| {
                let _until_written = held;
                attach(tx, &caller, &document, digest, bytes)
            })
            .await
    }

    /// A document with its content.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::NotFound`], or the store's trouble.
    pub async fn document(&self, caller: &Caller, id: &str) -> Result<DocumentContent, Failure> {
        caller.may_read_documents()?;
        check_id(id, "doc")?;
        let (caller, id) = (caller.clone(), id.to_owned());
        let sql = "SELECT d.file_name, d.media_type, b.bytes FROM activation_documents d
                   JOIN activation_document_bytes b ON b.document_id = d.id
                   WHERE d.id = ?1 AND d.organization_id = ?2";
        let found = self
            .ground
            .store
            .read(move |db| {
                db.one(sql, values![&id, &caller.organization_id], |row| {
                    Ok(DocumentContent { file_name: row.get(0)?, content_type: row.word(1)?, bytes: row.get(2)? })
                })
            })
            .await
            .map_err(Failure::from)?;
        found.ok_or_else(|| Failure::not_found("document"))
    }

    /// Removes a document and its content. Removing it twice changes nothing.
    ///
    /// # Errors
    /// [`Code::RoleNotAllowed`], [`Code::NotFound`], [`Code::Conflict`] while what was submitted waits for a decision or once
    /// it is decided for good, or the store's trouble.
    pub async fn remove_document(&self, caller: &Caller, id: &str) -> Result<Activation, Failure> {
        caller.may_submit_activation()?;
        check_id(id, "doc")?;
        let (caller, id, now) = (caller.clone(), id.to_owned(), self.ground.now());
        self.ground.store.write(move |tx| remove(tx, &caller, &id, now)).await
    }
}

/// Whatever is wrong with a file and its name, all at once.
fn check(file_name: &str, bytes: &[u8]) -> Result<(String, FileType), Failure> {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(Failure::refused(Code::PayloadTooLarge, "A document has at most 5 MB."));
    }
    let content = check_document(bytes);
    // A form need not say what its file is called.
    let unnamed = content.as_ref().ok().filter(|_| file_name.is_empty());
    let given = unnamed.map_or_else(|| file_name.to_owned(), |content_type| file_name::to_save("", *content_type));
    let name = file_name::check(&given).map_err(Complaint::from);
    match (name, content) {
        (Ok(name), Ok(content_type)) => Ok((name, content_type)),
        (name, content) => {
            let wrong = [name.err(), content.err()].into_iter().flatten();
            Err(Failure::invalid(wrong.map(|complaint| FieldError::new("/file", complaint)).collect()))
        }
    }
}

fn attach(
    tx: &mut Tx<'_>,
    caller: &Caller,
    document: &ActivationDocument,
    digest: [u8; 32],
    bytes: Vec<u8>,
) -> Result<(Activation, bool), Failure> {
    let current = super::read(tx.db, caller)?;
    let is = |other: &ActivationDocument| (other.kind, &other.sha256) == (document.kind, &document.sha256);
    if current.documents.iter().any(is) {
        return Ok((current, true));
    }
    super::require_submittable(&current)?;
    if current.documents.len() >= DOCUMENTS_MAX {
        let words = format!("An activation has at most {DOCUMENTS_MAX} documents.");
        return Err(Failure::invalid_field("/file", Complaint::with_max(FieldCode::TooMany, DOCUMENTS_MAX, words)));
    }
    tx.db.execute_one(
        "INSERT INTO activation_documents (id, organization_id, kind, file_name, media_type, size, digest, uploaded_at,
             uploaded_by, uploaded_by_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        values![
            &document.id,
            &caller.organization_id,
            document.kind.as_str(),
            &document.file_name,
            document.content_type.as_str(),
            i64::try_from(document.size).unwrap_or(i64::MAX),
            digest,
            document.uploaded_at,
            &caller.actor.name,
            caller.actor.reference(),
        ],
    )?;
    tx.db.execute_one(
        "INSERT INTO activation_document_bytes (document_id, bytes) VALUES (?1, ?2)",
        values![&document.id, bytes],
    )?;
    note(tx, caller, AuditAction::ActivationDocumentAttached, document, document.uploaded_at)?;
    Ok((super::read(tx.db, caller)?, false))
}

fn remove(tx: &mut Tx<'_>, caller: &Caller, id: &str, now: Timestamp) -> Result<Activation, Failure> {
    let current = super::read(tx.db, caller)?;
    let Some(document) = current.documents.iter().find(|document| document.id == id) else {
        let gone = "SELECT 1 FROM activation_documents WHERE id = ?1 AND organization_id = ?2";
        let gone = tx.db.one(gone, values![id, &caller.organization_id], |_| Ok(()))?;
        return gone.map(|()| current).ok_or_else(|| Failure::not_found("document"));
    };
    if current.state.waits_for_decision() {
        return Err(Failure::refused(
            Code::Conflict,
            "What was submitted waits for a decision, with its documents; none of them can be removed now.",
        ));
    }
    super::require_submittable(&current)?;
    tx.db.execute_one("DELETE FROM activation_document_bytes WHERE document_id = ?1", values![id])?;
    tx.db.execute_one("UPDATE activation_documents SET removed_at = ?2 WHERE id = ?1", values![id, now])?;
    note(tx, caller, AuditAction::ActivationDocumentRemoved, document, now)?;
    super::read(tx.db, caller)
}

/// Which document it was can be proved later, by its digest.
fn note(
    tx: &mut Tx<'_>,
    caller: &Caller,
    action: AuditAction,
    document: &ActivationDocument,
    now: Timestamp,
) -> Result<(), Failure> {
    let ActivationDocument { kind, file_name, sha256, .. } = document;
    super::note(tx, caller, action, &format!("{} {file_name} sha256:{sha256}", kind.as_str()), now)
}

/// What there is, the oldest first.
pub(super) fn read(db: Db<'_>, organization_id: &str) -> Result<Vec<ActivationDocument>, StoreError> {
    let sql = "SELECT id, kind, file_name, media_type, size, digest, uploaded_at, uploaded_by, uploaded_by_id
               FROM activation_documents WHERE organization_id = ?1 AND removed_at IS NULL ORDER BY uploaded_at, id";
    db.all(sql, values![organization_id], |row| {
        Ok(ActivationDocument {
            id: row.get(0)?,
            kind: row.word(1)?,
            file_name: row.get(2)?,
            content_type: row.word(3)?,
            size: u64::try_from(row.get::<i64>(4)?).unwrap_or_default(),
            sha256: hex::encode(row.get::<[u8; 32]>(5)?),
            uploaded_at: row.moment(6)?,
            uploaded_by: row.actor(7, 8)?,
        })
    })
}
