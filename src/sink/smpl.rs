//! The `smpl` chunk of a WAV file: which of its samples a player repeats for as long as it plays.
//!
//! A cadence is a lead and a cycle, and a file can hold no more than one pass of them; with this
//! chunk it says where the cycle begins. It stands after the samples and their
//! [`padding`](super::wav::padding), and the header counts it:
//! [`header_before`](super::wav::header_before) with [`LENGTH`].
//!
//! Source: Microsoft and IBM, Multimedia Data Standards Update, revision 3.0 (1994), "Sample
//! Chunk".

use crate::units::SampleRate;

/// Bytes of the chunk, its name and its length included.
pub const LENGTH: u32 = 68;

/// Middle C: the note at which a sampler plays the samples at their own rate.
const UNITY_NOTE: u32 = 60;

/// Samples that repeat for ever, forwards: at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loop {
    first: u32,
    last: u32,
}

impl Loop {
    /// The `period` samples from sample `first` of the file on; `None` if there are none, or if
    /// they pass the 2³² samples that the chunk can count.
    #[must_use]
    pub fn new(first: u64, period: u64) -> Option<Self> {
        let last = first.checked_add(period.checked_sub(1)?)?;
        Some(Self { first: first.try_into().ok()?, last: last.try_into().ok()? })
    }
}

/// The chunk that makes these samples repeat.
#[must_use]
pub fn chunk(rate: SampleRate, repeats: Loop) -> [u8; LENGTH as usize] {
    let numbers = [
        LENGTH - 8,
        0, // manufacturer: none in particular
        0, // product
        nanoseconds_per_sample(rate),
        UNITY_NOTE,
        0, // fraction of a semitone above it
        0, // SMPTE format: none
        0, // SMPTE offset
        1, // loops
        0, // bytes for a sampler of its own
        0, // the loop: cue point
        0, // forwards
        repeats.first,
        repeats.last, // played too
        0,            // fraction of a sample
        0,            // times: for ever
    ];
    let mut chunk = [0; LENGTH as usize];
    let (name, rest) = chunk.split_at_mut(4);
    name.copy_from_slice(b"smpl");
    for (field, number) in rest.chunks_exact_mut(4).zip(numbers) {
        field.copy_from_slice(&number.to_le_bytes());
    }
    chunk
}

/// The nearest whole number, a half up: 125 000 at 8 kHz.
fn nanoseconds_per_sample(rate: SampleRate) -> u32 {
    const SECOND: u32 = 1_000_000_000;
    (SECOND + rate.hertz() / 2) / rate.hertz()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sample_of_a_loop_is_the_one_before_its_second_pass() {
        let number =
            |chunk: [u8; 68], at: usize| u32::from_le_bytes(chunk[at..at + 4].try_into().unwrap());
        let chunk = chunk(SampleRate::NARROWBAND, Loop::new(1_600, 48_000).unwrap());
        assert_eq!(&chunk[..4], b"smpl");
        // Its length, nanoseconds, unity note, loops; the loop's type, first, last, times.
        let places = [(4, 60), (16, 125_000), (20, 60), (36, 1)];
        let of_loop = [(48, 0), (52, 1_600), (56, 49_599), (64, 0)];
        for (at, expected) in places.into_iter().chain(of_loop) {
            assert_eq!(number(chunk, at), expected, "at {at}");
        }
    }

    #[test]
    fn a_loop_has_a_sample_and_ends_within_32_bits() {
        assert_eq!(Loop::new(0, 0), None);
        assert_eq!(Loop::new(5, 1), Some(Loop { first: 5, last: 5 }));
        let most = u64::from(u32::MAX);
        assert_eq!(Loop::new(0, most + 1), Some(Loop { first: 0, last: u32::MAX }));
        assert_eq!(Loop::new(1, most + 1), None);
        assert_eq!(Loop::new(u64::MAX, u64::MAX), None);
    }

    #[test]
    fn the_time_of_a_sample_is_rounded_not_cut() {
        let nanoseconds = |hertz| nanoseconds_per_sample(SampleRate::new(hertz).unwrap());
        assert_eq!(nanoseconds(11_025), 90_703); // 90702.9
        assert_eq!(nanoseconds(44_100), 22_676); // 22675.7
        assert_eq!(nanoseconds(48_000), 20_833); // 20833.3
    }
}
