//! Nothing that an author wrote is lost: whatever a tag does, the words are on the page, in the text
//! of the search and, if they are headings, in the contents.
#![allow(clippy::disallowed_methods, reason = "a test reads its samples")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use casebook::config::Config;
use casebook::parse::html::{Labels, html};
use casebook::parse::target::Target;
use casebook::parse::{Document, documents};
use casebook::source::Source;
use common::{SETTINGS, marked, sections, settings};
use html5gum::{Token, Tokenizer};

/// The elements of the HTML standard, those of standards before it, some of SVG and MathML, and some
/// that are none.
const ELEMENTS: &str = "a abbr acronym address applet area article aside audio b base basefont bdi \
    bdo bgsound big blink blockquote body br button canvas caption center cite code col colgroup \
    data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font \
    footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input \
    ins isindex kbd keygen label legend li link listing main map mark marquee menu menuitem meta \
    meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p \
    param picture plaintext pre progress q rb rp rt rtc ruby s samp script search section select \
    slot small source spacer span strike strong style sub summary sup table tbody td template \
    textarea tfoot th thead time title tr track tt u ul var video wbr xmp svg path text \
    foreignObject desc math mi mtext annotation-xml mglyph type goal my-element SCRIPT Textarea";

/// Names of elements whose content is code, if they are closed.
const CODE: [&str; 3] = ["script", "style", "SCRIPT"];

fn parsed(text: &str, config: &Config) -> Arc<Document> {
    let source = Source::new("content/case-studies/a.md", text.to_owned());
    documents(&[Arc::new(source.into())], config, &[])
        .remove(0)
        .value
}

fn page(document: &Document) -> String {
    let as_written = |target: &str, _| Target {
        url: target.to_owned(),
        ..Target::default()
    };
    html(
        &document.text(),
        &document.body,
        &Labels::default(),
        &as_written,
    )
}

/// The words that readers see or hear, but for the numbers and links of footnotes.
fn words_of_page(html: &str) -> BTreeSet<String> {
    const IN_A_SENTENCE: &str = " a abbr b bdi bdo cite code data del dfn em i ins mark q s small \
        span strong sub sup time u var wbr ";
    let mut text = String::new();
    let mut in_footnote_link = false;
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let name = match &token {
            Token::StartTag(tag) => {
                let value = |name: &str| tag.attributes.get(name.as_bytes()).map(|it| string(it));
                let role = value("role").unwrap_or_default();
                in_footnote_link |= ["doc-noteref", "doc-backlink"].contains(&role.as_str());
                if let Some(alt) = value("alt") {
                    text += &format!(" {alt} ");
                }
                string(&tag.name)
            }
            Token::EndTag(tag) => {
                in_footnote_link &= tag.name.as_slice() != b"a";
                string(&tag.name)
            }
            Token::String(words) => {
                if !in_footnote_link {
                    text += &string(words);
                }
                continue;
            }
            _ => continue,
        };
        if !IN_A_SENTENCE.contains(&format!(" {name} ")) {
            text.push(' ');
        }
    }
    words(&text)
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Checks that words are on the page and in the text of the search, and headings in the contents.
fn assert_keeps(text: &str, kept: &[&str], headings: &[&str], config: &Config) {
    let document = parsed(&format!("---\ntitle: A\n---\n\n{text}"), config);
    let page = page(&document);
    let (seen, searched) = (
        words_of_page(&page),
        words(&document.body.plain.read(&document.text())),
    );
    for word in kept {
        assert!(
            seen.contains(*word),
            "`{word}` is not on the page of:\n{text}\n{page}"
        );
        assert!(
            searched.contains(*word),
            "`{word}` is not searched in:\n{text}\n{searched:?}"
        );
    }
    let known: Vec<&str> = document
        .body
        .headings
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    for heading in headings {
        assert!(
            known.contains(heading),
            "`{heading}` is not a heading of:\n{text}\n{known:?}"
        );
        let id = heading.to_lowercase().replace(' ', "-");
        assert!(
            page.contains(&format!("id=\"{id}\"")),
            "no id `{id}`:\n{text}\n{page}"
        );
    }
}

#[test]
fn no_element_takes_words_with_it() {
    let config = settings(SETTINGS);
    let after = "\n\nThird *fourth*.\n\n## The impact\n\nFifth.\n";
    for name in ELEMENTS.split_whitespace() {
        for open in [
            format!("<{name}>"),
            format!("<{name} />"),
            format!("<{name} class=\"x\" src='https://example.org/f'>"),
        ] {
            for text in [
                // As a block of its own, with text in the next line, and with text right after it.
                format!("First.\n\n{open}\n\nSecond.{after}"),
                format!("First.\n\n{open}\nSecond.{after}"),
                format!("First.\n\n{open}second{after}"),
                // In a line, within a block of HTML, a list and a quotation.
                format!("First {open} second.{after}"),
                format!("<div>\nFirst {open}\nsecond</div>{after}"),
                format!("- First\n  {open}\n- Second\n\nThe end.{after}"),
                format!("> First\n>\n> {open}\n\nSecond.{after}"),
            ] {
                let kept = ["first", "second", "third", "fourth", "fifth"];
                assert_keeps(&text, &kept, &["The impact"], &config);
            }
        }
    }
}

