//! Sources into the form in which they stay in memory, from parsing to the writing of their pages.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use fsst::Compressor;
use rayon::prelude::*;

use super::{FilePath, Source};

/// A source in memory, possibly packed. Parsing, the search and the page each read it once.
#[derive(Clone)]
pub struct Stored(Storage);

#[derive(Clone)]
enum Storage {
    Plain(Source),
    /// The text in a little more than half of its bytes, with the table it was packed by.
    Packed {
        path: FilePath,
        text: Box<[u8]>,
        packer: Arc<Compressor>,
    },
}

/// Bytes of text above which sources are packed: some 40,000 case studies of a thousand words.
/// Their texts would be half of a build's memory (0.65 GB at 105,200 studies, 0.35 GB packed). In
/// smaller libraries memory doesn't matter, and packing would cost a few hundredths of a build's
/// time.
const MAX_PLAIN: usize = 256 * 1024 * 1024;

/// The number of sources from which a packer learns which letters often follow one another.
const SAMPLES: usize = 64;

/// A library's sources in their order, packed if together they have more than 256 MB of text.
pub fn stored(sources: Vec<Source>) -> Vec<Arc<Stored>> {
    let bytes: usize = sources.iter().map(|source| source.text.len()).sum();
    if bytes > MAX_PLAIN {
        packed(sources)
    } else {
        sources
            .into_iter()
            .map(|source| Arc::new(source.into()))
            .collect()
    }
}

fn packed(sources: Vec<Source>) -> Vec<Arc<Stored>> {
    let samples = sources
        .iter()
        .step_by(sources.len().div_ceil(SAMPLES).max(1))
        .map(|source| source.text.as_bytes());
    let packer = Arc::new(Compressor::train(&samples.collect()));
    let pack = |source: Source| {
        if source.unread {
            return Arc::new(source.into());
        }
        // The packer's own vector has far more capacity than it needs.
        let text = Box::from(&*packer.compress(source.text.as_bytes()));
        Arc::new(Stored(Storage::Packed {
            path: source.path,
            text,
            packer: packer.clone(),
        }))
    };
    sources.into_par_iter().map(pack).collect()
}

impl Stored {
    /// The path of the file below the library's root.
    pub fn path(&self) -> &FilePath {
        match &self.0 {
            Storage::Plain(source) => &source.path,
            Storage::Packed { path, .. } => path,
        }
    }

    /// The source as it was read; unpacked if it is packed.
    pub fn source(&self) -> Cow<'_, Source> {
        match &self.0 {
            Storage::Plain(source) => Cow::Borrowed(source),
            Storage::Packed { path, text, packer } => {
                let text = packer.decompressor().decompress(text);
                let text = String::from_utf8(text).expect("a text is unpacked as it was packed");
                Cow::Owned(Source {
                    path: path.clone(),
                    text,
                    unread: false,
                })
            }
        }
    }

    /// The text from byte `start` on.
    pub fn text_from(&self, start: usize) -> Cow<'_, str> {
        match self.source() {
            Cow::Borrowed(source) => Cow::Borrowed(&source.text[start..]),
            Cow::Owned(mut source) => Cow::Owned(source.text.split_off(start)),
        }
    }
}

impl From<Source> for Stored {
    fn from(source: Source) -> Stored {
        Stored(Storage::Plain(source))
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "Stored({})", self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_source_is_read_as_it_was() {
        let text = |number: usize| match number {
            0 => String::new(),
            1 => "\u{0}\u{7f}Tŷ – 地方自治 🏠\n".to_owned(),
            _ => format!("---\ntitle: Warm homes {number}\n---\n\n").repeat(number),
        };
        let sources: Vec<Source> = (0..100)
            .map(|number| Source::new(format!("{number}.md"), text(number)))
            .collect();
        let packed = packed(sources.clone());
        let read: Vec<Source> = packed
            .iter()
            .map(|stored| stored.source().into_owned())
            .collect();
        assert_eq!(read, sources);
        assert_eq!(packed[99].text_from(4), sources[99].text[4..]);
        let bytes = |stored: &Arc<Stored>| match &stored.0 {
            Storage::Packed { text, .. } => text.len(),
            Storage::Plain(_) => panic!("all are packed"),
        };
        assert!(bytes(&packed[99]) * 3 < sources[99].text.len());
    }
}
