#![no_main]

ringsmith_fuzz::target!("dat_v1");
