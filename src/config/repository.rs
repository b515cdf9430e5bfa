//! A repository's settings into the addresses of its files on the code host.
//!
//! Each code host has its own form of address for its editor. Only this file knows them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::source::slug::encoded;

/// A repository at a code host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// For example `https://github.com/OWNER/REPO`, without a slash at its end.
    pub url: String,
    /// The branch that is published.
    pub branch: String,
    /// The code host it is on.
    pub host: Host,
}

/// The code host whose web pages a repository has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// github.com.
    GitHub,
    /// gitlab.com, or an organisation's own.
    GitLab,
}

impl Host {
    /// The name as its owner writes it.
    pub fn name(self) -> &'static str {
        match self {
            Host::GitHub => "GitHub",
            Host::GitLab => "GitLab",
        }
    }
}

/// What an address that is not a repository's own is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistaken {
    /// The address of an owner or of the host.
    NoRepository,
    /// The address of something inside a repository, as people copy it from a browser.
    Within {
        /// The address of that repository.
        repository: String,
        /// The branch that the address names.
        branch: Option<String>,
    },
}

/// The code hosts by their names in the settings.
pub const HOSTS: [(&str, Host); 2] = [("github", Host::GitHub), ("gitlab", Host::GitLab)];

/// The most bytes of an address: the code hosts accept this many, and servers on the way no more.
const MAX_URL: usize = 6_000;

impl Repository {
    /// The repository at an address, with the host that its name suggests.
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
        // The address for cloning has this ending, its web pages don't.
        let url = url.strip_suffix(".git").unwrap_or(url);
        Repository {
            url: url.to_owned(),
            branch: "main".to_owned(),
            host,
        }
    }

    /// What the address is if it is not a repository's own, as far as it shows.
    pub fn mistaken(&self) -> Option<Mistaken> {
        let parts: Vec<&str> = self
            .name()
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        if parts.len() < 2 {
            return Some(Mistaken::NoRepository);
        }
        // On GitLab a repository may be inside groups of groups.
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

    /// The beginning of an address, up to the name of an action such as `edit`.
    fn actions(&self) -> String {
        // GitLab separates its actions from the names of projects.
        let apart = if self.host == Host::GitLab { "/-" } else { "" };
        format!("{}{apart}", self.url)
    }

    /// The address at which a file can be edited.
    pub fn edit(&self, path: &str) -> String {
        format!(
            "{}/edit/{}/{}",
            self.actions(),
            encoded(&self.branch),
            encoded(path)
        )
    }

    /// The editor for a new file, with its name and its text filled in.
    ///
    /// The text is the first of `texts` that fits into an address of `MAX_URL` bytes. The editor
    /// opens empty if none does or if the host accepts no text.
    pub fn new_file(&self, folder: &str, name: &str, texts: &[String]) -> EditorLink {
        let editor = format!("{}/new/{}", self.actions(), encoded(&self.branch));
        match self.host {
            Host::GitLab => {
                let path = utf8_percent_encode(&format!("{folder}/{name}"), QUERY).to_string();
                EditorLink {
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
                match full.into_iter().find(|url| url.len() <= MAX_URL) {
                    Some(url) => EditorLink { url, filled: true },
                    None => EditorLink {
                        url: empty,
                        filled: false,
                    },
                }
            }
        }
    }

    /// `OWNER/REPO`, on GitLab with any number of groups.
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
pub struct EditorLink {
    /// The address of the editor.
    pub url: String,
    /// True if the editor has the text already.
    pub filled: bool,
}

/// The characters that need no escape in a query's value. A plus is not one: it means a space.
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
