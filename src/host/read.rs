//! A library's folder into what a site is made of.
//!
//! A file that cannot be read is a finding, and the others are read all the same. The order is that
//! of the paths, whatever order the disk gives.

mod again;
mod walk;

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use again::{Changed, Known};
pub use walk::FOLDERS;
use walk::{Bounds, Walked};

use encoding_rs::WINDOWS_1252;
use rayon::prelude::*;
use rust_embed::RustEmbed;

use crate::config::{self, Config};
use crate::link::File;
use crate::parse::date::Date;
use crate::parse::{CONTENT, MAX_BYTES};
use crate::picture::{self, Picture, Unseen};
use crate::report::{Edit, Finding, Report, Reported, nearest, rules};
use crate::source::{Place, Source, Span, Stored, ThemeFile, stored};

/// The default theme, as it was when the program was made.
#[derive(RustEmbed)]
#[folder = "themes/default"]
struct DefaultTheme;

/// The texts and files of a library.
#[derive(Debug, Clone)]
pub struct Content {
    pub sources: Vec<Arc<Stored>>,
    pub files: Vec<File>,
}

/// Reads the settings' text.
///
/// # Errors
///
/// Fails where there is no `casebook.yaml`, or it cannot be read.
pub fn settings(root: &Path) -> io::Result<Reported<Source>> {
    Ok(text(config::FILE, fs::read(root.join(config::FILE))?))
}

/// Today, by the system's clock, in UTC.
pub fn today() -> Date {
    let now = jiff::tz::TimeZone::UTC
        .to_datetime(jiff::Timestamp::now())
        .date();
    Date {
        year: now.year(),
        month: Some(now.month()),
        day: Some(now.day()),
    }
}

/// Reads all of `content/` and `static/`.
pub fn content(root: &Path) -> Reported<Content> {
    let mut report = Report::default();
    let found = report.take(walk(root)).paths;
    let (texts, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|path| is_text(path));
    let read: Vec<Reported<Source>> = texts.par_iter().map(|path| source(root, path)).collect();
    let sources = stored(read.into_iter().map(|source| report.take(source)).collect());
    let measured: Vec<Reported<Option<File>>> =
        others.par_iter().map(|path| file(root, path)).collect();
    let files = measured
        .into_iter()
        .filter_map(|file| report.take(file))
        .collect();
    report.on(Content { sources, files })
}

fn is_text(path: &str) -> bool {
    let ending = path
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    path.starts_with(CONTENT) && matches!(ending.as_str(), "md" | "markdown")
}

/// Finds every file of `content/` and `static/`.
fn walk(root: &Path) -> Reported<Walked> {
    let mut report = Report::default();
    let bounds = Bounds::of(root);
    let mut all = Walked::default();
    for folder in ["content", "static"] {
        let top = root.join(folder);
        if top.is_dir() {
            let Walked { paths, links } = report.take(walk::files(root, folder, &bounds));
            all.paths.extend(paths);
            all.links |= links;
        } else if folder == "content" {
            report.add(no_content(&top));
        }
    }
    report.on(all)
}

fn no_content(top: &Path) -> Finding {
    let message = match top.exists() {
        true => "`content` is a file, and must be a folder",
        false => "there is no folder `content`",
    };
    Finding::error(rules::NO_CONTENT, message)
        .at(Place::file(config::FILE), "")
        .help("make it beside casebook.yaml, with the case studies in content/case-studies")
}

/// A file that the disk would not give.
pub fn unreadable(path: &str, error: &io::Error) -> Finding {
    Finding::error(
        rules::UNREADABLE,
        format!("the file cannot be read: {}", plain(error)),
    )
    .at(Place::file(path), "")
    .help("check that the file is there and may be read")
}

/// What an error of the disk says, without its number.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or(&text)
        .to_lowercase()
}

fn source(root: &Path, path: &str) -> Reported<Source> {
    let bytes = match beginning(&root.join(path)) {
        Ok(bytes) => bytes,
        Err(error) => {
            return Reported {
                value: Source::unread(path),
                findings: vec![unreadable(path, &error)],
            };
        }
    };
    if let Some(other) = other_than_text(&bytes) {
        return Reported {
            value: Source::unread(path),
            findings: vec![not_text(path, other)],
        };
    }
    let is_cut = bytes.len() > MAX_BYTES;
    let mut read = text(path, bytes);
    if is_cut {
        // A file cut after 5 MB may well be cut within a letter, which is no mistake in it.
        read.findings.clear();
    }
    read
}

/// What a file is that is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    Picture,
    Document,
    Unknown,
}

