//! A query into what a visitor would find: runs the search's own script (`client/`) on an index.
//!
//! The script is made from the same modules as the one for browsers, so the two cannot differ. It
//! runs in QuickJS, which has the language and nothing of a browser: `client/program/` has the
//! little that the modules use of one. The script asks for a file of the site by its path, and the
//! caller answers, so nothing here reads a disk.

use std::collections::BTreeMap;
use std::io::Read;

use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{
    CatchResultExt, CaughtError, Context, Ctx, Error, Function, Module, Object, Runtime, TypedArray,
};
use serde::{Deserialize, Serialize};

/// The script, made by `npm run bundle --prefix tests/search`.
const SCRIPT: &str = include_str!("program.js");

/// What a visitor searches for.
#[derive(Debug, Clone, Serialize)]
pub struct Query {
    /// The words, as typed.
    #[serde(skip)]
    pub words: String,
    /// Slugs of terms by the key of their facet.
    pub filters: BTreeMap<String, Vec<String>>,
    /// The first year, month or day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// `relevance`, `newest`, `oldest` or `title`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// How many results to return.
    pub limit: usize,
    /// True for an exact total, even if very common words are searched, as on the search page.
    pub complete: bool,
    /// True to count what each term would give.
    pub counts: bool,
    /// True to say how each score comes about.
    #[serde(skip)]
    pub explain: bool,
}

impl Query {
    /// A search for some words, as the search page makes it: the ten best results.
    pub fn new(words: impl Into<String>) -> Query {
        Query {
            words: words.into(),
            filters: BTreeMap::new(),
            from: None,
            to: None,
            sort: None,
            limit: PAGE,
            complete: true,
            counts: false,
            explain: false,
        }
    }
}

/// Results on the first page of a search.
pub const PAGE: usize = 10;

/// What a visitor finds.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Case studies that match.
    pub total: usize,
    /// False if the total may be too low.
    pub complete: bool,
    /// True if no case study has all words, so that the total counts those with some.
    pub partial: bool,
    /// True if the query was too long, and only its beginning was searched.
    pub cut: bool,
    /// Those that match, then those with some of the words.
    pub results: Vec<Hit>,
    /// Words that the library does not have, with those searched instead.
    pub corrections: Vec<Correction>,
    /// Rare words, with a commoner one that may have been meant.
    pub suggestions: Vec<Correction>,
    /// Words that were not searched.
    pub ignored: Vec<String>,
    /// Words that no case study has.
    pub unknown: Vec<Unknown>,
    /// Terms whose names match.
    pub terms: Vec<NamedTerm>,
    /// Phrases that no case study has.
    pub phrases: Phrases,
    /// Words and phrases that results must not have.
    pub excluded: Vec<String>,
}

/// A case study that was found.
#[derive(Debug, Clone, Deserialize)]
pub struct Hit {
    /// The number of the case study in the index.
    pub id: usize,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// How well it matches.
    pub score: f64,
    /// How the score comes about, if the query asks for it.
    pub explained: Option<Explained>,
}

/// A word and another one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Correction {
    /// As typed.
    pub from: String,
    /// The other one.
    pub to: String,
}

/// A word that no case study has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Unknown {
    /// As typed.
    pub word: String,
    /// Words like it.
    pub near: Vec<String>,
}

/// A term whose name matches a query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NamedTerm {
    /// The key of its facet.
    pub facet: String,
    /// Its name in addresses.
    pub slug: String,
    /// How many case studies have it.
    pub count: Option<usize>,
}

/// What became of the phrases of a query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Phrases {
    /// Those that no case study has, searched for as words.
    pub missing: Vec<String>,
}

/// How a score comes about: the sum of the gains of its words and of all else here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Explained {
    /// The words of the query that the case study has.
    pub words: Vec<WordGain>,
    /// What words in the title add.
    pub bonus: Option<Bonus>,
    /// What it adds that the title is the query.
    pub is_title: f64,
    /// What it adds that the query is the name of one of its terms.
    pub has_term: f64,
}

/// What a word of the query adds to a score: `level_weight × (rarity + exact)`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct WordGain {
    /// The word as typed.
    pub word: String,
    /// How often it is in the query.
    pub count: usize,
    /// Its stem in the index.
    pub stem: String,
    /// The words of the library that have this stem.
    pub forms: Vec<String>,
    /// The form that was typed, if the library has it.
    pub typed: Option<String>,
    /// 1 for the word itself; less if it is only the beginning of the word, or one of two.
    pub weight: f64,
    /// True if the word was taken for the beginning of a longer one.
    pub completes: bool,
    /// How many case studies have the stem.
    pub studies: usize,
    /// How much it says that a case study has the stem: BM25's idf, times `weight`.
    pub rarity: f64,
    /// What it adds that the case study has the very form that was typed.
    pub exact: f64,
    /// The level of the word in this case study, from 0 to 7.
    pub level: usize,
    /// What the level stands for: how often and where the case study has the word, on BM25's scale.
    pub level_weight: f64,
    /// What all of it adds to the score.
    pub gain: f64,
    /// What counts for the bonus of the title, if it has the word.
    pub title: f64,
}

/// What words in the title add to a score: `factor × gain × (in_title ÷ terms)²`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Bonus {
    /// The share that counts.
    pub factor: f64,
    /// The sum over the words in the title.
    pub gain: f64,
    /// How many words of the query are in the title.
    pub in_title: usize,
    /// How many words the query has.
    pub terms: usize,
    /// What all of it adds to the score.
    pub bonus: f64,
}

