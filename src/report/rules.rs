//! What each rule means: turns a file, `rules/AREA/RULE.txt`, into an explanation with an example.
//!
//! A file has a title, a blank line, why it matters and what to do, and an example written like
//! the samples of the tests: `//- path` starts a file, and the line below a mistake points at it
//! with carets. `//= fixed` starts the files that change when the mistake is fixed.
//! `tests/rules.rs` runs every example and compares it with what casebook reports.

use std::fmt;

/// A kind of finding, by a name in kebab case that never changes, such as `broken-link`.
///
/// Programs read the name: it is in every machine-readable format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    name: &'static str,
    area: Area,
}

/// What a rule is about: names the folder of its file and its section of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// How front matter is written.
    Yaml,
    /// The values in front matter.
    FrontMatter,
    /// Links, and the addresses of pages.
    Links,
    /// The text below the front matter.
    Text,
    /// Finished pages.
    Pages,
    /// Files and folders.
    Files,
    /// The settings, the theme and the output folder.
    Settings,
}

impl Area {
    /// Every area, in the order of the guide.
    const ALL: [Area; 7] = [
        Area::Yaml,
        Area::FrontMatter,
        Area::Links,
        Area::Text,
        Area::Pages,
        Area::Files,
        Area::Settings,
    ];

    /// The heading of the area's section of the guide.
    fn heading(self) -> &'static str {
        match self {
            Area::Yaml => "Writing front matter",
            Area::FrontMatter => "Values in front matter",
            Area::Links => "Links, pictures and addresses",
            Area::Text => "The text",
            Area::Pages => "Finished pages",
            Area::Files => "Files",
            Area::Settings => "Settings, themes and the output folder",
        }
    }
}

impl Rule {
    /// The name in kebab case.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// What the rule is about.
    pub fn area(self) -> Area {
        self.area
    }

    /// True if the rule is about a theme's files, which only a maintainer can fix.
    pub fn is_about_theme(self) -> bool {
        self.name.starts_with("theme-") || self.name.starts_with("template-")
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.pad(self.name)
    }
}

/// Defines a constant for each rule, and `FILES`: every rule with the text of its file.
///
/// A rule without a file is a compile error.
macro_rules! rules {
    ($($area:ident $folder:literal { $($constant:ident $name:literal;)* })*) => {
        $($(
            #[doc = concat!("`", $name, "`: see the file of that name.")]
            pub const $constant: Rule = Rule { name: $name, area: Area::$area };
        )*)*
        const FILES: &[(Rule, &str)] = &[
            $($(($constant, include_str!(concat!("rules/", $folder, "/", $name, ".txt"))),)*)*
        ];
    };
}

