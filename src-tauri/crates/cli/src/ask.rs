//! Asking the person in front of the terminal. What is secret is not shown, and comes from nowhere else: arguments and the
//! environment can be read by other programs.

use std::io::{self, Read as _};

use actions::{Code, Failure};
use keys::Secret;
use zeroize::Zeroizing;

use crate::Face;

/// Bytes of an answer at most: nobody types more. All of them have room from the start, since a growing text would leave
/// pieces of itself behind.
const BYTES_MAX: usize = 1024;

/// Asks for something that is no secret.
///
/// # Errors
/// There is no terminal, or nothing was typed.
#[cfg(unix)]
pub(crate) fn line(prompt: &str) -> io::Result<String> {
    use std::io::{BufRead as _, BufReader, Write as _};

    let mut terminal = open()?;
    terminal.write_all(prompt.as_bytes())?;
    let mut typed = String::new();
    let count = BufReader::new(&mut terminal).take(BYTES_MAX as u64).read_line(&mut typed)?;
    if count == 0 { Err(called_off()) } else { Ok(typed.trim().to_owned()) }
}

/// Asks for something secret.
///
/// # Errors
/// There is no terminal, or the person called it off.
#[cfg(unix)]
pub(crate) fn secret(prompt: &str) -> io::Result<Secret> {
    use std::io::Write as _;

    let terminal = open()?;
    // Before the prompt: who sees it may begin to type.
    let quiet = Quiet::make(&terminal)?;
    (&terminal).write_all(prompt.as_bytes())?;
    let typed = read_typed(&terminal);
    drop(quiet);
    (&terminal).write_all(b"\n")?;
    typed
}

/// Shows something that nothing but the terminal may have.
///
/// # Errors
/// There is no terminal.
#[cfg(unix)]
pub(crate) fn show(text: &Secret) -> io::Result<()> {
    use std::io::Write as _;

    open()?.write_all(text.expose().as_bytes())
}

/// Nobody could be asked, or did not answer; and what to do where there is no terminal.
pub(crate) fn failure(face: &Face, error: &io::Error, pointer: &str, instead: &str) -> Failure {
    match error.kind() {
        io::ErrorKind::Interrupted => Failure::invalid(pointer, "It was called off; nothing was sent."),
        io::ErrorKind::InvalidData => Failure::invalid(pointer, "What was typed is too long, or no text."),
        _ => {
            let message = format!("There is no terminal to ask on. {instead}");
            Failure { code: Code::InvalidInput, ..Failure::internal(&face.ambient, &message, error) }
        }
    }
}

/// The terminal itself, whatever standard input and output are connected to.
#[cfg(unix)]
fn open() -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().read(true).write(true).open("/dev/tty")
}

/// While it lives the terminal shows nothing and hands over each key as it is pressed, Ctrl+C too: a program that ended by it
/// would leave the person a terminal that shows nothing.
#[cfg(unix)]
struct Quiet<'a> {
    terminal: &'a std::fs::File,
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl<'a> Quiet<'a> {
    fn make(terminal: &'a std::fs::File) -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

        let before = tcgetattr(terminal)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN);
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        // What was typed before is dropped: it was shown.
        tcsetattr(terminal, OptionalActions::Flush, &quiet)?;
        Ok(Self { terminal, before })
    }
}

#[cfg(unix)]
impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        let _ = rustix::termios::tcsetattr(self.terminal, rustix::termios::OptionalActions::Flush, &self.before);
    }
}

/// Elsewhere nothing can be asked so that it is not shown.
#[cfg(not(unix))]
pub(crate) fn line(_: &str) -> io::Result<String> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Elsewhere no terminal is known.
#[cfg(not(unix))]
pub(crate) fn show(_: &Secret) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Elsewhere nothing can be asked so that it is not shown.
#[cfg(not(unix))]
pub(crate) fn secret(_: &str) -> io::Result<Secret> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What is typed until Enter, with the keys that people correct themselves with.
#[cfg_attr(not(unix), expect(dead_code, reason = "nothing is asked there"))]
fn read_typed(mut keys: impl io::Read) -> io::Result<Secret> {
    let mut typed = Zeroizing::new(Vec::with_capacity(BYTES_MAX));
    // Byte by byte: a buffer in between would keep what was typed.
    let mut key = Zeroizing::new([0]);
    loop {
        let read = keys.read_exact(&mut *key);
        read.map_err(|error| if error.kind() == io::ErrorKind::UnexpectedEof { called_off() } else { error })?;
        match key[0] {
            b'\n' | b'\r' => return text(typed),
            // Ctrl+C, and Ctrl+D on an empty line.
            3 => return Err(called_off()),
            4 if typed.is_empty() => return Err(called_off()),
            4 => return text(typed),
            // Backspace takes a whole character.
            8 | 127 => while typed.pop().is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {},
            // Ctrl+U.
            21 => typed.clear(),
            byte if typed.len() < BYTES_MAX => typed.push(byte),
            _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "more than anybody types")),
        }
    }
}

fn text(mut typed: Zeroizing<Vec<u8>>) -> io::Result<Secret> {
    let typed = String::from_utf8(std::mem::take(&mut *typed));
    typed.map(Secret::new).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not text"))
}

fn called_off() -> io::Error {
    io::ErrorKind::Interrupted.into()
}

/// The lines of standard input, for scripts: each a secret.
///
/// # Errors
/// It cannot be read, or it is no text.
pub(crate) fn standard_input() -> io::Result<Vec<Secret>> {
    let mut all = Zeroizing::new(String::with_capacity(2 * BYTES_MAX));
    io::stdin().take(2 * BYTES_MAX as u64).read_to_string(&mut all)?;
    Ok(all.lines().map(|line| Secret::new(line.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[u8]) -> Result<String, io::ErrorKind> {
        read_typed(keys).map(|secret| secret.expose().to_owned()).map_err(|error| error.kind())
    }

    #[test]
    fn what_is_typed_is_taken_as_it_was_meant() {
        assert_eq!(typed(b" two words \n").as_deref(), Ok(" two words "), "a space may belong to a password");
        assert_eq!(typed("Łodźß\u{7f}\u{7f}x\r".as_bytes()).as_deref(), Ok("Łodx"), "a character, not a byte of it");
        assert_eq!(typed(b"wrong\x15right\n").as_deref(), Ok("right"));
        assert_eq!(typed(b"\x7f\n").as_deref(), Ok(""), "nothing to take back");
        assert_eq!(typed(b"done\x04").as_deref(), Ok("done"));
    }

    #[test]
    fn calling_it_off_is_no_empty_password() {
        for keys in [&b"hal\x03"[..], b"\x04", b"the line went dead"] {
            assert_eq!(typed(keys), Err(io::ErrorKind::Interrupted), "{keys:?}");
        }
        assert_eq!(typed(&[b'a'; BYTES_MAX + 1]), Err(io::ErrorKind::InvalidData));
        assert_eq!(typed(&[0xff, b'\n']), Err(io::ErrorKind::InvalidData));
    }
}
