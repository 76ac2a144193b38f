//! Which voice that was heard is which of the definition's.

use crate::analysis::{MeasuredComponent, MeasuredVoice};
use crate::model::{Component, Voice};
use crate::verify::{Limits, Tolerances};

/// How far from its nominal a frequency is still looked for, as a share of it: half way from one
/// tone to the next where they are closest (400 and 450 Hz).
const REACH_SHARE: f64 = 0.06;
/// The same in Hz, for the frequencies of ringing.
const REACH_HZ: f64 = 10.0;
/// A component further below the strongest of its voice than this, in dB, is no component too many:
/// distortion of the line is weaker.
const AUDIBLE_DB: f64 = 20.0;
/// What a dB of difference counts for beside a reach of frequency: it decides between voices that
/// differ in nothing else.
const LEVEL_WEIGHT: f64 = 0.01;

/// A component that had to sound.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// Its frequency, and what is allowed of it.
    pub frequency: Limits,
    pub level_dbm0: f64,
    /// Frequency in Hz and depth of its modulation, if any.
    pub modulation: Option<(f64, f64)>,
}

/// A voice that had to sound, and where it was heard.
#[derive(Debug)]
pub(super) struct AskedVoice<'a> {
    pub components: Vec<Asked>,
    /// The measured voices that are this one: several where its level changed.
    pub heard: Vec<Heard<'a>>,
}

/// A measured voice, its components beside those that had to sound.
#[derive(Debug)]
pub(super) struct Heard<'a> {
    pub voice: &'a MeasuredVoice,
    /// For every component that had to sound, the one that was heard.
    pub components: Vec<Option<&'a MeasuredComponent>>,
    /// How many audible components it has besides.
    pub extra: usize,
}

/// The voices of a definition and of a recording, side by side.
pub(super) struct Matched<'a> {
    pub asked: Vec<AskedVoice<'a>>,
    /// Which of the definition's each measured voice is.
    pub of_measured: Vec<Option<usize>>,
    measured: &'a [MeasuredVoice],
}

impl<'a> Matched<'a> {
    /// Measured voices that the definition does not have.
    pub fn strangers(&self) -> impl Iterator<Item = &'a MeasuredVoice> {
        let unknown = self.of_measured.iter().zip(self.measured);
        unknown.filter(|(known, _)| known.is_none()).map(|(_, voice)| voice)
    }

    /// Whether a voice of the definition was not heard.
    pub fn is_missing(&self, voice: usize) -> bool {
        self.asked.get(voice).is_some_and(|asked| asked.heard.is_empty())
    }
}

/// Finds for every measured voice the one of the definition that it is nearest to.
pub(super) fn match_voices<'a>(
    measured: &'a [MeasuredVoice],
    expected: &[Voice],
    tolerances: &Tolerances,
) -> Matched<'a> {
    let as_asked = |voice: &Voice| AskedVoice {
        components: asked_components(voice, tolerances),
        heard: Vec::new(),
    };
    let mut asked: Vec<_> = expected.iter().map(as_asked).collect();
    let nearest = |voice: &'a MeasuredVoice| {
        let fits = asked.iter().enumerate().filter_map(|(index, asked)| {
            let (cost, heard) = fit(&asked.components, voice)?;
            Some((cost, index, heard))
        });
        fits.min_by(|one, other| one.0.total_cmp(&other.0))
    };
    let found: Vec<_> = measured.iter().map(nearest).collect();
    let of_measured = found.iter().map(|fit| fit.as_ref().map(|(_, index, _)| *index)).collect();
    for (_, index, heard) in found.into_iter().flatten() {
        asked[index].heard.push(heard);
    }
    Matched { asked, of_measured, measured }
}

