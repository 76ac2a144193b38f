#![no_main]

ringsmith_fuzz::target!("sbc");
