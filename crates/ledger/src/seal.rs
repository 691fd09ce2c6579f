//! Seals: the signature of an organisation under an act that binds it.

use contract::{Record, Seal};
use model::{Id, Millis, TenantPath};
use serde::Serialize;
use serde_json::Value;

use crate::{Error, Keypair, PublicKey, canonical};

/// What a seal covers. It does not cover the place in the log: the act is the organisation's, the
/// log is the node's.
#[derive(Serialize)]
struct Sealed<'a> {
    kind: &'a str,
    object: Id,
    revision: u32,
    tenant: &'a TenantPath,
    author: &'a str,
    time: Millis,
    body: &'a Value,
}

fn content(record: &Record) -> Result<Vec<u8>, Error> {
    canonical(&Sealed {
        kind: &record.kind,
        object: record.object,
        revision: record.revision,
        tenant: &record.tenant,
        author: &record.author,
        time: record.time,
        body: &record.body,
    })
}

/// The organisation's seal for a record whose other fields, `previous` and `hash` aside, are set.
pub fn seal(keypair: &Keypair, record: &Record) -> Result<Seal, Error> {
    Ok(Seal {
        suite: keypair.suite().name().to_owned(),
        key: keypair.public_key().digest().to_owned(),
        signature: keypair.sign(&content(record)?)?,
    })
}

/// Checks a record's seal against the organisation's key.
pub fn verify_seal(key: &PublicKey, record: &Record, seal: &Seal) -> Result<(), Error> {
    if seal.suite != key.suite().name() || seal.key != key.digest() {
        return Err(Error::KeyMismatch);
    }
    key.verify(&content(record)?, &seal.signature)
}

#[cfg(test)]
mod tests;
