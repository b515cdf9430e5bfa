//! Which page stands at which address, and who asked for it.
//!
//! Addresses here are relative to the site: `case-studies/warm-homes/`, with a slash at the end of
//! a page and none at the end of a file. Two that differ only by case, or by how an accent is
//! written, are one: some hosts serve them as one.

use std::borrow::Cow;
use std::cell::LazyCell;

use super::numbers::Numbers;
use crate::report::{Finding, Report, rules};
use crate::source::{Place, slug::nfc};

/// Who asked for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The page of a document, by its number.
    Document(usize),
    /// A page that casebook makes by itself: a list, a term's page, a feed.
    Made,
    /// A file that is copied, by its number.
    File(usize),
    /// A former address of a document, by the document's number.
    Alias(usize),
}

/// An address with its owner.
#[derive(Debug, Clone)]
pub struct Claim {
    pub address: String,
    pub owner: Owner,
    /// What a message shows of the owner; a made page has none.
    place: Option<Place>,
}

impl Claim {
    /// Whose address it is, for people.
    pub fn owner_in_words(&self) -> &str {
        self.place.as_ref().map_or(self.what(), |place| &place.file)
    }

    /// What a message calls the owner at its place.
    fn what(&self) -> &'static str {
        match self.owner {
            Owner::Document(_) if self.is_written() => "this `slug`",
            Owner::Document(_) | Owner::File(_) => "this file",
            Owner::Made => "a page that casebook makes",
            Owner::Alias(_) => "this alias",
        }
    }

    /// Whose address it is, in a message that stands anywhere.
    fn in_words(&self) -> String {
        match (&self.place, self.owner) {
            (Some(place), Owner::Alias(_)) => format!("an alias in `{}`", place.file),
            (Some(place), _) => format!("`{}`", place.file),
            (None, _) => self.what().to_owned(),
        }
    }

    /// Whether somebody wrote the address out, in a `slug` or an alias, rather than calling a file
    /// so.
    fn is_written(&self) -> bool {
        self.place
            .as_ref()
            .is_some_and(|place| place.span.is_some())
    }
}

/// Every address of the site.
#[derive(Debug, Default)]
pub struct Addresses {
    /// In the order in which they were made.
    claims: Vec<Claim>,
    /// By the normal form of the address.
    numbers: Numbers,
}

impl Addresses {
    /// Gives an address to its first claimant; says so where there is one already.
    pub fn claim(
        &mut self,
        address: String,
        owner: Owner,
        place: Option<Place>,
        report: &mut Report,
    ) {
        let Addresses { claims, numbers } = self;
        claims.push(Claim {
            address,
            owner,
            place,
        });
        let Some(first) = numbers.add(claims.len() - 1, |number| normal(&claims[number].address))
        else {
            return;
        };
        let claim = claims.pop().expect("it was added above");
        let first = &claims[first];
        // Two made pages collide only where the settings give two of their folders one address,
        // which has been said.
        if first.place.is_some() || claim.place.is_some() {
            report.add(collision(first, &claim));
        }
    }

    /// The claim on an address, however its letters are cased and whether or not a slash ends it.
    pub fn get(&self, address: &str) -> Option<&Claim> {
        let number = self.numbers.get(&normal(address), |number| {
            normal(&self.claims[number].address)
        });
        number.map(|number| &self.claims[number])
    }

    /// Looks for names that are too long for a disk.
    pub fn check_lengths(&self, report: &mut Report) {
        for claim in &self.claims {
            if let (Some(place), Some(name)) = (&claim.place, too_long(&claim.address)) {
                let help = match claim.owner {
                    Owner::Document(_) => {
                        "give the file or its folder a shorter name, or the page a shorter `slug`"
                    }
                    _ => "give it a shorter name",
                };
                report.add(long_name(name, place.clone(), help));
            }
        }
    }

