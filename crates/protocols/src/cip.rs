//! CIP messages: requests and responses of the Message Router, with what they carry inside.
//!
//! Source: *CIP Networks Library* Vol. 1: 2-4 (message router request and response), 3-5.5
//! (connection manager), 5-2 (identity), appendix A-4.10 (multiple service packet);
//! Rockwell 1756-PM020 (tags), 1756-RM005 (PCCC). Carried by EtherNet/IP (see `enip`).
//! Not covered: CIP Safety and Motion formats, CIP Security, services of vendor classes without a
//! document beyond their object (`object_specific_service`).

use model::observation::{Kind, Risk};

use crate::cursor::{Reader, u16_le_at};
use crate::pccc;
use crate::sink::Sink;

pub(crate) mod classes;
mod connection;
pub(crate) mod identity;
pub(crate) mod path;
pub(crate) mod services;
#[cfg(test)]
mod tests;
mod transfer;

use path::{Place, Segment};
pub(crate) use transfer::Transfers;

/// Place of `cip` among the names of the EtherNet/IP entry.
const CIP: usize = 1;
/// Bit that marks a response. Vol. 1 2-4.2.
const RESPONSE: u8 = 0x80;
/// Messages inside one another: multiple services in an unconnected send in a multiple service.
const MAX_DEPTH: u8 = 3;
/// Messages of one multiple service packet that are told apart.
const MAX_EMBEDDED: usize = 256;

/// What a request asked for, until its response comes.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) service: u8,
    pub(crate) place: Place,
    /// The path as text; empty unless observations are wanted.
    object: String,
    /// Where in the object a transfer reads, and how much.
    span: (u32, u16),
    /// What was asked in the messages inside.
    inner: Vec<Self>,
    /// The command, where it is PCCC.
    pccc: Option<pccc::Asked>,
}

impl Asked {
    /// Messages remembered, this one and those inside.
    pub(crate) fn weight(&self) -> usize {
        1 + self.inner.iter().map(Self::weight).sum::<usize>()
    }
}

/// What a message is told with.
pub(crate) struct Speaker<'t> {
    pub(crate) transaction: u32,
    pub(crate) transfers: &'t mut Transfers,
}

/// Whether a CIP message answers one.
pub(crate) fn is_response(data: &[u8]) -> bool {
    data.first().is_some_and(|service| service & RESPONSE != 0)
}

/// Whether what is there of a message can be one. A path ends where the request's data begins.
pub(crate) fn looks_right(data: &[u8]) -> bool {
    match data {
        [service, 0, _, words, rest @ ..] if service & RESPONSE != 0 => {
            rest.len() >= 2 * usize::from(*words)
        }
        [service, words, rest @ ..] if service & RESPONSE == 0 => {
            rest.len() >= 2 * usize::from(*words)
                && (*words == 0 || rest.first().is_some_and(|first| *first < 0xa0))
        }
        _ => false,
    }
}

/// Tells of a request and of the requests inside it.
pub(crate) fn request(data: &[u8], to: &mut Speaker<'_>, out: &mut Sink<'_>) -> Asked {
    ask(data, 0, to, out).unwrap_or_default()
}

fn ask(data: &[u8], depth: u8, to: &mut Speaker<'_>, out: &mut Sink<'_>) -> Option<Asked> {
    let mut r = Reader::new(data);
    let service = r.u8()?;
    let words = r.u8().unwrap_or(0);
    let path = r.bytes(2 * usize::from(words));
    let place = Place::of(path.unwrap_or_default());
    let (name, risk) = services::service(service, &place);
    out.begin_as(CIP, Kind::Request, service.into(), name, risk);
    let mut asked = Asked { service, place, ..Asked::default() };
    let Some(path) = path else {
        out.anomaly("cip.truncated", r.offset(), "path");
        out.finish();
        return Some(asked);
    };
    if out.wanted() {
        asked.object = path::name(path);
    }
    place_fields(&asked, out);
    parts_of_request(service, path, r.rest(), to.transaction, out);
    request_data(&mut asked, risk, r.rest(), to, out);
    out.finish();
    inside(&mut asked, r.rest(), depth, to, out);
    Some(asked)
}

