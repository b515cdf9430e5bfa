//! The entries of a front matter into values, key by key.

use std::collections::hash_map::Entry as MapEntry;

use rustc_hash::{FxHashMap, FxHashSet};

use super::held_back::{Embargo, HeldBack, held_back};
use super::keys::{ATTACHMENT, CONTACT, IMAGE, Key, Keys, LINK};
use super::markup;
use super::notes::{note_after_value, notes_in_list};
use super::placeholder::{Placeholder, placeholder};
use super::signs::signed;
use super::title::is_empty;
use super::{AttachedFile, Contact, FieldValue, FrontMatter, Image, Link, Slip};
use crate::config::{FILE, FieldKind, terms};
use crate::ids::{FacetId, FieldId, LanguageId};
use crate::parse::amount::{amount, likely_amount, unit_name};
use crate::parse::date::{Date, NotADate, advice, rewritten};
use crate::parse::target::{has_host, unsafe_link};
use crate::report::{Edit, Finding, Report, listed, nearest, rules, within_sentence};
use crate::source::{Source, Span, slug::slug, visible};
use crate::yaml::read::{Reader, Spanned};
use crate::yaml::{Entry, Node, Style, Value, write};

/// Terms that a document may have in one facet. More help nobody to find it, and each one makes a
/// page, as does each pair of two facets' terms. Of 1,363 real documents none has more than 10.
const MAX_TERMS: usize = 50;

/// The key by which YAML 1.1 merges the keys of a group into another.
const MERGE: &str = "<<";

/// The front matter that `entries` add to `front`.
pub(super) fn values(
    entries: &[Entry],
    front: FrontMatter,
    source: &Source,
    keys: &Keys,
    report: &mut Report,
) -> FrontMatter {
    let mut reader = KeyReader {
        reader: Reader { source, report },
        keys,
        front,
        held_back: vec![],
    };
    let written: FxHashSet<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    for entry in entries {
        reader.entry(entry, &written);
    }
    // A draft is held back, whatever its other keys say.
    let KeyReader {
        front, held_back, ..
    } = reader;
    if !front.draft {
        report.all(held_back);
    }
    front
}

/// A front matter while it is read.
struct KeyReader<'a, 'k> {
    reader: Reader<'a>,
    keys: &'a Keys<'k>,
    front: FrontMatter,
    /// Findings for keys by which other programs keep a page back.
    held_back: Vec<Finding>,
}

impl KeyReader<'_, '_> {
    fn entry(&mut self, entry: &Entry, written: &FxHashSet<&str>) {
        self.check_lone_quote(&entry.key, &entry.value);
        let Some(purposes) = self.keys.purposes.get(entry.key.as_str()) else {
            return self.unknown(entry, written);
        };
        for key in purposes {
            self.value(*key, &entry.key, &entry.value);
        }
        self.check_signs(entry);
        // An empty title is reported together with its consequences.
        if entry.key != self.keys.title() || !is_empty(&entry.value) {
            self.check_notes(entry);
        }
    }

    /// Reads the value of a key, which the library writes as `name`.
    fn value(&mut self, key: Key, name: &str, node: &Node) {
        match key {
            Key::Title => {
                self.front.title = self.plain_text(name, node);
                self.check_filled_in(name, node);
            }
            Key::Summary => {
                let summary = self.plain_text(name, node);
                self.front.summary =
                    summary.map(|text| text.value.split_whitespace().collect::<Vec<_>>().join(" "));
                self.check_filled_in(name, node);
            }
            Key::Date => self.front.date = self.date(name, node),
            Key::Updated => self.front.updated = self.date(name, node),
            Key::Reviewed => self.front.reviewed = self.spanned_date(name, node),
            Key::ReviewBy => self.front.review_by = self.spanned_date(name, node),
            Key::Slug => self.front.slug = self.reader.text(name, node),
            Key::Aliases => self.front.aliases = self.reader.texts(name, node),
            Key::Image => self.front.image = self.image(name, node).map(Box::new),
            Key::Contact => self.front.contact = self.contact(name, node).map(Box::new),
            Key::Links => self.front.links = self.links(name, node),
            Key::Attachments => self.front.attachments = self.attachments(name, node),
            Key::Related => self.front.related = self.reader.texts(name, node),
            Key::Draft => self.front.draft |= self.reader.boolean(name, node).unwrap_or(false),
            Key::Expires => self.front.expires = self.date(name, node),
            Key::Noindex => self.front.noindex = self.reader.boolean(name, node).unwrap_or(false),
            Key::Synonyms => self.front.synonyms = self.reader.texts(name, node),
            Key::Facet(facet) => self.front.facets[facet] = self.terms(facet, name, node),
            Key::Field(field) => self.front.fields[field] = self.field(field, name, node),
        }
    }

