//! What is left out of a statement for one tier of receivers.
//!
//! A kind declares which of its fields can be treated and how ([`Shareable`]); a policy chooses.
//! Treatments of several rules for one receiver are joined, and the join never shows more than
//! any of them alone. Pure: the keyed hash is the caller's.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is done to a field.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// An address keeps its network: IPv4 /24, IPv6 /48, a MAC address its maker's part.
    Mask,
    /// A time keeps its day (UTC), a count its order of magnitude, a tenant its region.
    Generalise,
    /// A name that only this receiver can compare with others it got from the same owner.
    Hash,
    /// Left out.
    Remove,
}

impl Treatment {
    /// What shows no more than either of the two.
    pub fn join(self, other: Self) -> Self {
        if self == other { self } else { Self::Remove }
    }
}

/// Treatments by field.
pub type Treatments = BTreeMap<String, Treatment>;

/// Joins the treatments of two rules for one receiver.
pub fn join(mut one: Treatments, other: &Treatments) -> Treatments {
    for (field, treatment) in other {
        let joined = one.get(field).map_or(*treatment, |known| known.join(*treatment));
        one.insert(field.clone(), joined);
    }
    one
}

/// What a field holds, and so what can be done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Words that may be empty.
    Text,
    /// An address as text, that may be empty.
    Address,
    List,
    Map,
    /// Milliseconds since the epoch.
    Millis,
    /// Nanoseconds of capture time.
    Nanos,
    Count,
    /// A tenant path.
    Tenant,
}

impl Shape {
    /// The treatments that leave a body of its kind.
    pub const fn treatments(self) -> &'static [Treatment] {
        match self {
            Self::Text => &[Treatment::Hash, Treatment::Remove],
            Self::Address => &[Treatment::Mask, Treatment::Hash, Treatment::Remove],
            Self::List | Self::Map => &[Treatment::Remove],
            Self::Millis | Self::Nanos | Self::Count | Self::Tenant => &[Treatment::Generalise],
        }
    }
}

/// A field that a policy may treat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub shape: Shape,
}

impl Field {
    pub const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, shape }
    }
}

/// What a kind declares so that sharing policies can cover it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shareable {
    pub fields: &'static [Field],
    /// The field of the body that names the organisation it is about, where that is not the one
    /// that says it.
    pub about: Option<&'static str>,
    /// The list of names in the body that says what was left out, where the kind has one.
    pub left_out: Option<&'static str>,
}

impl Shareable {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether the field is one, and can be treated so.
    pub fn admits(&self, name: &str, treatment: Treatment) -> bool {
        self.field(name).is_some_and(|field| field.shape.treatments().contains(&treatment))
    }

    /// Everything left out that can be: what stays of a revoked statement.
    pub fn all(&self) -> Treatments {
        let strictest = |field: &Field| {
            let last = field.shape.treatments().last().copied();
            last.map(|treatment| (field.name.to_owned(), treatment))
        };
        self.fields.iter().filter_map(strictest).collect()
    }

    /// The body as it is seen with these treatments. `hash` gives the name that stands for a text
    /// of a field. A treatment that a field does not admit leaves the strictest that it does:
    /// nothing is shown because a rule was wrong.
    pub fn apply(
        &self,
        body: &Value,
        treatments: &Treatments,
        hash: &dyn Fn(&str, &str) -> String,
    ) -> Value {
        let mut body = body.clone();
        let Some(map) = body.as_object_mut() else { return Value::Null };
        let mut gone = Vec::new();
        for (name, treatment) in treatments {
            let Some(field) = self.field(name) else { continue };
            let Some(value) = map.get_mut(name) else { continue };
            treat(value, *field, *treatment, hash);
            gone.push(Value::from(name.as_str()));
        }
        if let Some(list) = self.left_out.filter(|_| !gone.is_empty()) {
            map.insert(list.to_owned(), Value::from(gone));
        }
        body
    }
}

fn treat(
    value: &mut Value,
    field: Field,
    treatment: Treatment,
    hash: &dyn Fn(&str, &str) -> String,
) {
    let admitted = field.shape.treatments();
    let strictest = admitted.last().copied().unwrap_or(Treatment::Remove);
    let treatment = if admitted.contains(&treatment) { treatment } else { strictest };
    *value = match (treatment, &*value) {
        (Treatment::Mask, Value::String(text)) => Value::from(mask(text)),
        (Treatment::Hash, Value::String(text)) if !text.is_empty() => {
            Value::from(hash(field.name, text))
        }
        (Treatment::Generalise, value) => generalise(value, field.shape),
        (_, value) => emptied(value),
    };
}

fn emptied(value: &Value) -> Value {
    match value {
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(_) => Value::Object(serde_json::Map::new()),
        Value::String(_) => Value::from(""),
        _ => Value::Null,
    }
}

/// The network of an address; empty for what is no address.
pub fn mask(text: &str) -> String {
    if let Ok(address) = text.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        };
    }
    let parts: Vec<&str> = text.split([':', '-']).collect();
    let hex = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_hexdigit());
    match parts.as_slice() {
        [a, b, c, _, _, _] if parts.iter().all(hex) => format!("{a}:{b}:{c}:*"),
        _ => String::new(),
    }
}

const DAY_MS: i64 = 86_400_000;

fn generalise(value: &Value, shape: Shape) -> Value {
    let floor = |unit: i64| {
        value.as_i64().map_or(Value::Null, |n| Value::from(n.div_euclid(unit).saturating_mul(unit)))
    };
    match shape {
        Shape::Millis => floor(DAY_MS),
        Shape::Nanos => floor(DAY_MS.saturating_mul(1_000_000)),
        Shape::Count => value.as_u64().map_or(Value::Null, |n| Value::from(magnitude(n))),
        Shape::Tenant => {
            let path = value.as_str().unwrap_or_default();
            Value::from(path.split('/').take(2).collect::<Vec<_>>().join("/"))
        }
        _ => emptied(value),
    }
}

/// The least number of the same order of magnitude: 0, 1, 10, 100, …
pub fn magnitude(count: u64) -> u64 {
    count.checked_ilog10().map_or(0, |digits| 10u64.saturating_pow(digits))
}

#[cfg(test)]
mod tests;
