//! Every tone is what the tables print that it names, or stands among those that were judged.

mod evidence;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use self::evidence::{Reading, described, listed};
use super::*;
use crate::model::{CallProgressTone, Entry, Selector, ToneKind};
use crate::units::{DbM0, SampleRate};

const TABLES: [(char, &str); 3] =
    [('S', "spandsp (ITU-T E.180 Supplement 2)"), ('A', "Asterisk"), ('D', "DAHDI")];

/// The columns of a table of `testdata/`.
fn rows<const N: usize>(table: &'static str) -> Vec<[&'static str; N]> {
    let rows = table.lines().filter(|row| !row.starts_with('#'));
    rows.map(|row| row.split('\t').collect::<Vec<_>>().try_into().expect("a full row")).collect()
}

/// The country of a row of the evidence; `None` for what is no network of today.
fn code_of(code: &str, country: &str) -> Option<&'static str> {
    let code = match (code, country) {
        ("us-old", _) => return None,
        (_, country) if country.contains("Circa 1950") => return None,
        ("??", "Ascension Islands") => "ac",
        ("??", "Channel Islands: Jersey") => "je",
        ("??", "Diego Garcia") => "io",
        ("kg", "Kiribati Republic") => "ki",
        ("uk", _) => "gb",
        ("yu", _) => "rs",
        (code, _) => code,
    };
    Some(countries().iter().find(|known| known.code() == code).expect("a file for it").code())
}

/// The kind or id of what a table calls a tone.
fn tone_of(printed: &str) -> &str {
    match printed {
        "dialtone" => "dial",
        "ringing" | "ring" | "ringtone" => "ringback",
        "waiting" | "callwaiting" | "callwait" => "call-waiting",
        "info" => "special-information",
        "confirm" => "confirmation",
        "stutter" => "stutter-dial",
        "line-lockout" | "permanent-signal" => "off-hook-warning",
        "warning/operator-intervening" => "warning",
        "holding" => "hold",
        "dial/special" | "specialdial" => "special-dial",
        "dial/recall" | "dialrecall" => "dialrecall",
        "dial/second" => "second-dial",
        "dial/transmission" => "transmission-dial",
        "recordtone" => "record",
        "number-unobtainable" | "unobtainable" | "nutone" => "nu",
        "payphone-recognition" => "payphone",
        "facility" => "facilities",
        "creditexpired" => "credit-expired",
        "specialcallwaiting" => "special-call-waiting",
        "specialcongestion" => "special-congestion",
        "dialout" => "dial-out",
        "ringmobile" => "ring-mobile",
        "holdinga" => "holding-a",
        "holdingb" => "holding-b",
        "call-waiting/outside-call" => "call-waiting-outside-call",
        "call-waiting/station-call" => "call-waiting-station-call",
        "call-waiting/urgent-call" => "call-waiting-urgent-call",
        other => other.rsplit('/').next().unwrap_or(other),
    }
}

/// What each table prints for each tone of each country.
type Evidence = BTreeMap<(&'static str, &'static str), Vec<(char, Reading)>>;

fn evidence() -> Evidence {
    let mut evidence = Evidence::new();
    for [code, country, tone, table, text] in rows(include_str!("../../../testdata/world.tsv")) {
        let Some(code) = code_of(code, country) else { continue };
        if tone == "ringcadence" || tone.starts_with("dtmf") {
            continue;
        }
        let readings = match table {
            "S" => described(text).unwrap_or_default(),
            _ => listed(text).into_iter().collect(),
        };
        let table = table.chars().next().expect("a letter");
        let all = evidence.entry((code, tone_of(tone))).or_default();
        all.extend(readings.into_iter().map(|reading| (table, reading)));
    }
    evidence
}

/// Every tone with its country and what its file says of it.
fn tones() -> impl Iterator<Item = (&'static Country, CallProgressTone, Remark)> {
    countries().iter().flat_map(|country| {
        let tones = country.tones().tones().to_vec();
        let remarks = country.remarks();
        let said = move |number| {
            let entry = Selector::Tone(number);
            remarks.iter().find(|remark| remark.entry == entry).expect("a remark").clone()
        };
        tones.into_iter().map(move |tone| (country, tone.clone(), said(tone.number)))
    })
}

