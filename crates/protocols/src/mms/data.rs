//! Values: the choices of Data, and the structures that IEC 61850 makes of them.

use model::observation::Value;

use crate::ber::{Element, elements, signed, unsigned};
use crate::cursor::{Reader, text};
use crate::sink::Sink;

/// Characters kept of a text value.
const MAX_TEXT: usize = 128;

/// One value as a field's value, where it is a single one. ISO 9506-2 §14.4.2 (Data).
pub(super) fn single(e: &Element<'_>) -> Option<Value> {
    Some(match e.tag {
        0x83 => Value::Bool(unsigned(e.content) != 0),
        0x85 => Value::Int(signed(e.content)?),
        0x86 => Value::Int(unsigned(e.content).into()),
        0x87 => Value::Float(float(e.content)?),
        0x8a | 0x90 => Value::Text(clip(e.content).into()),
        0x84 if e.content.len() <= 5 => Value::Text(bits(e.content).into()),
        _ => return None,
    })
}

fn clip(content: &[u8]) -> String {
    text(content.get(..MAX_TEXT).unwrap_or(content))
}

/// Exponent width, then IEEE 754: 8 for single, 11 for double precision. Not finite is no value.
fn float(content: &[u8]) -> Option<f64> {
    let mut r = Reader::new(content);
    let value = match (r.u8()?, r.left()) {
        (8, 4) => f64::from(f32::from_bits(r.u32()?)),
        (11, 8) => {
            let (high, low) = (u64::from(r.u32()?), u64::from(r.u32()?));
            f64::from_bits(high << 32 | low)
        }
        _ => return None,
    };
    value.is_finite().then_some(value)
}

/// Zeros and ones of a bit string: unused bits, then octets.
fn bits(content: &[u8]) -> String {
    let Some((unused, octets)) = content.split_first() else { return String::new() };
    let shown: String = octets.iter().map(|octet| format!("{octet:08b}")).collect();
    let length = shown.len().saturating_sub(usize::from(unused & 7));
    shown.get(..length).unwrap_or_default().to_owned()
}

/// Whether bit `at` of a bit string is set.
pub(super) fn bit(content: &[u8], at: usize) -> bool {
    content.get(1 + at / 8).is_some_and(|octet| octet & (0x80 >> (at % 8)) != 0)
}

/// Notes a value: its digest, and the value itself where it is a single one.
pub(super) fn report(e: &Element<'_>, out: &mut Sink<'_>) {
    out.values(e.content);
    if let Some(value) = single(e).filter(|_| out.wanted()) {
        out.field("value", value);
    }
}

/// The structure of Oper, SBOw and Cancel: ctlVal, perhaps operTm, origin, ctlNum, T, Test, Check.
/// IEC 61850-8-1 §20.3.
pub(super) fn control(e: &Element<'_>, out: &mut Sink<'_>) {
    out.values(e.content);
    if !out.wanted() {
        return;
    }
    let mut parts = elements(e.content);
    if let Some(value) = parts.next() {
        // An analogue set value is a structure around its number.
        let inner = elements(value.content).next().filter(|_| value.tag == 0xa2);
        if let Some(value) = single(&inner.unwrap_or(value)) {
            out.field("ctl_val", value);
        }
    }
    let mut numbered = false;
    for part in parts {
        match part.tag {
            0xa2 => origin(&part, out),
            0x86 | 0x85 if !numbered => {
                numbered = true;
                out.field("ctl_num", unsigned(part.content));
            }
            0x83 => out.field("test", unsigned(part.content) != 0),
            _ => {}
        }
    }
}

/// Originator: category and identifier. IEC 61850-7-3 §6.8.
fn origin(e: &Element<'_>, out: &mut Sink<'_>) {
    for part in elements(e.content) {
        match part.tag {
            0x85 | 0x86 => {
                let category = unsigned(part.content);
                out.field("or_cat", category);
                out.field("or_cat_name", category_name(category));
            }
            0x89 => out.text("or_ident", part.content),
            _ => {}
        }
    }
}

/// IEC 61850-7-3 §6.8, orCategory.
fn category_name(category: u32) -> &'static str {
    match category {
        0 => "not_supported",
        1 => "bay_control",
        2 => "station_control",
        3 => "remote_control",
        4 => "automatic_bay",
        5 => "automatic_station",
        6 => "automatic_remote",
        7 => "maintenance",
        8 => "process",
        _ => "reserved",
    }
}

/// A report as IEC 61850-8-1 §17.2 lays it out: RptID, OptFlds, then what the options announce.
/// Gives false if the values are no report.
pub(super) fn report_of<'a>(values: impl Iterator<Item = Element<'a>>, out: &mut Sink<'_>) -> bool {
    let mut values = values;
    let (Some(id), Some(options)) = (values.next(), values.next()) else { return false };
    if !matches!(id.tag, 0x8a | 0x90) || options.tag != 0x84 {
        return false;
    }
    out.named("report", || clip(id.content));
    // Bits of OptFlds in the order of the fields they announce.
    const ANNOUNCED: [(usize, &str); 6] = [
        (1, "sq_num"),
        (2, "entry_time"),
        (4, "dat_set"),
        (6, "buffer_overflow"),
        (7, "entry_id"),
        (8, "conf_rev"),
    ];
    for (at, name) in ANNOUNCED {
        if !bit(options.content, at) {
            continue;
        }
        let Some(value) = values.next() else { return true };
        let told = matches!(name, "sq_num" | "dat_set" | "buffer_overflow" | "conf_rev");
        if let Some(value) = single(&value).filter(|_| told) {
            out.field(name, value);
        }
    }
    true
}
