//! The search of a site as its visitors use it, without a browser.

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

use super::{Content, Site};
use crate::ids::{LanguageId, StudyId};
use crate::search::client::{Client, Found, Hit, Query};

/// The search of a site, ready for queries in each language.
pub struct SiteSearch<'a> {
    site: &'a Site,
    client: Client<'a>,
}

impl<'a> SiteSearch<'a> {
    /// Makes the index of a site, and starts the script that reads it.
    ///
    /// # Errors
    ///
    /// Fails if there is no memory for the script.
    pub fn new(site: &'a Site) -> Result<SiteSearch<'a>, String> {
        let index: FxHashMap<String, Vec<u8>> = site.index().into_iter().collect();
        // Beside the index, the script reads the site's other scripts, and pages for some phrases.
        let file = move |url: &str| {
            let below = url.strip_prefix(site.base())?;
            let path = percent_decode_str(below).decode_utf8_lossy();
            if let Some(bytes) = index.get(&*path) {
                return Some(bytes.clone());
            }
            let path = if path.is_empty() || path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path.into_owned()
            };
            let number = site.paths().position(|known| known == path)?;
            match site.content(number) {
                Ok(Content::Bytes(bytes)) => Some(bytes.into_owned()),
                _ => None,
            }
        };
        let client = Client::new(file)?;
        Ok(SiteSearch { site, client })
    }

    /// Searches the case studies of one language.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn search(&self, language: LanguageId, query: &Query) -> Result<Found, String> {
        let folder = self.site.library().search_address(language);
        let folder = format!("{}{folder}", self.site.base());
        self.client.search(&folder, query)
    }

    /// The case study of a result: its number in the index is its place in the library.
    ///
    /// # Panics
    ///
    /// If the result is of another site.
    pub fn study(&self, hit: &Hit) -> StudyId {
        let mut studies = self.site.library().studies.ids();
        studies
            .nth(hit.id)
            .expect("the index has the studies of the library")
    }
}
