//! What was heard as a succession of times: an on time, an off time, an on time, and so on.

use super::Heard;

/// A time that was heard: a run, or the silence after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    /// What sounds; `None` for silence.
    pub voice: Option<usize>,
    /// How long it was heard.
    pub ms: f64,
    /// Whether it was heard from its start to its end; else `ms` is the least that it can be.
    pub whole: bool,
}

/// The spans of a recording, and where they lie in it.
pub(super) struct Sequence {
    /// When the first run begins, in ms; before it is silence.
    pub start_ms: f64,
    /// On and off times in turn, beginning with an on time. The last off time is missing where the
    /// last run was cut by the end of the recording; else it is there, and not whole.
    pub spans: Vec<Span>,
}

impl Sequence {
    /// The succession of what was `heard`, followed by silence up to `silent_until_ms`; `None` if
    /// nothing was heard.
    ///
    /// Runs of no length and instants that are no times are left out, and where two overlap the
    /// second begins when the first ends.
    pub fn of(heard: &[Heard], silent_until_ms: f64) -> Option<Self> {
        let runs = in_order(heard);
        let mut spans = Vec::with_capacity(2 * runs.len());
        for (index, run) in runs.iter().enumerate() {
            let next = runs.get(index + 1).map(|next| next.start_ms);
            let cut_start = index == 0 && run.cut_start;
            let cut_end = next.is_none() && run.cut_end;
            spans.push(Span {
                voice: Some(run.voice),
                ms: run.end_ms - run.start_ms,
                whole: !cut_start && !cut_end,
            });
            if !cut_end {
                let until = next.unwrap_or(silent_until_ms).max(run.end_ms);
                let until = if is_time(until) { until } else { run.end_ms };
                spans.push(Span { voice: None, ms: until - run.end_ms, whole: next.is_some() });
            }
        }
        Some(Self { start_ms: runs.first()?.start_ms, spans })
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.spans.len().div_ceil(2)
    }

    /// Whether the recording ends while the last run sounds.
    pub fn ends_sounding(&self) -> bool {
        self.spans.len() % 2 == 1
    }

    /// The spans without the silence after the last run.
    pub fn until_silence(&self) -> &[Span] {
        &self.spans[..2 * self.runs() - 1]
    }
}

/// The runs that can be: of some length, in the order of time, none overlapping.
fn in_order(heard: &[Heard]) -> Vec<Heard> {
    let times = |run: &&Heard| is_time(run.start_ms) && is_time(run.end_ms);
    let mut runs: Vec<Heard> = heard.iter().filter(times).copied().collect();
    runs.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
    let mut last_ms = f64::NEG_INFINITY;
    runs.retain_mut(|run| {
        run.start_ms = run.start_ms.max(last_ms);
        let sounds = run.end_ms > run.start_ms;
        if sounds {
            last_ms = run.end_ms;
        }
        sounds
    });
    runs
}

/// Whether this is an instant of a recording: finite, and within thirty years, so that sums of
/// them stay exact to a millisecond.
fn is_time(ms: f64) -> bool {
    ms.abs() < 1e12
}
