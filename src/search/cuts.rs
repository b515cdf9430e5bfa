//! An alphabetical list into files of about one size.

/// Never cut inside a group of words that begin with the same three letters, so that a half-typed
/// word needs one file…
const TOGETHER: usize = 3;
/// …unless the group alone is this many files large: then at the fourth letter, and so on.
const LARGE: usize = 2;

/// The prefixes at which new files begin, the first of them empty.
///
/// `words` are in order, each with its size in bytes. A file holds the words from its prefix up to
/// the next one's.
pub fn cuts(words: &[(&str, usize)], target: usize) -> Vec<String> {
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

/// Which file holds a word.
pub fn file_of(starts: &[String], word: &str) -> usize {
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