/// Object and numbers of the path.
fn place_fields(asked: &Asked, out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    if !asked.object.is_empty() {
        let space = if asked.place.symbolic { "tag" } else { "cip" };
        out.named(space, || asked.object.clone());
    }
    let Place { class, instance, attribute, .. } = asked.place;
    for (name, value) in [("class", class), ("instance", instance), ("attribute", attribute)] {
        if let Some(value) = value {
            out.field(name, value);
        }
    }
}

/// What rules ask for: the service, then what its path and attribute list name.
fn parts_of_request(service: u8, path: &[u8], data: &[u8], tx: u32, out: &mut Sink<'_>) {
    if !out.parts_wanted() {
        return;
    }
    out.number(tx, "cip.service", service.into());
    for segment in path::segments(path) {
        match segment {
            Segment::Class(n) => out.number(tx, "enip.cip_class", n.into()),
            Segment::Instance(n) => out.number(tx, "enip.cip_instance", n.into()),
            Segment::Attribute(n) => out.number(tx, "enip.cip_attribute", n.into()),
            _ => {}
        }
    }
    // Attribute lists begin with a count; those to set carry values behind the first identifier.
    let count = usize::from(u16_le_at(data, 0).unwrap_or(0));
    let listed = match service {
        services::GET_ATTRIBUTE_LIST => count.min(MAX_EMBEDDED),
        services::SET_ATTRIBUTE_LIST => count.min(1),
        _ => 0,
    };
    for attribute in (0..listed).map_while(|n| u16_le_at(data, 2 + 2 * n)) {
        out.number(tx, "enip.cip_attribute", attribute.into());
    }
}

/// What the data behind the path says. What is cut short is left out.
fn request_data(
    asked: &mut Asked,
    risk: Risk,
    data: &[u8],
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) -> Option<()> {
    use services::{FORWARD_CLOSE, FORWARD_OPEN, LARGE_FORWARD_OPEN};
    let (service, place) = (asked.service, asked.place);
    transfer::request(asked, data, to, out);
    if place.class == Some(classes::CONNECTION_MANAGER) {
        return match service {
            FORWARD_OPEN => connection::open_request(data, false, out),
            LARGE_FORWARD_OPEN => connection::open_request(data, true, out),
            FORWARD_CLOSE => connection::close_request(data, out),
            _ => Some(()),
        };
    }
    let mut r = Reader::new(data);
    match service {
        services::GET_ATTRIBUTE_LIST => out.field("attributes", r.u16_le()?),
        services::SET_ATTRIBUTE_LIST => {
            out.field("attributes", r.u16_le()?);
            out.values(r.rest());
        }
        // Type 0 restarts, type 1 goes back to the state of delivery. Vol. 1 5-2.4.1
        0x05 => out.field("reset_type", r.u8().unwrap_or(0)),
        services::READ_TAG if is_tag(&place) => out.field("elements", r.u16_le()?),
        services::READ_TAG_FRAGMENTED if is_tag(&place) => {
            out.field("elements", r.u16_le()?);
            out.field("offset", r.u32_le()?);
        }
        services::WRITE_TAG | services::WRITE_TAG_FRAGMENTED if is_tag(&place) => {
            write_tag(service, &mut r, out)?;
        }
        _ if risk >= Risk::Write => out.values(data),
        _ => {}
    }
    Some(())
}

/// Whether the tag services mean what 1756-PM020 says on this object.
fn is_tag(place: &Place) -> bool {
    place.symbolic || place.class == Some(classes::SYMBOL)
}

/// 1756-PM020: type (0x02A0 and a handle for structures), elements, offset of a fragment, values.
fn write_tag(service: u8, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let kind = r.u16_le()?;
    out.field("data_type", data_type(kind));
    if kind == STRUCTURE {
        r.u16_le()?;
    }
    out.field("elements", r.u16_le()?);
    if service == services::WRITE_TAG_FRAGMENTED {
        out.field("offset", r.u32_le()?);
    }
    out.values(r.rest());
    single_value(kind, r.rest(), out);
    Some(())
}

/// Type code of structures, before their handle. 1756-PM020, "Data type encoding".
const STRUCTURE: u16 = 0x02a0;

