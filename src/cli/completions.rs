//! `casebook completions`: a script by which a shell completes commands and options.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::tell::result;
use super::{Cli, Outcome};

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell that is to complete
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub fn run(completions: &Completions) -> Outcome {
    let mut script = vec![];
    clap_complete::generate(
        completions.shell,
        &mut Cli::command(),
        "casebook",
        &mut script,
    );
    result(&String::from_utf8_lossy(&script))
}
