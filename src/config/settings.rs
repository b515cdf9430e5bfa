//! `casebook.yaml`, key by key, into settings.
//!
//! Every key of the settings is read here and nowhere else. Findings about settings are for the
//! maintainer (exit code 2), not for authors.

use std::borrow::Cow;

use super::repository::{HOSTS, Host, Mistaken, Repository};
use super::{
    Config, FILE, FacetConfig, FieldConfig, FieldKind, HeadingConfig, Language, OWN_FOLDER,
    SEARCH_FOLDER, Words, base, language, mistakes, not_yaml, terms::share_address,
};
use crate::ids::{FacetId, LanguageId};
use crate::report::{Finding, Report, Reported, listed, nearest, rules};
use crate::source::site_path::flaws;
use crate::source::slug::{nfc, slug};
use crate::source::{Place, Source, Span};
use crate::yaml::read::{Reader, Spanned};
use crate::yaml::{self, Entry, Node, Style, Value};

const FIELD_KINDS: [(&str, FieldKind); 5] = [
    ("text", FieldKind::Text),
    ("number", FieldKind::Number),
    ("date", FieldKind::Date),
    ("url", FieldKind::Url),
    ("boolean", FieldKind::Boolean),
];

const KEYS: [&str; 16] = [
    "title",
    "base_url",
    "language",
    "languages",
    "theme",
    "case_studies",
    "facets",
    "fields",
    "search",
    "repository",
    "allow_files",
    "picture_hosts",
    "front_matter",
    "pairs",
    "ignore",
    "strict",
];

/// Fields of the search form, on the page and in the addresses of searches. A facet has a field
/// there too, named by its key.
const OF_SEARCH: [&str; 6] = ["q", "from", "to", "sort", "page", "exact"];

/// Keys that casebook itself uses in front matter and in the data made from it.
const RESERVED: [&str; 19] = [
    "title",
    "summary",
    "date",
    "updated",
    "reviewed",
    "review_by",
    "slug",
    "aliases",
    "image",
    "contact",
    "links",
    "attachments",
    "related",
    "draft",
    "expires",
    "noindex",
    "synonyms",
    "url",
    "lang",
];

/// Case studies on one page of a list. A page with more would be many megabytes long.
const MAX_PER_PAGE: f64 = 10_000.0;

/// The most bytes of a synonym. A longer text is no name of anything.
const MAX_SYNONYM: usize = 100;

/// The settings of a facet.
const FACET: [&str; 6] = ["name", "singular", "help", "path", "terms", "split"];

/// The settings of a field.
const FIELD: [&str; 5] = ["name", "help", "type", "unit", "required"];

/// The most bytes of the settings: 100 times those of the longest that we have seen. What explains
/// broken YAML is made for some hundreds of lines.
const MAX_BYTES: usize = 1_000_000;

/// Reads the settings. A setting with a mistake keeps its default.
pub fn config(source: &Source) -> Reported<Config> {
    let mut report = Report::default();
    if source.text.len() > MAX_BYTES {
        report.add(
            Finding::error(rules::SETTINGS_YAML, "the settings are longer than 1 MB")
                .at(Place::file(source.path.clone()), "")
                .help("delete what casebook does not need"),
        );
        return report.on(Config::default());
    }
    let nothing = Node {
        span: Span::new(0, 0),
        value: Value::Null,
        style: Style::Plain,
    };
    let (root, whole) = match yaml::parse(&source.text, Span::new(0, source.text.len())) {
        // An empty file is a group without keys: the required settings are missing.
        Ok(root) => match yaml::repair::explain_parsed_file(&source.text, &root) {
            Some(repair) => {
                report.all(mistakes(
                    rules::SETTINGS_YAML,
                    "the settings",
                    source,
                    repair,
                ));
                (nothing, false)
            }
            None => {
                let whole = matches!(root.value, Value::Map(_) | Value::Null);
                (root, whole)
            }
        },
        Err(error) => {
            report.all(not_yaml(
                rules::SETTINGS_YAML,
                "the settings",
                source,
                &error,
            ));
            (nothing, false)
        }
    };
    let mut settings = Settings {
        reader: Reader {
            source,
            report: &mut report,
        },
        config: Config::default(),
    };
    let entries: Vec<Entry> = settings.reader.map(FILE, &root).to_vec();
    settings.languages(&entries);
    for entry in &entries {
        settings.entry(entry, &entries);
    }
    if whole {
        settings.needed(&entries);
    }
    let config = settings.finish(&entries);
    report.on(config)
}