rules! {
    Yaml "yaml" {
        FRONT_MATTER_BAD_DELIMITER "front-matter-bad-delimiter";
        FRONT_MATTER_EMPTY_FILE "front-matter-empty-file";
        FRONT_MATTER_EMPTY "front-matter-empty";
        FRONT_MATTER_FOUR_DASHES "front-matter-four-dashes";
        FRONT_MATTER_LATE "front-matter-late";
        FRONT_MATTER_LINE_ENDS "front-matter-line-ends";
        FRONT_MATTER_MISSING "front-matter-missing";
        FRONT_MATTER_NO_OPENING "front-matter-no-opening";
        FRONT_MATTER_NOT_A_MAP "front-matter-not-a-map";
        FRONT_MATTER_NOT_CLOSED "front-matter-not-closed";
        FRONT_MATTER_TEXT_BEFORE "front-matter-text-before";
        FRONT_MATTER_TOO_LONG "front-matter-too-long";
        FRONT_MATTER_TWICE "front-matter-twice";
        YAML_BACKSLASH "yaml-backslash";
        YAML_BRACKET_NOT_CLOSED "yaml-bracket-not-closed";
        YAML_BRACKET_NOT_OPENED "yaml-bracket-not-opened";
        YAML_BULLET "yaml-bullet";
        YAML_COLON_IN_VALUE "yaml-colon-in-value";
        YAML_COMMA_MISSING "yaml-comma-missing";
        YAML_COMMA_TWICE "yaml-comma-twice";
        YAML_CONTINUATION_NOT_INDENTED "yaml-continuation-not-indented";
        YAML_CONTROL_CHARACTER "yaml-control-character";
        YAML_CURLY_QUOTES "yaml-curly-quotes";
        YAML_DUPLICATE_KEY "yaml-duplicate-key";
        YAML_HTML_COMMENT "yaml-html-comment";
        YAML_INDENTATION "yaml-indentation";
        YAML_ITEM_INDENTATION "yaml-item-indentation";
        YAML_LIST_AFTER_VALUE "yaml-list-after-value";
        YAML_LIST_ON_KEY_LINE "yaml-list-on-key-line";
        YAML_LONE_QUOTE "yaml-lone-quote";
        YAML_MISSING_COLON "yaml-missing-colon";
        YAML_MISSING_DASH "yaml-missing-dash";
        YAML_MISSING_SPACE_AFTER_COLON "yaml-missing-space-after-colon";
        YAML_MISSING_SPACE_AFTER_DASH "yaml-missing-space-after-dash";
        YAML_NON_BREAKING_SPACE "yaml-non-breaking-space";
        YAML_NUMBER_SIGN "yaml-number-sign";
        YAML_ODD_SPACE "yaml-odd-space";
        YAML_QUOTE_INSIDE_QUOTES "yaml-quote-inside-quotes";
        YAML_QUOTE_NOT_CLOSED "yaml-quote-not-closed";
        YAML_STARTS_WITH_SPECIAL_SIGN "yaml-starts-with-special-sign";
        YAML_STRAY_TEXT "yaml-stray-text";
        YAML_TAB "yaml-tab";
        YAML_TEXT_AFTER_BRACKET "yaml-text-after-bracket";
        YAML_TEXT_AFTER_QUOTE "yaml-text-after-quote";
        YAML_WIDE_COLON "yaml-wide-colon";
        YAML "yaml";
    }
    FrontMatter "front-matter" {
        BAD_DATE "bad-date";
        HELD_BACK_ELSEWHERE "held-back-elsewhere";
        DATES_CONTRADICT "dates-contradict";
        IMPOSSIBLE_DATE "impossible-date";
        MARKUP_IN_VALUE "markup-in-value";
        MISSING_FIELD "missing-field";
        MISSING_TARGET "missing-target";
        MISSING_TITLE "missing-title";
        NEAR_DUPLICATE_TERM "near-duplicate-term";
        NOT_A_WEB_ADDRESS "not-a-web-address";
        PICTURE_MISSING_SRC "picture-missing-src";
        PLACEHOLDER "placeholder";
        QUOTED_VALUE "quoted-value";
        REFERENCE_IN_VALUE "reference-in-value";
        REVIEW_OVERDUE "review-overdue";
        REVIEW_UNKNOWN "review-unknown";
        SAME_TITLE "same-title";
        SEVERAL_TERMS "several-terms";
        SIMILAR_TERMS "similar-terms";
        TERM_WITHOUT_LETTERS "term-without-letters";
        TERMS_SHARE_ADDRESS "terms-share-address";
        TOO_MANY_TERMS "too-many-terms";
        UNKNOWN_KEY "unknown-key";
        UNKNOWN_TERM "unknown-term";
        UNLIKELY_DATE "unlikely-date";
        UNUSED_TERM "unused-term";
        WRONG_TYPE "wrong-type";
    }
    Links "links" {
        ADDRESS_MISTYPED "address-mistyped";
        ADDRESS_TAKEN "address-taken";
        ANCHOR_DIFFERS "anchor-differs";
        BAD_ALIAS "bad-alias";
        BAD_SLUG "bad-slug";
        BROKEN_ANCHOR "broken-anchor";
        BROKEN_LINK "broken-link";
        EXPIRED_LINK "expired-link";
        MISSING_PICTURE "missing-picture";
        NAME_NOT_PORTABLE "name-not-portable";
        NAME_TOO_LONG "name-too-long";
        NO_ADDRESS "no-address";
        NO_NETWORK "no-network";
        OUTSIDE_GONE "outside-gone";
        OUTSIDE_MOVED "outside-moved";
        OUTSIDE_PASSWORD "outside-password";
        OUTSIDE_PRIVATE "outside-private";
        OUTSIDE_SILENT "outside-silent";
        OUTSIDE_UNASKED "outside-unasked";
        OUTSIDE_UNKEPT "outside-unkept";
        PICTURE_OUTSIDE "picture-outside";
        PICTURE_POSITION "picture-position";
        PICTURE_TOO_LARGE "picture-too-large";
        PICTURE_UNPACKED "picture-unpacked";
        PICTURE_UNREADABLE "picture-unreadable";
        PICTURE_WITHOUT_ALT "picture-without-alt";
        PICTURES_UNKEPT "pictures-unkept";
        PRIVATE_LINK "private-link";
        UNKNOWN_RELATED "unknown-related";
        UNSAFE_LINK "unsafe-link";
    }
    Text "text" {
        ALT_TEXT "alt-text";
        BARE_URL "bare-url";
        BOLD_HEADING "bold-heading";
        CODE_NOT_CLOSED "code-not-closed";
        COMMENT_NOT_CLOSED "comment-not-closed";
        CONTROL_CHARACTER "control-character";
        FOOTNOTE_WITHOUT_TEXT "footnote-without-text";
        FOOTNOTE_NOT_MENTIONED "footnote-not-mentioned";
        FOOTNOTE_TWICE "footnote-twice";
        HEADING_BY_DASHES "heading-by-dashes";
        HEADING_ID "heading-id";
        HEADING_JUMP "heading-jump";
        HEADING_WITHOUT_SPACE "heading-without-space";
        HEADING_WITHOUT_TEXT "heading-without-text";
        HEADING_WITHOUT_WORDS "heading-without-words";
        HTML_NOT_CLOSED "html-not-closed";
        HTML_REMOVED "html-removed";
        INDENTED_TEXT "indented-text";
        LINK_TEXT "link-text";
        LINK_WITHOUT_WORDS "link-without-words";
        LIST_INDENTATION "list-indentation";
        LIST_MARK "list-mark";
        MISSING_HEADING "missing-heading";
        NESTING_TOO_DEEP "nesting-too-deep";
        NOT_A_LINK "not-a-link";
        NOTE_BY_HAND "note-by-hand";
        NOT_HTML "not-html";
        ODD_SPACE "odd-space";
        OTHER_MARKUP "other-markup";
        PLACEHOLDER_TEXT "placeholder-text";
        SHOWN_EMPHASIS "shown-emphasis";
        SUMMARY_REPEATS "summary-repeats";
        TABLE_CELLS "table-cells";
        TABLE_TEXT_AFTER "table-text-after";
        TABLE_WITH_TABS "table-with-tabs";
        TABLE_WITHOUT_HEADER "table-without-header";
        TABLE_WITHOUT_LINE "table-without-line";
        VISIBLE_MARK "visible-mark";
    }
    Pages "pages" {
        FIELD_WITHOUT_LABEL "field-without-label";
        FOOTER_TOO_LONG "footer-too-long";
        ID_TWICE "id-twice";
        ID_UNKNOWN "id-unknown";
        NAV_WITHOUT_NAME "nav-without-name";
        PAGE_EMPTY "page-empty";
        PAGE_HEADING "page-heading";
        PAGE_LANDMARK "page-landmark";
        PAGE_WITHOUT_LANGUAGE "page-without-language";
        PAGE_WITHOUT_TITLE "page-without-title";
        TEMPLATE_LINK "template-link";
    }
    Files "files" {
        ACTIVE_FILE "active-file";
        ATTACHMENT_KIND "attachment-kind";
        CACHE_REFUSED "cache-refused";
        CHANGED_SINCE "changed-since";
        COPY_OF_PAGE "copy-of-page";
        DAMAGED_FILE "damaged-file";
        DISK "disk";
        DATE_IN_NAME "date-in-name";
        FILE_TOO_LONG "file-too-long";
        FOLDER_MISTYPED "folder-mistyped";
        HIDDEN_PAGE "hidden-page";
        LEFTOVER_FILE "leftover-file";
        LFS_POINTER "lfs-pointer";
        LINK_OUT_OF_LIBRARY "link-out-of-library";
        MERGE_CONFLICT "merge-conflict";
        NAME_NOT_UTF_8 "name-not-utf-8";
        NO_CASE_STUDIES "no-case-studies";
        NO_CONTENT "no-content";
        NOT_A_PAGE "not-a-page";
        NOT_TEXT "not-text";
        NOT_UTF_8 "not-utf-8";
        PAGE_MISPLACED "page-misplaced";
        STRAY_DOCUMENT "stray-document";
        TABLE_DATE "table-date";
        TABLE_FILE "table-file";
        TABLE_FORMULA "table-formula";
        TABLE_HEADER "table-header";
        TABLE_LETTERS "table-letters";
        TABLE_LIST "table-list";
        TABLE_NOT_TEXT "table-not-text";
        TABLE_QUOTE "table-quote";
        TABLE_ROW "table-row";
        UNKNOWN_LANGUAGE "unknown-language";
        UNREADABLE "unreadable";
    }
    Settings "settings" {
        EXPECTED_RESULT "expected-result";
        EXPECTED_RESULTS "expected-results";
        EXPECTED_STUDY "expected-study";
        NO_SETTINGS "no-settings";
        OUTPUT_BUSY "output-busy";
        OUTPUT_DISK "output-disk";
        OUTPUT_FOLDER "output-folder";
        OUTPUT_LEFTOVER "output-leftover";
        SETTINGS_ADDRESS "settings-address";
        SETTINGS_FIELD_TYPE "settings-field-type";
        SETTINGS_KEY_TAKEN "settings-key-taken";
        SETTINGS_LANGUAGE "settings-language";
        SETTINGS_MISSING "settings-missing";
        SETTINGS_PAIRS "settings-pairs";
        SETTINGS_PATH_TAKEN "settings-path-taken";
        SETTINGS_REPOSITORY "settings-repository";
        SETTINGS_THEME "settings-theme";
        SETTINGS_YAML "settings-yaml";
        TEMPLATE_FAILS "template-fails";
        TEMPLATE_UNREADABLE "template-unreadable";
        THEME_ASSET "theme-asset";
        THEME_FILE_UNREAD "theme-file-unread";
        THEME_LANGUAGE "theme-language";
        THEME_STRING_UNKNOWN "theme-string-unknown";
        THEME_STRINGS "theme-strings";
        UNKNOWN_SETTING "unknown-setting";
    }
}

