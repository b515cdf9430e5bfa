//! A text's HTML holds only what is allowed, and stays the same when it is cleaned again.

use casebook::parse::Document;
use casebook::parse::html::{Labels, html};
use casebook::parse::target::Target;

use crate::common::settings;
use crate::random::fuzz;
use crate::texts::{HTML, MARKDOWN, Texts};
use crate::{SETTINGS, allowed, parsed};

#[test]
fn safe_html() {
    let texts = Texts::new(|_| true, &[HTML, MARKDOWN, HTML]);
    let config = settings(SETTINGS);
    fuzz("safe_html", 700, |random| {
        let mut text = match random.below(3) {
            0 => texts.changed(random),
            _ => texts.of_tokens(random),
        };
        if !text.starts_with("---") {
            text.insert_str(0, "---\ntitle: Warm homes\n---\n\n");
        }
        let (document, _) = parsed(&text, &config);
        assert_html_is_safe(&document);
    });
}

fn assert_html_is_safe(document: &Document) {
    let as_written = |target: &str, _| Target {
        url: target.to_owned(),
        ..Target::default()
    };
    let html = html(
        &document.text(),
        &document.body,
        &Labels::default(),
        &as_written,
    );
    let text = document.text();
    assert_eq!(allowed::forbidden(&html), None, "{text:?}\n{html}");
    let again = allowed::written_again(&html);
    assert_eq!(
        allowed::forbidden(&again),
        None,
        "{text:?}\n{html}\n{again}"
    );
    // Without HTML of the author's, casebook writes some characters another way than the parser.
    let first = if document.body.raw_html {
        html
    } else {
        again.clone()
    };
    assert_eq!(allowed::written_again(&again), first, "{text:?}");
}

/// Texts that were once published otherwise than they were cleaned.
#[test]
fn removed_elements_leave_html_that_is_read_as_it_was_cleaned() {
    let config = settings(SETTINGS);
    let deep = format!("a 'b' c/d {}e", "<div>\n<i>".repeat(120));
    for text in [
        // More elements than are published, and signs that can be written in several ways.
        deep.as_str(),
        // What is around a removed element, and what is in it, would be inside each other.
        "<p>a<marquee><p>b</p></marquee></p>",
        "<h2>a<center><h3>b</h3></center></h2>",
        "<a href=x>a<font><a href=y>b</a></font></a>",
        "<dl><dt>a<object></object><menu><dt>b</menu></dl>",
        "<table><tr><td><form><table></form><tr><td>a</table>",
        "<ul><li>a<center><li>b</center></ul>",
        // Any other input would let readers type.
        "<input type=image src=x>",
        "<input type=text name=password>",
        "<input>",
    ] {
        let (document, _) = parsed(&format!("---\ntitle: Warm homes\n---\n\n{text}\n"), &config);
        assert_html_is_safe(&document);
    }
}
