//! What the page plays: samples of the engine, once for each voice, and when they sound.

use serde_json::{Map, Value, json};

use crate::model::{Cadence, Component, Signal, Swell, Voice};
use crate::synth::{RenderOptions, Renderer, period};
use crate::timeline::Timeline;
use crate::units::{Hertz, SampleRate};

/// The rate of everything on the page: that of the gateways.
pub(super) const RATE: SampleRate = SampleRate::NARROWBAND;

/// The most samples that are kept of a voice: 20 seconds. A voice of which more would be needed
/// starts anew then, which is heard as a click.
const MOST: u64 = 20 * RATE.hertz() as u64;

/// The samples that are kept of all voices together, which limit those of each where there are many.
const MOST_IN_ALL: u64 = 50 * MOST;

/// All sounds of a page. Equal voices are kept once.
#[derive(Debug, Default)]
pub(super) struct Sounds {
    voices: Vec<Kept>,
    sounds: Vec<Value>,
}

/// A voice, and the longest time that it has to sound in one piece.
#[derive(Debug)]
struct Kept {
    voice: Voice,
    longest: u64,
}

/// How a sound may be heard: a name for it, and voices in the place of the signal's own.
pub(super) type Hearing<'a> = (&'static str, &'a [Voice]);

impl Sounds {
    /// Adds the runs of a signal, to be heard in each of these ways, and gives its place; `None` if
    /// the rate does not carry one of the voices.
    ///
    /// `bell` is the ringing frequency, where a bell may be heard as well.
    pub(super) fn add(
        &mut self,
        signal: &Signal,
        hearings: &[Hearing<'_>],
        bell: Option<Hertz>,
    ) -> Option<usize> {
        let voices = || hearings.iter().flat_map(|(_, voices)| voices.iter());
        let carried = voices().flat_map(Voice::components).flat_map(Component::frequencies);
        if !carried.into_iter().all(|frequency| RATE.carries(frequency)) {
            return None;
        }
        let cadence = signal.cadence();
        let timeline = Timeline::new(cadence, RATE);
        let mut longest = vec![0; signal.voices().len()];
        for (voice, length) in timeline.sounding_lengths() {
            longest[voice] = length.max(longest[voice]);
        }
        let mut heard = Map::new();
        for (name, voices) in hearings {
            let kept = voices.iter().zip(&longest).map(|(voice, length)| self.keep(voice, *length));
            heard.insert((*name).to_owned(), kept.collect());
        }
        let mut sound = schedule(cadence, &timeline);
        sound["heard"] = heard.into();
        if let Some(frequency) = bell {
            sound["bell"] = (f64::from(frequency.millihertz()) / 1000.0).into();
        }
        if let Some(swell) = signal.swell() {
            sound["swell"] = gain(swell);
        }
        self.sounds.push(sound);
        Some(self.sounds.len() - 1)
    }

    /// The place of a voice, which has to sound for so many samples.
    fn keep(&mut self, voice: &Voice, length: u64) -> usize {
        let known = self.voices.iter().position(|kept| kept.voice == *voice);
        let place = known.unwrap_or_else(|| {
            self.voices.push(Kept { voice: voice.clone(), longest: 0 });
            self.voices.len() - 1
        });
        let kept = &mut self.voices[place];
        kept.longest = kept.longest.max(length);
        place
    }

    /// Whether there is nothing to play.
    pub(super) fn is_empty(&self) -> bool {
        self.sounds.is_empty()
    }

    /// What `page.js` reads.
    pub(super) fn json(&self) -> String {
        let share = MOST_IN_ALL / (self.voices.len().max(1) as u64);
        let most = share.clamp(u64::from(RATE.hertz()) / 10, MOST);
        let voices: Vec<_> = self.voices.iter().map(|kept| samples(kept, most)).collect();
        json!({ "rate": RATE.hertz(), "voices": voices, "sounds": self.sounds }).to_string()
    }
}

/// The runs that sound, as `[first sample, sample after the last, voice]`: those that begin before
/// the end of the first cycle `once`, those of the second cycle `again` and again.
///
/// A run may begin in the lead and end in the first cycle, so the first cycle need not be like the
/// others; all that follow are alike.
fn schedule(cadence: &Cadence, timeline: &Timeline) -> Value {
    let border = |cycles| RATE.first_sample_at(cadence.lead_ms() + cycles * cadence.cycle_ms());
    let (first, second) = (border(1), border(2));
    let (mut once, mut again) = (Vec::new(), Vec::new());
    for run in timeline.runs_from(0).take_while(|run| run.samples.start < second) {
        let Some(voice) = run.voice else { continue };
        let end = (!run.is_endless()).then_some(run.samples.end);
        let list = if run.samples.start < first { &mut once } else { &mut again };
        list.push(json!([run.samples.start, end, voice]));
    }
    let every = if again.is_empty() { 0 } else { second - first };
    json!({ "once": once, "again": again, "every": every, "ends": timeline.finished_at() })
}

/// A swell in decibels and samples.
fn gain(swell: &Swell) -> Value {
    let decibels = |hundredths| f64::from(hundredths) / 100.0;
    let over = RATE.first_sample_at(swell.over().0.into());
    json!({
        "from": decibels(swell.from_hundredths()),
        "to": decibels(swell.to_hundredths()),
        "over": over,
    })
}

/// The samples of a voice: one period, which the page repeats, or as many as have to sound in one
/// piece where these are fewer; `most` of them in any case.
fn samples(kept: &Kept, most: u64) -> Value {
    let period = period(&kept.voice, RATE);
    let needed = kept.longest.max(1);
    let count = period.min(needed).min(most);
    let signal = Signal::new(kept.voice.clone(), Cadence::continuous());
    let renderer =
        signal.ok().and_then(|it| Renderer::new(&it, RATE, RenderOptions::default()).ok());
    let mut samples = vec![0_i16; usize::try_from(count).unwrap_or_default()];
    if let Some(renderer) = renderer {
        renderer.render(0, &mut samples);
    }
    let bytes: Vec<_> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    json!({ "samples": base64(&bytes), "repeats": count < needed })
}

/// RFC 4648, section 4.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |place: usize| u32::from(group.get(place).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            let padding = digit > group.len();
            text.push(if padding { '=' } else { char::from(DIGITS[value as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Depth, Modulation, OnOff};
    use crate::units::DbM0;

    fn component(millihertz: u32) -> Component {
        Component::new(Hertz::from_millihertz(millihertz).unwrap(), DbM0::ZERO)
    }

    fn voice(millihertz: &[u32]) -> Voice {
        Voice::new(millihertz.iter().map(|one| component(*one))).unwrap()
    }

    #[test]
    fn a_period_is_the_shortest_time_after_which_every_component_starts_anew() {
        for (frequencies, samples) in [
            (&[20_000][..], 400),
            (&[440_000, 480_000], 200),
            (&[350_000, 440_000], 800),
            (&[913_800], 40_000),
            (&[1_000_000], 8),
            (&[999_999], 8_000_000),
        ] {
            assert_eq!(period(&voice(frequencies), RATE), samples, "{frequencies:?}");
        }
        let modulation = Modulation {
            frequency: Hertz::new(16).unwrap(),
            depth: Depth::from_thousandths(900).unwrap(),
        };
        let swung = Component { modulation: Some(modulation), ..component(400_000) };
        assert_eq!(period(&Voice::new([swung]).unwrap(), RATE), 500);
    }

    #[test]
    fn equal_voices_are_kept_once_with_the_longest_time_that_any_of_them_sounds() {
        let mut sounds = Sounds::default();
        let odd = voice(&[999_999]);
        for on in [100, 300, 200] {
            let cadence = Cadence::new([], [OnOff::new(on, 100)]).unwrap();
            let signal = Signal::new(odd.clone(), cadence).unwrap();
            sounds.add(&signal, &[("own", signal.voices())], None).unwrap();
        }
        let page: Value = serde_json::from_str(&sounds.json()).unwrap();
        let voices = page["voices"].as_array().unwrap();
        assert_eq!(voices.len(), 1);
        // 300 ms of two bytes each 1/8000 s, four digits for three bytes.
        assert_eq!(voices[0]["samples"].as_str().unwrap().len(), 2400 * 2 * 4 / 3);
        assert_eq!(voices[0]["repeats"], json!(false));
    }

    #[test]
    fn a_lead_that_runs_on_into_the_cycle_is_one_run_the_first_time_only() {
        let cadence = Cadence::new([OnOff::new(100, 0)], [OnOff::new(50, 50)]).unwrap();
        let signal = Signal::new(voice(&[425_000]), cadence).unwrap();
        let mut sounds = Sounds::default();
        sounds.add(&signal, &[("own", signal.voices())], None).unwrap();
        let page: Value = serde_json::from_str(&sounds.json()).unwrap();
        let sound = &page["sounds"][0];
        assert_eq!(sound["once"], json!([[0, 1200, 0]]));
        assert_eq!(sound["again"], json!([[1600, 2000, 0]]));
        assert_eq!((&sound["every"], &sound["ends"]), (&json!(800), &Value::Null));
    }

    #[test]
    fn what_the_rate_does_not_carry_is_not_played() {
        let signal = Signal::new(voice(&[4_000_000]), Cadence::continuous()).unwrap();
        assert_eq!(Sounds::default().add(&signal, &[("own", signal.voices())], None), None);
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
