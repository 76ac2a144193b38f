#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ringsmith::fuzzing::alert_info(data));
