//! Hashes of records: a record's `hash` covers all of it but the hash itself, the hash of the
//! record before it included; so each hash vouches for the log up to there.

use contract::Record;

use crate::canonical::{field, json_field, serialise};
use crate::{Error, Suite};

/// The hash that a record must carry, by its owner's suite: 64 hexadecimal digits.
pub fn hash_record(suite: Suite, record: &Record) -> Result<String, Error> {
    Ok(suite.hex_digest(&[&content(record)?]))
}

/// The canonical JSON of a record without its hash, written field by field: records are hashed by
/// the ten thousand, and building a tree of each first costs more than the digest.
fn content(record: &Record) -> Result<Vec<u8>, Error> {
    let Record {
        id,
        origin,
        sequence,
        object,
        kind,
        revision,
        tenant,
        author,
        time,
        sharing,
        body,
        seal,
        previous,
        hash: _,
    } = record;
    let mut out = Vec::with_capacity(1024);
    field(&mut out, "author", author)?;
    json_field(&mut out, "body", body)?;
    field(&mut out, "id", id)?;
    field(&mut out, "kind", kind)?;
    field(&mut out, "object", object)?;
    field(&mut out, "origin", origin)?;
    field(&mut out, "previous", previous)?;
    field(&mut out, "revision", revision)?;
    if let Some(seal) = seal {
        json_field(&mut out, "seal", &serde_json::to_value(seal).map_err(serialise)?)?;
    }
    field(&mut out, "sequence", sequence)?;
    json_field(&mut out, "sharing", &serde_json::to_value(sharing).map_err(serialise)?)?;
    field(&mut out, "tenant", tenant)?;
    field(&mut out, "time", time)?;
    out.push(b'}');
    Ok(out)
}

/// Checks that a record's hash fits its content.
pub fn verify_record(suite: Suite, record: &Record) -> Result<(), Error> {
    if hash_record(suite, record)? == record.hash { Ok(()) } else { Err(Error::RecordHash) }
}

#[cfg(test)]
pub(crate) mod tests;
