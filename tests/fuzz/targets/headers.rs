//! The headers that name a caller or speak for one. See `journeys::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: journeys::fuzz::begin("headers"), |bytes: &[u8]| journeys::fuzz::execute("headers", bytes));
