#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ringsmith::fuzzing::tone_control(data));
