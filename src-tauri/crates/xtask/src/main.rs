//! `cargo xtask`: the chores of this workspace, so that nobody has to remember them and CI runs the same ones.
//!
//! Owns: setting a machine up, building, running, and the list of checks.
//! Refuses: shipping anything; depending on any other room.
//! Start reading: `commands()` below, then `setup.rs`, then `checks.rs`.

mod apt;
mod args;
mod bare;
mod bench;
mod build;
mod checks;
mod faults;
mod machine;
mod metadata;
mod node;
mod packages;
mod run;
mod say;
mod schemathesis;
mod setup;
mod shop;
mod stamp;
mod test;
mod ui;
mod version;

use std::process::ExitCode;

use crate::args::Args;
use crate::shop::Shop;

const HELP: &str = "\
The chores of Conduit Keys.

  cargo xtask run     set the machine up, build, open the window
                        --no-open     stop when everything is built
                        --no-install  print what is missing instead of installing it
                        --release     build with optimisation
                        -- ARGS       handed to the app
  cargo xtask test    set the machine up, then every check and every test
                        --only NAME   one part; --list names them
                        --no-install  as above
  cargo xtask check   the list of checks that need no window
                        --only NAME   one of them; --list names them
  cargo xtask types   write the TypeScript contract to ui/src/contract, the OpenAPI documents to authority/openapi,
                      what each service can to providers/services
  cargo xtask faults  every fault of tests/FAULTS.md in full, against a release build
                        --only NAME   one row; --list names them
  cargo xtask bench   build for release and measure
                        -- ARGS       handed to the benches
  cargo xtask bare    prove `run` and `test` on a bare Debian 12 (root, Debian or Ubuntu)
                        --only run|test, --keep, --fresh
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_else(|| "help".to_owned());
    match dispatch(&command, Args::new(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::failure(&error);
            ExitCode::FAILURE
        }
    }
}

/// Every command is one line here and one function elsewhere.
fn dispatch(command: &str, args: Args) -> anyhow::Result<()> {
    match command {
        "run" => run::run(&mut Shop::open()?, args),
        "test" => test::run(&mut Shop::open()?, args),
        "check" => checks::run(&mut Shop::open()?, args),
        "types" => checks::contract::write(&Shop::open()?),
        "faults" => faults::run(&mut Shop::open()?, args),
        "bench" => bench::run(&mut Shop::open()?, args),
        "bare" => bare::run(&Shop::open()?, args),
        "help" | "-h" | "--help" => {
            say::text(HELP);
            Ok(())
        }
        other => anyhow::bail!("there is no chore called \"{other}\"; `cargo xtask help` lists them"),
    }
}
