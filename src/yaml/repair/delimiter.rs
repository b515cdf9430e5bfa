//! Lines that were meant as the `---` around front matter.

use super::correction::Correction;
use super::kinds::Kind;
use super::text::{Line, is_delimiter};

/// What surrounds front matter in another language.
pub(super) const TOML: &str = "+++";

/// True for a line meant as `---`: too many dashes, too few, long ones, a stray sign beside them.
pub(super) fn is_like_delimiter(text: &str) -> bool {
    let text = text.trim();
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '―' | '−' | '‐' | '‑' | '_' | '=' | '~');
    let dashes = text.chars().filter(|&c| is_dash(c)).count();
    let others = text.chars().filter(|&c| !is_dash(c) && c != ' ').count();
    let only_dashes = others == 0 && (dashes >= 2 || matches!(text, "—" | "–" | "-"));
    let with_signs =
        text.contains("---") && others <= 2 || text.starts_with("---") && others <= "yaml".len();
    only_dashes || with_signs || matches!(text, "..." | "+++" | "***" | ";;;")
}

/// A line below front matter that was meant as `---`, so that the front matter has no end.
pub(super) fn bad_closing(lines: &[Line], at: usize) -> Correction {
    let opening = (0..at).find(|&at| is_delimiter(&lines[at])).unwrap_or(0);
    let found = bad_delimiter(lines, at, Kind::BadClosing);
    Correction {
        also: Some((opening, 0..3, "starts here")),
        ..found
    }
}

/// A line that was meant as `---`.
pub(super) fn bad_delimiter(lines: &[Line], at: usize, kind: Kind) -> Correction {
    let text = lines[at].text.trim_end();
    let column = text.len() - text.trim_start().len();
    let shown = text.trim_start();
    let columns = if shown == "---" {
        0..column
    } else {
        column..text.len()
    };
    let count = shown.chars().filter(|&c| c == '-').count();
    let only_dashes = count == shown.chars().count();
    let found = if only_dashes && count > 3 {
        let many = match count {
            4 => "four".to_owned(),
            5 => "five".to_owned(),
            _ => count.to_string(),
        };
        Correction::new(Kind::FourDashes, at, columns).with(shown, &many)
    } else {
        let why = match count {
            _ if shown == TOML => "it is for TOML, and casebook reads YAML",
            3 if only_dashes => "there is a space before it",
            2 if only_dashes => "it has only two dashes",
            1 if only_dashes => "it has only one dash",
            _ => "it is not three plain dashes",
        };
        Correction::new(kind, at, columns).with(shown, why)
    };
    found.set(at, "---".to_owned())
}
