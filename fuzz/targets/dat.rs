#![no_main]

ringsmith_fuzz::target!("dat");
