//! A page of HTML on which the tones and ringing patterns of a file are seen and heard.
//!
//! The page is one file that asks for nothing else: drawings, samples of the engine and the program
//! that plays them are in it. `docs/sheet.md` in the project says what is on it.
//!
//! ```
//! use ringsmith::notation::{Document, Options};
//! use ringsmith::sheet::{self, Heard, Subject};
//!
//! let document = Document::open("testdata/vendor/uk.ini")?;
//! let parsed = document.parse(Options::default());
//! let page = sheet::page(&Subject::new(&document, &parsed), &Heard::default());
//! assert!(page.starts_with("<!DOCTYPE html>"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod diff;
mod entry;
mod frame;
mod markup;
mod page;
mod pairs;
mod sound;
mod source;
mod spectrum;
mod timeline;
pub mod words;

pub use diff::comparison;
pub use page::page;

use crate::diagnostic::Source;
use crate::model::{Component, ToneSet, Voice};
use crate::notation::{Document, Notation, Parsed};
use crate::units::{DbM0, Hertz};

/// A file that a page is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What people call it.
    pub title: &'a str,
    /// Its text; its name is what diagnostics call it by.
    pub source: &'a Source,
    /// What it is written in.
    pub notation: Notation,
    /// What it holds, read at 8 kHz, and what is wrong with it.
    pub parsed: &'a Parsed<Vec<ToneSet>>,
    /// Show only the tone package of this name.
    pub package: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// A document under its own name, with all its sets.
    #[must_use]
    pub fn new(document: &'a Document, parsed: &'a Parsed<Vec<ToneSet>>) -> Self {
        let source = document.source();
        let (title, notation) = (source.name(), document.notation());
        Self { title, source, notation, parsed, package: None }
    }

    /// Whether there is nothing to show: the package is none of the file's, or the file has errors.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sets().is_empty()
    }

    /// The sets that are shown, each with its place in the file.
    fn sets(&self) -> Vec<(usize, &'a ToneSet)> {
        let sets = self.parsed.tones.as_deref().unwrap_or_default();
        let wanted = |(_, set): &(usize, &ToneSet)| match self.package {
            Some(name) => set.package().is_some_and(|package| package.name == name),
            None => true,
        };
        sets.iter().enumerate().filter(wanted).collect()
    }
}

/// How ringing patterns are heard, whose own frequency nobody hears.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The voice in their cadence, as an alternative to a bell and to the ringing frequency itself.
    pub voice: Voice,
    /// Whether the voice is what a page begins with; else it is the bell.
    pub voice_first: bool,
}

impl Default for Heard {
    /// The ringback tone of North America, 440 + 480 Hz at −19 dBm0 each; the bell first.
    fn default() -> Self {
        let level = DbM0::from_hundredths(-1900).unwrap_or(DbM0::ZERO);
        let components = [440, 480].into_iter().filter_map(Hertz::new);
        let components = components.map(|frequency| Component::new(frequency, level));
        let voice = Voice::new(components).expect("two components are a voice");
        Self { voice, voice_first: false }
    }
}
