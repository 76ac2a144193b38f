//! The forms of file that a `[[render]]` asks for: rates, encodings, containers, devices.

use std::collections::HashMap;
use std::path::PathBuf;

use ringsmith::asset::{Asset, Device, Extent, Plain, Wish};
use ringsmith::diagnostic::Span;
use ringsmith::model::{Entry, Signal, ToneSet};
use ringsmith::sink::{self, Coding, Container, Recording};
use ringsmith::standard;
use ringsmith::timeline::Length;
use ringsmith::units::{DbM0, SampleRate};

use super::faults::Faults;
use super::plan::{Block, Forms};
use super::problem::PlanProblem;
use super::value::Placed;
use crate::job;

/// The most combinations of a `[[render]]`.
const MOST: usize = 10_000;

/// A form of file.
pub struct Form {
    what: What,
    /// What follows the name of the entry in that of the file.
    mark: String,
    /// What was chosen for it, and where.
    chosen: Vec<Placed<String>>,
}

#[derive(Clone, Copy)]
enum What {
    Plain { rate: SampleRate, coding: Coding, container: Container },
    For { device: Device, rate: Option<SampleRate>, coding: Option<Coding> },
}

impl Form {
    /// The device that it is for.
    pub fn device(&self) -> Option<Device> {
        match self.what {
            What::Plain { .. } => None,
            What::For { device, .. } => Some(device),
        }
    }

    /// How many files it is of each signal.
    pub fn count(&self) -> usize {
        match self.what {
            What::Plain { .. } => 1,
            What::For { device, rate, coding } => {
                device.files(&Wish { coding, rate, ..Wish::default() })
            }
        }
    }

    /// Where it was chosen.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.chosen.iter().map(|chosen| chosen.span)
    }

    /// The lowest rate of its files.
    pub fn lowest_rate(&self) -> SampleRate {
        match self.what {
            What::Plain { rate, .. } => rate,
            What::For { device, rate, .. } => {
                let own = device.rates().first().and_then(|&hertz| SampleRate::new(hertz).ok());
                own.or(rate).unwrap_or(SampleRate::WIDEBAND)
            }
        }
    }

    /// The files of an entry that sounds like this, and what is to be said of them.
    ///
    /// # Errors
    /// Why there are none.
    pub fn files(
        &self,
        entry: &Entry<'_>,
        signal: &Signal,
        block: &Block,
    ) -> Result<(Vec<Asset>, Vec<String>), String> {
        let name = format!("{entry}{}", self.mark);
        let (title, continuous) = (Some(entry.to_string()), entry.default_duration());
        let extent = &block.extent;
        let duration = extent.duration.as_ref().map(|duration| duration.value);
        let cycles = extent.cycles.as_ref().map(|cycles| cycles.value);
        let options = block.options;
        match self.what {
            What::Plain { rate, coding, container } => {
                let length = Length::asked(duration, cycles, continuous);
                let extent = if extent.repeats() {
                    Extent::Loop { cycles, continuous }
                } else {
                    Extent::From { start: 0, length }
                };
                let plain = Plain { coding, container, rate, extent, options, title };
                let place = PathBuf::from(format!("{name}.{}", job::suffix(coding, container)));
                let asset =
                    plain.asset(place, signal.clone()).map_err(|error| error.to_string())?;
                job::fits(&asset)?;
                Ok((vec![asset], Vec::new()))
            }
            What::For { device, rate, coding } => {
                let wish = Wish { coding, rate, duration, cycles, continuous, options, title };
                let plan = device.plan(&name, signal, &wish).map_err(|error| error.to_string())?;
                plan.assets.iter().try_for_each(job::fits)?;
                Ok((plan.assets, plan.remarks.iter().map(ToString::to_string).collect()))
            }
        }
    }

    /// Whether any signal can be made so.
    fn fits(&self, block: &Block, probe: &ToneSet) -> Result<(), String> {
        match self.what {
            What::Plain { rate, coding, container } => {
                let recording = Recording { coding, container, ..Recording::default() };
                recording.check(rate).map_err(|error| error.to_string())
            }
            What::For { .. } => {
                let Some(entry) = probe.entries().next() else { return Ok(()) };
                self.files(&entry, &entry.signal(DbM0::ZERO), block).map(|_| ())
            }
        }
    }
}

