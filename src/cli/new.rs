//! `casebook new`: a new case study to fill in, made from the settings.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::library::{Asked, Library, asked, beside};
use super::tell::{Format, line, result, unwritten};
use crate::form::{Form, Known, Length, Shape, template};
use crate::host::create::{NotCreated, create};
use crate::report::{listed, nearest};
use crate::source::slug::{short_slug, slug};

#[derive(Debug, Args)]
pub struct New {
    /// The library's folder, where casebook.yaml is
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The name of the case study
    #[arg(value_name = "TITLE")]
    title: String,
    /// A term of the library's first facet; may be given several times
    #[arg(long = "topic", value_name = "TOPIC")]
    topics: Vec<String>,
}

pub fn run(new: &New) -> Outcome {
    let New {
        root,
        title,
        topics,
    } = new;
    let Asked { read, linked, form } = match asked(&Library::whole(root, Format::Human)) {
        Ok(asked) => asked,
        Err(outcome) => return outcome,
    };
    let name = short_slug(title);
    if name.is_empty() {
        line(&format!(
            "error: `{title}` has no letter or digit to name a file by"
        ));
        return Outcome::Use;
    }
    if name == "index" {
        line(&format!(
            "error: `{title}` would become index.md, which is what stands above the list of all case studies: nothing was written\n  = help: choose another title"
        ));
        return Outcome::Use;
    }
    let terms = match chosen(&form, topics) {
        Ok(terms) => terms,
        Err(outcome) => return outcome,
    };
    let path = format!("{}/{name}.md", form.folder);
    let address = format!("{}/{name}/", read.inputs.config.studies);
    if let Some(claim) = linked.addresses.get(&address) {
        return taken(&address, claim.owner_in_words());
    }
    let text = template(
        &form,
        &Known {
            title,
            terms,
            draft: true,
        },
        Length::Full,
    );
    match create(root, &[(path.clone(), text)]) {
        Ok(()) => {}
        Err(NotCreated::Exists(path)) => return taken(&address, &path),
        Err(NotCreated::Disk { path, error }) => return unwritten(&beside(root, &path), &error),
    }
    let written = result(&format!("{}\n", beside(root, &path).display()));
    line(
        "
Open it in any text editor and fill it in. The lines that begin with # say how.
  casebook serve --drafts --open   shows the library with your draft in it while you write
  casebook check --drafts          looks for mistakes
When it is ready to be published, delete its line `draft: true`.",
    );
    written
}

/// The topics as terms of the first facet, under its key and as the library writes them; says what
/// is wrong with one.
fn chosen<'a>(
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
        line(
            "error: the library has no facets, so `--topic` means nothing\n  = help: leave it out",
        );
        return Err(Outcome::Use);
    };
    let mut chosen = vec![];
    for topic in topics {
        let names = known.names.iter().map(String::as_str);
        match names.clone().find(|name| slug(name) == slug(topic)) {
            Some(name) => chosen.push(name),
            None if known.closed => {
                let meant = nearest(topic, names)
                    .map_or(String::new(), |meant| format!("did you mean `{meant}`? "));
                line(&format!(
                    "error: `{topic}` is not one of the {}\n  = help: {meant}The {} are {}",
                    part.key,
                    part.key,
                    listed(&known.names)
                ));
                return Err(Outcome::Use);
            }
            None => chosen.push(topic),
        }
    }
    Ok(vec![(&part.key, chosen)])
}

fn taken(address: &str, owner: &str) -> Outcome {
    line(&format!(
        "error: the address `/{address}` is taken by {owner}: nothing was written\n  = help: choose another title, or change that file"
    ));
    Outcome::Use
}
