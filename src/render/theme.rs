//! Turns the files of a theme into templates, for every language of the site.
//!
//! Only this module renders with tera; others use only its values. Templates can call `t()`,
//! `url()`, `asset()` and the filter `json`. Everything else is in their view.

mod faults;
mod running;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use faults::{failure, faults, is_consequence};
use running::PageWriter;
pub use running::{MAX_MEBIBYTES, MAX_SECONDS, Rendering, Running};
use tera::{Context, Kwargs, State, Tera, Value};

use super::unread::unread;
use super::{Rendered, sheets};
use crate::config::{Base, Config, Language, THEME_FOLDER};
use crate::ids::{LanguageId, Table};
use crate::report::{Finding, Report, Reported, listed, rules};
use crate::search;
use crate::source::{Place, ThemeFile};
use crate::words::{Strings, strings};

/// A theme, ready to render pages.
pub struct Theme {
    editions: Table<LanguageId, Edition>,
    running: Arc<Running>,
    /// The folders of the templates, the site's own first.
    folders: Vec<String>,
    /// The files that its pages refer to.
    pub assets: Assets,
}

/// The templates of one language, with functions that use its strings.
struct Edition {
    tera: Tera,
    words: Arc<Strings>,
}

/// The theme's assets. Their names change with their content, so browsers can keep them for ever.
#[derive(Debug, Default)]
pub struct Assets {
    /// The address of each, relative to the site, by its name: `style.css` at
    /// `casebook-files/theme/style.1f3a9c2e.css`.
    addresses: BTreeMap<String, String>,
    /// Their paths below the output folder, with their bytes.
    pub files: Vec<(String, Cow<'static, [u8]>)>,
}

/// Makes a theme of its files. A template with errors is replaced by the default one.
pub fn theme(files: &[ThemeFile], config: &Config) -> Reported<Theme> {
    let mut report = Report::default();
    let assets = Arc::new(report.take(assets(files, config)));
    let templates = report.take(templates(files, &assets, config));
    let editions = config.languages.map(|language| {
        let words = Arc::new(report.take(strings(files, language)));
        let mut tera = templates.clone();
        register(&mut tera, &words, &assets, &config.base, language);
        Edition { tera, words }
    });
    report.take(unread(files, config));
    let assets = Arc::into_inner(assets).unwrap_or_default();
    let mut reported = report.on(Theme {
        editions,
        running: Arc::default(),
        folders: prefixes(files),
        assets,
    });
    // Several languages use the English strings, whose findings are reported once.
    reported.findings.dedup();
    reported
}

impl Theme {
    /// The strings of a language.
    pub fn words(&self, language: LanguageId) -> &Arc<Strings> {
        &self.editions[language].words
    }

    /// Renders a template into UTF-8.
    ///
    /// # Errors
    ///
    /// Returns a finding with the template, its line and the page if the template fails.
    pub fn render(
        &self,
        language: LanguageId,
        template: &str,
        context: &Context,
        page: &str,
    ) -> Rendered<Vec<u8>> {
        let Edition { tera, .. } = &self.editions[language];
        let mut files = self
            .folders
            .iter()
            .map(|folder| format!("{folder}{template}"));
        let file = files.find(|file| tera.contains_template(file));
        let begun = self
            .running
            .begin(template, &file.unwrap_or_default(), page);
        let mut page_writer = PageWriter {
            // Most pages fit, so that the text is not moved while it grows.
            bytes: Vec::with_capacity(32 * 1024),
            rendering: &begun.rendering,
        };
        match tera.render_to(template, context, &mut page_writer) {
            Ok(()) => Ok(page_writer.bytes),
            Err(_) if page_writer.is_full() => Err(Box::new(begun.rendering.too_long())),
            Err(_) if begun.rendering.is_stopped() => Err(Box::new(begun.rendering.endless())),
            Err(error) => {
                let finding = failure(&error);
                let message = format!("{}, while making `/{page}`", finding.message);
                Err(Box::new(Finding { message, ..finding }))
            }
        }
    }

