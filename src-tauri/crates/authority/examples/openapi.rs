//! `cargo xtask types` runs it: writes both OpenAPI documents into the folder that is named.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use authority::http::openapi;

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).context("which folder?")?);
    for (name, document) in [("public", openapi::public()), ("management", openapi::manage())] {
        let path = folder.join(name).with_extension("json");
        fs::write(&path, document.to_pretty_json()? + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
