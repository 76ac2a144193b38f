//! `ringsmith convert`

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use ringsmith::diagnostic::Severity;
use ringsmith::model::{Package, Selector, ToneSet, UnknownSelector};
use ringsmith::notation::translation::{Loss, What, Written};
use ringsmith::notation::{Document, Notation, Options};
use ringsmith::text::printable;
use ringsmith::world::Country;

use crate::input::{self, Found};
use crate::render::parse_pattern;
use crate::tones::parse_country;
use crate::{Failure, output, report};

/// Translate tones and ringing patterns into another notation, and name every loss
///
/// What the other notation cannot hold is rounded or left out; each loss is told, with a code and the
/// place in the file. A compiled file has to hold everything: there, what would be left out is an error.
///
/// Exit status: 0 written, 1 errors, or losses with --strict, 2 wrong usage or a file that cannot be
/// read or written.
#[derive(clap::Args)]
pub struct Args {
    /// A file of tones in any notation, `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "countries")]
    file: Option<PathBuf>,

    /// The notation to write
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    to: Notation,

    /// The notation of the file, where its name and text do not tell
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    from: Option<Notation>,

    /// Only the set of this name, where a file holds several: a tone package, a country
    #[arg(long, value_name = "NAME", requires = "file")]
    package: Option<String>,

    /// The built-in tones of this country instead of a file (may be repeated; see `ringsmith tones`)
    #[arg(long = "country", value_name = "CC", conflicts_with = "file", value_parser = parse_country)]
    countries: Vec<&'static Country>,

    /// The name of the set, where the other notation has one: a section of indications.conf, a tone
    /// package
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Only the ringing pattern with this number (may be repeated)
    #[arg(long = "pattern", value_name = "N", value_parser = parse_pattern)]
    patterns: Vec<u32>,

    /// Only this tone: its number, user and its number, or its id, such as bt (may be repeated)
    #[arg(long = "tone", value_name = "ID")]
    tones: Vec<Selector>,

    /// Write nothing if anything is lost; what is only added is told
    #[arg(long)]
    strict: bool,

    /// One JSON object for each diagnostic on standard output, for other programs
    #[arg(long, requires = "output")]
    json: bool,

    /// The file to write; standard output without one
    #[arg(short, long, value_name = "FILE|-")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let target = target(args.output.as_deref());
    if args.json && target.is_none() {
        return Err(Failure::Trouble("--json needs a file to write: -o FILE".to_owned()));
    }
    output::spare(&args.file, target)?;
    let source = Original::read(args)?;
    let only = |set: &ToneSet| chosen(set, args).map_err(|error| error.to_string());
    let sets: Result<Vec<_>, _> = source.sets.iter().map(only).collect();
    let sets = sets.map_err(Failure::Trouble)?;
    let name = source.name();
    if sets.len() > 1 && !args.to.holds_several() {
        return Err(match &args.file {
            Some(file) => input::several(file, &sets),
            None => Failure::Trouble(format!("{} holds one country: ask for one", args.to)),
        });
    }
    let sets = named(sets, args.name.as_deref()).map_err(Failure::Trouble)?;
    let written = source.translate(&sets, args.to);
    let losses = weighed(&written, args.strict);
    source.tell_losses(&losses, args.json)?;
    let entries = sets.iter().map(|set| set.entries().count()).sum();
    let advice = "choose what it holds with --tone and --pattern";
    let (to, strict, json) = (args.to, args.strict, args.json);
    deliver(&written, &Delivery { name: &name, to, entries, advice, strict, json, target })
}

/// The file that `-o` names, unless it is standard output.
pub fn target(output: Option<&Path>) -> Option<&Path> {
    let is_standard = |path: &&Path| *path == Path::new("-") || *path == Path::new("/dev/stdout");
    output.filter(|path| !is_standard(path))
}

/// What is lost, each with its weight: in strict mode a loss is an error, an addition is not.
pub fn weighed(written: &Written<Vec<u8>>, strict: bool) -> Vec<(&Loss, Severity)> {
    let refused = |loss: &Loss| loss.severity == Severity::Error || strict && is_loss(loss);
    let weight = |loss: &Loss| if refused(loss) { Severity::Error } else { Severity::Warning };
    written.losses.iter().map(|loss| (loss, weight(loss))).collect()
}

fn is_loss(loss: &Loss) -> bool {
    !loss.problem.what.is_addition()
}

/// How a text goes out whose losses have been told.
pub struct Delivery<'a> {
    /// What it was made of, for messages.
    pub name: &'a str,
    pub to: Notation,
    /// How many tones and patterns there were.
    pub entries: usize,
    /// What to do where a compiled file cannot hold them all.
    pub advice: &'a str,
    pub strict: bool,
    /// Whether nothing is told to people on standard output.
    pub json: bool,
    /// Standard output without one.
    pub target: Option<&'a Path>,
}

