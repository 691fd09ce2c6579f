//! The common packet format: items that carry addresses, CIP messages and what devices tell of
//! themselves.
//!
//! Source: *CIP Networks Library* Vol. 2 2-6 (items), 2-4.2 (ListIdentity), 2-4.6 (ListServices),
//! 2-4.4 (RegisterSession).

use std::net::Ipv4Addr;

use model::observation::Kind;

use crate::cip::{self, identity::Identity};
use crate::cursor::Reader;
use crate::sink::Sink;

use super::table::command;

/// Item types. Vol. 2 table 2-6.3.
const NULL_ADDRESS: u16 = 0x0000;
const IDENTITY: u16 = 0x000c;
const CONNECTED_ADDRESS: u16 = 0x00a1;
const CONNECTED_DATA: u16 = 0x00b1;
const UNCONNECTED_DATA: u16 = 0x00b2;
const SERVICES: u16 = 0x0100;
/// Interface handle and timeout in front of the items. Vol. 2 2-4.7.
const FRONT: usize = 6;
/// Front, item count, an address item and a data item without data.
pub(super) const SHORTEST: usize = FRONT + 2 + 4 + 4;
/// Items of one message; more than four have no use.
const MAX_ITEMS: u16 = 16;

/// The items of a body, in order; the last is `None` where one is cut short.
fn items(mut r: Reader<'_>) -> impl Iterator<Item = Option<(u16, &[u8])>> {
    let count = r.u16_le().unwrap_or(0).min(MAX_ITEMS);
    let mut broken = false;
    (0..count).map_while(move |_| {
        if broken {
            return None;
        }
        let item = item(&mut r);
        broken = item.is_none();
        Some(item)
    })
}

fn item<'a>(r: &mut Reader<'a>) -> Option<(u16, &'a [u8])> {
    let (kind, length) = (r.u16_le()?, r.u16_le()?);
    Some((kind, r.bytes(length.into())?))
}

/// What a message with CIP inside is made of.
#[derive(Default)]
pub(super) struct Packet<'a> {
    /// Identifier of the connection it belongs to.
    pub(super) connection: Option<u32>,
    /// Sequence count in front of a connected message. Vol. 1 3-4.4.3
    pub(super) sequence: Option<u16>,
    pub(super) data: Option<&'a [u8]>,
    /// Whether every item was there in full.
    pub(super) whole: bool,
}

impl<'a> Packet<'a> {
    pub(super) fn of(code: u16, body: &'a [u8]) -> Self {
        let mut packet = Self { whole: true, ..Self::default() };
        if !matches!(code, command::SEND_RR_DATA | command::SEND_UNIT_DATA) || body.is_empty() {
            return packet;
        }
        let mut r = Reader::new(body);
        if r.skip(FRONT).is_none() {
            packet.whole = false;
            return packet;
        }
        for item in items(r) {
            match item {
                Some((CONNECTED_ADDRESS, address)) => {
                    packet.connection = Reader::new(address).u32_le();
                }
                Some((CONNECTED_DATA, data)) => {
                    let mut r = Reader::new(data);
                    packet.sequence = r.u16_le();
                    packet.data = Some(r.rest());
                }
                Some((UNCONNECTED_DATA, data)) => packet.data = Some(data),
                Some(_) => {}
                None => packet.whole = false,
            }
        }
        packet
    }
}

/// Interface handle 0 (CIP), a sensible number of items, an address item first.
/// `None` if there are too few bytes to tell.
pub(super) fn begins(body: &[u8]) -> Option<bool> {
    let mut r = Reader::new(body);
    let (handle, _timeout) = (r.u32_le()?, r.u16_le()?);
    let (count, first, length) = (r.u16_le()?, r.u16_le()?, r.u16_le()?);
    let address = matches!((first, length), (NULL_ADDRESS, 0) | (CONNECTED_ADDRESS, 4));
    Some(handle == 0 && (2..=MAX_ITEMS).contains(&count) && address)
}

/// Whether the body of SendRRData or SendUnitData is what it must be, to the CIP message.
pub(super) fn fits(body: &[u8]) -> bool {
    let packet = Packet::of(command::SEND_RR_DATA, body);
    begins(body) == Some(true) && packet.whole && packet.data.is_some_and(cip::looks_right)
}

/// Whether the body is a list of what ListIdentity or ListServices are answered with.
pub(super) fn is_list(code: u16, body: &[u8]) -> bool {
    let expected = if code == command::LIST_IDENTITY { IDENTITY } else { SERVICES };
    let mut all = items(Reader::new(body)).peekable();
    all.peek().is_some()
        && all.all(|item| item.is_some_and(|(kind, data)| kind == expected && data.len() >= 20))
}

/// What commands other than those that carry CIP say.
pub(super) fn details(code: u16, kind: Kind, body: &[u8], tx: u32, out: &mut Sink<'_>) {
    match (code, kind) {
        (command::REGISTER_SESSION, _) => {
            if let Some(version) = Reader::new(body).u16_le() {
                out.field("protocol_version", version);
                out.number(tx, "enip.protocol_version", version.into());
            }
        }
        (command::LIST_IDENTITY, Kind::Response) => {
            for (kind, data) in items(Reader::new(body)).flatten() {
                if kind == IDENTITY && identity(data, tx, out).is_none() {
                    out.anomaly("enip.identity", super::HEADER, "identity");
                }
            }
        }
        (command::LIST_SERVICES, Kind::Response) => {
            for (kind, data) in items(Reader::new(body)).flatten() {
                if kind == SERVICES {
                    let _ = services(data, tx, out);
                }
            }
        }
        _ => {}
    }
}

/// Version, socket address (in network order), identity, state. Vol. 2 table 2-4.4.
fn identity(data: &[u8], tx: u32, out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    let version = r.u16_le()?;
    r.skip(2)?;
    let (port, address) = (r.u16()?, Ipv4Addr::from(r.u32()?));
    r.skip(8)?;
    let identity = Identity::read(&mut r)?;
    let state = r.u8();
    out.field("protocol_version", version);
    if out.wanted() {
        out.field("address", format!("{address}:{port}"));
    }
    identity.tell(out);
    if let Some(state) = state {
        out.field("state", state);
    }
    if out.parts_wanted() {
        // Two bytes, which rules read as one number.
        let revision = u16::from_le_bytes([identity.major, identity.minor]);
        out.number(tx, "enip.protocol_version", version.into());
        out.number(tx, "enip.vendor_id", identity.vendor.into());
        out.number(tx, "enip.device_type", identity.device_type.into());
        out.number(tx, "enip.product_code", identity.product_code.into());
        out.number(tx, "enip.revision", revision.into());
        out.number(tx, "enip.identity_status", identity.status.into());
        out.number(tx, "enip.serial", identity.serial.into());
        out.buffer(tx, "enip.product_name", identity.name);
        if let Some(state) = state {
            out.number(tx, "enip.state", state.into());
        }
    }
    Some(())
}

/// Version, capabilities, a name of 16 bytes.
fn services(data: &[u8], tx: u32, out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    let (version, capabilities, name) = (r.u16_le()?, r.u16_le()?, r.bytes(16)?);
    out.field("protocol_version", version);
    out.field("capabilities", capabilities);
    out.text("service_name", name);
    if out.parts_wanted() {
        let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
        out.number(tx, "enip.protocol_version", version.into());
        out.number(tx, "enip.capabilities", capabilities.into());
        out.buffer(tx, "enip.service_name", name.get(..end).unwrap_or(name));
    }
    Some(())
}