    /// Reports words that YAML leaves out because they start with a sign.
    fn check_signs(&mut self, entry: &Entry) {
        for signed in signed(entry, self.reader.source) {
            if entry.key == self.keys.title() {
                self.front.title = Some(Spanned::of(signed.text, &entry.value));
            }
            self.reader.report.add(signed.finding);
        }
    }

    /// Reports a text that only says that it is not known yet.
    fn check_filled_in(&mut self, key: &str, node: &Node) {
        let source = self.reader.source;
        let texts = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for node in texts {
            let Some(text) = node.scalar(&source.text) else {
                continue;
            };
            let new = match placeholder(&text) {
                Some(Placeholder::NotYet) => Finding::error,
                Some(Placeholder::Nothing) if key != self.keys.title() => Finding::warning,
                _ => continue,
            };
            let written = text.trim();
            let message = format!("`{written}` is a placeholder, not a value for `{key}`");
            self.reader.report.add(
                new(rules::PLACEHOLDER, message)
                    .at(source.place(node.span), "readers would see it")
                    .help(format!("write the value, or delete the line `{key}:`")),
            );
        }
    }

    /// A text that readers see as it is, without marks for web pages.
    fn plain_text(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        let text = self.reader.text(key, node)?;
        Some(markup::plain(&mut self.reader, key, text))
    }

    /// Reports words that YAML ignores because of a `#` before them.
    fn check_notes(&mut self, entry: &Entry) {
        let source = self.reader.source;
        if let Some(note) = note_after_value(&source.text, &entry.value) {
            let value = source.text[entry.key_span.end..note.end]
                .trim_start_matches(':')
                .trim_start();
            let line = format!("{}: {}", entry.key, write::quoted(value));
            self.reader.report.add(ignored(source, note, &line));
        }
        for note in notes_in_list(&source.text, entry) {
            let line = format!("- {}", write::quoted(note.of(&source.text)));
            self.reader.report.add(ignored(source, note, &line));
        }
    }

    /// Reports a quotation mark at the end of a text that is never opened, since visitors would see
    /// it.
    fn check_lone_quote(&mut self, key: &str, node: &Node) {
        let Value::Text(_) = node.value else { return };
        let source = self.reader.source;
        let Some(before) = node.span.of(&source.text).strip_suffix('"') else {
            return;
        };
        // 12" is twelve inches.
        if !matches!(node.style, Style::Plain | Style::Block)
            || before.contains(['"', '“', '„'])
            || before.ends_with(|last: char| last.is_ascii_digit())
            || before.contains('\n')
        {
            return;
        }
        let span = Span::new(node.span.end - 1, node.span.end);
        let edit =
            Edit::replacing(&source.text, span, "\"", "").filter(|_| node.style == Style::Plain);
        self.reader.report.add(
            Finding::warning(
                rules::YAML_LONE_QUOTE,
                format!("the value of `{key}` ends with a quotation mark that is never opened"),
            )
            .at(source.place(span), "readers will see it")
            .help("delete it, or put one before the value as well")
            .fix(edit),
        );
    }

