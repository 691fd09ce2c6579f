//! EtherNet/IP: encapsulation over TCP and UDP, cyclic I/O over UDP, and the CIP and PCCC messages
//! inside (`cip`, `pccc`).
//!
//! Source: *CIP Networks Library* Vol. 2 *EtherNet/IP Adaptation of CIP* 2-3 (encapsulation header
//! and commands), 2-4 (commands' data), 2-6 (common packet format), 3-2 (I/O over UDP).
//! Ports: TCP and UDP 44818, UDP 2222 (I/O). IANA; Vol. 2 2-2.1.
//! Not covered: CIP Security (TLS, DTLS on 2221), what I/O data means: only connection, sequence
//! and digest are told, and responses of Forward_Open tell which connections are which.

use std::collections::VecDeque;

use model::observation::{Field, Kind, Risk};

use crate::cip::{self, Asked, Speaker, Transfers};
use crate::cursor::{Reader, u16_le_at};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

mod cpf;
mod io;
mod table;
#[cfg(test)]
mod tests;

use table::command;

/// Encapsulation header. Vol. 2 2-3.1.
const HEADER: usize = 24;
/// Requests remembered until their response comes, each flow.
const MAX_PENDING: usize = 32;
/// Messages inside requests that are remembered, each flow.
const MAX_WEIGHT: usize = 1024;

pub(crate) struct Enip;

impl Protocol for Enip {
    const NAME: &'static str = "enip";
    const ALSO: &'static [&'static str] = &["cip", "pccc", "cip_io"];
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::COMMANDS;
    const FURTHER: &'static [&'static str] = &table::NAMES;
    const HINTS: &'static [Hint] = &[Hint::Tcp(44_818), Hint::Udp(44_818), Hint::Udp(2222)];
    const MAX_MESSAGE: usize = HEADER + u16::MAX as usize;
    type Session = Conversation;

    fn probe(data: &[u8]) -> Probe {
        let header = match front(data) {
            Front::Header(header) => header,
            Front::Io(Some(total)) if data.len() == total => return Probe::Yes,
            Front::Io(Some(_)) => return Probe::No,
            Front::Io(None) => return Probe::NeedMore,
            Front::Short if prefix_is_plausible(data) => return Probe::NeedMore,
            Front::Short => return Probe::No,
        };
        if !header.is_strict() {
            return Probe::No;
        }
        match data.get(HEADER..header.total()) {
            Some(body) => header.likeness(body),
            None if header.carries_cip() => cpf::begins(data.get(HEADER..).unwrap_or_default())
                .map_or(Probe::NeedMore, |begins| if begins { Probe::Yes } else { Probe::No }),
            None => Probe::NeedMore,
        }
    }
}

/// Vol. 2 2-3.1.
#[derive(Clone, Copy)]
struct Header {
    command: u16,
    length: u16,
    session: u32,
    status: u32,
    /// Opaque to the responder, who repeats it.
    context: u64,
    options: u32,
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        let mut r = Reader::new(data);
        let (command, length) = (r.u16_le()?, r.u16_le()?);
        let (session, status) = (r.u32_le()?, r.u32_le()?);
        let (low, high) = (r.u32_le()?, r.u32_le()?);
        let context = u64::from(high) << 32 | u64::from(low);
        Some(Self { command, length, session, status, context, options: r.u32_le()? })
    }

    fn total(&self) -> usize {
        HEADER + usize::from(self.length)
    }

    fn carries_cip(&self) -> bool {
        matches!(self.command, command::SEND_RR_DATA | command::SEND_UNIT_DATA)
    }

    /// Whether the header is one that a conversation goes on with: a command that says little or
    /// that nobody defined is believed within the session only.
    fn is_plausible(&self, session: Option<u32>) -> bool {
        let known = lookup(table::COMMANDS, self.command.into()).is_some();
        let says_much = known && self.command != command::NOP;
        self.options == 0
            && table::status_name(self.status) != "unknown"
            && (says_much || session == Some(self.session))
    }

    /// Whether nothing in the header is other than it must be. Vol. 2 2-3.2 to 2-3.6, 2-4.
    fn is_strict(&self) -> bool {
        let refused = self.status != 0 && self.length == 0;
        let length_fits = match self.command {
            command::LEGACY_LIST
            | command::LIST_SERVICES
            | command::LIST_IDENTITY
            | command::LIST_INTERFACES => self.length == 0 || (2..=2048).contains(&self.length),
            command::REGISTER_SESSION => self.length == 4,
            command::UNREGISTER_SESSION => matches!(self.length, 0 | 4) && self.session != 0,
            command::SEND_RR_DATA | command::SEND_UNIT_DATA => {
                usize::from(self.length) >= cpf::SHORTEST && self.session != 0
            }
            command::NOP => self.session != 0,
            command::INDICATE_STATUS | command::CANCEL | command::START_DTLS => {
                self.length <= 64 && self.session != 0
            }
            _ => false,
        };
        (length_fits || refused && self.command != command::NOP)
            && lookup(table::COMMANDS, self.command.into()).is_some()
            && self.options == 0
            && table::status_name(self.status) != "unknown"
    }

    /// Whether a message begins with it amid damage, where an empty one says too little.
    fn may_begin(&self) -> bool {
        self.is_strict() && self.command != command::NOP
    }

    /// How much a whole message with a strict header looks like EtherNet/IP.
    fn likeness(&self, body: &[u8]) -> Probe {
        match self.command {
            command::SEND_RR_DATA | command::SEND_UNIT_DATA if !body.is_empty() => {
                if cpf::fits(body) { Probe::Yes } else { Probe::No }
            }
            command::REGISTER_SESSION => match body {
                // Protocol version 1, no option flags. Vol. 2 2-4.4
                [1, 0, 0, 0] => Probe::Yes,
                _ => Probe::No,
            },
            command::LIST_IDENTITY | command::LIST_SERVICES if !body.is_empty() => {
                if cpf::is_list(self.command, body) { Probe::Yes } else { Probe::No }
            }
            command::NOP => Probe::OnPort,
            _ => Probe::Maybe,
        }
    }
}

