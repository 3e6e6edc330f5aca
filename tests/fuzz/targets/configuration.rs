//! What an operator configures. See `journeys::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: journeys::fuzz::begin("configuration"), |bytes: &[u8]| journeys::fuzz::execute("configuration", bytes));
