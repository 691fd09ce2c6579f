//! The probe's uplink: `POST /api/v1/intake`.
//!
//! Body: NDJSON, one [`model::event::ProbeEvent`] a line, `content-encoding: zstd` or none.
//! Headers: `authorization: Bearer <probe token>`, `huhang-batch: <run id>-<sequence>`.
//! The answer is sent only after the batch is on disk; the same batch sent again is answered
//! with `duplicate: true` and stored once.
//!
//! Down comes `GET /api/v1/intake/rules`: the enabled rule sets as one text, each after a line of
//! its own ([`rule_set_line`]) by which the probe tells which sets it runs.

use serde::{Deserialize, Serialize};

/// Most events in one batch.
pub const MAX_BATCH_EVENTS: usize = 10_000;
/// Most bytes of one batch, after decompression.
pub const MAX_BATCH_BYTES: usize = 16 << 20;

/// Most bytes of all rule sets together that a probe takes.
pub const MAX_RULES_BYTES: usize = 256 << 20;

const RULE_SET: &str = "# rule-set ";

/// The comment line before a rule set's text, with the SHA-256 of that text.
pub fn rule_set_line(digest: &str) -> String {
    format!("{RULE_SET}{digest}\n")
}

/// The rule sets of a text: digest and text of each. What stands before the first such line, or
/// all of a text without one, has no digest.
pub fn rule_sets(text: &str) -> Vec<(&str, &str)> {
    let mut sets = Vec::new();
    let (mut digest, mut begin, mut at) = ("", 0, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(next) = line.trim_end().strip_prefix(RULE_SET).filter(|text| is_digest(text))
        else {
            continue;
        };
        sets.push((digest, text.get(begin..start).unwrap_or_default()));
        (digest, begin) = (next, at);
    }
    sets.push((digest, text.get(begin..).unwrap_or_default()));
    sets.retain(|(digest, text)| !digest.is_empty() || !text.trim().is_empty());
    sets
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Answer to a stored batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IntakeReceipt {
    pub batch: String,
    /// Events stored from this batch.
    pub accepted: u64,
    /// Lines that were not an event (counted, first reason kept), never silently dropped.
    pub rejected: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_reason: Option<String>,
    /// True when this batch had been stored before.
    pub duplicate: bool,
}

#[cfg(test)]
mod tests {
    use super::{rule_set_line, rule_sets};

    #[test]
    fn rule_sets_are_told_apart_by_the_line_before_each() {
        let (a, b) = ("ab".repeat(32), "cd".repeat(32));
        let text = format!("{}one\ntwo\n{}three", rule_set_line(&a), rule_set_line(&b));
        assert_eq!(rule_sets(&text), [(a.as_str(), "one\ntwo\n"), (b.as_str(), "three")]);
        let none = format!("x\n# rule-set short\n{}", rule_set_line(&a));
        assert_eq!(rule_sets(&none), [("", "x\n# rule-set short\n"), (a.as_str(), "")]);
        assert_eq!(rule_sets("\n "), []);
    }
}
