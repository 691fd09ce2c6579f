//! Regular expressions and transformations as the engine uses them.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::pattern;
use crate::rule::{Pcre, Transform};
use crate::transform::{self, Step};

/// A `pcre`, compiled when it is first needed: most patterns of a rule set never are, and a
/// compiled one takes thousands of times the memory of its text.
#[derive(Debug)]
pub(crate) struct Pattern {
    text: Box<str>,
    flags: Box<str>,
    compiled: OnceLock<Option<pattern::Pattern>>,
}

impl Pattern {
    pub(crate) fn new(pcre: &Pcre) -> Self {
        Self {
            text: pcre.pattern.as_str().into(),
            flags: pcre.flags.as_str().into(),
            compiled: OnceLock::new(),
        }
    }

    /// Where the first match begins and ends. What stands before `data` is not seen.
    pub(crate) fn find(&self, data: &[u8]) -> Option<(usize, usize)> {
        let compile = || pattern::Pattern::compile(&self.text, &self.flags).ok();
        self.compiled.get_or_init(compile).as_ref()?.find_at(data, 0)
    }
}

/// Transformations that rules share.
#[derive(Debug, Default)]
pub(crate) struct Transforms {
    known: Vec<(Vec<Transform>, Vec<Step>)>,
}

impl Transforms {
    /// The place of a chain of transformations; 0 is none.
    pub(crate) fn place(&mut self, chain: &[Transform]) -> Result<u32, String> {
        if chain.is_empty() {
            return Ok(0);
        }
        if let Some(place) = self.known.iter().position(|(known, _)| known == chain) {
            return u32::try_from(place + 1).map_err(|error| error.to_string());
        }
        let steps =
            transform::steps(chain).ok_or_else(|| format!("transformation '{}'", names(chain)))?;
        self.known.push((chain.to_vec(), steps));
        u32::try_from(self.known.len()).map_err(|error| error.to_string())
    }

    /// What a chain makes of a buffer.
    pub(crate) fn apply<'a>(&self, place: u32, data: &'a [u8]) -> Cow<'a, [u8]> {
        let known = (place as usize).checked_sub(1).and_then(|place| self.known.get(place));
        known.map_or(Cow::Borrowed(data), |(_, steps)| transform::apply(steps, data))
    }
}

fn names(chain: &[Transform]) -> String {
    let names: Vec<&str> = chain.iter().map(|one| one.name.as_str()).collect();
    names.join(", ")
}
