//! Names every command to Tauri: a command that is named needs a grant in `capabilities/`, and without one it is refused
//! before our code runs (desktop-security sheet, section 2). Embeds the window's files as well.

/// The table's lines, as far as their names.
macro_rules! commands {
    ($(
        $(#[doc = $doc:literal])*
        [$window:ident] $name:ident($($arg:ident: $shape:ty),*) -> $answer:ty
            = $kind:ident |$it:ident| $work:expr;
    )*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

include!("src/commands/table.rs");

fn main() {
    println!("cargo::rerun-if-changed=src/commands/table.rs");
    let manifest = tauri_build::AppManifest::new().commands(NAMES);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest).codegen(tauri_build::CodegenContext::new());
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
        std::process::exit(1);
    }
}
