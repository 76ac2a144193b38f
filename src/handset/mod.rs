//! The ring tone files of a handset, and the one that rings.
//!
//! A Spectralink handset has a library of ring tones: WAV, MP3 and Ogg Vorbis files, each with a
//! title. Four levels may name one of them: the `Alert-Info` of the call, the contact who calls,
//! the registration (the line) that is called and the phone's own default. The first level whose
//! wish the handset can play wins. Titles are compared without case, blanks, path and file
//! extension, and the three series of handsets take different references.
//!
//! [`Reference::read`] reads what a level names, [`read_folder`] the library, [`choose`] answers
//! which ring tone rings and why. Nothing is ever fetched. `docs/handset.md` in the project has the
//! rules, and says which are the vendor's and which are ours.
//!
//! ```
//! use ringsmith::handset::{Format, Library, Reference, RingTone, Series, Wishes, choose};
//!
//! let library = Library::new([
//!     RingTone::new("bell.ogg", Format::Ogg, Some("Bell Phone")),
//!     RingTone::new("Code Blue.wav", Format::Wav, None),
//! ]);
//! let wishes = Wishes {
//!     alert_info: Some(Reference::read("file://CodeRed.ogg")),
//!     registration: Some(Reference::read("localhost/bellphone.WAV")),
//!     ..Wishes::default()
//! };
//! let choice = choose(&library, Series::Pivot, &wishes);
//! assert_eq!(choice.ring_tone().unwrap().title, "Bell Phone");
//! assert_eq!(
//!     choice.to_string(),
//!     "The registration decides: the ring tone `Bell Phone` of the file bell.ogg.\n\
//!      Alert-Info is passed over: no ring tone has the title `CodeRed.ogg`.\n\
//!      The contact is passed over: it asks for nothing."
//! );
//! ```

mod audio;
mod choice;
pub(crate) mod content;
mod folder;
mod library;
mod problem;
mod reference;
mod series;
mod title;

pub use audio::{WavAudio, WavEncoding};
pub use choice::{Choice, Chosen, Level, PassedOver, Reason, Wishes, choose};
pub use folder::{Folder, read_folder};
pub use library::{Duplicate, Format, Library, RingTone, TitledBy};
pub use problem::{FileDiagnostic, RingToneProblem};
pub use reference::Reference;
pub use series::{Refusal, Series};
pub use title::title_key;

/// A name from outside, short enough and safe to print.
fn shown(text: &str) -> String {
    crate::text::shortened(text, 80)
}

/// The page of the documentation, whose example has to run.
#[cfg(doctest)]
#[doc = include_str!("../../docs/handset.md")]
struct Page;
