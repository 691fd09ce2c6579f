//! `modbus`, `dnp3_ind`, `dnp3_obj`, `cip_service` (User Guide 8.0, "Modbus Keyword", "DNP3
//! Keywords", "ENIP/CIP Keywords").

use super::body::Value;
use super::buffers::Way;
use super::draft::Draft;
use super::keywords::Keyword;
use super::{Answer, no, numbers};
use crate::rule::{
    CipService, Condition, Modbus, ModbusAccess, ModbusCategory, ModbusCodes, ModbusTable, Numbers,
};

/// `modbus:function 8, subfunction 4` · `modbus:access write holding, address 100, value >5` ·
/// `modbus:unit 10<>20, function 1`.
pub(super) fn modbus(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let parts: Vec<(&str, &str)> = value.text.trim_matches('"').split(',').map(pair).collect();
    let mut is = Modbus::default();
    let mut rest = parts.as_slice();
    if let [("unit", number), more @ ..] = rest {
        is.unit = Some(range(number)?);
        rest = more;
    }
    match rest {
        [] if is.unit.is_some() => {}
        [("function", code)] => function(&mut is, code)?,
        [("function", code), ("subfunction", sub)] => {
            function(&mut is, code)?;
            match sub.parse() {
                Ok(sub) if is.function.is_some() => is.subfunction = Some(sub),
                _ => return no("modbus.subfunction", sub),
            }
        }
        [("access", kind), more @ ..] => is.access = Some(access(kind, more)?),
        _ => return no("modbus.argument", value.text),
    }
    draft.application_condition(k.protocols, Way::Both, Condition::Modbus(is))
}

/// A word and its argument.
fn pair(part: &str) -> (&str, &str) {
    let part = part.trim();
    part.split_once(|c: char| c.is_ascii_whitespace())
        .map_or((part, ""), |(word, argument)| (word, argument.trim()))
}

/// `5`, `>5`, `<5`, `5<>9`, ends left out. Unit, address and value have at most 16 bits (MODBUS
/// Application Protocol V1.1b3 §4).
fn range(text: &str) -> Answer<Numbers> {
    let number = |text: &str| text.trim().parse::<u16>().ok().map(u64::from);
    let is = match (text.split_once("<>"), text.strip_prefix('>'), text.strip_prefix('<')) {
        (Some((low, high)), ..) => number(low).zip(number(high)).and_then(|(low, high)| {
            // Nothing lies between neighbours: such a rule never matches, but it is one.
            (low < high).then(|| Numbers::between(low + 1, high - 1))
        }),
        (_, Some(low), _) => number(low).map(|low| Numbers::between(low + 1, u64::MAX)),
        (_, _, Some(high)) => {
            number(high).and_then(|high| high.checked_sub(1)).map(|high| Numbers::between(0, high))
        }
        _ => number(text).map(Numbers::exactly),
    };
    is.map_or_else(|| no("modbus.number", text), Ok)
}

fn function(is: &mut Modbus, code: &str) -> Answer<()> {
    if let Ok(code) = code.parse::<u8>() {
        if code == 0 {
            return no("modbus.function", code);
        }
        is.function = Some(code);
        return Ok(());
    }
    let (word, negated) = code.strip_prefix('!').map_or((code, false), |word| (word, true));
    let name = match word {
        "assigned" => ModbusCodes::Assigned,
        "unassigned" => ModbusCodes::Unassigned,
        "public" => ModbusCodes::Public,
        "user" => ModbusCodes::User,
        "reserved" => ModbusCodes::Reserved,
        "all" => ModbusCodes::All,
        _ => return no("modbus.function", code),
    };
    is.category = Some(ModbusCategory { name, negated });
    Ok(())
}

fn access(kind: &str, more: &[(&str, &str)]) -> Answer<ModbusAccess> {
    let (how, table) = pair(kind);
    let write = match how {
        "read" => false,
        "write" => true,
        _ => return no("modbus.access", kind),
    };
    let table = match table {
        "" => None,
        "coils" => Some(ModbusTable::Coils),
        "holding" => Some(ModbusTable::Holding),
        "discretes" if !write => Some(ModbusTable::Discretes),
        "input" if !write => Some(ModbusTable::Input),
        _ => return no("modbus.access", kind),
    };
    let mut is = ModbusAccess { write, table, address: None, value: None };
    match more {
        [] => {}
        [("address", address)] => is.address = Some(range(address)?),
        [("address", address), ("value", value)] => {
            let address = range(address)?;
            if address.low != address.high || !write {
                return no("modbus.value", value);
            }
            is.address = Some(address);
            is.value = Some(range(value)?);
        }
        [(word, _), ..] => return no("modbus.access", word),
    }
    Ok(is)
}

/// IEEE 1815-2012 §4.2.2.6: IIN1 in the high octet, IIN2 in the low one; the names are the
/// language's.
const INDICATIONS: numbers::Words = &[
    ("device_restart", 0x8000),
    ("device_trouble", 0x4000),
    ("local_control", 0x2000),
    ("need_time", 0x1000),
    ("class_3_events", 0x0800),
    ("class_2_events", 0x0400),
    ("class_1_events", 0x0200),
    ("all_stations", 0x0100),
    ("reserved_1", 0x0080),
    ("reserved_2", 0x0040),
    ("config_corrupt", 0x0020),
    ("already_executing", 0x0010),
    ("event_buffer_overflow", 0x0008),
    ("parameter_error", 0x0004),
    ("object_unknown", 0x0002),
    ("no_func_code_support", 0x0001),
];

pub(super) fn indications(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let is = numbers::bits(value.text, 0xffff, INDICATIONS, true)?;
    draft.application_condition(k.protocols, Way::ToClient, Condition::Dnp3Indications(is))
}

/// `dnp3_obj:group,variation`.
pub(super) fn object(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let parts = value.text.split_once(',').and_then(|(group, variation)| {
        Some((group.trim().parse().ok()?, variation.trim().parse().ok()?))
    });
    let Some((group, variation)) = parts else { return no("dnp3.object", value.text) };
    let condition = Condition::Dnp3Object { group, variation };
    draft.application_condition(k.protocols, Way::Both, condition)
}

/// `cip_service:service[,class[,[!]attribute]]`. Service codes of requests have 7 bits (CIP
/// Networks Library Volume 1, 2-4.2).
pub(super) fn cip(draft: &mut Draft<'_>, k: &Keyword, value: Value<'_>) -> Answer<()> {
    let parts: Vec<&str> = value.text.split(',').map(str::trim).collect();
    let (service, class, attribute) = match *parts.as_slice() {
        [service] => (service, None, None),
        [service, class] => (service, Some(class), None),
        [service, class, attribute] => (service, Some(class), Some(attribute)),
        _ => return no("cip.argument", value.text),
    };
    let number = |text: &str| {
        let (digits, negated) = text.strip_prefix('!').map_or((text, false), |rest| (rest, true));
        match numbers::number(digits).and_then(|n| u16::try_from(n).ok()) {
            Some(n) => Ok((Some(n), negated)),
            None => no("cip.argument", text),
        }
    };
    let service = service.parse::<u8>().ok().filter(|service| *service < 0x80);
    let Some(service) = service else { return no("cip.service", value.text) };
    let (class, class_negated) = class.map_or(Ok((None, false)), number)?;
    let (attribute, attribute_negated) = attribute.map_or(Ok((None, false)), number)?;
    let is = CipService { service, class, class_negated, attribute, attribute_negated };
    draft.application_condition(k.protocols, Way::Both, Condition::Cip(is))
}
