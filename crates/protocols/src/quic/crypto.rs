//! Protection of Initial packets. Source: RFC 9001 §5.1 to §5.4, RFC 9369 §3.3.

use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;

pub(super) const V1: u32 = 1;
/// RFC 9369 §3.1.
pub(super) const V2: u32 = 0x6b33_43cf;

/// RFC 9001 §5.2.
const SALT_V1: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad,
    0xcc, 0xbb, 0x7f, 0x0a,
];
/// RFC 9369 §3.3.1.
const SALT_V2: [u8; 20] = [
    0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb,
    0xf9, 0xbd, 0x2e, 0xd9,
];
/// draft-ietf-quic-tls-29 §5.2, the same up to draft 32.
const SALT_DRAFT_29: [u8; 20] = [
    0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0,
    0x43, 0x90, 0xa8, 0x99,
];
/// draft-ietf-quic-tls-23 §5.2, the same up to draft 28.
const SALT_DRAFT_23: [u8; 20] = [
    0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65,
    0xbe, 0xf9, 0xf5, 0x02,
];
/// Octets of header that the mask covers are found by this much behind the number's place.
const SAMPLE_AT: usize = 4;
const SAMPLE: usize = 16;

/// The salt of a version; `None` for versions that have none we know.
pub(super) fn salt(version: u32) -> Option<&'static [u8; 20]> {
    match version {
        // Draft 33 and 34 have the salt of version 1.
        V1 | 0xff00_0021 | 0xff00_0022 => Some(&SALT_V1),
        V2 => Some(&SALT_V2),
        0xff00_001d..=0xff00_0020 => Some(&SALT_DRAFT_29),
        0xff00_0017..=0xff00_001c => Some(&SALT_DRAFT_23),
        _ => None,
    }
}

/// What one end protects its Initial packets with.
struct Side {
    packets: Aes128Gcm,
    iv: [u8; 12],
    header: Aes128,
}

/// Keys of client and server.
pub(super) struct Keys {
    client: Side,
    server: Side,
}

impl Keys {
    /// From the first destination id of the client. RFC 9001 §5.2.
    pub(super) fn derive(version: u32, destination: &[u8]) -> Option<Self> {
        let initial = Hkdf::<Sha256>::new(Some(salt(version)?), destination);
        let side = |label| {
            let secret: [u8; 32] = expand(&initial, label)?;
            Side::derive(version, &secret)
        };
        Some(Self { client: side("client in")?, server: side("server in")? })
    }

    /// The payload of a packet in the clear. `None`: the keys are not these, or it is damaged.
    pub(super) fn open(&self, client: bool, packet: &[u8], number_at: usize) -> Option<Vec<u8>> {
        let side = if client { &self.client } else { &self.server };
        side.open(packet, number_at)
    }
}

/// HKDF-Expand-Label with an empty context. RFC 8446 §7.1.
fn expand<const N: usize>(secret: &Hkdf<Sha256>, label: &str) -> Option<[u8; N]> {
    let mut info = Vec::with_capacity(label.len() + 10);
    info.extend_from_slice(&u16::try_from(N).ok()?.to_be_bytes());
    info.push(u8::try_from(label.len() + 6).ok()?);
    info.extend_from_slice(b"tls13 ");
    info.extend_from_slice(label.as_bytes());
    info.push(0);
    let mut key = [0; N];
    secret.expand(&info, &mut key).ok()?;
    Some(key)
}

impl Side {
    fn derive(version: u32, secret: &[u8; 32]) -> Option<Self> {
        let secret = Hkdf::<Sha256>::from_prk(secret).ok()?;
        let [key, iv, header] = if version == V2 {
            ["quicv2 key", "quicv2 iv", "quicv2 hp"]
        } else {
            ["quic key", "quic iv", "quic hp"]
        };
        let key: [u8; 16] = expand(&secret, key)?;
        let header: [u8; 16] = expand(&secret, header)?;
        Some(Self {
            packets: Aes128Gcm::new_from_slice(&key).ok()?,
            iv: expand(&secret, iv)?,
            header: Aes128::new_from_slice(&header).ok()?,
        })
    }

    fn open(&self, packet: &[u8], number_at: usize) -> Option<Vec<u8>> {
        let sample = packet.get(number_at.checked_add(SAMPLE_AT)?..)?.first_chunk::<SAMPLE>()?;
        let mut mask = (*sample).into();
        self.header.encrypt_block(&mut mask);
        let [first_mask, number_mask @ ..] = mask.0;
        // Four bits of a long header's first octet are masked. RFC 9001 §5.4.1.
        let first = packet.first()? ^ (first_mask & 0x0f);
        let length = usize::from(first & 3) + 1;
        let (front, sealed) = packet.split_at_checked(number_at + length)?;
        let mut front = front.to_vec();
        *front.first_mut()? = first;
        let mut number = 0u64;
        for (octet, mask) in front.get_mut(number_at..)?.iter_mut().zip(number_mask) {
            *octet ^= mask;
            number = number << 8 | u64::from(*octet);
        }
        // Initial packets are few: their numbers are what the octets say.
        let mut nonce = self.iv;
        for (octet, part) in nonce.iter_mut().rev().zip(number.to_le_bytes()) {
            *octet ^= part;
        }
        self.packets.decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: &front }).ok()
    }
}
