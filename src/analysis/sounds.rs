//! What sounds: the stretches of a recording, fitted, and put together again where packets were lost.
//!
//! A lost packet that was replaced by silence divides a tone as a pause does. They are told apart by
//! what comes after: behind a lost packet the tone goes on in the phase that it would have had. That
//! alone does not do, since a pause of whole periods keeps the phase too; but pauses are regular and
//! losses are not.

#![expect(
    clippy::cast_precision_loss,
    reason = "a recording has fewer than 2^53 samples, and what is counted is not negative"
)]

use core::ops::Range;

use crate::analysis::background::Background;
use crate::analysis::fit::{Fit, Fitter};
use crate::analysis::prepare::Prepared;

/// More components than a call progress tone has: what needs more is speech or music.
const MOST_COMPONENTS: usize = 4;
/// A sound is a tone if its sines explain this share of its power: 10 dB over everything else.
const TONAL: f64 = 0.9;
/// Sines foretell a part that they were not fitted to if they explain this share of it.
const FORETOLD: f64 = 0.8;
/// The longest loss: three packets of 20 ms, and the edges of the gate.
const LONGEST_LOSS_MS: f64 = 65.0;
/// No more than this share of a tone is lost: four times the losses that are to be borne, since
/// they come in bursts.
const MOST_LOST: f64 = 0.2;
/// So many pieces tell whether they are regular; fewer are compared with those of other sounds.
const MANY_PIECES: usize = 6;
/// This share of a loss is digital silence.
const LOSS_FLAT: f64 = 0.8;
/// So much of a long stretch is looked at before all of it is: 15 Hz apart is told in it.
const LOOK_MS: f64 = 250.0;
/// Every part of a sound of at least so long has to be explained: longer than the null of a beat.
const PART_MS: f64 = 60.0;
/// The beginning of a sound that tells its sines.
const HEAD_MS: f64 = 80.0;
/// What they foretell is looked at in steps of this length.
const STEP_MS: f64 = 5.0;
/// A change of the spectrum is placed to within half of the window of a spectrum.
const JOIN_MS: f64 = 10.0;
/// Lengths that are equal: edges in noise are within a millisecond.
const EQUAL_MS: f64 = 3.0;

/// A stretch that sounds, still without its exact edges.
pub(super) struct Sound {
    pub range: Range<usize>,
    /// The part of it that was fitted: what surely sounds.
    pub fitted: Range<usize>,
    /// Its sines, if it is a tone; they refer to the first sample that was fitted.
    pub fit: Option<Fit>,
    /// Stretches within it that were lost.
    pub lost: Vec<Range<usize>>,
}

/// Fits stretches, and puts together what lost packets divided.
pub(super) fn sounds(
    recording: &Prepared,
    stretches: &[Range<usize>],
    background: &Background,
    fitter: &mut Fitter,
) -> Vec<Sound> {
    let mut joiner = Joiner { recording, background, fitter };
    let mut pieces = Vec::new();
    for at in 0..stretches.len() {
        let piece = joiner.piece(stretches, at);
        match piece.fit {
            Some(_) => pieces.push(piece),
            None => joiner.divide(piece, &mut pieces),
        }
    }
    joiner.join(pieces)
}

/// Fits pieces and puts those of one tone together.
struct Joiner<'a> {
    recording: &'a Prepared,
    background: &'a Background,
    fitter: &'a mut Fitter,
}

