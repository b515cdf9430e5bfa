//! The theme's words in one language: strings with plurals, dates and numbers.

use std::collections::BTreeMap;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use rustc_hash::FxHashMap;
use unic_langid::LanguageIdentifier;

use super::view::DateView;
use crate::config::not_yaml;
use crate::parse::amount;
use crate::parse::body::Labels;
use crate::parse::date::Date;
use crate::report::{Finding, Report, Reported, rules};
use crate::source::{Source, Span};
use crate::yaml::{self, Value};

/// All strings of one language.
pub struct Words {
    /// Asked thirty times a page.
    strings: FxHashMap<String, Entry>,
    plurals: Option<PluralRules>,
}

/// One string of a strings file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Text(String),
    /// By the name of the plural form: `one`, `other` …
    Plural(BTreeMap<String, String>),
    List(Vec<String>),
}

impl Words {
    /// Reads strings files; where a key stands in several, the last one's words are used.
    pub fn new(files: &[&Source], tag: &str) -> Reported<Words> {
        let mut report = Report::default();
        let mut strings = FxHashMap::default();
        for file in files {
            match yaml::parse(&file.text, Span::new(0, file.text.len())) {
                Ok(root) if matches!(root.value, Value::Map(_) | Value::Null) => strings.extend(entries(&root.value)),
                Ok(root) => report.add(
                    Finding::error(
                        rules::THEME_STRINGS,
                        format!("the strings must be a group of keys, and are {}", root.kind()),
                    )
                    .at(file.place(root.span.first_line(&file.text)), "no key before this")
                    .help("write each line as `key: words`, as strings/en.yaml of the default theme does"),
                ),
                Err(error) => report.add(not_yaml(rules::THEME_STRINGS, "the strings", file, &error)),
            }
        }
        let language = tag.parse::<LanguageIdentifier>().ok();
        let primary = tag
            .split('-')
            .next()
            .and_then(|primary| primary.parse::<LanguageIdentifier>().ok());
        let plurals = [language, primary]
            .into_iter()
            .flatten()
            .find_map(|language| PluralRules::create(language, PluralRuleType::CARDINAL).ok());
        report.on(Words { strings, plurals })
    }

    /// A string that needs no number; its key where there is none.
    pub fn get(&self, key: &str) -> String {
        self.filled(key, None, &[])
            .unwrap_or_else(|| key.to_owned())
    }

    /// A string that is the same whatever it is asked with.
    pub fn plain(&self, key: &str) -> Option<&str> {
        match self.strings.get(key)? {
            Entry::Text(text) if !text.contains('{') => Some(text),
            _ => None,
        }
    }

    /// A string with `{count}` and other names filled in; `None` where there is no such string.
    pub fn filled(
        &self,
        key: &str,
        count: Option<usize>,
        names: &[(&str, &str)],
    ) -> Option<String> {
        let mut text = match self.strings.get(key)? {
            Entry::Text(text) => text.clone(),
            Entry::Plural(forms) => {
                let form = forms
                    .get(self.form(count.unwrap_or(0)))
                    .or_else(|| forms.get("other"))?;
                form.clone()
            }
            Entry::List(items) => items.join(", "),
        };
        if let Some(count) = count {
            text = text.replace("{count}", &self.number(count));
        }
        for (name, value) in names {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        Some(text)
    }

    fn form(&self, count: usize) -> &'static str {
        match self
            .plurals
            .as_ref()
            .and_then(|rules| rules.select(count).ok())
        {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            _ => "other",
        }
    }

    /// A whole number with the language's separator of thousands (`thousands`, a comma by default).
    pub fn number(&self, number: usize) -> String {
        let digits = number.to_string();
        let separator = match self.strings.get("thousands") {
            Some(Entry::Text(separator)) => separator.as_str(),
            _ => ",",
        };
        let mut out = String::with_capacity(digits.len() * 4 / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(separator);
            }
            out.push(digit);
        }
        out
    }

    /// A sum or measure with its unit: `£12,500`, `1,200.5 tonnes`.
    pub fn measure(&self, number: f64, unit: Option<&str>) -> String {
        let money = unit.and_then(amount::sign).unwrap_or_default();
        // Pence are two digits or none; other measures have as many as they need, up to four.
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
        let mut digits = self.number(whole.parse().unwrap_or(usize::MAX));
        if !places.is_empty() {
            digits = format!("{digits}.{places}");
        }
        let sign = if number < 0.0 { "−" } else { "" };
        match unit {
            Some(unit) if money.is_empty() => format!("{sign}{digits} {unit}"),
            _ => format!("{sign}{money}{digits}"),
        }
    }

    /// A date in words, as far as it is known (`date_day` and `date_month` may set the order).
    pub fn date(&self, date: Date) -> DateView {
        let year = date.year.to_string();
        let month = date.month.map(|number| match self.strings.get("months") {
            Some(Entry::List(names)) => names.get(number as usize - 1).cloned().unwrap_or_default(),
            _ => format!("{number:02}"),
        });
        let pattern = |key: &str, default: &str| match self.strings.get(key) {
            Some(Entry::Text(pattern)) => pattern.clone(),
            _ => default.to_owned(),
        };
        let text = match (month, date.day) {
            (None, _) => year,
            (Some(month), None) => pattern("date_month", "{month} {year}")
                .replace("{month}", &month)
                .replace("{year}", &year),
            (Some(month), Some(day)) => pattern("date_day", "{day} {month} {year}")
                .replace("{day}", &day.to_string())
                .replace("{month}", &month)
                .replace("{year}", &year),
        };
        DateView {
            iso: date.to_string(),
            text,
        }
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
        }
    }
}

fn entries(root: &Value) -> Vec<(String, Entry)> {
    let Value::Map(entries) = root else {
        return vec![];
    };
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    let read = entries.iter().filter_map(|entry| {
        let value = match &entry.value.value {
            Value::Map(forms) => Entry::Plural(
                forms
                    .iter()
                    .filter_map(|form| Some((form.key.clone(), text(&form.value.value)?)))
                    .collect(),
            ),
            Value::List(items) => {
                Entry::List(items.iter().filter_map(|item| text(&item.value)).collect())
            }
            value => Entry::Text(text(value)?),
        };
        Some((entry.key.clone(), value))
    });
    read.collect()
}
