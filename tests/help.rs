//! The help of every command, as a reviewed snapshot: a change of its words is looked at.
#![allow(
    clippy::disallowed_methods,
    reason = "a test starts the program and reads what it wrote"
)]

use std::process::Command;

/// Returns what the program prints with these arguments, as on a terminal of 100 columns.
fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(arguments)
        .env("COLUMNS", "100")
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("help is text")
}

/// The names of all commands, as the help of the program lists them.
fn commands(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect()
}

#[test]
fn the_help_of_every_command_is_as_reviewed() {
    let mut all = printed(&["--help"]);
    let help = all.clone();
    for command in commands(&help) {
        all += &format!("\n===== {command}\n{}", printed(&[command, "--help"]));
    }
    // clap indents empty lines.
    let lines: String = all
        .lines()
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect();
    insta::assert_snapshot!(lines);
}

#[test]
fn help_is_also_a_command() {
    assert_eq!(printed(&["help"]), printed(&["--help"]));
    assert_eq!(printed(&["help", "build"]), printed(&["build", "--help"]));
}