/// What a rule means, as `casebook explain` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The rule.
    pub rule: Rule,
    /// What is wrong, in a few words, without a full stop.
    pub title: String,
    /// Why it matters and what to do, in Markdown.
    pub why: String,
    /// A library with the mistake. Empty if a sample of a few lines cannot show it.
    pub wrong: String,
    /// The files that change when it is fixed. Empty if `wrong` is.
    pub fixed: String,
}

/// Every rule, sorted by area and then by name, with the heading of each area.
pub fn explanations() -> Vec<(&'static str, Vec<Explanation>)> {
    let of_area = |area: Area| {
        let files = FILES.iter().filter(|(rule, _)| rule.area == area);
        let mut explanations: Vec<Explanation> =
            files.map(|(rule, text)| explanation(*rule, text)).collect();
        explanations.sort_by_key(|known| known.rule);
        (area.heading(), explanations)
    };
    Area::ALL.map(of_area).into()
}

fn explanation(rule: Rule, text: &str) -> Explanation {
    let (words, example) = text.split_at(text.find("\n//- ").map_or(text.len(), |at| at + 1));
    let (title, why) = words.split_once('\n').unwrap_or((words, ""));
    let (wrong, fixed) = example.split_once("//= fixed\n").unwrap_or((example, ""));
    Explanation {
        rule,
        title: title.trim().to_owned(),
        why: why.trim().to_owned(),
        wrong: wrong.to_owned(),
        fixed: fixed.to_owned(),
    }
}

