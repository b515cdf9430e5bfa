//! The default theme's folder into a table of its files, which the program holds.
#![allow(
    clippy::disallowed_methods,
    reason = "it reads the folder while the program is compiled"
)]

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is");
    let out = env::var("OUT_DIR").expect("cargo says where to write");
    let theme = Path::new(&root).join("themes/default");
    println!("cargo::rerun-if-changed={}", theme.display());
    let mut table = String::from("&[\n");
    for name in names(&theme, "") {
        let file = theme.join(&name);
        writeln!(table, "({name:?}, include_bytes!({file:?})),")
            .expect("writing to a String never fails");
    }
    table.push_str("]\n");
    fs::write(Path::new(&out).join("default_theme.rs"), table).expect("cargo's folder is writable");
}

/// The names of all files below a folder of the theme, in order: `templates/base.html`.
fn names(theme: &Path, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(theme.join(folder)).expect("the theme is a part of the package");
    let mut found = vec![];
    for entry in entries {
        let entry = entry.expect("the theme can be read");
        let file_name = entry.file_name();
        let name = format!("{folder}{}", file_name.to_str().expect("a name is text"));
        if entry.path().is_dir() {
            found.extend(names(theme, &format!("{name}/")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}
