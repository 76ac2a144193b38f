//! The header that C programs include says what the library does: it is generated from `src/capi/`,
//! and checked in so that nobody needs the generator. `RINGSMITH_BLESS=1` writes it anew.

use std::fs;
use std::path::Path;

/// In the order in which a reader of the header needs them.
const FILES: [&str; 9] =
    ["version", "status", "tones", "any_bank", "bank", "select", "alert", "player", "fill"];

#[test]
fn the_header_is_what_the_sources_make() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).unwrap();
    let mut builder = cbindgen::Builder::new().with_config(config);
    for file in FILES {
        builder = builder.with_src(root.join(format!("src/capi/{file}.rs")));
    }
    let mut fresh = Vec::new();
    builder.generate().unwrap().write(&mut fresh);
    let fresh = String::from_utf8(fresh).unwrap();
    let path = root.join("include/ringsmith.h");
    if std::env::var_os("RINGSMITH_BLESS").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(present, fresh, "include/ringsmith.h: RINGSMITH_BLESS=1 cargo test --test c_header");
}
