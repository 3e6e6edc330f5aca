//! The window's defences, without a window: the configuration as it is built in, and calls as Rust receives them. What a
//! page can do in the real window is tested in `tests/it/escape.rs`.

mod configuration;
mod ipc;
