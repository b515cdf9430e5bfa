//! `casebook explain`: what a rule means, with an example and its mend.

use clap::Args;

use super::Outcome;
use super::tell::{line, result};
use crate::report::rules::{self, Explanation};

#[derive(Debug, Args)]
pub struct Explain {
    /// The rule, as a message names it between brackets [default: a list of all]
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// All rules as one page of Markdown
    #[arg(long, conflicts_with = "rule")]
    all: bool,
}

pub fn run(explain: &Explain) -> Outcome {
    let Some(name) = &explain.rule else {
        return result(&if explain.all { rules::page() } else { list() });
    };
    let known: Vec<Explanation> = rules::explanations()
        .into_iter()
        .flat_map(|(_, rules)| rules)
        .collect();
    if let Some(rule) = known.iter().find(|rule| rule.rule.name() == name) {
        return result(&rule.explained(1));
    }
    line(&format!("error: there is no rule `{name}`"));
    match rules::nearest(name, &known) {
        Some(rule) => line(&format!(
            "  = help: did you mean `{}`: {}?",
            rule.rule, rule.title
        )),
        None => line("  = help: `casebook explain` lists all rules"),
    }
    Outcome::Use
}

/// Every rule with its title, an area below the other.
fn list() -> String {
    let area = |(about, rules): (&str, Vec<Explanation>)| {
        let width = rules
            .iter()
            .map(|rule| rule.rule.name().len())
            .max()
            .unwrap_or(0);
        let lines: String = rules
            .iter()
            .map(|rule| format!("  {:width$}  {}\n", rule.rule, rule.title))
            .collect();
        format!("{about}\n{lines}")
    };
    rules::explanations()
        .into_iter()
        .map(area)
        .collect::<Vec<_>>()
        .join("\n")
}