/// How files begin that are saved as Markdown by their name alone, and what they are.
const BEGINNINGS: [(&[u8], Other, &str); 7] = [
    (
        b"PK\x03\x04",
        Other::Document,
        "a document of Word, Excel or another program",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        Other::Document,
        "a document of an old Word or Excel",
    ),
    (b"{\\rtf", Other::Document, "a document in rich text (RTF)"),
    (b"%PDF-", Other::Document, "a PDF"),
    (b"\x89PNG", Other::Picture, "a picture (PNG)"),
    (b"\xff\xd8\xff", Other::Picture, "a picture (JPEG)"),
    (b"GIF8", Other::Picture, "a picture (GIF)"),
];

/// What a file is that is no text, told by how it begins or by the control characters that it is
/// full of.
fn other_than_text(bytes: &[u8]) -> Option<(Other, &'static str)> {
    /// As much of a file as tells its kind.
    const BEGINNING: usize = 4096;
    /// Of all bytes alike, one in nine is a control character. In a text there may be a few, pasted
    /// along, which is much of a short one.
    const ONE_IN: usize = 20;
    const FEW: usize = 4;
    let known = BEGINNINGS
        .iter()
        .find(|(beginning, ..)| bytes.starts_with(beginning));
    let beginning = &bytes[..bytes.len().min(BEGINNING)];
    let is_control =
        |byte: &&u8| **byte < b' ' && !matches!(**byte, b'\t' | b'\n' | b'\x0c' | b'\r');
    let is_full = || {
        let count = beginning.iter().filter(is_control).count();
        count > FEW && count > beginning.len() / ONE_IN && utf_16(bytes).is_none()
    };
    known
        .map(|(_, other, what)| (*other, *what))
        .or_else(|| is_full().then_some((Other::Unknown, "")))
}

fn not_text(path: &str, (other, what): (Other, &str)) -> Finding {
    let message = match other {
        Other::Unknown => "this is not a text file".to_owned(),
        Other::Picture | Other::Document => format!("this is not a text file but {what}"),
    };
    let help = match other {
        Other::Picture => {
            "give the file its own ending again, and show it in a case study: `![What it shows](street.png)`"
        }
        Other::Document | Other::Unknown => {
            "copy its words into a new file of a plain text editor; to offer it for download as it is, give it its own ending again"
        }
    };
    Finding::error(rules::NOT_TEXT, message)
        .at(Place::file(path), "")
        .help(help)
}

/// A file's bytes as text, and whether they are saved as UTF-8.
fn text(path: &str, bytes: Vec<u8>) -> Reported<Source> {
    let mut report = Report::default();
    let Saved { text, problem } = saved(bytes);
    // Source drops a byte order mark and carriage returns, so the place is counted as it does.
    let at = problem.as_ref().map_or(0, |problem| {
        Source::new(path, text[..problem.at].to_owned()).text.len()
    });
    let source = Source::new(path, text);
    if let Some(problem) = problem {
        report.add(not_utf_8(&source, problem, at));
    }
    report.on(source)
}

/// A file's bytes, up to one more than a text may have, which is enough to see that there are too
/// many.
fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    // Room for all of it at once: growing bit by bit takes ten calls of the system for a case
    // study, not three.
    let size = file.metadata()?.len().min(MAX_BYTES as u64) as usize;
    let mut bytes = Vec::with_capacity(size + 1);
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file's text, however it was saved, and what there is to say of that.
#[derive(Debug)]
pub struct Saved {
    pub text: String,
    pub problem: Option<Problem>,
}

/// Why a file is not UTF-8.
#[derive(Debug)]
pub struct Problem {
    message: String,
    /// The byte of the text at which it shows.
    at: usize,
    pub form: Form,
}

/// What a file is saved as that is not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Utf16,
    /// As old Windows programs save, which every letter is known of.
    Latin1,
    /// UTF-8 with letters that are cut or strange, so that the text is not all that its author
    /// wrote.
    Damaged,
}