/// What the front of the bytes at hand can be.
enum Front {
    Header(Header),
    /// Cyclic I/O; its length, if that is there.
    Io(Option<usize>),
    /// Too few bytes.
    Short,
}

fn front(data: &[u8]) -> Front {
    if io::begins(data) {
        return Front::Io(io::total(data));
    }
    match Header::read(data) {
        Some(header) => Front::Header(header),
        None => Front::Short,
    }
}

/// Whether the bytes of an unfinished header can become one that is strict.
fn prefix_is_plausible(data: &[u8]) -> bool {
    let known = |code: u16| lookup(table::COMMANDS, code.into()).is_some();
    u16_le_at(data, 0).is_none_or(|code| known(code) || io::may_begin(data))
}

/// A request whose response has not come yet.
struct Pending {
    from: End,
    command: u16,
    /// Sender context, or sequence count of a connected message.
    key: u64,
    transaction: u32,
    asked: Asked,
}

/// One flow's state.
#[derive(Default)]
pub(crate) struct Conversation {
    pending: VecDeque<Pending>,
    transfers: Transfers,
    /// The end that answers, once content told.
    server: Option<End>,
    transaction: u32,
    /// The session handle of the last message that had one.
    session: Option<u32>,
    /// Whether the next byte of an end may lie inside a message.
    astray: [bool; 2],
    io: io::Connections,
}

