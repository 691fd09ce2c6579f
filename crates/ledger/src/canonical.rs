//! Canonical JSON (RFC 8785), the one form in which values are hashed and signed.
//!
//! One deliberate difference: RFC 8785 reads every number as an IEEE double, which would round
//! nanosecond capture times and 64-bit digests. Integers beyond ±2^53 are written exactly instead.
//! Within ±2^53, and for every fraction, the form is that of the RFC.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Error;

/// The canonical JSON of a value.
pub fn canonical(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let value = serde_json::to_value(value).map_err(serialise)?;
    let mut out = Vec::with_capacity(512);
    write(&value, &mut out)?;
    Ok(out)
}

/// The canonical JSON of an object without one of its fields.
pub fn canonical_without(value: &impl Serialize, field: &str) -> Result<Vec<u8>, Error> {
    let mut value = serde_json::to_value(value).map_err(serialise)?;
    if let Some(object) = value.as_object_mut() {
        object.remove(field);
    }
    let mut out = Vec::with_capacity(512);
    write(&value, &mut out)?;
    Ok(out)
}

/// The canonical JSON of a value that is JSON already: nothing is copied on the way.
pub fn canonical_json(value: &Value) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(512);
    write(value, &mut out)?;
    Ok(out)
}

/// Writes one field of an object whose fields are written in their canonical order by hand.
pub(crate) fn field(out: &mut Vec<u8>, name: &str, value: &impl Serialize) -> Result<(), Error> {
    name_of(out, name);
    serde_json::to_writer(out, value).map_err(serialise)
}

/// The same for a field that holds any JSON.
pub(crate) fn json_field(out: &mut Vec<u8>, name: &str, value: &Value) -> Result<(), Error> {
    name_of(out, name);
    write(value, out)
}

fn name_of(out: &mut Vec<u8>, name: &str) {
    out.push(if out.is_empty() { b'{' } else { b',' });
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

pub(crate) fn serialise(error: impl std::fmt::Display) -> Error {
    Error::Serialise(error.to_string())
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), Error> {
    match value {
        Value::Object(object) => write_object(object, out),
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
            Ok(())
        }
        Value::Number(number) if number.is_f64() => {
            serde_json_canonicalizer::to_writer(number, out).map_err(serialise)
        }
        // Integers, strings, booleans and null: serde_json writes them as the RFC asks.
        other => serde_json::to_writer(out, other).map_err(serialise),
    }
}

fn write_object(object: &Map<String, Value>, out: &mut Vec<u8>) -> Result<(), Error> {
    let mut entries: Vec<(&String, &Value)> = object.iter().collect();
    // By UTF-16 code units (RFC 8785, 3.2.3); for ASCII names that is the order of bytes.
    entries.sort_by(|(a, _), (b, _)| {
        if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
    });
    out.push(b'{');
    for (index, (name, value)) in entries.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        serde_json::to_writer(&mut *out, name).map_err(serialise)?;
        out.push(b':');
        write(value, out)?;
    }
    out.push(b'}');
    Ok(())
}

#[cfg(test)]
mod tests;
