//! Where samples go: files in the forms that players take, written without seeking.

pub mod au;
mod coding;
mod container;
#[cfg(feature = "flac")]
pub mod flac;
#[cfg(feature = "vorbis")]
pub mod ogg;
mod recording;
pub mod smpl;
mod unwritable;
pub mod wav;

pub use coding::{Coding, UnknownCoding};
pub use container::{Container, UnknownContainer, form};
pub use recording::Recording;
pub use unwritable::Unwritable;
