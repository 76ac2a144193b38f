//! One leg's place in a signal.

/// A place in a signal of a [`Bank`](super::Bank): what a leg keeps between two frames.
///
/// A plain value of 32 bytes. It borrows nothing and knows no bank; the bank that it is used with
/// leaves in it where the present run is stored, so that the next frame costs a comparison and a
/// copy. Used with another bank (after a reload, say) it goes on with the signal of the same index
/// at the same position.
///
/// The start, the switch and the stop take effect with the next frame.
#[derive(Clone, Copy, Debug)]
pub struct Player {
    position: u64,
    /// The bank that the places below were found in; 0 is none.
    pub(super) bank: u32,
    /// What of the stretch of that bank is next.
    pub(super) stretch: Stretch,
    signal: u16,
}

const _: () = assert!(size_of::<Player>() <= 32, "a player is at most 32 bytes");

/// Stored samples that follow each other, perhaps for more than one turn of a loop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// The index of the next sample in the bank's memory.
    pub(super) at: u32,
    /// How many samples the stretch still gives.
    pub(super) left: u32,
    /// The index at which a loop goes back, above `at`.
    pub(super) wrap: u32,
    /// How far it goes back: at least the longest frame.
    pub(super) back: u32,
}

impl Stretch {
    /// No sample at all.
    pub(super) const NONE: Self = Self { at: 0, left: 0, wrap: u32::MAX, back: 0 };

    /// Steps over `count` samples, at most `left` and at most one turn of a loop.
    #[inline]
    pub(super) fn skip(&mut self, count: u32) {
        self.left -= count;
        self.at += count;
        if self.at >= self.wrap {
            self.at -= self.back;
        }
    }
}

impl Player {
    /// The index that stands for no signal.
    const NO_SIGNAL: u16 = u16::MAX;

    /// A player at the first sample of the signal with this index, counted from 0 in the order the
    /// bank was given them. A bank without such a signal plays silence.
    #[must_use]
    pub const fn start(signal: u16) -> Self {
        Self::at(signal, 0)
    }

    /// A player of silence.
    #[must_use]
    pub const fn idle() -> Self {
        Self::at(Self::NO_SIGNAL, 0)
    }

    const fn at(signal: u16, position: u64) -> Self {
        Self { position, bank: 0, stretch: Stretch::NONE, signal }
    }

    /// Goes on with the first sample of another signal.
    pub const fn switch(&mut self, signal: u16) {
        *self = Self::start(signal);
    }

    /// Goes on with silence.
    pub const fn stop(&mut self) {
        *self = Self::idle();
    }

    /// Goes on with sample `position` of the signal; a position above 2⁶³ counts as 2⁶³.
    pub const fn seek(&mut self, position: u64) {
        const LAST: u64 = 1 << 63;
        let position = if position < LAST { position } else { LAST };
        *self = Self::at(self.signal, position);
    }

    /// The sample of the signal that comes next. In an idle player it counts the silence given.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// The index of the signal; `None` in an idle player.
    #[must_use]
    pub const fn signal(&self) -> Option<u16> {
        match self.signal {
            Self::NO_SIGNAL => None,
            signal => Some(signal),
        }
    }

    /// Moves on by `count` samples.
    #[inline]
    pub(super) fn advance(&mut self, count: usize) {
        self.position = self.position.saturating_add(count as u64);
    }
}

impl Default for Player {
    fn default() -> Self {
        Self::idle()
    }
}

/// Two players are equal if they play the same: the signal and the position decide.
impl PartialEq for Player {
    fn eq(&self, other: &Self) -> bool {
        (self.signal, self.position) == (other.signal, other.position)
    }
}

impl Eq for Player {}
