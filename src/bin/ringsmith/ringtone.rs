//! The ring tones of a handset, for `ringsmith alert`.

use std::io::{self, Write};
use std::path::PathBuf;

use ringsmith::alert_info::AlertInfo;
use ringsmith::diagnostic::Problem;
use ringsmith::handset::{
    Choice, Chosen, Folder, Level, Reference, Series, Wishes, choose, read_folder,
};
use serde_json::{Value, json};

use crate::{Failure, report};

/// What a handset would ring with.
#[derive(clap::Args)]
#[group(id = "handset")]
#[command(next_help_heading = "Ring tones of a handset")]
pub struct Args {
    /// A folder of ring tone files: say which of them a handset rings with
    #[arg(long, value_name = "DIR")]
    ringtones: Option<PathBuf>,

    /// The series of the handset: pivot, versity or 84-series
    #[arg(long, default_value = "versity", requires = "ringtones", value_parser = parse_series)]
    series: Series,

    /// What the caller's entry among the contacts asks for: a title, or a reference as in the header
    #[arg(long, value_name = "TONE", requires = "ringtones")]
    contact: Option<String>,

    /// What the registration that is called asks for
    #[arg(long, value_name = "TONE", requires = "ringtones")]
    registration: Option<String>,

    /// What the phone rings with if nothing else is said
    #[arg(long, value_name = "TONE", requires = "ringtones")]
    phone_default: Option<String>,
}

fn parse_series(text: &str) -> Result<Series, String> {
    let names = Series::ALL.map(Series::name).join(", ");
    Series::from_name(text).ok_or(format!("expected one of {names}"))
}

/// A folder and what is wished of it.
pub struct Handset {
    folder: Folder,
    series: Series,
    wishes: Wishes,
}

impl Args {
    /// Reads the folder, if there is one, and what the header and the other levels wish.
    pub fn handset(&self, header: &AlertInfo) -> Result<Option<Handset>, Failure> {
        let Some(path) = &self.ringtones else { return Ok(None) };
        let folder = read_folder(path);
        let folder =
            folder.map_err(|error| Failure::Trouble(format!("{}: {error}", path.display())))?;
        let read = |wish: &Option<String>| wish.as_deref().map(Reference::read);
        let wishes = Wishes {
            alert_info: header.ring_tone(),
            contact: read(&self.contact),
            registration: read(&self.registration),
            phone_default: read(&self.phone_default),
        };
        Ok(Some(Handset { folder, series: self.series, wishes }))
    }
}

impl Handset {
    fn choice(&self) -> Choice<'_> {
        choose(&self.folder.library, self.series, &self.wishes)
    }

    /// Reports what is wrong with the folder, and answers in sentences.
    pub fn answer(&self, out: &mut impl Write) -> io::Result<()> {
        for diagnostic in &self.folder.diagnostics {
            report::without_place(
                diagnostic.problem.severity(),
                &diagnostic.problem,
                &diagnostic.file,
            );
        }
        for line in self.choice().to_string().lines() {
            writeln!(out, "  {line}")?;
        }
        Ok(())
    }

    /// The answer for other programs.
    pub fn object(&self) -> Value {
        let choice = self.choice();
        let mut object = json!({ "series": self.series.name() });
        if let Some((level, chosen)) = choice.chosen {
            object["level"] = name(level).into();
            match chosen {
                Chosen::RingTone(tone) => {
                    object["title"] = tone.title.clone().into();
                    object["file"] = tone.file.display().to_string().into();
                }
                Chosen::Url(url) => object["url"] = url.into(),
            }
        }
        if let Some(bytes) = choice.cut_off() {
            object["cut_off_bytes"] = bytes.into();
        }
        let passed_over = choice.passed_over.iter().map(
            |passed| json!({ "level": name(passed.level), "reason": passed.reason.to_string() }),
        );
        object["passed_over"] = passed_over.collect();
        let diagnostics = self.folder.diagnostics.iter().map(|found| {
            let mut object = json!({
                "code": found.problem.code(),
                "severity": found.problem.severity().to_string(),
                "file": found.file.display().to_string(),
                "message": found.problem.to_string(),
            });
            if let Some(help) = found.problem.help() {
                object["help"] = help.into();
            }
            object
        });
        object["diagnostics"] = diagnostics.collect();
        object
    }
}

const fn name(level: Level) -> &'static str {
    match level {
        Level::AlertInfo => "alert-info",
        Level::Contact => "contact",
        Level::Registration => "registration",
        Level::PhoneDefault => "phone-default",
    }
}
