//! A file of tones, whatever it is written in.

use std::io;
use std::path::Path;

use crate::diagnostic::{Severity, Source};
use crate::model::ToneSet;
use crate::notation::cpt::dat;
use crate::notation::indications;
use crate::notation::translation::{Losses, What, Written};
use crate::notation::{Notation, Options, Parsed};

/// A file of tones as it was read, and the notation that it is written in.
///
/// A compiled CPT file has no lines: its source is a listing of its words, a line for each, and
/// diagnostics stand in that.
#[derive(Clone, Debug)]
pub struct Document {
    source: Source,
    notation: Notation,
    /// The bytes of a compiled file.
    compiled: Option<Vec<u8>>,
}

impl Document {
    /// The bytes of a file under its name, in the notation that they are written in: see
    /// [`Notation::of_file`].
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let name = name.into();
        let notation = Notation::of_file(&name, &bytes);
        Self::in_notation(name, bytes, notation)
    }

    /// The bytes of a file under its name, in a notation that is known.
    #[must_use]
    pub fn in_notation(name: impl Into<String>, bytes: Vec<u8>, notation: Notation) -> Self {
        if notation.is_compiled() {
            let source = Source::new(name, dat::listing(&bytes));
            return Self { source, notation, compiled: Some(bytes) };
        }
        Self { source: Source::from_bytes(name, bytes), notation, compiled: None }
    }

    /// The contents of a file, under its path.
    ///
    /// # Errors
    /// Whatever reading the file fails with.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        Ok(Self::new(path.display().to_string(), std::fs::read(path)?))
    }

    /// The text that diagnostics stand in, with the name of the file.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What the file is written in.
    #[must_use]
    pub fn notation(&self) -> Notation {
        self.notation
    }

    /// The same file with nothing in it but the set of that name, where sets stand apart from each
    /// other (the countries of an `indications.conf`): what is wrong with the others does not matter
    /// then. Diagnostics keep their places.
    #[must_use]
    pub fn with_only(self, name: &str) -> Self {
        if self.notation != Notation::Indications {
            return self;
        }
        let text = indications::only(self.source.text(), name);
        Self { source: Source::new(self.source.name(), text), ..self }
    }

    /// What a compiled file says of itself, if it can be read.
    #[must_use]
    pub fn header(&self) -> Option<dat::Header> {
        let bytes = self.compiled.as_ref()?;
        Some(dat::parse(bytes, Options::default()).tones?.header)
    }

    /// Writes sets of this file in a notation, as [`Notation::write`] does. What a compiled file says
    /// of itself is kept in a compiled one, and lost in any other.
    #[must_use]
    pub fn translate(&self, sets: &[ToneSet], to: Notation) -> Written<Vec<u8>> {
        let Some(header) = self.header() else { return to.write(sets) };
        if let (Some(version), [set]) = (to.compiled_version(), sets) {
            return dat::write(set, &dat::Header { version, ..header });
        }
        let mut losses = Losses::new(to.described(), Severity::Warning);
        losses.of_set(0, &ToneSet::default());
        losses.lose(What::Header(header));
        let mut written = to.write(sets);
        written.losses.splice(..0, losses.into_losses());
        written
    }

    /// The sets of tones of the file. Never fails: what is wrong is in [`Parsed::diagnostics`].
    #[must_use]
    pub fn parse(&self, options: Options) -> Parsed<Vec<ToneSet>> {
        match &self.compiled {
            Some(bytes) => dat::parse(bytes, options).map(|file| vec![file.tones]),
            None => self.notation.parse(self.source.text(), options),
        }
    }
}