impl Session for Conversation {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = *pdu.from.of(&self.astray);
        let header = match front(pdu.data) {
            Front::Header(header) => header,
            Front::Io(total) => return self.io(pdu, total, out),
            Front::Short if astray && !prefix_is_plausible(pdu.data) => {
                return self.stray(pdu, out);
            }
            Front::Short => return Step::Need(if pdu.data.len() < 4 { 4 } else { HEADER }),
        };
        let believed = if astray { header.may_begin() } else { header.is_plausible(self.session) };
        if !believed {
            return self.stray(pdu, out);
        }
        let Some(body) = pdu.data.get(HEADER..header.total()) else {
            return Step::Need(header.total());
        };
        if astray && header.carries_cip() && !body.is_empty() && !cpf::fits(body) {
            return self.stray(pdu, out);
        }
        *pdu.from.of_mut(&mut self.astray) = false;
        if header.session != 0 {
            self.session = Some(header.session);
        }
        self.message(pdu, &header, body, out);
        Step::Done(header.total())
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

/// Whether a message can begin here, amid damage; `None` if there are too few bytes to tell.
fn begins_message(data: &[u8]) -> Option<bool> {
    match front(data) {
        Front::Header(header) => Some(header.may_begin()),
        Front::Io(total) => total.map(|_| true),
        Front::Short if prefix_is_plausible(data) => None,
        Front::Short => Some(false),
    }
}

impl Conversation {
    /// The bytes at the front are no message: says so once and looks for the next one.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("enip.header", 0, "command");
            *astray = true;
        }
        let found = (1..pdu.data.len())
            .find(|at| pdu.data.get(*at..).is_some_and(|rest| begins_message(rest) != Some(false)));
        Step::Skip(found.unwrap_or(pdu.data.len()))
    }

    fn io(&mut self, pdu: &Pdu<'_>, total: Option<usize>, out: &mut Sink<'_>) -> Step {
        let Some(message) = total.and_then(|total| pdu.data.get(..total)) else {
            return Step::Need(total.unwrap_or(io::FRONT));
        };
        *pdu.from.of_mut(&mut self.astray) = false;
        self.io.message(pdu.from, message, out);
        Step::Done(message.len())
    }

    fn message(&mut self, pdu: &Pdu<'_>, header: &Header, body: &[u8], out: &mut Sink<'_>) {
        let packet = cpf::Packet::of(header.command, body);
        let kind = self.kind(pdu, header, body, packet.data);
        self.learn(kind, pdu.from, out);
        let key = packet.sequence.map_or(header.context, u64::from);
        let asked = if kind == Kind::Response { self.take(pdu.from, header, key) } else { None };
        let transaction = match &asked {
            Some(pending) => pending.transaction,
            None => self.next_transaction(),
        };
        let (name, risk) = table::find(header.command);
        out.begin_as(0, kind, header.command.into(), name, risk);
        self.tell(header, kind, body, &packet, transaction, out);
        out.finish();
        let mut to = Speaker { transaction, transfers: &mut self.transfers };
        let asked = match packet.data.filter(|data| !data.is_empty()) {
            Some(data) if cip::is_response(data) => {
                cip::response(data, asked.as_ref().map(|pending| &pending.asked), &mut to, out);
                Asked::default()
            }
            Some(data) => cip::request(data, &mut to, out),
            None => Asked::default(),
        };
        if kind == Kind::Request {
            self.remember(Pending {
                from: pdu.from,
                command: header.command,
                key,
                transaction,
                asked,
            });
        }
        out.done(transaction);
    }

    fn next_transaction(&mut self) -> u32 {
        self.transaction = self.transaction.wrapping_add(1).max(1);
        self.transaction
    }

    /// What the message is, by what it carries.
    fn kind(&self, pdu: &Pdu<'_>, header: &Header, body: &[u8], data: Option<&[u8]>) -> Kind {
        let response = match header.command {
            command::NOP => return Kind::Spontaneous,
            _ if header.status != 0 => true,
            command::LEGACY_LIST
            | command::LIST_IDENTITY
            | command::LIST_SERVICES
            | command::LIST_INTERFACES => !body.is_empty(),
            command::REGISTER_SESSION => header.session != 0,
            command::UNREGISTER_SESSION => false,
            _ => match data.filter(|data| !data.is_empty()) {
                Some(data) => cip::is_response(data),
                None => self.server.or(pdu.server) == Some(pdu.from),
            },
        };
        if response { Kind::Response } else { Kind::Request }
    }

    fn learn(&mut self, kind: Kind, from: End, out: &mut Sink<'_>) {
        if self.server.is_none() && kind != Kind::Spontaneous {
            let server = if kind == Kind::Response { from } else { from.other() };
            self.server = Some(server);
            out.client(server.other());
        }
    }

    fn take(&mut self, from: End, header: &Header, key: u64) -> Option<Pending> {
        let answers = |p: &Pending| p.from != from && p.command == header.command && p.key == key;
        let at = self.pending.iter().position(answers)?;
        self.pending.remove(at)
    }

    fn remember(&mut self, pending: Pending) {
        self.pending.push_back(pending);
        let weight = |all: &VecDeque<Pending>| all.iter().map(|p| p.asked.weight()).sum::<usize>();
        while self.pending.len() > MAX_PENDING || weight(&self.pending) > MAX_WEIGHT {
            self.pending.pop_front();
        }
    }

    /// The encapsulation's own details.
    fn tell(
        &self,
        header: &Header,
        kind: Kind,
        body: &[u8],
        packet: &cpf::Packet<'_>,
        tx: u32,
        out: &mut Sink<'_>,
    ) {
        out.number(tx, "enip.command", header.command.into());
        out.number(tx, "enip.status", header.status.into());
        out.field("session", header.session);
        if kind == Kind::Response {
            match header.status {
                0 => out.ok(),
                status => out.failed(status, table::status_name(status)),
            }
        }
        if let Some(connection) = packet.connection {
            out.field("connection", connection);
        }
        if let Some(sequence) = packet.sequence {
            out.field("sequence", sequence);
        }
        if lookup(table::COMMANDS, header.command.into()).is_none() {
            out.anomaly("enip.unknown_command", 0, "command");
        }
        if !packet.whole {
            out.anomaly("enip.items", HEADER, "items");
            out.event(tx, "invalid_pdu");
        }
        cpf::details(header.command, kind, body, tx, out);
    }
}

/// Risk of a command nobody defined.
const UNKNOWN_RISK: Risk = Risk::Identify;
