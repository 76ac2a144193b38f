//! A signal and what is wished for, to the files of a device.

use core::ops::RangeInclusive;
use std::path::Path;

use crate::asset::rules::{Form, HIGHEST_RATE, Plays, Rules, USUAL_RATE, rules};
use crate::asset::{Asset, Device, Refusal, Remark, Stretch};
use crate::model::{Component, Signal, Voice};
use crate::sink::{Coding, Recording};
use crate::synth::{self, RenderOptions};
use crate::timeline::{Length, Timeline};
use crate::units::{Hertz, Millis, SampleRate};

/// What is wished for, where the device leaves a choice.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The coding: only files of it; the device's usual one, or all of them, where nothing is said.
    pub coding: Option<Coding>,
    /// The rate: only files of it; the device's usual one, or all of them, where nothing is said.
    pub rate: Option<SampleRate>,
    /// So many milliseconds of the signal instead of whole cycles, where the device does not repeat it.
    pub duration: Option<u64>,
    /// The cycles after the lead: where nothing is said, one for a device that repeats the file, and
    /// [`Length::CYCLES`] for others. Never less than one.
    pub cycles: Option<u64>,
    /// How long a continuous tone sounds at least: [`Length::CONTINUOUS`] where nothing is said.
    pub continuous: Option<Millis>,
    /// How it is rendered.
    pub options: RenderOptions,
    /// The title, where the file has one: the name where nothing is said.
    pub title: Option<String>,
}

/// The files of a signal.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The files, one at least.
    pub assets: Vec<Asset>,
    /// What was changed, or what the device will do with them.
    pub remarks: Vec<Remark>,
}

impl Device {
    /// The files of `signal` for this device, named `name` and a suffix.
    ///
    /// # Errors
    /// What the device does not take and cannot be changed without changing what is heard.
    pub fn plan(self, name: &str, signal: &Signal, wish: &Wish) -> Result<Plan, Refusal> {
        let planner = Planner { device: self, rules: rules(self), name, signal, wish };
        planner.check()?;
        let mut plan = Plan { assets: Vec::new(), remarks: planner.remarks() };
        for form in planner.forms()? {
            let (asset, remark) = planner.asset(form)?;
            plan.assets.push(asset);
            let new = remark.filter(|remark| !plan.remarks.contains(remark));
            plan.remarks.extend(new);
        }
        Ok(plan)
    }

    /// How many files it takes of a signal, with this wish; 0 if it takes none.
    #[must_use]
    pub fn files(self, wish: &Wish) -> usize {
        rules(self).forms.iter().filter(|form| form.suits(wish)).count()
    }

    /// The rates of its files in hertz, in ascending order; none if it takes any of
    /// [`any_rate`](Self::any_rate).
    #[must_use]
    pub fn rates(self) -> Vec<u32> {
        let mut rates: Vec<_> = rules(self).forms.iter().filter_map(|form| form.hertz).collect();
        rates.sort_unstable();
        rates.dedup();
        rates
    }

    /// The range of its rates, where it takes any: those at which Vorbis keeps tones, up to 48 000 Hz.
    #[must_use]
    pub const fn any_rate() -> RangeInclusive<u32> {
        *Coding::Vorbis.rates().start()..=HIGHEST_RATE
    }

    /// The codings of its files, in the order of [`Coding`].
    #[must_use]
    pub fn codings(self) -> Vec<Coding> {
        let rules = rules(self);
        let mut codings: Vec<_> = rules.forms.iter().filter_map(|form| form.coding).collect();
        codings.extend(rules.choice);
        codings.sort_unstable();
        codings.dedup();
        codings
    }

    /// The most bytes of a file that it takes, if there is a limit.
    #[must_use]
    pub const fn most_bytes(self) -> Option<u64> {
        rules(self).most_bytes
    }
}

/// Below this frequency a telephone's speaker plays nothing: the lower end of the telephone band
/// (ITU-T G.712) is 300 Hz, the highest frequency of a ringing pattern 200 Hz.
const AUDIBLE: Hertz = Hertz::new(201).unwrap();

impl Form {
    /// Whether its coding and its rate are those that are wished for, or any are.
    fn suits(&self, wish: &Wish) -> bool {
        let coding = wish.coding.is_none_or(|wished| self.coding.is_none_or(|own| own == wished));
        let rate = wish.rate.is_none_or(|wished| match self.hertz {
            Some(own) => own == wished.hertz(),
            None => Device::any_rate().contains(&wished.hertz()),
        });
        coding && rate
    }

    fn rate(&self, wish: &Wish) -> SampleRate {
        let own = self.hertz.and_then(|hertz| SampleRate::new(hertz).ok());
        own.or(wish.rate).unwrap_or(USUAL_RATE)
    }
}

struct Planner<'a> {
    device: Device,
    rules: Rules,
    name: &'a str,
    signal: &'a Signal,
    wish: &'a Wish,
}

