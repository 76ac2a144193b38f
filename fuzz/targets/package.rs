#![no_main]

use libfuzzer_sys::fuzz_target;
use ringsmith::notation::Notation;

fuzz_target!(|data: &[u8]| ringsmith::fuzzing::notation(Notation::Package, data));