    /// Reads a mistyped key as the one that was meant, so that it is not reported as missing too.
    fn unknown(&mut self, entry: &Entry, written: &FxHashSet<&str>) {
        if self.keys.config.ignore.contains(&entry.key) {
            return;
        }
        if entry.key == MERGE {
            return self.merged(entry);
        }
        if self.is_about_publishing(entry) {
            return;
        }
        // A key close to a known one is a slip. Others are reported once for all files.
        let Some(meant) = nearest(&entry.key, self.keys.purposes.keys().copied()) else {
            return self.front.unknown.push(entry.key());
        };
        let is_common = self.keys.common.contains(&entry.key);
        self.front.slips.push(Slip {
            key: entry.key.clone(),
            is_common,
        });
        if is_common {
            return self.front.unknown.push(entry.key());
        }
        self.reader.mistyped(entry, meant);
        if !written.contains(meant) {
            for key in &self.keys.purposes[meant] {
                self.value(*key, meant, &entry.value);
            }
        }
    }

    /// Reports a key by which YAML 1.1 adds the keys of another group.
    fn merged(&mut self, entry: &Entry) {
        let place = self.reader.source.place(entry.key_span);
        self.reader.report.add(
            Finding::error(
                rules::UNKNOWN_KEY,
                format!("casebook does not read the keys that `{MERGE}` adds"),
            )
            .at(place, "not read")
            .help("write the keys here, without it"),
        );
    }

    /// Obeys or refuses a key by which other programs keep a page back. Returns whether it is one.
    fn is_about_publishing(&mut self, entry: &Entry) -> bool {
        match held_back(entry, self.reader.source, self.keys.config) {
            None => return false,
            Some(HeldBack::No) => {}
            Some(HeldBack::Draft) => self.front.draft = true,
            Some(HeldBack::Published) => {
                self.date(&entry.key, &entry.value);
            }
            Some(HeldBack::From(until)) => self.front.embargoes.push(Embargo {
                key: entry.key(),
                until,
            }),
            Some(HeldBack::Refused(finding)) => self.held_back.push(*finding),
        }
        true
    }

    fn spanned_date(&mut self, key: &str, node: &Node) -> Option<Spanned<Date>> {
        let value = self.date(key, node)?;
        Some(Spanned::of(value, node))
    }

    fn date(&mut self, key: &str, node: &Node) -> Option<Date> {
        let text = self.reader.text(key, node)?;
        let written = &text.value;
        let (rule, message, label) = match Date::parse(written) {
            Ok(date) => return Some(date),
            Err(NotADate::Impossible) => (
                rules::IMPOSSIBLE_DATE,
                format!("`{written}` is not a real date"),
                "not in the calendar",
            ),
            Err(NotADate::Form) => (
                rules::BAD_DATE,
                format!("casebook cannot read `{written}` as a date"),
                "not a date",
            ),
        };
        let source = self.reader.source;
        let span = text.span.first_line(&source.text);
        let found = Finding::error(rule, message).at(source.place(span), label);
        self.reader.report.add(match rewritten(written) {
            Some(date) => found
                .help(format!("write `{key}: {date}`"))
                .fix(text.replaced(&source.text, &date)),
            None => found.help(advice(written)),
        });
        None
    }

