//! The names of files that systems, editors and other programs leave beside those of an author.

/// What a file with this name was left behind as, in words that follow "it is". `None` if it may be
/// an author's own.
///
/// Names that begin with a dot are hidden anyway.
pub fn leftover(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if name.starts_with("~$") || name.starts_with(".~lock.") {
        return Some("the lock file of a document that was open");
    }
    if name.ends_with('~') || name.len() > 2 && name.starts_with('#') && name.ends_with('#') {
        return Some("a copy that an editor made");
    }
    if SYSTEM.contains(&name.as_str()) {
        return Some("a file of the operating system");
    }
    Some(match ending {
        "bak" | "backup" | "old" | "orig" | "rej" | "swo" | "swp" | "asd" | "wbk" => {
            "a copy that an editor or git made"
        }
        "tmp" | "temp" => "a temporary file",
        "crdownload" | "download" | "part" | "partial" => "a download that is not complete",
        "lock" => "the lock file of a program",
        _ => return None,
    })
}

/// Files that Windows and macOS keep in folders.
const SYSTEM: [&str; 7] = [
    ".ds_store",
    "desktop.ini",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "icon\r",
    "thumbs.db",
    "thumbs.db:encryptable",
];
