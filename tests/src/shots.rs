//! Pictures of the window, kept for people to look at.

use std::path::PathBuf;

use crate::Driver;

/// Takes a picture under a name, for instance `light-keys`.
pub async fn keep(driver: &Driver, name: &str) {
    write(name, &driver.picture().await);
}

/// Keeps a picture in `$CONDUIT_KEYS_SHOTS`, else in `tests/window/shots`.
pub fn write(name: &str, png: &[u8]) {
    std::fs::write(folder().join(format!("{name}.png")), png).expect("the picture is kept");
}

/// Keeps a text beside the pictures.
pub fn keep_text(name: &str, text: &str) {
    std::fs::write(folder().join(name), text).expect("the text is kept");
}

fn folder() -> PathBuf {
    let folder = std::env::var_os("CONDUIT_KEYS_SHOTS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("window/shots"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}
