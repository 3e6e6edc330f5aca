//! Where a new secret goes: checked before anything is made, and done before the key may be used.

use std::path::{Path, PathBuf};

use actions::{
    Code, Failure,
    view::{ConfirmKey, GitFinding, KeyView, SendSecret, WriteManifest, WriteSecret},
};

use crate::{Face, arguments::Destination};

/// Whether a secret can be put there.
pub(crate) async fn check(face: &Face, destination: &Destination) -> Result<(), Failure> {
    check_out(face, destination.out.as_deref(), destination.replace).await?;
    if let Some(file) = &destination.env_file {
        warn_of_git(face, file).await?;
    }
    if let Some((file, asked)) = manifest(face, destination, "")? {
        face.app.check_manifest(&asked)?;
        check_out(face, Some(&file), destination.replace).await?;
    }
    if destination.send_to {
        let wrong = face.app.read_words(&destination.command).errors;
        if !wrong.is_empty() {
            return Err(Failure::invalid_fields(wrong));
        }
    }
    Ok(())
}

/// Whether a secret can be written to that file of its own; `-` is none.
pub(crate) async fn check_out(face: &Face, out: Option<&Path>, replace: bool) -> Result<(), Failure> {
    let Some(path) = out.filter(|path| *path != Path::new("-")) else { return Ok(()) };
    if path.is_dir() {
        return Err(Failure::invalid("/out", "The file to write to is a folder."));
    }
    if !replace && path.symlink_metadata().is_ok() {
        let message = format!("{} is there already. Add --replace to write over it.", path.display());
        return Err(Failure { code: Code::FileExists, message, reference: String::new(), fields: Vec::new() });
    }
    warn_of_git(face, path).await
}

async fn warn_of_git(face: &Face, path: &Path) -> Result<(), Failure> {
    let path = whole(path)?;
    let what = match face.app.check_file(&path).await?.git {
        None => return Ok(()),
        Some(GitFinding::NotIgnored) => "is not ignored, so that git would commit the secret. Name it in .gitignore",
        Some(GitFinding::Tracked) => {
            "is in the repository already, so that git would commit the secret. Take it out with git rm --cached"
        }
    };
    face.warn(&format!("{path} {what}, or choose a file elsewhere."));
    Ok(())
}

/// A path from the folder in use, in full.
fn whole(path: &Path) -> Result<String, Failure> {
    let no_path = || Failure::invalid("/path", "This path cannot be used.");
    std::path::absolute(path).ok().and_then(|path| path.into_os_string().into_string().ok()).ok_or_else(no_path)
}

fn manifest(face: &Face, destination: &Destination, key_id: &str) -> Result<Option<(PathBuf, WriteManifest)>, Failure> {
    let Some(file) = &destination.manifest else { return Ok(None) };
    let asked = WriteManifest {
        key: face.key(key_id),
        path: whole(file)?,
        replace: destination.replace,
        name: destination.manifest_name.clone().unwrap_or_default(),
        namespace: destination.manifest_namespace.clone().unwrap_or_default(),
        data_key: destination.manifest_key.clone(),
    };
    Ok(Some((file.clone(), asked)))
}

/// Puts the secret where it was told to go, and has the key confirmed by that; answers what else there is to say. A command
/// that ended well counts here: whoever typed it has said where the secret goes.
pub(crate) async fn deliver(
    face: &Face,
    key: KeyView,
    destination: &Destination,
    typed_name: Option<String>,
) -> Result<(KeyView, Vec<String>), Failure> {
    let id = face.key(&key.key.id);
    let mut told = Vec::new();
    let put = async || {
        if destination.keychain {
            face.app.save_secret(&id).await?;
        }
        if let Some(file) = &destination.env_file {
            let asked = WriteSecret { key: id.clone(), path: whole(file)?, variable: destination.variable.clone() };
            face.app.write_secret(asked).await?;
        }
        if let Some((_, asked)) = manifest(face, destination, &id.key)? {
            face.app.write_manifest(asked).await?;
        }
        if destination.send_to {
            told.push(send(face, destination, &key).await?);
        }
        match destination.out.as_deref() {
            Some(path) if path == Path::new("-") => {
                let secret = face.app.secret_for_copy(&id).await?;
                face.print_secret(&secret, Some(&key))
            }
            Some(path) => face.app.write_secret_alone(&id, path, destination.replace).await.map(drop),
            None => Ok(()),
        }
    };
    let key = face.app.hand_over(ConfirmKey { key: id.clone(), typed_name }, put).await?;
    Ok((key, told))
}

async fn send(face: &Face, destination: &Destination, key: &KeyView) -> Result<String, Failure> {
    let read = face.app.read_words(&destination.command);
    let asked = SendSecret { key: face.key(&key.key.id), program: read.program, arguments: read.arguments };
    let sent = face.app.send_secret(asked).await?;
    let said = match (sent.withheld, sent.said.as_str()) {
        (true, _) => " What it said is left out: it told the secret.".to_owned(),
        (false, "") => String::new(),
        (false, said) => format!(" It said: {said}"),
    };
    Ok(format!("{} took it and ended well.{said}", sent.program))
}
