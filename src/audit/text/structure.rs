//! The blocks of a text and its bold words, for checks that look at what is around a line.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

/// The blocks that are in no other block, and what is bold anywhere.
#[derive(Default)]
pub(super) struct Structure {
    /// In the order of the text.
    pub(super) blocks: Vec<TopBlock>,
    /// Bold words with their marks, in the order of the text.
    pub(super) bold: Vec<Range<usize>>,
    /// How many elements are open.
    depth: usize,
    /// Whether the block being read has a link or picture.
    has_link: bool,
}

/// A block that is in no other block.
pub(super) struct TopBlock {
    pub(super) kind: BlockKind,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph {
        /// The bold words that are all of the paragraph, without their marks.
        all_bold: Option<Range<usize>>,
    },
    /// With its level, as written.
    Heading(u8),
    /// Code, because each line is indented.
    Indented,
    List {
        is_numbered: bool,
    },
    Other,
}

impl Structure {
    /// Adds the next event of a text.
    pub(super) fn add(&mut self, event: &Event, range: &Range<usize>, text: &str) {
        match event {
            Event::Start(tag) => {
                if self.depth == 0 {
                    self.has_link = false;
                    self.blocks.push(TopBlock {
                        kind: kind(tag),
                        range: range.clone(),
                    });
                }
                self.depth += 1;
                match tag {
                    Tag::Strong => self.bold.push(range.clone()),
                    Tag::Link { .. } | Tag::Image { .. } => self.has_link = true,
                    _ => {}
                }
            }
            Event::End(tag) => {
                self.depth -= 1;
                if *tag == TagEnd::Paragraph && self.depth == 0 && !self.has_link {
                    self.see_all_bold(text);
                }
            }
            Event::Rule if self.depth == 0 => self.blocks.push(TopBlock {
                kind: BlockKind::Other,
                range: range.clone(),
            }),
            _ => {}
        }
    }

    /// Notes whether all of the paragraph that has ended is bold.
    fn see_all_bold(&mut self, text: &str) {
        let (Some(block), Some(bold)) = (self.blocks.last_mut(), self.bold.last()) else {
            return;
        };
        if bold.start == block.range.start
            && matches!(text[bold.end..block.range.end].trim(), "" | ":")
        {
            block.kind = BlockKind::Paragraph {
                all_bold: Some(bold.start + "**".len()..bold.end - "**".len()),
            };
        }
    }
}

fn kind(tag: &Tag) -> BlockKind {
    match tag {
        Tag::Paragraph => BlockKind::Paragraph { all_bold: None },
        Tag::Heading { level, .. } => BlockKind::Heading(*level as u8),
        Tag::CodeBlock(CodeBlockKind::Indented) => BlockKind::Indented,
        Tag::List(first) => BlockKind::List {
            is_numbered: first.is_some(),
        },
        _ => BlockKind::Other,
    }
}
