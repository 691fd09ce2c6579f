//! NetBIOS names over UDP: which names machines have, ask for and answer to.
//!
//! Source: RFC 1002 §4.1 (encoding of names), §4.2 (packets); RFC 1001 §14. Suffixes of names as
//! Microsoft documents them (*NetBIOS suffixes*, KB 163409). Port: UDP 137.
//! Not covered: datagrams (UDP 138), sessions (TCP 139, see `smb`), NetBIOS over TCP.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Octets of the header. RFC 1002 §4.2.1.1.
const HEADER: usize = 12;
/// Types of records: name service, node status. §4.2.1.3.
const NB: u16 = 0x20;
const NBSTAT: u16 = 0x21;
/// Records and names that are told.
const MAX_RECORDS: u16 = 64;
const MAX_NAMES: usize = 32;

/// OpCodes. RFC 1002 §4.2.1.1; 9 and 15 as Windows sends them.
const OPERATIONS: &[Operation] = &[
    Operation::new(0, "query", Risk::Read),
    Operation::new(5, "registration", Risk::Link),
    Operation::new(6, "release", Risk::Link),
    Operation::new(7, "wait", Risk::Link),
    Operation::new(8, "refresh", Risk::Link),
    Operation::new(9, "refresh", Risk::Link),
    Operation::new(15, "multi_homed_registration", Risk::Link),
];

const fn field(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(crate) struct Nbns;

impl Protocol for Nbns {
    const NAME: &'static str = "nbns";
    const FIELDS: &'static [Field] = &[
        field("id", "u16", "RFC 1002 §4.2.1.1"),
        field("broadcast", "bool", "RFC 1002 §4.2.1.1"),
        field("service", "text", "RFC 1001 §14"),
        field("addresses", "text", "RFC 1002 §4.2.2"),
        field("group", "bool", "RFC 1002 §4.2.2"),
        field("name", "text", "RFC 1002 §4.2.2"),
        field("names", "text", "RFC 1002 §4.2.18"),
        field("mac", "text", "RFC 1002 §4.2.18"),
    ];
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const FURTHER: &'static [&'static str] = &["node_status"];
    const HINTS: &'static [Hint] = &[Hint::Udp(137)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        let Some(header) = Header::read(data) else { return Probe::No };
        let named = data.get(HEADER..).and_then(decode).is_some();
        match (named, header.is_right()) {
            (true, true) => Probe::Yes,
            _ => Probe::No,
        }
    }
}

/// Whether the first name of a message of the domain name system's shape is one of NetBIOS.
pub(crate) fn is_one(data: &[u8]) -> bool {
    data.get(HEADER..).and_then(decode).is_some()
}

struct Header {
    id: u16,
    response: bool,
    opcode: u8,
    broadcast: bool,
    rcode: u8,
    /// Questions, answers, authorities, additional records.
    counts: [u16; 4],
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        let mut r = Reader::new(data);
        let (id, flags) = (r.u16()?, r.u16()?);
        let counts = [r.u16()?, r.u16()?, r.u16()?, r.u16()?];
        Some(Self {
            id,
            response: flags & 0x8000 != 0,
            opcode: (flags >> 11 & 15) as u8,
            broadcast: flags & 0x10 != 0,
            rcode: (flags & 15) as u8,
            counts,
        })
    }

    /// Whether an operation exists and has as many parts as it can. §4.2.2 to §4.2.18.
    fn is_right(&self) -> bool {
        let [questions, answers, authorities, additionals] = self.counts;
        let few = questions <= 1 && answers <= 1 && authorities == 0 && additionals <= 1;
        few && questions + answers > 0 && lookup(OPERATIONS, self.opcode.into()).is_some()
    }
}

/// Sixteen octets as half-octets from `A`, and a scope that is passed over. §4.1. Gives the name and
/// where it ends.
fn decode(data: &[u8]) -> Option<([u8; 16], usize)> {
    let mut r = Reader::new(data);
    let halves = match r.u8()? {
        32 => r.bytes(32)?,
        _ => return None,
    };
    let mut name = [0; 16];
    for (octet, pair) in name.iter_mut().zip(halves.chunks_exact(2)) {
        let [high @ b'A'..=b'P', low @ b'A'..=b'P'] = pair else { return None };
        *octet = (high - b'A') << 4 | (low - b'A');
    }
    while let Some(label @ 1..=63) = r.u8() {
        r.skip(label.into())?;
    }
    Some((name, r.offset()))
}

/// Name without its blanks, and `<20>` for the suffix, as tools show it.
fn show(name: &[u8; 16]) -> String {
    let [name @ .., suffix] = name;
    format!("{}<{suffix:02x}>", text(name))
}

