//! The command line as people run it: against an authority that the environment names, or with a saved connection.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::{Desk, Serve, api::text, programs::command_line};

/// A terminal whose environment names the authority, in a home of its own.
pub struct Terminal<'a> {
    serve: &'a Serve,
    /// By what the authority knows it.
    pub token: String,
    home: &'a Path,
}

impl<'a> Terminal<'a> {
    /// A terminal with a token of a role.
    pub fn open(serve: &'a Serve, role: &str, home: &'a Path) -> Self {
        Self::with_token(serve, serve.create_token(role), home)
    }

    /// A terminal with this token.
    pub fn with_token(serve: &'a Serve, token: String, home: &'a Path) -> Self {
        Self { serve, token, home }
    }

    /// The command line with these words, not started yet.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(command_line());
        command.args(words).env_clear().env("HOME", self.home);
        command.env("CONDUIT_KEYS_URL", self.serve.address("manage")).env("CONDUIT_KEYS_TOKEN", &self.token);
        command
    }

    /// What came of a run, however it ended.
    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("the command line starts")
    }

    /// Standard output of a run that must succeed.
    pub fn done(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let (out, errors) = texts(&output);
        assert!(output.status.success(), "{words:?}: {errors}");
        out
    }

    /// The answer of a run that must succeed.
    pub fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[words, &["--json"]].concat())).expect("an answer in JSON")
    }

    /// Exit code and failure of a run that must not succeed.
    pub fn refused(&self, words: &[&str]) -> (i32, Value) {
        let output = self.run(&[words, &["--json"]].concat());
        let (out, errors) = texts(&output);
        assert!(!output.status.success(), "{words:?} succeeded: {out}");
        let failure: Value = serde_json::from_str(&errors).expect("a failure in JSON on standard error");
        for member in ["code", "message", "reference"] {
            assert!(failure[member].is_string(), "{failure} has its {member}");
        }
        (output.status.code().expect("it ended by itself"), failure)
    }
}

/// Standard output and standard error.
pub fn texts(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A saved connection in a home with a real keychain, as a person has it who uses both the window and the terminal.
pub struct Saved<'a> {
    desk: &'a Desk,
}

impl<'a> Saved<'a> {
    /// A connection of an admin.
    pub fn connect(desk: &'a Desk, serve: &Serve) -> Self {
        Self::connect_as(desk, serve, "admin")
    }

    /// A connection of a role.
    pub fn connect_as(desk: &'a Desk, serve: &Serve, role: &str) -> Self {
        Self::connect_to(desk, &serve.address("manage"), &serve.create_token(role))
    }

    /// Whatever is at an address, with a token for it.
    pub fn connect_to(desk: &'a Desk, address: &str, token: &str) -> Self {
        let saved = Self { desk };
        let mut adding = desk.command(command_line());
        let words = ["connections", "add", "--name", "team", "--json", "--at", address];
        let mut adding = adding.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        adding.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
        let added = adding.wait_with_output().unwrap();
        assert!(added.status.success(), "{}", texts(&added).0);
        let added: Value = serde_json::from_slice(&added.stdout).unwrap();
        saved.done(&["connections", "use", &text(&added, "/id")]);
        saved
    }

    /// Standard output of a run that must succeed.
    pub fn done(&self, words: &[&str]) -> String {
        let output = self.desk.run(command_line().to_str().unwrap(), words);
        let (out, errors) = texts(&output);
        assert!(output.status.success(), "{words:?}: {errors}");
        out
    }
}
