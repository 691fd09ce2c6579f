//! The connection manager: connections opened and closed, messages sent on.
//!
//! Source: *CIP Networks Library* Vol. 1: 3-5.5.2 (Forward_Open), 3-5.5.3 (Forward_Close), 3-5.5.4
//! (Unconnected_Send), 3-4.4.3 (transport class and trigger).

use model::observation::Risk;

use crate::cip::path;
use crate::cursor::Reader;
use crate::sink::Sink;

/// Forward_Open and Large_Forward_Open: the latter has network parameters of 32 bits.
pub(super) fn open_request(data: &[u8], large: bool, out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    r.skip(2)?;
    ids(&mut r, out)?;
    serial(&mut r, out)?;
    r.skip(4)?;
    for (rpi, size) in [("o_to_t_rpi", "o_to_t_size"), ("t_to_o_rpi", "t_to_o_size")] {
        out.field(rpi, r.u32_le()?);
        let size_of = if large { r.u32_le()? & 0xffff } else { u32::from(r.u16_le()?) & 0x1ff };
        out.field(size, size_of);
    }
    let class = r.u8()? & 0x0f;
    out.field("transport_class", class);
    // Classes 0 and 1 carry inputs and outputs: who opens them commands the outputs.
    if class < 2 {
        out.refine(if large { "large_forward_open" } else { "forward_open" }, Risk::Control);
    }
    let words = r.u8()?;
    let path = r.bytes(2 * usize::from(words))?;
    target(path, out);
    Some(())
}

/// What the connection is to.
fn target(path: &[u8], out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let (route, name) = (path::route(path), path::name(path));
    if !route.is_empty() {
        out.field("route", route);
    }
    if !name.is_empty() {
        out.named("connection", || name);
    }
}

/// Connection identifiers: what I/O and connected messages are addressed with.
fn ids(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("o_to_t_connection", r.u32_le()?);
    out.field("t_to_o_connection", r.u32_le()?);
    Some(())
}

/// Connection serial number, originator's vendor and serial number: one connection's name.
fn serial(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("connection_serial", r.u16_le()?);
    out.field("originator_vendor", r.u16_le()?);
    out.field("originator_serial", r.u32_le()?);
    Some(())
}

pub(super) fn open_response(data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    ids(&mut r, out)?;
    serial(&mut r, out)
}

pub(super) fn close_request(data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    r.skip(2)?;
    serial(&mut r, out)?;
    let words = r.u8()?;
    r.u8()?;
    target(r.bytes(2 * usize::from(words))?, out);
    Some(())
}

pub(super) fn closed(data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    serial(&mut Reader::new(data), out)
}

/// The message in an unconnected send: time, size, message, pad, route.
pub(super) fn unconnected(data: &[u8]) -> Option<&[u8]> {
    let mut r = Reader::new(data);
    r.skip(2)?;
    let size = r.u16_le()?;
    r.bytes(usize::from(size).min(r.left()))
}