#[test]
fn the_table_holds_the_files_of_the_folder_in_the_order_of_their_codes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tones");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut files: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    files.sort();
    let table: Vec<_> = countries().iter().map(|one| format!("{}.toml", one.code())).collect();
    assert_eq!(table, files);
    assert!(files.len() >= 150, "{} countries", files.len());
    for country in countries() {
        let tones = country.tones();
        let package = tones.package().expect("a name makes it a package");
        assert_eq!(
            (package.name.as_str(), package.description.as_str()),
            (country.code, country.name)
        );
    }
}

#[test]
fn every_file_is_read_without_a_diagnostic() {
    for country in countries() {
        let strict = package::Options { strict: true, rate: SampleRate::NARROWBAND };
        let parsed = package::parse(country.text(), strict);
        assert!(parsed.diagnostics.is_empty(), "{country}: {:?}", parsed.diagnostics);
        assert!(country.note().is_some_and(|note| note.contains("Levels")), "{country}");
    }
}

#[test]
fn every_tone_is_what_exactly_the_tables_of_its_source_print_or_was_judged() {
    let evidence = evidence();
    let judged = rows::<3>(include_str!("../../../testdata/world-judged.tsv"));
    let mut judged: BTreeSet<_> = judged.iter().map(|row| (row[0], row[1].to_owned())).collect();
    for (country, tone, remark) in tones() {
        let name = tone.name();
        let reading = Reading::of_signal(&tone.signal);
        let printed = evidence.get(&(country.code(), name.as_str()));
        let prints = |table: char| {
            printed.is_some_and(|all| all.iter().any(|(by, one)| *by == table && *one == reading))
        };
        let expected: Vec<_> =
            TABLES.iter().filter(|(table, _)| prints(*table)).map(|(_, name)| *name).collect();
        if judged.remove(&(country.code(), name.clone())) {
            assert!(remark.note.is_some(), "{country} {name}: why");
            // The second level of Australia's congestion tone is all that sets it apart.
            let named = TABLES.iter().any(|(_, table)| remark.source.contains(table));
            assert!(!named && !remark.source.is_empty(), "{country} {name}: {}", remark.source);
            assert!(expected.is_empty() || country.code() == "au", "{country} {name} is printed");
        } else {
            assert_eq!(remark.source, expected.join(", "), "{country} {name}: {reading:?}");
            assert!(!expected.is_empty(), "{country} {name} has a source");
        }
    }
    assert!(judged.is_empty(), "judged and not there: {judged:?}");
}

/// What no file has, of what a table prints: silence, what cannot be heard or read, and what was
/// judged to be no such tone.
#[test]
fn what_a_table_prints_is_there_or_cannot_be_a_tone() {
    let there: BTreeSet<_> =
        tones().map(|(country, tone, _)| (country.code(), tone.name())).collect();
    let missing: BTreeSet<_> = evidence()
        .into_iter()
        .filter(|((code, tone), all)| {
            let audible =
                all.iter().any(|(_, reading)| !reading.is_silent() && can_be_heard(reading));
            audible && !there.contains(&(*code, (*tone).to_owned()))
        })
        .map(|((code, tone), _)| format!("{code} {tone}"))
        .collect();
    let page = include_str!("../../../docs/world.md");
    let section = page.split("## What is left out").nth(1).expect("the section is there");
    let section = section.split("\n## ").next().unwrap_or_default();
    let listed = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let listed: BTreeSet<_> = listed
        .flat_map(|(tone, rest)| {
            let codes = rest.split(" | ").next().unwrap_or_default();
            codes.split(", ").map(move |code| format!("{code} {tone}"))
        })
        .collect();
    assert_eq!(missing, listed);
}

fn can_be_heard(reading: &Reading) -> bool {
    let sounds = reading.lead.iter().chain(&reading.cycle).flat_map(|step| &step.2);
    sounds.into_iter().all(|(frequency, _)| (100_000..4_000_000).contains(frequency))
}

