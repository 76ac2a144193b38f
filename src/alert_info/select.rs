//! Values to a selection: what counts for whom.

use std::collections::HashSet;

use crate::alert_info::AlertInfo;
use crate::alert_info::header::{Parameter, Value};
use crate::alert_info::keyword::{self, Effect, Keyword, Place, Ring, RingKind};
use crate::alert_info::meaning::{self, Meaning};
use crate::alert_info::problem::{AlertInfoProblem, Findings};
use crate::alert_info::resolve::{AlertSignal, Resolution, SignalTable};
use crate::alert_info::selection::{Action, AnswerAfter, Profile, Reason, Selection};
use crate::diagnostic::{Diagnostic, Span};
use crate::handset::Reference;
use crate::text::excerpt;

/// What one value says.
struct Reading<'a> {
    value: &'a Value,
    meaning: Meaning,
    /// The ring that a parameter names, and where.
    ring: Option<(Ring, Span)>,
    keywords: Vec<Keyword>,
    answer_after: Option<AnswerAfter>,
}

pub(super) fn select(header: &AlertInfo, profile: Profile, signals: &SignalTable) -> Selection {
    let mut findings = Findings::new(false);
    let readings: Vec<_> = header.values().iter().map(|value| read(value, &mut findings)).collect();
    let mut selection = Selection { profile, ..Selection::default() };
    let mut names = HashSet::new();
    for reading in &readings {
        gather(reading, &mut names, &mut selection);
    }
    let resolution = signals.resolve(&selection.urns);
    decide(&readings, profile, &resolution, &mut selection, &mut findings);
    let decided_by = selection.decided_by.filter(|_| profile != Profile::Auto);
    let decided_by = decided_by.map(|at| readings[at].value.span);
    // A vendor's own way to write a value is nothing odd where that vendor's reading is meant.
    let as_documented = |found: &&Diagnostic| {
        let no_scheme = matches!(found.problem_of(), Some(AlertInfoProblem::NoScheme(_)));
        !(no_scheme && Some(found.span) == decided_by)
    };
    selection.diagnostics = header.diagnostics().iter().filter(as_documented).cloned().collect();
    selection.diagnostics.extend(findings.into_sorted());
    selection.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    selection
}

/// Parameters that hold what `info=` holds: the name of a ring or of a kind of call.
const INFO: [&str; 3] = ["info", "alert", "avaya-cm-alert-type"];

fn read<'a>(value: &'a Value, findings: &mut Findings) -> Reading<'a> {
    let (meaning, problem) = meaning::of(&value.target);
    if let Some(problem) = problem {
        findings.report(value.span, problem);
    }
    let mut reading =
        Reading { value, meaning, ring: None, keywords: Vec::new(), answer_after: None };
    if let Meaning::Keyword(keyword) = &reading.meaning {
        reading.keywords.push(keyword.clone());
    }
    // `<info=ring2>` has brackets round what is a parameter.
    if let Meaning::Word(word) = &reading.meaning
        && let Some((name, text)) = word.split_once('=')
    {
        let (name, text) = (name.trim().to_owned(), Some(text.trim().to_owned()));
        let parameter = Parameter { name, value: text, span: value.span };
        reading.meaning = Meaning::Nothing;
        reading.parameter(&parameter, findings);
    }
    for parameter in &value.parameters {
        reading.parameter(parameter, findings);
    }
    reading.ring_and_answer();
    reading.answer(findings);
    reading
}

