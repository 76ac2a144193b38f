//! The `ringsmith` program: telephony tones from a gateway's own files.

mod alert;
mod batch;
mod catalog;
mod check;
mod completions;
mod convert;
mod describe;
mod draw;
mod form;
mod input;
mod interrupt;
mod job;
mod learn;
mod man;
mod measure;
mod output;
mod play;
mod progress;
mod render;
mod report;
mod ringtone;
mod selection;
mod sheet;
mod show;
mod tones;
mod verify;

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Check, see and render the call progress tones and ringing patterns of a telephony gateway.
#[derive(Parser)]
#[command(name = "ringsmith", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    color: colorchoice_clap::Color,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Show(show::Args),
    Render(render::Args),
    Play(play::Args),
    Catalog(catalog::Args),
    Alert(alert::Args),
    Convert(convert::Args),
    Tones(tones::Args),
    Measure(measure::Args),
    Verify(verify::Args),
    Learn(learn::Args),
    Sheet(sheet::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Exit status of a file with errors.
const FAULTY: u8 = 1;
/// Exit status of a wrong call, and of files that cannot be read or written.
const TROUBLE: u8 = 2;

/// What keeps a command from its work.
enum Failure {
    /// A file has errors, which have been reported.
    Faulty,
    /// Anything else, which has been told already.
    Reported,
    /// Anything else, to be told in one line.
    Trouble(String),
    /// Nobody reads standard output any more.
    Unread,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Trouble(format!("standard output: {error}")),
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    let done = match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Show(args) => show::run(args),
        Command::Render(args) => render::run(args),
        Command::Play(args) => play::run(args),
        Command::Catalog(args) => catalog::run(args),
        Command::Alert(args) => alert::run(args),
        Command::Convert(args) => convert::run(args),
        Command::Tones(args) => tones::run(args),
        Command::Measure(args) => measure::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Learn(args) => learn::run(args),
        Command::Sheet(args) => sheet::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    };
    match done {
        _ if interrupt::requested() => ExitCode::from(interrupt::STATUS),
        Ok(()) | Err(Failure::Unread) => ExitCode::SUCCESS,
        Err(Failure::Faulty) => ExitCode::from(FAULTY),
        Err(Failure::Reported) => ExitCode::from(TROUBLE),
        Err(Failure::Trouble(message)) => {
            report::trouble(&message);
            ExitCode::from(TROUBLE)
        }
    }
}
