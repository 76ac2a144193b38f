//! A tone profile to a signal.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::model::{Cadence, Component, Depth, Modulation, OnOff, Signal, Voice};
use crate::notation::sbc::config::Profile;
use crate::notation::sbc::keys::{Key, Method, PAIRS, TONES};
use crate::notation::sbc::lines::Word;
use crate::notation::sbc::number::{self, Range, Reported};
use crate::notation::sbc::problem::{Findings, SbcProblem};
use crate::units::{DbM0, Hertz, Millis, SampleRate};

/// The most pairs that repetitions may make in a text, so that a short text stays a small set.
pub(super) const MOST_REPEATED: u32 = 10_000;
/// The value of a time that never ends.
const FOR_EVER: i64 = -1;
/// What `break1` is where it is not set. The others are 0.
const BREAK1: i64 = 500;

/// What holds for all profiles of a text.
pub(super) struct Reader<'f> {
    pub(super) rate: SampleRate,
    pub(super) findings: &'f mut Findings,
    /// How many pairs repetitions may still make.
    repeats_left: u32,
}

/// What sounds in each make period; none where nothing does.
type Voices = [Option<Voice>; PAIRS];

/// A pair of a profile.
struct Pair {
    make: i64,
    pause: i64,
    passes: u32,
    voice: Option<Voice>,
}

/// The pairs of a profile as they are played, and what comes at their end.
struct Course {
    played: Vec<(OnOff, Option<Voice>)>,
    end: End,
}

enum End {
    /// A time never ends.
    Last(Option<Voice>),
    /// All has been played.
    Over,
}

impl<'f> Reader<'f> {
    pub(super) const fn new(rate: SampleRate, findings: &'f mut Findings) -> Self {
        Self { rate, findings, repeats_left: MOST_REPEATED }
    }

    /// Reads the signal of a profile; `None` if something in it is an error.
    pub(super) fn signal(&mut self, name: Word<'_>, profile: &Profile<'_>) -> Option<Signal> {
        let voices = self.voices(name, profile);
        let times = self.times(name, profile);
        let passes = self.passes(profile, Key::Repeat, "passes through the whole cadence");
        let (voices, times, passes) = (voices.ok()?, times.ok()?, passes.ok()?);
        let pairs: Vec<_> = times
            .into_iter()
            .zip(voices)
            .map(|((make, pause, passes), voice)| Pair { make, pause, passes, voice })
            .collect();
        let course = self.course(profile, pairs, passes)?;
        let signal = assemble(course, passes);
        match &signal {
            None => self.findings.report(name.span, SbcProblem::NoCadence),
            Some(signal) if signal.cadence().is_silent() => {
                self.findings.report(name.span, SbcProblem::Silent);
            }
            Some(_) => {}
        }
        signal
    }

    /// Make, break and passes of each pair.
    fn times(
        &mut self,
        name: Word<'_>,
        profile: &Profile<'_>,
    ) -> Result<Vec<(i64, i64, u32)>, Reported> {
        if profile.get(Key::Make(0)).is_none() {
            self.findings.report(name.span, SbcProblem::MissingMake);
            return Err(Reported);
        }
        let read = |pair| {
            let make = self.time(profile, Key::Make(pair), 0);
            let pause = self.time(profile, Key::Break(pair), if pair == 0 { BREAK1 } else { 0 });
            let passes = self.passes(profile, Key::RepeatPair(pair), "passes through its pair");
            Ok((make?, pause?, passes?.max(1)))
        };
        // All of them, so that every fault is reported.
        let pairs: Vec<_> = (0..PAIRS).map(read).collect();
        pairs.into_iter().collect()
    }

    fn time(&mut self, profile: &Profile<'_>, key: Key, default: i64) -> Result<i64, Reported> {
        let Some(value) = profile.get(key) else { return Ok(default) };
        // So that on and off time together fit.
        self.number(value, key, (FOR_EVER, 8000), (FOR_EVER, i32::MAX.into()))
    }

