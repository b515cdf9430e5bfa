//! casebook turns a folder of Markdown case studies into a fast, searchable, accessible website.
//!
//! One run goes `read → parse → link → render → publish`. Each phase is a function from plain
//! values to plain values; only [`host`] and [`cli`] touch the outside. ARCHITECTURE.md has the
//! picture.

pub mod audit;
pub mod cli;
pub mod compile;
pub mod config;
pub mod form;
pub mod host;
pub mod ids;
pub mod link;
pub mod parse;
pub mod picture;
pub mod render;
pub mod report;
pub mod search;
pub mod source;
pub mod words;
pub mod yaml;
