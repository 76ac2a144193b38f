//! What was found, for people.

use ringsmith::analysis::{
    self, Background, Content, Doubt, MeasuredCadence, MeasuredComponent, MeasuredOnOff,
    MeasuredVoice, Measurement, SitHeard, Times,
};
use ringsmith::model::{Cadence, OnOff};
use ringsmith::text::printable;

use crate::describe;
use crate::draw::Palette;
use crate::measure::Measured;
use crate::measure::drawing::{self, whole_ms};
use crate::report::count;

/// A file in lines: its title, its voices, their cadence, the drawing, and what else is worth a
/// word.
pub fn page(measured: &Measured, terminal_width: usize) -> String {
    let Measured { measurement, .. } = measured;
    let palette = Palette::default();
    let columns = terminal_width.saturating_sub(3).clamp(20, 100);
    let mut lines = vec![title(measured, &palette)];
    lines.extend(voices(measurement, &palette));
    if let Some(cadence) = &measurement.cadence {
        lines.push(format!("  {}", self::cadence(cadence)));
    }
    lines.extend(names(measurement).iter().map(|name| format!("  {name}")));
    let timeline = drawing::timeline(measurement, columns, &palette);
    lines.extend(timeline.map(|line| format!("  {line}")));
    lines.extend(remarks(measured).iter().map(|remark| format!("  {}", palette.faint(remark))));
    lines.join("\n") + "\n"
}

/// `busy.wav: 10.000 s at 8000 Hz, WAV, 16-bit linear`
fn title(measured: &Measured, palette: &Palette) -> String {
    let Measured { name, recording, .. } = measured;
    let seconds = recording.length_ms() / 1000.0;
    let channels = match recording.channels {
        1 => String::new(),
        several => format!(", one of {several} channels"),
    };
    let (rate, format) = (recording.rate, recording.format);
    let name = palette.title(&printable(name));
    format!("{name}: {seconds:.3} s at {rate}, {format}{channels}")
}

/// What standards call the tones: digits and special information.
fn names(measurement: &Measurement) -> Vec<String> {
    let digits: String = analysis::digits(measurement).iter().map(|it| it.digit).collect();
    let digits = (!digits.is_empty()).then(|| format!("DTMF digits {digits}"));
    let named = |it: &SitHeard| format!("special information tone {}", it.tone);
    let information = analysis::sit(measurement);
    digits.into_iter().chain(information.iter().map(named)).collect()
}

/// A table: a line for each component, the voice's own columns on its first.
fn voices(measurement: &Measurement, palette: &Palette) -> Vec<String> {
    if measurement.voices.is_empty() {
        return vec!["  no tone".to_owned()];
    }
    let head = format!("  {:8}{:>9}{:>9}{:>10}{:>10}  modulated", "", "Hz", "dBm0", "SNR", "heard");
    let rows = measurement.voices.iter().enumerate().flat_map(|(at, voice)| voice_rows(at, voice));
    std::iter::once(palette.faint(head.trim_end())).chain(rows).collect()
}

fn voice_rows(at: usize, voice: &MeasuredVoice) -> impl Iterator<Item = String> {
    let first = (voice.snr_db, voice.heard_ms / 1000.0);
    voice.components.iter().enumerate().map(move |(row, component)| {
        let (label, own) = if row == 0 {
            let (snr, heard) = first;
            // Above what rounding to 16 bits leaves there is nothing to tell.
            let snr = if snr < 100.0 { format!("{snr:.1} dB") } else { "> 100 dB".to_owned() };
            let label = format!("{} {:6}", drawing::legend(Content::Voice(at)), name(at));
            (label, format!("{snr:>10}{heard:>8.2} s"))
        } else {
            (" ".repeat(8), " ".repeat(20))
        };
        let (hertz, level) = (component.frequency_hz, describe::decimal(component.level_dbm0, 2));
        let row = format!("  {label}{hertz:9.2}{level:>9}{own}");
        format!("{row}{}", modulation(component)).trim_end().to_owned()
    })
}

