//! Hashes of records: a record's `hash` covers all of it but the hash itself, the hash of the
//! record before it included; so each hash vouches for the log up to there.

use contract::Record;

use crate::{Error, Suite, canonical_without};

/// The hash that a record must carry, by its owner's suite: 64 hexadecimal digits.
pub fn hash_record(suite: Suite, record: &Record) -> Result<String, Error> {
    Ok(suite.hex_digest(&[&canonical_without(record, "hash")?]))
}

/// Checks that a record's hash fits its content.
pub fn verify_record(suite: Suite, record: &Record) -> Result<(), Error> {
    if hash_record(suite, record)? == record.hash { Ok(()) } else { Err(Error::RecordHash) }
}

#[cfg(test)]
pub(crate) mod tests;