impl Reading<'_> {
    fn parameter(&mut self, parameter: &Parameter, findings: &mut Findings) {
        let blank = |c: char| c.is_whitespace() || matches!(c, '<' | '>');
        let text = parameter.value.as_deref().unwrap_or_default().trim_matches(blank);
        if INFO.iter().any(|name| parameter.is(name)) {
            match keyword::ring(text, Place::Whole) {
                Ok(Some(ring)) => {
                    self.ring.get_or_insert((ring, parameter.span));
                }
                Ok(None) if !text.is_empty() => self.keywords.push(Keyword::any(text)),
                Ok(None) => {}
                Err(problem) => {
                    findings.report(parameter.span, problem);
                    self.keywords.push(Keyword::any(text));
                }
            }
        } else if parameter.is("intercom") && !matches!(text, "false" | "no" | "0") {
            self.keywords.push(Keyword::any(&parameter.name));
        } else if parameter.value.is_none() {
            let answers = |keyword: &Keyword| keyword.effect != Effect::Names;
            self.keywords.extend(Keyword::known(&parameter.name).filter(answers));
        }
    }

    /// `Ring;Answer`, in which a `;` stands for the blank: the target or a parameter, and the next.
    fn ring_and_answer(&mut self) {
        let bare = self.value.parameters.iter().filter(|p| p.value.is_none());
        let mut words =
            core::iter::once(self.value.target.as_str()).chain(bare.map(|p| p.name.as_str()));
        let ring = words.by_ref().any(|word| word.eq_ignore_ascii_case("ring"));
        if ring && words.any(|word| word.eq_ignore_ascii_case("answer")) {
            self.keywords.insert(0, Keyword::any("Ring Answer"));
            if matches!(self.meaning, Meaning::Word(_)) {
                self.meaning = Meaning::Nothing;
            }
        }
    }

    /// When the call is answered: `answer-after=N`; or a word that says so, and then `delay=N`.
    fn answer(&mut self, findings: &mut Findings) {
        let seconds = |name: &str, findings: &mut Findings| {
            let parameter = self.value.parameters.iter().find(|parameter| parameter.is(name))?;
            let text = parameter.value.as_deref().unwrap_or_default();
            // `parse` would take a sign.
            let plain = Some(text).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
            Some(plain.and_then(|text| text.parse().ok()).unwrap_or_else(|| {
                findings.report(parameter.span, AlertInfoProblem::BadDelay(excerpt(text)));
                0
            }))
        };
        let after = seconds("answer-after", findings);
        let says = |effect| self.keywords.iter().any(|keyword| keyword.effect == effect);
        self.answer_after = if after.is_some() || says(Effect::Answers) {
            let delay = after.or_else(|| seconds("delay", findings));
            Some(AnswerAfter::Seconds(delay.unwrap_or(0)))
        } else {
            says(Effect::RingsAndAnswers).then_some(AnswerAfter::Ringing)
        };
    }
}

/// Takes what counts whatever is chosen.
fn gather(reading: &Reading<'_>, names: &mut HashSet<String>, selection: &mut Selection) {
    if let Meaning::Urn(urn) = &reading.meaning {
        selection.urns.push(urn.clone());
    }
    if selection.keyword.is_none() {
        selection.keyword = reading.keywords.first().map(|keyword| keyword.word.clone());
    }
    selection.answer_after = selection.answer_after.or(reading.answer_after);
    for parameter in &reading.value.parameters {
        if names.insert(parameter.name.to_ascii_lowercase()) {
            selection.parameters.push((parameter.name.clone(), parameter.value.clone()));
        }
    }
}