impl Planner<'_> {
    /// Whether what is wished for suits the device.
    fn check(&self) -> Result<(), Refusal> {
        let (device, wish) = (self.device, self.wish);
        let repeats = self.rules.plays != Plays::ToTheEnd;
        if wish.duration.is_some() && repeats {
            return Err(Refusal::Duration { device });
        }
        match wish.cycles {
            Some(cycles) if cycles != 1 && self.rules.plays == Plays::OneCadence => {
                Err(Refusal::OneCadence { device, cycles })
            }
            _ => Ok(()),
        }
    }

    /// The forms that suit the wish, one at least.
    fn forms(&self) -> Result<Vec<&'static Form>, Refusal> {
        let (device, wish) = (self.device, self.wish);
        if let Some(coding) = wish.coding.filter(|coding| !device.codings().contains(coding)) {
            return Err(Refusal::Coding { device, coding });
        }
        let forms: Vec<_> = self.rules.forms.iter().filter(|form| form.suits(wish)).collect();
        match wish.rate {
            Some(rate) if forms.is_empty() => Err(Refusal::Rate { device, rate }),
            _ => Ok(forms),
        }
    }

    /// What is to be said of the signal, whatever the form.
    fn remarks(&self) -> Vec<Remark> {
        let cadence = self.signal.cadence();
        let lead_ms = cadence.lead_ms();
        let cycles = Timeline::new(cadence, SampleRate::NARROWBAND).finished_at().is_none();
        let lead = match self.rules.plays {
            Plays::ToTheEnd => Remark::LeadRepeats { lead_ms },
            _ if cycles => Remark::LeadLeftOut { lead_ms },
            _ => Remark::NotRepeated,
        };
        let components = self.signal.voices().iter().flat_map(Voice::components);
        let highest = components.map(|component: &Component| component.frequency).max();
        let low = highest.filter(|&frequency| frequency < AUDIBLE);
        let over_ms = self.signal.swell().map_or(0, |swell| swell.over().0);
        let swell = (over_ms > 0 && cycles && self.rules.plays != Plays::ToTheEnd)
            .then_some(Remark::SwellLeftOut { over_ms });
        let lead = (lead_ms > 0 && (cycles || self.rules.plays != Plays::ToTheEnd)).then_some(lead);
        lead.into_iter()
            .chain(swell)
            .chain(low.map(|frequency| Remark::Inaudible { frequency }))
            .collect()
    }

    /// The file of one form.
    fn asset(&self, form: &Form) -> Result<(Asset, Option<Remark>), Refusal> {
        let rate = form.rate(self.wish);
        synth::carried(self.signal, rate)?;
        let coding = form.coding.or(self.wish.coding).unwrap_or_else(|| self.rules.choice[0]);
        let title = self.wish.title.as_deref().unwrap_or(self.name).to_owned();
        let like = Recording {
            coding,
            container: form.container,
            title: Some(title),
            ..Recording::default()
        };
        let (recording, remark) = self.recording(like, rate)?;
        recording.check(rate)?;
        let place = Path::new(form.folder).join(format!("{}.{}", self.name, form.suffix));
        let (signal, options) = (self.signal.clone(), self.wish.options);
        Ok((Asset { place, signal, rate, options, recording }, remark))
    }

    /// The stretch of the signal that goes into a file of this form.
    fn recording(
        &self,
        like: Recording,
        rate: SampleRate,
    ) -> Result<(Recording, Option<Remark>), Refusal> {
        let (signal, wish) = (self.signal, self.wish);
        if let Some(duration) = wish.duration {
            let samples = Length::Millis(duration).samples(signal.cadence(), rate, 0)?;
            let recording = Recording { samples, ..like };
            return match self.excess(&recording, rate) {
                Some((bytes, _)) => Err(self.too_large(bytes)),
                None => Ok((recording, None)),
            };
        }
        if self.rules.plays == Plays::ToTheEnd {
            return self.played_to_the_end(like, rate);
        }
        let cycles = wish.cycles.unwrap_or(1);
        let stretch = Stretch::new(signal, rate, wish.options, cycles, wish.continuous)?;
        Ok((stretch.recording_of_cycles(like), None))
    }

    /// The lead and the cycles that are wished for, or those that the device has room for.
    fn played_to_the_end(
        &self,
        like: Recording,
        rate: SampleRate,
    ) -> Result<(Recording, Option<Remark>), Refusal> {
        let (cadence, wish) = (self.signal.cadence(), self.wish);
        let cycles = wish.cycles.unwrap_or(Length::CYCLES).max(1);
        let length = |cycles| Length::Cycles { cycles, continuous: wish.continuous };
        let of = |cycles: u64| -> Result<Recording, Refusal> {
            let samples = length(cycles).samples(cadence, rate, 0)?;
            Ok(Recording { samples, ..like.clone() })
        };
        let recording = of(cycles)?;
        let Some((bytes, excess)) = self.excess(&recording, rate) else {
            return Ok((recording, None));
        };
        let Some(each) = like.coding.bytes(1).filter(|&each| each > 0) else {
            return Err(self.too_large(bytes));
        };
        let room = recording.samples.saturating_sub(excess.div_ceil(each));
        // The last instant whose samples have room.
        let room_ms = u64::try_from(u128::from(room) * 1000 / u128::from(rate.hertz()));
        let after_lead = room_ms.unwrap_or(u64::MAX).saturating_sub(cadence.lead_ms());
        let shorter = if cadence.is_continuous() {
            Recording { samples: room, ..like }
        } else {
            of(after_lead.checked_div(cadence.cycle_ms()).unwrap_or(0).clamp(1, cycles))?
        };
        if let Some((bytes, _)) = self.excess(&shorter, rate) {
            return Err(self.too_large(bytes));
        }
        let ms = rate.millisecond_of(shorter.samples);
        let most_bytes = self.rules.most_bytes.unwrap_or(0);
        Ok((shorter, Some(Remark::Shortened { ms, most_bytes })))
    }

    /// The bytes of a file that has more than the device takes, and how many too many those are.
    fn excess(&self, recording: &Recording, rate: SampleRate) -> Option<(u64, u64)> {
        let (bytes, most) = (recording.bytes(rate)?, self.rules.most_bytes?);
        (bytes > most).then(|| (bytes, bytes - most))
    }

    fn too_large(&self, bytes: u64) -> Refusal {
        let most_bytes = self.rules.most_bytes.unwrap_or(0);
        Refusal::TooLarge { device: self.device, bytes, most_bytes }
    }
}
