//! `ringsmith play`

#[cfg(feature = "play")]
mod device;
mod pipe;
#[cfg(feature = "play")]
mod sound;

#[cfg(not(feature = "play"))]
pub use pipe::run;
#[cfg(feature = "play")]
pub use sound::run;

use crate::selection::{Rendering, Selection};

/// Play ringing patterns and tones on the sound card
///
/// They are rendered at the rate of the default device, so that nothing is resampled. Several are
/// played one after the other. The default length is the lead and two cycles; for a continuous tone
/// its Default Duration, else 3000 ms. Needs a program that is built with the feature `play`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    rendering: Rendering,
}
