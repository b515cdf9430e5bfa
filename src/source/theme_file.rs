//! A file of a theme as it was read.

use std::borrow::Cow;

use super::FilePath;

/// A template, strings file, style sheet or other file of a theme.
///
/// The default theme's files are built into the program. A library's own theme has files of the
/// same names, which replace them one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// The path below the theme, for example `templates/base.html`.
    pub name: String,
    /// The path that messages show: `themes/ours/templates/base.html`.
    pub path: FilePath,
    /// The content of the file.
    pub bytes: Cow<'static, [u8]>,
    /// True for a file of the library's own theme, which replaces the default theme's.
    pub own: bool,
}