fn name(voice: usize) -> String {
    describe::voice_name(voice)
}

fn modulation(component: &MeasuredComponent) -> String {
    component.modulation.map_or_else(String::new, |modulation| {
        let percent = modulation.depth * 100.0;
        format!("  by {:.2} Hz to {percent:.1} %", modulation.frequency_hz)
    })
}

/// `500/500 ms, 4.5 cycles, jitter 0.4 ms`, the times as `show` writes them.
fn cadence(cadence: &MeasuredCadence) -> String {
    let pairs = |pairs: &[MeasuredOnOff]| pairs.iter().map(on_off).collect::<Vec<_>>();
    let Ok(rounded) = Cadence::new(pairs(&cadence.lead), pairs(&cadence.cycle)) else {
        return "less than a millisecond".to_owned();
    };
    let words = describe::cadence(&rounded);
    let all = || cadence.lead.iter().chain(&cadence.cycle);
    let jitters = all().flat_map(|pair| pair.on.into_iter().chain([pair.off]));
    let repeated = jitters.filter(|times| times.count > 1);
    let jitter = repeated.map(|Times { jitter_ms, .. }| jitter_ms).reduce(f64::max);
    let jitter = jitter.map(|ms| format!(", jitter {ms:.1} ms")).unwrap_or_default();
    let repeats = !cadence.cycle.is_empty() && !rounded.is_continuous();
    let cycles =
        if repeats { format!(", {:.1} cycles heard", cadence.cycles_heard) } else { String::new() };
    format!("{words}{cycles}{jitter}")
}

/// The pair in whole milliseconds; what sounds for ever is a second without silence.
fn on_off(pair: &MeasuredOnOff) -> OnOff {
    let whole = |ms| u32::try_from(whole_ms(ms)).unwrap_or(u32::MAX);
    let times = match pair.on {
        Some(on) => OnOff::new(whole(on.ms), whole(pair.off.ms)),
        None => OnOff::new(1000, 0),
    };
    times.with_voice(pair.voice)
}

/// Doubts, what is wrong with the file, and what of the background is worth a word.
fn remarks(measured: &Measured) -> Vec<String> {
    let doubts = measured.measurement.cadence.iter().flat_map(|cadence| &cadence.doubts);
    let fault = measured.recording.fault.map(|fault| fault.to_string());
    let doubts = doubts.map(Doubt::to_string);
    fault.into_iter().chain(doubts).chain(background(&measured.measurement.background)).collect()
}

/// What disturbs a tone: noise that can be heard, an offset of a thousandth of full scale, the rest
/// whenever it was found.
fn background(background: &Background) -> Vec<String> {
    const AUDIBLE_DBM0: f64 = -65.0;
    const NOTABLE_DC: f64 = 0.001;
    let Background { dc, noise_dbm0, hum, clipped_samples, lost_ms } = background;
    let noise = noise_dbm0.filter(|&level| level > AUDIBLE_DBM0);
    let lost = lost_ms.first().map(|first| {
        let ms: f64 = lost_ms.iter().map(|range| range.end - range.start).sum();
        let (gaps, at) = (count(lost_ms.len(), "gap"), first.start / 1000.0);
        format!("{gaps} of lost packets, {ms:.0} ms in all, the first at {at:.2} s")
    });
    let clipped = (*clipped_samples > 0)
        .then(|| format!("{} at the ends of the scale", count(*clipped_samples, "sample")));
    let offset = (dc.abs() > NOTABLE_DC).then(|| format!("offset of {:.1} %", dc * 100.0));
    let hum =
        hum.map(|hum| format!("hum of {:.1} Hz at {:.1} dBm0", hum.frequency_hz, hum.level_dbm0));
    let noise = noise.map(|level| format!("noise at {level:.1} dBm0"));
    [noise, hum, offset, clipped, lost].into_iter().flatten().collect()
}
