#![no_main]

ringsmith_fuzz::target!("quantise");
