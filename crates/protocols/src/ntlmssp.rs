//! NTLMSSP messages inside of other protocols' security blobs: who logs on, and what the server is.
//! Source: Microsoft *NT LAN Manager (NTLM) Authentication Protocol*, MS-NLMP §2.2.1.
//! Not covered: responses to challenges, session keys, signatures.

use crate::cursor::{Reader, text, u16_le_at};
use crate::sink::Sink;

/// §2.2.1: every message begins with it.
const SIGNATURE: &[u8; 8] = b"NTLMSSP\0";
const CHALLENGE: u32 = 2;
const AUTHENTICATE: u32 = 3;
/// NTLMSSP_NEGOTIATE_UNICODE. §2.2.2.5.
const UNICODE: u32 = 1;
/// Bytes of a blob that are searched for the signature.
const SEARCHED: usize = 512;

/// What a message tells of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) user: String,
    pub(crate) domain: String,
    pub(crate) workstation: String,
    /// The server's own name, and the version of its system.
    pub(crate) server: String,
    pub(crate) version: String,
}

/// Text in UTF-16, little-endian; control characters go.
pub(crate) fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| u16_le_at(pair, 0));
    let shown = char::decode_utf16(units.take_while(|unit| *unit != 0));
    shown.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).filter(|c| !c.is_control()).collect()
}

/// The first message in a blob (bare, or wrapped in SPNEGO).
pub(crate) fn find(blob: &[u8]) -> Option<Told> {
    let window = blob.get(..SEARCHED).unwrap_or(blob);
    let at = window.windows(SIGNATURE.len()).position(|bytes| bytes == SIGNATURE)?;
    let message = blob.get(at..)?;
    match Reader::new(message.get(8..)?).u32_le()? {
        CHALLENGE => challenge(message),
        AUTHENTICATE => authenticate(message),
        _ => None,
    }
}

/// The bytes that the length, room and offset at `at` name. §2.2.1.
fn part(message: &[u8], at: usize) -> Option<&[u8]> {
    let mut r = Reader::new(message.get(at..)?);
    let (length, _, offset) = (r.u16_le()?, r.u16_le()?, r.u32_le()?);
    message.get(usize::try_from(offset).ok()?..)?.get(..length.into())
}

fn flags(message: &[u8], at: usize) -> Option<u32> {
    Reader::new(message.get(at..)?).u32_le()
}

/// §2.2.1.3: domain, user and workstation at 28, 36 and 44, flags at 60.
fn authenticate(message: &[u8]) -> Option<Told> {
    let unicode = flags(message, 60).is_none_or(|flags| flags & UNICODE != 0);
    let named = |at| {
        let bytes = part(message, at).unwrap_or_default();
        if unicode { utf16(bytes) } else { text(bytes) }
    };
    Some(Told { domain: named(28), user: named(36), workstation: named(44), ..Told::default() })
}

/// §2.2.1.2: target information at 40, version at 48. Pairs: §2.2.2.1.
fn challenge(message: &[u8]) -> Option<Told> {
    let mut told = Told::default();
    let mut r = Reader::new(part(message, 40).unwrap_or_default());
    while let (Some(kind), Some(length)) = (r.u16_le(), r.u16_le()) {
        let Some(value) = r.bytes(length.into()) else { break };
        match kind {
            0 => break,
            1 => told.server = utf16(value),
            2 => told.domain = utf16(value),
            _ => {}
        }
    }
    let mut r = Reader::new(message.get(48..).unwrap_or_default());
    if let (Some(major @ 4..=10), Some(minor), Some(build)) = (r.u8(), r.u8(), r.u16_le()) {
        told.version = format!("Windows {major}.{minor}.{build}");
    }
    Some(told)
}

/// Lays what was told open: fields of the open message.
pub(crate) fn describe(told: &Told, out: &mut Sink<'_>) {
    let fields = [
        ("user", &told.user),
        ("domain", &told.domain),
        ("workstation", &told.workstation),
        ("name", &told.server),
        ("firmware", &told.version),
    ];
    for (name, value) in fields {
        out.text(name, value.as_bytes());
    }
}
