//! Signed values: messages, receipts and segments carry `signature` over their own canonical JSON
//! without that field.

use contract::Segment;
use contract::federation::{Item, Message, OLDEST};
use serde::Serialize;
use serde_json::Value;

use crate::{Error, Keypair, PublicKey, Suite, canonical_json, canonical_without};

/// Base64 signature over the value without its field `signature`.
pub fn sign_value(keypair: &Keypair, value: &impl Serialize) -> Result<String, Error> {
    keypair.sign(&canonical_without(value, "signature")?)
}

/// Checks a base64 signature over the value without its field `signature`.
pub fn verify_value(key: &PublicKey, value: &impl Serialize, signature: &str) -> Result<(), Error> {
    key.verify(&canonical_without(value, "signature")?, signature)
}

/// Base64 signature over a message between nodes.
pub fn sign_message(keypair: &Keypair, message: &Message) -> Result<String, Error> {
    keypair.sign(&spoken(keypair.suite(), message)?)
}

/// Checks the signature of a message between nodes.
pub fn verify_message(key: &PublicKey, message: &Message) -> Result<(), Error> {
    key.verify(&spoken(key.suite(), message)?, &message.signature)
}

/// What a message's signature covers. In version 1: all of it. From version 2 on, what proves
/// itself stands in it by name: items as number, segment and hash of the record (the receiver
/// recomputes the hash and checks the proof against the origin's signature), segments and
/// receipts by their own signatures. So a page of records is not written out a second time.
fn spoken(suite: Suite, message: &Message) -> Result<Vec<u8>, Error> {
    if message.protocol <= OLDEST {
        return canonical_without(message, "signature");
    }
    let bare = Message {
        segments: Vec::new(),
        items: Vec::new(),
        receipts: None,
        signature: String::new(),
        wanted_blobs: message.wanted_blobs.clone(),
        suite: message.suite.clone(),
        heartbeat: message.heartbeat.clone(),
        ..*message
    };
    let mut value = serde_json::to_value(&bare).map_err(crate::canonical::serialise)?;
    if let Value::Object(fields) = &mut value {
        fields.remove("signature");
        fields.insert("items".to_owned(), Value::from(named(suite, &message.items, item)));
        let segments = named(suite, &message.segments, segment);
        fields.insert("segments".to_owned(), Value::from(segments));
        let receipts = message.receipts.as_ref().map(|receipts| receipts.signature.as_str());
        fields.insert("receipts".to_owned(), Value::from(receipts.unwrap_or_default()));
    }
    canonical_json(&value)
}

/// Hex digest over one line each.
fn named<T>(suite: Suite, all: &[T], line: fn(&T) -> String) -> String {
    let lines: String = all.iter().map(line).collect();
    suite.hex_digest(&[lines.as_bytes()])
}

fn item(item: &Item) -> String {
    format!("{} {} {} {}\n", item.number, item.record.origin, item.segment, item.record.hash)
}

fn segment(segment: &Segment) -> String {
    format!("{} {} {}\n", segment.origin, segment.number, segment.signature)
}

#[cfg(test)]
mod tests;
