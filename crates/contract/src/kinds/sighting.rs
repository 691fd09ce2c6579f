//! Sighting: a receiver tells the one who shared something whether it met it. Coarse by design:
//! no address, no name, days instead of times.

use std::net::IpAddr;

use model::{Fault, Id, Millis, TenantPath};
use serde::{Deserialize, Serialize};

use super::{Kind, check_text};

const DAY_MS: i64 = 86_400_000;

/// Body of `sighting`: one object a receiver and shared object; later revisions bring it up to
/// date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sighting {
    /// The shared object as the receiver has it.
    pub object: Id,
    /// Who shared it.
    pub owner: TenantPath,
    pub verdict: SightingVerdict,
    pub place: Place,
    pub count: CountRange,
    /// First and last day, as milliseconds of their midnight (UTC).
    pub first: Millis,
    pub last: Millis,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

macro_rules! classes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:tt,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant,)+ }
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            pub fn word(self) -> &'static str { match self { $(Self::$variant => $word,)+ } }
            /// The class of this word.
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|class| class.word() == word)
            }
        }
    };
}

classes! {
    /// What the receiver makes of it.
    SightingVerdict {
        TruePositive = "true_positive",
        FalsePositive = "false_positive",
        /// Looked for and not met.
        NotSeen = "not_seen",
    }
}

classes! {
    /// Where it was met, as a class.
    Place {
        Control = "control",
        Boundary = "boundary",
        Office = "office",
        Cloud = "cloud",
        Other = "other",
    }
}

classes! {
    /// How often, as a range.
    CountRange {
        None = "0",
        One = "1",
        Few = "2-9",
        Tens = "10-99",
        Hundreds = "100-999",
        More = "1000+",
    }
}

impl CountRange {
    /// The least number of the range.
    pub fn least(self) -> u64 {
        match self {
            Self::None => 0,
            Self::One => 1,
            Self::Few => 2,
            Self::Tens => 10,
            Self::Hundreds => 100,
            Self::More => 1000,
        }
    }
}

impl Kind for Sighting {
    const NAME: &'static str = "sighting";

    fn check(&self) -> Result<(), Fault> {
        check_text("note", &self.note, 0, 500)?;
        let day = |time: Millis| time.0.rem_euclid(DAY_MS) == 0;
        if !day(self.first) || !day(self.last) || self.last < self.first {
            return Err(Fault::invalid("sighting.days"));
        }
        if (self.verdict == SightingVerdict::NotSeen) != (self.count == CountRange::None) {
            return Err(Fault::invalid("sighting.count"));
        }
        if has_address(&self.note) {
            return Err(Fault::invalid("sighting.address"));
        }
        Ok(())
    }
}

/// Whether a word of the text is an address.
fn has_address(text: &str) -> bool {
    let apart = |c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':'));
    text.split(apart).any(|word| {
        let word = word.trim_end_matches(['.', ':']);
        let host = word.rsplit_once(':').map_or(word, |(host, _)| host);
        word.len() > 2 && [word, host].iter().any(|word| word.parse::<IpAddr>().is_ok())
    })
}

#[cfg(test)]
mod tests;