/// The script with its index, ready for queries. What it has read it keeps for the next query.
pub struct Client<'a> {
    runtime: Runtime,
    context: Context,
    /// The bytes of a file of the site, by its path from the host: `/library/search/index.json`.
    file: Box<FileOfSite<'a>>,
}

/// Returns the bytes of a file of the site.
type FileOfSite<'a> = dyn Fn(&str) -> Option<Vec<u8>> + 'a;

impl<'a> Client<'a> {
    /// Starts the script. `file` returns the bytes of a file of the site.
    ///
    /// # Errors
    ///
    /// Fails if there is no memory for it.
    pub fn new(file: impl Fn(&str) -> Option<Vec<u8>> + 'a) -> Result<Client<'a>, String> {
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        runtime.set_max_stack_size(MAX_STACK);
        runtime.set_loader(OfData, OfData);
        let context = Context::full(&runtime).map_err(|error| error.to_string())?;
        let client = Client {
            runtime,
            context,
            file: Box::new(file),
        };
        client.with(|ctx| {
            let native = Object::new(ctx.clone())?;
            native.set("inflate", Function::new(ctx.clone(), inflate)?)?;
            native.set("decode", Function::new(ctx.clone(), decode)?)?;
            native.set("encode", Function::new(ctx.clone(), encode)?)?;
            ctx.globals().set("native", native)?;
            Module::evaluate(ctx.clone(), "program.js", SCRIPT)?.finish::<()>()
        })?;
        Ok(client)
    }

    /// Searches the index in a folder of the site: `/library/search/`.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read, or a date is none.
    pub fn search(&self, folder: &str, query: &Query) -> Result<Found, String> {
        let asked = serde_json::json!({
            "folder": format!("{HOST}{folder}"),
            "query": query.words,
            "explain": query.explain,
            "options": query,
        });
        self.with(|ctx| {
            let asked: Object = ctx
                .json_parse(asked.to_string())?
                .try_into_object()
                .map_err(|_| Error::Unknown)?;
            program(ctx)?
                .get::<_, Function>("ask")?
                .call::<_, ()>((asked,))
        })?;
        loop {
            // A promise that is kept lets the script go on.
            while self.runtime.is_job_pending() {
                let _ = self.runtime.execute_pending_job();
            }
            let answer = self.with(|ctx| {
                let answer: Function = program(ctx)?.get("answer")?;
                answer.call::<_, Option<String>>(())
            })?;
            if let Some(answer) = answer {
                return match serde_json::from_str(&answer) {
                    Ok(Answer::Found(found)) => Ok(found),
                    Ok(Answer::Error(error)) => Err(error),
                    Err(error) => Err(error.to_string()),
                };
            }
            let wanted = self.with(|ctx| {
                let wanted: Function = program(ctx)?.get("wanted")?;
                wanted.call::<_, Option<String>>(())
            })?;
            let Some(path) = wanted else {
                return Err("the search does not end".to_owned());
            };
            let bytes = (self.file)(&path);
            self.with(|ctx| {
                let bytes = bytes.map(|bytes| TypedArray::new(ctx.clone(), bytes));
                program(ctx)?
                    .get::<_, Function>("give")?
                    .call::<_, ()>((bytes.transpose()?,))
            })?;
        }
    }

    /// Runs something in the script's context.
    fn with<T>(
        &self,
        run: impl for<'js> FnOnce(&Ctx<'js>) -> rquickjs::Result<T>,
    ) -> Result<T, String> {
        self.context
            .with(|ctx| run(&ctx).catch(&ctx).map_err(|error| in_words(&error)))
    }
}

/// What stands for the host in addresses. Nothing is asked of it.
const HOST: &str = "https://library";

/// Bytes of the script's stack. The engine has its limit at a quarter of it, too few for the frames
/// of a build without optimisation.
const MAX_STACK: usize = 1024 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Found(Found),
    Error(String),
}

fn program<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    ctx.globals().get("program")
}

fn in_words(error: &CaughtError) -> String {
    match error {
        CaughtError::Exception(exception) => exception.message().unwrap_or_default(),
        other => other.to_string(),
    }
}

fn inflate<'js>(ctx: Ctx<'js>, text: String) -> rquickjs::Result<TypedArray<'js, u8>> {
    let mut inflated = vec![];
    flate2::read::DeflateDecoder::new(&*bytes_of(&text)).read_to_end(&mut inflated)?;
    TypedArray::new(ctx, inflated)
}

fn decode(text: String) -> String {
    String::from_utf8_lossy(&bytes_of(&text)).into_owned()
}

fn encode<'js>(ctx: Ctx<'js>, text: String) -> rquickjs::Result<TypedArray<'js, u8>> {
    TypedArray::new(ctx, text.into_bytes())
}

/// The bytes of a text that has a letter for each.
fn bytes_of(text: &str) -> Vec<u8> {
    text.chars().map(|letter| letter as u8).collect()
}

/// Loads modules written in an address: the engine imports the site's other scripts as such where
/// there is no page.
struct OfData;

const DATA: &str = "data:text/javascript,";

impl Resolver for OfData {
    fn resolve<'js>(
        &mut self,
        _: &Ctx<'js>,
        base: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> rquickjs::Result<String> {
        if name.starts_with(DATA) {
            Ok(name.to_owned())
        } else {
            Err(Error::new_resolving(base, name))
        }
    }
}

impl Loader for OfData {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> rquickjs::Result<Module<'js, Declared>> {
        let script = name.strip_prefix(DATA).unwrap_or_default();
        let script = percent_encoding::percent_decode_str(script).decode_utf8_lossy();
        Module::declare(ctx.clone(), name, script.as_bytes())
    }
}
