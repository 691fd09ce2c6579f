//! Which rules are worth a look: one automaton over the best content of each.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::rule::{Content, Match, Section};

/// Longest part of a content that the automaton holds: longer ones cost memory and find no less.
const LONGEST: usize = 16;
/// Automata up to so many bytes of patterns are made the fast and large way.
const SMALL: usize = 2_048;

/// An automaton and the rules behind its patterns.
#[derive(Debug)]
pub(crate) struct Prefilter {
    automaton: AhoCorasick,
    rules: Vec<Box<[u32]>>,
    longest: usize,
}

/// What an automaton is built from.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    patterns: HashMap<Vec<u8>, usize>,
    rules: Vec<Vec<u32>>,
}

impl Patterns {
    pub(crate) fn add(&mut self, pattern: &[u8], rule: u32) {
        let lower = pattern.to_ascii_lowercase();
        let place = *self.patterns.entry(lower).or_insert(self.rules.len());
        match self.rules.get_mut(place) {
            Some(rules) => rules.push(rule),
            None => self.rules.push(vec![rule]),
        }
    }

    pub(crate) fn build(self) -> Option<Prefilter> {
        if self.patterns.is_empty() {
            return None;
        }
        let mut patterns: Vec<(Vec<u8>, usize)> = self.patterns.into_iter().collect();
        patterns.sort_unstable_by_key(|(_, place)| *place);
        let bytes: usize = patterns.iter().map(|(pattern, _)| pattern.len()).sum();
        let kind =
            if bytes <= SMALL { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(kind))
            .build(patterns.iter().map(|(pattern, _)| pattern))
            .ok()?;
        let longest = patterns.iter().map(|(pattern, _)| pattern.len()).max().unwrap_or(0);
        let rules = self.rules.into_iter().map(Vec::into_boxed_slice).collect();
        Some(Prefilter { automaton, rules, longest })
    }
}

impl Prefilter {
    /// Tells each rule whose pattern is in `data`, and where the pattern ends.
    pub(crate) fn scan(&self, data: &[u8], mut found: impl FnMut(u32, usize)) {
        for hit in self.automaton.find_overlapping_iter(data) {
            let rules = self.rules.get(hit.pattern().as_usize());
            for rule in rules.into_iter().flatten() {
                found(*rule, hit.end());
            }
        }
    }

    pub(crate) fn each_rule(&self, found: &mut dyn FnMut(u32)) {
        self.rules.iter().flatten().for_each(|rule| found(*rule));
    }

    /// How far back a pattern may begin that ends in new bytes.
    pub(crate) fn overlap(&self) -> usize {
        self.longest.saturating_sub(1)
    }

    pub(crate) fn memory(&self) -> usize {
        self.automaton.memory_usage()
    }
}

/// How telling bytes are: different ones more than the same again, rare ones more than letters and
/// what binary protocols are full of.
fn strength(bytes: &[u8]) -> u32 {
    let mut seen = [false; 256];
    let worth = |byte: &u8| {
        let known =
            seen.get_mut(usize::from(*byte)).is_none_or(|place| std::mem::replace(place, true));
        match byte {
            _ if known => 1,
            b'a'..=b'z' | b'A'..=b'Z' => 3,
            0x20..=0x7e | 0 | 1 | 0xff => 4,
            _ => 6,
        }
    };
    bytes.iter().map(worth).sum()
}

/// The most telling part of a content that is short enough.
fn best_part(bytes: &[u8]) -> &[u8] {
    let parts = bytes.windows(LONGEST.min(bytes.len()).max(1));
    parts.max_by_key(|part| strength(part)).unwrap_or(bytes)
}

/// The content that finds the rule, out of those sections that may: section and pattern.
pub(crate) fn choose(
    sections: &[Section],
    usable: impl Fn(usize) -> bool,
) -> Option<(usize, Vec<u8>)> {
    let mut best: Option<(u32, usize, Vec<u8>)> = None;
    for (place, section) in sections.iter().enumerate() {
        let absent = section.matches.iter().any(|one| matches!(one, Match::Absent { .. }));
        if absent || !usable(place) {
            continue;
        }
        for one in &section.matches {
            let Match::Content(content) = one else { continue };
            if content.negated || content.bytes.is_empty() {
                continue;
            }
            let part = pattern(content);
            let marked = if content.fast_pattern || content.fast_only { 1_000 } else { 0 };
            let score = strength(&part) + marked;
            if best.as_ref().is_none_or(|(known, ..)| *known < score) {
                best = Some((score, place, part));
            }
        }
    }
    best.map(|(_, place, part)| (place, part))
}

fn pattern(content: &Content) -> Vec<u8> {
    let chopped = content.fast_chop.and_then(|(offset, length)| {
        let offset = usize::from(offset);
        content.bytes.get(offset..offset + usize::from(length)).filter(|part| !part.is_empty())
    });
    best_part(chopped.unwrap_or(&content.bytes)).to_vec()
}
