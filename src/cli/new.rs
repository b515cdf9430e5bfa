//! `casebook new`: a new case study to fill in, made from the settings.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::library::{LibraryArgs, WithForm, load_with_form};
use super::printer::{OutputFormat, print_error, print_line, print_unwritten, write_result};
use crate::form::{Form, Length, Prefilled, Shape, template};
use crate::host::create::{CreateError, create, path_in};
use crate::report::{listed, nearest, within_sentence};
use crate::source::slug::{short_slug, slug};

#[derive(Debug, Args)]
pub(super) struct New {
    /// Folder of the library, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Title of the case study
    #[arg(value_name = "TITLE")]
    title: String,
    /// Term of the library's first facet (may be given more than once)
    #[arg(long = "topic", value_name = "TOPIC")]
    topics: Vec<String>,
}

/// What to do once the file is there.
const NEXT_STEPS: [&str; 5] = [
    "",
    "Open the file in any text editor and fill it in. Lines starting with # say what to write.",
    "  casebook serve --drafts --open   shows the library with your draft as you write",
    "  casebook check --drafts          reports problems",
    "When it is ready to be published, delete the line `draft: true`.",
];

pub(super) fn run(args: &New) -> Outcome {
    create_study(args).unwrap_or_else(|outcome| outcome)
}

/// Writes the new file.
///
/// # Errors
///
/// Fails, having reported why, if nothing was written.
fn create_study(args: &New) -> Result<Outcome, Outcome> {
    let New {
        root,
        title,
        topics,
    } = args;
    let library = LibraryArgs::whole(root, OutputFormat::Human);
    let WithForm {
        loaded,
        linked,
        form,
    } = load_with_form(&library)?;
    let name = file_name(title)?;
    let terms = chosen_terms(&form, topics)?;
    let path = format!("{}/{name}.md", form.folder);
    let address = format!("{}/{name}/", loaded.inputs.config.studies);
    if let Some(page) = linked.pages.at(&address) {
        let owner = linked.pages.owner_in_words(page, &linked.library);
        return Err(report_taken(&address, owner));
    }
    let known = Prefilled {
        title,
        terms,
        draft: true,
    };
    let text = template(&form, &known, Length::Full);
    match create(&loaded.folder, &[(path.clone(), text)]) {
        Ok(()) => {}
        Err(CreateError::Exists(_)) => return Err(report_taken(&address, &path)),
        Err(CreateError::Disk { path, error }) => {
            print_unwritten(&path, &error);
            return Err(Outcome::Outside);
        }
    }
    let outcome = write_result(&format!("{}\n", path_in(root, &path).display()));
    for line in NEXT_STEPS {
        print_line(line);
    }
    Ok(outcome)
}

/// Returns the name of the file for a title, or reports why there is none.
fn file_name(title: &str) -> Result<String, Outcome> {
    let name = short_slug(title);
    match name.as_str() {
        "" => print_error(
            &format!("`{title}` has no letter or digit to name a file after"),
            "choose another title",
        ),
        "index" => print_error(
            &format!(
                "`{title}` would become index.md, which introduces the list of all case studies; \
                 nothing was written"
            ),
            "choose another title",
        ),
        _ => return Ok(name),
    }
    Err(Outcome::Use)
}

/// Returns the topics as terms of the first facet, under its key and as the library writes them, or
/// reports what is wrong with one.
fn chosen_terms<'a>(
    form: &'a Form,
    topics: &'a [String],
) -> Result<Vec<(&'a str, Vec<&'a str>)>, Outcome> {
    if topics.is_empty() {
        return Ok(vec![]);
    }
    let facet = form.parts.iter().find_map(|part| match &part.shape {
        Shape::Terms(terms) => Some((part, terms)),
        _ => None,
    });
    let Some((part, known)) = facet else {
        print_error(
            "the library has no facets, so `--topic` cannot be used",
            "leave `--topic` out",
        );
        return Err(Outcome::Use);
    };
    let mut chosen = vec![];
    for topic in topics {
        let mut names = known.names.iter().map(String::as_str);
        match names.find(|name| slug(name) == slug(topic)) {
            Some(name) => chosen.push(name),
            None if known.closed => {
                let names = known.names.iter().map(String::as_str);
                let meant = nearest(topic, names)
                    .map_or(String::new(), |meant| format!("did you mean `{meant}`? "));
                let facet = within_sentence(&part.label);
                print_error(
                    &format!("`{topic}` is not on the list of {facet}"),
                    &format!("{meant}Choose from {}", listed(&known.names)),
                );
                return Err(Outcome::Use);
            }
            None => chosen.push(topic),
        }
    }
    Ok(vec![(&part.key, chosen)])
}

fn report_taken(address: &str, owner: &str) -> Outcome {
    print_error(
        &format!("the address `/{address}` is used by {owner}; nothing was written"),
        "choose another title, or change that file",
    );
    Outcome::Use
}
