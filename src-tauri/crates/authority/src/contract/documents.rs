//! Documents: what an application shows (Conduit Financial sheet, section 9). What they are is told from their bytes.
//! The bytes lie in the store like everything else, so that one commit, one backup and one database hold them; at most
//! 10 MB each, they are few and small enough for that.

use keys::{
    AuditAction, Timestamp,
    file_type::FileType,
    mint,
    wire::{Code, FieldError},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::{
    Failure,
    contract::Contract,
    evidence::{
        audit::{self, Deed},
        space::Space,
    },
    ground::{
        idempotency::{Attempt, Told},
        store::{Db, Tx, values},
        uploads::{Held, UPLOAD_BYTES_MAX},
    },
};

const FILE_NAME_LENGTH_MAX: usize = 255;
const PURPOSE_LENGTH_MAX: usize = 100;

/// A document, without its bytes. The sheet names the id's form; the fields are ours.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    #[schema(value_type = keys::openapi::DocumentId)]
    id: String,
    /// The name that the client gave it; nothing is told from it.
    file_name: Option<String>,
    /// What it is, told from its content.
    #[schema(examples("application/pdf"))]
    content_type: &'static str,
    /// Its length in bytes.
    size: usize,
    /// SHA-256 of its bytes, in hex.
    sha256: String,
    /// What it shows, in the client's word.
    purpose: Option<String>,
    /// When it was stored.
    created_at: Timestamp,
}

/// A document on its way in.
#[derive(Debug, Default)]
pub struct Upload {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The name that the client gave it.
    pub file_name: Option<String>,
    /// What it shows, in the client's word.
    pub purpose: Option<String>,
    /// The room that the bytes take, given back when they are stored or thrown away.
    pub(crate) held: Option<Held>,
}

impl Contract {
    /// Stores a document.
    ///
    /// # Errors
    /// [`Code::PayloadTooLarge`], wrong fields, or the store's trouble.
    pub async fn create_document(
        &self,
        space: Space,
        attempt: Option<Attempt>,
        upload: Upload,
    ) -> Result<Told<Document>, Failure> {
        let kind = check(&upload)?;
        let document = Document {
            id: mint::mint_id("doc", &self.ground.ambient),
            file_name: upload.file_name,
            content_type: kind.as_str(),
            size: upload.bytes.len(),
            sha256: hex::encode(Sha256::digest(&upload.bytes)),
            purpose: upload.purpose,
            created_at: self.ground.now(),
        };
        let (bytes, held) = (upload.bytes, upload.held);
        self.ground
            .write_once(attempt, 201, move |tx| {
                let _until_written = held;
                insert(tx, &space, document, bytes)
            })
            .await
    }
}

fn check(upload: &Upload) -> Result<FileType, Failure> {
    if upload.bytes.len() > UPLOAD_BYTES_MAX {
        return Err(Failure::refused(Code::PayloadTooLarge, "A document has at most 10 MB."));
    }
    let mut errors = Vec::new();
    let kind = FileType::of(&upload.bytes);
    if kind.is_none() {
        errors.push(FieldError::new("/file", "A document is a PDF, PNG or JPEG file, whatever its name says."));
    }
    let shown = |text: &Option<String>, max| {
        text.as_ref().is_none_or(|text| text.chars().count() <= max && !text.chars().any(char::is_control))
    };
    if !shown(&upload.file_name, FILE_NAME_LENGTH_MAX) {
        errors.push(FieldError::new(
            "/file",
            "A file name has at most 255 characters, none of them a control character.",
        ));
    }
    if !shown(&upload.purpose, PURPOSE_LENGTH_MAX) {
        errors.push(FieldError::new(
            "/purpose",
            "A purpose has at most 100 characters, none of them a control character.",
        ));
    }
    kind.filter(|_| errors.is_empty()).ok_or_else(|| Failure::invalid(errors))
}

fn insert(tx: &mut Tx<'_>, space: &Space, document: Document, bytes: Vec<u8>) -> Result<Document, Failure> {
    let digest: [u8; 32] = Sha256::digest(&bytes).into();
    tx.db.execute_one(
        "INSERT INTO documents (id, organization_id, environment, file_name, purpose, media_type, size, digest,
             created_at, created_by, created_by_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        values![
            &document.id,
            space.organization_id(),
            space.environment.as_str(),
            document.file_name.as_deref(),
            document.purpose.as_deref(),
            document.content_type,
            i64::try_from(document.size).unwrap_or(i64::MAX),
            digest,
            document.created_at,
            &space.caller.actor.name,
            space.caller.actor.reference(),
        ],
    )?;
    tx.db
        .execute_one("INSERT INTO document_bytes (document_id, bytes) VALUES (?1, ?2)", values![&document.id, bytes])?;
    let deed = Deed {
        at: document.created_at,
        caller: &space.caller,
        action: AuditAction::DocumentCreated,
        subject: &document.id,
        environment: Some(space.environment),
        detail: &document.sha256,
    };
    audit::append(tx, deed)?;
    Ok(document)
}

/// Whether there is such a document in the space.
///
/// # Errors
/// The store's trouble.
pub(crate) fn exists(db: Db<'_>, space: &Space, id: &str) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM documents WHERE id = ?1 AND organization_id = ?2 AND environment = ?3";
    let values = values![id, space.organization_id(), space.environment.as_str()];
    Ok(db.one(sql, values, |_| Ok(()))?.is_some())
}
