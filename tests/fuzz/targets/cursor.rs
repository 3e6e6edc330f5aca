//! The query strings of lists. See `journeys::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: journeys::fuzz::begin("cursor"), |bytes: &[u8]| journeys::fuzz::execute("cursor", bytes));
