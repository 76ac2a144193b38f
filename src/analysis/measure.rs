//! From samples to what they hold.

use core::ops::Range;

use crate::analysis::background::{Background, HUM_BELOW_DB, is_mains};
use crate::analysis::cadence::{self, Heard};
use crate::analysis::edges::{self, Model};
use crate::analysis::fit::Fitter;
use crate::analysis::prepare::Prepared;
use crate::analysis::projection::Projection;
use crate::analysis::sounds::{self, Sound};
use crate::analysis::voices::Voices;
use crate::analysis::{self as found, Content, MeasuredComponent, Measurement, Run, segment};
use crate::units::SampleRate;

/// An edge is looked for so far from where the stretch seemed to end.
const REACH_MS: f64 = 15.0;
/// The sines that foretell the samples about an edge are fitted to so much of the sound next to it.
const FITTED_MS: f64 = 300.0;
/// That part keeps away from the edge itself.
const GUARD_MS: f64 = 10.0;
/// Two sounds with less between them are placed together.
const NEAR_MS: f64 = 30.0;
/// A silence that is shorter is none: edges in noise are within a millisecond each.
const JOINED_MS: f64 = 2.0;
/// What begins so soon after the recording begins with it.
const CUT_MS: f64 = 1.0;
/// Other sounds with less between them are one.
const OTHER_GAP_MS: f64 = 200.0;
/// A tone of speech: it was heard once, for less than this, next to something that is no tone.
const SPOKEN_MS: f64 = 150.0;

/// Measures what a recording holds.
///
/// `samples` are those of one channel; full scale is 1. What is no number counts as silence. See
/// the [module](crate::analysis) for how it is done, and `docs/measure.md` for how exact it is.
///
/// ```
/// use ringsmith::analysis;
/// use ringsmith::units::SampleRate;
///
/// // A second of 425 Hz at half of full scale, then one of silence.
/// let tone = |n: u32| 0.5 * (f64::from(n) * 425.0 * std::f64::consts::TAU / 8000.0).sin();
/// let samples: Vec<f32> = (0..8000).map(|n| tone(n) as f32).chain([0.0; 8000]).collect();
/// let found = analysis::measure(&samples, SampleRate::NARROWBAND);
/// let [component] = found.voices[0].components[..] else { panic!("one component") };
/// assert!((component.frequency_hz - 425.0).abs() < 0.01);
/// // Half of full scale is 6.02 dB below 3.14 dBm0.
/// assert!((component.level_dbm0 + 2.88).abs() < 0.01);
/// assert!((found.runs[0].end_ms - 1000.0).abs() < 0.5);
/// ```
#[must_use]
pub fn measure(samples: &[f32], rate: SampleRate) -> Measurement {
    let recording = Prepared::new(samples, f64::from(rate.hertz()));
    let mut fitter = Fitter::new(recording.hertz);
    let stretches = segment::stretches(&recording);
    let mut background = Background::new(&recording, &stretches, &mut fitter);
    let mut sounds = sounds::sounds(&recording, &stretches, &background, &mut fitter);
    let mut voices = Voices::new(&recording, &sounds, &background);
    unless_hum(&mut sounds, &mut voices, &mut background);
    unless_spoken(&recording, &sounds, &mut voices);
    voices.in_order();
    let runs = Placer { recording: &recording, sounds: &sounds, voices: &voices }.place();
    let measured = voices.measure(&recording, &runs, &background, &mut fitter);
    let runs = told(&recording, &runs);
    let lost = sounds.iter().flat_map(|sound| &sound.lost);
    Measurement {
        rate,
        length_ms: recording.ms(samples.len()),
        background: found::Background {
            dc: recording.dc,
            noise_dbm0: background.noise_dbm0,
            hum: background.hum(),
            clipped_samples: recording.clipped,
            lost_ms: lost.map(|it| recording.ms(it.start)..recording.ms(it.end)).collect(),
        },
        voices: measured,
        cadence: in_order(&runs, recording.ms(samples.len())),
        runs,
    }
}

