//! Names every command to Tauri: a command that is named needs a grant in `capabilities/`, and without one it is refused
//! before our code runs (desktop-security sheet, section 2). Embeds the window's files as well.

mod names {
    include!("src/commands/names.rs");
}

fn main() {
    let commands: Vec<&'static str> = names::MAIN.iter().chain(names::REVEAL).copied().collect();
    let manifest = tauri_build::AppManifest::new().commands(commands.leak());
    let attributes = tauri_build::Attributes::new().app_manifest(manifest).codegen(tauri_build::CodegenContext::new());
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
        std::process::exit(1);
    }
}