impl Joiner<'_> {
    /// A stretch, fitted.
    fn piece(&mut self, stretches: &[Range<usize>], at: usize) -> Sound {
        let range = stretches[at].clone();
        let joins = |other: Option<usize>, edge: fn(&Range<usize>) -> usize, own: usize| {
            other.and_then(|other| stretches.get(other)).is_some_and(|it| edge(it) == own)
        };
        // A change of the spectrum is placed less exactly than the end of a silence.
        let (edge, join) = (self.recording.samples_of(1.0), self.recording.samples_of(JOIN_MS));
        let before = if joins(at.checked_sub(1), |it| it.end, range.start) { join } else { edge };
        let after = if joins(Some(at + 1), |it| it.start, range.end) { join } else { edge };
        let fitted = if range.len() > 4 * (before + after) {
            range.start + before..range.end - after
        } else {
            range.clone()
        };
        let fit = self.looks_like_one(&fitted).then(|| self.fit(&fitted));
        let fit = fit.filter(|fit| self.is_tone(fit));
        let fit = fit.filter(|fit| self.is_steady(fit, &fitted));
        Sound { range, fitted, fit, lost: Vec::new() }
    }

    /// Whether sines explain every part of a stretch, and not one sound in it better than another.
    fn is_steady(&self, fit: &Fit, range: &Range<usize>) -> bool {
        let part = self.recording.samples_of(PART_MS).max(range.len() / 8);
        let mut starts = (range.start..range.end).step_by(part);
        starts.all(|start| {
            let end = (start + part).min(range.end);
            end - start < part || self.foretells(fit, range.start, &(start..end))
        })
    }

    /// Whether a long stretch is a tone in its middle: speech is not, and takes long to fit.
    fn looks_like_one(&mut self, range: &Range<usize>) -> bool {
        let length = self.recording.samples_of(LOOK_MS);
        if range.len() < 2 * length {
            return true;
        }
        let start = range.start + (range.len() - length) / 2;
        let fit = self.fit(&(start..start + length));
        self.is_tone(&fit)
    }

    /// Divides what is no tone as a whole where its sines become others that the spectra of short
    /// windows do not tell apart, such as 400 + 450 Hz and 400 Hz: from the start on, as far as the
    /// sines of its beginning foretell it.
    fn divide(&mut self, mut rest: Sound, pieces: &mut Vec<Sound>) {
        let head = self.recording.samples_of(HEAD_MS);
        while rest.range.len() > 2 * head {
            let mut range = rest.range.start..rest.range.start + head;
            let mut fit = self.fit(&range);
            if !self.is_tone(&fit) {
                break;
            }
            while 2 * range.len() <= rest.range.len() {
                let next = range.end..range.end + range.len();
                if !self.foretells(&fit, range.start, &next) {
                    break;
                }
                range.end = next.end;
                fit = self.fit(&range);
            }
            let end = self.foretold_until(&fit, &range, rest.range.end);
            let rough = rest.range.start..end;
            pieces.push(Sound { range: rough, fitted: range, fit: Some(fit), lost: Vec::new() });
            rest.range.start = end;
        }
        if rest.range.is_empty() {
            return;
        }
        rest.fitted = rest.range.clone();
        let own = self.looks_like_one(&rest.range).then(|| self.fit(&rest.range));
        rest.fit = own.filter(|fit| self.is_tone(fit));
        pieces.push(rest);
    }

    /// The sample up to which sines that were fitted to a range foretell what follows.
    fn foretold_until(&self, fit: &Fit, range: &Range<usize>, most: usize) -> usize {
        let step = self.recording.samples_of(STEP_MS);
        let blocks = (range.end..most).step_by(step);
        let strays = |&start: &usize| {
            !self.foretells(fit, range.start, &(start..(start + 2 * step).min(most)))
        };
        blocks.clone().find(strays).map_or(most, |start| (start + step).min(most))
    }

    /// Whether sines are a tone.
    fn is_tone(&self, fit: &Fit) -> bool {
        let components = self.background.without_hum(fit.components());
        (1..=MOST_COMPONENTS).contains(&components.len()) && fit.tonality() >= TONAL
    }

    /// From the longest piece on, each takes those next to it that it foretells.
    fn join(&mut self, pieces: Vec<Sound>) -> Vec<Sound> {
        let mut order: Vec<usize> =
            (0..pieces.len()).filter(|&at| pieces[at].fit.is_some()).collect();
        order.sort_by_key(|&at| core::cmp::Reverse(pieces[at].range.len()));
        let mut owner: Vec<Option<usize>> = vec![None; pieces.len()];
        let mut joined: Vec<(Range<usize>, Option<Fit>)> = Vec::new();
        for seed in order {
            if owner[seed].is_none() {
                let (members, fit) = self.grow(seed, &pieces, &owner);
                owner[members.clone()].fill(Some(joined.len()));
                joined.push((members, fit));
            }
        }
        let unions: Vec<Union> =
            joined.iter().map(|(members, _)| self.union(&pieces, members)).collect();
        let mut sounds = Vec::new();
        let mut pieces: Vec<Option<Sound>> = pieces.into_iter().map(Some).collect();
        let mut at = 0;
        while at < pieces.len() {
            let Some(index) = owner[at] else {
                sounds.extend(pieces[at].take());
                at += 1;
                continue;
            };
            let (members, fit) = &mut joined[index];
            let range = members.clone();
            at = range.end;
            let Some(fit) = fit.take() else {
                sounds.extend(pieces[range].iter_mut().filter_map(Option::take));
                continue;
            };
            let parts = unions[index].divided(&unions, range.start);
            if parts.len() == 1 {
                sounds.push(whole(&mut pieces[range], fit));
                continue;
            }
            for part in parts {
                sounds.extend(self.together(&mut pieces[part]));
            }
        }
        sounds
    }

    /// Pieces that only losses lie between, as one sound.
    fn together(&mut self, pieces: &mut [Option<Sound>]) -> Option<Sound> {
        if let [piece] = pieces {
            return piece.take();
        }
        let ends = (pieces.first()?.as_ref()?.range.start, pieces.last()?.as_ref()?.range.end);
        let fit = self.fit(&(ends.0..ends.1));
        Some(whole(pieces, fit))
    }

    /// What lies between pieces that may be one tone.
    fn union(&self, pieces: &[Sound], members: &Range<usize>) -> Union {
        let pieces = &pieces[members.clone()];
        let (start, end) = (pieces[0].range.start, pieces[pieces.len() - 1].range.end);
        let gap = |pair: &[Sound]| Gap {
            start_ms: self.recording.ms(pair[0].range.end - start),
            ms: self.recording.ms(pair[1].range.start - pair[0].range.end),
        };
        Union {
            ms: self.recording.ms(end - start),
            gaps: pieces.windows(2).map(gap).collect(),
            pieces_ms: pieces.iter().map(|it| self.recording.ms(it.range.len())).collect(),
        }
    }

    /// The neighbours of a piece that are one tone with it, and the fit of all of them; no fit where
    /// they stay apart.
    fn grow(
        &mut self,
        seed: usize,
        pieces: &[Sound],
        owner: &[Option<usize>],
    ) -> (Range<usize>, Option<Fit>) {
        let mut members = seed..seed + 1;
        let Some(mut fit) = pieces[seed].fit.clone() else { return (members, None) };
        let mut origin = pieces[seed].fitted.start;
        let mut fitted = pieces[seed].fitted.len();
        loop {
            let before = members.start.checked_sub(1).filter(|&at| owner[at].is_none());
            let after = Some(members.end).filter(|&at| at < pieces.len() && owner[at].is_none());
            let next = [after, before].into_iter().flatten().find(|&at| {
                let near = if at < members.start { members.start } else { members.end - 1 };
                self.is_lost_between(&pieces[at].range, &pieces[near].range)
                    && self.foretells(&fit, origin, &pieces[at].range)
            });
            let Some(next) = next else { break };
            members = members.start.min(next)..members.end.max(next + 1);
            let range = pieces[members.start].range.start..pieces[members.end - 1].range.end;
            if range.len() > fitted + fitted / 2 {
                fit = self.fit(&range);
                (origin, fitted) = (range.start, range.len());
            }
        }
        if members.len() == 1 {
            return (members, None);
        }
        let ranges: Vec<_> = pieces[members.clone()].iter().map(|it| it.range.clone()).collect();
        let are_many = ranges.len() >= MANY_PIECES;
        if are_many && (self.is_regular(&ranges) || !is_loss(&ranges)) {
            return (members, None);
        }
        let range = ranges[0].start..ranges[ranges.len() - 1].end;
        (members, Some(self.fit(&range)))
    }

    fn fit(&mut self, range: &Range<usize>) -> Fit {
        let samples = &self.recording.samples[range.clone()];
        self.fitter.fit(samples, &self.recording.usable[range.clone()])
    }

    /// Whether what lies between two pieces may be packets that were lost: nothing, or mostly digital
    /// silence.
    fn is_lost_between(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let gap = one.end.min(other.end)..one.start.max(other.start);
        if gap.is_empty() {
            return true;
        }
        let flat = self.recording.flat_within(&gap) as f64;
        self.recording.ms(gap.len()) <= LONGEST_LOSS_MS && flat >= LOSS_FLAT * gap.len() as f64
    }

    /// Whether sines foretell a piece: they explain it in the phase that they have there.
    fn foretells(&self, fit: &Fit, origin: usize, range: &Range<usize>) -> bool {
        let (mut power, mut left) = (0.0, 0.0);
        for at in range.clone().filter(|&at| self.recording.usable[at]) {
            let seconds = (at as f64 - origin as f64) / self.recording.hertz;
            let foretold: f64 = fit.lines.iter().map(|line| line.at(seconds)).sum();
            let sample = self.recording.samples[at];
            power += sample * sample;
            left += (sample - foretold) * (sample - foretold);
        }
        left < (1.0 - FORETOLD) * power
    }

    /// Whether pieces are of one length, and what lies between them too.
    fn is_regular(&self, ranges: &[Range<usize>]) -> bool {
        let lengths: Vec<f64> = ranges.iter().map(|it| self.recording.ms(it.len())).collect();
        let gaps: Vec<f64> =
            ranges.windows(2).map(|pair| self.recording.ms(pair[1].start - pair[0].end)).collect();
        gaps.iter().all(|gap| *gap > 0.0) && are_equal(inner(&lengths)) && are_equal(&gaps)
    }
}