/// Takes bytes for text: UTF-8, else UTF-16 as its zeros or its mark tell, else Latin-1, unless
/// there are letters of UTF-8 among them.
pub fn saved(bytes: Vec<u8>) -> Saved {
    if let Some(text) = utf_16(&bytes) {
        let message = "the file is saved as UTF-16, not as UTF-8".to_owned();
        return Saved {
            text,
            problem: Some(Problem {
                message,
                at: 0,
                form: Form::Utf16,
            }),
        };
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => {
            return Saved {
                text,
                problem: None,
            };
        }
        Err(error) => error,
    };
    let (at, wrong) = (
        error.utf8_error().valid_up_to(),
        error.utf8_error().error_len(),
    );
    let bytes = error.into_bytes();
    let lossy = String::from_utf8_lossy(&bytes);
    let byte = format!("byte {} (0x{:02x})", at + 1, bytes[at]);
    let has_letters_of_utf_8 = lossy
        .chars()
        .any(|letter| !letter.is_ascii() && letter != char::REPLACEMENT_CHARACTER);
    if wrong == Some(1) && !has_letters_of_utf_8 {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
        let letter = text[at..].chars().next().unwrap_or_default();
        let message = format!(
            "the file is saved as Latin-1 (Windows-1252), not as UTF-8: {byte} stands for `{letter}`"
        );
        return Saved {
            text: text.into_owned(),
            problem: Some(Problem {
                message,
                at,
                form: Form::Latin1,
            }),
        };
    }
    let message = match wrong {
        Some(1) => format!("the file is not UTF-8: {byte} begins no letter"),
        _ => format!("the file is not UTF-8: {byte} begins a letter that is cut off"),
    };
    Saved {
        text: lossy.into_owned(),
        problem: Some(Problem {
            message,
            at,
            form: Form::Damaged,
        }),
    }
}

fn not_utf_8(source: &Source, problem: Problem, at: usize) -> Finding {
    // Where all letters are known, the lines that hold the lost ones are the mend: in UTF-16 each
    // does.
    let lost = |line: &str| match problem.form {
        Form::Utf16 => true,
        Form::Latin1 => !line.is_ascii(),
        Form::Damaged => false,
    };
    let fix = source
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| lost(line));
    let fix = fix
        .map(|(number, line)| Edit::Replace {
            line: number + 1,
            new: line.to_owned(),
        })
        .collect();
    let help = match problem.form {
        Form::Utf16 | Form::Latin1 => "in your editor choose “Save with encoding”, then UTF-8",
        Form::Damaged => {
            "type the letter anew, then in your editor choose “Save with encoding”, then UTF-8"
        }
    };
    Finding::error(rules::NOT_UTF_8, problem.message)
        .at(source.place(Span::new(at, at)), "not UTF-8 from here")
        .help(help)
        .fix(fix)
}

/// Reads a table that somebody names; its text with what there is to say of it, or why it is none.
///
/// # Errors
///
/// Fails where the file cannot be read.
pub fn table(path: &Path) -> io::Result<Result<Reported<Source>, Box<Finding>>> {
    let bytes = fs::read(path)?;
    let name = path.to_string_lossy();
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(Err(Box::new(
            Finding::error(
                rules::TABLE_NOT_TEXT,
                "this is a spreadsheet program's own file, not CSV",
            )
            .at(Place::file(&*name), "")
            .help("in Excel choose File, Save As, then “CSV UTF-8 (Comma delimited)”"),
        )));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            return Ok(Err(Box::new(
                Finding::error(
                    rules::TABLE_NOT_TEXT,
                    format!("the table is not UTF-8: line {line} has a letter of another encoding"),
                )
                .at(Place::file(&*name), "")
                .help("in Excel choose File, Save As, then “CSV UTF-8 (Comma delimited)”; plain “CSV” is Windows-1252"),
            )));
        }
    };
    let source = Source::new(&*name, text);
    let findings = spoilt(&source).into_iter().collect();
    Ok(Ok(Reported {
        value: source,
        findings,
    }))
}

/// Tells of letters that were saved as UTF-8 and read as Windows-1252 before, such as `Ã©` for `é`;
/// once for all.
fn spoilt(source: &Source) -> Option<Finding> {
    let words = source
        .text
        .split(|letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric());
    let mut spoilt = words
        .filter(|word| !word.is_ascii())
        .filter_map(|word| Some((word, unspoilt(word)?)));
    let (word, meant) = spoilt.next()?;
    let others = match spoilt.count() {
        0 => String::new(),
        1 => "; 1 word more is spoilt so".to_owned(),
        others => format!("; {others} words more are spoilt so"),
    };
    let start = source.text.find(word).expect("it was split off this text");
    let message = format!("`{word}` was `{meant}` before the table was saved in a wrong encoding");
    let finding = Finding::warning(rules::TABLE_LETTERS, message)
        .at(source.place(Span::new(start, start + word.len())), "spoilt")
        .help(format!(
            "go back to the sheet where it is right, and save that as “CSV UTF-8 (Comma delimited)”{others}"
        ));
    Some(finding)
}

