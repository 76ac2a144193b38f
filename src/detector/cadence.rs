//! Which signal the on and off times make.

use super::{Event, Kind, Plan, PlanError};
use crate::model::{Cadence, OnOff};
use crate::units::{Millis, SampleRate};

/// On and off times that a channel remembers.
const MEMORY: usize = 16;
/// Silence between two voices that is not told from none: the edges of each are uncertain by more.
const JOINED_MS: u32 = 45;
/// How long after an edge it is known, in ms: see `super`.
const LATE_MS: u32 = 90;
/// The cycle from which on a single pass is enough to recognise it.
const LONG_CYCLE_MS: u32 = 2_000;

/// A stretch of one voice, or of silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// `None` for silence.
    pub voice: Option<u8>,
    pub ms: u32,
}

/// How far a time may be from what the cadence says: 10 %, and what two edges are uncertain by.
fn tolerance_ms(ms: u32) -> u32 {
    ms / 10 + 15
}

/// How a signal goes on after its lead.
#[derive(Clone, Debug, PartialEq)]
enum Course {
    /// It repeats these, in order.
    Cyclic(Vec<Stretch>),
    /// One voice for ever, recognised after this time.
    Continuous { voice: u8, after_ms: u32 },
    /// It is over.
    Once,
}

/// A cadence as it is listened for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rhythm {
    lead: Vec<Stretch>,
    course: Course,
}

impl Rhythm {
    /// The cadence of a signal whose voices have these places in the plan.
    pub(super) fn new(
        signal: usize,
        cadence: &Cadence,
        places: &[Option<usize>],
    ) -> Result<Self, PlanError> {
        if cadence.is_silent() {
            return Err(PlanError::Silent { signal });
        }
        let place = |voice: usize| {
            places.get(voice).copied().flatten().and_then(|place| u8::try_from(place).ok())
        };
        let lead = stretches(cadence.lead(), place);
        let cycle = stretches(cadence.cycle(), place);
        let course = match cycle.first() {
            Some(&Stretch { voice: Some(voice), .. }) if cadence.is_continuous() => {
                Course::Continuous { voice, after_ms: 0 }
            }
            Some(_) if cycle.iter().any(|stretch| stretch.voice.is_some()) => {
                Course::Cyclic(closed(cycle))
            }
            _ => Course::Once,
        };
        let rhythm = Self { lead, course };
        let count = rhythm.lead().len();
        match rhythm.shortest() {
            _ if rhythm.course == Course::Once && count > MEMORY => {
                Err(PlanError::TooManyTimes { signal, count })
            }
            Some(ms) if ms < Plan::SHORTEST.0 => {
                Err(PlanError::TooShort { signal, ms: Millis(ms) })
            }
            _ => Ok(rhythm),
        }
    }

    /// The lead up to its last on time, or its end where the tone goes on after it.
    fn lead(&self) -> &[Stretch] {
        match (self.lead.split_last(), &self.course) {
            (Some((last, rest)), Course::Once) if last.voice.is_none() => rest,
            _ => &self.lead,
        }
    }

    fn cycle(&self) -> &[Stretch] {
        match &self.course {
            Course::Cyclic(cycle) => cycle,
            _ => &[],
        }
    }

    fn shortest(&self) -> Option<u32> {
        let all = [&self.lead[..], self.cycle()];
        all.into_iter().flatten().map(|stretch| stretch.ms).min()
    }

    /// The longest on time of a voice that ends.
    fn longest(&self, voice: u8) -> u32 {
        let all = self.lead().iter().chain(self.cycle());
        let times = all.filter(|stretch| stretch.voice == Some(voice)).map(|stretch| stretch.ms);
        times.max().unwrap_or(0)
    }

    /// How many stretches have to be heard: a cycle, and one more where it is short.
    fn wanted(&self) -> usize {
        let cycle = self.cycle();
        let ms: u32 = cycle.iter().map(|stretch| stretch.ms).fold(0, u32::saturating_add);
        let more = usize::from(ms < LONG_CYCLE_MS);
        (cycle.len() + more).min(MEMORY)
    }

    /// How well the cycle, begun anywhere, fits what was heard, and what comes next.
    fn fit(&self, heard: &[Stretch]) -> Option<Fit> {
        let cycle = self.cycle();
        let begun_at = |first: usize| {
            let expected = cycle.iter().cycle().skip(first);
            let deviation = deviation(heard.iter().zip(expected))?;
            Some(Fit { deviation, next: (first + heard.len()) % cycle.len() })
        };
        let fits = (0..cycle.len()).filter_map(begun_at);
        fits.min_by(|a, b| a.deviation.total_cmp(&b.deviation))
    }
}

/// How a cycle fits.
#[derive(Clone, Copy, Debug)]
struct Fit {
    /// The mean distance over the tolerance.
    deviation: f32,
    /// The stretch of the cycle that comes next.
    next: usize,
}

