//! The command line: arguments in, messages and exit codes out.
//!
//! Each command is a file in `cli/`: its arguments, and a function `run` from them to an
//! `Outcome`. `library.rs` reads what a command works on, `printer.rs` prints.
#![allow(
    clippy::disallowed_methods,
    reason = "this floor may use files, the clock and the environment"
)]

mod build;
mod check;
mod completions;
mod counts;
mod explain;
mod export;
mod fix;
mod import;
mod init;
mod library;
mod new;
mod printer;
mod schema;
#[cfg(feature = "search")]
mod search;
#[cfg(feature = "serve")]
mod serve;
mod templates;

use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

/// Turns a folder of Markdown case studies into a searchable, accessible website.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
#[command(about = "Turn a folder of Markdown case studies into a searchable, accessible website")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colour
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the site
    Build(build::Build),
    /// Report problems without publishing
    Check(check::Check),
    /// Preview the site on this computer as you write
    #[cfg(feature = "serve")]
    Serve(serve::Serve),
    /// Search the case studies as visitors do, and explain the order of the results
    #[cfg(feature = "search")]
    Search(search::Search),
    /// Explain a rule, with an example and how to fix it
    Explain(explain::Explain),
    /// Create a case study to fill in
    New(new::New),
    /// Create a new library
    Init(init::Init),
    /// Create case studies from a spreadsheet
    Import(import::Import),
    /// Print the case studies as CSV or JSON
    Export(export::Export),
    /// Print a JSON Schema for front matter, or a form made from it
    Schema(schema::Schema),
    /// Print a shell completion script
    Completions(completions::Completions),
}

/// The last line of every help.
const GUIDE: &str = "The guide is in content/guide/ of the casebook repository.";

/// What a run ends with; the number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// No errors.
    Fine = 0,
    /// The content has errors.
    Content = 1,
    /// The program was used wrongly, or the settings or the theme have errors.
    Use = 2,
    /// The disk or the network failed.
    Outside = 3,
}

/// Runs the program with the arguments of the process, and returns its exit code.
pub fn main() -> ExitCode {
    let parsed = command()
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(print_clap(&error)),
    };
    let color = match cli.color {
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
        ColorChoice::Auto => anstream::ColorChoice::Auto,
    };
    color.write_global();
    let outcome = match cli.command {
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        #[cfg(feature = "search")]
        Command::Search(args) => search::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::New(args) => new::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args, command()),
    };
    ExitCode::from(printer::final_outcome(outcome) as u8)
}

/// Returns the commands and options, each help with a line on where the guide is.
fn command() -> clap::Command {
    Cli::command()
        .after_help(GUIDE)
        .mut_subcommands(|command| command.after_help(GUIDE))
}

/// Prints help, the version, or an error in the arguments, and returns the exit code.
fn print_clap(error: &clap::Error) -> u8 {
    match error.print() {
        Err(error) if !printer::is_closed(&error) => Outcome::Outside as u8,
        _ => u8::try_from(error.exit_code()).unwrap_or(Outcome::Use as u8),
    }
}
