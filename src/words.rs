//! A theme's strings files into the words of one language: strings with plurals, dates, numbers
//! and file sizes.
//!
//! Pages and forms take every word they show from here, so a library in Welsh is Welsh throughout.

use std::collections::BTreeMap;
use std::fmt;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use rustc_hash::FxHashMap;
use unic_langid::LanguageIdentifier;

use crate::config::{self, Language, not_yaml};
use crate::parse::amount;
use crate::parse::date::Date;
use crate::parse::html::Labels;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::{Place, Source, Span, ThemeFile, thousands};
use crate::yaml::{self, Value};

/// The strings that the default theme leaves out, each with the names that are filled in.
///
/// Without them numbers have commas between thousands and a point before decimals, and dates are
/// written `12 May 2016` and `May 2016`. `months_with_day` is for languages that change the name
/// of a month after a day, as Polish does.
pub const OPTIONAL: [(&str, &[&str]); 5] = [
    ("thousands", &[]),
    ("decimal", &[]),
    ("months_with_day", &[]),
    ("date_day", &["day", "month", "year"]),
    ("date_month", &["month", "year"]),
];

/// All strings of one language.
pub struct Strings {
    /// The language of the strings.
    pub language: Language,
    /// A page looks up some thirty of them.
    by_key: FxHashMap<String, Wording>,
    plurals: Option<PluralRules>,
}

/// One string of a strings file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wording {
    Text(String),
    /// By the name of the plural form: `one`, `other` …
    Plural(BTreeMap<String, String>),
    List(Vec<String>),
}

/// Reads a theme's strings in one language.
///
/// Where a key is in several files, a later one of these replaces the earlier: English, the
/// language (`cy`), the language with its region (`en-GB`); of each the default theme's file, then
/// the library's own. Reports files that cannot be read, and a language without any file, which
/// then gets the English strings.
pub fn strings(files: &[ThemeFile], language: &Language) -> Reported<Strings> {
    let mut report = Report::default();
    let mut tags = vec!["en", language.primary(), language.tag.as_str()];
    tags.dedup();
    let mut by_key = FxHashMap::default();
    let mut is_translated = language.primary() == "en";
    for tag in tags {
        let name = format!("strings/{tag}.yaml");
        for own in [false, true] {
            let file = files
                .iter()
                .find(|file| file.name == name && file.own == own);
            let Some(file) = file else {
                continue;
            };
            is_translated |= tag != "en";
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            by_key.extend(report.take(wordings(&Source::new(file.path.clone(), text))));
        }
    }
    if !is_translated {
        report.add(untranslated(language));
    }
    report.on(Strings {
        language: language.clone(),
        by_key,
        plurals: plurals(language),
    })
}

fn untranslated(language: &Language) -> Finding {
    let message = format!("the theme has no words in `{}`", language.tag);
    Finding::warning(rules::THEME_LANGUAGE, message)
        .at(Place::file(config::FILE), "")
        .help(format!(
            "copy strings/en.yaml to strings/{}.yaml in your theme, and translate it",
            language.primary()
        ))
}

/// The language's rules for plurals; `None` for a language that Unicode has none for.
fn plurals(language: &Language) -> Option<PluralRules> {
    [&*language.tag, language.primary()]
        .into_iter()
        .filter_map(|tag| tag.parse::<LanguageIdentifier>().ok())
        .find_map(|tag| PluralRules::create(tag, PluralRuleType::CARDINAL).ok())
}

impl Strings {
    /// A string that needs no number; the key itself if there is no such string.
    pub fn get(&self, key: &str) -> String {
        self.filled(key, None, &[])
            .unwrap_or_else(|| key.to_owned())
    }

    /// A string with names filled in; the key itself if there is no such string.
    pub fn with(&self, key: &str, names: &[(&str, &str)]) -> String {
        self.filled(key, None, names)
            .unwrap_or_else(|| key.to_owned())
    }

    /// A string with nothing to fill in, without copying it.
    pub fn plain(&self, key: &str) -> Option<&str> {
        match self.by_key.get(key)? {
            Wording::Text(text) if !text.contains('{') => Some(text),
            _ => None,
        }
    }

    /// A string with `{count}` and other names filled in; `None` if there is no such string.
    pub fn filled(
        &self,
        key: &str,
        count: Option<usize>,
        names: &[(&str, &str)],
    ) -> Option<String> {
        let mut text = match self.by_key.get(key)? {
            Wording::Text(text) => text.clone(),
            Wording::Plural(forms) => {
                let form = forms
                    .get(self.plural_form(count.unwrap_or(0)))
                    .or_else(|| forms.get("other"))?;
                form.clone()
            }
            Wording::List(items) => items.join(", "),
        };
        if let Some(count) = count {
            text = text.replace("{count}", &self.number(count));
        }
        for (name, value) in names {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        Some(text)
    }

    fn plural_form(&self, count: usize) -> &'static str {
        let category = self
            .plurals
            .as_ref()
            .and_then(|rules| rules.select(count).ok());
        match category {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            _ => "other",
        }
    }

    /// An optional string, or what to use without it.
    fn optional<'a>(&'a self, key: &str, default: &'a str) -> &'a str {
        match self.by_key.get(key) {
            Some(Wording::Text(text)) => text,
            _ => default,
        }
    }

    /// A whole number with the language's separator of thousands: `12,500`.
    pub fn number(&self, number: usize) -> String {
        let separator = self.optional("thousands", ",");
        thousands(number, separator)
    }

