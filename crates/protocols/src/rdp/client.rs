//! Client and server data in the conference that MCS connects to. MS-RDPBCGR §2.2.1.3, §2.2.1.4.

use super::block;
use crate::cursor::{Reader, text};
use crate::sink::Sink;

/// Keys of the conference's user data, before its length: T.124 §8.7 with H.221 identifiers of
/// client and server. §2.2.1.3, §2.2.1.4.
const OF_CLIENT: &[u8] = b"Duca";
const OF_SERVER: &[u8] = b"McDn";
/// Types of blocks. §2.2.1.3.1.
const CS_CORE: u16 = 0xc001;
const CS_NET: u16 = 0xc003;
const SC_CORE: u16 = 0x0c01;
const SC_SECURITY: u16 = 0x0c02;
/// Channels that are told. §2.2.1.3.4 has at most 31.
const MAX_CHANNELS: usize = 31;

/// Whether it is a connect PDU with a conference of RDP.
pub(super) fn is_conference(user: &[u8]) -> bool {
    match user {
        [0x7f, 101, ..] => blocks(user, OF_CLIENT).is_some(),
        [0x7f, 102, ..] => blocks(user, OF_SERVER).is_some(),
        _ => false,
    }
}

/// The blocks behind a key and their length (of 7 or 14 bits, X.691 §10.9).
fn blocks<'a>(user: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = user.windows(key.len()).position(|window| window == key)?;
    let mut r = Reader::new(user.get(at + key.len()..)?);
    if r.u8()? & 0x80 != 0 {
        r.skip(1)?;
    }
    Some(r.rest())
}

/// Each block's type and content.
fn each<'a>(mut rest: &'a [u8], mut seen: impl FnMut(u16, &'a [u8])) -> Option<()> {
    while !rest.is_empty() {
        let (kind, length) = block(rest)?;
        let (whole, behind) = rest.split_at_checked(length)?;
        seen(kind, whole.get(4..)?);
        rest = behind;
    }
    Some(())
}

pub(super) fn initial(user: &[u8], out: &mut Sink<'_>) -> Option<()> {
    each(blocks(user, OF_CLIENT)?, |kind, content| {
        let _ = match kind {
            CS_CORE => core(content, out),
            CS_NET => channels(content, out),
            _ => None,
        };
    })
}

pub(super) fn response(user: &[u8], out: &mut Sink<'_>) -> Option<()> {
    each(blocks(user, OF_SERVER)?, |kind, content| {
        let mut r = Reader::new(content);
        let first = r.u32_le();
        match (kind, first, r.u32_le()) {
            (SC_CORE, Some(version), _) => out.field("version", self::version(version)),
            (SC_SECURITY, Some(method), Some(_)) => out.field("encryption", encryption(method)),
            _ => {}
        }
    })
}

/// §2.2.1.3.2.
fn version(version: u32) -> &'static str {
    match version {
        0x0008_0001 => "4",
        0x0008_0004 => "5-8.1",
        0x0008_0005..=0x0008_0011 => "10",
        _ => "unknown",
    }
}

/// §2.2.1.4.3.
fn encryption(method: u32) -> &'static str {
    match method {
        0 => "none",
        1 => "40_bit",
        2 => "128_bit",
        8 => "56_bit",
        16 => "fips",
        _ => "unknown",
    }
}

/// §2.2.1.3.2: version, size, colours, keyboard, build, name; much more behind is optional.
fn core(content: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(content);
    out.field("version", version(r.u32_le()?));
    out.field("width", r.u16_le()?);
    out.field("height", r.u16_le()?);
    r.skip(4)?;
    let (keyboard, build) = (r.u32_le()?, r.u32_le()?);
    if out.wanted() {
        out.field("keyboard", format!("{keyboard:04x}"));
    }
    out.field("build", build);
    wide("name", r.bytes(32)?, out);
    // Keyboard, input method, colours, product, serial number, depths, flags.
    r.skip(12 + 64 + 2 + 2 + 4 + 2 + 2 + 2)?;
    wide("product", r.bytes(64)?, out);
    Some(())
}

/// UTF-16, little-endian, ended by zero.
fn wide(name: &'static str, bytes: &[u8], out: &mut Sink<'_>) {
    if out.wanted() {
        let units = bytes.chunks_exact(2).map(u16_of).take_while(|unit| *unit != 0);
        let told: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
        out.text(name, told.as_bytes());
    }
}

fn u16_of(pair: &[u8]) -> u16 {
    pair.first_chunk().copied().map_or(0, u16::from_le_bytes)
}

/// §2.2.1.3.4: count, then a name of eight octets and options each.
fn channels(content: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(content);
    r.skip(4)?;
    let names: Vec<String> = r
        .rest()
        .chunks_exact(12)
        .take(MAX_CHANNELS)
        .map(|one| text(one.get(..8).unwrap_or(one)))
        .collect();
    out.field("channels", names.join(","));
    Some(())
}