/// Whether so little lies between pieces that it may have been lost.
fn is_loss(ranges: &[Range<usize>]) -> bool {
    let sounding: usize = ranges.iter().map(Range::len).sum();
    let length = ranges[ranges.len() - 1].end - ranges[0].start;
    (length - sounding) as f64 <= MOST_LOST * length as f64
}

/// Pieces that may be one tone, by what lies between them.
struct Union {
    ms: f64,
    gaps: Vec<Gap>,
    pieces_ms: Vec<f64>,
}

/// What lies between two pieces.
struct Gap {
    /// From the start of the first piece.
    start_ms: f64,
    ms: f64,
}

impl Gap {
    fn is_like(&self, other: &Self) -> bool {
        (self.start_ms - other.start_ms).abs() <= EQUAL_MS && (self.ms - other.ms).abs() <= EQUAL_MS
    }
}

impl Union {
    /// Whether a gap of this one is a pause: it recurs in half of those that are long enough to have
    /// it, or it stands in the middle of the only one.
    fn is_pause(&self, gap: &Gap, all: &[Union]) -> bool {
        let long = all.iter().filter(|it| it.ms >= gap.start_ms + gap.ms);
        let alike = long.clone().filter(|it| it.gaps.iter().any(|other| gap.is_like(other)));
        match (alike.count(), long.count()) {
            (_, 0 | 1) => are_equal(inner(&self.pieces_ms)) && self.gaps_are_equal(),
            (alike, long) => alike >= 2 && 2 * alike >= long,
        }
    }

