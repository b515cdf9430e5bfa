//! A site that is made again after edits is the one that is made from nothing.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use casebook::compile::{Cache, Inputs, check, compile};
use casebook::config::Config;
use casebook::render::{Content, Site};
use casebook::report::{self, Format};
use casebook::source::{Source, Stored, stored};

use crate::SETTINGS;
use crate::common::Library;
use crate::random::{Random, fuzz};
use crate::texts::{HTML, MARKDOWN, Texts, YAML};

/// The files of a site, and the findings of a build and a check.
type Outcome = (Vec<(String, String)>, String);

fn outcome(inputs: &Inputs, cache: &Cache) -> (Outcome, Cache) {
    let compiled = compile(inputs, cache, &mut |_| ());
    let mut findings = compiled.findings;
    findings.extend(check(inputs, &compiled.value.site).findings);
    let said = report::formatted(&findings, Format::Json, "", &|path| inputs.text(path));
    ((files(compiled.value.site), said), compiled.value.cache)
}

fn files(site: Site) -> Vec<(String, String)> {
    let site = site.with_index();
    let paths: Vec<String> = site.paths().map(str::to_owned).collect();
    let mut files = vec![];
    for (number, path) in paths.into_iter().enumerate() {
        let content = match site.content(number) {
            Ok(Content::Bytes(bytes)) => format!("{bytes:?}"),
            other => format!("{other:?}"),
        };
        files.push((path, content));
    }
    files
}

/// A library that is edited.
struct Edited {
    inputs: Inputs,
    /// The text of each source, by its path.
    texts: BTreeMap<String, String>,
}

const FOLDERS: [&str; 4] = [
    "content/case-studies/",
    "content/",
    "content/topics/",
    "content/case-studies/a/",
];

impl Edited {
    fn new(sample: &Library, studies: &Texts, random: &mut Random) -> Edited {
        let mut edited = Edited {
            inputs: sample.inputs.clone(),
            texts: BTreeMap::new(),
        };
        for number in 0..6 {
            edited.save(
                format!("content/case-studies/{number}.md"),
                studies.changed(random),
            );
        }
        edited
    }

    /// Saves a file: every other source stays the very one that was parsed before.
    fn save(&mut self, path: String, text: String) {
        self.delete(&path);
        let source = Arc::new(Stored::from(Source::new(path.as_str(), text.clone())));
        let at = self
            .inputs
            .sources
            .partition_point(|other| other.path() < source.path());
        self.inputs.sources.insert(at, source);
        self.texts.insert(path, text);
    }

    fn delete(&mut self, path: &str) -> Option<String> {
        self.inputs
            .sources
            .retain(|source| &**source.path() != path);
        self.texts.remove(path)
    }

    fn edit(&mut self, studies: &Texts, random: &mut Random) {
        let known: Vec<String> = self.texts.keys().cloned().collect();
        let new = format!(
            "{}{}{}.md",
            random.pick(&FOLDERS),
            random.below(9),
            random.pick(&["", ".cy", "-index"])
        );
        if known.is_empty() || random.once_in(4) {
            return self.save(new, studies.changed(random));
        }
        let path = random.pick(&known).clone();
        match random.below(4) {
            0 => drop(self.delete(&path)),
            1 => {
                let text = self.delete(&path).expect("it is known");
                self.save(new, text);
            }
            2 => {
                let text = self.texts[&path].replacen("title: ", "title: New ", 1);
                self.save(path, text);
            }
            _ => self.save(path, studies.changed(random)),
        }
    }

    /// Returns the same library as if nothing of it was known.
    fn anew(&self) -> Inputs {
        let sources = self
            .texts
            .iter()
            .map(|(path, text)| Source::new(path.as_str(), text.clone()));
        let config = Config::clone(&self.inputs.config).into();
        Inputs {
            sources: stored(sources.collect()),
            config,
            ..self.inputs.clone()
        }
    }
}

#[test]
fn edit_scripts() {
    let studies = Texts::new(|text| text.starts_with("---\n"), &[YAML, MARKDOWN, HTML]);
    let sample = Library::new(&format!(
        "//- casebook.yaml\n{SETTINGS}languages: [en-GB, cy]\n"
    ));
    let first = OnceCell::new();
    fuzz("edit_scripts", 6, |random| {
        let mut edited = Edited::new(&sample, &studies, random);
        let mut cache = Cache::default();
        for _ in 0..1 + random.below(4) {
            for _ in 0..1 + random.below(3) {
                edited.edit(&studies, random);
            }
            let (warm, after) = outcome(&edited.inputs, &cache);
            let (cold, _) = outcome(&edited.anew(), &Cache::default());
            first.get_or_init(|| assert!(warm.0.len() > 20, "a site has pages"));
            for (one, other) in warm.0.iter().zip(&cold.0) {
                assert_eq!(one, other, "{:#?}", edited.texts);
            }
            assert_eq!(warm.0.len(), cold.0.len(), "{:#?}", edited.texts);
            assert_eq!(warm.1, cold.1, "{:#?}", edited.texts);
            cache = after;
        }
    });
}
