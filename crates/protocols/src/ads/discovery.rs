//! Search for TwinCAT systems and routes to them, over UDP.
//!
//! Header: cookie, invoke id, service, net id and port of the sender, number of tags; a tag is an
//! identifier, a length and data, little-endian.

use model::observation::Kind;

use crate::ads::{names, net_id};
use crate::cursor::Reader;
use crate::protocol::lookup;
use crate::sink::Sink;

/// The cookie 0x71146603.
const COOKIE: &[u8; 4] = &[0x03, 0x66, 0x14, 0x71];
/// Service bit of responses.
const RESPONSE: u32 = 0x8000_0000;
/// Place of discovery services among the operations.
const BASE: u32 = 0x1_0000;
const OTHER: u32 = 0x1_00ff;
/// Tags looked at in one message.
const MAX_TAGS: u32 = 32;

pub(super) fn is(data: &[u8]) -> bool {
    data.starts_with(COOKIE)
}

pub(super) fn tell(data: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(data.get(COOKIE.len()..).unwrap_or_default());
    let invoke = r.u32_le().unwrap_or_default();
    let service = r.u32_le().unwrap_or_default();
    let code = BASE.saturating_add(service & 0xff);
    let operation = lookup(names::TABLE, code).or_else(|| lookup(names::TABLE, OTHER));
    let response = service & RESPONSE != 0;
    let kind = if response { Kind::Response } else { Kind::Request };
    out.begin(kind, operation.unwrap_or(&names::UNKNOWN));
    out.field("invoke_id", invoke);
    if body(&mut r, response, out).is_none() {
        out.anomaly("ads.truncated", data.len(), "tag");
    }
    out.finish();
}

fn body(r: &mut Reader<'_>, response: bool, out: &mut Sink<'_>) -> Option<()> {
    let net = r.bytes(6)?;
    r.u16_le()?;
    if out.wanted() {
        out.field("source", net_id(net));
    }
    let tags = r.u32_le()?;
    for _ in 0..tags.min(MAX_TAGS) {
        let (id, length) = (r.u16_le()?, r.u16_le()?);
        tag(id, r.bytes(length.into())?, response, out);
    }
    Some(())
}

fn tag(id: u16, data: &[u8], response: bool, out: &mut Sink<'_>) {
    match id {
        1 => match Reader::new(data).u32_le() {
            Some(0) => out.ok(),
            Some(code) => out.failed(code, names::error(code)),
            None => {}
        },
        3 => version(data, out),
        4 => os(data, out),
        5 if response => out.text("name", data),
        5 | 12 => out.text("route", data),
        7 if out.wanted() => out.field("net_id", net_id(data)),
        13 => out.text("user", data),
        _ => {}
    }
}

/// Version, revision, build of TwinCAT.
fn version(data: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(data);
    if let (Some(major), Some(minor), Some(build)) = (r.u8(), r.u8(), r.u16_le()) {
        out.field("vendor", "Beckhoff");
        if out.wanted() {
            out.field("firmware", format!("{major}.{minor}.{build}"));
        }
    }
}

/// OSVERSIONINFO of Windows: size, major, minor, build, platform.
fn os(data: &[u8], out: &mut Sink<'_>) {
    let mut r = Reader::new(data);
    let (_, major, minor, build) = (r.u32_le(), r.u32_le(), r.u32_le(), r.u32_le());
    if let (Some(major), Some(minor), Some(build), true) = (major, minor, build, out.wanted()) {
        out.field("os", format!("{major}.{minor}.{build}"));
    }
}
