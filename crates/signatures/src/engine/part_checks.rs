//! Conditions on what a parser laid open besides content: numbers, events, protocol keywords.

use crate::engine::modbus::ModbusCheck;
use crate::engine::transactions::Transaction;
use crate::rule::{Numbers, Which};

/// One condition on one side of a transaction.
#[derive(Debug)]
pub(crate) enum PartCheck {
    Number {
        name: u32,
        is: Numbers,
    },
    NumberOf {
        name: u32,
        is: Numbers,
        which: Which,
        slice: (i32, i32),
    },
    NumberIn {
        name: u32,
        any_of: Box<[Numbers]>,
    },
    Event(u32),
    /// A text that a parser laid open is as written.
    Text {
        name: u32,
        is: Box<[u8]>,
        negated: bool,
    },
    /// An interface of DCE/RPC that a call is made through.
    Interface {
        name: u32,
        uuid: [u8; 16],
        version: Option<Numbers>,
        any_fragment: bool,
    },
    /// Each of several.
    All(Box<[Self]>),
    Modbus(Box<ModbusCheck>),
}

impl PartCheck {
    /// Names of numbers, texts and events that bring it up.
    pub(crate) fn triggers(&self, numbers: &mut Vec<u32>, events: &mut Vec<u32>) {
        match self {
            Self::Number { name, .. }
            | Self::NumberOf { name, .. }
            | Self::NumberIn { name, .. } => numbers.push(*name),
            Self::Text { .. } | Self::Interface { .. } => {}
            Self::Event(name) => events.push(*name),
            // One of several that must all hold is enough.
            Self::All(checks) => {
                checks.iter().take(1).for_each(|check| check.triggers(numbers, events));
            }
            Self::Modbus(check) => numbers.push(check.function),
        }
    }

    /// Names of buffers that bring it up.
    pub(crate) fn buffers(&self, names: &mut Vec<u32>) {
        match self {
            Self::Text { name, .. } | Self::Interface { name, .. } => names.push(*name),
            Self::All(checks) => checks.iter().for_each(|check| check.buffers(names)),
            _ => {}
        }
    }

    pub(crate) fn holds(&self, open: &Transaction) -> bool {
        match self {
            Self::Number { name, is } => values(open, *name).any(|value| is.holds(value)),
            Self::NumberOf { name, is, which, slice } => {
                let all: Vec<u64> = values(open, *name).collect();
                several(cut(&all, *slice), is, *which)
            }
            Self::NumberIn { name, any_of } => {
                values(open, *name).any(|value| any_of.iter().any(|is| is.holds(value)))
            }
            Self::Event(name) => open.events.contains(name),
            Self::Text { name, is, negated } => {
                let mut texts = open.laid.iter().filter(|laid| laid.name == *name).peekable();
                texts.peek().is_some()
                    && texts.any(|laid| open.bytes_of(laid).eq_ignore_ascii_case(is)) != *negated
            }
            Self::Interface { name, uuid, version, any_fragment } => {
                let mut laid = open.laid.iter().filter(|laid| laid.name == *name);
                laid.any(|laid| {
                    interface_holds(open.bytes_of(laid), uuid, version.as_ref(), *any_fragment)
                })
            }
            Self::All(checks) => checks.iter().all(|check| check.holds(open)),
            Self::Modbus(check) => check.holds(open),
        }
    }
}

pub(crate) fn values(open: &Transaction, name: u32) -> impl Iterator<Item = u64> {
    open.numbers.iter().filter(move |(known, _)| *known == name).map(|(_, value)| *value)
}

/// The parser tells the UUID as it is written, the version, and whether the bind that asked for it
/// was a first fragment.
fn interface_holds(
    told: &[u8],
    wanted: &[u8; 16],
    version: Option<&Numbers>,
    any_fragment: bool,
) -> bool {
    let Some((uuid, [high, low, first])) = told.split_at_checked(16) else { return false };
    let is = u64::from(u16::from_be_bytes([*high, *low]));
    uuid == wanted
        && (any_fragment || *first != 0)
        && version.is_none_or(|version| version.holds(is))
}

/// The part of the values that `slice` names.
fn cut(all: &[u64], (from, to): (i32, i32)) -> &[u64] {
    let place = |at: i32| {
        let far = usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX);
        if at < 0 { all.len().saturating_sub(far) } else { far.min(all.len()) }
    };
    let end = if to == 0 { all.len() } else { place(to) };
    all.get(place(from)..end).unwrap_or_default()
}

/// Whether those of several values hold that must.
pub(crate) fn several(all: &[u64], is: &Numbers, which: Which) -> bool {
    let mut holding = all.iter().filter(|value| is.holds(**value));
    match which {
        Which::Any => holding.next().is_some(),
        Which::AnyOrAbsent => all.is_empty() || holding.next().is_some(),
        Which::All => !all.is_empty() && holding.count() == all.len(),
        Which::AllOrAbsent => holding.count() == all.len(),
        Which::At { place, or_outside } => {
            let far = usize::try_from(place.unsigned_abs()).unwrap_or(usize::MAX);
            let place = if place < 0 { all.len().checked_sub(far) } else { Some(far) };
            let value = place.and_then(|place| all.get(place));
            value.map_or(or_outside, |value| is.holds(*value))
        }
        Which::Times(times) => times.holds(holding.count() as u64),
        Which::Count(count) => count.holds(all.len() as u64),
    }
}
