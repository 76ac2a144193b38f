//! `ringsmith sheet`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ringsmith::model::{Cadence, Signal, ToneSet};
use ringsmith::notation::{Document, Notation, Options, Parsed, voice};
use ringsmith::sheet::{self, Heard, Subject};
use ringsmith::synth;
use ringsmith::text::printable;
use ringsmith::units::{DbM0, SampleRate};
use ringsmith::world::Country;

use crate::output::{spare, write_whole};
use crate::tones::parse_country;
use crate::{Failure, input, report};

/// Make one page of HTML on which the tones and patterns of a file are seen and heard
///
/// The page needs no other file and no network. Of a file with errors it shows the lines with what is
/// wrong, and nothing is played; the exit status is 1 then.
#[derive(clap::Args)]
pub struct Args {
    /// A file of tones, `-` for standard input
    #[arg(required_unless_present = "country")]
    file: Option<PathBuf>,

    /// The built-in tones of this country instead of a file (see `ringsmith tones`)
    #[arg(long, value_name = "CC", conflicts_with = "file", value_parser = parse_country)]
    country: Option<&'static Country>,

    /// Show what is different in this file, which comes after the other one
    #[arg(long, value_name = "OTHER")]
    against: Option<PathBuf>,

    /// Only the tone package of this name, where a file holds several
    #[arg(long, value_name = "NAME")]
    package: Option<String>,

    /// The notation of the files, where their names and texts do not tell
    #[arg(long, value_name = "NOTATION", value_parser = input::notation_parser())]
    from: Option<Notation>,

    /// Hear ringing patterns with these frequencies at first; else with a bell
    #[arg(long, value_name = "F+F@L")]
    voice: Option<String>,

    /// The page, `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// What a page is about.
struct Read {
    title: String,
    document: Document,
    parsed: Parsed<Vec<ToneSet>>,
}

impl Read {
    fn new(title: String, document: Document) -> Self {
        let parsed = document.parse(Options::default());
        report::print(document.source(), &parsed.diagnostics);
        Self { title, document, parsed }
    }

    fn file(path: &Path, notation: Option<Notation>) -> Result<Self, Failure> {
        let document = input::read(path, notation)?;
        let title = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let title = if title == "-" { "Standard input".to_owned() } else { title };
        Ok(Self::new(title, document))
    }

    fn country(country: &Country) -> Self {
        let name = format!("{}.toml", country.code());
        let bytes = country.text().as_bytes().to_vec();
        let document = Document::in_notation(name, bytes, Notation::Package);
        Self::new(country.name().to_owned(), document)
    }

    fn subject<'a>(&'a self, package: Option<&'a str>) -> Result<Subject<'a>, Failure> {
        let title = self.title.as_str();
        let subject = Subject { title, package, ..Subject::new(&self.document, &self.parsed) };
        match (package, &self.parsed.tones) {
            (Some(package), Some(_)) if subject.is_empty() => {
                let name = self.document.source().name();
                Err(Failure::Trouble(format!("{name}: no package {package}")))
            }
            _ => Ok(subject),
        }
    }

    /// What it holds, in words.
    fn holds(&self) -> String {
        match &self.parsed.tones {
            Some(sets) => report::holds(sets),
            None => "lines with errors".to_owned(),
        }
    }

    /// Says that nothing is played of a file with errors.
    fn tell(&self) -> Result<(), Failure> {
        if self.parsed.tones.is_some() {
            return Ok(());
        }
        let errors = self.parsed.diagnostics.iter().filter(|found| found.is_error()).count();
        let (name, errors) = (self.document.source().name(), report::count(errors, "error"));
        report::trouble(&format!(
            "{name}: {errors}, so the page shows its lines and plays nothing"
        ));
        Err(Failure::Faulty)
    }
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let heard = match &args.voice {
        None => Heard::default(),
        Some(text) => {
            let voice = voice::parse(text, DbM0::ZERO);
            let voice = voice.map_err(|error| Failure::Trouble(format!("--voice: {error}")))?;
            let sound = Signal::new(voice.clone(), Cadence::continuous());
            let carried = sound.map(|sound| synth::carried(&sound, SampleRate::NARROWBAND));
            if let Ok(Err(error)) = carried {
                return Err(Failure::Trouble(format!("--voice: {error}")));
            }
            Heard { voice, voice_first: true }
        }
    };
    let main = match (&args.file, args.country) {
        (_, Some(country)) => Read::country(country),
        (Some(file), None) => Read::file(file, args.from)?,
        (None, None) => return Err(Failure::Trouble("name a file or a country".to_owned())),
    };
    let package = args.package.as_deref();
    let other = args.against.as_ref().map(|file| Read::file(file, args.from)).transpose()?;
    let before = main.subject(package)?;
    let (page, said) = match &other {
        None => (sheet::page(&before, &heard), main.holds()),
        Some(other) => {
            let said = format!("{} against {}", main.title, other.title);
            (sheet::comparison(&before, &other.subject(package)?, &heard), said)
        }
    };
    spare(args.file.iter().chain(&args.against), Some(&args.output))?;
    let written = write(&args.output, &page, &said);
    // Nobody may read what was said; that hides neither of the two.
    let told = [Some(&main), other.as_ref()].map(|read| read.map_or(Ok(()), Read::tell));
    told.into_iter().fold(Ok(()), Result::and)?;
    written
}

/// Writes the page, and on standard output what is in it, unless the page is there.
fn write(path: &Path, page: &str, said: &str) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        io::stdout().lock().write_all(page.as_bytes())?;
        return Ok(());
    }
    let written = write_whole(path, |file| file.write_all(page.as_bytes()));
    written.map_err(|error| Failure::Trouble(format!("{}: {error}", path.display())))?;
    writeln!(anstream::stdout().lock(), "{}: {}", path.display(), printable(said))?;
    Ok(())
}
