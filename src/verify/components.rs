//! What the voices sound like.

use crate::analysis::MeasuredComponent;
use crate::model::Swell;
use crate::verify::voices::{Asked, AskedVoice, Heard, Matched};
use crate::verify::{Check, Limits, Property, Tolerances};

/// A measured voice that was heard for less than this share of the longest one of its kind says
/// nothing about frequencies and levels: they are the less exact the shorter it is.
const TELLING_SHARE: f64 = 0.1;

/// Compares the components of every voice that had to sound.
pub(super) fn checks(
    matched: &Matched<'_>,
    swell: Option<&Swell>,
    tolerances: &Tolerances,
) -> Vec<Check> {
    let asked = matched.asked.iter().enumerate();
    asked.flat_map(|(index, voice)| Judge { index, voice, swell, tolerances }.checks()).collect()
}

/// Compares one voice.
struct Judge<'a> {
    index: usize,
    voice: &'a AskedVoice<'a>,
    swell: Option<&'a Swell>,
    tolerances: &'a Tolerances,
}

impl Judge<'_> {
    fn checks(&self) -> Vec<Check> {
        let voice = self.index;
        let telling = self.telling();
        let heard = usize::from(!telling.is_empty());
        let mut checks = vec![Check::of_count(Property::Voice { voice }, 1, heard)];
        if telling.is_empty() {
            return checks;
        }
        for component in 0..self.voice.components.len() {
            checks.extend(self.of_component(component, &telling));
        }
        let extra = telling.iter().map(|heard| heard.extra).max().unwrap_or(0);
        checks.push(Check::of_count(Property::ExtraComponents { voice }, 0, extra));
        checks
    }

    /// The measured voices that were heard long enough to be judged by.
    fn telling(&self) -> Vec<&Heard<'_>> {
        let heard = &self.voice.heard;
        let longest = heard.iter().map(|it| it.voice.heard_ms).fold(0.0, f64::max);
        heard.iter().filter(|it| it.voice.heard_ms >= TELLING_SHARE * longest).collect()
    }

    fn of_component(&self, component: usize, telling: &[&Heard<'_>]) -> Vec<Check> {
        let voice = self.index;
        let asked = &self.voice.components[component];
        let measured: Vec<_> = telling.iter().filter_map(|it| it.components[component]).collect();
        let all = |of: fn(&MeasuredComponent) -> f64| measured.iter().map(|it| of(it)).collect();
        let frequency = Property::Frequency { voice, component };
        let mut checks = vec![worst(frequency, asked.frequency, all(|it| it.frequency_hz))];
        if measured.is_empty() {
            return checks;
        }
        if let Some(tolerance) = self.tolerances.level {
            let limits = with_swell(tolerance.limits(asked.level_dbm0), self.swell);
            let level = Property::Level { voice, component };
            checks.push(worst(level, limits, all(|it| it.level_dbm0)));
        }
        checks.extend(self.twist(component, telling));
        checks.extend(self.modulation(component, asked, &measured));
        checks
    }

    /// The level above that of the first component, if both were heard.
    fn twist(&self, component: usize, telling: &[&Heard<'_>]) -> Option<Check> {
        let tolerance = self.tolerances.twist.filter(|_| component > 0)?;
        let of = |heard: &&Heard<'_>| {
            Some(heard.components[component]?.level_dbm0 - heard.components[0]?.level_dbm0)
        };
        let measured: Vec<_> = telling.iter().filter_map(of).collect();
        let levels = &self.voice.components;
        let nominal = levels[component].level_dbm0 - levels[0].level_dbm0;
        let property = Property::Twist { voice: self.index, component };
        (!measured.is_empty()).then(|| worst(property, tolerance.limits(nominal), measured))
    }

    /// Rate and depth where a modulation is asked for; the depth, which should be 0, where one was
    /// heard that is not.
    fn modulation(
        &self,
        component: usize,
        asked: &Asked,
        measured: &[&MeasuredComponent],
    ) -> Vec<Check> {
        let voice = self.index;
        let heard: Vec<_> = measured.iter().filter_map(|it| it.modulation).collect();
        let depth = Property::ModulationDepth { voice, component };
        let depths = measured.iter().map(|it| it.modulation.map_or(0.0, |it| it.depth)).collect();
        match asked.modulation {
            None if heard.is_empty() => Vec::new(),
            None => vec![worst(depth, self.tolerances.depth.limits(0.0), depths)],
            Some((rate_hz, nominal)) => {
                let limits = self.tolerances.modulation_rate.limits(rate_hz);
                let rate = Property::ModulationRate { voice, component };
                let rates = heard.iter().map(|it| it.frequency_hz).collect();
                let depth = worst(depth, self.tolerances.depth.limits(nominal), depths);
                // Without any modulation there is no rate, and the depth says so.
                let rate = (!heard.is_empty()).then(|| worst(rate, limits, rates));
                rate.into_iter().chain([depth]).collect()
            }
        }
    }
}

/// What is allowed of a level anywhere between the two ends of a swell; nominal is its end.
fn with_swell(limits: Limits, swell: Option<&Swell>) -> Limits {
    let Some(swell) = swell else { return limits };
    let gain = |hundredths: i32| f64::from(hundredths) / 100.0;
    let (from, to) = (gain(swell.from_hundredths()), gain(swell.to_hundredths()));
    Limits {
        nominal: limits.nominal + to,
        least: limits.least + from.min(to),
        most: limits.most + from.max(to),
        ..limits
    }
}

/// A check of several values by the one that is furthest off.
fn worst(property: Property, limits: Limits, measured: Vec<f64>) -> Check {
    let count = measured.len();
    let by_deviation =
        |one: &f64, other: &f64| limits.deviation(*one).total_cmp(&limits.deviation(*other));
    let worst = measured.into_iter().max_by(by_deviation);
    Check { count, ..Check::of(property, limits, worst) }
}
