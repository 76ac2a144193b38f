//! The compiled CPT file (`.dat`) that a gateway loads: the ini in 32-bit words.
//!
//! The vendor's description of the header is public (the paper on `DConvert`, its Downloadable
//! Conversion Utility, in the part on CPT version 3); what stands in the records was worked out
//! from files. `docs/dat.md` in the project has the layout, word by word, with a mark for what was
//! seen and what is inferred. The numbers mean what they mean in the ini, so the same functions
//! read them.
//!
//! A compiled file has no lines, so diagnostics stand in its [`listing`], which has a line for
//! every word.
//!
//! ```
//! use ringsmith::diagnostic::Source;
//! use ringsmith::notation::cpt::{self, dat};
//!
//! let ini = "[CALL PROGRESS TONE #0]\nTone Type=1\nLow Freq [Hz]=425\nLow Freq Level [-dBm]=10\n";
//! let tones = cpt::parse(ini, cpt::Options::default()).into_tones()?;
//! let mut bytes = dat::write(&tones, &dat::Header::default()).exact().expect("all of it fits");
//! let compiled = dat::parse(&bytes, cpt::Options::default()).into_tones()?;
//! assert_eq!(compiled.tones, tones);
//!
//! bytes[3] = 99;
//! let parsed = dat::parse(&bytes, cpt::Options::default());
//! let source = Source::new("tones.dat", dat::listing(&bytes));
//! assert_eq!(
//!     parsed.diagnostics[0].one_line(&source),
//!     "tones.dat:1:51: error[unknown-magic]: the file starts with aaaa0063, expected bd56bd56, \
//!      a5a5a5a5 or aaaa0003",
//! );
//! # Ok::<(), ringsmith::notation::Rejected>(())
//! ```

mod header;
mod layout;
mod link;
mod listing;
mod problem;
mod read;
mod write;

pub use crate::notation::{Options, Parsed};
pub use header::{Header, HeaderText, Version};
pub use listing::listing;
pub use problem::{DatProblem, TextField};
pub use read::parse;
pub use write::write;

use crate::model::ToneSet;

/// What a compiled file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// What it says of itself.
    pub header: Header,
    /// Its tones, numbered by their place, and its ringing patterns, numbered by their ring type.
    pub tones: ToneSet,
}

/// The most bytes that are read. Files in use have one to ten thousand.
pub const LONGEST: usize = 1 << 20;

/// Whether a file starts with one of the three numbers that mark a compiled one.
#[must_use]
pub fn is_compiled(bytes: &[u8]) -> bool {
    let first = bytes.first_chunk().map(|word| u32::from_be_bytes(*word));
    first.and_then(layout::Magic::of).is_some()
}