#[test]
fn what_stands_in_an_element_stays() {
    let config = settings(SETTINGS);
    for name in ELEMENTS.split_whitespace() {
        let kept: &[&str] = if CODE.contains(&name) {
            &["first", "third", "fourth"]
        } else {
            &["first", "second", "third", "fourth"]
        };
        for text in [
            format!("First <{name}>second</{name}> third.\n\n## The impact\n\nFourth.\n"),
            format!(
                "First.\n\n<{name}>\nsecond\n</{name}>\n\nThird.\n\n## The impact\n\nFourth.\n"
            ),
            format!("First.\n\n<{name}>second</{name}> third\n\n## The impact\n\nFourth.\n"),
            format!("<div>First <{name}>second</{name}> third</div>\n\n## The impact\n\nFourth.\n"),
        ] {
            assert_keeps(&text, kept, &["The impact"], &config);
        }
        if CODE.contains(&name) {
            let document = parsed(&format!("First <{name}>second</{name}> third.\n"), &config);
            assert!(
                !page(&document).contains("second"),
                "the code of `<{name}>` is on the page"
            );
        }
    }
}

#[test]
fn what_looks_like_a_tag_stays() {
    let config = settings(SETTINGS);
    for (text, kept) in [
        (
            "As a <type of person>, I want <some goal>.",
            "type of person some goal",
        ),
        (
            "<type of person>\nwants **heat**\n",
            "type of person wants heat",
        ),
        (
            "<div>\n<type of person> wants\n</div>",
            "type of person wants",
        ),
        (
            "<p>See <https://example.org/plan> or <jo@example.org></p>",
            "plan jo",
        ),
        ("<div>\n<a href=\"x.md>the plan\n\nMore.", "the plan more"),
        ("<div class=\n\nMore.", "more"),
        (
            "<p id=a id=b>One</p>\n\n<script x=1 x=2 y='&#8;'>\n\nMore.",
            "one more",
        ),
        ("a <w and c> d <3 e", "w and c d 3 e"),
        (
            "The <address of the tenant> and <time of day>.",
            "address of the tenant time day",
        ),
        (
            "<address of the tenant>\nand **more**",
            "address of the tenant and more",
        ),
        ("<![CDATA[kept > this]]> and this", "kept this and"),
        ("<![CDATA[never closed\n\nMore.", "never closed more"),
        ("<?never closed\n\nMore.", "never closed more"),
        ("<!DOCTYPE never\n\nMore.", "never more"),
        (
            "<!DOCTYPE html>\n<html>\n<body>\n\nMore.\n\n</body>\n</html>",
            "more",
        ),
        (
            "<script>one\n\n<style>two\n\n<textarea>three\n\n<pre>four\n\nfive",
            "one two three four five",
        ),
        (
            "<object data=\"a.pdf\"><p><a href=\"b.pdf\">the plan</a></p></object>",
            "the plan",
        ),
        (
            "<video><source src=\"a.mp4\">see <a href=b>the film</a></video>",
            "see the film",
        ),
        ("<svg><title>One</title><text>two</text></svg>", "one two"),
        ("<p>one<table><tr><td>two</table>three", "one two three"),
        (
            "<td>one</td><tr>two<li>three<dd>four<summary>five",
            "one two three four five",
        ),
        (
            "<table>one<tr>two<td>three</td>four</tr></table>",
            "one two three four",
        ),
        (
            "<select><option>one<option>two</select>three",
            "one two three",
        ),
        ("![a <b>picture</b>](x.png)", "a picture"),
        (
            "<img src=x.png alt=\"a chart\"><figure><figcaption>its caption</figcaption></figure>",
            "a chart its caption",
        ),
        (
            "Text.[^1]\n\n[^1]: The first.\n[^1]: The second.\n[^2]: Nobody.\n",
            "first second nobody",
        ),
        (
            "| a | b |\n| - | - |\n| c | d |\nThis follows.\n",
            "a b c d this follows",
        ),
        (
            "one<br>two <kbd>three</kbd><kbd>four</kbd>",
            "one two three four",
        ),
        (
            "<ul><li>one<li>two</ul><p>three<p>four",
            "one two three four",
        ),
    ] {
        let kept: Vec<&str> = kept.split_whitespace().collect();
        assert_keeps(text, &kept, &[], &config);
    }
}

#[test]
fn the_search_knows_the_words_of_a_page_and_no_others() {
    let config = settings(SETTINGS);
    let mut texts = vec![];
    for folder in [
        "tests/findings",
        "tests/yaml",
        "tests/sites",
        "tests/fuzz",
        "content",
        "src/report/rules",
    ] {
        collect(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut texts,
        );
    }
    assert!(texts.len() > 300, "{} texts", texts.len());
    for text in texts {
        let document = parsed(&text, &config);
        let mut seen = words_of_page(&page(&document));
        let searched = words(&document.body.plain.read(&document.text()));
        assert_eq!(
            seen.difference(&searched).collect::<Vec<_>>(),
            [""; 0],
            "not searched:\n{text}"
        );
        // A first heading that repeats the title is not shown twice.
        seen.extend(words(&document.title));
        assert_eq!(
            searched.difference(&seen).collect::<Vec<_>>(),
            [""; 0],
            "not shown:\n{text}"
        );
    }
}

/// Reads the Markdown files of a folder, and those in its samples.
fn collect(folder: &Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if path.is_dir() {
            collect(&path, texts);
        } else if ending == "md" || ending == "txt" {
            let text = std::fs::read_to_string(&path).expect("a sample is text");
            match text.find("//- ") {
                Some(start) if ending == "txt" => {
                    let files = sections(&marked(&text[start..]).0.replace("//= fixed\n", ""));
                    let pages = files.into_iter().filter(|(path, _)| path.ends_with(".md"));
                    texts.extend(pages.map(|(_, text)| text));
                }
                _ => texts.push(text),
            }
        }
    }
}
