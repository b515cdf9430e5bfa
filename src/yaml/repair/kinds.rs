//! Every kind of mistake: its rule, how likely it is, and its words.

use crate::report::{Rule, rules};

/// What is said about a kind of mistake. `{0}` and `{1}` are what a correction fills in.
pub(super) struct Words {
    pub(super) rule: Rule,
    /// The lower, the likelier. Of the corrections that help, the cheapest wins.
    pub(super) cost: u32,
    pub(super) message: &'static str,
    pub(super) label: &'static str,
    /// What to do. The corrected line follows where it ends in a colon.
    pub(super) help: &'static str,
}

/// Makes the enum of all kinds, and the words of each.
macro_rules! kinds {
    ($(
        $kind:ident: $rule:expr, $cost:literal, $message:literal, $label:literal, $help:literal;
    )+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind {
            $($kind),+
        }

        impl Kind {
            pub(super) fn words(self) -> Words {
                let (rule, cost, message, label, help) = match self {
                    $(Kind::$kind => ($rule, $cost, $message, $label, $help)),+
                };
                Words { rule, cost, message, label, help }
            }
        }
    };
}

kinds! {
    // Invisible characters.
    ControlCharacter: rules::YAML_CONTROL_CHARACTER, 0,
        "the invisible character {0} is not allowed here", "an invisible character here",
        "delete it, or type the words around it again; such characters come along when text is \
         pasted";
    LineEnd: rules::YAML_CONTROL_CHARACTER, 0,
        "the invisible character {0} ends the line here", "an invisible line end",
        "delete it; such characters come along when text is pasted";
    Tab: rules::YAML_TAB, 0,
        "there is a tab before `{0}`, and YAML is indented with spaces only", "a tab",
        "indent with plain spaces, two a step";
    TabAlone: rules::YAML_TAB, 0,
        "there is a tab on a line that looks empty", "a tab",
        "delete it, so that the line is empty";
    TabAfterDash: rules::YAML_TAB, 5,
        "there is a tab after the dash of `{0}`", "a tab",
        "put a plain space after the dash:";
    NonBreakingSpace: rules::YAML_NON_BREAKING_SPACE, 5,
        "the space {0} is not a plain one (a non-breaking space, {1})", "not a plain space",
        "put a plain space in its place";
    OddSpace: rules::YAML_ODD_SPACE, 5,
        "the space {0} is not a plain one ({1})", "not a plain space",
        "put a plain space in its place";
    // How a line begins.
    HtmlComment: rules::YAML_HTML_COMMENT, 5,
        "`<!--` starts a comment in a page, but not here", "not a comment here",
        "start the comment with `#`:";
    Bullet: rules::YAML_BULLET, 4,
        "the list item `{0}` starts with `{1}` instead of `-`", "not a dash",
        "start the item with a dash and a space:";
    SpaceAfterDash: rules::YAML_MISSING_SPACE_AFTER_DASH, 10,
        "there is no space after the dash of `{0}`, so it is not a list item",
        "a space is missing after this", "put a space after the dash:";
    SpaceAfterColon: rules::YAML_MISSING_SPACE_AFTER_COLON, 10,
        "there is no space after the colon of `{0}:`", "a space is missing after this",
        "put a space after the colon:";
    WideColon: rules::YAML_WIDE_COLON, 10,
        "the colon after `{0}` is a wide one (`{1}`)", "not a plain colon",
        "put a plain colon and a space after the key:";
    MissingColon: rules::YAML_MISSING_COLON, 12,
        "there is no colon after `{0}`", "a colon is missing after this",
        "add a colon after it:";
    MissingDash: rules::YAML_MISSING_DASH, 11,
        "there is no dash before `{0}`, so it is not a list item", "a dash is missing before this",
        "start the item with a dash and a space:";
    SpecialKey: rules::YAML_STARTS_WITH_SPECIAL_SIGN, 10,
        "the key `{0}` starts with `{1}`, which has a meaning of its own in YAML", "a special sign",
        "write the key as a plain word:";
    ListAfterValue: rules::YAML_LIST_AFTER_VALUE, 30,
        "`{0}` is a list item, but `{1}` above it already has a value", "a list item out of place",
        "put the value on a line of its own, as the first item of the list";
    ListWithoutKey: rules::YAML_LIST_AFTER_VALUE, 60,
        "`{0}` is a list item, but `{1}` above it already has a value", "a list item out of place",
        "add a key above the list, as in `topics:`";
    NotAMap: rules::FRONT_MATTER_NOT_A_MAP, 10,
        "the list that starts with `{0}` has no key, but `{1}` below it is one",
        "a list without a key", "add a key above the list, as in `topics:`, or delete the list";
    ListOnKeyLine: rules::YAML_LIST_ON_KEY_LINE, 20,
        "{0} starts with `{1}`, and a list starts on a line of its own", "starts a list",
        "put each item of a list on a line of its own, or text in quotation marks";
    PartTooFarOut: rules::YAML_INDENTATION, 12,
        "`{0}` is one of the keys of `{1}`, and does not line up with them", "too far to the left",
        "indent the line like its neighbours";
    BlockLine: rules::YAML_INDENTATION, 35,
        "`{0}` is indented less than the lines of text above it", "too far to the left",
        "indent all lines of the text alike";
    FirstLines: rules::YAML_INDENTATION, 38,
        "`{0}` is indented, but the keys below it are not", "too far to the right",
        "start every key at the very start of its line";
    OneStepOut: rules::YAML_INDENTATION, 39,
        "`{0}` is not indented like the line below it", "too far to the left",
        "if it belongs to `{1}`, indent it like the line below";
    ItemTooDeep: rules::YAML_ITEM_INDENTATION, 38,
        "`{0}` is indented further than `{1}` above it, so YAML reads both as one text",
        "too far to the right", "start the line with as many spaces as the item above";
    Indentation: rules::YAML_INDENTATION, 40,
        "`{0}` does not line up with anything above it", "too far to the {1}",
        "start the line with as many spaces as its neighbours";
    NotIndented: rules::YAML_CONTINUATION_NOT_INDENTED, 50,
        "`{0}` goes on with {1}, but is not indented", "not indented",
        "put two spaces before each line that goes on with a value";
    StrayText: rules::YAML_STRAY_TEXT, 90,
        "`{0}` belongs to no key", "neither `key: value` nor a list item",
        "write it as `key: value`, or delete it";
    NoKey: rules::YAML_STRAY_TEXT, 90,
        "there is no key before the colon of `{0}`", "neither `key: value` nor a list item",
        "write the key before the colon, as in `title: Warm homes`";
    // Quotation marks.
    ColonInValue: rules::YAML_COLON_IN_VALUE, 20,
        "{0} contains a colon, so it needs quotation marks around it", "this colon",
        "put the whole value in quotation marks:";
    DoubledKey: rules::YAML_DUPLICATE_KEY, 15,
        "`{0}:` appears twice on this line", "the second one", "write it once:";
    CurlyQuotes: rules::YAML_CURLY_QUOTES, 10,
        "these are curly quotation marks; use straight ones (`\"`)", "a curly quotation mark",
        "use straight quotation marks:";
    CurlyAtEnd: rules::YAML_CURLY_QUOTES, 10,
        "{0} starts with a straight quotation mark and ends with a curly one (`{1}`)",
        "the straight one", "use a straight quotation mark at both ends:";
    QuoteInside: rules::YAML_QUOTE_INSIDE_QUOTES, 20,
        "a quotation mark inside {0} ends it before `{1}`", "the value ends here",
        "use other quotation marks outside than inside:";
    Apostrophe: rules::YAML_QUOTE_INSIDE_QUOTES, 20,
        "the apostrophe before `{1}` ends {0}, which starts with a single quotation mark",
        "the value ends here", "use double quotation marks outside:";
    TextAfterQuote: rules::YAML_TEXT_AFTER_QUOTE, 20,
        "`{1}` comes after the closing quotation mark of {0}", "outside the quotation marks",
        "put everything inside one pair of quotation marks:";
    ListInQuotes: rules::YAML_TEXT_AFTER_QUOTE, 15,
        "`{1}` comes after the closing quotation mark of {0}", "outside the quotation marks",
        "put the items of a list in square brackets:";
    QuoteNotClosed: rules::YAML_QUOTE_NOT_CLOSED, 20,
        "this quotation mark is never closed", "opened here, never closed",
        "add `{0}` at the end:";
    LoneQuote: rules::YAML_QUOTE_NOT_CLOSED, 10,
        "`{0}` is alone after `{1}`, whose value is on the lines below", "opens nothing",
        "delete it";
    Backslash: rules::YAML_BACKSLASH, 10,
        "`{0}` has no meaning: between double quotation marks a backslash starts a special \
         character",
        "a backslash in double quotation marks",
        "use single quotation marks, or write the backslash twice:";
    // Special signs and brackets.
    SpecialSign: rules::YAML_STARTS_WITH_SPECIAL_SIGN, 20,
        "{0} starts with `{1}`, which has a meaning of its own in YAML", "a special sign",
        "put all of it in quotation marks:";
    BlockSign: rules::YAML_STARTS_WITH_SPECIAL_SIGN, 20,
        "`{0}` is on the line of `{1}`, which starts a block of text on the lines below",
        "starts a block of text", "move the text to the next line and indent it";
    BracketNotClosed: rules::YAML_BRACKET_NOT_CLOSED, 20,
        "this `{0}` is never closed", "opened here, never closed",
        "add `{1}` at the end; if it is not a list, put the whole value in quotation marks:";
    WrongBracket: rules::YAML_BRACKET_NOT_CLOSED, 20,
        "`{0}` cannot close what was opened by the other kind of bracket", "should be `{1}`",
        "close it with `{1}`:";
    BracketNotOpened: rules::YAML_BRACKET_NOT_OPENED, 0,
        "{0} ends with `]`, which nothing opens", "closes what nothing opened",
        "put `[` before the first item; if it is not a list, put the whole value in quotation \
         marks:";
    TextAfterBracket: rules::YAML_TEXT_AFTER_BRACKET, 20,
        "`{0}` comes after the bracket that closes the list", "after the list",
        "put all items in one pair of brackets:";
    CommaTwice: rules::YAML_COMMA_TWICE, 20,
        "there is nothing before this comma in the list", "one comma too many", "delete it:";
    CommaMissing: rules::YAML_COMMA_MISSING, 20,
        "there is no comma {0}", "a comma is missing {1} this", "put a comma between the two:";
    // The front matter as a whole.
    DuplicateKey: rules::YAML_DUPLICATE_KEY, 0,
        "`{0}` appears twice", "also on line {1}", "delete one of the two";
    Conflict: rules::MERGE_CONFLICT, 0,
        "git could not merge two versions of this file, and both are still in it",
        "git left this mark",
        "keep one of the versions between `<<<<<<<`, `=======` and `>>>>>>>`, and delete the other \
         and the three marks";
    DashesAlone: rules::YAML, 0,
        "`{0}` is alone on a line", "neither a key nor a value", "delete the line";
    TextBegins: rules::FRONT_MATTER_NOT_CLOSED, 5,
        "the front matter has no closing `---` before the text, which starts with `{0}`",
        "the front matter starts here",
        "add a line `---` between the last key and the text, after line {1}";
    NotClosed: rules::FRONT_MATTER_NOT_CLOSED, 0,
        "the front matter has no closing `---`", "it starts here",
        "add a line `---` after the last key, before line {0}";
    BadClosing: rules::FRONT_MATTER_NOT_CLOSED, 0,
        "`{0}` does not end the front matter, because {1}", "must be exactly three dashes",
        "write exactly `---`: three plain dashes at the start of the line and nothing else";
    BadOpening: rules::FRONT_MATTER_BAD_DELIMITER, 0,
        "`{0}` does not start the front matter, because {1}", "must be exactly three dashes",
        "write exactly `---`: three plain dashes at the start of the line and nothing else";
    FourDashes: rules::FRONT_MATTER_FOUR_DASHES, 0,
        "`{0}` has {1} dashes, and the lines around front matter have exactly three",
        "must be exactly three dashes",
        "write exactly `---`: three plain dashes at the start of the line and nothing else";
    BesideKey: rules::FRONT_MATTER_BAD_DELIMITER, 0,
        "`---` does not start the front matter, because `{0}` is on the same line",
        "belongs on a line of its own", "write `---` on a line of its own, and `{0}` below it";
    NoOpening: rules::FRONT_MATTER_NO_OPENING, 0,
        "there is no line `---` before `{0}`{1}", "the front matter starts here",
        "put the front matter between two lines `---`";
    TextBefore: rules::FRONT_MATTER_TEXT_BEFORE, 0,
        "`{0}` is above the front matter, which must come first", "above the front matter",
        "move it below the closing `---` in line {1}, or delete it";
    NoFrontMatter: rules::FRONT_MATTER_MISSING, 0,
        "there is no front matter before `{0}`", "the file starts with its text",
        "start the file with a line `---`, a line `{1}`, and a line `---`";
    LostFrontMatter: rules::FRONT_MATTER_MISSING, 0,
        "there is no front matter before `{0}`", "the file starts with its text",
        "add a line `---` before the first key and one after the last; line {1} has a key";
    EmptyFile: rules::FRONT_MATTER_EMPTY_FILE, 0,
        "the file is empty", "nothing here",
        "start with front matter: a line `---`, a line `title: …`, and a line `---`";
    Empty: rules::FRONT_MATTER_EMPTY, 0,
        "there is nothing between the two lines `---`", "the front matter starts here",
        "add at least a line `title: …` between them";
    EmptyAbove: rules::FRONT_MATTER_EMPTY, 0,
        "there is nothing between the two lines `---`", "the front matter starts here",
        "delete the lines above the `---` before `{0}` in line {1}";
    NoKeys: rules::FRONT_MATTER_NOT_A_MAP, 0,
        "`{0}` has no key: the front matter is {1}, not lines of `key: value`",
        "no key before this",
        "write each line as `key: value`, as in `title: Warm homes`; put a key such as `topics:` \
         above a list";
    Title: rules::FRONT_MATTER_NOT_A_MAP, 0,
        "`{0}` has no key: the front matter is plain text, not lines of `key: value`",
        "no key before this", "if it is the title, write `{1}`";
    KeysBelow: rules::FRONT_MATTER_NOT_A_MAP, 0,
        "`{0}` has no key: the front matter is a list or text, not lines of `key: value`",
        "no key before this", "delete what is above the first key, in line {1}";
    MacLineEnds: rules::FRONT_MATTER_LINE_ENDS, 0,
        "the file has the line ends of old Macs, so the front matter is one long line",
        "the line should end here",
        "save the file with the line ends of Unix (LF) or Windows (CRLF)";
    Twice: rules::FRONT_MATTER_TWICE, 0,
        "`{0}` is below the front matter, so it is read as text",
        "below the line that ends the front matter", "put all keys between one pair of lines `---`";
    Unknown: rules::YAML, 200,
        "this cannot be read as YAML", "reading stopped here",
        "check this line and the one above; if in doubt, put the value in quotation marks";
}
