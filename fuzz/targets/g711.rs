#![no_main]

ringsmith_fuzz::target!("g711");