    fn gaps_are_equal(&self) -> bool {
        are_equal(&self.gaps.iter().map(|gap| gap.ms).collect::<Vec<_>>())
    }

    /// Its pieces, of which `first` is the first, divided where it pauses.
    fn divided(&self, all: &[Union], first: usize) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = first;
        for (at, gap) in self.gaps.iter().enumerate() {
            if self.is_pause(gap, all) {
                parts.push(start..first + at + 1);
                start = first + at + 1;
            }
        }
        parts.push(start..first + self.gaps.len() + 1);
        parts
    }
}

/// All but the first and the last, which a recording may have cut, where two are left.
fn inner(lengths: &[f64]) -> &[f64] {
    if lengths.len() < 4 { lengths } else { &lengths[1..lengths.len() - 1] }
}

/// Whether seven of ten lengths are equal to the median.
fn are_equal(lengths: &[f64]) -> bool {
    let mut sorted = lengths.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[sorted.len() / 2];
    let equal = lengths.iter().filter(|ms| (**ms - median).abs() <= EQUAL_MS).count();
    10 * equal >= 7 * lengths.len()
}

/// Pieces as one sound that packets are missing from.
fn whole(pieces: &mut [Option<Sound>], fit: Fit) -> Sound {
    let ranges: Vec<_> =
        pieces.iter_mut().filter_map(Option::take).map(|sound| sound.range).collect();
    let gap = |pair: &[Range<usize>]| pair[0].end..pair[1].start;
    let lost = ranges.windows(2).map(gap).filter(|gap| !gap.is_empty()).collect();
    let range = ranges[0].start..ranges[ranges.len() - 1].end;
    Sound { fitted: range.clone(), range, fit: Some(fit), lost }
}
