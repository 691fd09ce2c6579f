//! The checked tree and the values it yields.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::functions::Function;

/// An expression that was checked and is ready to be evaluated many times.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Program {
    pub(crate) node: Node,
    /// Cells (fields, scores, results) it reads.
    pub(crate) cells: BTreeSet<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// A field, score or result.
    Cell(usize),
    /// A variable of `all`, `map`, …, or the row of a table; by its place on the stack.
    Local(usize),
    Root(Root),
    Member(Box<Self>, String),
    Index(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Negate(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Choose(Box<Self>, Box<Self>, Box<Self>),
    Binary(Operator, Box<Self>, Box<Self>),
    In(Box<Self>, Box<Self>),
    List(Vec<Self>),
    Call(Function, Vec<Self>),
    /// `rank('list', code)`: ranks by code.
    Lookup(Shared<BTreeMap<String, Json>>, Box<Self>),
    Each(Each, Box<Self>, Box<Self>),
}

/// Shared between clones of a program.
pub(crate) type Shared<T> = std::sync::Arc<T>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Each {
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
}

/// What is given besides the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    Organisation,
    Filing,
    Previous,
    Indicators,
    Verdicts,
    Today,
}

/// A value while evaluating; borrows from the answers where it can.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Val<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    List(Rc<Vec<Self>>),
    /// A row, an item, an attachment.
    Map(&'a Map<String, Json>),
    /// A row with computed columns.
    Row(Rc<BTreeMap<String, Self>>),
}

impl<'a> Val<'a> {
    /// A choice with words of its own (`{"code": …, "text": …}`) is its code.
    pub(crate) fn of(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(value) => Self::number(value.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Self::Text(Cow::Borrowed(text)),
            Json::Array(items) => Self::List(Rc::new(items.iter().map(Self::of).collect())),
            Json::Object(map) => match map.get("code").and_then(Json::as_str) {
                Some(code) => Self::Text(Cow::Borrowed(code)),
                None => Self::Map(map),
            },
        }
    }

    /// Infinite and undefined numbers are unknown.
    pub(crate) fn number(value: f64) -> Self {
        if value.is_finite() { Self::Number(value) } else { Self::Null }
    }

    pub(crate) fn truth(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        if let Self::Number(value) = self { Some(*value) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Nothing was answered: null, blank text, an empty list.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(map) => map.is_empty(),
            Self::Row(row) => row.values().all(Self::is_blank),
            Self::Bool(_) | Self::Number(_) => false,
        }
    }

    pub(crate) fn member(&self, name: &str) -> Self {
        match self {
            Self::Map(map) => map.get(name).map_or(Self::Null, Self::of),
            Self::Row(row) => row.get(name).cloned().unwrap_or(Self::Null),
            _ => Self::Null,
        }
    }

    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(value) => number_json(*value),
            Self::Text(text) => Json::String(text.to_string()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Map(map) => Json::Object((*map).clone()),
            Self::Row(row) => Json::Object(
                row.iter().map(|(name, value)| (name.clone(), value.to_json())).collect(),
            ),
        }
    }

    /// As it is printed: numbers without a needless fraction.
    pub(crate) fn print(&self) -> String {
        match self {
            Self::Null | Self::Map(_) | Self::Row(_) => String::new(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => print_number(*value),
            Self::Text(text) => text.to_string(),
            Self::List(items) => items.iter().map(Self::print).collect::<Vec<_>>().join("、"),
        }
    }
}

/// Whole numbers as integers, so that they compare equal to what was typed.
pub(crate) fn number_json(value: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "bounded by 2^53 above")]
        return Json::from(value as i64);
    }
    serde_json::Number::from_f64(value).map_or(Json::Null, Json::Number)
}

pub(crate) fn print_number(value: f64) -> String {
    // Doubles carry noise (0.1 + 0.2); ten places are more than any form asks for.
    let rounded = (value * 1e10).round() / 1e10;
    if rounded.is_finite() { format!("{rounded}") } else { format!("{value}") }
}
