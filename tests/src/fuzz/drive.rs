//! A driver for the targets that needs no instrumented build: it takes seeds, changes them, and watches over each
//! execution. It finds less than libFuzzer does; it is what every test run can afford.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use super::Target;
use crate::faults::Dice;

/// An execution that takes longer hangs.
pub const HANGS_AFTER: Duration = Duration::from_secs(10);
/// The longest input that changes lead to.
const LENGTH_MAX: usize = 16 * 1024;
/// Changes of one input at most.
const CHANGES_MAX: usize = 6;

/// Why a target failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It panicked: its own complaint, one on the way there, or one about its memory.
    Panicked,
    /// It did not come back.
    Hung,
}

/// An input that breaks a target.
#[derive(Clone, Debug)]
pub struct Broken {
    /// How.
    pub why: Why,
    /// The input.
    pub input: Vec<u8>,
    /// What was said.
    pub words: String,
}

/// Runs every seed and then `count` changed ones; answers how many were run.
///
/// # Errors
/// [`Broken`], with the first input that breaks the target.
pub fn drive(target: Target, count: usize, dice: &Dice, hangs_after: Duration) -> Result<usize, Broken> {
    let (done, input) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let (tell, told) = mpsc::channel();
    let (counted, shown, mut dice) = (done.clone(), input.clone(), dice.clone());
    std::thread::spawn(move || {
        let seeds = (target.seeds)();
        let changed = std::iter::repeat_with(|| change(&seeds, &mut dice));
        for next in seeds.iter().cloned().chain(changed).take(seeds.len() + count) {
            next.clone_into(&mut shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
            let ran = catch_unwind(AssertUnwindSafe(|| target.execute(&next)));
            if let Err(panic) = ran {
                let said = panic.downcast_ref::<String>().cloned();
                let said = said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                let _ = tell.send(Some(said.unwrap_or_default()));
                return;
            }
            counted.fetch_add(1, Ordering::SeqCst);
        }
        let _ = tell.send(None);
    });
    let broken = |why, words| {
        let input = input.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        Err(Broken { why, input, words })
    };
    let mut seen = 0;
    loop {
        match told.recv_timeout(hangs_after) {
            Ok(None) => return Ok(done.load(Ordering::SeqCst)),
            Ok(Some(words)) => return broken(Why::Panicked, words),
            // The thread is gone without a word: a panic outside of an execution.
            Err(mpsc::RecvTimeoutError::Disconnected) => return broken(Why::Panicked, "before it began".to_owned()),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let now = done.load(Ordering::SeqCst);
                if now == seen && now > 0 {
                    return broken(Why::Hung, format!("an execution takes longer than {hangs_after:?}"));
                }
                seen = now;
            }
        }
    }
}

/// A seed, changed at a few places; now and then crossed with another one.
fn change(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = dice.pick(seeds).cloned().unwrap_or_default();
    for _ in 0..=dice.below(CHANGES_MAX) {
        let at = dice.below(input.len() + 1);
        let to = (at + dice.below(9)).min(input.len());
        match dice.below(8) {
            0 if at < input.len() => input[at] ^= 1 << dice.below(8),
            1 if at < input.len() => input[at] = byte(dice),
            2 => input.insert(at, byte(dice)),
            3 => drop(input.drain(at..to)),
            4 => input.truncate(at),
            5 => {
                let again = input[at..to].repeat(1 + dice.below(40));
                input.splice(at..at, again);
            }
            6 => {
                let odd = ODD[dice.below(ODD.len())];
                input.splice(at..to, odd.bytes());
            }
            _ => {
                let other = dice.pick(seeds).cloned().unwrap_or_default();
                let from = dice.below(other.len() + 1);
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
        }
    }
    input.truncate(LENGTH_MAX);
    input
}

fn byte(dice: &mut Dice) -> u8 {
    u8::try_from(dice.below(256)).unwrap_or(0)
}

/// What readers stumble over.
const ODD: &[&str] = &[
    "\0",
    "\u{feff}",
    "\u{2028}",
    "\u{10ffff}",
    "\r\n",
    "%00",
    "-1",
    "0",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1e400",
    "null",
    "true",
    "\"\"",
    "\\u0000",
    "[[[[",
    "{{",
    "'",
    "\"",
    ";--",
    "../..",
    "::ffff:0:0",
    "0.0.0.0/0",
    "2027-01-15T08:00:00.000Z",
    "+999999-12-31T23:59:59Z",
    "ck_live_",
    "key_",
    "=",
    "&",
    "?",
    "#",
];
