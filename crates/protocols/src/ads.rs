//! ADS over AMS: Beckhoff's automation device specification.
//!
//! Source: Beckhoff Information System, "TwinCAT ADS/AMS specification": AMS/TCP header, AMS
//! header, ADS commands, index groups, ADS states, return codes; TF6xxx "ADS UDP" discovery as
//! published in the MIT-licensed `Beckhoff/ADS` sources (RegisterServer/route handling).
//! Ports: TCP 48898 (AMS), UDP 48899 (discovery and routes).
//! Not covered: ADS over MQTT, Secure ADS (TLS, 8016), contents of symbol tables, data of sum
//! commands beyond their number.

use std::collections::BTreeMap;

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

mod discovery;
mod names;
#[cfg(test)]
mod tests;

/// AMS/TCP header: reserved, length.
const TCP_HEADER: usize = 6;
/// AMS header: addresses, command, flags, length, error, invoke id.
const AMS_HEADER: usize = 32;
/// The largest message believed; TwinCAT routers buffer 2 MiB by default, messages seen are small.
const MAX_LENGTH: usize = 256 * 1024;
/// State flags: response, ADS command, UDP.
const RESPONSE: u16 = 0x0001;
const ADS_COMMAND: u16 = 0x0004;
/// Requests and handles remembered.
const MAX_ASKED: usize = 64;
const MAX_HANDLES: usize = 1024;
/// Longest symbol name kept.
const MAX_NAME: usize = 255;

const fn f(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(crate) struct Ads;

impl Protocol for Ads {
    const NAME: &'static str = "ads";
    const FIELDS: &'static [Field] = &[
        f("target", "text", "AMS header"),
        f("source", "text", "AMS header"),
        f("invoke_id", "u32", "AMS header"),
        f("index_group", "u32", "ADS read/write"),
        f("index_offset", "u32", "ADS read/write"),
        f("length", "u32", "ADS read/write"),
        f("symbol", "text", "ADS symbol by name"),
        f("state", "text", "ADS state"),
        f("device_state", "u16", "ADS state"),
        f("handle", "u32", "ADS notification"),
        f("samples", "u32", "ADS notification"),
        f("items", "u32", "ADS sum commands"),
        f("vendor", "text", "ADS read device info"),
        f("product", "text", "ADS read device info"),
        f("firmware", "text", "ADS read device info"),
        f("name", "text", "ADS discovery"),
        f("os", "text", "ADS discovery"),
        f("route", "text", "ADS discovery"),
        f("user", "text", "ADS discovery"),
        f("net_id", "text", "ADS discovery"),
    ];
    const OPERATIONS: &'static [Operation] = names::TABLE;
    const FURTHER: &'static [&'static str] = names::REFINED;
    const HINTS: &'static [Hint] = &[Hint::Tcp(48898), Hint::Udp(48899)];
    const MAX_MESSAGE: usize = TCP_HEADER + MAX_LENGTH;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        if discovery::is(data) {
            return Probe::Yes;
        }
        match front(data) {
            Front::Header(header) if header.is_certain() => Probe::Yes,
            Front::Header(_) => Probe::OnPort,
            Front::Short => Probe::NeedMore,
            Front::Wrong => Probe::No,
        }
    }
}

/// Net id and port of one end.
type Address = ([u8; 6], u16);

#[derive(Clone, Copy)]
struct Header {
    total: usize,
    target: Address,
    source: Address,
    command: u16,
    flags: u16,
    length: u32,
    error: u32,
    invoke: u32,
}

impl Header {
    /// Whether lengths agree and flags and command are those of ADS.
    fn is_certain(&self) -> bool {
        (1..=9).contains(&self.command)
            && self.flags & !0x01ff == 0
            && self.flags & ADS_COMMAND != 0
    }
}

enum Front {
    Header(Header),
    Short,
    Wrong,
}

fn address(r: &mut Reader<'_>) -> Option<Address> {
    let net = r.bytes(6)?.first_chunk().copied()?;
    Some((net, r.u16_le()?))
}

