//! `casebook schema`: what the library asks of a case study, for editors and for code hosts.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::library::{Asked, Library, asked};
use super::tell::{Format, line, result};
use crate::config::repository::Host;
use crate::form::{cms, issue_form, schema, table};

#[derive(Debug, Args)]
pub struct Schema {
    /// The library's folder, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// An issue form for the code host instead
    #[arg(long, group = "form")]
    issue_form: bool,
    /// The header of a table for `casebook import` instead
    #[arg(long, group = "form")]
    csv: bool,
    /// The settings of an editing website, Sveltia CMS or Decap CMS, instead
    #[arg(long, group = "form")]
    cms: bool,
}

pub fn run(wanted: &Schema) -> Outcome {
    let Asked { read, form, .. } = match asked(&Library::whole(&wanted.root, Format::Human)) {
        Ok(asked) => asked,
        Err(outcome) => return outcome,
    };
    let config = &read.inputs.config;
    let repository = config.repository.as_ref();
    if wanted.csv {
        return result(&table::header(&form));
    }
    if wanted.issue_form {
        return result(&issue_form(
            &form,
            repository.map_or(Host::GitHub, |repository| repository.host),
        ));
    }
    if !wanted.cms {
        return result(&format!(
            "{:#}\n",
            schema(&form, config.title.in_language(&config.languages[0]))
        ));
    }
    match repository {
        Some(repository) => result(&cms(&form, config, repository)),
        None => {
            line(
                "error: the settings do not say where the library's files live\n  = help: add a line to casebook.yaml, for example `repository: https://github.com/OWNER/REPO`",
            );
            Outcome::Use
        }
    }
}
