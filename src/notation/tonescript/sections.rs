//! A cadence as the sections that are laid out to it.

use crate::model::{Cadence, OnOff};
use crate::notation::tonescript::cadence::Use;
use crate::notation::tonescript::{MOST_SECTIONS, MOST_SEGMENTS, RING_LENGTH};
use crate::notation::translation::Unfit;
use crate::units::Millis;

/// A section to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Planned {
    /// `None` for `*`.
    pub(super) length: Option<Millis>,
    pub(super) segments: Segments,
}

/// What a section repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segments {
    /// This voice without a pause.
    Steady(usize),
    /// These pairs.
    Pairs(Vec<OnOff>),
}

/// Two sections at the most, of six segments each.
pub(super) fn plan(cadence: &Cadence, purpose: Use) -> Result<Vec<Planned>, Unfit> {
    let (lead, cycle) = (cadence.lead(), cadence.cycle());
    let Some(first) = cycle.first() else { return once(lead, purpose) };
    let segments = if cadence.is_continuous() {
        Segments::Steady(first.voice)
    } else if cycle.len() <= MOST_SEGMENTS {
        Segments::Pairs(cycle.to_vec())
    } else {
        return Err(Unfit::Pairs { most: MOST_SEGMENTS });
    };
    let length = match purpose {
        Use::Tone => None,
        Use::Ring => Some(RING_LENGTH),
    };
    let last = Planned { length, segments };
    if lead.is_empty() {
        return Ok(vec![last]);
    }
    let period = (1..=MOST_SEGMENTS).find(|&period| Start::of(lead, period).fits(lead.len()));
    Ok(vec![section(lead, period.ok_or(Unfit::Cadence)?)?, last])
}

/// Pairs with silence behind them.
fn once(pairs: &[OnOff], purpose: Use) -> Result<Vec<Planned>, Unfit> {
    const { assert!(MOST_SECTIONS == 2) };
    let starts: Vec<_> = (1..=MOST_SEGMENTS).map(|period| Start::of(pairs, period)).collect();
    // A last section of that length would ring on.
    let ends =
        |from: usize| purpose == Use::Tone || time_of(&pairs[from..]) != u64::from(RING_LENGTH.0);
    if ends(0)
        && let Some(start) = starts.iter().find(|start| start.fits(pairs.len()))
    {
        return Ok(vec![section(pairs, start.period)?]);
    }
    for period in 1..=MOST_SEGMENTS {
        let from = earliest_end(pairs, period).max(1);
        for start in &starts {
            let cuts = (from..pairs.len()).rev().skip_while(|&cut| !start.fits(cut));
            // One of two neighbours ends in time: the time behind them differs.
            if let Some(cut) = cuts.take(2).find(|&cut| start.fits(cut) && ends(cut)) {
                let (first, second) = pairs.split_at(cut);
                return Ok(vec![section(first, start.period)?, section(second, period)?]);
            }
        }
    }
    Err(Unfit::Cadence)
}

fn time_of(pairs: &[OnOff]) -> u64 {
    pairs.iter().map(OnOff::length_ms).sum()
}

/// A section that repeats the first `period` of these pairs until all have been played.
fn section(pairs: &[OnOff], period: usize) -> Result<Planned, Unfit> {
    let length = u32::try_from(time_of(pairs)).map_err(|_| Unfit::Cadence)?;
    let segments = match pairs {
        [only] if only.off.is_zero() => Segments::Steady(only.voice),
        _ => Segments::Pairs(pairs[..period.min(pairs.len())].to_vec()),
    };
    Ok(Planned { length: Some(Millis(length)), segments })
}

/// How far pairs repeat their first.
struct Start {
    period: usize,
    /// So many pairs are whole repetitions.
    whole: usize,
    /// Whether the next one is one that is cut short.
    cut: bool,
}

impl Start {
    fn of(pairs: &[OnOff], period: usize) -> Self {
        let repeats = |&place: &usize| pairs[place] == pairs[place % period];
        let whole = (0..pairs.len()).take_while(repeats).count();
        let cut = pairs.get(whole).is_some_and(|pair| is_cut(pair, &pairs[whole % period]));
        Self { period, whole, cut }
    }

    /// Whether the first `count` pairs are one section.
    fn fits(&self, count: usize) -> bool {
        count <= self.whole || self.cut && count == self.whole + 1
    }
}

/// The first place from which the pairs are one section of this period.
fn earliest_end(pairs: &[OnOff], period: usize) -> usize {
    let Some(before) = pairs.len().checked_sub(period + 1) else { return 0 };
    let last = pairs.len() - 1;
    if pairs[last] != pairs[before] && !is_cut(&pairs[last], &pairs[before]) {
        return before + 1;
    }
    (0..before).rev().find(|&place| pairs[place] != pairs[place + period]).map_or(0, |it| it + 1)
}