    /// A number of passes, 0 where none is set.
    fn passes(
        &mut self,
        profile: &Profile<'_>,
        key: Key,
        read_as: &'static str,
    ) -> Result<u32, Reported> {
        let Some(value) = profile.get(key) else { return Ok(0) };
        let all = (0, u32::MAX.into());
        let passes = self.number(value, key, all, all)?;
        if passes > 0 {
            self.findings.report(value.span, SbcProblem::UnstatedRepeat { read_as });
        }
        Ok(u32::try_from(passes).unwrap_or(u32::MAX))
    }

    fn number(
        &mut self,
        value: Word<'_>,
        key: Key,
        stated: Range,
        playable: Range,
    ) -> Result<i64, Reported> {
        number::read(value, key, stated, playable, self.findings)
    }

    /// What sounds in each make period.
    fn voices(&mut self, name: Word<'_>, profile: &Profile<'_>) -> Result<Voices, Reported> {
        let Some(method) = profile.method else {
            let problem = SbcProblem::MissingKey("generationMethod".to_owned());
            self.findings.report(name.span, problem);
            return Err(Reported);
        };
        self.report_unused(profile, method);
        match method {
            Method::Modulated => {
                let component = self.modulated(name, profile)?;
                let voice = Voice::new([component]).ok();
                Ok([voice.clone(), voice.clone(), voice])
            }
            Method::Single | Method::Dual => {
                let tones = if method == Method::Single { 1 } else { 2 };
                let read = |tone| self.component(name, profile, tone);
                let components: Vec<_> = (0..tones).map(read).collect();
                let components: Vec<_> = components.into_iter().collect::<Result<_, _>>()?;
                // A first frequency of 0 is silence, whatever the second one is.
                let sounding = components.iter().flatten().take_while(|_| components[0].is_some());
                let voice = Voice::new(sounding.copied()).ok();
                Ok([voice.clone(), voice.clone(), voice])
            }
            Method::Composite => self.composite(name, profile),
        }
    }

    fn report_unused(&mut self, profile: &Profile<'_>, method: Method) {
        let mut unused: Vec<_> = profile.keys().filter(|(key, _)| !method.reads(*key)).collect();
        unused.sort_by_key(|(_, name)| name.span);
        for (key, name) in unused {
            let method = Method::NAMES[method as usize];
            let problem = SbcProblem::UnusedKey { key: key.to_string(), method };
            self.findings.report(name.span, problem);
        }
    }

    /// The tones of a composite one, each in the make periods that it applies to.
    fn composite(&mut self, name: Word<'_>, profile: &Profile<'_>) -> Result<Voices, Reported> {
        let mut periods: [Vec<Component>; PAIRS] = Default::default();
        let mut whole = Ok(());
        let mut any = false;
        for tone in 0..TONES {
            let keys = [Key::Frequency(tone), Key::Power(tone), Key::Apply(tone)];
            if keys.iter().all(|key| profile.get(*key).is_none()) {
                continue;
            }
            any = true;
            let component = self.component(name, profile, tone);
            let apply = match profile.get(Key::Apply(tone)) {
                None => Ok(0),
                Some(value) => self.number(value, Key::Apply(tone), (0, 3), (0, 3)),
            };
            let (Ok(component), Ok(apply)) = (component, apply) else {
                whole = Err(Reported);
                continue;
            };
            for (period, components) in (1..).zip(&mut periods) {
                if apply == 0 || apply == period {
                    components.extend(component);
                }
            }
        }
        if !any {
            let problem = SbcProblem::MissingKey(Key::Frequency(0).to_string());
            self.findings.report(name.span, problem);
            return Err(Reported);
        }
        whole?;
        Ok(periods.map(|components| Voice::new(components).ok()))
    }

