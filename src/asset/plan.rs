//! A signal and what is wished for, to the files of a device.

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
    /// The coding; the device's usual one where nothing is said.
    pub coding: Option<Coding>,
    /// The rate; the device's usual one where nothing is said.
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
        for form in planner.rules.forms {
            let (asset, remark) = planner.asset(form)?;
            plan.assets.push(asset);
            let new = remark.filter(|remark| !plan.remarks.contains(remark));
            plan.remarks.extend(new);
        }
        Ok(plan)
    }

    /// How many files it takes of a signal.
    #[must_use]
    pub const fn files(self) -> usize {
        rules(self).forms.len()
    }

    /// The rates of its files in hertz, in ascending order; none if it takes any from 8 000 to 48 000.
    #[must_use]
    pub fn rates(self) -> Vec<u32> {
        let mut rates: Vec<_> = rules(self).forms.iter().filter_map(|form| form.hertz).collect();
        rates.sort_unstable();
        rates.dedup();
        rates
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
        if let Some(coding) = wish.coding.filter(|coding| !device.codings().contains(coding)) {
            return Err(Refusal::Coding { device, coding });
        }
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
        let lead = (lead_ms > 0 && (cycles || self.rules.plays != Plays::ToTheEnd)).then_some(lead);
        lead.into_iter().chain(low.map(|frequency| Remark::Inaudible { frequency })).collect()
    }

    /// The file of one form.
    fn asset(&self, form: &Form) -> Result<(Asset, Option<Remark>), Refusal> {
        let rate = self.rate(form)?;
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

    fn rate(&self, form: &Form) -> Result<SampleRate, Refusal> {
        let (device, rates) = (self.device, self.device.rates());
        let wished = self.wish.rate.map(SampleRate::hertz);
        if let (Some(rate), Some(hertz)) = (self.wish.rate, wished) {
            let taken = match rates.as_slice() {
                [] => hertz <= HIGHEST_RATE,
                [only] => *only == hertz,
                // A rate cannot be that of all its files.
                _ => false,
            };
            if !taken {
                return Err(Refusal::Rate { device, rate });
            }
        }
        let hertz = form.hertz.or(wished).unwrap_or(USUAL_RATE);
        let usual = self.wish.rate.unwrap_or(SampleRate::WIDEBAND);
        Ok(SampleRate::new(hertz).unwrap_or(usual))
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
        let to_the_end = self.rules.plays == Plays::ToTheEnd;
        let cycles = wish.cycles.unwrap_or(if to_the_end { Length::CYCLES } else { 1 });
        let stretch = Stretch::new(signal, rate, wish.options, cycles, wish.continuous)?;
        if !to_the_end {
            return Ok((stretch.recording_of_cycles(like), None));
        }
        // A plain file: what a phone makes of a chunk it does not know, nobody has written down.
        let plain =
            |stretch: Stretch| Recording { repeat: None, ..stretch.recording(like.clone()) };
        let Some((bytes, excess)) = self.excess(&plain(stretch), rate) else {
            return Ok((plain(stretch), None));
        };
        let period = like.coding.bytes(stretch.period).unwrap_or(0);
        let times = match excess.checked_div(period) {
            Some(_) => stretch.times.saturating_sub(excess.div_ceil(period)),
            None => return Err(self.too_large(bytes)),
        };
        if times == 0 {
            let shortest = plain(Stretch { times: 1, ..stretch });
            return Err(self.too_large(shortest.bytes(rate).unwrap_or(bytes)));
        }
        let recording = plain(Stretch { times, ..stretch });
        let ms = rate.millisecond_of(recording.samples);
        let most_bytes = self.rules.most_bytes.unwrap_or(0);
        Ok((recording, Some(Remark::Shortened { ms, most_bytes })))
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
