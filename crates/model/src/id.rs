//! Identifiers. All of them are time-ordered UUIDs (version 7), written in lower-case hyphenated
//! form everywhere: in SQL, in JSON, in URLs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Any object's identifier. Made outside (see `store::Clock` / `app`), never here.
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
#[serde(transparent)]
#[schema(value_type = String, format = "uuid")]
pub struct Id(pub Uuid);

impl Id {
    /// Builds a version-7 identifier from wall-clock milliseconds and ten random bytes.
    pub fn from_parts(now: crate::Millis, random: [u8; 10]) -> Self {
        let millis = u64::try_from(now.0).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// When it was made, by its maker's clock.
    pub fn made(self) -> crate::Millis {
        let millis = self.0.as_u128() >> 80;
        crate::Millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

impl Id {
    /// Bytes of its text.
    pub const TEXT: usize = 36;

    /// Its text, where the caller wants it.
    pub fn text<'a>(&self, buffer: &'a mut [u8; Self::TEXT]) -> &'a mut str {
        self.0.hyphenated().encode_lower(buffer)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for Id {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Millis;

    #[test]
    fn an_identifier_knows_when_it_was_made() {
        for now in [0, 1_767_574_800_000, 281_474_976_710_655] {
            assert_eq!(Id::from_parts(Millis(now), [7; 10]).made(), Millis(now));
        }
    }
}
