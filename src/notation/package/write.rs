//! A model to the TOML that a careful hand would write.

use core::fmt::{self, Write};

use crate::model::{
    Cadence, CallProgressTone, Component, OnOff, RingingPattern, Signal, ToneKind, ToneSet, Voice,
};
use crate::notation::package::context::MOST_REPEATED;
use crate::notation::package::tone::NO_KIND;
use crate::units::{DbM0, Hertz};

/// Writes a set as canonical TOML: the keys in the order of `docs/packages.md`, and nothing that
/// says nothing.
///
/// Whatever the set holds, it comes back the same when the text is [parsed](super::parse) at a rate
/// that carries its frequencies, unless the text is longer than what is read.
#[must_use]
pub fn write(tones: &ToneSet) -> String {
    let all = tones.tones().iter().chain(tones.user_tones());
    let cadences = all.clone().map(|tone| tone.signal.cadence());
    let cadences = cadences.chain(tones.patterns().iter().map(RingingPattern::cadence));
    let pairs: usize = cadences.map(|cadence| cadence.pairs().count()).sum();
    let mut page = Page { text: String::new(), repeats: pairs <= MOST_REPEATED as usize };
    if let Some(package) = tones.package() {
        page.key("name", Quoted(&package.name));
        if !package.description.is_empty() {
            page.key("description", Quoted(&package.description));
        }
        if let Some(number) = package.number {
            page.key("package-id", number);
        }
        if let Some(id) = &package.default_ringback {
            page.key("default-ringback", Quoted(id.as_str()));
        }
    }
    for (place, tone) in tones.tones().iter().enumerate() {
        page.header("tone");
        page.tone(place, tone);
    }
    for (place, tone) in tones.user_tones().iter().enumerate() {
        page.header("user-tone");
        page.tone(place, tone);
    }
    for (place, pattern) in tones.patterns().iter().enumerate() {
        page.header("pattern");
        page.number(place, pattern.number);
        page.key("frequency", hertz(pattern.frequency));
        page.times(pattern.cadence(), &|_| String::new(), Some(0));
    }
    page.text
}

/// The text so far.
struct Page {
    text: String,
    /// Whether `times` may be used: it could not be read if it made too many pairs.
    repeats: bool,
}

impl Page {
    fn header(&mut self, name: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.line(format_args!("{gap}[[{name}]]"));
    }

    fn key(&mut self, name: &str, value: impl fmt::Display) {
        self.line(format_args!("{name} = {value}"));
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("a string takes everything");
    }

    /// The number, where it is not the place.
    fn number(&mut self, place: usize, number: u32) {
        if usize::try_from(number) != Ok(place) {
            self.key("number", number);
        }
    }

    fn tone(&mut self, place: usize, tone: &CallProgressTone) {
        self.number(place, tone.number);
        if let Some(id) = &tone.id {
            self.key("id", Quoted(id.as_str()));
        }
        let told = tone.id.as_ref().and_then(|id| ToneKind::named(id.as_str()));
        match tone.kind {
            kind if kind == told => {}
            None => self.key("kind", Quoted(NO_KIND)),
            Some(kind) if kind.id().is_some() => self.key("kind", Quoted(&kind.to_string())),
            Some(kind) => self.key("kind", kind.number()),
        }
        self.signal(&tone.signal);
        if let Some(swell) = tone.signal.swell() {
            let from = decimal(swell.from_hundredths().into(), 2);
            let to = decimal(swell.to_hundredths().into(), 2);
            let over = swell.over().0;
            self.line(format_args!("swell = {{ from = {from}, to = {to}, over = {over} }}"));
        }
        if let Some(duration) = tone.default_duration {
            self.key("default-duration", duration.0);
        }
        if let Some(period) = tone.detection_period {
            self.key("detection-period", period.0);
        }
    }

    /// What sounds and when: one voice for all, or components in the pairs, or a list of voices
    /// that the pairs name, the first of them that says everything.
    fn signal(&mut self, signal: &Signal) {
        let (voices, cadence) = (signal.voices(), signal.cadence());
        let only_first = cadence.pairs().all(|pair| pair.voice == 0);
        if let ([voice], true) = (voices, only_first) {
            self.key("components", components(voice));
            self.times(cadence, &|_| String::new(), Some(0));
        } else if pairs_tell(voices, cadence) {
            let own = |pair: &OnOff| match voices.get(pair.voice) {
                Some(voice) if !pair.on.is_zero() => {
                    format!(", components = {}", components(voice))
                }
                _ => String::new(),
            };
            self.times(cadence, &own, None);
        } else {
            let list: Vec<_> = voices.iter().map(components).collect();
            self.key("voices", format_args!("[{}]", list.join(", ")));
            let named = |pair: &OnOff| match pair.voice {
                0 => String::new(),
                voice => format!(", voice = {voice}"),
            };
            self.times(cadence, &named, Some(0));
        }
    }