/// Takes sounds of nothing but hum, far below the loudest tone, for the silence that they are.
fn unless_hum(sounds: &mut Vec<Sound>, voices: &mut Voices, background: &mut Background) {
    let loudest = |components: &[MeasuredComponent]| {
        components.iter().map(|it| it.level_dbm0).fold(f64::NEG_INFINITY, f64::max)
    };
    let most =
        voices.voices.iter().map(|it| loudest(&it.components)).fold(f64::NEG_INFINITY, f64::max);
    let is_hum = |of: Option<usize>| {
        let components = of.map(|of| &voices.voices[of].components[..]).unwrap_or_default();
        !components.is_empty()
            && components.iter().all(|it| is_mains(it.frequency_hz))
            && loudest(components) < most - HUM_BELOW_DB
    };
    let hum: Vec<bool> = voices.of.iter().map(|of| is_hum(*of)).collect();
    for (at, _) in hum.iter().enumerate().filter(|(_, is_hum)| **is_hum) {
        let of = voices.of[at].unwrap_or_default();
        background.add_hum(&voices.voices[of].components);
    }
    let mut kept = hum.iter();
    sounds.retain(|_| kept.next() == Some(&false));
    let mut kept = hum.iter();
    voices.of.retain(|_| kept.next() == Some(&false));
}

/// Takes the voice from what only sounds like a tone: a short sound that was heard once, between
/// others that are none.
fn unless_spoken(recording: &Prepared, sounds: &[Sound], voices: &mut Voices) {
    let is_other = |at: Option<usize>| at.is_some_and(|at| voices.of.get(at) == Some(&None));
    let near = |one: usize, other: usize| {
        let gap = sounds[other].range.start.saturating_sub(sounds[one].range.end);
        recording.ms(gap) < OTHER_GAP_MS / 2.0
    };
    let spoken = |&at: &usize| {
        let of = voices.of[at];
        let once = of.is_some() && voices.of.iter().filter(|it| **it == of).count() == 1;
        let before = at.checked_sub(1);
        let follows = is_other(before) && before.is_some_and(|before| near(before, at));
        let leads = is_other(Some(at + 1)) && near(at, at + 1);
        once && (follows || leads) && recording.ms(sounds[at].range.len()) < SPOKEN_MS
    };
    let spoken: Vec<usize> = (0..sounds.len()).filter(spoken).collect();
    for at in spoken {
        voices.of[at] = None;
    }
}

/// Places the edges of sounds.
struct Placer<'a> {
    recording: &'a Prepared,
    sounds: &'a [Sound],
    voices: &'a Voices,
}

impl Placer<'_> {
    /// The range of each sound with its voice, its edges exact where it is a tone.
    fn place(&self) -> Vec<(Range<usize>, Option<usize>)> {
        let mut runs: Vec<(Range<usize>, Option<usize>)> = self
            .sounds
            .iter()
            .zip(&self.voices.of)
            .map(|(sound, of)| (sound.range.clone(), *of))
            .collect();
        for at in 0..runs.len() {
            let joins_next = runs.get(at + 1).is_some_and(|next| {
                self.recording.ms(next.0.start.saturating_sub(runs[at].0.end)) < NEAR_MS
            });
            let joins_last = at > 0 && {
                let gap = self.sounds[at].range.start.saturating_sub(self.sounds[at - 1].range.end);
                self.recording.ms(gap) < NEAR_MS
            };
            if !joins_last {
                runs[at].0.start = self.start(at);
            }
            if joins_next {
                let pause = self.pause(at);
                runs[at].0.end = pause.start;
                runs[at + 1].0.start = pause.end;
            } else {
                runs[at].0.end = self.end(at);
            }
        }
        runs.retain(|(range, _)| !range.is_empty());
        runs
    }

    /// What the sines of a sound foretell for a range near its start or its end.
    fn model(&self, at: usize, is_start: bool, range: &Range<usize>) -> Option<Vec<f64>> {
        let voice = &self.voices.voices[self.voices.of[at]?];
        let own = &self.sounds[at].range;
        let guard = self.recording.samples_of(GUARD_MS).min(own.len() / 5);
        let inner = own.start + guard..own.end - guard;
        let length = self.recording.samples_of(FITTED_MS).min(inner.len());
        let inner = if is_start {
            inner.start..inner.start + length
        } else {
            inner.end - length..inner.end
        };
        let projection = Projection::new(self.recording, &inner, &voice.frequencies_hz())?;
        Some(projection.predict(range.clone()))
    }

    /// So far before and behind an instant, within half of the sounds that it lies between.
    fn about(&self, instant: usize, least: usize, most: usize) -> Range<usize> {
        let reach = self.recording.samples_of(REACH_MS);
        let start = instant.saturating_sub(reach).max(least);
        start..(instant + reach).min(most).max(start)
    }

    fn start(&self, at: usize) -> usize {
        let own = &self.sounds[at].range;
        let before = at.checked_sub(1).map_or(0, |before| self.sounds[before].range.end);
        let range = self.about(own.start, before, usize::midpoint(own.start, own.end));
        let Some(model) = self.model(at, true, &range) else { return own.start };
        let (silence, sound) = (Model { predicted: None }, Model { predicted: Some(&model) });
        range.start + edges::change(&self.recording.samples[range], &silence, &sound)
    }

    fn end(&self, at: usize) -> usize {
        let own = &self.sounds[at].range;
        let samples = self.recording.samples.len();
        let after = self.sounds.get(at + 1).map_or(samples, |after| after.range.start);
        let range = self.about(own.end, usize::midpoint(own.start, own.end), after);
        let Some(model) = self.model(at, false, &range) else { return own.end };
        let (sound, silence) = (Model { predicted: Some(&model) }, Model { predicted: None });
        range.start + edges::change(&self.recording.samples[range], &sound, &silence)
    }

    /// The silence between a sound and the next, which is near.
    fn pause(&self, at: usize) -> Range<usize> {
        let (own, next) = (&self.sounds[at].range, &self.sounds[at + 1].range);
        let rough = own.end..next.start;
        let reach = self.recording.samples_of(REACH_MS);
        let start = own.end.saturating_sub(reach).max(usize::midpoint(own.start, own.end));
        let end = (next.start + reach).min(usize::midpoint(next.start, next.end));
        let range = start..end;
        let models = (self.model(at, false, &range), self.model(at + 1, true, &range));
        let samples = &self.recording.samples[range.clone()];
        let silence = Model { predicted: None };
        let found = match &models {
            (Some(first), Some(second)) => {
                let first = Model { predicted: Some(first) };
                let second = Model { predicted: Some(second) };
                let pause = edges::pause(samples, &first, &second);
                if self.recording.ms(pause.len()) >= JOINED_MS {
                    pause
                } else {
                    let joint = edges::change(samples, &first, &second);
                    joint..joint
                }
            }
            (Some(first), None) if !rough.is_empty() => {
                let end = edges::change(samples, &Model { predicted: Some(first) }, &silence);
                end..(rough.end - start).max(end)
            }
            (None, Some(second)) if !rough.is_empty() => {
                let begin = edges::change(samples, &silence, &Model { predicted: Some(second) });
                (rough.start - start).min(begin)..begin
            }
            _ => return rough,
        };
        start + found.start..start + found.end
    }
}