/// The mean distance of what was heard from what was expected over what is tolerated; `None` where
/// one is beyond that.
fn deviation<'s>(pairs: impl Iterator<Item = (&'s Stretch, &'s Stretch)>) -> Option<f32> {
    let (mut sum, mut count) = (0.0, 0.0_f32);
    for (heard, expected) in pairs {
        sum += distance(*heard, *expected)?;
        count += 1.0;
    }
    Some(sum / count.max(1.0))
}

/// The distance of a stretch from what was expected over what is tolerated; `None` beyond 1.
fn distance(heard: Stretch, expected: Stretch) -> Option<f32> {
    let distance = heard.ms.abs_diff(expected.ms) as f32 / tolerance_ms(expected.ms) as f32;
    (heard.voice == expected.voice && distance <= 1.0).then_some(distance)
}

/// The stretches of pairs, equal neighbours joined, and silence left out that is not heard.
fn stretches(pairs: &[OnOff], place: impl Fn(usize) -> Option<u8>) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut push = |voice: Option<u8>, ms: u32| match stretches.last_mut() {
        _ if ms == 0 => {}
        Some(last) if last.voice == voice => last.ms = last.ms.saturating_add(ms),
        _ => stretches.push(Stretch { voice, ms }),
    };
    for pair in pairs {
        push(place(pair.voice), pair.on.0);
        if pair.off.0 >= JOINED_MS || pair.on.is_zero() {
            push(None, pair.off.0);
        }
    }
    stretches
}

/// A cycle whose end does not join its beginning.
fn closed(mut cycle: Vec<Stretch>) -> Vec<Stretch> {
    if let [first, .., last] = cycle.as_mut_slice()
        && first.voice == last.voice
    {
        first.ms = first.ms.saturating_add(last.ms);
        cycle.pop();
    }
    cycle
}

/// Sets when a continuous tone is recognised: once no other signal holds its voice so long.
pub(super) fn settle(rhythms: &mut [Rhythm], least: Millis) {
    let all = rhythms.to_vec();
    for rhythm in rhythms {
        if let Course::Continuous { voice, after_ms } = &mut rhythm.course {
            let longest = all.iter().map(|other| other.longest(*voice)).max().unwrap_or(0);
            let beyond = longest.saturating_add(tolerance_ms(longest) + LATE_MS);
            *after_ms = if longest == 0 { least.0 } else { least.0.max(beyond) };
        }
    }
}

/// A signal that was recognised.
#[derive(Clone, Copy, Debug)]
struct Active {
    signal: usize,
    /// The stretch of its cycle that is on.
    expected: usize,
}

/// What a channel has heard of cadences.
#[derive(Clone, Debug)]
pub(super) struct Tracker {
    /// The stretches that are over, the newest last.
    heard: [Stretch; MEMORY],
    count: usize,
    /// What sounds, and since which sample.
    voice: Option<u8>,
    since: u64,
    active: Option<Active>,
    /// Whether a signal that is over was recognised in this silence.
    told: bool,
}

impl Default for Tracker {
    fn default() -> Self {
        let nothing = Stretch { voice: None, ms: 0 };
        let heard = [nothing; MEMORY];
        Self { heard, count: 0, voice: None, since: 0, active: None, told: false }
    }
}

impl Tracker {
    /// Takes an edge into account that became known at sample `now`.
    pub(super) fn edge(
        &mut self,
        plan: &Plan,
        event: Event,
        now: u64,
        report: &mut impl FnMut(Event),
    ) {
        let next = match event.kind {
            Kind::On(voice) => u8::try_from(voice).ok(),
            _ => None,
        };
        let over = Stretch { voice: self.voice, ms: ms_between(plan.rate, self.since, event.at) };
        self.voice = next;
        self.since = event.at;
        self.told = false;
        if over.voice.is_none() && over.ms < JOINED_MS {
            return;
        }
        self.push(over);
        self.follow(plan, over, now, report);
        if self.active.is_none()
            && let Some(active) = self.recognise(plan)
        {
            self.active = Some(active);
            report(Event { at: now, kind: Kind::Recognised(active.signal) });
        }
    }

    /// Looks at the time at sample `now`, between edges.
    pub(super) fn tick(&mut self, plan: &Plan, now: u64, report: &mut impl FnMut(Event)) {
        let ms = ms_between(plan.rate, self.since, now);
        if let Some(active) = self.active {
            if is_overdue(plan, active, ms) {
                self.lose(now, report);
            }
        } else if self.voice.is_some() {
            self.recognise_continuous(plan, ms, now, report);
        } else if !self.told {
            self.recognise_once(plan, ms, now, report);
        }
    }

    fn heard(&self) -> &[Stretch] {
        &self.heard[MEMORY - self.count..]
    }

    fn push(&mut self, stretch: Stretch) {
        self.heard.copy_within(1.., 0);
        self.heard[MEMORY - 1] = stretch;
        self.count = (self.count + 1).min(MEMORY);
    }