#[test]
fn tones_that_were_checked_one_by_one_agree() {
    let rows = rows::<3>(include_str!("../../../testdata/world-checked.tsv"));
    assert!(rows.len() > 60);
    for [code, name, text] in rows {
        let tones = country(code).unwrap().tones();
        let tone = tones.tones().iter().find(|tone| tone.name() == name);
        let signal = &tone.unwrap_or_else(|| panic!("{code} has no {name}")).signal;
        let mut found = Reading::of_signal(signal);
        let expected = listed(text).unwrap();
        if (code, name) == ("au", "congestion") {
            let levels = signal.voices().iter().map(|voice| voice.components()[0].level);
            assert_eq!(levels.map(DbM0::hundredths).collect::<Vec<_>>(), [-1000, -2000]);
            found.cycle.truncate(1);
        }
        assert_eq!(found, expected, "{code} {name}");
    }
    for (kind, level) in [("dt", -1300), ("rt", -1900), ("bt", -2400), ("ct", -2400)] {
        let tones = country("us").unwrap().tones();
        let tone = tones.tone_by_id(kind).unwrap();
        let levels = tone.signal.voices()[0].components().iter().map(|one| one.level.hundredths());
        assert!(levels.into_iter().all(|found| found == level), "{kind}");
    }
}

/// Public tables hold pauses written as frequencies, modulations written as sums, and steps that
/// lost their frequency.
#[test]
fn no_known_error_of_the_tables_is_repeated() {
    for (country, tone, _) in tones() {
        let name = tone.name();
        let reading = Reading::of_signal(&tone.signal);
        assert!(can_be_heard(&reading), "{country} {name}: {reading:?}");
        for voice in tone.signal.voices() {
            for one in voice.components() {
                let level = one.level.hundredths();
                assert!((-2400..=-900).contains(&level), "{country} {name}: {level}");
                if let Some(modulation) = one.modulation {
                    let hertz = modulation.frequency.millihertz() / 1000;
                    assert!((10..100).contains(&hertz), "{country} {name}: {hertz}");
                }
            }
        }
        if tone.kind == Some(ToneKind::RINGBACK) {
            let pause = reading.cycle.iter().map(|step| step.1).max();
            assert!(pause >= Some(200), "{country}: a ringback has a pause");
        }
        if tone.kind == Some(ToneKind::BUSY) {
            assert!(!tone.signal.cadence().is_continuous(), "{country}: busy is interrupted");
        }
    }
}

/// `ringcadence` has no frequency. What spandsp prints as ringing at 25 or 50 Hz is the bell.
#[test]
fn a_bell_rings_with_a_cadence_that_a_table_prints() {
    let mut printed: BTreeMap<_, Vec<(Option<u32>, Vec<u32>)>> = BTreeMap::new();
    for [code, country, tone, _, text] in rows::<5>(include_str!("../../../testdata/world.tsv")) {
        let Some(code) = code_of(code, country) else { continue };
        let bells = printed.entry(code).or_default();
        match tone {
            "ringcadence" => {
                bells.push((None, text.split(',').map(|ms| ms.parse().unwrap()).collect()));
            }
            "ringing" => bells.extend(described(text).unwrap().iter().filter_map(bell)),
            _ => {}
        }
    }
    let mut bells = 0;
    for country in countries() {
        let printed = &printed[country.code()];
        let Some(pattern) = country.ringing() else {
            assert!(printed.is_empty(), "{country} has a bell");
            continue;
        };
        bells += 1;
        let hertz = pattern.frequency.millihertz() / 1000;
        let pairs = pattern.cadence().cycle().iter();
        let times: Vec<_> = pairs.flat_map(|pair| [pair.on.0, pair.off.0]).collect();
        let stated = printed.contains(&(Some(hertz), times.clone()));
        assert!(stated || printed.contains(&(None, times.clone())), "{country}: {times:?}");
        let remarks = country.remarks();
        let said = remarks.iter().find(|remark| remark.entry == Selector::Pattern(0)).unwrap();
        let note = said.note.as_deref().unwrap();
        assert_eq!(note.contains("The frequency is ours"), !stated, "{country}");
        assert!(stated || [16, 20, 25].contains(&hertz), "{country}: {hertz} Hz");
        assert!(!said.source.is_empty(), "{country}");
    }
    assert!(bells > 45, "{bells}");
}

fn bell(reading: &Reading) -> Option<(Option<u32>, Vec<u32>)> {
    let [(on, off, sound)] = reading.cycle.as_slice() else { return None };
    let [(frequency @ (25_000 | 50_000), 0)] = sound.as_slice() else { return None };
    Some((Some(frequency / 1000), vec![*on, *off]))
}

