//! Content matches of a rule, ready to run: names of values brought to places, contents prepared.

use crate::engine::asn1::Asn1;
use crate::engine::chain::{Compare, Reckon, SLOTS};
use crate::engine::outside::Pattern;
use crate::engine::search::Needle;
use crate::rule::{
    Amount, ByteExtract, ByteJump, ByteMath, ByteTest, Content, Dataset, Entropy, Match,
    NumberForm, Numbers, Pcre,
};

/// A number, or the value that a byte operation put into a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Num {
    Is(i64),
    Slot(u8),
}

#[derive(Debug)]
pub(crate) enum Op {
    Content(Box<ContentOp>),
    Pcre(Box<PcreOp>),
    DataAt {
        at: Num,
        relative: bool,
        negated: bool,
    },
    Test(Box<TestOp>),
    Jump(Box<JumpOp>),
    /// Read, multiplier, alignment, slot.
    Extract(Box<ReadOp>, u32, Option<u8>, u8),
    Math(Box<MathOp>),
    Size(Numbers),
    /// A data set and its place among those of the rules.
    Dataset(Box<Dataset>, u32),
    Base64 {
        bytes: Option<u32>,
        offset: u32,
        relative: bool,
    },
    Entropy(Entropy),
    Asn1(Asn1),
    /// Never holds on a buffer that is there.
    Absent,
}

#[derive(Debug)]
pub(crate) struct ContentOp {
    pub(crate) needle: Needle,
    pub(crate) negated: bool,
    pub(crate) offset: Option<Num>,
    pub(crate) depth: Option<Num>,
    pub(crate) distance: Option<Num>,
    pub(crate) within: Option<Num>,
    pub(crate) relative: bool,
    pub(crate) ends: bool,
    /// Something behind it is relative to it: other places are tried when that fails.
    pub(crate) tried_again: bool,
}

#[derive(Debug)]
pub(crate) struct PcreOp {
    pub(crate) pattern: Pattern,
    /// It only matches at the beginning.
    pub(crate) anchored: bool,
    pub(crate) negated: bool,
    pub(crate) relative: bool,
    pub(crate) tried_again: bool,
}

/// Where and how a number is read.
#[derive(Debug)]
pub(crate) struct ReadOp {
    pub(crate) bytes: Num,
    pub(crate) offset: Num,
    pub(crate) relative: bool,
    pub(crate) form: NumberForm,
}

#[derive(Debug)]
pub(crate) struct TestOp {
    pub(crate) read: ReadOp,
    pub(crate) how: Compare,
    pub(crate) value: Num,
    pub(crate) negated: bool,
}

/// From where `byte_jump` jumps.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At {
    Beginning,
    End,
    Here,
}

#[derive(Debug)]
pub(crate) struct JumpOp {
    pub(crate) read: ReadOp,
    pub(crate) multiplier: u32,
    pub(crate) align: bool,
    pub(crate) from: At,
    pub(crate) post_offset: Num,
}

#[derive(Debug)]
pub(crate) struct MathOp {
    pub(crate) read: ReadOp,
    pub(crate) how: Reckon,
    pub(crate) value: Num,
    pub(crate) slot: u8,
}

/// Names of values that the byte operations of one rule set.
#[derive(Debug, Default)]
pub(crate) struct Variables(Vec<String>);

impl Variables {
    fn set(&mut self, name: &str) -> Result<u8, String> {
        let known = self.0.iter().position(|known| known == name);
        let place = known.unwrap_or(self.0.len());
        if place >= SLOTS {
            return Err(format!("more than {SLOTS} values set by byte operations"));
        }
        if known.is_none() {
            self.0.push(name.to_owned());
        }
        u8::try_from(place).map_err(|_| "too many values".to_owned())
    }

    fn num(&self, amount: &Amount) -> Result<Num, String> {
        match amount {
            Amount::Number(number) => Ok(Num::Is(*number)),
            Amount::Name(name) => {
                let place = self.0.iter().position(|known| known == name);
                let place = place.and_then(|place| u8::try_from(place).ok());
                place.map(Num::Slot).ok_or_else(|| format!("value '{name}' is not set before"))
            }
        }
    }

    fn maybe(&self, amount: Option<&Amount>) -> Result<Option<Num>, String> {
        amount.map(|amount| self.num(amount)).transpose()
    }
}

/// Prepares the matches of one section. `sets` gives a data set its place.
pub(crate) fn prepare(
    matches: &[Match],
    variables: &mut Variables,
    sets: &mut dyn FnMut(&Dataset) -> Result<u32, String>,
) -> Result<Box<[Op]>, String> {
    let mut ops = Vec::with_capacity(matches.len());
    for (place, one) in matches.iter().enumerate() {
        let after = matches.get(place + 1..).unwrap_or_default();
        let followed = !is_negated(one) && is_followed(after);
        ops.push(prepare_one(one, followed, variables, sets)?);
    }
    Ok(ops.into())
}

