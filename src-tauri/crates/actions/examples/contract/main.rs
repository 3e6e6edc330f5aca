//! Writes what the window is made of from the Rust side: the shapes and the host in TypeScript, the grants, and the list of
//! the isolation gate. `cargo xtask types` puts them in their places, and `cargo xtask check --only contract` fails when
//! one that is committed is stale.

mod host;
mod shapes;

use std::{fs, path::PathBuf};

use actions::{
    Failure,
    view::{DropView, EndedKeyView, NewsView},
};
use keys::{AuditAction, explain::Reason};
use providers::capability::{Ability, Operation};
use ts_rs::Config;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("usage: contract FOLDER")?);
    let config = Config::new();
    let mut shapes = shapes::Shapes::new(&config);
    let commands = host::commands(&config, &mut shapes);
    // What every command may be refused with.
    shapes.add::<Failure>();
    // What is named in words that are TypeScript already: the channels, the tables of abilities.
    shapes.add::<DropView>();
    shapes.add::<NewsView>();
    shapes.add::<EndedKeyView>();
    shapes.add::<Operation>();
    shapes.add::<Ability>();
    shapes.add::<AuditAction>();
    // A record keeps it as the word that it was.
    shapes.add::<Reason>();
    for (path, text) in [
        ("contract/contract.ts", shapes.typescript()),
        ("contract/host.ts", host::typescript(&commands)),
        ("capabilities/main.json", host::grants(&commands, "main")?),
        ("capabilities/reveal.json", host::grants(&commands, "reveal")?),
        ("isolation/commands.js", host::gate(&commands)),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}
