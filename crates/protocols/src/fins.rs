//! FINS: Omron's factory interface network service, over UDP and TCP.
//!
//! Source: Omron W342 "CS/CJ/CP-series Communications Commands Reference Manual" §3 (FINS header
//! and command format), §5 (commands, memory areas, end codes); Omron W227 "FINS Commands" (CV,
//! file memory); Omron W421 "Ethernet Units" §7 (FINS/TCP header).
//! Ports: UDP and TCP 9600.
//! Not covered: Host Link wrappings, commands of special units beyond their code, contents of
//! parameter areas.

use model::observation::{Field, Kind};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod command;
mod table;
#[cfg(test)]
mod tests;
mod transfer;

/// First octets of a FINS/TCP header. W421 §7-4.
const MAGIC: &[u8; 4] = b"FINS";
/// Magic, length, command, error code.
const TCP_HEADER: usize = 16;
/// What the length counts besides what follows the header: command and error code.
const COUNTED: usize = 8;
/// ICF to SID, then command code. W342 §3-2.
const HEADER: usize = 10;
const SHORTEST: usize = HEADER + 2;
/// W342 §3-2: the longest frame is 2,012 octets; some units allow more.
const MAX_FRAME: usize = 4096;
/// FINS/TCP command: a FINS frame follows. W421 §7-4.
const FRAME_SEND: u32 = 2;
/// ICF: response, W342 §3-2.
const RESPONSE: u8 = 0x40;
/// ICF bits that are always 0.
const ICF_ZERO: u8 = 0x3e;

pub(crate) struct Fins;

impl Protocol for Fins {
    const NAME: &'static str = "fins";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::TABLE;
    const HINTS: &'static [Hint] = &[Hint::Udp(9600), Hint::Tcp(9600)];
    const MAX_MESSAGE: usize = TCP_HEADER + MAX_FRAME;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match tcp_front(data) {
            Front::Header { .. } => Probe::Yes,
            Front::Short => Probe::NeedMore,
            Front::Wrong => match Header::read(data) {
                Some(header) if header.is_plain() && table::is_known(header.command) => {
                    Probe::Maybe
                }
                Some(header) if header.is_plain() => Probe::OnPort,
                _ => Probe::No,
            },
        }
    }
}

enum Front {
    Header { total: usize, command: u32, error: u32 },
    Short,
    Wrong,
}

fn tcp_front(data: &[u8]) -> Front {
    if data.len() < MAGIC.len() {
        return if MAGIC.starts_with(data) { Front::Short } else { Front::Wrong };
    }
    let mut r = Reader::new(data);
    if r.bytes(MAGIC.len()) != Some(MAGIC) {
        return Front::Wrong;
    }
    let (Some(length), Some(command), Some(error)) = (r.u32(), r.u32(), r.u32()) else {
        return Front::Short;
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if !(COUNTED..=MAX_FRAME + COUNTED).contains(&length) || command > 0xff {
        return Front::Wrong;
    }
    Front::Header { total: TCP_HEADER - COUNTED + length, command, error }
}

/// The FINS header with the command code.
#[derive(Clone, Copy)]
pub(super) struct Header {
    icf: u8,
    reserved: u8,
    gateways: u8,
    /// Network, node, unit.
    target: [u8; 3],
    source: [u8; 3],
    pub(super) service: u8,
    pub(super) command: u16,
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        let mut r = Reader::new(data);
        let (icf, reserved, gateways) = (r.u8()?, r.u8()?, r.u8()?);
        let target = [r.u8()?, r.u8()?, r.u8()?];
        let source = [r.u8()?, r.u8()?, r.u8()?];
        let (service, command) = (r.u8()?, r.u16()?);
        Some(Self { icf, reserved, gateways, target, source, service, command })
    }

    /// Whether the fixed parts are as a node sends them: networks go up to 127, gateway counts
    /// up to 7.
    fn is_plain(&self) -> bool {
        let [target, ..] = self.target;
        let [source, ..] = self.source;
        self.icf & ICF_ZERO == 0
            && self.reserved == 0
            && self.gateways <= 7
            && target <= 127
            && source <= 127
    }

    pub(super) fn is_response(&self) -> bool {
        self.icf & RESPONSE != 0
    }
}

/// What is remembered of a conversation.
#[derive(Default)]
pub(crate) struct Talk {
    astray: [bool; 2],
    told: bool,
    /// The last request of each end: what its response speaks of.
    asked: [Option<command::Asked>; 2],
    transfers: transfer::Transfers,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        match tcp_front(pdu.data) {
            Front::Header { total, command, error } => {
                let Some(whole) = pdu.data.get(..total) else { return Step::Need(total) };
                *pdu.from.of_mut(&mut self.astray) = false;
                let body = whole.get(TCP_HEADER..).unwrap_or_default();
                self.wrapped(pdu.from, command, error, body, out);
                Step::Done(total)
            }
            Front::Short => Step::Need((pdu.data.len() + 1).max(TCP_HEADER)),
            Front::Wrong if out.stream => self.stray(pdu, out),
            Front::Wrong => self.datagram(pdu, out),
        }
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
        *from.of_mut(&mut self.asked) = None;
    }
}

impl Talk {
    /// No FINS/TCP header here: on to the next place where one can begin.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("fins.tcp_header", 0, "magic");
            *astray = true;
        }
        let next = pdu.data.iter().skip(1).position(|byte| *byte == b'F');
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    /// Over UDP the datagram is the frame.
    fn datagram(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let all = pdu.data.len();
        match Header::read(pdu.data) {
            Some(header) => {
                self.frame(pdu.from, header, pdu.data, out);
                Step::Done(all)
            }
            None => Step::Skip(all),
        }
    }

    fn wrapped(&mut self, from: End, command: u32, error: u32, body: &[u8], out: &mut Sink<'_>) {
        let header = Header::read(body);
        if let (FRAME_SEND, Some(header)) = (command, header) {
            return self.frame(from, header, body, out);
        }
        let answers = matches!(command, 1 | 3);
        out.begin(if answers { Kind::Response } else { Kind::Request }, table::tcp(command));
        if error != 0 {
            out.failed(error, table::tcp_error(error));
        } else if answers {
            out.ok();
        }
        if command == FRAME_SEND {
            out.anomaly("fins.truncated", TCP_HEADER, "header");
        }
        out.finish();
    }

    fn frame(&mut self, from: End, header: Header, frame: &[u8], out: &mut Sink<'_>) {
        let response = header.is_response();
        let kind = if response { Kind::Response } else { Kind::Request };
        out.begin(kind, table::find(header.command));
        if !self.told {
            self.told = true;
            out.client(if response { from.other() } else { from });
        }
        if !header.is_plain() {
            out.anomaly("fins.header", 0, "icf");
        }
        address("target_node", header.target, out);
        address("source_node", header.source, out);
        out.field("service_id", header.service);
        let body = frame.get(SHORTEST..).unwrap_or_default();
        if response {
            let asked = from.other().of_mut(&mut self.asked).take();
            let asked = asked.filter(|asked| asked.command == header.command);
            command::response(header, asked, body, &mut self.transfers, out);
        } else {
            let asked = command::request(header, body, &mut self.transfers, out);
            *from.of_mut(&mut self.asked) = Some(asked);
        }
        out.finish();
    }
}

fn address(name: &'static str, [network, node, unit]: [u8; 3], out: &mut Sink<'_>) {
    if out.wanted() {
        out.field(name, format!("{network}.{node}.{unit}"));
    }
}
