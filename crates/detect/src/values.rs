//! Process values: the span each had while learning, with a margin.

use std::hash::BuildHasher;

use model::observation::{Object, Observation, Value};
use serde::{Deserialize, Serialize};

use crate::hash::Seeded;
use crate::table::{Aged, Table};
use crate::types::HostKey;

/// Field in which parsers give the value of an object in its own unit.
const FIELD: &str = "value";
/// Values that must have been learned of an object before others are held against them.
const ENOUGH: u32 = 20;
/// Part of the learned span by which a value may leave it.
const MARGIN: f64 = 0.25;

/// The span of a value. Numbers are kept as bits so that they come back exactly as they went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Envelope {
    low: u64,
    high: u64,
    samples: u32,
    time: i64,
}

impl Aged for Envelope {
    fn last_used(&self) -> i64 {
        self.time
    }
}

/// A value outside what was learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outside {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Envelope {
    fn learn(&mut self, value: f64) {
        self.low = f64::from_bits(self.low).min(value).to_bits();
        self.high = f64::from_bits(self.high).max(value).to_bits();
        self.samples = self.samples.saturating_add(1);
    }

    /// A value that never moved has no span to leave.
    fn outside(&self, value: f64) -> Option<Outside> {
        let (low, high) = (f64::from_bits(self.low), f64::from_bits(self.high));
        let margin = (high - low) * MARGIN;
        let within = value >= low - margin && value <= high + margin;
        let known = self.samples >= ENOUGH && high > low;
        (known && !within).then_some(Outside { value, low, high })
    }
}

#[derive(Debug)]
pub(crate) struct Values {
    pub(crate) table: Table<u64, Envelope>,
    seed: Seeded,
}

impl Values {
    pub(crate) fn new(limit: usize, seed: Seeded) -> Self {
        Self { table: Table::new(limit, seed), seed }
    }

    /// Learns the message's value, or tells that it is outside what was learned.
    pub(crate) fn meet(
        &mut self,
        server: HostKey,
        protocol: u64,
        learning: bool,
        o: &Observation,
    ) -> Option<Outside> {
        let value = single_value(o)?;
        let object = match o.object.as_ref()? {
            Object::Range { space, start, .. } => (space.as_ref(), *start, ""),
            Object::Named { space, name } => (space.as_ref(), 0, name.as_str()),
        };
        let key = self.seed.hash_one((server, protocol, o.code, object));
        if learning {
            let bits = value.to_bits();
            let fresh = Envelope { low: bits, high: bits, samples: 0, time: o.time.0 };
            let envelope = self.table.get_or_insert_with(key, || fresh);
            envelope.time = envelope.time.max(o.time.0);
            envelope.learn(value);
            return None;
        }
        let envelope = self.table.get_mut(&key)?;
        envelope.time = envelope.time.max(o.time.0);
        envelope.outside(value)
    }
}

/// The value of the one object a message is about; several cannot be told apart here.
fn single_value(o: &Observation) -> Option<f64> {
    if matches!(o.object, Some(Object::Range { count, .. }) if count > 1) {
        return None;
    }
    let mut values = o.fields.iter().filter(|(name, _)| name == FIELD).map(|(_, value)| value);
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    match value {
        Value::Int(n) => Some(*n as f64),
        Value::Float(n) if n.is_finite() => Some(*n),
        Value::Float(_) | Value::Bool(_) | Value::Text(_) => None,
    }
}