    /// A plain component; none where its frequency is 0.
    fn component(
        &mut self,
        name: Word<'_>,
        profile: &Profile<'_>,
        tone: usize,
    ) -> Result<Option<Component>, Reported> {
        let frequency = self.required(name, profile, Key::Frequency(tone));
        let frequency = frequency.and_then(|value| self.frequency(value, Key::Frequency(tone)));
        if matches!(frequency, Ok(None)) {
            return Ok(None);
        }
        let level = self.power(name, profile, Key::Power(tone));
        let (frequency, level) = (frequency?, level?);
        Ok(frequency.map(|frequency| Component::new(frequency, level)))
    }

    fn modulated(&mut self, name: Word<'_>, profile: &Profile<'_>) -> Result<Component, Reported> {
        let mut frequency = |key| {
            let value = self.required(name, profile, key)?;
            let frequency = self.frequency(value, key)?;
            if frequency.is_none() {
                self.findings.report(value.span, SbcProblem::ZeroFrequency);
            }
            frequency.ok_or(Reported)
        };
        let carrier = frequency(Key::CarrierFrequency);
        let signal = frequency(Key::SignalFrequency);
        let level = self.power(name, profile, Key::CarrierPower);
        let index = self.required(name, profile, Key::ModulationIndex).and_then(|value| {
            let all = (0, 300);
            self.number(value, Key::ModulationIndex, all, all)
        });
        let thousandths = index.map(|index| u16::try_from(index * 10).unwrap_or(u16::MAX));
        let depth = Depth::from_thousandths(thousandths?).ok_or(Reported);
        let modulation = Some(Modulation { frequency: signal?, depth: depth? });
        Ok(Component { frequency: carrier?, level: level?, modulation })
    }

    fn required<'a>(
        &mut self,
        name: Word<'_>,
        profile: &Profile<'a>,
        key: Key,
    ) -> Result<Word<'a>, Reported> {
        let value = profile.get(key);
        if value.is_none() {
            self.findings.report(name.span, SbcProblem::MissingKey(key.to_string()));
        }
        value.ok_or(Reported)
    }

    /// A frequency that the rate carries; none for 0.
    fn frequency(&mut self, value: Word<'_>, key: Key) -> Result<Option<Hertz>, Reported> {
        // Half of the rate is reported as such.
        let stated = (0, 3999);
        let found = self.number(value, key, (0, i64::MAX), (0, i64::from(u32::MAX / 1000)))?;
        let Some(frequency) = u32::try_from(found).ok().and_then(Hertz::new) else {
            return Ok(None);
        };
        if !self.rate.carries(frequency) {
            let problem = SbcProblem::AboveNyquist { frequency, rate: self.rate };
            self.findings.report(value.span, problem);
            return Err(Reported);
        }
        self.number(value, key, stated, (0, i64::MAX))?;
        Ok(Some(frequency))
    }

    fn power(&mut self, name: Word<'_>, profile: &Profile<'_>, key: Key) -> Result<DbM0, Reported> {
        let value = self.required(name, profile, key)?;
        let found = self.number(value, key, (-50, 3), (-200, 60))?;
        let level = i32::try_from(found * 100).ok().and_then(DbM0::from_hundredths);
        level.ok_or(Reported)
    }

    /// The pairs up to the first time that never ends.
    fn course(&mut self, profile: &Profile<'_>, pairs: Vec<Pair>, passes: u32) -> Option<Course> {
        let mut played = Vec::new();
        for (place, pair) in pairs.into_iter().enumerate() {
            let last = |time: i64| time == FOR_EVER;
            if last(pair.make) {
                self.report_unreachable(profile, place, true);
                return Some(Course { played, end: End::Last(pair.voice) });
            }
            let time = |time: i64| u32::try_from(time).unwrap_or(0);
            let on_off = OnOff::new(time(pair.make), time(pair.pause));
            if on_off.length_ms() > 0 && !last(pair.pause) {
                self.may_repeat(u64::from(pair.passes) - 1, profile, Key::RepeatPair(place))?;
            }
            let count = if last(pair.pause) || on_off.length_ms() == 0 { 1 } else { pair.passes };
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            played.extend(core::iter::repeat_n((on_off, pair.voice), count));
            if last(pair.pause) {
                self.report_unreachable(profile, place, false);
                return Some(Course { played, end: End::Last(None) });
            }
        }
        let more = u64::from(passes.max(1) - 1) * played.len() as u64;
        self.may_repeat(more, profile, Key::Repeat)?;
        Some(Course { played, end: End::Over })
    }

    /// Takes `pairs` off what repetitions may still make.
    fn may_repeat(&mut self, pairs: u64, profile: &Profile<'_>, key: Key) -> Option<()> {
        let left = u32::try_from(pairs).ok().and_then(|pairs| self.repeats_left.checked_sub(pairs));
        match (left, profile.get(key)) {
            (Some(left), _) => self.repeats_left = left,
            (None, Some(value)) => {
                let problem = SbcProblem::TooManyPairs { limit: MOST_REPEATED };
                self.findings.report(value.span, problem);
            }
            (None, None) => {}
        }
        left.map(|_| ())
    }

    /// Reports what is set behind a time that never ends, at its first place in the text.
    fn report_unreachable(&mut self, profile: &Profile<'_>, place: usize, in_make: bool) {
        let later = |key: Key| match key {
            Key::Make(pair) => pair > place,
            Key::Break(pair) => pair > place || (pair == place && in_make),
            Key::RepeatPair(pair) => pair >= place,
            Key::Repeat => true,
            _ => false,
        };
        let says_something = |key: Key| profile.get(key).is_some_and(|v| v.text != "0");
        let later = profile.keys().filter(|(key, _)| later(*key) && says_something(*key));
        let first: Option<Span> = later.map(|(_, name)| name.span).min();
        if let Some(at) = first {
            self.findings.report(at, SbcProblem::Unreachable);
        }
    }
}

