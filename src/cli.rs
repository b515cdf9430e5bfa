//! The command line: arguments in, messages and exit codes out.
//!
//! A command is one file in `cli/`: its arguments, and a function `run` from them to an `Outcome`.
//! `library.rs` reads what a command works on, `tell.rs` has what a run says and how.
#![allow(
    clippy::disallowed_methods,
    reason = "the floor that touches the outside"
)]

mod build;
mod check;
mod completions;
mod explain;
mod export;
mod fix;
mod import;
mod init;
mod library;
mod new;
mod schema;
mod serve;
mod tell;

use std::process::ExitCode;

use clap::{ColorChoice, Parser, Subcommand};

/// Turns a folder of Markdown case studies into a searchable, accessible website.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
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
    /// Look for mistakes, and write nothing
    Check(check::Check),
    /// Show the site on this computer while you work on it
    Serve(serve::Serve),
    /// Say what a rule means, with an example and its mend
    Explain(explain::Explain),
    /// Begin a case study: a file to fill in
    New(new::New),
    /// Begin a library that builds at once
    Init(init::Init),
    /// Make case studies of a spreadsheet's rows
    Import(import::Import),
    /// Write the case studies as a spreadsheet, or as data
    Export(export::Export),
    /// Describe the front matter of a case study, for editors and code hosts
    Schema(schema::Schema),
    /// Write a script by which your shell completes commands
    Completions(completions::Completions),
}

/// What a run ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine = 0,
    /// The content has errors.
    Content = 1,
    /// Wrong use, or wrong settings or theme.
    Use = 2,
    /// The disk or the network failed.
    Outside = 3,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(Outcome::Use as u8);
            let unwritten = error.print().is_err_and(|error| !tell::is_closed(&error));
            return ExitCode::from(if unwritten {
                Outcome::Outside as u8
            } else {
                code
            });
        }
    };
    match cli.color {
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
        ColorChoice::Auto => anstream::ColorChoice::Auto.write_global(),
    }
    let outcome = match cli.command {
        Command::Build(build) => build::run(&build),
        Command::Check(check) => check::run(&check),
        Command::Serve(serve) => serve::run(&serve),
        Command::Explain(explain) => explain::run(&explain),
        Command::New(new) => new::run(&new),
        Command::Init(init) => init::run(&init),
        Command::Import(import) => import::run(&import),
        Command::Export(export) => export::run(&export),
        Command::Schema(schema) => schema::run(&schema),
        Command::Completions(completions) => completions::run(&completions),
    };
    ExitCode::from(tell::heard(outcome) as u8)
}
