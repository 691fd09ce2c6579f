//! Protocol keywords that are not content, brought to conditions on what parsers lay open.
//!
//! Numbers and texts go by the names of Suricata's sticky buffers and keywords; where Suricata has
//! no name for a part of a message, the name is the protocol's and the field's.

use crate::engine::compile::Shared;
use crate::engine::modbus::ModbusCheck;
use crate::engine::part_checks::PartCheck;
use crate::rule::{CipService, Condition, Numbers};

/// The condition on a transaction that a keyword stands for.
pub(crate) fn part_check(condition: &Condition, shared: &mut Shared) -> Result<PartCheck, String> {
    Ok(match condition {
        Condition::Number { name, is } => number(shared, told_as(name), *is),
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
        Condition::Dnp3Indications(is) => number(shared, "dnp3.ind", *is),
        // Group in the high byte, variation in the low one.
        Condition::Dnp3Object { group, variation } => {
            let object = u64::from(*group) << 8 | u64::from(*variation);
            number(shared, "dnp3.obj", Numbers::exactly(object))
        }
        Condition::Modbus(modbus) => {
            PartCheck::Modbus(Box::new(ModbusCheck::new(modbus, &mut shared.parts)))
        }
        Condition::Cip(cip) => self::cip(cip, shared),
        Condition::Interface(is) => PartCheck::Interface {
            name: shared.parts.add("dcerpc.iface"),
            uuid: is.uuid,
            version: is.version,
            any_fragment: is.any_fragment,
        },
        Condition::Special { name, argument } => special(name, argument, shared)?,
        other => return Err(format!("not supported: {other:?}")),
    })
}

/// The name that a parser has for a number, where it is another than the keyword's.
fn told_as(name: &str) -> &str {
    match name {
        "dnp3.function" => "dnp3.func",
        other => other,
    }
}

fn number(shared: &mut Shared, name: &str, is: Numbers) -> PartCheck {
    PartCheck::Number { name: shared.parts.add(name), is }
}

fn cip(cip: &CipService, shared: &mut Shared) -> PartCheck {
    let mut all = vec![number(shared, "cip.service", Numbers::exactly(cip.service.into()))];
    let parts = [
        ("enip.cip_class", cip.class, cip.class_negated),
        ("enip.cip_attribute", cip.attribute, cip.attribute_negated),
    ];
    for (name, value, negated) in parts {
        if let Some(value) = value {
            let is = Numbers::exactly(value.into());
            all.push(number(shared, name, if negated { is.not() } else { is }));
        }
    }
    PartCheck::All(all.into())
}

/// Keywords that compare a text as a whole; `!` before it negates.
fn special(name: &str, argument: &str, shared: &mut Shared) -> Result<PartCheck, String> {
    let (negated, text) =
        argument.strip_prefix('!').map_or((false, argument), |text| (true, text.trim()));
    let buffer = match name {
        "ssh.protoversion" => "ssh.proto",
        "ssh.softwareversion" => "ssh.software",
        "ftpdata_command" => "ftpdata_command",
        _ => return Err(format!("keyword '{name}' is not supported")),
    };
    let name = shared.parts.add(buffer);
    Ok(PartCheck::Text { name, is: text.as_bytes().into(), negated })
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