/// Writes a text, unless too much was lost.
pub fn deliver(written: &Written<Vec<u8>>, delivery: &Delivery) -> Result<(), Failure> {
    let Delivery { name, to, entries, advice, strict, json, target } = *delivery;
    let faulty = |message: &str| {
        report::trouble(&format!("{}: {message}", printable(name)));
        Err(Failure::Faulty)
    };
    let losses = weighed(written, strict);
    let count = losses.iter().filter(|(_, weight)| *weight == Severity::Error).count();
    if count > 0 {
        let advice =
            if to.is_compiled() && !strict { format!("; {advice}") } else { String::new() };
        return faulty(&format!("{}, so nothing is written{advice}", counted(count)));
    }
    let left_out = |loss: &&Loss| matches!(loss.problem.what, What::LeftOut(_));
    if written.losses.iter().filter(left_out).count() == entries {
        return faulty("nothing is left to write");
    }
    // What is written must be readable, whatever was lost: a text can be too long for a reader.
    let again = Document::in_notation("the result", written.text.clone(), to);
    let read = again.parse(Options::default());
    let Some(holds) = read.tones.as_deref().map(report::holds) else {
        let first = read.diagnostics.iter().find(|diagnostic| diagnostic.is_error());
        let why = first.map_or_else(String::new, |first| first.one_line(again.source()));
        return faulty(&format!("it could not be read again: {why}"));
    };
    let Some(path) = target else { return to_standard_output(&written.text, to) };
    let shown = printable(&path.display().to_string());
    let trouble = |error: io::Error| Failure::Trouble(format!("{shown}: {error}"));
    output::write_whole(path, |file| file.write_all(&written.text)).map_err(trouble)?;
    if !json {
        let told = counted(written.losses.iter().filter(|loss| is_loss(loss)).count());
        writeln!(anstream::stdout(), "{shown}: {holds}, {told}")?;
    }
    Ok(())
}

/// What is translated: the sets of a file, or those of countries.
struct Original {
    file: Option<Found>,
    sets: Vec<ToneSet>,
    /// The places that the sets have in the file.
    indices: Vec<usize>,
    /// Whether tones are picked: whoever does that knows that their places change.
    picks: bool,
}

impl Original {
    /// Reads it, and reports what is wrong with it.
    fn read(args: &Args) -> Result<Self, Failure> {
        let picks = !args.tones.is_empty();
        let Some(path) = &args.file else {
            let sets = args.countries.iter().map(|country| tones_of(country, args.to)).collect();
            return Ok(Self { file: None, sets, indices: Vec::new(), picks });
        };
        let package = args.package.as_deref();
        let found = input::find(path, args.from, Options::default(), package)?;
        found.tell(args.json)?;
        let (indices, sets) = found.numbered_sets(package)?.into_iter().unzip();
        Ok(Self { file: Some(found), sets, indices, picks })
    }

    /// What it is called by.
    fn name(&self) -> String {
        let names = self.sets.iter().filter_map(ToneSet::package).map(|it| it.name.clone());
        let countries = || names.collect::<Vec<_>>().join(", ");
        self.file.as_ref().map_or_else(countries, |file| file.name().to_owned())
    }

    fn translate(&self, sets: &[ToneSet], to: Notation) -> Written<Vec<u8>> {
        let mut written = match &self.file {
            Some(file) => file.translate(sets, to),
            None => to.write(sets),
        };
        let renumbered = |loss: &Loss| {
            let is_pattern = matches!(loss.entry, Some(Selector::Pattern(_)));
            matches!(loss.problem.what, What::Number { .. }) && !is_pattern
        };
        written.losses.retain(|loss| !(self.picks && renumbered(loss)));
        written
    }

    fn tell_losses(&self, losses: &[(&Loss, Severity)], json: bool) -> io::Result<()> {
        if let Some(file) = &self.file {
            return file.tell_losses(losses, &self.indices, json);
        }
        losses.iter().try_for_each(|(loss, severity)| {
            let set = self.sets.get(loss.set).and_then(ToneSet::package);
            let name = set.map_or("", |package| &package.name);
            input::tell_without_place(loss, *severity, name, json)
        })
    }
}

/// The tones of a country, under its name where the notation has names: nobody gave it one.
fn tones_of(country: &Country, to: Notation) -> ToneSet {
    let tones = country.tones();
    let has_names = to.holds_several() || to == Notation::Package;
    let package = tones.package().filter(|_| has_names).map(|package| Package {
        description: if to == Notation::Sbc { String::new() } else { package.description.clone() },
        ..package.clone()
    });
    match package {
        Some(package) => tones.in_package(package).expect("a package without a ringback"),
        None => tones.without_package(),
    }
}

/// The sets under another name; several sets have names of their own.
fn named(sets: Vec<ToneSet>, name: Option<&str>) -> Result<Vec<ToneSet>, String> {
    let Some(name) = name else { return Ok(sets) };
    let [set] = &*sets else {
        return Err("--name is for one set: choose it with --package".to_owned());
    };
    let package = set.package().cloned().unwrap_or_default();
    let package = Package { name: name.to_owned(), ..package };
    let set = set.clone().in_package(package).map_err(|error| error.to_string())?;
    Ok(vec![set])
}

/// The set with what the selectors ask for, or with everything if there are none.
fn chosen(set: &ToneSet, args: &Args) -> Result<ToneSet, UnknownSelector> {
    let patterns = args.patterns.iter().map(|&number| Selector::Pattern(number));
    let selectors: Vec<_> = patterns.chain(args.tones.iter().cloned()).collect();
    if selectors.is_empty() { Ok(set.clone()) } else { set.only(&selectors) }
}

fn counted(count: usize) -> String {
    match count {
        0 => "nothing lost".to_owned(),
        1 => "1 loss".to_owned(),
        count => format!("{count} losses"),
    }
}

fn to_standard_output(bytes: &[u8], notation: Notation) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if notation.is_compiled() && out.is_terminal() {
        let message = "a compiled file is not for a terminal: name a file with -o";
        return Err(Failure::Trouble(message.to_owned()));
    }
    out.write_all(bytes)?;
    out.flush()?;
    Ok(())
}