fn unspoilt(word: &str) -> Option<String> {
    let (bytes, _, has_others) = WINDOWS_1252.encode(word);
    String::from_utf8(bytes.into_owned())
        .ok()
        .filter(|meant| !has_others && meant != word)
}

/// Text that was saved as UTF-16: told by its mark, or by the zeros beside the letters that most
/// languages share.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let beginning = &bytes[..bytes.len().min(64)];
    let zeros = |first: usize| {
        beginning
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        // A zero is rare in text, and never in every second place.
        _ if zeros(0) == 0 && zeros(1) * 4 > beginning.len() => u16::from_le_bytes,
        _ if zeros(1) == 0 && zeros(0) * 4 > beginning.len() => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(
        char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    )
}

/// Where a file that was read stands now, if it may be published from there still: a link may have
/// taken its place since.
pub(super) fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    Bounds::of(root)
        .real(&root.join(path))
        .filter(|path| path.is_file())
}

fn file(root: &Path, path: &str) -> Reported<Option<File>> {
    let mut report = Report::default();
    let full = root.join(path);
    let file = match fs::metadata(&full) {
        Ok(data) => {
            let picture = is_picture(path)
                .then(|| report.take(picture(&full, path, data.len())))
                .flatten();
            if looks_like_a_page(path) || may_be_a_page(path) && begins_as_a_page(&full) {
                report.add(misnamed(path));
            }
            Some(File {
                path: path.to_owned(),
                bytes: data.len(),
                picture,
            })
        }
        Err(error) => {
            report.add(unreadable(path, &error));
            None
        }
    };
    report.on(file)
}

fn picture(full: &Path, path: &str, bytes: u64) -> Reported<Option<Picture>> {
    let mut report = Report::default();
    let picture =
        match fs::File::open(full).map(|file| picture::seen(io::BufReader::new(file), bytes)) {
            Ok(Ok(picture)) => Some(picture),
            Ok(Err(unseen)) => {
                report.add(no_picture(path, unseen));
                None
            }
            Err(error) => {
                report.add(unreadable(path, &error));
                None
            }
        };
    report.on(picture)
}

/// Whether a file of the content is called as a page is, but for what an editor or a browser put
/// behind it.
fn looks_like_a_page(path: &str) -> bool {
    let name = path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_page = |ending: &str| matches!(ending, "mdx" | "md~" | "mdown" | "mkd" | "mdwn");
    path.starts_with(CONTENT)
        && (name.contains(".md.")
            || name
                .rsplit_once('.')
                .is_some_and(|(_, ending)| is_page(ending)))
}

/// Whether a file's name says no more than that it may be a text.
fn may_be_a_page(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with(CONTENT)
        && name
            .rsplit_once('.')
            .is_none_or(|(_, ending)| ending.eq_ignore_ascii_case("txt"))
}

/// Whether a file begins with the line that begins front matter.
fn begins_as_a_page(full: &Path) -> bool {
    let mut beginning = [0; 8];
    let read = fs::File::open(full)
        .and_then(|mut file| file.read(&mut beginning))
        .unwrap_or(0);
    let beginning = &beginning[..read];
    let line = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    line.starts_with(b"---\n") || line.starts_with(b"---\r")
}

fn misnamed(path: &str) -> Finding {
    let name = path.rsplit('/').next().unwrap_or_default();
    let at = name
        .to_ascii_lowercase()
        .find(".md")
        .or_else(|| name.rfind('.'))
        .unwrap_or(name.len());
    Finding::warning(
        rules::NOT_A_PAGE,
        "this looks like a page, and is published as a file to download",
    )
    .at(Place::file(path), "")
    .help(format!(
        "if it is one, rename it to `{}.md`; if it is a copy, delete it",
        &name[..at]
    ))
}

/// Whether a file is called a picture of dots; drawings (SVG) have no measures of their own.
fn is_picture(path: &str) -> bool {
    let ending = path
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    [
        "png", "jpg", "jpeg", "gif", "webp", "avif", "heic", "heif", "tif", "tiff", "bmp",
    ]
    .contains(&ending.as_str())
}

fn no_picture(path: &str, unseen: Unseen) -> Finding {
    let (message, help) = match unseen {
        Unseen::Empty => (
            "the picture is empty",
            "put the file here once more: it has no bytes at all",
        ),
        Unseen::Heic => (
            "the picture is in the format of iPhones (HEIC), which most browsers do not show",
            "save it as JPEG: on Windows open it in Photos or Paint and choose Save as; in Photos on a Mac choose File, Export; on the phone share it by email, or set Camera, Formats to “Most Compatible”",
        ),
        Unseen::Unknown => (
            "this is no picture that browsers show, or it is damaged",
            "open it on your computer and save it anew as JPEG or PNG; if it does not open there, take it from where it came from once more",
        ),
    };
    Finding::warning(rules::PICTURE_UNREADABLE, message)
        .at(Place::file(path), "")
        .help(help)
}

