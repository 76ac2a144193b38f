//! From one window to the next: when a voice begins and ends.

use super::judge::{Match, NEWEST, Window};
use super::{Event, Kind, WINDOW};

/// Hops of silence that end a tone. Fewer are a hole: 40 ms of lost packets make at most four.
const SILENT_HOPS: u32 = 5;
/// Windows that have to agree on a voice before it is on.
const AGREEING: u8 = 2;
/// Windows without the voice, while something sounds, that end it.
const FOREIGN: u8 = 3;

/// Windows in a row that may be undecided: two holes of 40 ms with as much between them. Clicks would
/// otherwise keep a tone on.
const UNDECIDED: u8 = 12;

/// A voice that may be about to begin.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    voice: u8,
    windows: u8,
    since: u64,
}

/// A voice that is on.
#[derive(Clone, Copy, Debug)]
struct Sounding {
    voice: u8,
    since: u64,
    /// Windows without it, to the newest.
    foreign: u8,
    /// Windows in a row of which too much is silent to tell.
    undecided: u8,
    /// When it ended, if those are its end.
    end: u64,
}

/// What a channel knows of edges.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Edges {
    candidate: Option<Candidate>,
    sounding: Option<Sounding>,
    /// The last edge that was reported: none is before it.
    last: u64,
}

impl Edges {
    /// Takes the window that ends at sample `now` into account.
    pub(super) fn advance(&mut self, window: &Window, now: u64, report: &mut impl FnMut(Event)) {
        if let Some(sounding) = self.sounding {
            self.sounding = self.go_on(sounding, window, now, report);
        }
        if self.sounding.is_none_or(|sounding| sounding.foreign > 0) {
            self.listen(window, now, report);
        } else {
            self.candidate = None;
        }
    }

    /// Whether a voice that was on still is.
    fn go_on(
        &mut self,
        mut sounding: Sounding,
        window: &Window,
        now: u64,
        report: &mut impl FnMut(Event),
    ) -> Option<Sounding> {
        let fit = window.plan.fits.get(usize::from(sounding.voice))?;
        let least = window.plan.limits.share * 0.75;
        let found = window.judge(fit, least);
        if found.hops & NEWEST == 0 {
            let silent =
                (found.hops.leading_zeros() - (u8::BITS - WINDOW as u32)).min(WINDOW as u32);
            if silent == 1 && sounding.foreign == 0 {
                sounding.end = window.end(now, sounding.since);
            }
            if silent < SILENT_HOPS {
                return Some(sounding);
            }
        } else if !found.is_decided() && sounding.undecided < UNDECIDED {
            sounding.undecided += 1;
            return Some(sounding);
        } else if found.share >= least {
            (sounding.foreign, sounding.undecided) = (0, 0);
            return Some(sounding);
        } else {
            if sounding.foreign == 0 {
                // Of the window, about this part is no longer the tone.
                sounding.end = now.saturating_sub(window.samples(1.0 - least)).max(sounding.since);
            }
            sounding.foreign += 1;
            if sounding.foreign < FOREIGN {
                return Some(sounding);
            }
        }
        self.report(sounding.end, Kind::Off(usize::from(sounding.voice)), report);
        None
    }

    /// Whether a voice begins.
    fn listen(&mut self, window: &Window, now: u64, report: &mut impl FnMut(Event)) {
        let Some((voice, found)) = window.best() else {
            // A hole in the first milliseconds of a tone is no reason to begin anew.
            let recent = now.saturating_sub(window.samples(1.0));
            self.candidate =
                self.candidate.filter(|known| window.is_quiet_now() && known.since >= recent);
            return;
        };
        let known = self.candidate.filter(|candidate| candidate.voice == voice);
        let mut candidate = known.unwrap_or_else(|| {
            let since = window.start(now, found);
            Candidate { voice, windows: 0, since }
        });
        candidate.windows += 1;
        if candidate.windows < AGREEING {
            self.candidate = Some(candidate);
            return;
        }
        self.candidate = None;
        if let Some(other) = self.sounding {
            self.report(candidate.since, Kind::Off(usize::from(other.voice)), report);
        }
        self.report(candidate.since, Kind::On(usize::from(voice)), report);
        let since = self.last;
        self.sounding = Some(Sounding { voice, since, foreign: 0, undecided: 0, end: since });
    }

    fn report(&mut self, at: u64, kind: Kind, report: &mut impl FnMut(Event)) {
        self.last = at.max(self.last);
        report(Event { at: self.last, kind });
    }
}

impl Window<'_> {
    /// This part of a window in samples.
    #[expect(clippy::cast_sign_loss, reason = "0 to 12 000")]
    fn samples(&self, part: f32) -> u64 {
        (part.clamp(0.0, 1.0) * WINDOW as f32 * self.plan.hop_samples) as u64
    }

    /// Whether the newest hop is below every tone.
    pub(super) fn is_quiet_now(&self) -> bool {
        let least = self.plan.limits.power * self.plan.hop_samples * 1e-3;
        self.energies.without_dc[WINDOW - 1] < least
    }

    /// When a tone began that was found in a window that ends at sample `now`.
    fn start(&self, now: u64, found: Match) -> u64 {
        let first = found.hops.trailing_zeros() as usize;
        if first == 0 {
            // Another sound precedes it, and the tone fills about the share that it explains.
            return now.saturating_sub(self.samples(found.share));
        }
        let energies = &self.energies.without_dc;
        let full = mean(energies.get(first + 1..).unwrap_or_default());
        let before = energies.get(first - 1).map_or(0.0, |&energy| part(energy, full));
        let partly = energies.get(first).map_or(1.0, |&energy| part(energy, full));
        let hops = (WINDOW - first) as f32 - 1.0 + partly + if partly > 0.9 { before } else { 0.0 };
        now.saturating_sub(self.samples(hops / WINDOW as f32))
    }

    /// When a tone ended, if the newest hop is the first that is silent.
    fn end(&self, now: u64, since: u64) -> u64 {
        let energies = &self.energies.without_dc;
        let [before @ .., last, silent] = energies;
        let full = mean(before);
        let partly = part(*last, full);
        let spilled = if partly > 0.9 { part(*silent, full) } else { 0.0 };
        let hops = 2.0 - partly - spilled;
        now.saturating_sub(self.samples(hops / WINDOW as f32)).max(since)
    }
}

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / (values.len() as f32).max(1.0)
}

/// What part of a hop the tone fills, by its energy and that of a full hop.
fn part(energy: f32, full: f32) -> f32 {
    if full > 0.0 { (energy / full).min(1.0) } else { 1.0 }
}
