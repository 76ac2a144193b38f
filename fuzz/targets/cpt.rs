#![no_main]

ringsmith_fuzz::target!("cpt");
