//! Seeded bugs: what a defect in a node would do, done to its database from outside, so that the
//! checks can be shown to find it. No node runs any of this by itself.

use std::str::FromStr;

/// A seeded bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// Senders take everything sent for received, receipt or not.
    DropReceipt,
    /// Records go to every neighbour, whatever their sharing says.
    WidenPolicy,
    /// Commands are acknowledged that were never committed.
    LoseCommit,
    /// A view changes without a record.
    DamageView,
}

impl Sabotage {
    pub const ALL: [Self; 4] =
        [Self::DropReceipt, Self::WidenPolicy, Self::LoseCommit, Self::DamageView];

    pub fn word(self) -> &'static str {
        match self {
            Self::DropReceipt => "drop-receipt",
            Self::WidenPolicy => "widen-policy",
            Self::LoseCommit => "lose-commit",
            Self::DamageView => "damage-view",
        }
    }
}

impl FromStr for Sabotage {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.word() == text);
        found.ok_or_else(|| format!("`{text}` is none of {}", Self::ALL.map(Self::word).join(", ")))
    }
}
