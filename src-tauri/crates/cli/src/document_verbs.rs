//! `conduit-keys activation documents|attach|fetch|detach`.

use std::{
    io::{IsTerminal as _, Write as _},
    path::Path,
};

use actions::Failure;
use keys::wire::{ActivationDocument, DocumentKind};

use crate::{
    Face,
    arguments::ActivationVerb,
    print::{moment, table, word},
};

pub(crate) async fn run(face: &Face, verb: ActivationVerb) -> Result<(), Failure> {
    let (app, connection) = (&face.app, face.connection.as_str());
    let activation = match verb {
        ActivationVerb::Attach { file, kind } => attach(face, &file, kind).await?,
        ActivationVerb::Detach { id } => app.remove_document(connection, &id).await?,
        ActivationVerb::Fetch { id, to, replace, of } => {
            let organization = of.organization.as_deref();
            let (document, _) = app.find_document(connection, organization, &id).await?;
            let saved = app.save_document(connection, organization, &document, &to, replace).await?;
            return face.answer(&saved, || {
                vec![format!("Saved to {}: {} bytes, SHA-256 {}.", saved.path, saved.size, saved.sha256)]
            });
        }
        ActivationVerb::Documents { of } => app.get_activation(connection, of.organization.as_deref()).await?,
        _ => app.get_activation(connection, None).await?,
    };
    let documents = activation.activation.documents;
    face.answer(&documents, || lines(&documents))
}

/// Says on standard error how much has gone, where somebody watches.
async fn attach(face: &Face, file: &Path, kind: DocumentKind) -> Result<actions::view::ActivationView, Failure> {
    let watched = !face.json && std::io::stderr().is_terminal();
    let tell = move |sent: u64| {
        if watched {
            let _ = write!(std::io::stderr().lock(), "\r{} KB sent", sent.div_ceil(1024));
        }
    };
    let attached = face.app.attach_document(&face.connection, kind, file, tell).await;
    if watched {
        let _ = writeln!(std::io::stderr().lock());
    }
    attached
}

fn lines(documents: &[ActivationDocument]) -> Vec<String> {
    if documents.is_empty() {
        return vec!["No documents are attached.".to_owned()];
    }
    let row = |document: &ActivationDocument| {
        vec![
            document.id.clone(),
            word(&document.kind),
            document.file_name.clone(),
            document.content_type.as_str().to_owned(),
            document.size.to_string(),
            moment(Some(document.uploaded_at)),
            document.uploaded_by.name.clone(),
            document.sha256.clone(),
        ]
    };
    let rows: Vec<_> = documents.iter().map(row).collect();
    table(&["ID", "KIND", "NAME", "TYPE", "BYTES", "ATTACHED", "BY", "SHA-256"], &rows)
}

/// How many there are, for the checklist.
pub(crate) fn summary(documents: &[ActivationDocument]) -> String {
    match documents.len() {
        0 => "No documents are attached.".to_owned(),
        1 => "1 document is attached: conduit-keys activation documents".to_owned(),
        many => format!("{many} documents are attached: conduit-keys activation documents"),
    }
}
