//! What a peer was told to play, and whether that was measured.

use ringsmith::analysis::{
    self, Content, MeasuredCadence, MeasuredComponent, MeasuredOnOff, Measurement,
};
use ringsmith::recording::Recording;

/// A sine that a peer was told to play.
#[derive(Clone, Copy, Debug)]
pub struct Sine {
    pub hertz: f64,
    /// The carrier's, where it is modulated.
    pub dbm0: f64,
    /// How often its level swings, in Hz, and how far; 1 is 100 %.
    pub modulation: Option<(f64, f64)>,
}

/// A sine that is not modulated.
pub const fn sine(hertz: f64, dbm0: f64) -> Sine {
    Sine { hertz, dbm0, modulation: None }
}

/// An on time and an off time in ms, and what sounds; an infinite on time has no end.
pub type Step = (f64, f64, Vec<Sine>);

/// What a peer was told to play.
#[derive(Clone, Debug, Default)]
pub struct Played {
    pub lead: Vec<Step>,
    pub cycle: Vec<Step>,
}

impl Played {
    /// Steps that are repeated.
    pub fn cycle(cycle: impl IntoIterator<Item = Step>) -> Self {
        Self { lead: Vec::new(), cycle: cycle.into_iter().collect() }
    }

    /// Steps that are played once.
    pub fn once(lead: impl IntoIterator<Item = Step>) -> Self {
        Self { lead: lead.into_iter().collect(), cycle: Vec::new() }
    }

    /// A tone without end.
    pub fn continuous(tone: impl IntoIterator<Item = Sine>) -> Self {
        Self::cycle([(f64::INFINITY, 0.0, tone.into_iter().collect())])
    }

    /// When what sounds in a recording of this length, in ms.
    pub fn soundings(&self, length_ms: f64) -> Vec<(f64, f64, &[Sine])> {
        let mut found = Vec::new();
        let mut at = 0.0;
        for (on, off, tone) in self.lead.iter().chain(self.cycle.iter().cycle()) {
            if at >= length_ms {
                break;
            }
            found.push((at, (at + on).min(length_ms), tone.as_slice()));
            at += on + off;
            if self.cycle.is_empty() && found.len() == self.lead.len() {
                break;
            }
        }
        found
    }
}

/// How exact a measurement has to be.
#[derive(Clone, Copy, Debug)]
pub struct Within {
    /// Of a frequency, in Hz, where it is heard for a second; more where for less, in proportion.
    pub hertz: f64,
    pub db: f64,
    /// Of an edge, and of a median time.
    pub ms: f64,
    /// Of a modulation.
    pub depth: f64,
}

/// What is promised: 0.1 Hz over 1 s and 1 Hz over 100 ms, 0.1 dB, 1 ms, 2 %.
pub const PROMISED: Within = Within { hertz: 0.1, db: 0.1, ms: 1.0, depth: 0.02 };

/// Measures what was played.
///
/// # Panics
/// If it is not measured as it was played.
pub fn assert_measured(
    case: &str,
    recording: &Recording,
    played: &Played,
    within: Within,
) -> Measurement {
    assert_eq!(recording.fault, None, "{case}");
    let found = analysis::measure(&recording.samples, recording.rate);
    let expected = played.soundings(recording.length_ms());
    let times: Vec<_> = found.runs.iter().map(|run| (run.start_ms, run.end_ms)).collect();
    assert_eq!(found.runs.len(), expected.len(), "{case}: {times:.1?}, {:.2?}", found.voices);
    for (run, (start_ms, end_ms, tone)) in found.runs.iter().zip(expected) {
        let at = format!("{case}: {:.2} to {:.2} ms", run.start_ms, run.end_ms);
        let is_near = |found: f64, played: f64| (found - played).abs() <= within.ms;
        assert!(is_near(run.start_ms, start_ms), "{at}, played from {start_ms}");
        assert!(is_near(run.end_ms, end_ms), "{at}, played to {end_ms}");
        let Content::Voice(voice) = run.content else { panic!("{at} is no tone") };
        let voice = &found.voices[voice];
        // Measured in all runs of the voice together.
        let hertz = within.hertz * (1000.0 / voice.heard_ms).max(1.0);
        assert_tone(&at, &voice.components, tone, Within { hertz, ..within });
    }
    assert_cadence(case, found.cadence.as_ref().expect(case), played, within.ms);
    found
}

fn assert_tone(at: &str, found: &[MeasuredComponent], played: &[Sine], within: Within) {
    assert_eq!(found.len(), played.len(), "{at}: {found:.2?}");
    for (found, played) in found.iter().zip(played) {
        let at = format!("{at}: {found:.3?}, played {played:?}");
        assert!((found.frequency_hz - played.hertz).abs() <= within.hertz, "{at}");
        assert!((found.level_dbm0 - played.dbm0).abs() <= within.db, "{at}");
        let found = found.modulation.map(|it| (it.frequency_hz, it.depth));
        assert_eq!(found.is_some(), played.modulation.is_some(), "{at}");
        if let Some((found, played)) = found.zip(played.modulation) {
            assert!((found.0 - played.0).abs() <= within.hertz, "{at}");
            assert!((found.1 - played.1).abs() <= within.depth, "{at}");
        }
    }
}

fn assert_cadence(case: &str, found: &MeasuredCadence, played: &Played, ms: f64) {
    let at = format!("{case}: {found:.1?}");
    let pairs = [(&found.lead, &played.lead), (&found.cycle, &played.cycle)];
    for (found, played) in pairs {
        assert_eq!(found.len(), played.len(), "{at}");
        for (found, (on, off, _)) in found.iter().zip(played) {
            assert_pair(&at, found, (*on, *off), ms);
        }
    }
}

fn assert_pair(at: &str, found: &MeasuredOnOff, (on, off): (f64, f64), ms: f64) {
    assert_eq!(found.on.is_none(), on.is_infinite(), "{at}");
    if let Some(times) = found.on {
        assert!((times.ms - on).abs() <= ms, "{at}, played {on}");
    }
    assert!((found.off.ms - off).abs() <= ms, "{at}, played {off}");
}
