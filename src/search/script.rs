//! The client's scripts as they are served: without comments, and without most of their spaces and
//! ends of lines.

/// Drops lines that are comments, the space before each line, spaces beside punctuation, and ends
/// of lines where a statement cannot end or has ended.
///
/// No parser: it relies on how the theme's scripts are written. A comment stands on lines of its
/// own, `//` or `/** … */`; no string or template runs over several lines or stands inside another
/// template. A slash without a space on both sides may begin a regular expression: the line keeps
/// its spaces from there on.
pub fn served(script: &str) -> String {
    let mut served = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        let begins = line.starts_with("/**");
        if !(in_comment || begins || line.is_empty() || line.starts_with("//")) {
            served.push_str(&squeezed(line));
            if !served.ends_with(['{', '(', '[', ',', ';']) {
                served.push('\n');
            }
        }
        in_comment = (in_comment || begins) && !line.ends_with("*/");
    }
    served
}

/// A line without the spaces beside punctuation, up to what may be a regular expression, strings
/// left as they are. A space between two of one sign stays: `a + +b` is not `a++b`.
fn squeezed(line: &str) -> String {
    let needless = |c: Option<char>| c.is_some_and(|c| "(){}[]<>=,;:?&|*/+-!".contains(c));
    let mut squeezed = String::with_capacity(line.len());
    // The quotation mark of the string at hand.
    let mut string = None;
    let mut last = None;
    for (at, c) in line.char_indices() {
        let next = line[at + c.len_utf8()..].chars().next();
        match string {
            // Only a division has a space on both sides.
            None if c == '/' && !(line[..at].ends_with(' ') && next == Some(' ')) => {
                return squeezed + &line[at..];
            }
            None if c == ' ' && (needless(last) || needless(next)) && last != next => continue,
            None if matches!(c, '\'' | '"' | '`') => string = Some(c),
            Some(mark) if c == mark && last != Some('\\') => string = None,
            _ => {}
        }
        squeezed.push(c);
        last = Some(c);
    }
    squeezed
}