fn decide(
    readings: &[Reading<'_>],
    profile: Profile,
    resolution: &Resolution<'_>,
    selection: &mut Selection,
    findings: &mut Findings,
) {
    for (at, reading) in readings.iter().enumerate() {
        let decided = match profile {
            Profile::AudioCodes => reading.distinctive(),
            Profile::Lmsd => reading.lmsd(),
            Profile::Handset => reading.handset(),
            Profile::Rfc7462 => reading.signal(resolution).or_else(|| reading.url()),
            Profile::Auto => reading.anybody(resolution),
        };
        if let Some((action, reason)) = decided {
            if matches!(action, Action::Url(_)) {
                selection.fallback_ring = reading.ring.as_ref().map(|(ring, _)| ring.number);
            }
            (selection.action, selection.reason) = (action, reason);
            selection.decided_by = Some(at);
            return;
        }
        reading.passed_over(profile, findings);
    }
    if !readings.is_empty() {
        selection.reason = nothing_chosen(profile, selection);
    }
}

/// Why readings choose nothing.
fn nothing_chosen(profile: Profile, selection: &Selection) -> Reason {
    let reads_all = matches!(profile, Profile::Auto | Profile::Rfc7462);
    match &selection.keyword {
        _ if reads_all && !selection.urns.is_empty() => Reason::UrnsAlone,
        _ if selection.answer_after.is_some() => Reason::AnswerAlone,
        Some(word) if profile == Profile::Auto => Reason::KeywordAlone(word.clone()),
        _ => Reason::NothingKnown(profile),
    }
}

type Decided = Option<(Action, Reason)>;

impl Reading<'_> {
    /// Reports what a profile does not read.
    fn passed_over(&self, profile: Profile, findings: &mut Findings) {
        let mut report = |span, value: &str| {
            let value = excerpt(value);
            let problem = AlertInfoProblem::NotOfProfile { value, profile: profile.name() };
            findings.report(span, problem);
        };
        let is_read = match profile {
            Profile::Auto => return,
            Profile::Rfc7462 => matches!(self.meaning, Meaning::Urn(_)),
            _ => false,
        };
        if !is_read && !self.value.target.is_empty() && self.meaning != Meaning::Nothing {
            report(self.value.span, &self.value.target);
        }
        if let Some((ring, span)) = &self.ring {
            report(*span, &ring.name);
        }
    }

    /// The ring of the target, and the one of a parameter.
    fn rings(&self) -> impl Iterator<Item = &Ring> {
        let target = match &self.meaning {
            Meaning::Ring(ring) => Some(ring),
            _ => None,
        };
        target.into_iter().chain(self.ring.as_ref().map(|(ring, _)| ring))
    }

    /// What `Bellcore-drN` asks for, in the target or in `info=`.
    fn distinctive(&self) -> Decided {
        let ring = self.rings().find(|ring| ring.kind == RingKind::Distinctive)?;
        let reason = Reason::DistinctiveRinging(ring.name.clone(), ring.number);
        Some((Action::Ring(ring.number), reason))
    }

    /// The ring that the target or a parameter has the number of.
    fn ring(&self) -> Decided {
        let ring = self.rings().next()?;
        Some((Action::Ring(ring.number), Reason::RingNumber(ring.name.clone(), ring.number)))
    }

    fn lmsd(&self) -> Decided {
        match &self.meaning {
            Meaning::Lmsd(id) => Some((Action::Tone(id.clone()), Reason::LmsdTone(id.clone()))),
            Meaning::Null => Some((Action::Stop, Reason::LmsdNull)),
            _ => None,
        }
    }

    /// What the URNs of the whole header choose, where this value is one of them.
    fn signal(&self, resolution: &Resolution<'_>) -> Decided {
        let Meaning::Urn(_) = self.meaning else { return None };
        let action = match resolution.signal? {
            AlertSignal::Ring(number) => Action::Ring(*number),
            AlertSignal::Tone(id) => Action::Tone(id.to_string()),
        };
        Some((action, Reason::Urns(resolution.said.clone())))
    }

    fn url(&self) -> Decided {
        match &self.meaning {
            Meaning::Url { url, .. } => Some((Action::Url(url.clone()), Reason::Network)),
            _ => None,
        }
    }

    fn silent(&self) -> Decided {
        let word = self.keywords.iter().find(|keyword| keyword.effect == Effect::Silent)?;
        Some((Action::Stop, Reason::Silent(word.word.clone())))
    }

    /// What a handset takes the target for: a file, a URL, or the title of a ring tone, which is
    /// what any text is that names nothing else.
    fn handset(&self) -> Decided {
        if let Some(silent) = self.silent() {
            return Some(silent);
        }
        if let Meaning::Keyword(_) | Meaning::Nothing = self.meaning {
            return None;
        }
        match Reference::read(&self.value.target) {
            Reference::Network(url) => Some((Action::Url(url), Reason::Network)),
            Reference::File(name) | Reference::Provisioned(name) => {
                Some((Action::File(name.clone()), Reason::LocalFile(name)))
            }
            Reference::Title(title) => Some((Action::File(title.clone()), Reason::Title(title))),
            Reference::Nothing | Reference::Other(_) => None,
        }
    }

    /// What the value means to whoever knows it.
    fn anybody(&self, resolution: &Resolution<'_>) -> Decided {
        let known = self.lmsd().or_else(|| self.silent()).or_else(|| self.distinctive());
        if known.is_some() {
            return known;
        }
        // A URI beside `info=` is often written because one has to stand there.
        let named = self.ring.is_some() || self.keywords.iter().any(|k| k.effect == Effect::Names);
        match &self.meaning {
            Meaning::Url { dummy: true, .. } if named || self.answer_after.is_some() => self.ring(),
            Meaning::Url { .. } => self.url(),
            Meaning::File(_) if named => self.ring(),
            Meaning::File(name) => {
                Some((Action::File(name.clone()), Reason::LocalFile(name.clone())))
            }
            Meaning::Word(title) if !named => {
                Some((Action::File(title.clone()), Reason::Title(title.clone())))
            }
            Meaning::Tone(name) => {
                Some((Action::Tone(name.clone()), Reason::NamedTone(name.clone())))
            }
            Meaning::Urn(_) => self.signal(resolution),
            _ => self.ring(),
        }
    }
}
