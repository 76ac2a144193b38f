//! The shortest lead and cycle that explain a succession of on and off times.
//!
//! An explanation says: from run `lead` on everything repeats after `runs` runs. It is tried by a
//! walk over the edges from the last to the first. An edge is in its place if it lies as far from
//! the last edge that was in its place as the cycle asks for; an edge that a lost packet has moved
//! is passed over, and the next one is judged from the edge before it. A time that was really
//! longer moves all the edges on its other side, and the walk ends there.

use super::sequence::Span;

/// Two times agree if they differ by less, in ms. Edges are heard to about 1 ms, so that a time is
/// wrong by up to 2 ms, and so is the one that it is compared with.
const AGREE_MS: f64 = 4.0;

/// Or by less than this share: what a cadence made by software timers varies, and far more than
/// the 100 ppm between two clocks.
const AGREE_SHARE: f64 = 0.01;

/// The farthest that lost packets move an edge: two packets of 20 ms, and the accuracy above.
const STRAY_MS: f64 = 45.0;

/// The longest cycle that is looked for, in runs.
const LONGEST_CYCLE: usize = 64;

/// How many repetitions from the end the trial cycles are taken from: one for cycles that were
/// heard little more than once, more so that a stray edge is outvoted.
const WINDOWS: [usize; 4] = [1, 3, 5, 9];

/// How a succession of times repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// How many runs are played once.
    pub lead: usize,
    /// How many runs make a cycle; one at least.
    pub runs: usize,
}

impl Period {
    /// How many runs a definition of it has.
    pub const fn cost(self) -> usize {
        self.lead + self.runs
    }

    /// The simpler of two comes first.
    const fn order(self) -> (usize, usize) {
        (self.cost(), self.lead)
    }
}

/// How many of the last edges are taken for moved: no edge after them tells.
const LAST_STRAYS: [usize; 3] = [0, 1, 2];

/// The most repetitions that the final cycle is the median of: more say nothing new.
const MEDIAN_OF: usize = 99;

/// The place of an on or off time in a cycle.
#[derive(Clone, Debug, Default)]
struct Place {
    voice: Option<usize>,
    /// The median of its whole times; the greatest of the others where there is none.
    ms: f64,
    /// Whether there is a whole one.
    whole: bool,
}

/// How far a walk came.
struct Walk {
    /// From this span on everything is in its place.
    from: usize,
    /// How many edges were passed over.
    strays: usize,
}

/// Whether two times are the same but for what hearing them costs.
pub(super) fn agree(ms: f64, other_ms: f64) -> bool {
    (ms - other_ms).abs() <= tolerance_ms(ms.max(other_ms))
}

/// The middle of some times, or the mean of the two in the middle; `None` of none.
pub(super) fn median(times_ms: &mut [f64]) -> Option<f64> {
    times_ms.sort_by(f64::total_cmp);
    let half = times_ms.len() / 2;
    let upper = *times_ms.get(half)?;
    if times_ms.len() % 2 == 1 {
        Some(upper)
    } else {
        Some(f64::midpoint(times_ms[half - 1], upper))
    }
}

/// The explanation of `spans` with the fewest runs, and among those the one with the shortest lead.
///
/// The cycle has been heard once and its first on time has been heard again, at least in part.
pub(super) fn shortest(spans: &[Span]) -> Option<Period> {
    let runs = spans.len().div_ceil(2);
    let mut best: Option<Period> = None;
    for cycle in 1..=LONGEST_CYCLE.min(runs.saturating_sub(1)) {
        // A longer cycle can only be as short if it has no lead.
        if best.is_some_and(|best| best.order() < (cycle, 0)) {
            break;
        }
        let mut trials = trials(spans, cycle);
        trials.retain(|trial| trial.cost() < runs);
        trials.sort_by_key(|trial| trial.lead);
        trials.dedup();
        let shorter = |trial: &Period| best.is_none_or(|best| trial.order() < best.order());
        best = trials.into_iter().filter(shorter).find(|&trial| explains(spans, trial)).or(best);
    }
    best
}

/// What a cycle of `runs` runs, as the end of the recording has it, explains.
fn trials(spans: &[Span], runs: usize) -> Vec<Period> {
    let mut trials = Vec::with_capacity(LAST_STRAYS.len() * WINDOWS.len());
    for window in WINDOWS {
        let places = places(spans, 0, runs, window);
        for last_strays in LAST_STRAYS {
            let lead = walk(spans, 0, &places, last_strays).from.div_ceil(2);
            trials.push(Period { lead, runs });
        }
    }
    trials
}

