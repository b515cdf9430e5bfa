//! YAML text into values that know their places, and values into YAML text.
//!
//! `parse` gives a tree of [`Node`]s, `read` turns nodes into typed values with findings,
//! `write` makes YAML, and `repair` explains why a text isn't YAML.

mod node;
mod parse;
mod places;
pub mod read;
pub mod repair;
pub mod write;

pub use node::{Entry, Node, Style, Value};
pub use parse::{NotYaml, parse};