/// The signal of what is played, `passes` times or, for 0, for ever.
fn assemble(course: Course, passes: u32) -> Option<Signal> {
    let mut palette = Palette::default();
    let mut pairs: Vec<_> =
        course.played.into_iter().map(|(pair, voice)| palette.pair(pair, voice)).collect();
    let cadence = match course.end {
        End::Over if passes == 0 => Cadence::new([], pairs),
        End::Over => {
            let passes = usize::try_from(passes).unwrap_or(usize::MAX);
            let all = pairs.len().saturating_mul(passes);
            Cadence::new(pairs.into_iter().cycle().take(all), [])
        }
        // Silence is what follows a lead, or all there is.
        End::Last(None) if pairs.iter().any(|pair| pair.length_ms() > 0) => Cadence::new(pairs, []),
        End::Last(voice) => {
            let steady = match voice {
                Some(_) => OnOff::new(1000, 0),
                None => OnOff::new(0, 1000),
            };
            let steady = palette.pair(steady, voice);
            Cadence::new(core::mem::take(&mut pairs), [steady])
        }
    };
    Signal::with_voices(palette.voices, cadence.ok()?).ok()
}

/// The voices of a signal, equal ones once, in the order in which they sound.
#[derive(Default)]
struct Palette {
    voices: Vec<Voice>,
    places: HashMap<Voice, usize>,
}

impl Palette {
    /// The pair with its voice; all silence if it has none.
    fn pair(&mut self, pair: OnOff, voice: Option<Voice>) -> OnOff {
        let Some(voice) = voice.filter(|_| !pair.on.is_zero()) else {
            let silence = u32::try_from(pair.length_ms()).unwrap_or(u32::MAX);
            return OnOff { on: Millis::ZERO, off: Millis(silence), voice: 0 };
        };
        let next = self.voices.len();
        let place = *self.places.entry(voice).or_insert_with_key(|voice| {
            self.voices.push(voice.clone());
            next
        });
        pair.with_voice(place)
    }
}