/// What a suffix stands for.
fn service(suffix: u8, group: bool) -> &'static str {
    match (suffix, group) {
        (0x00, false) => "workstation",
        (0x00, true) => "domain",
        (0x01, _) => "browsers",
        (0x03, _) => "messenger",
        (0x06, _) => "remote_access",
        (0x1b, _) => "domain_master_browser",
        (0x1c, _) => "domain_controllers",
        (0x1d, _) => "master_browser",
        (0x1e, _) => "browser_elections",
        (0x20, _) => "file_server",
        _ => "other",
    }
}

/// Machines that ask and answer; each message stands alone.
#[derive(Default)]
pub(crate) struct Talk;

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let header = Header::read(pdu.data).filter(Header::is_right);
        let row = header.as_ref().and_then(|header| lookup(OPERATIONS, header.opcode.into()));
        let (Some(header), Some(row)) = (header, row) else {
            out.anomaly("nbns.header", 0, "flags");
            return Step::Skip(pdu.data.len());
        };
        out.client(if header.response { pdu.from.other() } else { pdu.from });
        out.begin(if header.response { Kind::Response } else { Kind::Request }, row);
        out.field("id", header.id);
        if header.broadcast {
            out.field("broadcast", true);
        }
        match (header.response, header.rcode) {
            (false, _) => {}
            (true, 0) => out.ok(),
            (true, code) => out.failed(code.into(), rcode(code)),
        }
        let mut r = Reader::new(pdu.data);
        if r.skip(HEADER).and_then(|()| parts(&header, &mut r, out)).is_none() {
            out.anomaly("nbns.short", r.offset(), "records");
        }
        out.finish();
        Step::Done(pdu.data.len())
    }
}

/// §4.2.6.
fn rcode(code: u8) -> &'static str {
    match code {
        1 => "format_error",
        2 => "server_failure",
        3 => "name_error",
        4 => "unsupported",
        5 => "refused",
        6 => "name_active",
        7 => "name_in_conflict",
        _ => "unknown",
    }
}

/// A question, then records: the answer, or what is to be registered.
fn parts(header: &Header, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    let [questions, answers, authorities, additionals] = header.counts;
    let mut named = None;
    for _ in 0..questions {
        let (name, length) = decode(r.rest())?;
        r.skip(length)?;
        let kind = r.u16()?;
        r.skip(2)?;
        named = Some(name);
        if kind == NBSTAT {
            out.refine("node_status", Risk::Identify);
        }
    }
    let records = answers.saturating_add(authorities).saturating_add(additionals);
    let mut group = false;
    for _ in 0..records.min(MAX_RECORDS) {
        if let [0xc0..=0xff, _, ..] = r.rest() {
            r.skip(2)?;
        } else {
            let (name, length) = decode(r.rest())?;
            r.skip(length)?;
            named = named.or(Some(name));
        }
        let kind = r.u16()?;
        r.skip(6)?;
        let length = r.u16()?;
        let data = r.bytes(length.into())?;
        match kind {
            NB => group |= addresses(data, out),
            NBSTAT => status(data, out)?,
            _ => {}
        }
    }
    if let Some(name) = named {
        tell(header, &name, group, out);
    }
    Some(())
}

fn tell(header: &Header, name: &[u8; 16], group: bool, out: &mut Sink<'_>) {
    out.named("name", || show(name));
    let [first @ .., suffix] = name;
    out.field("service", service(*suffix, group));
    // Who registers a name of its own has it.
    if matches!(header.opcode, 5 | 8 | 9 | 15) && !header.response && !group && *suffix == 0 {
        out.text("name", first);
    }
}

/// Flags and address each; gives whether the name is a group's. §4.2.2.
fn addresses(data: &[u8], out: &mut Sink<'_>) -> bool {
    let mut group = false;
    let mut shown: Vec<String> = Vec::new();
    for one in data.chunks_exact(6).take(MAX_NAMES) {
        if let [flags, _, a, b, c, d] = one {
            group |= flags & 0x80 != 0;
            shown.push(format!("{a}.{b}.{c}.{d}"));
        }
    }
    if !shown.is_empty() {
        out.field("addresses", shown.join(","));
    }
    if group {
        out.field("group", true);
    }
    group
}

/// §4.2.18: count, name and flags each, then statistics that begin with the unit's address.
fn status(data: &[u8], out: &mut Sink<'_>) -> Option<()> {
    let mut r = Reader::new(data);
    let count = usize::from(r.u8()?);
    let (mut names, mut own) = (Vec::new(), None);
    for number in 0..count {
        let name: [u8; 16] = *r.bytes(16)?.first_chunk()?;
        let group = r.u16()? & 0x8000 != 0;
        let [.., suffix] = name;
        if suffix == 0 && !group {
            own = own.or(Some(name));
        }
        if number < MAX_NAMES {
            names.push(show(&name));
        }
    }
    out.field("names", names.join(","));
    if let Some([first @ .., _]) = own {
        out.text("name", &first);
    }
    if let Some(&[a, b, c, d, e, f]) = r.rest().first_chunk() {
        out.field("mac", format!("{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}"));
    }
    Some(())
}
