//! One tone or pattern on a page: its name, its drawing, what it is made of, its lines.

use crate::model::{
    Cadence, CallProgressTone, Component, Entry, OnOff, Selector, Signal, ToneKind, ToneSet, Voice,
};
use crate::sheet::Heard;
use crate::sheet::markup::Html;
use crate::sheet::sound::Sounds;
use crate::sheet::source::Listing;
use crate::sheet::spectrum;
use crate::sheet::timeline::{self, Scale, time};
use crate::sheet::words;
use crate::units::DbM0;

/// How an entry of a set is asked for.
pub(super) fn selector(entry: Entry<'_>) -> Selector {
    match entry {
        Entry::Tone(tone) => Selector::Tone(tone.number),
        Entry::UserTone(tone) => Selector::UserTone(tone.number),
        Entry::Pattern(pattern) => Selector::Pattern(pattern.number),
    }
}

/// What the parts of a set are called, in their order.
pub(super) const TITLES: [&str; 3] =
    ["Call progress tones", "User defined tones", "Ringing patterns"];

/// The part that an entry belongs to: its place in [`TITLES`].
pub(super) const fn sort(entry: Entry<'_>) -> usize {
    match entry {
        Entry::Tone(_) => 0,
        Entry::UserTone(_) => 1,
        Entry::Pattern(_) => 2,
    }
}

/// Its number in its file.
pub(super) fn number(entry: Entry<'_>) -> u32 {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => tone.number,
        Entry::Pattern(pattern) => pattern.number,
    }
}

/// Its name: `busy`, `ringing pattern`.
pub(super) fn name(entry: Entry<'_>) -> String {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => tone.name(),
        Entry::Pattern(_) => "ringing pattern".to_owned(),
    }
}

/// What it is called in a sentence: `tone 3, busy`, `ringing pattern 2`.
pub(super) fn title(entry: Entry<'_>) -> String {
    match entry {
        Entry::Tone(tone) => format!("tone {}, {}", tone.number, tone.name()),
        Entry::UserTone(tone) => format!("user defined tone {}, {}", tone.number, tone.name()),
        Entry::Pattern(pattern) => format!("ringing pattern {}", pattern.number),
    }
}

fn tone_of(entry: Entry<'_>) -> Option<&CallProgressTone> {
    match entry {
        Entry::Tone(tone) | Entry::UserTone(tone) => Some(tone),
        Entry::Pattern(_) => None,
    }
}

/// What else it answers to: the id of its kind, or that callers hear it by default.
pub(super) fn id(entry: Entry<'_>, set: &ToneSet) -> Option<&'static str> {
    let tone = tone_of(entry)?;
    if set.package().is_some() && set.default_ringback() == Some(tone) {
        return Some("default ringback");
    }
    tone.kind.and_then(ToneKind::id).filter(|_| tone.id.is_none())
}

/// A signal to be drawn: a ringing pattern has no level of its own and gets 0 dBm0.
pub(super) fn signal(entry: Entry<'_>) -> Signal {
    entry.signal(DbM0::ZERO)
}

/// Adds what an entry sounds like: a tone as it is, a pattern as any of the ways in which a ringing
/// frequency can be made audible.
pub(super) fn add_sound(sounds: &mut Sounds, entry: Entry<'_>, heard: &Heard) -> Option<usize> {
    let signal = signal(entry);
    match entry {
        Entry::Tone(_) | Entry::UserTone(_) => {
            sounds.add(&signal, &[("tone", signal.voices())], None)
        }
        Entry::Pattern(pattern) => {
            let voice = [heard.voice.clone()];
            let hearings = [("voice", &voice[..]), ("raw", signal.voices())];
            sounds.add(&signal, &hearings, Some(pattern.frequency))
        }
    }
}

/// Writes the drawing of an entry with the button that plays it.
pub(super) fn write_track(
    html: &mut Html,
    entry: Entry<'_>,
    scale: Scale,
    sound: Option<usize>,
    called: &str,
) {
    let place = sound.map(|sound| sound.to_string());
    let mut attributes = vec![("class", "track")];
    if let Some(place) = &place {
        attributes.push(("data-sound", place));
    }
    html.element("div", &attributes, |html| {
        if sound.is_some() {
            let label = format!("Play {called}");
            let button: &[(&str, &str)] = &[
                ("type", "button"),
                ("class", "play"),
                ("aria-pressed", "false"),
                ("aria-label", &label),
            ];
            html.element("button", button, |html| {
                html.own("<span class=\"icon\" aria-hidden=\"true\"></span>");
            });
        }
        timeline::draw(html, &signal(entry), scale);
    });
}

/// Writes what an entry is made of: times, components, the spectrum of each voice.
pub(super) fn write_facts(html: &mut Html, entry: Entry<'_>) {
    let signal = signal(entry);
    html.element("div", &[("class", "facts")], |html| {
        html.element("div", &[("class", "fact")], |html| {
            html.leaf("h4", &[], "When");
            write_times(html, signal.cadence());
            if let Some(more) = more(entry) {
                html.leaf("p", &[("class", "more")], &more);
            }
        });
        let several = signal.voices().len() > 1;
        for (place, voice) in signal.voices().iter().enumerate() {
            let name = if several {
                format!("Voice {}", words::voice_name(place))
            } else if matches!(entry, Entry::Pattern(_)) {
                "Ringing frequency".to_owned()
            } else {
                "Components".to_owned()
            };
            html.element("div", &[("class", "fact voice")], |html| {
                html.leaf("h4", &[], &name);
                write_components(html, voice, matches!(entry, Entry::Pattern(_)));
                let title = format!("Spectrum of {}", title(entry));
                spectrum::draw(html, voice, signal.voices(), &title);
            });
        }
    });
}

/// What a file says besides: durations, a swell.
fn more(entry: Entry<'_>) -> Option<String> {
    let tone = tone_of(entry)?;
    let default = tone.default_duration.map(|ms| format!("Default duration {ms}"));
    let detection = tone.detection_period.map(|ms| format!("Detected after {ms}"));
    let swell = tone.signal.swell().map(|swell| {
        let words = words::swell(swell);
        words.trim_start_matches(", ").replacen('s', "S", 1)
    });
    let parts: Vec<_> = [default, detection, swell].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(". ") + ".")
}