/// The components of a voice. Plain sines of one frequency sound as one: all begin at phase 0.
fn asked_components(voice: &Voice, tolerances: &Tolerances) -> Vec<Asked> {
    let hertz = |frequency: crate::units::Hertz| f64::from(frequency.millihertz()) / 1000.0;
    let same = |one: &&Component, other: &Component| {
        one.frequency == other.frequency && one.modulation.is_none() && other.modulation.is_none()
    };
    let amplitude =
        |component: &Component| 10_f64.powf(f64::from(component.level.hundredths()) / 2000.0);
    let components = voice.components();
    let first = |(index, component): &(usize, &Component)| {
        !components[..*index].iter().any(|earlier| same(component, earlier))
    };
    let firsts: Vec<_> = components.iter().enumerate().filter(first).collect();
    let single = firsts.len() == 1;
    let asked = |(index, component): (usize, &Component)| {
        let later = components[index + 1..].iter().filter(|it| same(&component, it));
        let sum: f64 = std::iter::once(component).chain(later).map(amplitude).sum();
        let modulation = component.modulation.filter(|it| it.depth.thousandths() > 0);
        let plain = single && modulation.is_none();
        Asked {
            frequency: tolerances.frequency_limits(hertz(component.frequency), plain),
            level_dbm0: 20.0 * sum.log10(),
            modulation: modulation
                .map(|it| (hertz(it.frequency), f64::from(it.depth.thousandths()) / 1000.0)),
        }
    };
    firsts.into_iter().map(asked).collect()
}

/// How far a measured voice is from what was asked for, and its components in the order of those;
/// `None` if it is something else.
fn fit<'a>(asked: &[Asked], voice: &'a MeasuredVoice) -> Option<(f64, Heard<'a>)> {
    let heard = pair(asked, &voice.components);
    let found: Vec<_> = asked.iter().zip(&heard).filter_map(|(a, h)| Some((a, (*h)?))).collect();
    // Half of a voice is still that voice with a component missing; less is another one.
    if found.is_empty() || found.len() * 2 < asked.len() {
        return None;
    }
    let distance = |(asked, heard): &(&Asked, &MeasuredComponent)| {
        let off_hz = (heard.frequency_hz - asked.frequency.nominal).abs();
        off_hz / reach_hz(&asked.frequency)
            + LEVEL_WEIGHT * (heard.level_dbm0 - asked.level_dbm0).abs()
    };
    let strongest = voice.components.iter().map(|it| it.level_dbm0).fold(f64::MIN, f64::max);
    let audible = |it: &&MeasuredComponent| it.level_dbm0 > strongest - AUDIBLE_DB;
    let is_found =
        |it: &&MeasuredComponent| found.iter().any(|(_, known)| core::ptr::eq(*known, *it));
    let extra = voice.components.iter().filter(audible).filter(|it| !is_found(it)).count();
    #[expect(clippy::cast_precision_loss, reason = "a voice has 64 components at most")]
    let wrong = (asked.len() - found.len() + extra) as f64;
    let cost = found.iter().map(distance).sum::<f64>() + wrong;
    Some((cost, Heard { voice, components: heard, extra }))
}

/// For every component that was asked for the one that is it, the nearest ones first.
fn pair<'a>(asked: &[Asked], heard: &'a [MeasuredComponent]) -> Vec<Option<&'a MeasuredComponent>> {
    let mut near: Vec<(f64, usize, usize)> = Vec::new();
    for (place, component) in asked.iter().enumerate() {
        for (index, candidate) in heard.iter().enumerate() {
            let off_hz = (candidate.frequency_hz - component.frequency.nominal).abs();
            if off_hz <= reach_hz(&component.frequency) {
                near.push((off_hz, place, index));
            }
        }
    }
    near.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut pairs = vec![None; asked.len()];
    let mut taken = vec![false; heard.len()];
    for (_, place, index) in near {
        if pairs[place].is_none() && !taken[index] {
            (pairs[place], taken[index]) = (Some(&heard[index]), true);
        }
    }
    pairs
}

/// How far from its nominal a component is looked for: beyond what is allowed of it.
fn reach_hz(frequency: &Limits) -> f64 {
    let Limits { nominal, least, most, .. } = *frequency;
    (REACH_SHARE * nominal).max(REACH_HZ).max(most - nominal).max(nominal - least)
}
