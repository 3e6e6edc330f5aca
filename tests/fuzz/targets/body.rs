//! Each body that a route reads. See `journeys::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: journeys::fuzz::begin("body"), |bytes: &[u8]| journeys::fuzz::execute("body", bytes));
