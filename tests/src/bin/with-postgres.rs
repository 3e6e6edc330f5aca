//! `with-postgres PROGRAM ARGUMENTS…` runs a program while a PostgreSQL server of Debian's stands beside it, and ends with
//! the program's own exit code. The journeys that it runs keep everything there instead of in SQLite files.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else { return ExitCode::from(2) };
    let server = journeys::postgres::Postgres::start();
    let ended = Command::new(program).args(words).env(journeys::postgres::SERVER, server.socket()).status();
    let code = ended.ok().and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}
