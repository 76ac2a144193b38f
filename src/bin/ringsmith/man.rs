//! `ringsmith man`

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::output::write_whole;
use crate::{Cli, FAULTY, Failure, TROUBLE, interrupt};

/// Write the manual pages
///
/// One page goes to standard output: `ringsmith man render | man -l -` reads it. With -o every page
/// goes into a directory, such as /usr/local/share/man/man1.
#[derive(clap::Args)]
pub struct Args {
    /// The page of this command; that of the program without it
    command: Option<String>,

    /// Write every page into this directory, as ringsmith.1, ringsmith-check.1 and so on
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    // Without the command `help`, which would have a page for every other one.
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    if let Some(folder) = &args.output {
        return write_all(&program, folder);
    }
    let command = match &args.command {
        None => &program,
        Some(name) => program
            .find_subcommand(name)
            .ok_or_else(|| Failure::Trouble(format!("{name}: no command of ringsmith")))?,
    };
    io::stdout().lock().write_all(&page(command)?)?;
    Ok(())
}

fn write_all(program: &Command, folder: &Path) -> Result<(), Failure> {
    let trouble = |path: &Path, error| Failure::Trouble(format!("{}: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| trouble(folder, error))?;
    for command in std::iter::once(program).chain(program.get_subcommands()) {
        let page = page(command)?;
        let path = folder.join(format!("{}.1", name_of(command)));
        write_whole(&path, |file| file.write_all(&page)).map_err(|error| trouble(&path, error))?;
    }
    Ok(())
}

/// As the page is called: `ringsmith-check`.
fn name_of(command: &Command) -> &str {
    command.get_display_name().unwrap_or(command.get_name())
}

/// The page in roff.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone());
    let version = env!("CARGO_PKG_VERSION");
    let mut page = Vec::new();
    // Without a date: the same version makes the same page.
    writeln!(page, ".TH {} 1 \"\" \"ringsmith {version}\"", name_of(command).to_uppercase())?;
    man.render_name_section(&mut page)?;
    // As --help has it: the library's would list every option without its value.
    let usage = command.clone().render_usage().to_string().replace('-', "\\-");
    let usage = usage.trim_start_matches("Usage: ");
    writeln!(page, ".SH SYNOPSIS\n{usage}")?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let see_also = if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
        ""
    } else {
        ".SH \"SEE ALSO\"\n\\fBringsmith\\fR(1)\n"
    };
    write!(
        page,
        ".SH \"EXIT STATUS\"\n\
         .TP\n0\nDone; there may be warnings.\n\
         .TP\n{FAULTY}\nA file has errors, or a recording is not what it should be.\n\
         .TP\n{TROUBLE}\nA wrong call, or a file that cannot be read or written.\n\
         .TP\n{}\nInterrupted; what was half\\-written is removed.\n\
         {see_also}",
        interrupt::STATUS
    )?;
    Ok(page)
}
