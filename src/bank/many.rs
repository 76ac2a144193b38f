//! A frame for each of many players: what a media thread does every tick.

use crate::bank::format::Format;
use crate::bank::{Bank, Code, Player};

impl<F: Format> Bank<F> {
    /// Fills a frame of `frame` samples for each player, the first one's at the start of `out`,
    /// each next one's `stride` samples later. What lies between the frames is left as it is. A
    /// stride below the frame counts as the frame.
    ///
    /// Answers how many players got their frame: all of them, unless `out` ends before.
    #[inline]
    pub fn fill_many(
        &self,
        players: &mut [Player],
        frame: usize,
        stride: usize,
        out: &mut [Code<F>],
    ) -> usize {
        let mut filled = 0;
        for (player, row) in players.iter_mut().zip(out.chunks_mut(stride.max(frame).max(1))) {
            let Some(row) = row.get_mut(..frame) else {
                break;
            };
            self.fill(player, row);
            filled += 1;
        }
        filled
    }

    /// As [`fill_many`](Self::fill_many), by the threads of rayon's current pool. Rayon itself may
    /// allocate and wait; the filling does not.
    #[cfg(feature = "rayon")]
    pub fn par_fill_many(
        &self,
        players: &mut [Player],
        frame: usize,
        stride: usize,
        out: &mut [Code<F>],
    ) -> usize {
        use rayon::prelude::*;

        // Some microseconds of work: much less, and handing it out would cost more than it saves.
        const PLAYERS_AT_ONCE: usize = 256;
        let stride = stride.max(frame).max(1);
        players
            .par_chunks_mut(PLAYERS_AT_ONCE)
            .zip(out.par_chunks_mut(PLAYERS_AT_ONCE.saturating_mul(stride)))
            .map(|(players, out)| self.fill_many(players, frame, stride, out))
            .sum()
    }
}
