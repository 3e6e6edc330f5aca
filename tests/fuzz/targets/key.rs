//! The text of a key. See `journeys::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: journeys::fuzz::begin("key"), |bytes: &[u8]| journeys::fuzz::execute("key", bytes));
