//! An alphabetical list into files of about the same size.

/// Words that begin with the same three letters share a file, so that a half-typed word needs only
/// one …
const TOGETHER: usize = 3;
/// … unless they would fill more than this many files. Then four letters count, and so on.
const LARGE: usize = 2;

/// The prefixes at which files begin; the first is empty.
///
/// `words` are in order, each with its size in bytes. A file holds the words from its prefix up to
/// the prefix of the next.
pub(super) fn cuts(words: &[(&str, usize)], target: usize) -> Vec<String> {
    let mut starts = vec![String::new()];
    let mut size = 0;
    for (prefix, group) in groups(words, TOGETHER, target) {
        if size > 0 && size + group > target + target / 4 {
            starts.push(prefix.to_owned());
            size = 0;
        }
        size += group;
    }
    starts
}

/// The number of the file that holds a word.
pub(super) fn file_of(starts: &[String], word: &str) -> usize {
    starts.partition_point(|start| super::postings::order(start, word).is_le()) - 1
}

fn groups<'a>(words: &[(&'a str, usize)], letters: usize, target: usize) -> Vec<(&'a str, usize)> {
    words
        .chunk_by(|a, b| prefix(a.0, letters) == prefix(b.0, letters))
        .flat_map(|group| {
            let size = group.iter().map(|(_, size)| size).sum();
            if size > LARGE * target && group.len() > 1 {
                groups(group, letters + 1, target)
            } else {
                vec![(prefix(group[0].0, letters), size)]
            }
        })
        .collect()
}

fn prefix(word: &str, letters: usize) -> &str {
    word.char_indices()
        .nth(letters)
        .map_or(word, |(end, _)| &word[..end])
}
