//! Sections to a lead and a cycle.
//!
//! "The segments within a section are played in order and repeated until the total duration is
//! played" (Cisco, SPA100 Series Administration Guide, `CadScript`). Behind the last section is
//! silence.

use crate::diagnostic::Span;
use crate::model::OnOff;
use crate::notation::tonescript::RING_LENGTH;

/// A time of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// `*`.
    Ever,
    /// So many milliseconds.
    Ms(u32),
}

/// An on and an off time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) on: Time,
    pub(super) off: Time,
    /// What sounds, by index; nothing for the frequency 0.
    pub(super) voice: Option<usize>,
    pub(super) span: Span,
}

/// Segments that are repeated until their time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) length: Time,
    pub(super) segments: Vec<Segment>,
    pub(super) span: Span,
}

/// What a script is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A tone: a length is a length.
    Tone,
    /// Ringing: a last section of 60 s lasts as long as it rings.
    Ring,
}

/// The pairs of a script.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) lead: Vec<OnOff>,
    pub(super) cycle: Vec<OnOff>,
    /// What cannot come to be played.
    pub(super) unreachable: Vec<Span>,
    /// Sections of no time.
    pub(super) empty: Vec<Span>,
}

/// Why sections make no pairs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The segments of this section take no time.
    NoTime(Span),
    /// This section makes more pairs than are left.
    TooManyPairs(Span),
}

/// Lays the sections one behind the other. `pairs_left` is how many pairs they may make.
pub(super) fn lay(
    sections: &[Section],
    purpose: Use,
    pairs_left: &mut u32,
) -> Result<Course, Trouble> {
    let mut course = Course::default();
    for (place, section) in (1..).zip(sections) {
        let is_last = place == sections.len();
        let rings_on = purpose == Use::Ring && is_last && section.length == Time::Ms(RING_LENGTH.0);
        let segments = section.segments.as_slice();
        let endless = segments.iter().position(Segment::is_endless);
        if let Some(behind) = endless.and_then(|place| segments.get(place + 1)) {
            course.unreachable.push(behind.span);
        }
        let too_many = Trouble::TooManyPairs(section.span);
        match section.length {
            Time::Ms(0) => course.empty.push(section.span),
            Time::Ms(length) if !rings_on => {
                let pairs = repeated(section, length, pairs_left)?;
                course.lead.extend(pairs);
            }
            Time::Ms(_) | Time::Ever => {
                let count = u32::try_from(segments.len()).unwrap_or(u32::MAX);
                *pairs_left = pairs_left.checked_sub(count).ok_or(too_many)?;
                for_ever(segments, &mut course);
                if endless.is_none() && course.cycle.iter().all(|pair| pair.length_ms() == 0) {
                    return Err(Trouble::NoTime(section.span));
                }
                let behind = sections[place..].iter().map(|section| section.span);
                course.unreachable.extend(behind);
                break;
            }
        }
    }
    Ok(course)
}

impl Segment {
    fn is_endless(&self) -> bool {
        self.on == Time::Ever || self.off == Time::Ever
    }

    /// What can be played of it in `left` ms.
    fn within(&self, left: u32) -> OnOff {
        let cut = |time, left| match time {
            Time::Ever => left,
            Time::Ms(ms) => u32::min(ms, left),
        };
        let on = cut(self.on, left);
        self.pair(on, cut(self.off, left - on))
    }

    /// All of it, where it ends.
    fn whole(&self) -> OnOff {
        let ms = |time| match time {
            Time::Ever => u32::MAX,
            Time::Ms(ms) => ms,
        };
        self.pair(ms(self.on), ms(self.off))
    }

    fn pair(&self, on: u32, off: u32) -> OnOff {
        match self.voice {
            Some(voice) => OnOff::new(on, off).with_voice(voice),
            None => OnOff::new(0, on.saturating_add(off)),
        }
    }
}

/// The pairs of a section that takes `length` ms, the last of them cut where it ends.
fn repeated(section: &Section, length: u32, left: &mut u32) -> Result<Vec<OnOff>, Trouble> {
    let takes_time = |segment: &&Segment| segment.within(length).length_ms() > 0;
    let segments: Vec<_> = section.segments.iter().filter(takes_time).collect();
    if segments.is_empty() {
        return Err(Trouble::NoTime(section.span));
    }
    let mut pairs = Vec::new();
    let mut ms_left = length;
    for segment in segments.iter().cycle() {
        let pair = segment.within(ms_left);
        if pair.length_ms() == 0 {
            break;
        }
        *left = left.checked_sub(1).ok_or(Trouble::TooManyPairs(section.span))?;
        ms_left -= pair.on.0 + pair.off.0;
        pairs.push(pair);
    }
    Ok(pairs)
}

/// Segments without end: a cycle, or the start of something that never changes.
fn for_ever(segments: &[Segment], course: &mut Course) {
    let Some(last) = segments.iter().position(Segment::is_endless) else {
        course.cycle = segments.iter().map(Segment::whole).collect();
        return;
    };
    course.lead.extend(segments[..last].iter().map(Segment::whole));
    match segments[last] {
        Segment { on: Time::Ever, voice: Some(voice), .. } => {
            course.cycle = vec![OnOff::new(1, 0).with_voice(voice)];
        }
        Segment { on: Time::Ms(on), voice: Some(voice), .. } => {
            course.lead.push(OnOff::new(on, 0).with_voice(voice));
        }
        // Silence: a cycle of it says that it was meant.
        Segment { voice: None, .. } => course.cycle = vec![OnOff::new(0, 1000)],
    }
}