fn front(data: &[u8]) -> Front {
    let mut r = Reader::new(data);
    match r.u16_le() {
        Some(0) => {}
        None if data.first() == Some(&0) => return Front::Short,
        _ => return Front::Wrong,
    }
    let Some(stated) = r.u32_le() else { return Front::Short };
    let stated = usize::try_from(stated).unwrap_or(usize::MAX);
    if !(AMS_HEADER..=MAX_LENGTH).contains(&stated) {
        return Front::Wrong;
    }
    match header(&mut r, TCP_HEADER + stated) {
        None => Front::Short,
        // The data is what the AMS/TCP header counts besides the AMS header.
        Some(h) if usize::try_from(h.length).ok() == Some(stated - AMS_HEADER) => Front::Header(h),
        Some(_) => Front::Wrong,
    }
}

fn header(r: &mut Reader<'_>, total: usize) -> Option<Header> {
    Some(Header {
        total,
        target: address(r)?,
        source: address(r)?,
        command: r.u16_le()?,
        flags: r.u16_le()?,
        length: r.u32_le()?,
        error: r.u32_le()?,
        invoke: r.u32_le()?,
    })
}

/// What a response speaks of.
#[derive(Clone, Default)]
struct Asked {
    command: u16,
    group: u32,
    offset: u32,
    length: u32,
    symbol: String,
}

#[derive(Default)]
pub(crate) struct Talk {
    astray: [bool; 2],
    told: bool,
    asked: BTreeMap<u32, Asked>,
    /// Symbols by handle.
    handles: BTreeMap<u32, String>,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if !out.stream && discovery::is(pdu.data) {
            discovery::tell(pdu.data, out);
            return Step::Done(pdu.data.len());
        }
        let header = match front(pdu.data) {
            Front::Header(header) => header,
            Front::Short => return Step::Need(TCP_HEADER + AMS_HEADER),
            Front::Wrong => return self.stray(pdu, out),
        };
        let Some(whole) = pdu.data.get(..header.total) else { return Step::Need(header.total) };
        *pdu.from.of_mut(&mut self.astray) = false;
        let body = whole.get(TCP_HEADER + AMS_HEADER..).unwrap_or_default();
        self.message(pdu.from, header, body, out);
        Step::Done(header.total)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

impl Talk {
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("ads.header", 0, "length");
            *astray = true;
        }
        let next = pdu.data.iter().skip(1).position(|byte| *byte == 0);
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    fn message(&mut self, from: End, header: Header, body: &[u8], out: &mut Sink<'_>) {
        let response = header.flags & RESPONSE != 0;
        let code = u32::from(header.command);
        let operation = lookup(names::TABLE, code).unwrap_or(&names::UNKNOWN);
        out.begin(if response { Kind::Response } else { Kind::Request }, operation);
        if !self.told && header.command != 8 {
            self.told = true;
            out.client(if response { from.other() } else { from });
        }
        if out.wanted() {
            out.field("target", shown(header.target));
            out.field("source", shown(header.source));
            out.field("invoke_id", header.invoke);
        }
        let mut r = Reader::new(body);
        let read = if response {
            self.response(header, &mut r, out)
        } else {
            self.request(header, &mut r, out)
        };
        if read.is_none() {
            out.anomaly("ads.truncated", TCP_HEADER + AMS_HEADER + body.len(), "data");
        }
        if header.error != 0 {
            out.failed(header.error, names::error(header.error));
        }
        out.finish();
    }

    fn request(&mut self, header: Header, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let mut asked = Asked { command: header.command, ..Asked::default() };
        match header.command {
            2 | 3 | 6 | 9 => {
                (asked.group, asked.offset, asked.length) = (r.u32_le()?, r.u32_le()?, r.u32_le()?);
                out.field("index_group", asked.group);
                out.field("index_offset", asked.offset);
                out.field("length", asked.length);
                let data = match header.command {
                    3 => r.rest(),
                    9 => written(r)?,
                    _ => &[],
                };
                self.access(header, &mut asked, data, out);
            }
            5 => write_control(r, out)?,
            7 => out.field("handle", r.u32_le()?),
            8 => {
                out.kind(Kind::Spontaneous);
                // Length of what follows, number of time stamps.
                r.u32_le()?;
                out.field("samples", r.u32_le()?);
                out.values(r.rest());
            }
            _ => {}
        }
        if self.asked.len() >= MAX_ASKED {
            self.asked.pop_first();
        }
        self.asked.insert(header.invoke, asked);
        Some(())
    }

