//! `ringsmith completions`

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{Cli, Failure};

/// Write the script by which a shell completes commands and options
///
/// For bash: ringsmith completions bash > ~/.local/share/bash-completion/completions/ringsmith
#[derive(clap::Args)]
pub struct Args {
    /// The shell that is to read it
    shell: Shell,
}

pub fn run(args: &Args) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "ringsmith", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(())
}
