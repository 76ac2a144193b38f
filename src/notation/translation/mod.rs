//! From the model into a notation that may hold less: what is written, and what is not there.
//!
//! A writer never changes anything in silence. Whatever the text does not say, or says otherwise,
//! is a [`Loss`]; without one, the text reads as the set it was written from.

pub(crate) mod fit;
mod loss;
mod losses;
mod unfit;
mod words;

pub use loss::{Loss, LossProblem, What};
pub use unfit::Unfit;

pub(crate) use fit::{grid, level, whole_hertz};
pub(crate) use losses::Losses;
pub(crate) use words::{Naming, Words};

/// A text, and what of the set it was written from is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T = String> {
    /// The text; the bytes of a compiled file.
    pub text: T,
    /// What was lost or approximated, in the order of the set; nothing if the text says it all.
    pub losses: Vec<Loss>,
}

impl<T> Written<T> {
    /// The text, if nothing was lost.
    ///
    /// # Errors
    /// The losses, one at least.
    pub fn exact(self) -> Result<T, Vec<Loss>> {
        if self.losses.is_empty() { Ok(self.text) } else { Err(self.losses) }
    }

    /// The same with something else for the text.
    pub(crate) fn map<U>(self, with: impl FnOnce(T) -> U) -> Written<U> {
        Written { text: with(self.text), losses: self.losses }
    }
}
