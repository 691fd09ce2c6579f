//! What is proposed, what was chosen, and what of it is weak.
//! Source: RFC 7296 §3.3, RFC 2408 §3.4 to §3.6, RFC 2409 appendix A; RFC 8247 §2 and
//! RFC 4109 for what should no longer be used.

use crate::cursor::Reader;
use crate::sink::Sink;

/// Proposals and transforms looked at in one payload.
const MAX_PROPOSALS: usize = 32;
const MAX_TRANSFORMS: usize = 64;

/// Transform types of version 2. RFC 7296 §3.3.2.
const ENCRYPTION: u8 = 1;
const PSEUDORANDOM: u8 = 2;
const INTEGRITY: u8 = 3;
const GROUP: u8 = 4;

/// What is said of a weak transform of version 2. IANA *IKEv2 Parameters*, RFC 8247 §2.
fn weakness(kind: u8, id: u16) -> Option<(&'static str, &'static str)> {
    match (kind, id) {
        // DES with a 64-bit IV, DES, 3DES, RC5, IDEA, CAST, Blowfish, 3IDEA, DES with a 32-bit
        // IV, none.
        (ENCRYPTION, 1..=9 | 11) => Some(("ike.weak_encryption", "weak_crypto_enc")),
        // HMAC with MD5 and with SHA-1.
        (PSEUDORANDOM, 1 | 2) => Some(("ike.weak_prf", "weak_crypto_prf")),
        (INTEGRITY, 0) => Some(("ike.no_integrity", "weak_crypto_noauth")),
        // HMAC with MD5 and with SHA-1, DES-MAC, KPDK-MD5, and their longer forms.
        (INTEGRITY, 1..=4 | 6 | 7) => Some(("ike.weak_integrity", "weak_crypto_auth")),
        // None.
        (GROUP, 0) => Some(("ike.no_group", "weak_crypto_nodh")),
        // Groups of 768, 1024 and 1536 bits, and of 1024 with a subgroup of 160.
        (GROUP, 1 | 2 | 5 | 22) => Some(("ike.weak_group", "weak_crypto_dh")),
        _ => None,
    }
}

/// A substructure: whether another follows, and its body. RFC 7296 §3.3.1, §3.3.2.
fn structure<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    r.u16()?;
    let length = usize::from(r.u16()?);
    r.bytes(length.checked_sub(4)?)
}

/// Proposals of version 2, each with its transforms.
pub(super) fn second_version(body: &[u8], transaction: u32, out: &mut Sink<'_>) {
    let mut weak = Vec::new();
    let mut proposals = Reader::new(body);
    for _ in 0..MAX_PROPOSALS {
        let Some(proposal) = structure(&mut proposals) else { break };
        for (kind, id) in transforms(proposal).unwrap_or_default() {
            if let Some(found) = weakness(kind, id)
                && !weak.contains(&found)
            {
                weak.push(found);
            }
        }
    }
    for (anomaly, event) in weak {
        out.anomaly(anomaly, 0, "transform");
        out.event(transaction, event);
    }
}

/// Type and id of each transform of a proposal of version 2.
fn transforms(proposal: &[u8]) -> Option<Vec<(u8, u16)>> {
    let mut r = Reader::new(proposal);
    r.u16()?;
    let spi = r.u8()?;
    r.u8()?;
    r.skip(spi.into())?;
    let mut found = Vec::new();
    while let Some(transform) = structure(&mut r) {
        let mut r = Reader::new(transform);
        if let (Some(kind), Some(_), Some(id)) = (r.u8(), r.u8(), r.u16())
            && found.len() < MAX_TRANSFORMS
        {
            found.push((kind, id));
        }
    }
    Some(found)
}

/// Attribute classes of version 1 by the names that rules have for them. RFC 2409 appendix A.
fn attribute(class: u16) -> Option<&'static str> {
    Some(match class {
        1 => "ike.chosen_sa_attribute.alg_enc",
        2 => "ike.chosen_sa_attribute.alg_hash",
        3 => "ike.chosen_sa_attribute.alg_auth",
        4 => "ike.chosen_sa_attribute.alg_dh",
        5 => "ike.chosen_sa_attribute.sa_group_type",
        11 => "ike.chosen_sa_attribute.sa_life_type",
        12 => "ike.chosen_sa_attribute.sa_life_duration",
        13 => "ike.chosen_sa_attribute.alg_prf",
        14 => "ike.chosen_sa_attribute.sa_key_length",
        15 => "ike.chosen_sa_attribute.sa_field_size",
        _ => return None,
    })
}

/// Proposals of version 1: attributes count where one transform is left, which is the chosen one.
pub(super) fn first_version(body: &[u8], transaction: u32, out: &mut Sink<'_>) {
    let mut r = Reader::new(body);
    // Domain of interpretation and situation. RFC 2408 §3.4.
    let _ = r.skip(8);
    let Some(proposal) = structure(&mut r) else { return };
    let mut r = Reader::new(proposal);
    let _ = r.u16();
    let (Some(spi), Some(1)) = (r.u8(), r.u8()) else { return };
    let _ = r.skip(spi.into());
    let Some(transform) = structure(&mut r) else { return };
    let mut r = Reader::new(transform);
    let _ = r.u32();
    while let (Some(class), Some(value)) = (r.u16(), r.u16()) {
        // Without the upper bit the word is a length. RFC 2408 §3.3.
        let value = if class & 0x8000 != 0 {
            u64::from(value)
        } else {
            let Some(octets) = r.bytes(value.into()) else { return };
            octets.iter().fold(0u64, |n, octet| n << 8 | u64::from(*octet))
        };
        if let Some(name) = attribute(class & 0x7fff) {
            out.number(transaction, name, value);
        }
    }
}
