//! Content matches and byte operations on one buffer, with going back to earlier choices.
//!
//! Source: Suricata User Guide 8.0, "Payload Keywords"; what counts as relative and which contents
//! are tried again follows Suricata's observed behaviour.

use crate::engine::ops::{At, ContentOp, JumpOp, MathOp, Num, Op, PcreOp, ReadOp, TestOp};
use crate::engine::sets::SetsView;
use crate::engine::{bytes, entropy};
use crate::rule::{ByteMath, ByteTest, Dataset};

/// Values that byte operations of one rule may set.
pub(crate) const SLOTS: usize = 24;

/// Bytes that a chain is held against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) data: &'a [u8],
    /// Bytes of the buffer before `data` that are not kept any more.
    pub(crate) base: u64,
}

impl<'a> Subject<'a> {
    pub(crate) fn whole(data: &'a [u8]) -> Self {
        Self { data, base: 0 }
    }
}

/// What one rule remembers while it is held against buffers.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    slots: [u64; SLOTS],
    /// What `base64_decode` decoded.
    pub(crate) base64: Vec<u8>,
    /// Steps left; a rule that needs more does not match.
    steps: u32,
    /// Whether numbers marked `dce` are little-endian.
    pub(crate) little: bool,
    /// Values that the rule would add to or take from data sets if it matches.
    pub(crate) writes: Vec<(u32, bool, Vec<u8>)>,
}

impl Memory {
    pub(crate) fn start(&mut self, steps: u32) {
        self.slots = [0; SLOTS];
        self.base64.clear();
        self.steps = steps;
        self.little = true;
        self.writes.clear();
    }

    fn value(&self, num: &Num) -> i64 {
        match num {
            Num::Is(value) => *value,
            Num::Slot(slot) => {
                let value = self.slots.get(usize::from(*slot)).copied().unwrap_or(0);
                i64::try_from(value).unwrap_or(i64::MAX)
            }
        }
    }

    fn unsigned(&self, num: &Num) -> u64 {
        match num {
            Num::Is(value) => value.cast_unsigned(),
            Num::Slot(slot) => self.slots.get(usize::from(*slot)).copied().unwrap_or(0),
        }
    }

    fn set(&mut self, slot: u8, value: u64) {
        if let Some(place) = self.slots.get_mut(usize::from(slot)) {
            *place = value;
        }
    }
}

/// One run of a chain over one buffer.
pub(crate) struct Run<'a, 'm> {
    pub(crate) subject: Subject<'a>,
    pub(crate) memory: &'m mut Memory,
    pub(crate) sets: &'m dyn SetsView,
}

impl Run<'_, '_> {
    /// Whether all of `ops` hold, in order, from the front of the buffer.
    pub(crate) fn holds(&mut self, ops: &[Op]) -> bool {
        self.from(ops, 0)
    }

    /// Whether all of `ops` hold when the match before ended at `cursor`.
    fn from(&mut self, ops: &[Op], mut cursor: usize) -> bool {
        let mut rest = ops;
        while let Some((op, after)) = rest.split_first() {
            let Some(steps) = self.memory.steps.checked_sub(1) else { return false };
            self.memory.steps = steps;
            match op {
                Op::Content(content) if content.tried_again => {
                    return self.each_content(content, after, cursor);
                }
                Op::Pcre(pcre) if pcre.tried_again => return self.each_pcre(pcre, after, cursor),
                _ => match self.one(op, cursor) {
                    Some(next) => cursor = next,
                    None => return false,
                },
            }
            rest = after;
        }
        true
    }

    /// Holds one operation against the buffer; gives where the next begins.
    fn one(&mut self, op: &Op, cursor: usize) -> Option<usize> {
        let keep = |holds: bool| holds.then_some(cursor);
        match op {
            Op::Content(content) => self.content(content, cursor),
            Op::Pcre(pcre) => self.pcre(pcre, cursor),
            Op::DataAt { at, relative, negated } => {
                keep(self.data_at(at, *relative, cursor) != *negated)
            }
            Op::Test(test) => keep(self.test(test, cursor)),
            Op::Jump(jump) => self.jump(jump, cursor),
            Op::Extract(read, multiplier, align, slot) => {
                self.extract(read, *multiplier, *align, *slot, cursor)
            }
            Op::Math(math) => self.math(math, cursor),
            Op::Size(numbers) => {
                let size = self.subject.base.saturating_add(self.subject.data.len() as u64);
                keep(numbers.holds(size))
            }
            Op::Dataset(dataset, set) => keep(self.dataset(dataset, *set)),
            Op::Base64 { bytes, offset, relative } => {
                keep(self.base64(*bytes, *offset, *relative, cursor))
            }
            Op::Entropy(entropy) => keep(entropy::holds(entropy, self.subject.data)),
            Op::Asn1(asn1) => keep(asn1.holds(self.subject.data, cursor)),
            Op::Absent => None,
        }
    }