    /// A number's digits, before and after the decimal point, as the language writes them.
    fn decimal(&self, whole: &str, places: &str) -> String {
        let whole = self.number(whole.parse().unwrap_or(usize::MAX));
        if places.is_empty() {
            whole
        } else {
            format!("{whole}{}{places}", self.optional("decimal", "."))
        }
    }

    /// A sum or measure with its unit: `£12,500`, `1,200.5 tonnes`.
    ///
    /// Sums have two decimals or none; other measures have as many as they need, up to four.
    pub fn measure(&self, number: f64, unit: Option<&str>) -> String {
        let money = unit.and_then(amount::sign).unwrap_or_default();
        let written = if money.is_empty() {
            format!("{:.4}", number.abs())
        } else {
            format!("{:.2}", number.abs())
        };
        let (whole, places) = written.split_once('.').unwrap_or((&written, ""));
        let places = if money.is_empty() || places == "00" {
            places.trim_end_matches('0')
        } else {
            places
        };
        let digits = self.decimal(whole, places);
        let sign = if number < 0.0 { "−" } else { "" };
        match unit {
            Some(unit) if money.is_empty() => format!("{sign}{digits} {unit}"),
            _ => format!("{sign}{money}{digits}"),
        }
    }

    /// A file's size in bytes, for people: `850 bytes`, `12 kB`, `1.2 MB`.
    pub fn size(&self, bytes: u64) -> String {
        let (key, count, number) = match bytes {
            0..1_000 => ("size_bytes", bytes, String::new()),
            1_000..999_500 => ("size_kilobytes", (bytes + 500) / 1_000, String::new()),
            _ => {
                let written = format!("{:.1}", bytes as f64 / 1e6);
                let (whole, places) = written.split_once('.').unwrap_or((&written, ""));
                ("size_megabytes", 0, self.decimal(whole, places))
            }
        };
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        self.filled(key, Some(count), &[("number", &number)])
            .unwrap_or_else(|| key.to_owned())
    }

    /// A date in words, as far as it is known: `2016`, `May 2016`, `12 May 2016`.
    ///
    /// The strings `date_day` and `date_month` may set the order.
    pub fn date(&self, date: Date) -> String {
        let year = date.year.to_string();
        let Some(month) = date.month else {
            return year;
        };
        match date.day {
            None => self
                .optional("date_month", "{month} {year}")
                .replace("{month}", &self.month(month, &["months"]))
                .replace("{year}", &year),
            Some(day) => self
                .optional("date_day", "{day} {month} {year}")
                .replace("{day}", &day.to_string())
                .replace(
                    "{month}",
                    &self.month(month, &["months_with_day", "months"]),
                )
                .replace("{year}", &year),
        }
    }

    /// A month's name, from the first of some lists that has it, or else its number.
    fn month(&self, number: i8, lists: &[&str]) -> String {
        let mut names = lists
            .iter()
            .filter_map(|list| match self.by_key.get(*list) {
                Some(Wording::List(names)) => names.get(number as usize - 1),
                _ => None,
            });
        names.next().cloned().unwrap_or(format!("{number:02}"))
    }

    /// The words that the text of a page needs.
    pub fn labels(&self) -> Labels {
        Labels {
            table: self.get("table"),
            note: self.get("alert_note"),
            tip: self.get("alert_tip"),
            important: self.get("alert_important"),
            warning: self.get("alert_warning"),
            caution: self.get("alert_caution"),
            done: self.get("task_done"),
            to_do: self.get("task_to_do"),
            footnotes: self.get("footnotes"),
            back_to_text: self.get("back_to_text"),
            picture_sizes: self.get("picture_sizes"),
            video: self.get("embedded_video"),
            audio: self.get("embedded_audio"),
            embedded: self.get("embedded_page"),
        }
    }
}

impl fmt::Debug for Strings {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Strings")
            .field("language", &self.language.tag)
            .finish_non_exhaustive()
    }
}

/// The strings of one file, by key; empty if the file cannot be read.
fn wordings(file: &Source) -> Reported<Vec<(String, Wording)>> {
    let mut report = Report::default();
    let root = match yaml::parse(&file.text, Span::new(0, file.text.len())) {
        Ok(root) => root,
        Err(error) => {
            report.all(not_yaml(rules::THEME_STRINGS, "the strings", file, &error));
            return report.on(vec![]);
        }
    };
    let entries = match &root.value {
        Value::Map(entries) => entries.as_slice(),
        Value::Null => &[],
        _ => {
            let message = format!(
                "the strings must be a group of keys, and are {}",
                root.kind()
            );
            report.add(
                Finding::error(rules::THEME_STRINGS, message)
                    .at(
                        file.place(root.span.first_line(&file.text)),
                        "no key before this",
                    )
                    .help(
                        "write each line as `key: words`, as strings/en.yaml of the default \
                         theme does",
                    ),
            );
            &[]
        }
    };
    let read = entries
        .iter()
        .filter_map(|entry| Some((entry.key.clone(), wording(&entry.value.value)?)));
    report.on(read.collect())
}

/// A string as a file has it; `None` for a value without text, for which English is used.
fn wording(value: &Value) -> Option<Wording> {
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    Some(match value {
        Value::Map(forms) => {
            let forms = forms
                .iter()
                .filter_map(|form| Some((form.key.clone(), text(&form.value.value)?)));
            Wording::Plural(forms.collect())
        }
        Value::List(items) => {
            Wording::List(items.iter().filter_map(|item| text(&item.value)).collect())
        }
        value => Wording::Text(text(value)?),
    })
}
