//! What an error can be at a boundary. Growth is deliberate: a new kind needs an ADR.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The nine kinds that map to HTTP statuses, exit codes and retry decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The input is wrong; sending it again does not help.
    Invalid,
    /// Nobody is signed in, or the session is over.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// The state does not allow it (already done, changed by another, not yet).
    Conflict,
    /// Too many calls, too much data.
    TooMany,
    /// A disk, a peer or a database is not there; try again later.
    Unavailable,
    /// It took longer than allowed.
    Timeout,
    /// A defect of ours.
    Internal,
}

/// An error as it crosses a boundary: a stable dotted code with parameters; wording is added at
/// the edge (`api`, `web`, `huhang`), in Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fault {
    pub kind: ErrorKind,
    /// Dotted code, listed in `docs/errors.md`: `notice.not_recipient`.
    #[schema(value_type = String)]
    pub code: Cow<'static, str>,
    /// What the sentence needs: field names, limits, identifiers. Never secrets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Fault {
    pub fn new(kind: ErrorKind, code: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, code: code.into(), params: BTreeMap::new() }
    }

    pub fn invalid(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Invalid, code)
    }

    pub fn forbidden(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Forbidden, code)
    }

    pub fn not_found(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::NotFound, code)
    }

    pub fn conflict(code: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Conflict, code)
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        for (index, (name, value)) in self.params.iter().enumerate() {
            write!(f, "{}{name}={value}", if index == 0 { ": " } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
