#![no_main]

ringsmith_fuzz::target!("tone_control");
