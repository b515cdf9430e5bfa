//! Where the library's files live, as addresses that a person can open.
//!
//! Each code host writes the address of its editor its own way; nothing else here knows of code
//! hosts.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::source::slug::encoded;

/// A repository at a code host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// For example `https://github.com/OWNER/REPO`, without a slash at its end.
    pub url: String,
    /// The branch that is published.
    pub branch: String,
    pub host: Host,
}

/// Whose web pages a repository has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    GitHub,
    GitLab,
}

impl Host {
    /// As its owner writes it.
    pub fn name(self) -> &'static str {
        match self {
            Host::GitHub => "GitHub",
            Host::GitLab => "GitLab",
        }
    }
}

/// What an address is that is not a repository's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistaken {
    /// An owner's, or the host's.
    NoRepository,
    /// That of something in a repository, as a person copies it from a browser.
    Within {
        repository: String,
        branch: Option<String>,
    },
}

/// The hosts by their names in the settings.
pub const HOSTS: [(&str, Host); 2] = [("github", Host::GitHub), ("gitlab", Host::GitLab)];

/// Longer addresses are refused by servers on the way: 6 KB is within what the hosts take.
const LONGEST: usize = 6_000;

impl Repository {
    /// The repository at an address, its host told by the name.
    pub fn at(url: &str) -> Repository {
        let server = url
            .split_once("://")
            .map_or(url, |(_, rest)| rest)
            .split('/')
            .next()
            .unwrap_or_default();
        let host = if server.contains("gitlab") {
            Host::GitLab
        } else {
            Host::GitHub
        };
        let url = url.trim_end_matches('/');
        // As a repository is cloned; its pages stand at the address without.
        let url = url.strip_suffix(".git").unwrap_or(url);
        Repository {
            url: url.to_owned(),
            branch: "main".to_owned(),
            host,
        }
    }

    /// Why its address leads to no repository, where that can be told.
    pub fn mistaken(&self) -> Option<Mistaken> {
        let parts: Vec<&str> = self
            .name()
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        if parts.len() < 2 {
            return Some(Mistaken::NoRepository);
        }
        // On GitLab a repository may stand in groups of groups.
        let end = match self.host {
            Host::GitHub => 2,
            Host::GitLab => parts
                .iter()
                .position(|part| matches!(*part, "-" | "tree" | "blob"))
                .unwrap_or(parts.len()),
        };
        let below = parts.get(end..).filter(|below| !below.is_empty())?;
        let site = self.url.strip_suffix(self.name()).unwrap_or(&self.url);
        let branch = below
            .iter()
            .position(|part| matches!(*part, "tree" | "blob" | "edit"));
        let branch = branch
            .and_then(|before| below.get(before + 1))
            .map(|branch| (*branch).to_owned());
        Some(Mistaken::Within {
            repository: format!("{site}{}", parts[..end].join("/")),
            branch,
        })
    }

    /// The part that comes before an action in an address.
    fn actions(&self) -> String {
        // GitLab sets what it shows apart from the names of projects.
        let apart = if self.host == Host::GitLab { "/-" } else { "" };
        format!("{}{apart}", self.url)
    }

    /// Where a file can be edited.
    pub fn edit(&self, path: &str) -> String {
        format!(
            "{}/edit/{}/{}",
            self.actions(),
            encoded(&self.branch),
            encoded(path)
        )
    }

    /// Where a new file can be written, with its name and its text filled in.
    ///
    /// The first of `texts` that gives an address of a length that servers take is used; where none
    /// does, or where the host takes no text, the editor opens empty.
    pub fn new_file(&self, folder: &str, name: &str, texts: &[String]) -> Opened {
        let editor = format!("{}/new/{}", self.actions(), encoded(&self.branch));
        match self.host {
            Host::GitLab => {
                let path = utf8_percent_encode(&format!("{folder}/{name}"), QUERY).to_string();
                Opened {
                    url: format!("{editor}?file_name={path}"),
                    filled: false,
                }
            }
            Host::GitHub => {
                let empty = format!(
                    "{editor}/{}?filename={}",
                    encoded(folder),
                    utf8_percent_encode(name, QUERY)
                );
                let full = texts
                    .iter()
                    .map(|text| format!("{empty}&value={}", utf8_percent_encode(text, QUERY)));
                match full.into_iter().find(|url| url.len() <= LONGEST) {
                    Some(url) => Opened { url, filled: true },
                    None => Opened {
                        url: empty,
                        filled: false,
                    },
                }
            }
        }
    }

    /// `OWNER/REPO`, or as deep as groups are nested.
    pub fn name(&self) -> &str {
        let rest = self
            .url
            .split_once("://")
            .map_or(self.url.as_str(), |(_, rest)| rest);
        rest.split_once('/').map_or("", |(_, name)| name)
    }
}

/// An editor for a new file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub url: String,
    /// Whether the editor holds the text already.
    pub filled: bool,
}

/// What may stand in a value of a query as it is. A plus would be read as a blank.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b':')
    .remove(b',')
    .remove(b'(')
    .remove(b')')
    .remove(b'!')
    .remove(b'*')
    .remove(b'?')
    .remove(b'@');
