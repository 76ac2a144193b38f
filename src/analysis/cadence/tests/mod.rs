//! Cadences that are heard from outside: expanded to instants, cut, blurred, and told again.

use super::{Doubt, Heard, MeasuredCadence, MeasuredOnOff, infer};

mod national;
mod random;

/// Voice, on time, off time.
type Pair = (usize, f64, f64);

/// What is played: a lead, then a cycle for ever, or silence.
#[derive(Clone, Debug)]
struct Played {
    lead: Vec<Pair>,
    cycle: Vec<Pair>,
}

impl Played {
    fn new(lead: &[Pair], cycle: &[Pair]) -> Self {
        Self { lead: lead.to_vec(), cycle: cycle.to_vec() }
    }

    /// A cycle of one voice.
    fn cycle(pairs: &[(f64, f64)]) -> Self {
        Self::new(&[], &pairs.iter().map(|&(on, off)| (0, on, off)).collect::<Vec<_>>())
    }

    /// A recording from `from_ms` to `to_ms`, counted from the beginning of the tone; it is silent
    /// before.
    fn heard(&self, from_ms: f64, to_ms: f64) -> (Vec<Heard>, f64) {
        let mut heard = Vec::new();
        let mut at_ms = 0.0;
        for &(voice, on_ms, off_ms) in self.lead.iter().chain(self.cycle.iter().cycle()) {
            let (start, end) = (at_ms, at_ms + on_ms);
            if start >= to_ms {
                break;
            }
            at_ms = end + off_ms;
            if end > from_ms {
                heard.push(Heard {
                    voice,
                    start_ms: start.max(from_ms) - from_ms,
                    end_ms: end.min(to_ms) - from_ms,
                    cut_start: start <= from_ms,
                    cut_end: end >= to_ms,
                });
            }
        }
        (heard, to_ms - from_ms)
    }

    /// What is told from that recording.
    fn told(&self, from_ms: f64, to_ms: f64) -> MeasuredCadence {
        let (heard, until_ms) = self.heard(from_ms, to_ms);
        infer(&heard, until_ms).unwrap()
    }
}

/// The pairs of a cadence, rounded to a millisecond; an on time without end is infinite.
fn pairs(pairs: &[MeasuredOnOff]) -> Vec<Pair> {
    let on_ms = |pair: &MeasuredOnOff| pair.on.map_or(f64::INFINITY, |on| on.ms.round());
    pairs.iter().map(|pair| (pair.voice, on_ms(pair), pair.off.ms.round())).collect()
}

/// Fails unless this lead and this cycle were told, and nothing is in doubt but this.
#[track_caller]
fn assert_told(told: &MeasuredCadence, lead: &[Pair], cycle: &[Pair], doubts: &[Doubt]) {
    assert_eq!(pairs(&told.lead), lead, "lead of {told:?}");
    assert_eq!(pairs(&told.cycle), cycle, "cycle of {told:?}");
    assert_eq!(told.doubts, doubts, "doubts of {told:?}");
}
