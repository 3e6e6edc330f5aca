//! A database or a file of checkpoints that somebody hands over. See `journeys::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: journeys::fuzz::begin("audit_file"), |bytes: &[u8]| journeys::fuzz::execute("audit_file", bytes));