    /// What is being rendered with the theme now.
    pub fn running(&self) -> &Arc<Running> {
        &self.running
    }
}

/// Parses the templates, again after each broken one is left out.
///
/// A template's name in tera is its path, so that errors name the file. `base.html` means the
/// site's own if there is one, or else the default theme's.
fn templates(files: &[ThemeFile], assets: &Arc<Assets>, config: &Config) -> Reported<Tera> {
    let mut report = Report::default();
    let mut left_out: BTreeSet<&str> = BTreeSet::new();
    loop {
        let mut tera = Tera::new();
        tera.set_fallback_prefixes(prefixes(files))
            .expect("there are no templates yet");
        // Functions must be registered before templates are parsed. Each language replaces them
        // later.
        register_named(
            &mut tera,
            Arc::new(strings(&[], &config.languages[LanguageId::DEFAULT]).value),
            assets.clone(),
            String::new(),
            String::new(),
        );
        let own: BTreeSet<&str> = files
            .iter()
            .filter(|file| file.own)
            .map(|file| &*file.path)
            .collect();
        let wanted = files
            .iter()
            .filter(|file| file.name.starts_with("templates/") && !left_out.contains(&*file.path))
            // A site may have its own copy of the default theme, under the same path.
            .filter(|file| file.own || !own.contains(&*file.path))
            .filter_map(|file| Some((&*file.path, std::str::from_utf8(&file.bytes).ok()?)));
        let Err(error) = tera.add_raw_templates(wanted) else {
            return report.on(tera);
        };
        let faults = faults(&error, files);
        let mut to_leave_out = at_fault(&own, &faults);
        if to_leave_out.is_subset(&left_out) {
            // If no single file is at fault, all of the site's own are left out.
            to_leave_out = own;
        }
        let is_over = to_leave_out.is_subset(&left_out);
        for fault in faults
            .into_iter()
            .filter(|fault| !is_consequence(fault, &left_out, files))
        {
            report.add(fault);
        }
        if is_over {
            return report.on(Tera::new());
        }
        left_out.extend(to_leave_out);
    }
}

/// Those of some files that faults are in.
fn at_fault<'f>(files: &BTreeSet<&'f str>, faults: &[Finding]) -> BTreeSet<&'f str> {
    let places = faults.iter().filter_map(|fault| fault.place.as_ref());
    places
        .filter_map(|place| files.get(&*place.file).copied())
        .collect()
}

/// The folders of the templates, the site's own first.
fn prefixes(files: &[ThemeFile]) -> Vec<String> {
    let mut prefixes: Vec<String> = vec![];
    for own in [true, false] {
        for file in files
            .iter()
            .filter(|file| file.own == own && file.name.starts_with("templates/"))
        {
            let folder = file.path.strip_suffix(&file.name).unwrap_or_default();
            let prefix = format!("{folder}templates/");
            if !prefixes.contains(&prefix) {
                prefixes.push(prefix);
            }
        }
    }
    prefixes
}

fn register(
    tera: &mut Tera,
    words: &Arc<Strings>,
    assets: &Arc<Assets>,
    base: &Base,
    language: &Language,
) {
    register_named(
        tera,
        words.clone(),
        assets.clone(),
        base.path.clone(),
        language.prefix.clone(),
    );
}

fn register_named(
    tera: &mut Tera,
    words: Arc<Strings>,
    assets: Arc<Assets>,
    base: String,
    prefix: String,
) {
    let addresses = assets.addresses.clone();
    let asset_base = base.clone();
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| {
        let name: &str = kwargs.must_get("name")?;
        match addresses.get(name) {
            Some(address) => Ok(format!("{asset_base}{address}")),
            None => {
                let known: Vec<&String> = addresses.keys().collect();
                Err(tera::Error::message(format!(
                    "there is no asset `{name}`: the theme has {}",
                    listed(&known)
                )))
            }
        }
    });
    // JSON for a script. A template escapes it for HTML like any other text.
    tera.register_filter(
        "json",
        |value: &Value, _: Kwargs, _: &State| -> tera::TeraResult<String> {
            serde_json::to_string(value).map_err(|error| tera::Error::message(error.to_string()))
        },
    );
    tera.register_function("url", move |kwargs: Kwargs, _: &State| {
        let path: &str = kwargs.must_get("path")?;
        Ok::<_, tera::Error>(format!("{base}{prefix}{}", path.trim_start_matches('/')))
    });
    tera.register_function("t", move |kwargs: Kwargs, _: &State| {
        let key: &str = kwargs.must_get("key")?;
        // Most strings have nothing to fill in, and a page uses about thirty.
        if let Some(text) = words.plain(key) {
            return Ok(text.to_owned());
        }
        let count = kwargs.get::<usize>("count")?;
        let mut names = vec![];
        for name in ["name", "first", "second", "number"] {
            if let Some(value) = kwargs.get::<Cow<str>>(name)? {
                names.push((name, value));
            }
        }
        let names: Vec<(&str, &str)> = names
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        words.filled(key, count, &names).ok_or_else(|| {
            tera::Error::message(format!("there is no string `{key}` in the theme's strings"))
        })
    });
}

