//! Which rules are worth a look: those of whose contents a telling part is in the bytes.
//!
//! Of each content four bytes are looked for that few other contents have. A table of bits says of
//! nearly all places of a buffer at once that no content can be there; where one can, the content
//! is compared as a whole. Contents of two and three bytes have a table of their own.

use std::collections::HashMap;

use crate::rule::{Content, Match, Section};

/// Longest part of a content that is compared. What streams are looked back for grows with it.
const LONGEST: usize = 24;
/// Shortest content that is looked for in this way.
const SHORTEST: usize = 2;
/// Bytes looked at in one step.
const GRAM: usize = 4;

/// A content, or the telling part of one, and the rules behind it.
#[derive(Debug)]
struct Pattern {
    /// In lower case.
    bytes: Box<[u8]>,
    rules: Box<[u32]>,
}

/// Bits by the hash of four bytes, and the patterns behind them.
#[derive(Debug)]
struct Grams {
    bits: Box<[u64]>,
    /// How far a hash is shifted down to be the place of a bit.
    shift: u32,
    /// By slot: four bytes and a place in `entries`; sorted by nothing, found by hash.
    slots: Box<[(u32, u32)]>,
    /// Runs of (pattern, where the four bytes stand in it); a run ends with `END`.
    entries: Box<[(u32, u32)]>,
}

const END: (u32, u32) = (u32::MAX, u32::MAX);

/// A set of contents and the rules behind them.
#[derive(Debug)]
pub(crate) struct Prefilter {
    patterns: Box<[Pattern]>,
    grams: Option<Grams>,
    short: Option<Short>,
    longest: usize,
}

/// Contents of two and three bytes: a bit for each two bytes, and the patterns behind them.
#[derive(Debug)]
struct Short {
    bits: Box<[u64; 1024]>,
    patterns: HashMap<u16, Vec<u32>>,
}

/// What a prefilter is built from.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    places: HashMap<Vec<u8>, usize>,
    rules: Vec<Vec<u32>>,
}

/// Makes letters lower-case, and other bytes something that is the same for equal bytes.
const CASE: u32 = 0x2020_2020;

fn gram(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk::<GRAM>().map(|bytes| u32::from_le_bytes(*bytes) | CASE)
}

fn pair(a: u8, b: u8) -> u16 {
    (u16::from(a) | u16::from(b) << 8) | 0x2020
}

/// The golden ratio in 32 bits spreads the bits of a gram (Knuth, TAOCP 6.4).
fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(0x9e37_79b1)
}

impl Patterns {
    pub(crate) fn add(&mut self, pattern: &[u8], rule: u32) {
        let lower = pattern.to_ascii_lowercase();
        let place = *self.places.entry(lower).or_insert(self.rules.len());
        match self.rules.get_mut(place) {
            Some(rules) => rules.push(rule),
            None => self.rules.push(vec![rule]),
        }
    }

    pub(crate) fn build(self) -> Option<Prefilter> {
        if self.places.is_empty() {
            return None;
        }
        let mut places: Vec<(Vec<u8>, usize)> = self.places.into_iter().collect();
        places.sort_unstable_by_key(|(_, place)| *place);
        let pairs = places.into_iter().zip(self.rules);
        let patterns: Box<[Pattern]> = pairs
            .map(|((bytes, _), rules)| Pattern { bytes: bytes.into(), rules: rules.into() })
            .collect();
        let longest = patterns.iter().map(|pattern| pattern.bytes.len()).max().unwrap_or(0);
        Some(Prefilter {
            grams: Grams::new(&patterns),
            short: Short::new(&patterns),
            longest,
            patterns,
        })
    }
}

