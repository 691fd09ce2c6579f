//! Protocol keywords that are not content, brought to conditions on what parsers lay open.
//!
//! Numbers and texts go by the names of Suricata's sticky buffers and keywords; where Suricata has
//! no name for a part of a message, the name is the protocol's and the field's.

use crate::engine::compile::Shared;
use crate::engine::part_checks::PartCheck;
use crate::rule::{Condition, Numbers};

/// The condition on a transaction that a keyword stands for.
pub(crate) fn part_check(condition: &Condition, shared: &mut Shared) -> Result<PartCheck, String> {
    Ok(match condition {
        Condition::Number { name, is } => {
            PartCheck::Number { name: shared.parts.add(name), is: *is }
        }
        Condition::NumberOf { name, is, which, slice } => PartCheck::NumberOf {
            name: shared.parts.add(name),
            is: *is,
            which: *which,
            slice: *slice,
        },
        Condition::NumberIn { name, any_of } => {
            PartCheck::NumberIn { name: shared.parts.add(name), any_of: any_of.clone().into() }
        }
        Condition::ProtocolEvent(name) => {
            let event = name.split_once('.').map_or(name.as_str(), |(_, event)| event);
            PartCheck::Event(shared.events.add(event))
        }
        Condition::Dnp3Indications(is) => number(shared, "dnp3.indications", *is),
        Condition::Dnp3Object { group, variation } => PartCheck::Together {
            first: (shared.parts.add("dnp3.group"), Numbers::exactly((*group).into())),
            second: Box::new([(
                shared.parts.add("dnp3.variation"),
                Numbers::exactly((*variation).into()),
            )]),
        },
        other => return Err(format!("not supported: {other:?}")),
    })
}

fn number(shared: &mut Shared, name: &str, is: Numbers) -> PartCheck {
    PartCheck::Number { name: shared.parts.add(name), is }
}

/// The protocols that an `app-layer-protocol` name stands for.
pub(crate) fn applications(name: &str) -> Box<[&'static str]> {
    let known: &[&'static str] = match name {
        "http" => &["http", "http2", "doh2"],
        "http1" => &["http"],
        "dns" => &["dns", "doh2"],
        "ssl" => &["tls"],
        "dcerpc" => &["dcerpc", "smb"],
        "ikev2" => &["ike"],
        _ => &[],
    };
    known.into()
}
