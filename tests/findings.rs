//! Every sample in tests/findings/ is a library with mistakes, and says on the line below each
//! mistake what is found there:
//!
//! ```text
//! topics: [housing, hosing]
//! //                ^^^^^^ error[unknown-term]: `hosing` is not one of the topics
//! ```
//!
//! A finding of a whole file stands on a line `//! error[rule]: message`. What is found and not
//! said, or said and not found, fails; so does a caret a character off.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use casebook::source::Position;
use common::{Library, Said, marked};

#[test]
fn each_mistake_is_found_at_its_very_characters_and_nothing_else_is() {
    let mut failures = vec![];
    insta::glob!("findings/*.txt", |path| {
        let sample = std::fs::read_to_string(path).expect("a sample is text");
        let (text, mut said) = marked(&sample);
        let library = Library::new(&text);
        let mut found: Vec<Said> = library.findings().iter().map(|finding| found(&library, finding)).collect();
        said.sort();
        found.sort();
        if said != found {
            let only = |a: &[Said], b: &[Said]| -> String {
                a.iter().filter(|x| !b.contains(x)).map(|x| format!("    {x:?}\n")).collect()
            };
            failures.push(format!(
                "{}\n  said, not found:\n{}  found, not said:\n{}{}",
                path.display(),
                only(&said, &found),
                only(&found, &said),
                library.messages()
            ));
        }
    });
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn found(library: &Library, finding: &casebook::report::Finding) -> Said {
    let words = format!("{}[{}]: {}", finding.severity.name(), finding.rule, finding.message);
    let Some(place) = &finding.place else { return (String::new(), 0, 0, 0, words) };
    match place.span.zip(library.text(&place.file)) {
        None => (place.file.to_string(), 0, 0, 0, words),
        Some((span, text)) => {
            let start = Position::of(&text, span.start);
            assert!(!span.of(&text).trim_end().contains('\n'), "a caret stands on one line: {words}");
            let width = span.of(&text).trim_end().chars().count();
            (place.file.to_string(), start.line, start.column, width.max(1), words)
        }
    }
}