    /// The part of the buffer where `content` may stand.
    fn area(&self, content: &ContentOp, cursor: usize) -> Option<(usize, usize)> {
        let data = &self.subject.data;
        let size = i64::try_from(data.len()).ok()?;
        let base = i64::try_from(self.subject.base).ok()?;
        let offset = content.offset.as_ref().map(|num| self.memory.value(num));
        let depth = content.depth.as_ref().map(|num| self.memory.value(num));
        let (mut low, mut high) = (0, size);
        if content.relative {
            let cursor = i64::try_from(cursor).ok()?;
            let distance = content.distance.as_ref().map_or(0, |num| self.memory.value(num));
            low = cursor.saturating_add(distance).max(0);
            if let Some(within) = &content.within {
                let end = cursor.saturating_add(distance).saturating_add(self.memory.value(within));
                high = high.min(end);
            }
        }
        if let Some(offset) = offset {
            low = low.max(offset.saturating_sub(base));
        }
        if let Some(depth) = depth {
            high = high.min(offset.unwrap_or(0).saturating_add(depth).saturating_sub(base));
        }
        let low = usize::try_from(low.max(0)).ok()?;
        let high = usize::try_from(high).ok()?;
        (low <= high).then_some((low, high))
    }

    /// The first place of `content` at or behind `from` within its area.
    fn find(content: &ContentOp, data: &[u8], low: usize, high: usize) -> Option<usize> {
        let area = data.get(low..high)?;
        if content.ends {
            // Only the very end of the buffer will do.
            let at = data.len().checked_sub(content.needle.len())?;
            return (at >= low && high >= data.len() && content.needle.is_at(data, at))
                .then_some(at);
        }
        if area.len() == content.needle.len() {
            return content.needle.is_at(area, 0).then_some(low);
        }
        content.needle.find(area).map(|at| at + low)
    }

    fn content(&mut self, content: &ContentOp, cursor: usize) -> Option<usize> {
        let found = self
            .area(content, cursor)
            .and_then(|(low, high)| Self::find(content, self.subject.data, low, high));
        match found {
            Some(at) if !content.negated => Some(at + content.needle.len()),
            None if content.negated => Some(cursor),
            _ => None,
        }
    }

    /// Tries each place of a content until what follows holds, too.
    fn each_content(&mut self, content: &ContentOp, after: &[Op], cursor: usize) -> bool {
        let Some((mut low, high)) = self.area(content, cursor) else { return false };
        while let Some(at) = Self::find(content, self.subject.data, low, high) {
            if self.from(after, at + content.needle.len()) {
                return true;
            }
            let Some(steps) = self.memory.steps.checked_sub(1) else { return false };
            self.memory.steps = steps;
            low = at + 1;
        }
        false
    }

    /// The beginning of a stream is where it began, not where what is kept of it begins.
    fn is_astray(&self, pcre: &PcreOp) -> bool {
        pcre.anchored && !pcre.relative && self.subject.base > 0
    }

    fn pcre(&mut self, pcre: &PcreOp, cursor: usize) -> Option<usize> {
        if self.is_astray(pcre) {
            return None;
        }
        let start = if pcre.relative { cursor } else { 0 };
        let found = self.subject.data.get(start..).and_then(|data| pcre.pattern.find(data));
        match found {
            Some((_, end)) if !pcre.negated => Some(start + end),
            None if pcre.negated => Some(cursor),
            _ => None,
        }
    }

    fn each_pcre(&mut self, pcre: &PcreOp, after: &[Op], cursor: usize) -> bool {
        if self.is_astray(pcre) {
            return false;
        }
        let mut start = if pcre.relative { cursor } else { 0 };
        while let Some((at, end)) =
            self.subject.data.get(start..).and_then(|data| pcre.pattern.find(data))
        {
            if self.from(after, start + end) {
                return true;
            }
            let Some(steps) = self.memory.steps.checked_sub(1) else { return false };
            self.memory.steps = steps;
            start += at + 1;
        }
        false
    }

    fn data_at(&self, at: &Num, relative: bool, cursor: usize) -> bool {
        let size = i64::try_from(self.subject.data.len()).unwrap_or(i64::MAX);
        let at = self.memory.value(at);
        if relative {
            let cursor = i64::try_from(cursor).unwrap_or(i64::MAX);
            at.saturating_add(cursor) <= size
        } else {
            let base = i64::try_from(self.subject.base).unwrap_or(i64::MAX);
            at < size.saturating_add(base)
        }
    }

    /// Reads the number of a byte operation; gives it and the place behind it.
    fn number(&self, read: &ReadOp, cursor: usize) -> Option<(u64, usize)> {
        let count = usize::try_from(self.memory.value(&read.bytes)).ok()?;
        let at = self.place(&read.offset, read.relative, cursor)?;
        let little = if read.form.dce { self.memory.little } else { read.form.little };
        let (value, taken) = bytes::read(self.subject.data, at, count, &read.form, little)?;
        Some((value, at + taken))
    }

