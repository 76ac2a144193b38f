//! The C ABI: tone sets, banks and players for programs that are not written in Rust.
//!
//! `include/ringsmith.h` is generated from these files, and their comments are its comments: they
//! speak to a C programmer. What every call promises and asks stands at the top of the header, which
//! `cbindgen.toml` holds; `docs/c-api.md` is the guide.
//!
//! * `version`, `status`: what is linked, what a call answers, and the text of the last failure.
//! * `edge`: the only places where a pointer becomes a reference.
//! * `tones`: reading files, and what is wrong with them.
//! * `bank`, `select`: compiling, counting references, and finding signals.
//! * `alert`: what a SIP header asks for.
//! * `player`, `fill`: the media path, which neither allocates nor unwinds.

mod alert;
mod any_bank;
mod bank;
mod edge;
mod fill;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzing;
mod player;
mod select;
mod status;
mod tones;
mod version;

#[cfg(test)]
mod tests;
