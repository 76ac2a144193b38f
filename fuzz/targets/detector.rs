#![no_main]

ringsmith_fuzz::target!("detector");
