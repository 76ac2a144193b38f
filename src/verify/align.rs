//! Which sound of a recording is which step of the cadence.

use crate::verify::script::Script;
use crate::verify::sounds::Recording;
use crate::verify::tolerances::StepLimits;

/// The most that an on time costs: a wrong one is wrong, however much. A time that is off by `d`
/// tolerances costs `d²` until then.
const MOST_ON: f64 = 15.0;
/// The same of an off time. It is more than [`MISSING`], so that a silence that holds a run which was
/// not heard is told as that, if it fits.
const MOST_OFF: f64 = 30.0;
/// What a step that was not heard costs.
const MISSING: f64 = 12.0;
/// What a sound too many costs: more than a run with both times wrong.
const EXTRA: f64 = 50.0;
/// What an interruption of what should sound for ever costs: more than a wrong on time, so that a lead
/// is not taken for a tone that stutters.
const INTERRUPTION: f64 = 20.0;
/// What it costs to begin elsewhere than at the start of the lead, and than at that of a cycle.
const BEGINS_LATE: f64 = 0.25;
const BEGINS_WITHIN: f64 = 0.5;
/// How many steps in a row can be missing before the cadence counts as another one.
const MOST_MISSING: usize = 8;
/// How many sounds too many in a row leave the silence around them to be compared.
const MOST_EXTRA: usize = 3;
/// How many cells the search may have, at 24 bytes each. A day of busy tone against its definition
/// has half a million.
const MOST_CELLS: usize = 1 << 22;

/// The sounds that are steps of the cadence, in order.
#[derive(Debug, Default)]
pub(super) struct Path {
    pub pairs: Vec<Pair>,
    /// Sounds that are none.
    pub extra: usize,
}

/// A sound and the step that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub sound: usize,
    pub step: usize,
    /// How many steps after it were not heard before the next sound.
    pub missing: usize,
}

/// How a state was come to at the least cost.
#[derive(Clone, Copy, Debug)]
struct Cell {
    cost: f64,
    /// The state before.
    from: u32,
    /// How many sounds were used since: the one that was matched, and those too many after it.
    sounds: u8,
    /// How many steps were missing after the one that was matched; `None` where none was.
    matched: Option<u8>,
}

impl Cell {
    const UNREACHED: Self = Self { cost: f64::INFINITY, from: 0, sounds: 1, matched: None };
}

/// Finds the alignment that leaves the least to complain about.
///
/// A state is the step that is due after so many sounds: a shortest path over them, in the order of
/// the sounds.
pub(super) fn align(recording: &Recording, script: &Script, limits: &[StepLimits]) -> Path {
    let steps = script.steps().len();
    let sounds = recording.sounds.len();
    if steps == 0 {
        return Path { pairs: Vec::new(), extra: sounds };
    }
    let used = sounds.min((MOST_CELLS / (steps + 1)).max(1));
    let search = Search { recording, script, limits, used };
    let mut path = search.trace(&search.run());
    // Sounds beyond what can be searched belong to nothing: the recording cannot pass.
    path.extra += sounds - used;
    path
}

struct Search<'a> {
    recording: &'a Recording,
    script: &'a Script,
    limits: &'a [StepLimits],
    /// How many sounds are searched.
    used: usize,
}

/// Something that taking a sound for a step may lead to.
struct Visit {
    to: usize,
    missing: u8,
    extra: u8,
    cost: f64,
}

