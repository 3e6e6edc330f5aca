//! Read a command as a person types it, one argument a line: what would run is shown before it runs.

use std::path::PathBuf;

use keys::wire::{Complaint, FieldCode, FieldError};

use crate::{
    App, Failure,
    no_secret::check_no_secret,
    program,
    view::CommandView,
    write::{expand, home},
};

/// Arguments of a command at most.
const ARGUMENTS_MAX: usize = 200;
/// Characters of one of them.
const ARGUMENT_LENGTH_MAX: usize = 4096;

const HOLDS_A_SECRET: &str =
    "This holds a secret. Other programs can read arguments; the command gets the secret on its standard input.";

impl App {
    /// What would run. Nothing runs.
    ///
    /// # Errors
    /// Never: what is wrong is part of the answer, so that it can be said while somebody types.
    pub async fn read_command(&self, typed: &str) -> Result<CommandView, Failure> {
        Ok(read_lines(typed))
    }

    /// The same of words that a shell has taken apart already.
    pub fn read_words(&self, words: &[String]) -> CommandView {
        read(words.iter().cloned())
    }
}

/// Lines without anything are no arguments. All else is given as it stands, blanks too.
fn read_lines(typed: &str) -> CommandView {
    read(typed.lines().filter(|line| !line.is_empty()).map(str::to_owned))
}

fn read(mut words: impl Iterator<Item = String>) -> CommandView {
    let typed = words.next().unwrap_or_default();
    let mut read = CommandView { program: String::new(), arguments: words.collect(), errors: Vec::new() };
    let is_blank = typed.trim().is_empty() && read.arguments.is_empty();
    match program_of(typed.trim()) {
        Some(file) => read.program = file.display().to_string(),
        None if is_blank => read.errors.push(wrong(FieldCode::Missing, "A program is needed.")),
        None => read.errors.push(wrong(FieldCode::NotAProgram, "There is no such program.")),
    }
    read.errors.extend(check(&typed, &read.arguments).err().into_iter().flat_map(|failure| failure.fields));
    read
}

fn wrong(code: FieldCode, detail: &str) -> FieldError {
    FieldError::new("/command", Complaint::of(code, detail))
}

/// What may stand in an argument list, which every program of this computer can read.
pub(crate) fn check(program: &str, arguments: &[String]) -> Result<(), Failure> {
    if arguments.len() > ARGUMENTS_MAX {
        return Err(Failure::invalid("/command", Complaint::of(FieldCode::TooMany, "These are too many arguments.")));
    }
    for text in std::iter::once(program).chain(arguments.iter().map(String::as_str)) {
        if text.chars().count() > ARGUMENT_LENGTH_MAX {
            let complaint = Complaint::too_long(ARGUMENT_LENGTH_MAX, "An argument is too long.");
            return Err(Failure::invalid("/command", complaint));
        }
        if text.contains('\0') {
            let complaint = Complaint::of(FieldCode::ControlCharacters, "An argument cannot contain NUL.");
            return Err(Failure::invalid("/command", complaint));
        }
        check_no_secret("/command", text, HOLDS_A_SECRET)?;
    }
    Ok(())
}

/// The file of a program: by its name, as a shell finds it, or by its whole path.
fn program_of(typed: &str) -> Option<PathBuf> {
    if typed.contains('\0') || typed.is_empty() {
        return None;
    }
    if !typed.contains(std::path::MAIN_SEPARATOR) {
        return program::find(typed, std::env::var_os("PATH").as_deref());
    }
    expand(typed, home()).ok().filter(|file| program::is_program(file))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use keys::{Ambient, Environment, mint::mint_secret};

    use super::*;

    fn of(typed: &str) -> (String, Vec<String>, Vec<FieldCode>) {
        let CommandView { program, arguments, errors } = read_lines(typed);
        (program, arguments, errors.into_iter().map(|error| error.code).collect())
    }

    #[test]
    fn each_line_is_one_argument_as_it_stands_and_no_shell_reads_it() {
        let whole = "/bin/sh\n-c\n\n echo $HOME; \"a b\" \r\n";
        let arguments = ["-c", " echo $HOME; \"a b\" "].map(str::to_owned).to_vec();
        assert_eq!(of(whole), ("/bin/sh".to_owned(), arguments, Vec::new()));
        assert!(of("sh").0.ends_with("/sh"), "a name stands for the file that a shell would find");
    }

    #[test]
    fn what_cannot_run_is_said_and_no_argument_holds_a_secret() {
        for (typed, code) in [
            ("", FieldCode::Missing),
            ("\n \n", FieldCode::Missing),
            ("no-such-program-here", FieldCode::NotAProgram),
            ("./sh", FieldCode::NotAProgram),
            ("/tmp", FieldCode::NotAProgram),
            ("/etc/passwd", FieldCode::NotAProgram),
        ] {
            assert_eq!(of(typed).2.first(), Some(&code), "{typed:?}");
        }
        let secret = mint_secret(Environment::Live, &Ambient::system());
        assert_eq!(of(&format!("/bin/sh\n--key={}", secret.expose())).2, [FieldCode::HoldsASecret]);
        assert_eq!(of(&format!("/bin/sh\n{}", "a\n".repeat(ARGUMENTS_MAX + 1))).2, [FieldCode::TooMany]);
        assert_eq!(of(&format!("/bin/sh\n{}", "a".repeat(ARGUMENT_LENGTH_MAX + 1))).2, [FieldCode::TooLong]);
    }
}