    fn terms(&mut self, facet: FacetId, key: &str, node: &Node) -> Vec<Spanned<String>> {
        let separator = &self.keys.config.facets[facet].split;
        let is_list = matches!(node.value, Value::List(_));
        let mut terms: Vec<Spanned<String>> = vec![];
        for text in self.reader.texts(key, node) {
            let term = Spanned {
                value: visible(&text.value).into_owned(),
                ..text
            };
            match separator {
                Some(separator) => terms.extend(split(&term, separator)),
                None => terms.push(term),
            }
        }
        let mut kept: Vec<Spanned<String>> = Vec::with_capacity(terms.len());
        let mut names = FxHashMap::default();
        for term in terms {
            let name = slug(&term.value);
            if name.is_empty() {
                let place = self.reader.source.place(term.span);
                self.reader.report.add(
                    Finding::error(
                        rules::TERM_WITHOUT_LETTERS,
                        format!("`{}` has no letter or digit to name a page by", term.value),
                    )
                    .at(place, "not a name"),
                );
                continue;
            }
            let is_listed = self.keys.closed[facet].is_some();
            if !is_listed && placeholder(&term.value).is_some() {
                let found = no_term(key, &term, self.reader.source);
                self.reader.report.add(found);
                continue;
            }
            match self.unknown_term(facet, key, is_list, &term, &name) {
                Some(found) => self.reader.report.add(found),
                None => match names.entry(name) {
                    MapEntry::Occupied(other) => {
                        let other = &kept[*other.get()];
                        let found = two_terms(self.reader.source, &term, other);
                        self.reader.report.all(found);
                    }
                    MapEntry::Vacant(new) => {
                        new.insert(kept.len());
                        kept.push(term);
                    }
                },
            }
        }
        if let Some(first) = kept.get(MAX_TERMS) {
            let found = self.too_many_terms(key, kept.len(), first.span);
            self.reader.report.add(found);
            kept.truncate(MAX_TERMS);
        }
        kept
    }

    /// The finding for a list of terms that is too long. `first` is the first that is left out.
    fn too_many_terms(&self, key: &str, count: usize, first: Span) -> Finding {
        Finding::error(
            rules::TOO_MANY_TERMS,
            format!("`{key}` has {count} terms, and can have at most {MAX_TERMS}"),
        )
        .at(self.reader.source.place(first), "the first one too many")
        .help("keep those that readers would look for")
    }

    /// The finding for a term that is not on its facet's closed list; `None` if it is, or if the
    /// list is open. `name` is the term's slug.
    fn unknown_term(
        &self,
        facet: FacetId,
        key: &str,
        is_list: bool,
        term: &Spanned<String>,
        name: &str,
    ) -> Option<Finding> {
        let closed = self.keys.closed[facet].as_ref()?;
        if closed.get(name).is_some() {
            return None;
        }
        let config = self.keys.config;
        let language = &config.languages[LanguageId::DEFAULT];
        let list = within_sentence(config.facets[facet].name.in_language(language));
        let found = Finding::error(
            rules::UNKNOWN_TERM,
            format!("`{}` is not on the list of {list}", term.value),
        )
        .at(self.reader.source.place(term.span), "not in casebook.yaml");
        let several: Option<Vec<&str>> = parts(&term.value)
            .map(|part| closed.get(&slug(part)))
            .collect();
        if let Some(several) = several {
            return Some(found.help(if is_list {
                format!("make each an item of its own: {}", listed(&several))
            } else {
                format!(
                    "for several, write a list: `{key}: [{}]`",
                    several.join(", ")
                )
            }));
        }
        let choice = one_of(&closed.terms);
        Some(
            match nearest(&term.value, closed.names.around(&term.value)) {
                Some(meant) => found
                    .help(format!("did you mean `{meant}`? Choose from: {choice}"))
                    .fix(term.replaced(&self.reader.source.text, meant)),
                None => found.help(format!("choose from: {choice}")),
            },
        )
    }

    fn field(&mut self, field: FieldId, key: &str, node: &Node) -> Option<FieldValue> {
        match self.keys.config.fields[field].kind {
            FieldKind::Text => {
                self.check_filled_in(key, node);
                let texts = self.reader.texts(key, node).into_iter();
                let texts: Vec<_> = texts
                    .map(|text| markup::plain(&mut self.reader, key, text))
                    .collect();
                (!texts.is_empty())
                    .then(|| FieldValue::Texts(texts.into_iter().map(|text| text.value).collect()))
            }
            FieldKind::Number => self.amount(field, key, node).map(FieldValue::Number),
            FieldKind::Date => self.date(key, node).map(FieldValue::Date),
            FieldKind::Boolean => self.reader.boolean(key, node).map(FieldValue::Boolean),
            FieldKind::Url => {
                let url = self.reader.text(key, node)?;
                self.is_web_address(key, &url)
                    .then(|| FieldValue::Texts(vec![url.value]))
            }
        }
    }

