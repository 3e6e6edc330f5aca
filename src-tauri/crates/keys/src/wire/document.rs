//! Documents of an activation: what a reviewer needs to see. Kinds and limits are ours, not the vendor's.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Complaint, FieldCode};
use crate::{Actor, Timestamp, file_type::FileType};

/// The most documents that an activation has at a time.
pub const DOCUMENTS_MAX: usize = 10;
/// The largest of them, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 5 * 1024 * 1024;

words! {
    /// What a document shows. The list is ours: the vendor documents none.
    DocumentKind, "snake_case" {
        /// The company's entry in a register, or its founding papers.
        CertificateOfIncorporation = "certificate_of_incorporation",
        /// Where the company is.
        ProofOfAddress = "proof_of_address",
        /// Who may sign for it.
        AuthorisedSignatory = "authorised_signatory",
        /// Anything else that was asked for.
        Other = "other",
    }
}

/// A document of an activation, without its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActivationDocument {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::DocumentId))]
    pub id: String,
    /// What it shows, in the word of whoever attached it.
    pub kind: DocumentKind,
    /// What its file was called; nothing is told from it.
    pub file_name: String,
    /// What it is, told from its content.
    pub content_type: FileType,
    /// Its length in bytes.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub size: u64,
    /// SHA-256 of its content, in hex.
    pub sha256: String,
    /// When it was attached.
    pub uploaded_at: Timestamp,
    /// Who attached it.
    pub uploaded_by: Actor,
}

/// SHA-256 of a document's content: what it is known by.
pub fn document_digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What is wrong with a file, wherever it is looked at: before it is sent, and where it arrives.
///
/// # Errors
/// A file that is empty, too large, or none of the types, by its content.
pub fn check_document(bytes: &[u8]) -> Result<FileType, Complaint> {
    if bytes.is_empty() {
        return Err(Complaint::of(FieldCode::EmptyFile, "The file is empty."));
    }
    check_document_size(bytes.len() as u64)?;
    FileType::of(bytes).ok_or_else(|| {
        Complaint::of(
            FieldCode::NotADocument,
            "A document is a whole PDF, PNG or JPEG file by its content, whatever its name says.",
        )
    })
}

/// What is wrong with a file of this size, before it is read.
///
/// # Errors
/// It is too large.
pub fn check_document_size(size: u64) -> Result<(), Complaint> {
    if size <= DOCUMENT_BYTES_MAX as u64 {
        return Ok(());
    }
    Err(Complaint::with_max(FieldCode::FileTooLarge, DOCUMENT_BYTES_MAX, "A document has at most 5 MB."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_type::samples;

    fn complains(bytes: &[u8]) -> Option<FieldCode> {
        check_document(bytes).err().map(|complaint| super::super::FieldError::new("/file", complaint).code)
    }

    /// A PDF of so many bytes.
    fn pdf_of(size: usize) -> Vec<u8> {
        let mut bytes = vec![b' '; size];
        bytes[..samples::PDF.len()].copy_from_slice(samples::PDF);
        bytes[size - 6..].copy_from_slice(b"%%EOF\n");
        bytes
    }

    #[test]
    fn a_document_is_told_by_its_content_and_five_megabytes_fit() {
        assert_eq!(check_document(samples::PDF), Ok(FileType::Pdf));
        assert_eq!(check_document(&pdf_of(DOCUMENT_BYTES_MAX)), Ok(FileType::Pdf), "exactly five fit");
        assert_eq!(complains(&pdf_of(DOCUMENT_BYTES_MAX + 1)), Some(FieldCode::FileTooLarge));
        assert_eq!(complains(b""), Some(FieldCode::EmptyFile));
        for bytes in [&b"MZ\x90\x00"[..], b"<svg onload=alert(1)>", b"%PDF-1.7 and no end"] {
            assert_eq!(complains(bytes), Some(FieldCode::NotADocument), "{bytes:?}");
        }
    }

    #[test]
    fn kinds_round_trip() {
        for kind in DocumentKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