/// The forms of a `[[render]]`, and how many combinations are passed over because their values do not
/// go together. A value that goes together with none is reported.
pub fn of(block: &Block, faults: &mut Faults) -> (Vec<Form>, usize) {
    let mut verdicts: HashMap<Span, Result<(), (String, String)>> = HashMap::new();
    let (mut fitting, mut passed_over) = (Vec::new(), 0);
    let probe = standard::tones();
    if count(&block.forms) > MOST {
        let what = "combinations of rates, encodings, containers and devices";
        faults.report(block.span, PlanProblem::TooMany { most: MOST, what });
        return (fitting, passed_over);
    }
    for form in candidates(&block.forms) {
        let fits = form.fits(block, &probe);
        for chosen in &form.chosen {
            let verdict = verdicts.entry(chosen.span);
            match &fits {
                Ok(()) => *verdict.or_insert(Ok(())) = Ok(()),
                Err(why) => {
                    verdict.or_insert_with(|| Err((chosen.value.clone(), why.clone())));
                }
            }
        }
        match fits {
            Ok(()) => fitting.push(form),
            Err(_) => passed_over += 1,
        }
    }
    let unused = verdicts.into_iter().filter_map(|(span, verdict)| Some((span, verdict.err()?)));
    for (span, (value, why)) in unused {
        faults.report(span, PlanProblem::FitsNothing { value, why });
    }
    (fitting, passed_over)
}

/// How many combinations there are.
fn count(forms: &Forms) -> usize {
    let length = |list: Option<usize>| list.unwrap_or(1);
    let lengths = [
        forms.rates.as_ref().map(Vec::len),
        forms.encodings.as_ref().map(Vec::len),
        forms.containers.as_ref().map(Vec::len),
        forms.devices.as_ref().map(Vec::len),
    ];
    lengths.into_iter().map(length).fold(1, usize::saturating_mul)
}

/// Everything with everything else.
fn candidates(forms: &Forms) -> Vec<Form> {
    let rates = choices(forms.rates.as_deref());
    let codings = choices(forms.encodings.as_deref());
    let devices = choices(forms.devices.as_deref());
    let containers = choices(forms.containers.as_deref());
    let mut candidates = Vec::new();
    for device in &devices {
        for container in &containers {
            for coding in &codings {
                for rate in &rates {
                    candidates.push(candidate(*device, *container, *coding, *rate));
                }
            }
        }
    }
    candidates
}

/// The values of a list, or the one that is usual.
fn choices<T>(list: Option<&[Placed<T>]>) -> Vec<Option<&Placed<T>>> {
    list.map_or_else(|| vec![None], |list| list.iter().map(Some).collect())
}

fn candidate(
    device: Option<&Placed<Device>>,
    container: Option<&Placed<Container>>,
    coding: Option<&Placed<Coding>>,
    rate: Option<&Placed<SampleRate>>,
) -> Form {
    let hertz = |rate: &SampleRate| format!("{} Hz", rate.hertz());
    let chosen = [said(device, Device::to_string), said(rate, hertz)].into_iter();
    let chosen = chosen.chain([said(coding, Coding::to_string)]);
    let chosen = chosen.chain([said(container, Container::to_string)]).flatten().collect();
    let value = |rate: &Placed<SampleRate>| rate.value;
    if let Some(device) = device {
        let (rate, coding) = (rate.map(value), coding.map(|coding| coding.value));
        let rate_mark = rate.map(|rate| format!("-{}", rate.hertz()));
        let coding_mark = coding.map(|coding| format!("-{coding}"));
        let mark = rate_mark.unwrap_or_default() + &coding_mark.unwrap_or_default();
        return Form { what: What::For { device: device.value, rate, coding }, mark, chosen };
    }
    let (coding, container) =
        sink::form(coding.map(|it| it.value), container.map(|it| it.value), None);
    let rate = rate.map_or_else(|| coding.rate(), value);
    let mark = format!("-{}-{coding}", rate.hertz());
    Form { what: What::Plain { rate, coding, container }, mark, chosen }
}

/// What was chosen, in words.
fn said<T>(placed: Option<&Placed<T>>, words: fn(&T) -> String) -> Option<Placed<String>> {
    placed.map(|placed| Placed { span: placed.span, value: words(&placed.value) })
}