fn write_times(html: &mut Html, cadence: &Cadence) {
    if !cadence.lead().is_empty() {
        write_pairs(html, "once", "Once", cadence.lead());
    }
    if cadence.is_continuous() {
        html.leaf("p", &[("class", "times cycle")], "Continuous");
    } else if cadence.cycle().is_empty() {
        html.leaf("p", &[("class", "more")], "Silence follows.");
    } else {
        let title = format!("Every {}", time(cadence.cycle_ms()));
        write_pairs(html, "cycle", &title, cadence.cycle());
    }
}

fn write_pairs(html: &mut Html, class: &str, title: &str, pairs: &[OnOff]) {
    /// Times that are listed one by one.
    const MOST: usize = 24;
    let several = pairs.iter().any(|pair| pair.voice != pairs[0].voice);
    html.element("p", &[("class", &format!("times {class}"))], |html| {
        html.leaf("span", &[("class", "which")], title);
        let runs: Vec<_> = pairs.chunk_by(|a, b| a == b).collect();
        for run in runs.iter().take(MOST) {
            html.text(" ");
            html.element("span", &[("class", "pair")], |html| {
                if run.len() > 1 {
                    html.text(&format!("{} × ", run.len()));
                }
                write_pair(html, run[0], several);
            });
        }
        if runs.len() > MOST {
            html.text(&format!(" and {} more", runs.len() - MOST));
        }
    });
}

fn write_pair(html: &mut Html, pair: OnOff, several: bool) {
    if !pair.on.is_zero() {
        let which = if several { words::voice_name(pair.voice) + " " } else { String::new() };
        html.leaf("span", &[("class", "on")], &format!("{which}on {}", pair.on));
    }
    html.text(" ");
    if !pair.off.is_zero() {
        html.leaf("span", &[("class", "off")], &format!("off {}", pair.off));
    }
}

fn write_components(html: &mut Html, voice: &Voice, is_pattern: bool) {
    if is_pattern {
        for component in voice.components() {
            html.leaf("p", &[("class", "frequency")], &component.frequency.to_string());
        }
        return;
    }
    let modulated = voice.components().iter().any(|one| one.modulation.is_some());
    html.element("table", &[], |html| {
        html.own("<thead><tr><th scope=\"col\">Frequency</th><th scope=\"col\">Level</th>");
        if modulated {
            html.own("<th scope=\"col\">Modulated</th>");
        }
        html.own("</tr></thead><tbody>");
        for component in voice.components() {
            html.element("tr", &[], |html| write_component(html, component, modulated));
        }
        html.own("</tbody>");
        if voice.components().len() > 1 || modulated {
            html.element("tfoot", &[], |html| {
                html.element("tr", &[], |html| {
                    html.leaf("td", &[], "together");
                    let level = format!("{} dBm0", spectrum::shown(spectrum::level(voice)));
                    html.leaf("td", &[], &level);
                    if modulated {
                        html.leaf("td", &[], "");
                    }
                });
            });
        }
    });
}

fn write_component(html: &mut Html, component: &Component, modulated: bool) {
    html.leaf("td", &[], &component.frequency.to_string());
    html.leaf("td", &[], &component.level.to_string().replace('-', "−"));
    if modulated {
        let words = component.modulation.map_or_else(String::new, |modulation| {
            let percent = f64::from(modulation.depth.thousandths()) / 10.0;
            format!("by {} to {percent} %", modulation.frequency)
        });
        html.leaf("td", &[], &words);
    }
}

/// Writes the lines that an entry was read from, as far as they are known.
pub(super) fn write_source(html: &mut Html, listing: &Listing<'_>, set: usize, entry: Entry<'_>) {
    if let Some(lines) = listing.lines(set, &selector(entry)) {
        html.element("div", &[("class", "lines")], |html| listing.write(html, lines));
    }
}
