//! Tones and patterns of the model as the whole numbers that a file has, in the ini and compiled
//! alike. What is rounded is lost; what has no numbers does not fit.

use crate::model::{
    Cadence, CallProgressTone, Component, Depth, Modulation, OnOff, RingingPattern, Signal,
    ToneKind,
};
use crate::notation::cpt::names::PAIRS;
use crate::notation::cpt::ringing;
use crate::notation::cpt::tone::Form;
use crate::notation::cpt::voice::{AM_STEP, NO_COMPONENT};
use crate::notation::translation::{Losses, Unfit, What, grid, level, whole_hertz};
use crate::units::{DbM0, Millis};

/// A frequency in hertz and a level in dB below 0 dBm.
pub(super) type Sine = (u32, u32);

/// On and off time in units of 10 ms.
pub(super) type Pair = (u32, u32);

/// The numbers of a tone.
pub(super) struct ToneNumbers {
    /// `None` where a tone tells nothing.
    pub(super) tone_type: Option<u32>,
    pub(super) sound: Sound,
    pub(super) form: Form,
    pub(super) pairs: Vec<Pair>,
    /// In milliseconds.
    pub(super) default_duration: Option<u32>,
}

/// What a tone sounds like.
pub(super) enum Sound {
    Regular { low: Sine, high: Sine },
    Modulated { carrier: Sine, modulation: u32, factor: u16 },
}

/// The numbers of a ringing pattern: each cadence with whether it is a burst.
pub(super) struct PatternNumbers {
    pub(super) frequency: u32,
    pub(super) rings: Vec<(Pair, bool)>,
}

/// Frequency and level of a component that is not there.
const NO_SINE: Sine = (0, NO_COMPONENT);

/// The numbers of a tone, its own number and its kind apart: whether it needs a kind is for the
/// writer to say.
pub(super) fn tone(tone: &CallProgressTone, losses: &mut Losses) -> Result<ToneNumbers, Unfit> {
    let signal = audible(&tone.signal, losses)?;
    let sound = sound(Losses::one_voice(&signal, 2)?, losses)?;
    if let Some(id) = &tone.id {
        losses.lose(What::Id { id: id.clone(), word: None });
    }
    let cadence = signal.cadence();
    let continuous = cadence.is_continuous() && cadence.lead().is_empty();
    let (form, pairs) = match (cadence.lead(), cadence.cycle()) {
        _ if continuous => (Form::Continuous, vec![detection(tone.detection_period, losses)]),
        ([], cycle) => (Form::Cadence, fit(cycle, losses)?),
        (burst, []) if burst.len() > PAIRS => match losses.without_end(cadence) {
            Some(endless) if endless.is_continuous() => {
                (Form::Continuous, vec![detection(tone.detection_period, losses)])
            }
            Some(endless) => (Form::Cadence, fit(endless.cycle(), losses)?),
            None => return Err(Unfit::Pairs { most: PAIRS }),
        },
        (burst, []) => (Form::Burst, fit(burst, losses)?),
        _ => return Err(Unfit::LeadAndCycle),
    };
    if let Some(period) = tone.detection_period.filter(|_| form != Form::Continuous) {
        losses.lose(What::DetectionPeriod(period));
    }
    let default_duration = tone.default_duration.filter(|ms| !ms.is_zero());
    if default_duration.is_none() && tone.default_duration.is_some() {
        // 0 says that there is none.
        losses.lose(What::DefaultDuration(Millis::ZERO));
    }
    Ok(ToneNumbers {
        tone_type: tone.kind.map(ToneKind::number),
        sound,
        form,
        pairs,
        default_duration: default_duration.map(|ms| ms.0),
    })
}

/// The signal with the one voice that a file gives it. A silent one has to have a voice too, since
/// a file has frequencies in every tone.
fn audible(signal: &Signal, losses: &mut Losses) -> Result<Signal, Unfit> {
    if !signal.cadence().is_silent() {
        return Ok(losses.plain_signal(signal));
    }
    let voice = signal.voices().first().ok_or(Unfit::Silent)?;
    let kept = Signal::new(voice.clone(), signal.cadence().with_one_voice())
        .expect("a cadence of voice 0 asks for no other");
    if signal.swell().is_some() {
        losses.lose(What::Swell);
    }
    if kept.voices() != signal.voices() || kept.cadence() != signal.cadence() {
        losses.lose(What::UnusedVoices);
    }
    Ok(kept)
}

fn sound(components: &[Component], losses: &mut Losses) -> Result<Sound, Unfit> {
    match components {
        [Component { frequency, level, modulation: Some(modulation) }] => Ok(Sound::Modulated {
            // A signal level of 32 is a level like any other.
            carrier: (whole_hertz(*frequency, losses), below_zero(*level, losses)),
            modulation: whole_hertz(modulation.frequency, losses),
            factor: am_factor(*modulation, losses),
        }),
        [low] => Ok(Sound::Regular { low: sine(low, losses)?, high: NO_SINE }),
        [low, high] => Ok(Sound::Regular { low: sine(low, losses)?, high: sine(high, losses)? }),
        _ => Err(Unfit::Components { most: 2 }),
    }
}

