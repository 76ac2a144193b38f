#![no_main]

ringsmith_fuzz::target!("g722");