/// Whether a pair is what is left of a whole one that is cut short.
fn is_cut(pair: &OnOff, whole: &OnOff) -> bool {
    let in_off = pair.on == whole.on && pair.off < whole.off;
    let in_on = pair.on < whole.on && pair.off.is_zero();
    pair.voice == whole.voice && (in_off || in_on && !pair.on.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::notation::tonescript::cadence::{Section, Segment, Time, lay};
    use proptest::prelude::*;

    fn laid(planned: &[Planned], purpose: Use) -> Cadence {
        let section = |planned: &Planned| {
            let ms = |time: Millis| Time::Ms(time.0);
            let segment = |on, off, voice| Segment { on, off, voice, span: Span::default() };
            let segments = match &planned.segments {
                Segments::Steady(voice) => vec![segment(Time::Ever, Time::Ms(0), Some(*voice))],
                Segments::Pairs(pairs) => pairs
                    .iter()
                    .map(|pair| segment(ms(pair.on), ms(pair.off), Some(pair.voice)))
                    .collect(),
            };
            let length = planned.length.map_or(Time::Ever, ms);
            Section { length, segments, span: Span::default() }
        };
        let sections: Vec<_> = planned.iter().map(section).collect();
        let course = lay(&sections, purpose, &mut 100_000).unwrap();
        Cadence::new(course.lead, course.cycle).unwrap()
    }

    fn runs() -> impl Strategy<Value = Vec<OnOff>> {
        let pair = (0..4_u32, 0..4_u32, 0..2_usize).prop_map(|(on, off, voice)| {
            OnOff::new(on * 2500, off * 2500).with_voice(if on == 0 { 0 } else { voice })
        });
        let run = (prop::collection::vec(pair, 1..4), 1..8_usize, 0..3_usize);
        prop::collection::vec(run, 0..3).prop_map(|runs| {
            let laid = runs.into_iter().flat_map(|(pairs, times, more)| {
                let count = pairs.len() * times + more.min(pairs.len());
                pairs.into_iter().cycle().take(count).collect::<Vec<_>>()
            });
            laid.collect()
        })
    }

    proptest! {
        #![proptest_config(crate::tests::cases(5000))]

        #[test]
        fn what_is_planned_is_laid_out_to_the_cadence(
            lead in runs(), cycle in runs(), ends in any::<bool>(), rings in any::<bool>(),
            cut in 0..5000_u32,
        ) {
            let mut lead = lead;
            if let Some(last) = lead.last_mut() {
                last.off = Millis(last.off.0.saturating_sub(cut));
            }
            let cycle = if ends { Vec::new() } else { cycle };
            let Ok(cadence) = Cadence::new(lead, cycle) else { return Ok(()) };
            let purpose = if rings { Use::Ring } else { Use::Tone };
            if let Ok(planned) = plan(&cadence, purpose) {
                prop_assert_eq!(laid(&planned, purpose), cadence, "{:?}", planned);
            }
        }
    }

    #[test]
    fn what_two_sections_can_say_is_planned() {
        let pair = OnOff::new;
        for (purpose, lead, cycle, sections) in [
            (Use::Ring, vec![], vec![pair(2000, 4000)], 1),
            (Use::Ring, vec![pair(300, 300); 3], vec![pair(1000, 3000)], 2),
            (Use::Tone, vec![pair(100, 100); 10], vec![pair(1, 0)], 2),
            (Use::Tone, vec![pair(500, 500); 10], vec![], 1),
            // 10 s of 0.3/0.5: the last one is cut.
            (Use::Tone, [vec![pair(300, 500); 12], vec![pair(300, 100)]].concat(), vec![], 1),
            (Use::Tone, [vec![pair(300, 500); 12], vec![pair(100, 0)]].concat(), vec![], 1),
            (
                Use::Tone,
                [vec![pair(1, 2); 9], [pair(3, 4), pair(5, 6)].repeat(9)].concat(),
                vec![],
                2,
            ),
            // 60 s that are over, which a ring of one section would not be.
            (Use::Ring, vec![pair(2000, 4000); 10], vec![], 2),
        ] {
            let cadence = Cadence::new(lead, cycle).unwrap();
            let planned = plan(&cadence, purpose).unwrap();
            assert_eq!(planned.len(), sections, "{cadence:?}");
            assert_eq!(laid(&planned, purpose), cadence);
        }
        let odd = (1..20).map(|n| pair(n, n));
        assert_eq!(plan(&Cadence::new(odd, []).unwrap(), Use::Tone), Err(Unfit::Cadence));
        let minute = Cadence::new([pair(60_000, 0)], []).unwrap();
        assert_eq!(plan(&minute, Use::Ring), Err(Unfit::Cadence));
    }
}