    fn amount(&mut self, field: FieldId, key: &str, node: &Node) -> Option<f64> {
        if is_empty(node) {
            return None;
        }
        let unit = self.keys.config.fields[field].unit.as_deref();
        let scalar = node.scalar(&self.reader.source.text);
        let written = scalar.as_deref().map(visible);
        let read = written.as_ref().and_then(|written| amount(written, unit));
        if read.is_none() {
            let likely = written.and_then(|written| likely_amount(&written, unit));
            let help = match (likely, unit) {
                (Some(number), _) => format!("write `{key}: {number}`"),
                (None, Some(unit)) => format!(
                    "write the amount in {} as digits only, for example `{key}: 12500`",
                    unit_name(unit)
                ),
                (None, None) => format!("write it as digits only, for example `{key}: 12500`"),
            };
            let found = self.reader.wrong_type("a number", key, node);
            self.reader.report.add(found.help(help));
        }
        read
    }

    /// Whether a text is a web address. If it is not, that is reported.
    fn is_web_address(&mut self, key: &str, url: &Spanned<String>) -> bool {
        let written = &url.value;
        let has_scheme = written.starts_with("https://") || written.starts_with("http://");
        if has_scheme && has_host(written) {
            return true;
        }
        let help = match markdown_link(written) {
            Some((_, address)) => format!("write the address alone: `{key}: {address}`"),
            None => format!("for example `{key}: https://example.org/`"),
        };
        self.reader.report.add(
            Finding::error(
                rules::NOT_A_WEB_ADDRESS,
                format!("`{written}` is not a web address"),
            )
            .at(
                self.reader.source.place(url.span),
                "does not begin with `https://`",
            )
            .help(help),
        );
        false
    }

    fn image(&mut self, key: &str, node: &Node) -> Option<Image> {
        if !matches!(node.value, Value::Map(_)) {
            let src = self.reader.text(key, node)?;
            return self.checked_image(key, src, None, None);
        }
        let (mut src, mut alt, mut caption) = (None, None, None);
        for entry in self.reader.map(key, node) {
            let node = &entry.value;
            match entry.key.as_str() {
                "src" => src = self.reader.text("src", node),
                "alt" => {
                    let text = self.plain_text("alt", node);
                    alt = Some(text.map_or(String::new(), |text| text.value));
                }
                "caption" => caption = self.plain_text("caption", node).map(|text| text.value),
                _ => self.unknown_part(key, entry, &IMAGE),
            }
        }
        let Some(src) = src else {
            let source = self.reader.source;
            self.reader.report.add(
                Finding::error(
                    rules::PICTURE_MISSING_SRC,
                    format!("`{key}` does not say which picture"),
                )
                .at(source.place(node.span.first_line(&source.text)), "no `src`")
                .help("add `src:` with the picture's file name"),
            );
            return None;
        };
        self.checked_image(key, src, alt, caption)
    }

    /// The image, if its address may be published. Without `alt` a warning is reported.
    fn checked_image(
        &mut self,
        key: &str,
        src: Spanned<String>,
        alt: Option<String>,
        caption: Option<String>,
    ) -> Option<Image> {
        let src = self.safe(src)?;
        if alt.is_none() {
            let written = &src.value;
            self.reader.report.add(
                Finding::warning(
                    rules::PICTURE_WITHOUT_ALT,
                    format!("the picture `{written}` has no text for people who cannot see it"),
                )
                .at(self.reader.source.place(src.span), "no `alt`")
                .help(format!(
                    "write `{key}: {{src: {written}, alt: What the picture shows}}`, \
                     or `alt: \"\"` if it is only decoration"
                )),
            );
        }
        Some(Image {
            src,
            alt: alt.unwrap_or_default(),
            caption,
        })
    }

