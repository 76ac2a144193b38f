//! Programs that are not ours. `./check` installs them; a test that misses one fails in CI, and
//! elsewhere says so and passes.

#![allow(dead_code, reason = "no test needs all of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether the program is there; if not, says what is `lost` by that.
///
/// # Panics
/// If it is not, and this is CI.
pub fn has(program: &str, lost: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        skipped(program, lost);
    }
    found
}

/// Says that a peer is missing, and what is `lost` by that.
///
/// # Panics
/// If this is CI.
pub fn skipped(peer: &str, lost: &str) {
    assert!(std::env::var_os("CI").is_none(), "{peer} is not installed");
    eprintln!("SKIPPED: {peer} is not installed, so {lost}");
}

/// What a program writes to standard output.
///
/// # Panics
/// If it fails.
pub fn output_of(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {stderr}");
    output.stdout
}

/// A program of `tests/` that links spandsp, built in this folder; `None` if that cannot be done
/// here.
///
/// # Panics
/// If it cannot, and this is CI.
pub fn with_spandsp(source: &str, folder: &Path, lost: &str) -> Option<PathBuf> {
    let program = folder.join(Path::new(source).file_stem()?);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(source);
    let mut compiler = Command::new("cc");
    compiler.arg("-O2").arg("-o").arg(&program).arg(source).args(["-lspandsp", "-lm"]);
    match compiler.output() {
        Ok(output) if output.status.success() => return Some(program),
        Ok(output) => {
            skipped("spandsp", &format!("{lost}: {}", String::from_utf8_lossy(&output.stderr)));
        }
        Err(error) => skipped("a C compiler", &format!("{lost}: {error}")),
    }
    None
}