/// The settings while they are being read, key by key.
struct Settings<'a> {
    reader: Reader<'a>,
    config: Config,
}

impl Settings<'_> {
    /// Reads the languages, which come first because any text may be given once per language.
    fn languages(&mut self, entries: &[Entry]) {
        let mut tags: Vec<String> = vec![];
        for key in ["language", "languages"] {
            for entry in entries.iter().filter(|entry| entry.key == key) {
                for written in self.reader.texts(key, &entry.value) {
                    for tag in self.tags(&written) {
                        match tags.iter().find(|known| known.eq_ignore_ascii_case(&tag)) {
                            None => {
                                if !tags.is_empty() {
                                    self.language_folder(&tag, written.span);
                                }
                                tags.push(tag);
                            }
                            Some(known) if *known == tag => {}
                            Some(known) => self.one_language(&written, known),
                        }
                    }
                }
            }
        }
        if tags.is_empty() {
            return;
        }
        let languages = tags.into_iter().enumerate().map(|(number, tag)| {
            let prefix = if number == 0 {
                String::new()
            } else {
                format!("{}/", tag.to_lowercase())
            };
            Language { tag, prefix }
        });
        self.config.languages = languages.collect();
    }

    /// Reports a tag that differs from another one only in capitals: both would have one address.
    fn one_language(&mut self, written: &Spanned<String>, known: &str) {
        self.reader.report.add(
            Finding::error(
                rules::SETTINGS_LANGUAGE,
                format!("`{}` and `{known}` are the same language", written.value),
            )
            .at(self.reader.source.place(written.span), "the same")
            .help(format!("write `{known}` everywhere")),
        );
    }

    /// The tag in a text, or several where they are in one text by mistake. Reports what is no tag.
    fn tags(&mut self, written: &Spanned<String>) -> Vec<String> {
        let text = &written.value;
        if language::is_tag(text) {
            return vec![text.clone()];
        }
        let parts = text.split([',', ';', ' ']).filter(|part| !part.is_empty());
        let parts: Vec<String> = parts.map(|part| part.replace('_', "-")).collect();
        let are_tags = parts.iter().all(|part| language::is_tag(part));
        let help = match &parts[..] {
            [tag] if are_tags => format!("write `{tag}`"),
            _ if are_tags => format!("write a list: `languages: [{}]`", parts.join(", ")),
            _ => {
                "use a short tag, such as `en-GB` for British English or `cy` for Welsh".to_owned()
            }
        };
        let message = if are_tags && parts.len() > 1 {
            "is more than one language"
        } else {
            "is not a language tag"
        };
        self.reader.report.add(
            Finding::error(rules::SETTINGS_LANGUAGE, format!("`{text}` {message}"))
                .at(
                    self.reader.source.place(written.span),
                    "browsers don't know it",
                )
                .help(help),
        );
        if are_tags { parts } else { vec![text.clone()] }
    }

    fn entry(&mut self, entry: &Entry, all: &[Entry]) {
        let (key, node) = (entry.key.as_str(), &entry.value);
        match key {
            "title" => {
                if let Some(title) = self.words(key, node) {
                    self.config.title = title;
                }
            }
            "language" | "languages" => {}
            "base_url" => self.base_url(node),
            "theme" => self.theme(node),
            "case_studies" => self.case_studies(node),
            "facets" => self.facets(node),
            "fields" => self.fields(node),
            "front_matter" => {
                for ours in self.reader.map(key, node) {
                    if let Some(theirs) = self.reader.text(&ours.key, &ours.value) {
                        self.config.keys.insert(ours.key.clone(), theirs.value);
                    }
                }
            }
            "ignore" => {
                let keys = self.reader.texts(key, node);
                self.config
                    .ignore
                    .extend(keys.into_iter().map(|key| key.value));
            }
            "allow_files" => self.allow_files(key, node),
            "picture_hosts" => {
                let hosts = self.reader.texts(key, node).into_iter();
                let hosts = hosts.map(|host| host.value.to_lowercase());
                self.config.picture_hosts.extend(hosts);
            }
            "pairs" => {} // read last, since it names facets
            "search" => {
                for entry in self.reader.map(key, node) {
                    match entry.key.as_str() {
                        "elasticlunr_json" => {
                            self.config.elasticlunr_json = self
                                .reader
                                .boolean(&entry.key, &entry.value)
                                .unwrap_or(false);
                        }
                        "synonyms" => self.synonyms(&entry.key, &entry.value),
                        _ => self.unknown(entry, &["elasticlunr_json", "synonyms"]),
                    }
                }
            }
            "repository" => self.config.repository = self.repository(key, node),
            "strict" => self.config.strict = self.reader.boolean(key, node).unwrap_or(false),
            _ => match group_above(entry, all) {
                Some(group) => self.not_indented(entry, group),
                None => self.unknown(entry, &KEYS),
            },
        }
    }

    /// Reads which words mean the same.
    fn synonyms(&mut self, key: &str, node: &Node) {
        let Value::Map(entries) = &node.value else {
            if node.value != Value::Null {
                let wrong = self.reader.wrong_type("a group of keys", key, node);
                self.reader.report.add(wrong.help(EXAMPLE_SYNONYMS));
            }
            return;
        };
        for entry in entries {
            let mut texts = vec![Spanned {
                value: entry.key.clone(),
                ..entry.key()
            }];
            let is_group = matches!(entry.value.value, Value::Map(_));
            let others = self.reader.texts(&entry.key, &entry.value);
            let place = self.reader.source.place(entry.key_span);
            if others.is_empty() && !is_group {
                self.reader.report.add(
                    Finding::error(rules::WRONG_TYPE, format!("`{}` has no synonym", entry.key))
                        .at(place, "nothing means the same")
                        .help(EXAMPLE_SYNONYMS),
                );
            }
            texts.extend(others);
            texts.retain(|text| self.is_short(text));
            let texts = texts.into_iter().map(|text| text.value);
            self.config.synonyms.push(texts.collect());
        }
    }

    /// Reports a synonym that is too long for the search.
    fn is_short(&mut self, text: &Spanned<String>) -> bool {
        let is_short = text.value.len() <= MAX_SYNONYM;
        if !is_short {
            let message = "a synonym is longer than 100 bytes";
            let place = self.reader.source.place(text.span);
            self.reader.report.add(
                Finding::error(rules::WRONG_TYPE, message)
                    .at(place, "too long")
                    .help("write the few words that people search for"),
            );
        }
        is_short
    }

    /// Reads the files that a maintainer lets through.
    fn allow_files(&mut self, key: &str, node: &Node) {
        for written in self.reader.texts(key, node) {
            if self.config.allow_files.add(&written.value) {
                continue;
            }
            let place = self.reader.source.place(written.span);
            self.reader.report.add(
                Finding::error(
                    rules::WRONG_TYPE,
                    format!("`{}` is neither an ending nor a file", written.value),
                )
                .at(place, "not known")
                .help(
                    "write an ending with its dot, such as `.svg`, or a file or folder as it is \
                     below the library's folder, such as `static/CNAME` or `static/admin/`",
                ),
            );
        }
    }

    /// Reports a setting that is not indented below the one it belongs to, such as `topics:` right
    /// below a bare `facets:`.
    fn not_indented(&mut self, entry: &Entry, group: &str) {
        let place = self.reader.source.place(entry.key_span);
        self.reader.report.add(
            Finding::error(
                rules::UNKNOWN_SETTING,
                format!("`{}` is not a setting", entry.key),
            )
            .at(place, "unknown at the start of a line")
            .help(format!(
                "if it belongs to `{group}`, indent it and everything under it by two spaces"
            )),
        );
    }

    /// A text for all languages, or a group with a text for each language.
    fn words(&mut self, key: &str, node: &Node) -> Option<Words> {
        let Value::Map(entries) = &node.value else {
            return self
                .reader
                .text(key, node)
                .map(|text| Words::new(text.value));
        };
        let mut words = Words::default();
        let tags: Vec<String> = self
            .config
            .languages
            .values()
            .map(|language| language.tag.clone())
            .collect();
        for entry in entries {
            if !tags.contains(&entry.key) {
                self.unknown(entry, &tags.iter().map(String::as_str).collect::<Vec<_>>());
            } else if let Some(text) = self.reader.text(&entry.key, &entry.value) {
                words.by_language.insert(entry.key.clone(), text.value);
            }
        }
        words.default = tags
            .iter()
            .find_map(|tag| words.by_language.get(tag))
            .cloned()?;
        Some(words)
    }

    fn base_url(&mut self, node: &Node) {
        if let Some(base) = self
            .address("base_url", node)
            .and_then(|url| base(&url.value))
        {
            self.config.base = base;
        }
    }

    /// A web address. Reports anything else.
    fn address(&mut self, key: &str, node: &Node) -> Option<Spanned<String>> {
        let url = self.reader.text(key, node)?;
        if base(&url.value).is_some() {
            return Some(url);
        }
        let example = if key == "base_url" {
            "https://example.org/case-studies/"
        } else {
            EXAMPLE_REPOSITORY
        };
        self.reader.report.add(
            Finding::error(
                rules::SETTINGS_ADDRESS,
                format!("`{}` is not a web address", url.value),
            )
            .at(
                self.reader.source.place(url.span),
                "must begin with `https://` or `http://` and have no `?`, `#` or space",
            )
            .help(format!("for example `{key}: {example}`")),
        );
        None
    }

    /// The repository, given by its address alone or by a group with its address.
    fn repository(&mut self, key: &str, node: &Node) -> Option<Repository> {
        let Value::Map(entries) = &node.value else {
            let url = self.address(key, node)?;
            return self.repository_at(&url, None, None);
        };
        let (mut url, mut branch, mut host) = (None, None, None);
        for entry in entries {
            match entry.key.as_str() {
                "url" => url = self.address("url", &entry.value),
                "branch" => {
                    branch = self
                        .reader
                        .text("branch", &entry.value)
                        .map(|branch| branch.value)
                }
                "host" => {
                    let name = self.reader.text("host", &entry.value);
                    host = name
                        .as_ref()
                        .and_then(|name| HOSTS.iter().find(|(known, _)| *known == name.value));
                    if name.is_some() && host.is_none() {
                        self.reader
                            .must_be("`github` or `gitlab`", "host", &entry.value);
                    }
                }
                _ => self.unknown(entry, &["url", "branch", "host"]),
            }
        }
        if !entries.iter().any(|entry| entry.key == "url") {
            self.reader
                .must_be("an address, or a group with `url`", key, node);
        }
        self.repository_at(&url?, branch, host.map(|(_, host)| *host))
    }

    /// The repository at an address. Reports an address that is not a repository's own.
    fn repository_at(
        &mut self,
        url: &Spanned<String>,
        branch: Option<String>,
        host: Option<Host>,
    ) -> Option<Repository> {
        let repository = Repository::at(&url.value);
        let is_known = host.is_some() || url.value.contains("//github.com/");
        let repository = Repository {
            branch: branch.unwrap_or(repository.branch),
            host: host.unwrap_or(repository.host),
            ..repository
        };
        let (label, help) = match repository.mistaken() {
            None => return Some(repository),
            Some(Mistaken::NoRepository) => (
                "has no repository name",
                format!("for example `{EXAMPLE_REPOSITORY}`"),
            ),
            Some(Mistaken::Within {
                repository,
                branch: None,
            }) if is_known => (
                "is a page inside a repository",
                format!("write `{repository}`"),
            ),
            Some(Mistaken::Within { branch: None, .. }) => (
                "is longer than a GitHub address",
                format!(
                    "if it is on GitLab, write `repository: {{url: {}, host: gitlab}}`; \
                     for any other code host, delete `repository`",
                    url.value
                ),
            ),
            Some(Mistaken::Within {
                repository,
                branch: Some(branch),
            }) => {
                let whole = format!("`repository: {{url: {repository}, branch: {branch}}}`");
                (
                    "is a folder inside a repository",
                    format!("write `{repository}` or, to keep the branch, {whole}"),
                )
            }
        };
        self.reader.report.add(
            Finding::error(
                rules::SETTINGS_REPOSITORY,
                format!("`{}` is not the address of a repository", url.value),
            )
            .at(self.reader.source.place(url.span), label)
            .help(help),
        );
        None
    }

    fn theme(&mut self, node: &Node) {
        let Some(theme) = self.reader.text("theme", node) else {
            return;
        };
        if theme.value.contains(['/', '\\']) || theme.value.starts_with('.') {
            let place = self.reader.source.place(theme.span);
            self.reader.report.add(
                Finding::error(
                    rules::SETTINGS_THEME,
                    format!("`{}` is not the name of a theme", theme.value),
                )
                .at(place, "this is a path")
                .help("write the name of a folder in `themes/`"),
            );
            return;
        }
        self.config.theme = theme.value;
        self.config.theme_span = Some(theme.span);
    }

    fn case_studies(&mut self, node: &Node) {
        for entry in self.reader.map("case_studies", node) {
            match entry.key.as_str() {
                "path" => {
                    if let Some(path) = self.reader.text("path", &entry.value) {
                        let folder = path.value.trim_matches('/').to_owned();
                        if folder
                            .split('/')
                            .any(|part| part.is_empty() || part.starts_with('.'))
                        {
                            self.reader
                                .must_be("a folder below content/", "path", &entry.value);
                        } else {
                            self.config.studies = folder;
                            self.config.studies_span = Some(path.span);
                        }
                    }
                }
                "per_page" => match self.reader.number("per_page", &entry.value) {
                    Some(Spanned { value, .. })
                        if (1.0..=MAX_PER_PAGE).contains(&value) && value.fract() == 0.0 =>
                    {
                        self.config.per_page = value as usize;
                    }
                    Some(_) => self.reader.must_be(
                        "a whole number from 1 to 10,000",
                        "per_page",
                        &entry.value,
                    ),
                    None => {}
                },
                "headings" => self.headings(&entry.value),
                _ => self.unknown(entry, &["path", "per_page", "headings"]),
            }
        }
    }

    /// Reads a list of headings for the default language, or a group with a list per language.
    fn headings(&mut self, node: &Node) {
        self.config.headings = self.config.languages.filled(vec![]);
        let Value::Map(entries) = &node.value else {
            self.config.headings[LanguageId::DEFAULT] = self.heading_list("headings", node);
            return;
        };
        let tags = self.config.languages.map(|language| language.tag.clone());
        for entry in entries {
            match tags.find(|tag| *tag == entry.key) {
                Some(language) => {
                    self.config.headings[language] = self.heading_list(&entry.key, &entry.value)
                }
                None => {
                    let tags: Vec<&str> = tags.values().map(String::as_str).collect();
                    self.unknown(entry, &tags);
                }
            }
        }
    }

    fn heading_list(&mut self, key: &str, node: &Node) -> Vec<HeadingConfig> {
        let mut headings = vec![];
        for item in self.reader.items(node) {
            let Value::Map(entries) = &item.value else {
                let name = self.reader.text(key, item);
                headings.extend(name.map(|name| HeadingConfig {
                    name: name.value,
                    optional: false,
                }));
                continue;
            };
            let (mut name, mut optional) = (None, false);
            for entry in entries {
                match entry.key.as_str() {
                    "name" => name = self.reader.text("name", &entry.value),
                    "optional" => {
                        optional = self
                            .reader
                            .boolean("optional", &entry.value)
                            .unwrap_or(false)
                    }
                    _ => self.unknown(entry, &["name", "optional"]),
                }
            }
            match name {
                Some(name) => headings.push(HeadingConfig {
                    name: name.value,
                    optional,
                }),
                None => self
                    .reader
                    .must_be("a heading, or a group with its `name`", key, item),
            }
        }
        headings
    }

    fn facets(&mut self, node: &Node) {
        for entry in self.reader.map("facets", node) {
            let name = Words::new(humanised(&entry.key));
            let mut facet = FacetConfig {
                key: entry.key.clone(),
                singular: name.clone(),
                name,
                path: slug(&entry.key),
                help: None,
                terms: None,
                span: entry.key_span,
                split: None,
            };
            if self.is_beside(entry, &FACET) {
                continue;
            }
            let mut singular = None;
            for setting in self.reader.map(&entry.key, &entry.value) {
                let (key, node) = (setting.key.as_str(), &setting.value);
                match key {
                    "name" => facet.name = self.words(key, node).unwrap_or(facet.name),
                    "singular" => singular = self.words(key, node),
                    "help" => facet.help = self.words(key, node),
                    "path" => {
                        facet.path = self
                            .reader
                            .text(key, node)
                            .map_or(facet.path, |path| slug(&path.value))
                    }
                    "terms" => facet.terms = Some(self.terms(key, node)),
                    // Not trimmed, since the separator may be a space.
                    "split" => {
                        facet.split = node
                            .scalar(&self.reader.source.text)
                            .map(std::borrow::Cow::into_owned)
                    }
                    _ => self.unknown(setting, &FACET),
                }
            }
            facet.singular = singular.unwrap_or_else(|| facet.name.clone());
            self.config.facets.push(facet);
        }
    }

    /// True if a setting of a facet or field is beside it instead of below it, which is reported.
    fn is_beside(&mut self, entry: &Entry, settings: &[&str]) -> bool {
        let key = entry.key.as_str();
        if !settings.contains(&key) || matches!(entry.value.value, Value::Map(_) | Value::Null) {
            return false;
        }
        let place = self.reader.source.place(entry.key_span);
        self.reader.report.add(
            Finding::error(
                rules::WRONG_TYPE,
                format!(
                    "`{key}` must be a group of keys, and is {}",
                    entry.value.kind()
                ),
            )
            .at(place, "not indented enough")
            .help(format!(
                "indent `{key}` and everything under it by two more spaces, so that it is below \
                 the key it belongs to"
            )),
        );
        true
    }

    /// A closed list of terms, each of which gets a page.
    fn terms(&mut self, key: &str, node: &Node) -> Vec<String> {
        let (named, nameless): (Vec<_>, Vec<_>) = self
            .reader
            .texts(key, node)
            .into_iter()
            .partition(|term| !slug(&term.value).is_empty());
        for term in nameless {
            self.reader.report.add(
                Finding::error(
                    rules::TERM_WITHOUT_LETTERS,
                    format!("`{}` has no letter or digit to name a page by", term.value),
                )
                .at(self.reader.source.place(term.span), "not a name"),
            );
        }
        for (at, term) in named.iter().enumerate() {
            let name = slug(&term.value);
            let mut before = named[..at].iter();
            let same = before.find(|other| slug(&other.value) == name);
            let two_terms = same.and_then(|other| {
                let finding = share_address(&term.value, &other.value)?;
                let also = self.reader.source.place(other.span);
                Some(finding.also(also, format!("`{}` is here", other.value)))
            });
            let place = self.reader.source.place(term.span);
            let two_terms = two_terms.map(|finding| finding.at(place, "would have the same page"));
            self.reader.report.all(two_terms);
        }
        named.into_iter().map(|term| term.value).collect()
    }

    fn fields(&mut self, node: &Node) {
        for entry in self.reader.map("fields", node) {
            if self.is_beside(entry, &FIELD) {
                continue;
            }
            let mut field = FieldConfig {
                key: entry.key.clone(),
                name: Words::new(humanised(&entry.key)),
                help: None,
                kind: FieldKind::Text,
                unit: None,
                required: false,
            };
            for setting in self.reader.map(&entry.key, &entry.value) {
                let (key, node) = (setting.key.as_str(), &setting.value);
                match key {
                    "name" => field.name = self.words(key, node).unwrap_or(field.name),
                    "help" => field.help = self.words(key, node),
                    "type" => field.kind = self.field_kind(node),
                    "unit" => field.unit = self.reader.text(key, node).map(|unit| unit.value),
                    "required" => field.required = self.reader.boolean(key, node).unwrap_or(false),
                    _ => self.unknown(setting, &FIELD),
                }
            }
            self.config.fields.push(field);
        }
    }

    fn field_kind(&mut self, node: &Node) -> FieldKind {
        let Some(name) = self.reader.text("type", node) else {
            return FieldKind::Text;
        };
        if let Some((_, kind)) = FIELD_KINDS.iter().find(|(known, _)| *known == name.value) {
            return *kind;
        }
        let known = FIELD_KINDS.map(|(known, _)| known);
        let place = self.reader.source.place(name.span);
        self.reader.report.add(
            Finding::error(
                rules::SETTINGS_FIELD_TYPE,
                format!("`{}` is not a type of field", name.value),
            )
            .at(place, "not known")
            .help(format!("the types are {}", listed(&known))),
        );
        FieldKind::Text
    }

    /// Reports the required settings that are missing or empty.
    fn needed(&mut self, entries: &[Entry]) {
        for (needed, example) in [
            ("title", "Case studies"),
            ("base_url", "https://example.org/"),
        ] {
            let finding = match entries.iter().find(|entry| entry.key == needed) {
                None => Finding::error(
                    rules::SETTINGS_MISSING,
                    format!("`{needed}` is missing from the settings"),
                )
                .at(Place::file(self.reader.source.path.clone()), "")
                .help(format!("add a line `{needed}: {example}`")),
                Some(entry) if is_blank(&entry.value) => {
                    Finding::error(rules::SETTINGS_MISSING, format!("`{needed}` is empty"))
                        .at(self.reader.source.place(entry.key_span), "no value")
                        .help(format!("for example `{needed}: {example}`"))
                }
                Some(_) => continue,
            };
            self.reader.report.add(finding);
        }
    }

    fn finish(mut self, entries: &[Entry]) -> Config {
        self.pairs(entries.iter().find(|entry| entry.key == "pairs"));
        self.keys(entries);
        self.paths();
        self.folders();
        self.config
    }

    /// Reports facets and fields with a key that has another meaning, and mapped keys that aren't
    /// casebook's.
    fn keys(&mut self, entries: &[Entry]) {
        let (facets, fields) = (below(entries, "facets"), below(entries, "fields"));
        for entry in facets.iter().chain(fields) {
            if RESERVED.contains(&entry.key.as_str()) {
                self.key_taken(
                    entry,
                    format!("`{}` already has another meaning", entry.key),
                );
            }
        }
        for facet in facets {
            if OF_SEARCH.contains(&facet.key.as_str()) {
                let message = format!("`{}` is already a field of the search form", facet.key);
                self.key_taken(facet, message);
            }
        }
        for field in fields {
            self.facet_and_field(field);
        }
        let facets = self.config.facets.values().map(|facet| facet.key.clone());
        let fields = self.config.fields.values().map(|field| field.key.clone());
        let own: Vec<String> = facets.chain(fields).collect();
        let own = own.iter().map(String::as_str);
        let known: Vec<&str> = RESERVED.iter().copied().chain(own).collect();
        for entry in below(entries, "front_matter") {
            if !known.contains(&entry.key.as_str()) {
                self.unknown(entry, &known);
            }
        }
    }

    fn key_taken(&mut self, entry: &Entry, message: String) {
        self.reader.report.add(
            Finding::error(rules::SETTINGS_KEY_TAKEN, message)
                .at(self.reader.source.place(entry.key_span), "taken")
                .help(OTHER_KEY),
        );
    }

    /// Reports a field with the key of a facet.
    fn facet_and_field(&mut self, field: &Entry) {
        let facets = &self.config.facets;
        let Some(facet) = facets.values().find(|facet| facet.key == field.key) else {
            return;
        };
        self.reader.report.add(
            Finding::error(
                rules::SETTINGS_KEY_TAKEN,
                format!("`{}` is already a facet", field.key),
            )
            .at(self.reader.source.place(field.key_span), "taken")
            .also(self.reader.source.place(facet.span), "the facet")
            .help("delete one of the two: visitors filter by a facet, a field is only shown"),
        );
    }

    /// Reports a folder of the case studies, a facet or a language that some disk cannot hold.
    fn folders(&mut self) {
        let Config {
            studies,
            studies_span,
            facets,
            ..
        } = &self.config;
        let studies = studies_span.map(|span| (studies.as_str(), span, "rename the folder"));
        let facets = facets.values();
        let facets = facets.map(|facet| {
            (
                facet.path.as_str(),
                facet.span,
                "choose another `path:` for the facet",
            )
        });
        let mut findings = vec![];
        for (path, span, help) in studies.into_iter().chain(facets) {
            findings.extend(flaws(path).map(|flaw| {
                Finding::error(rules::NAME_NOT_PORTABLE, flaw.in_words())
                    .at(self.reader.source.place(span), "not possible in an address")
                    .help(help)
            }));
        }
        self.reader.report.all(findings);
    }

    /// Reports a language whose folder some disk cannot hold: `con` and `aux` are languages.
    fn language_folder(&mut self, tag: &str, span: Span) {
        self.reader.report.all(flaws(tag).map(|flaw| {
            Finding::error(rules::NAME_NOT_PORTABLE, flaw.in_words())
                .at(self.reader.source.place(span), "not possible in an address")
                .help(format!("put it first, or add a region to it: `{tag}-001`"))
        }));
    }

    /// Reports a folder of the case studies or of a facet that something else has already.
    fn paths(&mut self) {
        // Compared as addresses are. The default language has an empty prefix, so no folder may be
        // empty either.
        let folded = |path: &str| nfc(path.split('/').next().unwrap_or_default()).to_lowercase();
        let languages = self
            .config
            .languages
            .values()
            .map(|language| folded(&language.prefix));
        let mut taken: Vec<String> = languages
            .chain([SEARCH_FOLDER.into(), OWN_FOLDER.into()])
            .collect();
        let studies = folded(&self.config.studies);
        if taken.contains(&studies) {
            let place = Place {
                file: self.reader.source.path.clone(),
                span: self.config.studies_span,
            };
            self.reader.report.add(
                Finding::error(
                    rules::SETTINGS_PATH_TAKEN,
                    format!("the case studies cannot be at `/{studies}/`"),
                )
                .at(place, "this address is taken")
                .help("rename the folder"),
            );
        }
        taken.push(studies);
        for facet in self.config.facets.values() {
            let path = folded(&facet.path);
            if taken.contains(&path) {
                let other = self
                    .config
                    .facets
                    .values()
                    .find(|other| other.path == facet.path && other.key != facet.key);
                let mut finding = Finding::error(
                    rules::SETTINGS_PATH_TAKEN,
                    format!(
                        "the pages of `{}` cannot be at `/{}/`",
                        facet.key, facet.path
                    ),
                )
                .at(
                    self.reader.source.place(facet.span),
                    "this address is taken",
                )
                .help(format!("add a different `path:` to `{}`", facet.key));
                if let Some(other) = other {
                    finding = finding.also(
                        self.reader.source.place(other.span),
                        "this has that address",
                    );
                }
                self.reader.report.add(finding);
            }
            taken.push(path);
        }
    }

    fn pairs(&mut self, entry: Option<&Entry>) {
        let Some(entry) = entry else {
            let mut facets = self.config.facets.ids();
            let first = facets.next().zip(facets.next());
            self.config.pairs = first.into_iter().collect();
            return;
        };
        let pairs = self.reader.items(&entry.value);
        let written: Option<Vec<Cow<str>>> = pairs
            .iter()
            .map(|pair| pair.scalar(&self.reader.source.text))
            .collect();
        if let Some(written) = written.filter(|written| !written.is_empty()) {
            let help = format!("write `pairs: [[{}]]`", written.join(", "));
            let place = self.reader.source.place(entry.key_span);
            self.reader.report.add(
                Finding::error(rules::SETTINGS_PAIRS, "each pair needs its own brackets")
                    .at(place, "a list of pairs")
                    .help(help),
            );
            return;
        }
        for pair in pairs {
            self.pair(pair);
        }
    }

    fn pair(&mut self, pair: &Node) {
        let names = self.reader.texts("pairs", pair);
        let facets = &self.config.facets;
        let facets: Vec<FacetId> = names
            .iter()
            .filter_map(|name| facets.find(|facet| facet.key == name.value))
            .collect();
        match facets[..] {
            [first, second] if first != second && names.len() == 2 => {
                if self
                    .config
                    .pairs
                    .values()
                    .any(|pair| [(first, second), (second, first)].contains(pair))
                {
                    let place = self
                        .reader
                        .source
                        .place(pair.span.first_line(&self.reader.source.text));
                    let [first, second] =
                        [first, second].map(|facet| &self.config.facets[facet].key);
                    self.reader.report.add(
                        Finding::error(
                            rules::SETTINGS_PAIRS,
                            format!("`{first}` and `{second}` are already a pair"),
                        )
                        .at(place, "the same pair")
                        .help("delete this pair"),
                    );
                    return;
                }
                self.config.pairs.push((first, second));
            }
            _ => {
                let keys: Vec<&str> = self
                    .config
                    .facets
                    .values()
                    .map(|facet| facet.key.as_str())
                    .collect();
                let place = self
                    .reader
                    .source
                    .place(pair.span.first_line(&self.reader.source.text));
                self.reader.report.add(
                    Finding::error(rules::SETTINGS_PAIRS, "a pair is two different facets")
                        .at(place, "not two facets")
                        .help(format!("the facets are {}", listed(&keys))),
                );
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, known: &[&str]) {
        let place = self.reader.source.place(entry.key_span);
        let help = match nearest(&entry.key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the settings here are {}", listed(known)),
        };
        self.reader.report.add(
            Finding::error(
                rules::UNKNOWN_SETTING,
                format!("`{}` is not a setting", entry.key),
            )
            .at(place, "not known")
            .help(help),
        );
    }
}

/// The group without a value that an unknown key comes after, with only unknown keys between.
fn group_above<'a>(entry: &Entry, all: &'a [Entry]) -> Option<&'a str> {
    let at = all
        .iter()
        .position(|other| other.key_span == entry.key_span)?;
    let above = all[..at]
        .iter()
        .rfind(|other| KEYS.contains(&other.key.as_str()))?;
    let is_group = matches!(
        above.key.as_str(),
        "facets" | "fields" | "case_studies" | "search" | "repository"
    );
    (is_group && above.value.value == Value::Null).then_some(above.key.as_str())
}

/// The entries of one of the settings' groups; none if it is missing or something else.
fn below<'a>(entries: &'a [Entry], group: &str) -> &'a [Entry] {
    let entry = entries.iter().find(|entry| entry.key == group);
    match entry.map(|entry| &entry.value.value) {
        Some(Value::Map(entries)) => entries,
        _ => &[],
    }
}

/// The help for a facet or field whose key is taken.
const OTHER_KEY: &str = "choose another key; if your files use this one, map the new key to it in \
                         `front_matter`";

/// The help for `synonyms`.
const EXAMPLE_SYNONYMS: &str = "write each word with what means the same, such as \
                                `ASB: anti-social behaviour`";

/// The example in helps for `repository`.
const EXAMPLE_REPOSITORY: &str = "https://github.com/OWNER/REPO";

/// True if there is no value, or none in any language.
fn is_blank(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        Value::Map(entries) => entries.iter().all(|entry| is_blank(&entry.value)),
        _ => false,
    }
}

/// A key as words: `Support types` for `support_types`.
fn humanised(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