/// Elementary types. Vol. 1 table C-6.1.
fn data_type(kind: u16) -> &'static str {
    match kind & 0xff {
        0xc1 => "BOOL",
        0xc2 => "SINT",
        0xc3 => "INT",
        0xc4 => "DINT",
        0xc5 => "LINT",
        0xc6 => "USINT",
        0xc7 => "UINT",
        0xc8 => "UDINT",
        0xc9 => "ULINT",
        0xca => "REAL",
        0xcb => "LREAL",
        0xd0 => "STRING",
        0xd1 => "BYTE",
        0xd2 => "WORD",
        0xd3 => "DWORD",
        0xd4 => "LWORD",
        0xda => "SHORT_STRING",
        0xa0 => "structure",
        _ => "unknown",
    }
}

/// The value of a tag with one element of an elementary type.
fn single_value(kind: u16, bytes: &[u8], out: &mut Sink<'_>) {
    use model::observation::Value;
    let value = match (kind & 0xff, bytes) {
        (0xc1 | 0xc6, [a]) => Value::Int((*a).into()),
        (0xc2, [a]) => Value::Int(i64::from(a.cast_signed())),
        (0xc3, [a, b]) => Value::Int(i16::from_le_bytes([*a, *b]).into()),
        (0xc7 | 0xd2, [a, b]) => Value::Int(u16::from_le_bytes([*a, *b]).into()),
        (0xc4, [a, b, c, d]) => Value::Int(i32::from_le_bytes([*a, *b, *c, *d]).into()),
        (0xc8 | 0xd3, [a, b, c, d]) => Value::Int(u32::from_le_bytes([*a, *b, *c, *d]).into()),
        (0xca, [a, b, c, d]) => Value::Float(f32::from_le_bytes([*a, *b, *c, *d]).into()),
        _ => return,
    };
    out.field("value", value);
}

/// The messages a request carries.
fn inside(asked: &mut Asked, data: &[u8], depth: u8, to: &mut Speaker<'_>, out: &mut Sink<'_>) {
    if depth >= MAX_DEPTH {
        return;
    }
    let class = asked.place.class;
    if asked.service == services::MULTIPLE_SERVICE {
        for message in embedded(data, out) {
            let inner = ask(message, depth + 1, to, out).unwrap_or_default();
            asked.inner.push(inner);
        }
    } else if asked.service == services::UNCONNECTED_SEND
        && class == Some(classes::CONNECTION_MANAGER)
    {
        let inner = connection::unconnected(data).and_then(|m| ask(m, depth + 1, to, out));
        asked.inner.extend(inner);
    } else if asked.service == services::EXECUTE_PCCC && class == Some(classes::PCCC) {
        asked.pccc = pccc::request(data, to, out);
    }
}

/// The messages of a multiple service packet: a count and offsets from the count on..
fn embedded<'a>(data: &'a [u8], out: &mut Sink<'_>) -> Vec<&'a [u8]> {
    let count = usize::from(u16_le_at(data, 0).unwrap_or(0)).min(MAX_EMBEDDED);
    let start = |n: usize| u16_le_at(data, 2 + 2 * n).map(usize::from);
    let mut messages = Vec::new();
    for n in 0..count {
        let end = if n + 1 < count { start(n + 1) } else { None };
        let message =
            start(n).and_then(|at| data.get(at..end.unwrap_or(data.len()).min(data.len())));
        match message.filter(|message| !message.is_empty()) {
            Some(message) => messages.push(message),
            None => {
                out.anomaly("cip.multiple_offset", 2 + 2 * n, "offset");
                break;
            }
        }
    }
    messages
}

/// Tells of a response and of the responses inside it.
pub(crate) fn response(
    data: &[u8],
    asked: Option<&Asked>,
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) {
    answer(data, asked, 0, to, out);
}

/// The part of a response in front of its data.
struct Verdict {
    service: u8,
    status: u8,
    /// The first additional word, and how many there are.
    extended: (u16, u8),
}

impl Verdict {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let service = r.u8()? & !RESPONSE;
        r.u8()?;
        let (status, words) = (r.u8()?, r.u8()?);
        let extended = r.bytes(2 * usize::from(words))?;
        Some(Self { service, status, extended: (u16_le_at(extended, 0).unwrap_or(0), words) })
    }

    /// Done, or done in part: more follows (0x06).
    fn is_good(&self) -> bool {
        matches!(self.status, 0 | 6)
    }
}

