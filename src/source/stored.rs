//! Sources as they are held from the first look at them to the making of their pages.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use fsst::Compressor;
use rayon::prelude::*;

use super::{FilePath, Source};

/// A source that is read again when it is needed.
#[derive(Clone)]
pub struct Stored(Form);

#[derive(Clone)]
enum Form {
    Plain(Source),
    /// The text in somewhat more than half of its bytes, with what it was packed by.
    Packed {
        path: FilePath,
        text: Box<[u8]>,
        packer: Arc<Compressor>,
    },
}

/// In a library of more bytes of text than this, sources are packed: some 40,000 case studies of a
/// thousand words, whose texts would be half of what a build holds. Below, memory is no matter, and
/// packing would cost some hundredths of a build's time.
const LARGE: usize = 256 * 1024 * 1024;

/// From how many sources a packer learns which letters often follow one another.
const LEARNT_FROM: usize = 64;

/// Puts a library's sources where they can stay, in their order.
pub fn stored(sources: Vec<Source>) -> Vec<Arc<Stored>> {
    match sources
        .iter()
        .map(|source| source.text.len())
        .sum::<usize>()
        > LARGE
    {
        true => packed(sources),
        false => sources
            .into_iter()
            .map(|source| Arc::new(source.into()))
            .collect(),
    }
}

fn packed(sources: Vec<Source>) -> Vec<Arc<Stored>> {
    let learnt_from = sources
        .iter()
        .step_by(sources.len().div_ceil(LEARNT_FROM).max(1));
    let packer = Arc::new(Compressor::train(
        &learnt_from.map(|source| source.text.as_bytes()).collect(),
    ));
    let pack = |source: Source| {
        if source.unread {
            return Arc::new(source.into());
        }
        // What the packer gives has room for far more.
        let text = Box::from(&*packer.compress(source.text.as_bytes()));
        Arc::new(Stored(Form::Packed {
            path: source.path,
            text,
            packer: packer.clone(),
        }))
    };
    sources.into_par_iter().map(pack).collect()
}

impl Stored {
    pub fn path(&self) -> &FilePath {
        match &self.0 {
            Form::Plain(source) => &source.path,
            Form::Packed { path, .. } => path,
        }
    }

    /// The source as it was read.
    pub fn source(&self) -> Cow<'_, Source> {
        match &self.0 {
            Form::Plain(source) => Cow::Borrowed(source),
            Form::Packed { path, text, packer } => {
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

    /// Its text from some byte on.
    pub fn text_from(&self, start: usize) -> Cow<'_, str> {
        match self.source() {
            Cow::Borrowed(source) => Cow::Borrowed(&source.text[start..]),
            Cow::Owned(mut source) => Cow::Owned(source.text.split_off(start)),
        }
    }
}

impl From<Source> for Stored {
    fn from(source: Source) -> Stored {
        Stored(Form::Plain(source))
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
            Form::Packed { text, .. } => text.len(),
            Form::Plain(_) => panic!("all are packed"),
        };
        assert!(bytes(&packed[99]) * 3 < sources[99].text.len());
    }
}
