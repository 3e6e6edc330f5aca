//! What the journeys stand on: real programs in private folders, real HTTP, a real keychain, the real window.
//!
//! **Owns** starting, asking and ending the programs under test, and waiting for what they do ([`eventually`]).
//!
//! **Refuses** to know how anything is done inside: a journey sees what a person, an integrator or an operator sees.
//!
//! **Start reading** at [`serve`] (the authority as a program) and [`api`] (asking it), then `it/main.rs`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests; a helper that fails is a failed test"
)]

pub mod api;
pub mod axe;
pub mod canary;
pub mod certificate;
pub mod clock;
pub mod cut;
pub mod desk;
pub mod document;
pub mod drag;
pub mod driver;
pub mod encode;
pub mod faults;
pub mod fence;
pub mod fuzz;
pub mod inside;
pub mod line;
pub mod news;
pub mod nginx;
pub mod older;
pub mod people;
pub mod postgres;
pub mod programs;
pub mod race;
pub mod receiver;
pub mod redis;
pub mod serve;
pub mod shots;
pub mod strace;
pub mod terminal;
pub mod trap;
pub mod wait;
pub mod walk;
pub mod window;

pub use api::{Answer, Api};
pub use desk::{Desk, Theme};
pub use driver::Driver;
pub use inside::Inside;
pub use news::Listening;
pub use receiver::Receiver;
pub use serve::Serve;
pub use wait::{WITHIN, eventually};
pub use walk::Walk;
pub use window::Window;