impl Grams {
    fn new(patterns: &[Pattern]) -> Option<Self> {
        let mut shared: HashMap<u32, u32> = HashMap::new();
        for gram in patterns.iter().flat_map(|pattern| pattern.bytes.windows(GRAM)).filter_map(gram)
        {
            *shared.entry(gram).or_insert(0) += 1;
        }
        let mut chosen: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        for (number, pattern) in (0..).zip(patterns) {
            let windows = (0..).zip(pattern.bytes.windows(GRAM));
            // Few contents with the same four bytes, and those four telling.
            let best = windows.max_by_key(|(_, window)| {
                let others = gram(window).and_then(|gram| shared.get(&gram)).copied().unwrap_or(1);
                (strength(window) * 4) / (3 + others)
            });
            if let Some((at, window)) = best
                && let Some(gram) = gram(window)
            {
                chosen.entry(gram).or_default().push((number, at));
            }
        }
        (!chosen.is_empty()).then(|| Self::of(chosen))
    }

    fn of(chosen: HashMap<u32, Vec<(u32, u32)>>) -> Self {
        // One bit in sixteen is set at most; the table stays within the fastest cache.
        let bits = (chosen.len() * 16).next_power_of_two().clamp(1 << 9, 1 << 16);
        let slots = (chosen.len() * 2).next_power_of_two();
        let mut grams = Self {
            bits: vec![0; bits / 64].into(),
            shift: 32 - bits.trailing_zeros(),
            slots: vec![(0, u32::MAX); slots].into(),
            entries: Box::default(),
        };
        let mut entries = Vec::new();
        let mut chosen: Vec<_> = chosen.into_iter().collect();
        chosen.sort_unstable();
        for (gram, run) in chosen {
            grams.enter(gram, u32::try_from(entries.len()).unwrap_or(u32::MAX));
            entries.extend(run);
            entries.push(END);
        }
        grams.entries = entries.into();
        grams
    }

    fn enter(&mut self, gram: u32, start: u32) {
        let bit = hash(gram) >> self.shift;
        if let Some(word) = self.bits.get_mut((bit / 64) as usize) {
            *word |= 1 << (bit % 64);
        }
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash(gram) as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.1 == u32::MAX {
                *slot = (gram, start);
                return;
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    fn may_be(&self, gram: u32) -> bool {
        let bit = hash(gram) >> self.shift;
        self.bits.get((bit / 64) as usize).is_some_and(|word| word >> (bit % 64) & 1 != 0)
    }

    /// The patterns chosen by these four bytes.
    fn entries(&self, gram: u32) -> impl Iterator<Item = (u32, u32)> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash(gram) as usize & mask;
        let mut start = usize::MAX;
        while let Some((known, place)) = self.slots.get(at).filter(|slot| slot.1 != u32::MAX) {
            if *known == gram {
                start = *place as usize;
                break;
            }
            at = (at + 1) & mask;
        }
        let run = self.entries.get(start..).unwrap_or_default();
        run.iter().copied().take_while(|entry| *entry != END)
    }
}

impl Short {
    fn new(patterns: &[Pattern]) -> Option<Self> {
        let mut short = Self { bits: Box::new([0; 1024]), patterns: HashMap::new() };
        for (number, pattern) in (0..).zip(patterns) {
            let size = pattern.bytes.len();
            if let Some([a, b]) = pattern.bytes.first_chunk()
                && size < GRAM
            {
                let pair = pair(*a, *b);
                short.patterns.entry(pair).or_default().push(number);
                if let Some(word) = short.bits.get_mut(usize::from(pair / 64)) {
                    *word |= 1 << (pair % 64);
                }
            }
        }
        (!short.patterns.is_empty()).then_some(short)
    }

    #[inline]
    fn may_be(&self, pair: u16) -> bool {
        let word = self.bits.get(usize::from(pair / 64));
        word.is_some_and(|word| word >> (pair % 64) & 1 != 0)
    }
}

impl Prefilter {
    /// Tells each rule whose pattern is in `data`, possibly more than once.
    pub(crate) fn scan(&self, data: &[u8], mut found: impl FnMut(u32)) {
        if let Some(grams) = &self.grams {
            for (at, window) in data.windows(GRAM).enumerate() {
                let Some(gram) = gram(window) else { break };
                if grams.may_be(gram) {
                    self.compare(grams, gram, data, at, &mut found);
                }
            }
        }
        if let Some(short) = &self.short {
            for (at, window) in data.windows(SHORTEST).enumerate() {
                let [a, b] = *window else { break };
                let pair = pair(a, b);
                if short.may_be(pair) {
                    self.compare_short(short, pair, data, at, &mut found);
                }
            }
        }
    }