fn sine(component: &Component, losses: &mut Losses) -> Result<Sine, Unfit> {
    if component.modulation.is_some() {
        return Err(Unfit::ModulationBeside);
    }
    let nearest = -(component.level.hundredths() + 50).div_euclid(100);
    let below = if nearest == NO_COMPONENT.cast_signed() {
        // 32 stands for no component at all: what the manuals allow ends above it.
        let written = level(component.level, 100, -3100..=0, losses);
        written.hundredths().unsigned_abs() / 100
    } else {
        below_zero(component.level, losses)
    };
    Ok((whole_hertz(component.frequency, losses), below))
}

/// A level in whole dB below 0 dBm, the nearest. What is below the −31 dBm of the manuals is read
/// with a warning, so it is kept.
fn below_zero(found: DbM0, losses: &mut Losses) -> u32 {
    level(found, 100, DbM0::MIN.hundredths()..=0, losses).hundredths().unsigned_abs() / 100
}

/// A depth in whole steps, one at the least where it has to be rounded. What is above the 1.0 of
/// the manuals is read with a warning, so it is kept.
fn am_factor(modulation: Modulation, losses: &mut Losses) -> u16 {
    let thousandths = modulation.depth.thousandths();
    if thousandths.is_multiple_of(AM_STEP) {
        return thousandths / AM_STEP;
    }
    let factor = ((thousandths + AM_STEP / 2) / AM_STEP).max(1);
    let written = Depth::from_thousandths(factor * AM_STEP)
        .expect("the greatest depth is a whole number of steps");
    losses.lose(What::Depth { from: modulation.depth, to: written });
    factor
}

/// The first pair of a continuous tone.
fn detection(period: Option<Millis>, losses: &mut Losses) -> Pair {
    match period {
        None => (0, 0),
        Some(Millis::ZERO) => {
            losses.lose(What::DetectionPeriod(Millis::ZERO));
            (0, 0)
        }
        Some(period) => tens(&grid(&[OnOff::new(period.0, 0)], STEP, losses)[0]),
    }
}

/// Milliseconds in the unit of a file's times.
const STEP: u32 = 10;

fn tens(pair: &OnOff) -> Pair {
    (pair.on.0 / STEP, pair.off.0 / STEP)
}

fn fit(pairs: &[OnOff], losses: &mut Losses) -> Result<Vec<Pair>, Unfit> {
    if pairs.len() > PAIRS {
        return Err(Unfit::Pairs { most: PAIRS });
    }
    Ok(grid(pairs, STEP, losses).iter().map(tens).collect())
}

/// The numbers of a ringing pattern.
pub(super) fn pattern(
    pattern: &RingingPattern,
    losses: &mut Losses,
) -> Result<PatternNumbers, Unfit> {
    let Pass { rings, steady } = passes(pattern.cadence())?;
    let (pairs, bursts): (Vec<OnOff>, Vec<bool>) = rings.into_iter().unzip();
    let fitted = grid(&pairs, STEP, losses);
    let steady = steady.map(|pair| (tens(&pair), false));
    let rings = fitted.iter().map(tens).zip(bursts).chain(steady).collect();
    Ok(PatternNumbers { frequency: whole_hertz(pattern.frequency, losses), rings })
}

/// The first pass of a pattern.
struct Pass {
    /// Its cadences, each with whether it is a burst.
    rings: Vec<(OnOff, bool)>,
    /// What stands behind them for ringing without a pause, whose length says nothing.
    steady: Option<OnOff>,
}

/// The first pass of a pattern, if it has one of four cadences.
///
/// A lead is bursts before the cycle, or, where a burst stands after a cyclic cadence, a whole
/// first pass that the cycle is a part of.
fn passes(cadence: &Cadence) -> Result<Pass, Unfit> {
    let too_many = Unfit::Pairs { most: PAIRS };
    let (lead, cycle) = (cadence.lead(), cadence.cycle());
    let bursts = || lead.iter().map(|&pair| (pair, true));
    if lead.len() + cycle.len() <= PAIRS {
        return Ok(if cadence.is_continuous() {
            Pass { rings: bursts().collect(), steady: cycle.first().copied() }
        } else {
            let cyclic = cycle.iter().map(|&pair| (pair, false));
            Pass { rings: bursts().chain(cyclic).collect(), steady: None }
        });
    }
    let rings: Vec<_> = if cadence.is_continuous() {
        // Its cycle is any cadence without silence: one of the lead has to be it.
        let steady = lead.iter().position(|pair| pair.off.is_zero()).ok_or(too_many)?;
        lead.iter().enumerate().map(|(at, pair)| (*pair, at != steady)).collect()
    } else {
        let mut cyclic = cycle.iter().peekable();
        let mut is_burst = |pair: &OnOff| cyclic.next_if(|next| *next == pair).is_none();
        lead.iter().map(|pair| (*pair, is_burst(pair))).collect()
    };
    // A first pass that a reader takes for bursts and a cycle is one that sounds the same, but it
    // has more cadences than there are places for.
    if rings.len() > PAIRS || ringing::played(&rings).as_ref() != Some(cadence) {
        return Err(too_many);
    }
    Ok(Pass { rings, steady: None })
}