    fn place(&self, offset: &Num, relative: bool, cursor: usize) -> Option<usize> {
        let from = if relative {
            i64::try_from(cursor).ok()?
        } else {
            i64::try_from(self.subject.base).ok()?.checked_neg()?
        };
        let at = from.checked_add(self.memory.value(offset))?;
        usize::try_from(at).ok()
    }

    fn test(&self, op: &TestOp, cursor: usize) -> bool {
        let Some((value, _)) = self.number(&op.read, cursor) else { return false };
        let with = self.memory.unsigned(&op.value);
        op.how.holds(value, with) != op.negated
    }

    fn jump(&self, op: &JumpOp, cursor: usize) -> Option<usize> {
        let (value, behind) = self.number(&op.read, cursor)?;
        let mut far = i64::try_from(value.checked_mul(op.multiplier.into())?).ok()?;
        if op.align {
            far = far.checked_add(3)? & !3;
        }
        far = far.checked_add(self.memory.value(&op.post_offset))?;
        let size = i64::try_from(self.subject.data.len()).ok()?;
        let from = match op.from {
            At::Beginning => i64::try_from(self.subject.base).ok()?.checked_neg()?,
            At::End => size,
            At::Here => i64::try_from(behind).ok()?,
        };
        // Back beyond the beginning is the beginning; forward only to a byte that is there.
        let to = from.checked_add(far)?.max(0);
        (to < size).then_some(usize::try_from(to).ok()?)
    }

    fn extract(
        &mut self,
        read: &ReadOp,
        multiplier: u32,
        align: Option<u8>,
        slot: u8,
        cursor: usize,
    ) -> Option<usize> {
        let (value, behind) = self.number(read, cursor)?;
        let mut value = value.checked_mul(multiplier.into())?;
        if let Some(align) = align.filter(|align| *align > 1) {
            value = value.checked_next_multiple_of(align.into())?;
        }
        self.memory.set(slot, value);
        Some(behind)
    }

    fn math(&mut self, op: &MathOp, cursor: usize) -> Option<usize> {
        let (value, behind) = self.number(&op.read, cursor)?;
        let with = self.memory.unsigned(&op.value);
        let result = op.how.apply(value, with)?;
        self.memory.set(op.slot, result);
        Some(behind)
    }

    fn dataset(&mut self, dataset: &Dataset, set: u32) -> bool {
        self.sets.holds(dataset, set, self.subject.data, &mut self.memory.writes)
    }

    fn base64(&mut self, count: Option<u32>, offset: u32, relative: bool, cursor: usize) -> bool {
        let Some(start) = (if relative { cursor } else { 0 }).checked_add(offset as usize) else {
            return false;
        };
        let Some(data) = self.subject.data.get(start..) else { return false };
        let count = count.map_or(data.len(), |count| data.len().min(count as usize));
        entropy::decode_base64(data.get(..count).unwrap_or_default(), &mut self.memory.base64);
        !self.memory.base64.is_empty()
    }
}

/// How `byte_test` compares.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Compare {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
    And,
    Xor,
}

impl Compare {
    pub(crate) fn of(test: &ByteTest) -> Option<Self> {
        Some(match test.operator.as_str() {
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            "=" | "==" => Self::Equal,
            ">=" => Self::GreaterOrEqual,
            ">" => Self::Greater,
            "&" => Self::And,
            "^" => Self::Xor,
            _ => return None,
        })
    }

    fn holds(self, value: u64, with: u64) -> bool {
        match self {
            Self::Less => value < with,
            Self::LessOrEqual => value <= with,
            Self::Equal => value == with,
            Self::GreaterOrEqual => value >= with,
            Self::Greater => value > with,
            Self::And => value & with != 0,
            Self::Xor => value ^ with != 0,
        }
    }
}

/// How `byte_math` reckons.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reckon {
    Plus,
    Minus,
    Times,
    Over,
    Left,
    Right,
}

impl Reckon {
    pub(crate) fn of(math: &ByteMath) -> Option<Self> {
        Some(match math.operator.as_str() {
            "+" => Self::Plus,
            "-" => Self::Minus,
            "*" => Self::Times,
            "/" => Self::Over,
            "<<" => Self::Left,
            ">>" => Self::Right,
            _ => return None,
        })
    }

    fn apply(self, value: u64, with: u64) -> Option<u64> {
        let shift = u32::try_from(with);
        Some(match self {
            Self::Plus => value.wrapping_add(with),
            Self::Minus => value.wrapping_sub(with),
            Self::Times => value.wrapping_mul(with),
            Self::Over => value.checked_div(with)?,
            Self::Left => shift.ok().and_then(|by| value.checked_shl(by)).unwrap_or(0),
            Self::Right => shift.ok().and_then(|by| value.checked_shr(by)).unwrap_or(0),
        })
    }
}