    /// Looks for files that stand where a folder is needed, and for pages in folders that are
    /// casebook's.
    pub fn check_folders(&self, reserved: &[String], report: &mut Report) {
        // Few libraries have many files, and only a file can be where a folder is needed.
        let sorted = LazyCell::new(|| {
            let mut sorted: Vec<(Cow<str>, &Claim)> = self
                .claims
                .iter()
                .map(|claim| (normal(&claim.address), claim))
                .collect();
            sorted.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            sorted
        });
        let below = |normal: &str| {
            let folder = format!("{normal}/");
            let first_below = sorted.partition_point(|(other, _)| **other < *folder);
            sorted
                .get(first_below)
                .filter(|(other, _)| other.starts_with(&folder))
        };
        for claim in &self.claims {
            let Some(place) = &claim.place else { continue };
            let normal = normal(&claim.address);
            let is_file = !claim.address.ends_with('/');
            if is_file && let Some((_, other)) = below(&normal) {
                let message = format!(
                    "`/{}` is a file, and `/{}` needs a folder of that name",
                    claim.address, other.address
                );
                report.add(
                    Finding::error(rules::ADDRESS_TAKEN, message)
                        .at(place.clone(), "this file")
                        .help("rename the file"),
                );
            }
            let in_the_way = |rest: &str| rest.starts_with('/') || (rest.is_empty() && is_file);
            if reserved
                .iter()
                .any(|folder| normal.strip_prefix(folder.as_str()).is_some_and(in_the_way))
            {
                let message = format!(
                    "the address `/{}` stands where casebook keeps a folder for itself",
                    claim.address
                );
                report.add(
                    Finding::error(rules::ADDRESS_TAKEN, message)
                        .at(place.clone(), "this")
                        .help("give it another name or folder"),
                );
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Claim> {
        self.claims.iter()
    }
}

/// Bytes of a file's or folder's name. Disks take 255, and the smaller versions of a picture have a
/// longer name than itself.
const MOST_NAME: usize = 240;

/// The part of an address that is too long for a name on a disk.
pub fn too_long(address: &str) -> Option<&str> {
    address.split('/').find(|name| name.len() > MOST_NAME)
}

/// Says that a part of an address is too long.
pub fn long_name(name: &str, place: Place, help: &str) -> Finding {
    let beginning: String = name.chars().take(20).collect();
    let message = format!(
        "`{beginning}…` is too long for an address: {} letters",
        name.chars().count()
    );
    Finding::error(rules::NAME_TOO_LONG, message)
        .at(place, "disks take no name so long")
        .help(help)
}

fn collision(first: &Claim, second: &Claim) -> Finding {
    // The finding stands at a file that somebody can change; of two, where the address is written
    // out, or at the later one.
    let at_first = second.place.is_none() || first.is_written() && !second.is_written();
    let (here, there) = if at_first {
        (first, second)
    } else {
        (second, first)
    };
    let how = if first.address == second.address {
        String::new()
    } else {
        format!(
            " (`/{}` and `/{}` differ only in how they are written)",
            first.address, second.address
        )
    };
    let by = format!("by {} and by {}", here.in_words(), there.in_words());
    let message = format!(
        "the address `/{}` is asked for twice{how}: {by}",
        here.address
    );
    let mut finding = Finding::error(rules::ADDRESS_TAKEN, message);
    if let Some(place) = &here.place {
        finding = finding.at(place.clone(), here.what());
    }
    if let Some(place) = &there.place {
        finding = finding.also(place.clone(), format!("{} asks for it too", there.what()));
    }
    finding.help(match (here.owner, there.owner) {
        (Owner::Alias(_), _) => {
            "take the alias out: visitors who follow the address find what is there"
        }
        (Owner::File(_), _) => "rename the file",
        (_, Owner::File(_)) => "give the page another `slug`, or rename the other file",
        (_, Owner::Made) => {
            "give the file another name or `slug`: casebook makes a page at that address"
        }
        _ => "give one of them another `slug`, or delete one",
    })
}

/// The form in which addresses are compared.
fn normal(address: &str) -> Cow<'_, str> {
    let page = address
        .strip_suffix("index.html")
        .filter(|folder| folder.is_empty() || folder.ends_with('/'));
    let address = page.unwrap_or(address).trim_matches('/');
    // Nearly all are so already.
    match address
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        true => address.into(),
        false => nfc(address).to_lowercase().into(),
    }
}
