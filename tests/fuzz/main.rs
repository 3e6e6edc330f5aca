//! The fuzz targets in their short form (`journeys::fuzz`). A program of its own, since it counts every allocation of its
//! process; its tests take turns for the same reason. With `CONDUIT_KEYS_FAULTS=full` each runs a million times, which
//! libFuzzer does better: `cargo xtask faults --only fuzz`.
#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests; a helper that fails is a failed test"
)]

use std::sync::Mutex;
use std::time::Duration;

use journeys::faults::{Dice, figure, times};
use journeys::fuzz::drive::{HANGS_AFTER, Why, drive};
use journeys::fuzz::{TARGETS, Target, memory};

#[global_allocator]
static MEMORY: memory::Counted = memory::Counted;

static TURN: Mutex<()> = Mutex::new(());

#[test]
fn no_input_breaks_a_target() {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let dice = Dice::shaken();
    for target in TARGETS {
        let ran = drive(*target, times(2000, 1_000_000), &dice, HANGS_AFTER);
        let count = ran.unwrap_or_else(|broken| {
            let input = String::from_utf8_lossy(&broken.input);
            panic!(
                "seed {}, {}: {:?}, {}: {input:?} = {:?}",
                dice.seed, target.name, broken.why, broken.words, broken.input
            )
        });
        figure(format!("{}: {count} executions, no panic, no hang, none over 16 MiB", target.name));
    }
}

/// The controls: targets with a fault in them, each of which the driver must notice.
#[test]
fn a_panic_a_hang_and_a_large_allocation_are_each_noticed() {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let planted = |run| Target { name: "planted", run, seeds: || vec![b"good".to_vec(), b"bad".to_vec()] };
    let faults: [Planted; 4] = [
        (|bytes| assert!(bytes != b"bad", "planted"), Why::Panicked, "planted"),
        (|bytes| hang(bytes == b"bad"), Why::Hung, "longer than"),
        (|bytes| hold(if bytes == b"bad" { 17 << 20 } else { 15 << 20 }), Why::Panicked, "took up"),
        (|bytes| hold_by_sqlite(if bytes == b"bad" { 17 << 20 } else { 4 << 20 }), Why::Panicked, "took up"),
    ];
    for (run, why, words) in faults {
        let broken = drive(planted(run), 0, &Dice::new(1), Duration::from_secs(2)).unwrap_err();
        assert_eq!((broken.why, broken.input.as_slice()), (why, &b"bad"[..]), "{}", broken.words);
        assert!(broken.words.contains(words), "and says why: {}", broken.words);
    }
}

/// A faulty target, how it breaks, and what is said of that.
type Planted = (fn(&[u8]), Why, &'static str);

fn hang(does: bool) {
    if does {
        std::thread::park();
    }
}

fn hold(size: usize) {
    drop(std::hint::black_box(vec![1_u8; size]));
}

fn hold_by_sqlite(size: u32) {
    let database = rusqlite::Connection::open_in_memory().unwrap();
    let length: i64 = database.query_row("SELECT length(zeroblob(?1) || '')", [size], |row| row.get(0)).unwrap();
    assert!(length >= 0);
}
