//! Whatever is pasted where an id is asked for. See `journeys::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: journeys::fuzz::begin("id_box"), |bytes: &[u8]| journeys::fuzz::execute("id_box", bytes));
