//! What must hold for any input, tried with random ones.
//!
//! `cargo test` tries the same few cases each time. `CASEBOOK_FUZZ_SECONDS=600 cargo test --test
//! fuzz NAME -- --nocapture` tries others for ten minutes. What it finds is fixed, and becomes a
//! sample of its own.
#![allow(
    clippy::disallowed_methods,
    reason = "a test uses the disk and the clock"
)]

mod allowed;
mod cache;
#[path = "../common/mod.rs"]
mod common;
mod edits;
mod front_matter;
mod index;
mod names;
mod postings;
mod random;
mod safe_html;
mod spreadsheets;
mod texts;

use std::sync::Arc;

use casebook::config::Config;
use casebook::parse::{Document, documents};
use casebook::report::Finding;
use casebook::source::Source;

pub(crate) const SETTINGS: &str = "\
title: Case studies
base_url: https://example.org/
facets: {topics: {terms: [Housing, \"Arts, culture\", Children's]}, tags: {}}
fields: {organisation: {}, began: {type: date}, savings: {type: number}, done: {type: boolean}}
";

pub(crate) const STUDY: &str = "content/case-studies/warm-homes.md";

/// Returns the document of a study with this text, and what is wrong with it.
pub(crate) fn parsed(text: &str, config: &Config) -> (Arc<Document>, Vec<Finding>) {
    let source = Source::new(STUDY, text.to_owned());
    let parsed = documents(&[Arc::new(source.into())], config, &[]).remove(0);
    (parsed.value, parsed.findings)
}