    /// The address, if it may be published. If it may not, that is reported.
    fn safe(&mut self, target: Spanned<String>) -> Option<Spanned<String>> {
        match unsafe_link(&target.value, self.reader.source.place(target.span)) {
            Some(found) => {
                self.reader.report.add(found);
                None
            }
            None => Some(target),
        }
    }

    fn contact(&mut self, key: &str, node: &Node) -> Option<Contact> {
        let mut contact = Contact::default();
        if !matches!(node.value, Value::Map(_)) {
            let text = self.reader.text(key, node)?.value;
            if text.contains('@') && !text.contains(' ') {
                contact.email = Some(text);
            } else {
                contact.name = Some(text);
            }
            return Some(contact);
        }
        for entry in self.reader.map(key, node) {
            let text = self.reader.text(&entry.key, &entry.value);
            match entry.key.as_str() {
                "name" => contact.name = text.map(|text| text.value),
                "email" => {
                    let email = text.filter(|text| self.is_email(text, &entry.value));
                    contact.email = email.map(|text| text.value);
                }
                "phone" => contact.phone = text.map(|text| text.value),
                "url" => {
                    let url = text.filter(|url| self.is_web_address("url", url));
                    contact.url = url.map(|url| url.value);
                }
                _ => self.unknown_part(key, entry, &CONTACT),
            }
        }
        (contact != Contact::default()).then_some(contact)
    }

    /// Whether a text can be an email address. If it cannot, that is reported.
    fn is_email(&mut self, text: &Spanned<String>, node: &Node) -> bool {
        let around = text
            .value
            .split_once('@')
            .filter(|_| !text.value.contains(char::is_whitespace));
        let is_email =
            around.is_some_and(|(before, after)| !before.is_empty() && after.contains('.'));
        if !is_email {
            let found = self.reader.wrong_type("an email address", "email", node);
            self.reader
                .report
                .add(found.help("for example `email: housing@example.org`"));
        }
        is_email
    }

    fn links(&mut self, key: &str, node: &Node) -> Vec<Link> {
        let mut links = vec![];
        for item in self.reader.items(node) {
            let (title, url) = self.title_and_target(key, item, &LINK);
            links.extend(url.map(|url| Link { title, url }));
        }
        links
    }

    fn attachments(&mut self, key: &str, node: &Node) -> Vec<AttachedFile> {
        let mut attachments = vec![];
        for item in self.reader.items(node) {
            let (title, file) = self.title_and_target(key, item, &ATTACHMENT);
            attachments.extend(file.map(|file| AttachedFile { title, file }));
        }
        attachments
    }

    /// An item that is an address alone, or a group of a title and an address. The second of
    /// `parts` is the key of the address.
    fn title_and_target(
        &mut self,
        key: &str,
        node: &Node,
        parts: &[&str; 2],
    ) -> (Option<String>, Option<Spanned<String>>) {
        let leads_to = parts[1];
        if !matches!(node.value, Value::Map(_)) {
            return (None, self.lone_target(key, leads_to, node));
        }
        let (mut title, mut target) = (None, None);
        let mut is_reported = false;
        for entry in self.reader.map(key, node) {
            match entry.key.as_str() {
                "title" => {
                    let text = self.plain_text("title", &entry.value);
                    title = text.map(|title| title.value);
                }
                name if name == leads_to || name == "src" => {
                    target = self.reader.text(name, &entry.value);
                    is_reported |= target.is_none() && !is_empty(&entry.value);
                }
                _ => {
                    self.unknown_part(key, entry, parts);
                    is_reported = true;
                }
            }
        }
        if target.is_none() && !is_reported {
            let source = self.reader.source;
            self.reader.report.add(
                Finding::error(
                    rules::MISSING_TARGET,
                    format!("an item in `{key}` does not say where it leads"),
                )
                .at(
                    source.place(node.span.first_line(&source.text)),
                    format!("no `{leads_to}`"),
                )
                .help(format!("add `{leads_to}:` to it, or delete the item")),
            );
        }
        (title, target.and_then(|target| self.safe(target)))
    }