fn prepare_one(
    one: &Match,
    followed: bool,
    variables: &mut Variables,
    sets: &mut dyn FnMut(&Dataset) -> Result<u32, String>,
) -> Result<Op, String> {
    Ok(match one {
        Match::Content(content) => {
            Op::Content(Box::new(self::content(content, followed, variables)?))
        }
        Match::Pcre(pcre) => Op::Pcre(Box::new(self::pcre(pcre, followed))),
        Match::DataAt { at, relative, negated } => {
            Op::DataAt { at: variables.num(at)?, relative: *relative, negated: *negated }
        }
        Match::ByteTest(test) => Op::Test(Box::new(self::test(test, variables)?)),
        Match::ByteJump(jump) => Op::Jump(Box::new(self::jump(jump, variables)?)),
        Match::ByteExtract(extract) => self::extract(extract, variables)?,
        Match::ByteMath(math) => Op::Math(Box::new(self::math(math, variables)?)),
        Match::Size(numbers) => Op::Size(*numbers),
        Match::Dataset(dataset) => Op::Dataset(Box::new(dataset.clone()), sets(dataset)?),
        Match::Base64Decode { bytes, offset, relative } => {
            Op::Base64 { bytes: *bytes, offset: *offset, relative: *relative }
        }
        Match::Entropy(entropy) => Op::Entropy(*entropy),
        Match::Absent { .. } => Op::Absent,
        Match::Other { name, argument } if name == "asn1" => Op::Asn1(Asn1::new(argument)),
        Match::Other { name, .. } => return Err(format!("keyword '{name}' is not supported")),
    })
}

fn is_negated(one: &Match) -> bool {
    match one {
        Match::Content(content) => content.negated,
        Match::Pcre(pcre) => pcre.negated,
        _ => false,
    }
}

/// Whether one of the matches behind takes its place from the one before: then other places of
/// that one are worth trying. A match that stands by itself breaks the chain.
fn is_followed(after: &[Match]) -> bool {
    after.iter().any(is_relative)
}

pub(crate) fn is_relative(one: &Match) -> bool {
    match one {
        Match::Content(content) => content.distance.is_some() || content.within.is_some(),
        Match::Pcre(pcre) => pcre.relative,
        Match::DataAt { relative, .. } | Match::Base64Decode { relative, .. } => *relative,
        Match::ByteTest(test) => test.relative,
        Match::ByteJump(jump) => jump.relative,
        Match::ByteExtract(extract) => extract.relative,
        Match::ByteMath(math) => math.relative,
        Match::Other { name, argument } => name == "asn1" && Asn1::new(argument).is_relative(),
        _ => false,
    }
}

fn content(
    content: &Content,
    tried_again: bool,
    variables: &Variables,
) -> Result<ContentOp, String> {
    let size = i64::try_from(content.bytes.len()).unwrap_or(i64::MAX);
    let (mut offset, mut depth) =
        (variables.maybe(content.offset.as_ref())?, variables.maybe(content.depth.as_ref())?);
    if content.starts {
        (offset, depth) = (None, Some(Num::Is(size)));
    }
    Ok(ContentOp {
        needle: Needle::new(&content.bytes, content.nocase),
        negated: content.negated,
        offset,
        depth,
        distance: variables.maybe(content.distance.as_ref())?,
        within: variables.maybe(content.within.as_ref())?,
        relative: content.distance.is_some() || content.within.is_some(),
        ends: content.ends,
        tried_again: tried_again && !content.ends && !content.starts,
    })
}

fn pcre(pcre: &Pcre, tried_again: bool) -> PcreOp {
    let begins = pcre.pattern.starts_with('^') && !pcre.flags.contains('m');
    PcreOp {
        pattern: Pattern::new(pcre),
        anchored: begins || pcre.flags.contains('A'),
        negated: pcre.negated,
        relative: pcre.relative,
        tried_again,
    }
}

fn test(test: &ByteTest, variables: &Variables) -> Result<TestOp, String> {
    // `!` alone asks for something else than the value.
    let unequal = test.operator == "!";
    let how = if unequal { Some(Compare::Equal) } else { Compare::of(test) };
    Ok(TestOp {
        read: ReadOp {
            bytes: variables.num(&test.bytes)?,
            offset: variables.num(&test.offset)?,
            relative: test.relative,
            form: test.read,
        },
        how: how.ok_or_else(|| format!("byte_test operator '{}'", test.operator))?,
        value: variables.num(&test.value)?,
        negated: test.negated != unequal,
    })
}

fn jump(jump: &ByteJump, variables: &Variables) -> Result<JumpOp, String> {
    Ok(JumpOp {
        read: ReadOp {
            bytes: variables.num(&jump.bytes)?,
            offset: variables.num(&jump.offset)?,
            relative: jump.relative,
            form: jump.read,
        },
        multiplier: jump.multiplier.max(1),
        align: jump.align,
        from: match (jump.from_beginning, jump.from_end) {
            (true, _) => At::Beginning,
            (_, true) => At::End,
            _ => At::Here,
        },
        post_offset: variables.num(&jump.post_offset)?,
    })
}

fn extract(extract: &ByteExtract, variables: &mut Variables) -> Result<Op, String> {
    let read = ReadOp {
        bytes: Num::Is(extract.bytes.into()),
        offset: Num::Is(extract.offset),
        relative: extract.relative,
        form: extract.read,
    };
    let slot = variables.set(&extract.name)?;
    Ok(Op::Extract(Box::new(read), extract.multiplier.max(1), extract.align, slot))
}

fn math(math: &ByteMath, variables: &mut Variables) -> Result<MathOp, String> {
    Ok(MathOp {
        read: ReadOp {
            bytes: variables.num(&math.bytes)?,
            offset: Num::Is(math.offset),
            relative: math.relative,
            form: math.read,
        },
        how: Reckon::of(math).ok_or_else(|| format!("byte_math operator '{}'", math.operator))?,
        value: variables.num(&math.value)?,
        slot: variables.set(&math.result)?,
    })
}