    #[cold]
    fn compare_short(
        &self,
        short: &Short,
        pair: u16,
        data: &[u8],
        at: usize,
        found: &mut impl FnMut(u32),
    ) {
        let numbers = short.patterns.get(&pair).into_iter().flatten();
        numbers.for_each(|number| self.tell(*number, data, at, found));
    }

    #[cold]
    fn compare(
        &self,
        grams: &Grams,
        gram: u32,
        data: &[u8],
        at: usize,
        found: &mut impl FnMut(u32),
    ) {
        for (number, offset) in grams.entries(gram) {
            if let Some(start) = at.checked_sub(offset as usize) {
                self.tell(number, data, start, found);
            }
        }
    }

    /// Tells the rules of a pattern if it stands at this place.
    fn tell(&self, number: u32, data: &[u8], start: usize, found: &mut impl FnMut(u32)) {
        let Some(pattern) = self.patterns.get(number as usize) else { return };
        let there = data.get(start..start + pattern.bytes.len());
        if there.is_some_and(|there| there.eq_ignore_ascii_case(&pattern.bytes)) {
            pattern.rules.iter().for_each(|rule| found(*rule));
        }
    }

    pub(crate) fn each_rule(&self, found: &mut dyn FnMut(u32)) {
        self.patterns.iter().flat_map(|pattern| &pattern.rules).for_each(|rule| found(*rule));
    }

    /// How far back a pattern may begin that ends in new bytes.
    pub(crate) fn overlap(&self) -> usize {
        self.longest.saturating_sub(1)
    }

    pub(crate) fn memory(&self) -> usize {
        let patterns = self.patterns.iter().map(|pattern| {
            size_of::<Pattern>() + pattern.bytes.len() + size_of_val(&*pattern.rules)
        });
        let grams = self.grams.as_ref().map_or(0, |grams| {
            size_of_val(&*grams.bits) + size_of_val(&*grams.slots) + size_of_val(&*grams.entries)
        });
        let short = self.short.as_ref().map_or(0, |short| size_of_val(&*short.bits));
        patterns.sum::<usize>() + grams + short
    }
}

/// How telling bytes are: different ones more than the same again, rare ones more than letters and
/// what binary protocols are full of.
fn strength(bytes: &[u8]) -> u32 {
    let mut seen = [0_u64; 4];
    let worth = |byte: &u8| {
        let known = seen.get_mut(usize::from(byte / 64)).is_none_or(|word| {
            let known = *word >> (byte % 64) & 1 != 0;
            *word |= 1 << (byte % 64);
            known
        });
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

/// Whether bytes are so few that looking for them finds them everywhere.
pub(crate) fn is_weak(pattern: &[u8]) -> bool {
    pattern.len() < GRAM
}

/// Whether bytes can be looked for at all.
fn is_usable(pattern: &[u8]) -> bool {
    pattern.len() >= SHORTEST
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
            if content.negated {
                continue;
            }
            let part = pattern(content);
            let marked = if content.fast_pattern || content.fast_only { 1_000 } else { 0 };
            let score = strength(&part) + marked;
            if is_usable(&part) && best.as_ref().is_none_or(|(known, ..)| *known < score) {
                best = Some((score, place, part));
            }
        }
    }
    best.map(|(_, place, part)| (place, part))
}

fn pattern(content: &Content) -> Vec<u8> {
    let chopped = content.fast_chop.and_then(|(offset, length)| {
        let offset = usize::from(offset);
        content.bytes.get(offset..offset + usize::from(length)).filter(|part| is_usable(part))
    });
    best_part(chopped.unwrap_or(&content.bytes)).to_vec()
}