    /// An item that is an address alone.
    fn lone_target(&mut self, key: &str, leads_to: &str, node: &Node) -> Option<Spanned<String>> {
        let target = self.reader.text(key, node)?;
        let Some((title, address)) = markdown_link(&target.value) else {
            return self.safe(target);
        };
        let wanted = format!("an address, or a `title` and a `{leads_to}`");
        let found = self.reader.wrong_type(&wanted, key, node);
        self.reader.report.add(found.help(format!(
            "write `- title: {}` and below it `  {leads_to}: {address}`",
            write::quoted(title)
        )));
        None
    }

    /// Reports a key that a group of keys does not have.
    fn unknown_part(&mut self, key: &str, entry: &Entry, known: &[&str]) {
        let help = match nearest(&entry.key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("its keys are {}", listed(known)),
        };
        self.reader.report.add(
            Finding::error(
                rules::UNKNOWN_KEY,
                format!("`{key}` has no key `{}`", entry.key),
            )
            .at(self.reader.source.place(entry.key_span), "unknown key")
            .help(help),
        );
    }
}

/// The finding for a term that only says that there is none.
fn no_term(key: &str, term: &Spanned<String>, source: &Source) -> Finding {
    Finding::error(
        rules::PLACEHOLDER,
        format!("`{}` is a placeholder, not a term for `{key}`", term.value),
    )
    .at(source.place(term.span), "would be in every filter")
    .help(format!(
        "delete it; leave `{key}:` empty until you know the terms"
    ))
}

/// The finding for words that YAML ignores; `line` is how to write them so that they are read.
fn ignored(source: &Source, note: Span, line: &str) -> Finding {
    let written = note.of(&source.text);
    Finding::warning(
        rules::YAML_NUMBER_SIGN,
        format!("`{written}` is ignored, because text after `#` is a comment"),
    )
    .at(source.place(note), "ignored")
    .help(format!(
        "write `{line}`; if it is a comment, put a space after the `#`"
    ))
}

/// The parts of a text between its commas, semicolons, bars, and slashes with spaces around them.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '|'])
        .flat_map(|part| part.split(" / "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Terms to choose from: `` `Grant`, `Loan` or `Advice` ``.
fn one_of(terms: &[&str]) -> String {
    /// More are no help to read, and each mistake repeats them.
    const MAX_SHOWN: usize = 100;
    let shown = &terms[..terms.len().min(MAX_SHOWN)];
    let quoted: Vec<String> = shown.iter().map(|term| format!("`{term}`")).collect();
    if terms.len() > MAX_SHOWN {
        let others = terms.len() - MAX_SHOWN;
        let list = quoted.join(", ");
        return format!("{list} or one of {others} others in {FILE}");
    }
    match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

/// The words and the address of a text that is written as a link of Markdown.
fn markdown_link(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")
}

/// The parts of one text, each with its own place if the text is in the source as it reads.
fn split<'a>(
    text: &'a Spanned<String>,
    separator: &'a str,
) -> impl Iterator<Item = Spanned<String>> + 'a {
    let is_as_written = text.span.end - text.span.start == text.value.len();
    let mut at = 0;
    text.value.split(separator).filter_map(move |part| {
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + separator.len();
        let part = part.trim();
        let span = if is_as_written {
            Span::new(start, start + part.len()).shifted(text.span.start)
        } else {
            text.span
        };
        (!part.is_empty()).then(|| Spanned {
            value: part.to_owned(),
            span,
            style: text.style,
        })
    })
}

/// The finding for two terms of one study that would have one page; `None` if they are one term,
/// written twice.
fn two_terms(source: &Source, term: &Spanned<String>, other: &Spanned<String>) -> Option<Finding> {
    let finding = terms::share_address(&term.value, &other.value)?;
    Some(
        finding
            .at(source.place(term.span), "would have the same page")
            .also(
                source.place(other.span),
                format!("`{}` is here", other.value),
            ),
    )
}
