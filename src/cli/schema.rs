//! `casebook schema`: what the library asks of a case study, for editors and for code hosts.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::library::{LibraryArgs, WithForm, load_with_form};
use super::printer::{OutputFormat, print_error, write_result};
use crate::config::repository::Host;
use crate::form::{cms, issue_form, schema, table};
use crate::ids::LanguageId;

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Folder of the library, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Print an issue form for GitHub or GitLab instead
    #[arg(long, group = "form")]
    issue_form: bool,
    /// Print the column names for `casebook import` instead
    #[arg(long, group = "form")]
    csv: bool,
    /// Print settings for Sveltia CMS or Decap CMS instead
    #[arg(long, group = "form")]
    cms: bool,
}

pub(super) fn run(args: &Schema) -> Outcome {
    let library = LibraryArgs::whole(&args.root, OutputFormat::Human);
    let WithForm { loaded, form, .. } = match load_with_form(&library) {
        Ok(read) => read,
        Err(outcome) => return outcome,
    };
    let config = &loaded.inputs.config;
    let repository = config.repository.as_ref();
    if args.csv {
        return write_result(&table::header(&form));
    }
    if args.issue_form {
        let host = repository.map_or(Host::GitHub, |repository| repository.host);
        return write_result(&issue_form(&form, host));
    }
    if !args.cms {
        let title = config
            .title
            .in_language(&config.languages[LanguageId::DEFAULT]);
        return write_result(&format!("{:#}\n", schema(&form, title)));
    }
    if let Some(repository) = repository {
        return write_result(&cms(&form, config, repository));
    }
    print_error(
        "the settings do not name the library's repository",
        "add a line to casebook.yaml, for example `repository: https://github.com/OWNER/REPO`",
    );
    Outcome::Use
}