fn answer(
    data: &[u8],
    asked: Option<&Asked>,
    depth: u8,
    to: &mut Speaker<'_>,
    out: &mut Sink<'_>,
) -> Option<()> {
    let service = data.first()? & !RESPONSE;
    let asked = asked.and_then(|asked| answered(asked, service));
    let place = asked.map(|asked| asked.place).unwrap_or_default();
    let (name, risk) = services::service(service, &place);
    out.begin_as(CIP, Kind::Response, service.into(), name, risk);
    let mut r = Reader::new(data);
    let Some(verdict) = Verdict::read(&mut r) else {
        out.anomaly("cip.truncated", r.offset(), "status");
        out.finish();
        return None;
    };
    if let Some(asked) = asked {
        place_fields(asked, out);
    }
    outcome(&verdict, to.transaction, out);
    if verdict.is_good() {
        response_data(&verdict, asked, r.rest(), out);
    }
    transfer::response(&verdict, asked, r.rest(), to, out);
    out.finish();
    if depth < MAX_DEPTH && service == services::MULTIPLE_SERVICE {
        for (n, message) in embedded(r.rest(), out).into_iter().enumerate() {
            answer(message, asked.and_then(|asked| asked.inner.get(n)), depth + 1, to, out);
        }
    } else if service == services::EXECUTE_PCCC
        && place.class == Some(classes::PCCC)
        && verdict.is_good()
    {
        pccc::response(r.rest(), asked.and_then(|asked| asked.pccc.as_ref()), to, out);
    }
    Some(())
}

/// What a response answers: an unconnected send is answered by the response of what it carried.
fn answered(asked: &Asked, service: u8) -> Option<&Asked> {
    let carries = asked.service == services::UNCONNECTED_SEND
        && asked.place.class == Some(classes::CONNECTION_MANAGER);
    match asked.inner.first().filter(|_| carries) {
        Some(inner) if inner.service == service => Some(inner),
        _ => Some(asked).filter(|asked| asked.service == service),
    }
}

fn outcome(verdict: &Verdict, tx: u32, out: &mut Sink<'_>) {
    let (first, words) = verdict.extended;
    if out.parts_wanted() {
        out.number(tx, "cip.service", verdict.service.into());
        out.number(tx, "enip.cip_status", verdict.status.into());
        if words == 1 {
            out.number(tx, "enip.cip_extendedstatus", first.into());
        }
    }
    if verdict.is_good() {
        out.ok();
    } else {
        out.failed(verdict.status.into(), classes::status_name(verdict.status));
    }
    if verdict.status == 6 {
        out.field("partial", true);
    }
    if words > 0 {
        out.field("extended_status", first);
    }
}

fn response_data(
    verdict: &Verdict,
    asked: Option<&Asked>,
    data: &[u8],
    out: &mut Sink<'_>,
) -> Option<()> {
    use services::{FORWARD_CLOSE, FORWARD_OPEN, LARGE_FORWARD_OPEN};
    let place = asked.map(|asked| asked.place).unwrap_or_default();
    match (verdict.service, place.class) {
        (FORWARD_OPEN | LARGE_FORWARD_OPEN, Some(classes::CONNECTION_MANAGER) | None) => {
            connection::open_response(data, out)?;
        }
        (FORWARD_CLOSE, Some(classes::CONNECTION_MANAGER)) => connection::closed(data, out)?,
        (services::GET_ATTRIBUTES_ALL, Some(classes::IDENTITY)) => {
            identity::attributes(&mut Reader::new(data), out)?;
        }
        (services::GET_ATTRIBUTE_SINGLE, Some(classes::IDENTITY)) => {
            identity::attribute(place.attribute?, data, out)?;
        }
        (services::READ_TAG | services::READ_TAG_FRAGMENTED, _)
            if asked.is_some_and(|asked| is_tag(&asked.place)) =>
        {
            let mut r = Reader::new(data);
            let kind = r.u16_le()?;
            out.field("data_type", data_type(kind));
            out.values(r.rest());
            single_value(kind, r.rest(), out);
        }
        (services::MULTIPLE_SERVICE, _) => {}
        _ => out.values(data),
    }
    Some(())
}