    fn lose(&mut self, now: u64, report: &mut impl FnMut(Event)) {
        if let Some(active) = self.active.take() {
            report(Event { at: now, kind: Kind::Lost(active.signal) });
        }
    }

    /// Whether the recognised signal went on as it should with a stretch that is over.
    fn follow(&mut self, plan: &Plan, over: Stretch, now: u64, report: &mut impl FnMut(Event)) {
        let Some(active) = &mut self.active else { return };
        let cycle = plan.rhythms.get(active.signal).map_or(&[][..], Rhythm::cycle);
        match cycle.get(active.expected) {
            Some(&expected) if distance(over, expected).is_some() => {
                active.expected = (active.expected + 1) % cycle.len();
            }
            _ => self.lose(now, report),
        }
    }

    /// The signal whose cycle is heard; none yet where another fits better that takes longer to
    /// tell.
    fn recognise(&self, plan: &Plan) -> Option<Active> {
        let mut best: Option<(Active, f32)> = None;
        for (signal, rhythm) in plan.rhythms.iter().enumerate() {
            let Some(fit) = self.fit(rhythm, rhythm.wanted()) else { continue };
            if best.is_none_or(|(_, deviation)| fit.deviation < deviation) {
                best = Some((Active { signal, expected: fit.next }, fit.deviation));
            }
        }
        let (active, deviation) = best?;
        let wanted = plan.rhythms.get(active.signal)?.wanted();
        let better = |other: &Rhythm| {
            // A fifth of the tolerance is what edges of a steady tone scatter by.
            self.fit(other, wanted).is_some_and(|fit| fit.deviation + 0.2 < deviation)
        };
        (!plan.rhythms.iter().any(better)).then_some(active)
    }

    fn fit(&self, rhythm: &Rhythm, count: usize) -> Option<Fit> {
        let first = self.count.checked_sub(count)?;
        if count == 0 {
            return None;
        }
        rhythm.fit(self.heard().get(first..)?)
    }

    /// A tone that goes on; of several that would, the one whose lead was heard.
    fn recognise_continuous(
        &mut self,
        plan: &Plan,
        ms: u32,
        now: u64,
        report: &mut impl FnMut(Event),
    ) {
        let mut best: Option<(usize, usize)> = None;
        for (signal, rhythm) in plan.rhythms.iter().enumerate() {
            let Course::Continuous { voice, after_ms } = rhythm.course else { continue };
            if self.voice != Some(voice) || ms < after_ms {
                continue;
            }
            let lead = rhythm.lead();
            // Four stretches tell a lead; longer ones exceed what is remembered.
            let tail = &lead[lead.len().saturating_sub(4)..];
            if self.ends_with(tail) && best.is_none_or(|(_, length)| tail.len() > length) {
                best = Some((signal, tail.len()));
            }
        }
        if let Some((signal, _)) = best {
            self.active = Some(Active { signal, expected: usize::MAX });
            report(Event { at: now, kind: Kind::Recognised(signal) });
        }
    }

    /// A signal that was played once and is over, as the silence after it tells.
    fn recognise_once(&mut self, plan: &Plan, ms: u32, now: u64, report: &mut impl FnMut(Event)) {
        for (signal, rhythm) in plan.rhythms.iter().enumerate() {
            let lead = rhythm.lead();
            if rhythm.course != Course::Once || lead.is_empty() || !self.ends_with(lead) {
                continue;
            }
            let silences = lead.iter().filter(|stretch| stretch.voice.is_none());
            let longest = silences.map(|stretch| stretch.ms).max().unwrap_or(0);
            let within = longest.saturating_add(tolerance_ms(longest));
            let before = self.heard().iter().rev().nth(lead.len());
            let alone = before.is_none_or(|before| before.voice.is_none() && before.ms > within);
            if alone && ms > within.saturating_add(LATE_MS) {
                self.told = true;
                report(Event { at: now, kind: Kind::Recognised(signal) });
                return;
            }
        }
    }

    fn ends_with(&self, expected: &[Stretch]) -> bool {
        let heard = self.heard();
        let tail = heard.len().checked_sub(expected.len()).and_then(|first| heard.get(first..));
        tail.is_some_and(|tail| deviation(tail.iter().zip(expected)).is_some())
    }
}

/// Whether what is on should have ended long enough ago to be known.
fn is_overdue(plan: &Plan, active: Active, ms: u32) -> bool {
    let cycle = plan.rhythms.get(active.signal).map_or(&[][..], Rhythm::cycle);
    cycle.get(active.expected).is_some_and(|expected| {
        ms > expected.ms.saturating_add(tolerance_ms(expected.ms) + LATE_MS)
    })
}

/// The time between two samples in ms, rounded.
fn ms_between(rate: SampleRate, from: u64, to: u64) -> u32 {
    let rate = u128::from(rate.hertz());
    let ms = (u128::from(to.saturating_sub(from)) * 1000 + rate / 2) / rate;
    u32::try_from(ms).unwrap_or(u32::MAX)
}