    /// What a read or write acts on, by index group and offset.
    fn access(&mut self, header: Header, asked: &mut Asked, data: &[u8], out: &mut Sink<'_>) {
        let group = names::group(asked.group, header.target.1);
        let writes = header.command == 3 || (header.command == 9 && group.writes);
        if let Some(name) = group.operation {
            out.refine(name, group.risk(writes));
        } else if header.command == 3 {
            out.refine("write", group.risk(true));
        } else if header.command == 9 && group.writes {
            out.refine("read_write", group.risk(true));
        }
        if group.named {
            asked.symbol = text(data.get(..MAX_NAME).unwrap_or(data));
        } else if group.by_handle {
            asked.symbol = self.handles.get(&asked.offset).cloned().unwrap_or_default();
        }
        if group.sum {
            out.field("items", asked.offset);
        }
        name(asked, out);
        if !group.named {
            out.values(data);
        }
    }

    fn response(&mut self, header: Header, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let asked = self.asked.remove(&header.invoke);
        let asked = asked.filter(|asked| asked.command == header.command).unwrap_or_default();
        if header.error != 0 && r.is_empty() {
            return Some(());
        }
        if header.command == 8 {
            return Some(());
        }
        let result = r.u32_le()?;
        if result == 0 {
            out.ok();
        } else {
            out.failed(result, names::error(result));
        }
        if let Some(group) = names::group(asked.group, header.source.1).operation {
            out.refine(group, names::group(asked.group, header.source.1).risk(false));
        }
        name(&asked, out);
        match header.command {
            1 => identity(r, out)?,
            2 | 9 => self.answer(&asked, r, out)?,
            4 => state(r, out)?,
            6 => out.field("handle", r.u32_le()?),
            _ => {}
        }
        Some(())
    }

    /// The data of a read: handles are remembered with the symbol they stand for.
    fn answer(&mut self, asked: &Asked, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        out.field("length", r.u32_le()?);
        out.values(r.rest());
        if asked.group == names::HANDLE_BY_NAME && !asked.symbol.is_empty() {
            if self.handles.len() >= MAX_HANDLES {
                self.handles.pop_first();
            }
            self.handles.insert(r.u32_le()?, asked.symbol.clone());
        }
        Some(())
    }
}

fn name(asked: &Asked, out: &mut Sink<'_>) {
    if !asked.symbol.is_empty() {
        out.named("symbol", || asked.symbol.clone());
        if out.wanted() {
            out.field("symbol", asked.symbol.clone());
        }
    } else if asked.group != 0 && out.wanted() {
        let space = format!("{:#06x}", asked.group);
        out.range(space, asked.offset, asked.length);
    }
}

/// The written part of a read-write: its length, then the data.
fn written<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = usize::try_from(r.u32_le()?).ok()?;
    r.bytes(length)
}

/// Changing the ADS state starts and stops the runtime.
fn write_control(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    state(r, out)?;
    r.u32_le()?;
    out.values(r.rest());
    Some(())
}

fn state(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (ads, device) = (r.u16_le()?, r.u16_le()?);
    out.field("state", names::state(ads));
    out.field("device_state", device);
    Some(())
}

/// Version, revision, build, name.
fn identity(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let (major, minor, build) = (r.u8()?, r.u8()?, r.u16_le()?);
    out.field("vendor", "Beckhoff");
    if out.wanted() {
        out.field("firmware", format!("{major}.{minor}.{build}"));
    }
    out.text("product", r.rest());
    Some(())
}

fn shown((net, port): Address) -> String {
    format!("{}:{port}", net_id(&net))
}

fn net_id(net: &[u8]) -> String {
    let parts: Vec<String> = net.iter().map(u8::to_string).collect();
    parts.join(".")
}

/// Commands nobody defined.
const UNKNOWN_RISK: Risk = Risk::Write;
