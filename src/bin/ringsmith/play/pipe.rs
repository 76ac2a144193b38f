//! How a program without sound is heard all the same.

use std::env;
use std::ffi::OsString;

use crate::Failure;
#[cfg(not(feature = "play"))]
use crate::play::Args;

/// Without the feature there is no sound card. Only the call itself is looked at, no file.
#[cfg(not(feature = "play"))]
pub fn run(args: &Args) -> Result<(), Failure> {
    let Args { selection: _, rendering } = args;
    rendering.voice()?;
    Err(instead_of("this ringsmith is built without sound (the feature `play`)"))
}

/// What keeps this program from playing, and how another one plays the same.
pub fn instead_of(reason: &str) -> Failure {
    Failure::Trouble(format!("{reason}; {}", advice(env::args_os().skip(1))))
}

/// Tells how to pipe what is asked for into a program that plays, with the arguments as they came.
fn advice(args: impl Iterator<Item = OsString>) -> String {
    let mut is_name = true;
    let words = args.map(|arg| {
        let arg = arg.to_string_lossy();
        // The first word that is no option of the program itself is its subcommand.
        if is_name && arg == "play" {
            is_name = false;
            return "render".to_owned();
        }
        quoted(&arg)
    });
    let words = words.collect::<Vec<_>>().join(" ");
    format!("instead: ringsmith {words} --container raw -o - | aplay -f S16_LE -r 8000 -c 1")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=+@:,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advised(args: &[&str]) -> String {
        let advice = advice(args.iter().map(OsString::from));
        let (_, command) = advice.split_once("instead: ").unwrap();
        command.to_owned()
    }

    #[test]
    fn the_advice_has_the_arguments_of_the_call_quoted_for_a_shell() {
        assert_eq!(
            advised(&["--color", "never", "play", "my tones.ini", "--tone", "play"]),
            "ringsmith --color never render 'my tones.ini' --tone play --container raw -o - \
             | aplay -f S16_LE -r 8000 -c 1"
        );
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("<Bellcore-dr2>"), "'<Bellcore-dr2>'");
        assert_eq!(quoted(""), "''");
    }
}