/// A view as a value that templates can read; cheap to clone.
pub fn value<T: serde::Serialize>(view: &T) -> Value {
    Value::from_serializable(view)
}

/// True if a stemmer is of one of the library's languages.
fn is_of_library(stemmer: &str, config: &Config) -> bool {
    config.languages.values().any(|language| {
        search::stemmer(&language.tag).is_some_and(|code| stemmer == format!("{code}.js"))
    })
}

/// The scripts that other pages may import, in the folder of the search, and those that they import
/// themselves: they keep their names.
fn keeps_its_name(script: &str) -> bool {
    matches!(
        script,
        "search.js" | "search-more.js" | "search-many.js" | "element.js"
    ) || script.starts_with("stem/")
}

/// Names every asset by its content. The search's scripts are served next to its index.
fn assets(files: &[ThemeFile], config: &Config) -> Reported<Assets> {
    let mut report = Report::default();
    let mut assets = Assets::default();
    let below = |folder: &'static str| {
        let both = [false, true]
            .into_iter()
            .flat_map(|own| files.iter().filter(move |file| file.own == own));
        both.filter_map(|file| Some((file.name.strip_prefix(folder)?, file)))
            .collect::<BTreeMap<&str, &ThemeFile>>()
    };
    // Scripts import each other by their names, so the others get to know the name of one by its
    // content. The one with the shortest name is imported by the others, so it comes first.
    let mut scripts: Vec<(&str, &ThemeFile)> = below("search/").into_iter().collect();
    scripts.sort_by_key(|(name, _)| (name.len(), *name));
    for (name, file) in scripts {
        if is_of_search(name) {
            report.add(in_the_way(file));
            continue;
        }
        let stemmer = name.strip_prefix("stem/");
        if stemmer.is_some_and(|stemmer| !is_of_library(stemmer, config)) {
            continue;
        }
        let mut script = String::from_utf8_lossy(&file.bytes).into_owned();
        for (other, address) in &assets.addresses {
            script = script.replace(
                &format!("'./{other}'"),
                &format!("'./{}'", address.trim_start_matches("search/")),
            );
        }
        if keeps_its_name(name) {
            let hash = blake3::hash(script.as_bytes()).to_hex();
            let address = format!("search/{name}");
            assets
                .addresses
                .insert(name.to_owned(), format!("{address}?{}", &hash[..8]));
            assets.files.push((address, script.into_bytes().into()));
            continue;
        }
        assets.add("search/", name, script.into_bytes().into());
    }
    let (sheets, others): (BTreeMap<_, _>, BTreeMap<_, _>) = below("assets/")
        .into_iter()
        .partition(|(name, _)| name.ends_with(".css"));
    for (name, file) in others {
        assets.add(THEME_FOLDER, name, file.bytes.clone());
    }
    // Style sheets come last, because their names depend on what they refer to.
    for (name, text) in report.take(sheets::published(&sheets, &assets.addresses)) {
        assets.add(THEME_FOLDER, name, text.into_bytes().into());
    }
    report.on(assets)
}

/// True if a file of the theme's has a name that the search page or its index may use.
fn is_of_search(name: &str) -> bool {
    let name = name.to_lowercase();
    [".html", ".json", ".bin"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn in_the_way(file: &ThemeFile) -> Finding {
    Finding::warning(
        rules::THEME_FILE_UNREAD,
        format!("`{}` could replace a file of the search", file.name),
    )
    .at(Place::file(file.path.clone()), "")
    .help("move it to the theme's `assets` folder")
}

impl Assets {
    /// Names an asset by its content.
    fn add(&mut self, folder: &str, name: &str, bytes: Cow<'static, [u8]>) {
        let hash = blake3::hash(&bytes).to_hex();
        let dot = name
            .rfind('.')
            .filter(|dot| !name[*dot..].contains('/'))
            .unwrap_or(name.len());
        let (stem, ending) = name.split_at(dot);
        let address = format!("{folder}{stem}.{}{ending}", &hash[..8]);
        self.addresses.insert(name.to_owned(), address.clone());
        self.files.push((address, bytes));
    }
}
