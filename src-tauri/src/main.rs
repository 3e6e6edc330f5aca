//! The window of Conduit Keys. Read `lib.rs` first.

fn main() -> std::process::ExitCode {
    desktop::run()
}