impl Search<'_> {
    fn states(&self) -> usize {
        self.script.steps().len() + 1
    }

    /// A row of cells before the first sound and after each.
    fn run(&self) -> Vec<Cell> {
        let states = self.states();
        let mut cells = vec![Cell::UNREACHED; (self.used + 1) * states];
        for (step, cell) in cells.iter_mut().enumerate().take(states - 1) {
            cell.cost = self.start_cost(step);
        }
        for sound in 0..self.used {
            for state in 0..states {
                let before = cells[sound * states + state].cost;
                let from = u32::try_from(state).unwrap_or(u32::MAX);
                let mut reach = |visit: &Visit, matched| {
                    let sounds = 1 + visit.extra;
                    let place = (sound + usize::from(sounds)) * states + visit.to;
                    let cost = before + visit.cost;
                    if let Some(cell) = cells.get_mut(place).filter(|cell| cost < cell.cost) {
                        *cell = Cell { cost, from, sounds, matched };
                    }
                };
                reach(&Visit { to: state, missing: 0, extra: 0, cost: EXTRA }, None);
                if state + 1 < states {
                    self.matches(sound, state, |visit| reach(&visit, Some(visit.missing)));
                }
            }
        }
        cells
    }

    /// The way to the cheapest state after the last sound.
    fn trace(&self, cells: &[Cell]) -> Path {
        let states = self.states();
        let row = |sounds: usize| &cells[sounds * states..(sounds + 1) * states];
        let mut path = Path::default();
        let ends = row(self.used).iter().enumerate();
        let best = ends.min_by(|one, other| one.1.cost.total_cmp(&other.1.cost));
        let mut state = best.map_or(0, |(state, _)| state);
        let mut sounds = self.used;
        while sounds > 0 {
            let cell = row(sounds)[state];
            let used = usize::from(cell.sounds).clamp(1, sounds);
            sounds -= used;
            state = usize::try_from(cell.from).unwrap_or(0).min(states - 1);
            match cell.matched {
                Some(missing) => {
                    path.extra += used - 1;
                    path.pairs.push(Pair { sound: sounds, step: state, missing: missing.into() });
                }
                None => path.extra += used,
            }
        }
        path.pairs.reverse();
        path
    }

    fn start_cost(&self, step: usize) -> f64 {
        match step {
            0 => 0.0,
            _ if self.script.begins_cycle(step) => BEGINS_LATE,
            _ => BEGINS_WITHIN,
        }
    }

    /// Everything that taking a sound for a step may lead to: as many steps missing after it, or
    /// sounds too many.
    fn matches(&self, sound: usize, step: usize, mut visit: impl FnMut(Visit)) {
        let steps = self.script.steps();
        if !self.recording.can_be(&self.recording.sounds[sound], steps[step].voice) {
            return;
        }
        let on = self.on_cost(sound, step);
        let mut to = self.script.after(step);
        for extra in 0..=u8::try_from(MOST_EXTRA).unwrap_or(0) {
            let off = self.off_cost(sound, step, Between { extra, skipped_ms: 0.0 });
            visit(Visit { to, missing: 0, extra, cost: on + off + EXTRA * f64::from(extra) });
        }
        if self.recording.gap_after_ms(sound, 0).is_none() || self.recording.other_follows(sound) {
            return;
        }
        let mut skipped_ms = 0.0;
        for missing in 1_u8.. {
            let next = steps.get(to).and_then(|next| Some(next.on_ms? + next.off_ms?));
            let Some(ms) = next.filter(|_| usize::from(missing) <= MOST_MISSING) else { return };
            skipped_ms += ms;
            to = self.script.after(to);
            let off = self.off_cost(sound, step, Between { extra: 0, skipped_ms });
            visit(Visit { to, missing, extra: 0, cost: on + off + MISSING * f64::from(missing) });
        }
    }

    fn on_cost(&self, sound: usize, step: usize) -> f64 {
        let sound = &self.recording.sounds[sound];
        let length = sound.length_ms();
        match self.limits[step].on {
            Some(on) if !(sound.cut_start || sound.cut_end) || on.exceeded_by(length) => {
                squared(on.deviation(length), MOST_ON)
            }
            _ => 0.0,
        }
    }

    /// What the silence between a sound and the next one of the cadence costs.
    fn off_cost(&self, sound: usize, step: usize, between: Between) -> f64 {
        let gap = self.recording.gap_after_ms(sound, between.extra.into());
        let whole = gap.is_some() && !self.recording.other_follows(sound);
        let gap = gap.unwrap_or(self.recording.silence_ms) - between.skipped_ms;
        match self.limits[step].off {
            Some(off) if whole || off.exceeded_by(gap) => squared(off.deviation(gap), MOST_OFF),
            None if whole && self.limits[step].on.is_none() => INTERRUPTION,
            _ => 0.0,
        }
    }
}

/// What lies between two sounds of the cadence beside one off time.
#[derive(Clone, Copy)]
struct Between {
    /// Sounds too many.
    extra: u8,
    /// Steps that were not heard, and their silences.
    skipped_ms: f64,
}

fn squared(deviation: f64, most: f64) -> f64 {
    (deviation * deviation).min(most)
}