    /// Lead and cycle. `rest` is what a pair says besides its times; a continuous cycle of the
    /// voice `plain` says it in a word.
    fn times(&mut self, cadence: &Cadence, rest: &dyn Fn(&OnOff) -> String, plain: Option<usize>) {
        let continuous = match (cadence.is_continuous(), cadence.cycle()) {
            (true, [pair]) => Some(pair.voice) == plain,
            _ => false,
        };
        if !cadence.lead().is_empty() {
            self.key("lead", self.pairs(cadence.lead(), rest));
        }
        if continuous && !cadence.lead().is_empty() {
            self.key("cycle", Quoted("continuous"));
        } else if !continuous && !cadence.cycle().is_empty() {
            self.key("cycle", self.pairs(cadence.cycle(), rest));
        }
    }

    fn pairs(&self, pairs: &[OnOff], rest: &dyn Fn(&OnOff) -> String) -> String {
        /// So many equal pairs are still written one by one.
        const FEW: usize = 2;
        let mut items = Vec::new();
        for run in pairs.chunk_by(|one, other| one == other) {
            let pair = &run[0];
            let rest = rest(pair);
            let (times, count) = match run.len() {
                many if many > FEW && self.repeats => (format!(", times = {many}"), 1),
                few => (String::new(), few),
            };
            let item = if rest.is_empty() && times.is_empty() {
                format!("[{}, {}]", pair.on.0, pair.off.0)
            } else {
                format!("{{ on = {}, off = {}{rest}{times} }}", pair.on.0, pair.off.0)
            };
            items.extend(core::iter::repeat_n(item, count));
        }
        let line = items.join(", ");
        // Short cadences on one line, long ones a pair a line.
        if line.len() <= 80 {
            format!("[{line}]")
        } else {
            format!("[\n    {},\n]", items.join(",\n    "))
        }
    }
}

/// Whether components written in the pairs give these voices, in this order.
fn pairs_tell(voices: &[Voice], cadence: &Cadence) -> bool {
    let mut told: Vec<&Voice> = Vec::new();
    for pair in cadence.pairs() {
        if pair.on.is_zero() {
            if pair.voice != 0 {
                return false;
            }
            continue;
        }
        match voices.get(pair.voice) {
            Some(voice) if told.get(pair.voice) == Some(&voice) => {}
            Some(voice) if told.len() == pair.voice && !told.contains(&voice) => told.push(voice),
            _ => return false,
        }
    }
    told.len() == voices.len()
}

/// A voice as `components` has it.
fn components(voice: &Voice) -> String {
    let all = voice.components();
    if all.iter().all(|component| component.modulation.is_none()) {
        return Quoted(&plain(all)).to_string();
    }
    let one = |component: &Component| match component.modulation {
        None => Quoted(&plain(core::slice::from_ref(component))).to_string(),
        Some(modulation) => {
            let (frequency, level) = (hertz(component.frequency), dbm0(component.level));
            let by = hertz(modulation.frequency);
            let depth = decimal(modulation.depth.thousandths().into(), 3);
            format!(
                "{{ frequency = {frequency}, level = {level}, modulation = {by}, depth = {depth} }}"
            )
        }
    };
    let items: Vec<_> = all.iter().map(one).collect();
    format!("[{}]", items.join(", "))
}

/// Plain components as the command line has them: each level once behind those that share it.
fn plain(components: &[Component]) -> String {
    let mut text = String::new();
    for (at, component) in components.iter().enumerate() {
        let join = if at == 0 { "" } else { "+" };
        let level = match components.get(at + 1) {
            Some(next) if next.level == component.level => String::new(),
            _ => format!("@{}", dbm0(component.level)),
        };
        write!(text, "{join}{}{level}", hertz(component.frequency))
            .expect("a string takes everything");
    }
    text
}

fn hertz(frequency: Hertz) -> String {
    decimal(frequency.millihertz().into(), 3)
}

fn dbm0(level: DbM0) -> String {
    decimal(level.hundredths().into(), 2)
}

/// `value / 10^places` without trailing zeros.
fn decimal(value: i64, places: usize) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if value < 0 { "-" } else { "" };
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

/// A text as a TOML basic string.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                c if c.is_control() => write!(f, "\\u{:04X}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}
