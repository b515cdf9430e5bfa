//! `casebook explain`: what a rule means, with an example and how to fix it.

use clap::Args;

use super::Outcome;
use super::printer::{print_error, write_result};
use crate::report::rules::{self, Explanation};

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Name of the rule, which messages show in square brackets [default: list all rules]
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// Print all rules as one page of Markdown
    #[arg(long, conflicts_with = "rule")]
    all: bool,
}

pub(super) fn run(args: &Explain) -> Outcome {
    let Some(name) = &args.rule else {
        return write_result(&if args.all { rules::page() } else { list() });
    };
    let known: Vec<Explanation> = rules::explanations()
        .into_iter()
        .flat_map(|(_, rules)| rules)
        .collect();
    if let Some(rule) = known.iter().find(|rule| rule.rule.name() == name) {
        return write_result(&rule.explained(1));
    }
    let help = match rules::nearest(name, &known) {
        Some(rule) => format!("did you mean `{}` ({})?", rule.rule, rule.title),
        None => "`casebook explain` lists all rules".to_owned(),
    };
    print_error(&format!("there is no rule `{name}`"), &help);
    Outcome::Use
}

/// Returns every rule with its title, grouped by area.
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
