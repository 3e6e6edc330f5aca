//! `with-postgres PROGRAM ARGUMENTS…` runs a program while a PostgreSQL server of Debian's stands beside it, and ends with
//! the program's own exit code. The journeys that it runs keep everything there instead of in SQLite files.
//!
//! With `CONDUIT_KEYS_ASKED` it writes every statement that the authority asked the server into the file of that name. A
//! release does so once, for `migrations/asked_by_NNNN.sql`: the next one proves that its schema still takes them all.

use std::process::{Command, ExitCode};

use journeys::postgres::{Postgres, SERVER};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else { return ExitCode::from(2) };
    let asked = std::env::var_os("CONDUIT_KEYS_ASKED");
    let server = if asked.is_some() { Postgres::start_listening() } else { Postgres::start() };
    let ended = Command::new(program).args(words).env(SERVER, server.socket()).status();
    if let Some(file) = asked {
        let lines: String = server.asked().into_iter().map(|statement| statement + "\n").collect();
        if std::fs::write(file, lines).is_err() {
            return ExitCode::from(1);
        }
    }
    let code = ended.ok().and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}
