//! Which blocks stand on which worksheet.

use std::borrow::Cow;
use std::collections::BTreeSet;

use model::document::{Block, Document, Table};

use crate::shape;

/// Most characters of a worksheet's name.
const NAME: usize = 31;

/// One worksheet: at most one table, and what stands above and below it.
pub(super) struct Segment<'a> {
    pub(super) blocks: Vec<Cow<'a, Block>>,
}

impl Segment<'_> {
    pub(super) fn table(&self) -> Option<&Table> {
        self.blocks.iter().find_map(|block| match &**block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }
}

/// A worksheet ends where a heading, a title or another table follows its table.
pub(super) fn segments(document: &Document) -> Vec<Segment<'_>> {
    let mut segments = vec![Segment { blocks: Vec::new() }];
    let mut has_table = false;
    for block in shape::flow(document).into_iter().flatten() {
        let opens = matches!(*block, Block::Heading { .. } | Block::Title { .. } | Block::Table(_));
        if opens && has_table {
            segments.push(Segment { blocks: Vec::new() });
            has_table = false;
        }
        has_table |= matches!(*block, Block::Table(_));
        if let Some(segment) = segments.last_mut() {
            segment.blocks.push(block);
        }
    }
    segments
}

/// Names of the worksheets: title or heading of each, as Excel takes them, each once.
pub(super) fn titles(segments: &[Segment<'_>]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    segments
        .iter()
        .enumerate()
        .map(|(at, segment)| {
            let text = segment.blocks.iter().find_map(|block| match &**block {
                Block::Title { text } | Block::Heading { text, .. } => Some(text.as_str()),
                _ => None,
            });
            let allowed = |c: &char| !c.is_control() && !"[]:*?/\\'".contains(*c);
            let base: String =
                text.unwrap_or_default().chars().filter(allowed).take(NAME - 5).collect();
            let base = if base.trim().is_empty() {
                format!("表{}", at + 1)
            } else {
                base.trim().to_owned()
            };
            let mut name = base.clone();
            let mut number = 2;
            while !taken.insert(name.to_lowercase()) {
                name = format!("{base} {number}");
                number += 1;
            }
            name
        })
        .collect()
}