/// The rule that `name` was probably meant to be: one whose name contains it, or is spelt alike.
pub fn nearest<'a>(name: &str, known: &'a [Explanation]) -> Option<&'a Explanation> {
    let name = name.to_lowercase();
    let part = known
        .iter()
        .find(|known| name.len() > 2 && known.rule.name.contains(&name));
    let distance = |known: &&Explanation| strsim::osa_distance(&name, known.rule.name);
    // Half the letters in common is enough for a guess: it is only offered as a question.
    let near = known
        .iter()
        .min_by_key(distance)
        .filter(|known| distance(known) * 2 <= known.rule.name.len());
    part.or(near)
}

impl Explanation {
    /// The explanation as Markdown under a heading of `level`, readable in a terminal as it is.
    pub fn explained(&self, level: usize) -> String {
        let mut text = format!("{} {}\n\n{}.\n", "#".repeat(level), self.rule, self.title);
        if !self.why.is_empty() {
            text += &format!("\n{}\n", self.why);
        }
        for (words, sample) in [("For example", &self.wrong), ("Fixed", &self.fixed)] {
            for (path, lines) in files(sample) {
                text += &format!("\n{words}, `{path}`:\n\n```text\n{lines}```\n");
            }
        }
        text
    }
}

/// Every rule as a page of a library: `content/guide/messages.md` of the sample library.
pub fn page() -> String {
    let area = |(about, rules): (&str, Vec<Explanation>)| {
        let rules: Vec<String> = rules.iter().map(|rule| rule.explained(3)).collect();
        format!("## {about}\n\n{}", rules.join("\n"))
    };
    let areas: Vec<String> = explanations().into_iter().map(area).collect();
    format!("{PAGE_BEGINS}\n{}", areas.join("\n"))
}