#[test]
fn levels_of_digits_are_those_that_dahdi_prints() {
    let mut printed = 0;
    for [code, country, tone, _, text] in rows::<5>(include_str!("../../../testdata/world.tsv")) {
        let Some(code) = code_of(code, country).filter(|_| tone.starts_with("dtmf")) else {
            continue;
        };
        let levels = super::country(code).unwrap().dtmf_levels().unwrap();
        let found = [levels.high, levels.low].map(|level| level.hundredths() / 100);
        assert_eq!(format!("{}/{}", found[0], found[1]), text, "{code}");
        printed += 1;
    }
    let have = countries().iter().filter(|country| country.dtmf_levels().is_some()).count();
    assert_eq!(have, printed);
}

/// The rules of docs/world.md. `+1` is the numbering plan that North America shares.
#[test]
fn levels_follow_the_rules() {
    let plus1 = "us ca ag ai bb bm bs dm do gd jm kn ky lc ms pr tc tt vc vg";
    let plan = [([350_000, 440_000], -13), ([440_000, 480_000], -19), ([480_000, 620_000], -24)];
    for (country, tone, _) in tones() {
        let name = tone.name();
        for (at, voice) in tone.signal.voices().iter().enumerate() {
            let components = voice.components();
            let frequencies: Vec<_> =
                components.iter().map(|one| one.frequency.millihertz()).collect();
            let shared = [-10, -13, -15, -16][components.len() - 1];
            let of_plan = plan.iter().find(|(pair, _)| *pair == frequencies[..]);
            let expected = match (country.code(), name.as_str()) {
                ("us", name) if name.starts_with("call-waiting-") => -16,
                ("us", "executive-override") => -14,
                ("us" | "ca", "off-hook-warning") => -9,
                ("us", _) if components.len() == 1 => -13,
                ("hr", "warning") => -20,
                ("au", "congestion") if at == 1 => -20,
                (code, _) if plus1.split(' ').any(|one| one == code) => {
                    of_plan.map_or(shared, |(_, level)| *level)
                }
                _ => shared,
            };
            for one in components {
                assert_eq!(one.level.hundredths(), expected * 100, "{country} {name}");
            }
        }
    }
}

#[test]
fn a_country_is_found_by_its_codes_and_names_and_no_other() {
    for (key, code) in [
        ("de", "de"),
        ("DE", "de"),
        ("deu", "de"),
        ("Germany", "de"),
        ("uk", "gb"),
        ("gb", "gb"),
        ("usa", "us"),
        ("United States", "us"),
        ("south korea", "kr"),
        ("SouthKorea", "kr"),
        ("czech republic", "cz"),
        ("Côte d'Ivoire", "ci"),
    ] {
        assert_eq!(country(key).map(Country::code), Some(code), "{key}");
    }
    for key in ["", " ", "xx", "atlantis", "germ"] {
        assert!(country(key).is_none(), "{key}");
    }
    assert_eq!(similar("germny").map(Country::code), Some("de"));
    assert_eq!(similar("Swedn").map(Country::code), Some("se"));
    assert!(similar("atlantis").is_none() && similar("").is_none());
    let mut seen = BTreeMap::new();
    for one in countries() {
        for key in keys(one).map(bare).collect::<BTreeSet<_>>() {
            let other = seen.insert(key.clone(), one.code());
            assert!(other.is_none(), "{key} is {other:?} and {one}");
        }
    }
}

#[test]
fn tones_are_asked_for_by_kind_and_by_id() {
    let tones = country("gb").unwrap().tones();
    for (asked, name) in [("rt", "ringback"), ("cg/bt", "busy"), ("nu", "nu"), ("pay", "pay")] {
        assert_eq!(tones.tone_by_id(asked).map(CallProgressTone::name).as_deref(), Some(name));
    }
    let entry = tones.select(&Selector::Pattern(0)).unwrap();
    assert!(matches!(entry, Entry::Pattern(_)));
}

#[test]
fn the_documentation_lists_every_country() {
    let page = include_str!("../../../docs/world.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| code | country |")).skip(2);
    let listed: Vec<_> = rows.take_while(|row| row.starts_with('|')).map(str::to_owned).collect();
    let expected: Vec<_> = countries()
        .iter()
        .map(|one| {
            let tones = one.tones();
            let bell = if tones.patterns().is_empty() { "" } else { "yes" };
            let row =
                format!("| `{}` | {} | {} | {bell} |", one.code, one.name, tones.tones().len());
            row.replace("  |", " |")
        })
        .collect();
    assert_eq!(listed, expected);
}