/// Whether the medians of all repetitions explain everything after the lead, but for few edges.
fn explains(spans: &[Span], period: Period) -> bool {
    let from = 2 * period.lead;
    let places = places(spans, from, period.runs, MEDIAN_OF);
    // A first and a last run that were both cut are alike, whatever they are.
    if period.runs > 1 && places.iter().any(|place| !place.whole) {
        return false;
    }
    // Packet loss moves an edge of one run in ten: one edge in twenty. Twice as many pass, and two
    // more, since chance rules where there are few.
    let most = 2 + (spans.len() - from) / 10;
    LAST_STRAYS.into_iter().any(|last_strays| {
        let walk = walk(spans, from, &places, last_strays);
        walk.from == from && walk.strays <= most
    })
}

/// The cycle of `runs` runs that the last `window` repetitions of `spans[from..]` have; the place
/// of span `i` is `i` modulo its length.
fn places(spans: &[Span], from: usize, runs: usize, window: usize) -> Vec<Place> {
    let length = 2 * runs;
    (0..length).map(|place| self::place(spans, from, (place, length), window)).collect()
}

/// One place of a cycle, `(place, length)`, in the last `window` repetitions of `spans[from..]`.
fn place(spans: &[Span], from: usize, (place, length): (usize, usize), window: usize) -> Place {
    let first = from + (place + length - from % length) % length;
    let Some(heard) = spans.get(first..) else { return Place::default() };
    let mut latest = heard.iter().step_by(length).rev().peekable();
    let Some(voice) = latest.peek().map(|span| span.voice) else { return Place::default() };
    // One more than the window, since the last may have been heard in part.
    let (mut whole, mut part_ms) = (Vec::new(), 0.0_f64);
    for span in latest.take(window.saturating_add(1)).filter(|span| span.voice == voice) {
        if !span.whole {
            part_ms = part_ms.max(span.ms);
        } else if whole.len() < window {
            whole.push(span.ms);
        }
    }
    // An odd number: the mean of two would be neither, and blame both for one stray edge.
    whole.truncate(whole.len() - usize::from(whole.len() > 1 && whole.len() % 2 == 0));
    let median = median(&mut whole);
    Place { voice, ms: median.unwrap_or(part_ms), whole: median.is_some() }
}

/// Walks from the last span towards span `from`, as long as all is in its place.
///
/// The last `last_strays` edges are taken for moved: so many whole times are not judged, where that
/// may be.
fn walk(spans: &[Span], from: usize, places: &[Place], last_strays: usize) -> Walk {
    let mut reached = Walk { from: spans.len(), strays: 0 };
    let mut unjudged = last_strays;
    let (mut strays, mut pending) = (last_strays, 0);
    // How far the edge after this span may lie from its place: where a long time is a little longer
    // than the cycle's, it varies or its edge has moved, and the next edge tells which.
    let mut after_ms = [0.0; 2];
    let mut at = (spans.len() - 1) % places.len();
    for (index, span) in spans.iter().enumerate().skip(from).rev() {
        let place = &places[at];
        at = at.checked_sub(1).unwrap_or(places.len() - 1);
        if span.voice != place.voice || !span.whole && span.ms > place.ms + STRAY_MS {
            return reached;
        }
        let mut astray_ms = 0.0;
        if span.whole && unjudged > 0 && (span.ms - place.ms).abs() <= STRAY_MS {
            unjudged -= 1;
        } else if span.whole {
            let [a, b] = after_ms.map(|after| after + span.ms - place.ms);
            astray_ms = if a.abs() < b.abs() { a } else { b };
        }
        if astray_ms.abs() <= tolerance_ms(span.ms.max(place.ms)) {
            (after_ms, pending) = ([0.0, astray_ms], 0);
            reached = Walk { from: index, strays };
        } else if astray_ms.abs() <= STRAY_MS && pending < 2 {
            after_ms = [astray_ms; 2];
            pending += 1;
            strays += 1;
        } else {
            return reached;
        }
    }
    // Nothing is known beyond the first edge that could tell that it has moved.
    if pending == 1 { Walk { from, strays } } else { reached }
}

/// How far two times of this length may differ.
fn tolerance_ms(ms: f64) -> f64 {
    AGREE_MS.max(ms * AGREE_SHARE)
}
