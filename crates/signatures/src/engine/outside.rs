//! Regular expressions as the engine uses them.

use crate::rule::{Pcre, Transform};

/// A compiled `pcre`.
#[derive(Debug)]
pub(crate) struct Pattern(regex::bytes::Regex);

impl Pattern {
    pub(crate) fn new(pcre: &Pcre) -> Result<Self, String> {
        let flag = |letter| pcre.flags.contains(letter);
        let mut builder = regex::bytes::RegexBuilder::new(&pcre.pattern);
        builder
            .unicode(false)
            .case_insensitive(flag('i'))
            .dot_matches_new_line(flag('s'))
            .multi_line(flag('m'))
            .ignore_whitespace(flag('x'))
            .swap_greed(flag('G'));
        builder.build().map(Self).map_err(|error| error.to_string())
    }

    /// Where the first match begins and ends.
    pub(crate) fn find(&self, data: &[u8]) -> Option<(usize, usize)> {
        self.0.find(data).map(|found| (found.start(), found.end()))
    }
}

/// Whether all transformations are known.
pub(crate) fn check_transforms(transforms: &[Transform]) -> Result<(), String> {
    transforms.first().map_or(Ok(()), |one| Err(format!("transformation '{}'", one.name)))
}

/// The bytes after all transformations, in order.
pub(crate) fn transform(transforms: &[Transform], data: &[u8], into: &mut Vec<u8>) {
    let _ = transforms;
    into.clear();
    into.extend_from_slice(data);
}
