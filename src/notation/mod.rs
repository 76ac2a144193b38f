//! The notations of the field, a module each: text in, model out, and back where that can be.

pub mod cpt;
pub mod voice;
