//! What is installed beside the program: manual pages and completions.

#![cfg(feature = "cli")]

#[path = "common/peer.rs"]
mod peer;

use std::fs;
use std::process::{Command, Stdio};

use peer::has;

/// The program, to be given its arguments.
fn ringsmith() -> assert_cmd::Command {
    assert_cmd::Command::cargo_bin("ringsmith").expect("the program is built with its tests")
}

/// What a command that has to succeed prints on standard output.
fn stdout_of(command: &mut assert_cmd::Command) -> Vec<u8> {
    command.assert().success().get_output().stdout.clone()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("the program writes UTF-8")
}

/// The commands that `ringsmith --help` lists.
fn commands() -> Vec<String> {
    let help = text(stdout_of(ringsmith().arg("--help")));
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    // What goes on in a second line is indented further.
    let lines = list.lines().filter_map(|line| line.strip_prefix("  "));
    let names = lines.filter(|line| !line.starts_with(' '));
    let names = names.map(|line| line.split(' ').next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

/// The long options that the help of a command lists.
fn options(command: &str) -> Vec<String> {
    let help = text(stdout_of(ringsmith().args([command, "--help"])));
    let words = help.lines().filter_map(|line| {
        let line = line.trim_start();
        line.starts_with('-').then(|| line.split("--").nth(1)).flatten()
    });
    words.map(|word| word.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn every_command_has_a_page_that_names_its_options() {
    let folder = tempfile::tempdir().unwrap();
    ringsmith().args(["man", "-o"]).arg(folder.path()).assert().success().stdout("");
    let commands = commands();
    assert!(commands.len() >= 14, "{commands:?}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), commands.len() + 1);
    let program = fs::read_to_string(folder.path().join("ringsmith.1")).unwrap();
    for command in commands {
        let page =
            fs::read_to_string(folder.path().join(format!("ringsmith-{command}.1"))).unwrap();
        assert_eq!(page, text(stdout_of(ringsmith().args(["man", &command]))));
        assert!(program.contains(&format!("ringsmith\\-{command}(1)")), "{command}");
        for option in options(&command) {
            let name = format!("\\-\\-{}", option.replace('-', "\\-"));
            assert!(page.contains(&name), "the page of {command} lacks --{option}");
        }
    }
}

#[test]
fn no_page_of_an_unknown_command() {
    let run = ringsmith().args(["man", "polish"]).assert().code(2).stdout("");
    let told = text(run.get_output().stderr.clone());
    assert_eq!(told, "error: polish: no command of ringsmith\n");
}

#[test]
fn a_reader_of_manual_pages_finds_no_error_in_them() {
    if !has("mandoc", "nobody else has read the manual pages") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    ringsmith().args(["man", "-o"]).arg(folder.path()).assert().success();
    let pages = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let output = Command::new("mandoc").args(["-T", "lint", "-W", "error"]).args(pages).output();
    let output = output.unwrap();
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
}

#[test]
fn every_shell_gets_a_script_that_knows_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = text(stdout_of(ringsmith().args(["completions", shell])));
        for command in commands() {
            assert!(script.contains(&command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn bash_completes_commands_options_and_values() {
    let script = text(stdout_of(ringsmith().args(["completions", "bash"])));
    let complete = |words: &[&str]| {
        let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
        let (last, before) = (words.len() - 1, words.len() - 2);
        let line = format!(
            "{script}\nCOMP_WORDS=({}) COMP_CWORD={last}\n_ringsmith ringsmith '{}' '{}'\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            quoted.join(" "),
            words[last],
            words[before],
        );
        let output = Command::new("bash").args(["-c", &line]).stderr(Stdio::inherit()).output();
        text(output.unwrap().stdout)
    };
    assert_eq!(complete(&["ringsmith", "con"]), "convert\n");
    assert_eq!(complete(&["ringsmith", "check", "--str"]), "--strict\n");
    assert_eq!(complete(&["ringsmith", "render", "--encoding", "u"]), "ulaw\n");
}
