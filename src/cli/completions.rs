//! `casebook completions`: a script with which a shell completes commands and options.

use clap::Args;
use clap_complete::Shell;

use super::Outcome;
use super::printer::write_result;

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// Shell to print the script for
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script for the commands and options of `program`.
pub(super) fn run(args: &Completions, mut program: clap::Command) -> Outcome {
    let mut script = vec![];
    clap_complete::generate(args.shell, &mut program, "casebook", &mut script);
    write_result(&String::from_utf8_lossy(&script))
}