/// The default theme's files, and before them those of the site's own theme.
pub fn theme(root: &Path, config: &Config) -> Reported<Vec<ThemeFile>> {
    let mut report = Report::default();
    let mut files: Vec<ThemeFile> = DefaultTheme::iter()
        .filter_map(|name| {
            let file = DefaultTheme::get(&name)?;
            Some(ThemeFile {
                path: format!("themes/default/{name}").into(),
                name: name.into_owned(),
                bytes: file.data,
                own: false,
            })
        })
        .collect();
    let folder = format!("themes/{}", config.theme);
    if root.join(&folder).is_dir() {
        for path in report
            .take(walk::files(root, &folder, &Bounds::of(root)))
            .paths
        {
            files.extend(report.take(theme_file(root, &folder, &path)));
        }
    }
    files.sort_by(|a, b| (&a.name, a.own).cmp(&(&b.name, b.own)));
    report.on(files)
}

fn theme_file(root: &Path, folder: &str, path: &str) -> Reported<Option<ThemeFile>> {
    let mut report = Report::default();
    let name = path[folder.len() + 1..].to_owned();
    let bytes = match fs::read(root.join(path)) {
        Ok(bytes) if is_theme_text(&name) => report.take(text(path, bytes)).text.into_bytes(),
        Ok(bytes) => bytes,
        Err(error) => {
            report.add(unreadable(path, &error));
            return report.on(None);
        }
    };
    report.on(Some(ThemeFile {
        path: path.into(),
        name,
        bytes: bytes.into(),
        own: true,
    }))
}

/// Whether a file of a theme is read as text, not handed on as it is.
fn is_theme_text(name: &str) -> bool {
    ["templates/", "strings/", "search/"]
        .iter()
        .any(|folder| name.starts_with(folder))
        || name.ends_with(".css")
}

/// What is wrong with the folders that the settings name.
pub fn folders(root: &Path, config: &Config) -> Reported<()> {
    let mut report = Report::default();
    let themes = root.join("themes");
    if config.theme != "default" && !themes.join(&config.theme).is_dir() {
        report.add(no_theme(config, &folders_in(&themes)));
    }
    // Where `content` is not there, or leads out of the library, that alone is told.
    let content = Bounds::of(root)
        .real(&root.join("content"))
        .filter(|content| content.is_dir());
    if let Some(content) = content.filter(|content| !content.join(&config.studies).is_dir()) {
        let folders = folders_in(&content);
        let meant = nearest(&config.studies, folders.iter().map(String::as_str));
        // A folder that is nearly the usual one is told of by itself, as any folder of pages that
        // is nearly another.
        if config.studies_span.is_some() || meant.is_none() {
            report.add(no_studies(config, meant));
        }
    }
    report.on(())
}

fn folders_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir());
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

fn no_theme(config: &Config, themes: &[String]) -> Finding {
    let known = themes.iter().map(String::as_str).chain(["default"]);
    let help = match nearest(&config.theme, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!(
            "make a folder themes/{}, or leave `theme` out",
            config.theme
        ),
    };
    Finding::error(
        rules::SETTINGS_THEME,
        format!("there is no theme `{}`", config.theme),
    )
    .at(
        Place {
            file: config::FILE.into(),
            span: config.theme_span,
        },
        "no such folder in themes/",
    )
    .help(help)
}

/// A warning where no folder is meant that is there: git keeps no empty folder, and a library that
/// has only begun has no case study.
fn no_studies(config: &Config, meant: Option<&str>) -> Finding {
    let (studies, place) = (
        &config.studies,
        Place {
            file: config::FILE.into(),
            span: config.studies_span,
        },
    );
    let new = match (config.studies_span, meant) {
        (Some(_), Some(_)) => Finding::error,
        _ => Finding::warning,
    };
    let help = match meant {
        Some(meant) => format!("did you mean `case_studies: {{path: {meant}}}`?"),
        None => format!(
            "make a folder content/{studies} for the case studies, or name theirs with `case_studies: {{path: …}}`"
        ),
    };
    new(
        rules::NO_CASE_STUDIES,
        format!("there is no folder `content/{studies}`, so there are no case studies"),
    )
    .at(place, "no such folder in content/")
    .help(help)
}