/// The runs as they are told: other sounds that are near put together.
fn told(recording: &Prepared, runs: &[(Range<usize>, Option<usize>)]) -> Vec<Run> {
    let length = recording.samples.len();
    let cut = recording.samples_of(CUT_MS);
    let mut told: Vec<Run> = Vec::new();
    for (at, (range, voice)) in runs.iter().enumerate() {
        let cut_start = at == 0 && range.start < cut;
        let cut_end = at + 1 == runs.len() && range.end + cut > length;
        let start = if cut_start { 0 } else { range.start };
        let end = if cut_end { length } else { range.end };
        let run = Run {
            start_ms: recording.ms(start),
            end_ms: recording.ms(end),
            content: voice.map_or(Content::Other, Content::Voice),
            cut_start,
            cut_end,
        };
        match told.last_mut() {
            Some(last)
                if last.content == Content::Other
                    && run.content == Content::Other
                    && run.start_ms - last.end_ms < OTHER_GAP_MS =>
            {
                (last.end_ms, last.cut_end) = (run.end_ms, run.cut_end);
            }
            _ => told.push(run),
        }
    }
    told
}

/// The cadence of the tones: of those between two other sounds where there are such, the stretch with
/// most of them.
fn in_order(runs: &[Run], length_ms: f64) -> Option<found::MeasuredCadence> {
    let mut best: (f64, Vec<Heard>, f64) = (0.0, Vec::new(), 0.0);
    let mut at = 0;
    for part in runs.split(|run| run.content == Content::Other) {
        let heard: Vec<Heard> = part.iter().filter_map(heard).collect();
        at += part.len();
        let until = runs.get(at).map_or(length_ms, |other| other.start_ms);
        at += 1;
        let sounding: f64 = heard.iter().map(|it| it.end_ms - it.start_ms).sum();
        if sounding > best.0 {
            best = (sounding, heard, until);
        }
    }
    cadence::infer(&best.1, best.2)
}

fn heard(run: &Run) -> Option<Heard> {
    let Content::Voice(voice) = run.content else { return None };
    let Run { start_ms, end_ms, cut_start, cut_end, .. } = *run;
    Some(Heard { voice, start_ms, end_ms, cut_start, cut_end })
}
