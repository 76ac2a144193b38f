#![no_main]

ringsmith_fuzz::target!("alert_info");