const PAGE_BEGINS: &str = "\
---
title: What the messages mean
summary: Every rule that casebook checks, with an example of the mistake and how to fix it.
---

Each message names its rule in brackets, for example `error[yaml-tab]`. Find the rule on this page \
to see what it means. If you have casebook on your computer, `casebook explain yaml-tab` says the \
same.

Fix every error before the library can be published. Warnings can wait.
";

/// The files of a sample, with each mark as carets and a message, as people read it.
fn files(sample: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = vec![];
    for line in sample.lines() {
        if let Some(path) = line.strip_prefix("//- ") {
            files.push((path.trim(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            *text += &format!("{}\n", unmarked(line));
        }
    }
    files
}

/// A line of a sample. A mark becomes its carets and message; other lines stay as they are.
fn unmarked(line: &str) -> String {
    let said = |words: &str| {
        words
            .split_once("]: ")
            .map_or(words, |(_, message)| message)
            .to_owned()
    };
    if let Some(words) = line.strip_prefix("//! ") {
        format!("(the whole file: {})", said(words))
    } else if let Some((width, words)) = line
        .strip_prefix("//< ")
        .and_then(|mark| mark.split_once(' '))
    {
        format!("{} {}", "^".repeat(width.parse().unwrap_or(1)), said(words))
    } else if let Some(mark) = line
        .strip_prefix("//")
        .filter(|mark| mark.trim_start().starts_with(['^', '/']))
    {
        let carets = mark.rfind('^').map_or(0, |at| at + 1);
        format!(
            "  {} {}",
            mark[..carets].replace('/', " "),
            said(mark[carets..].trim())
        )
    } else {
        line.chars().map(visible).collect()
    }
}

/// A character as it can be shown on a page: HTML has no control characters, so each becomes the
/// symbol that Unicode has for it (U+2400 and after).
fn visible(letter: char) -> char {
    match letter {
        '\0'..='\x08' | '\x0b'..='\x1f' => {
            char::from_u32(0x2400 + u32::from(letter)).unwrap_or(letter)
        }
        letter => letter,
    }
}
