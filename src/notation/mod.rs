//! The notations of the field, a module each: text in, model out, and back where that can be.

pub mod cpt;
mod detect;
mod document;
pub mod grandstream;
pub mod indications;
mod kinds;
#[doc(hidden)]
pub mod near;
#[cfg(feature = "package")]
pub mod package;
pub mod sbc;
mod settings;
pub mod tgml;
pub mod tonescript;
pub mod translation;
pub mod voice;

pub use document::Document;
pub use kinds::{Notation, UnknownNotation};

use core::fmt;

use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Selector, ToneSet};
use crate::units::SampleRate;

/// How a text is read, whatever its notation.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether what the manuals rule out is an error even where it can be played: for a file that
    /// is meant for a device.
    pub strict: bool,
    /// The sampling rate that has to carry every frequency. Gateways play at 8 kHz, the default.
    pub rate: SampleRate,
}

impl Default for Options {
    fn default() -> Self {
        Self { strict: false, rate: SampleRate::NARROWBAND }
    }
}

/// What a file holds and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed<T = ToneSet> {
    /// Its tones and patterns; `None` if any diagnostic is an error.
    pub tones: Option<T>,
    /// For each definition, how it is selected and where it stands, from its header to its last
    /// value.
    pub definitions: Vec<(Selector, Span)>,
    /// Everything that is wrong, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// The same with something else for the tones.
    fn map<U>(self, with: impl FnOnce(T) -> U) -> Parsed<U> {
        let Self { tones, definitions, diagnostics } = self;
        Parsed { tones: tones.map(with), definitions, diagnostics }
    }

    /// The tones, where warnings are of no interest.
    ///
    /// # Errors
    /// [`Rejected`] with the errors, if there are any.
    pub fn into_tones(self) -> Result<T, Rejected> {
        let errors = self.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        self.tones.ok_or(Rejected { errors })
    }
}

/// A file that cannot be played.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// Why: one at least.
    pub errors: Vec<Diagnostic>,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.errors.len();
        write!(f, "{count} error{} in the file", if count == 1 { "" } else { "s" })?;
        self.errors.iter().try_for_each(|error| write!(f, "\n{error}"))
    }
}

impl std::error::Error for Rejected {}
