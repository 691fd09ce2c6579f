//! Modbus over TCP.
//!
//! Source: *MODBUS Messaging on TCP/IP Implementation Guide* V1.0b (MBAP header, §3.1.3),
//! *MODBUS Application Protocol Specification* V1.1b3 (functions §6, exceptions §7), modbus.org;
//! *Modicon Modbus Protocol Reference Guide* PI-MBUS-300 Rev. J (function codes 9–19, 40, 125–127).
//! UMAS (function 90) is unpublished; its codes are those commonly observed on Modicon M340/M580.
//! Port: TCP 502.
//! RTU frames carried in TCP as they are count as `modbus_rtu` (see `rtu`).
//! Not covered: Modbus ASCII carried in TCP, Modbus/TCP Security inside TLS.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, u16_at};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

mod functions;
mod parts;
mod rtu;
mod shape;
#[cfg(test)]
mod tests;

use shape::{Role, fits};

/// MBAP header: transaction, protocol, length. The unit identifier is counted in the length.
const HEADER: usize = 6;
/// Longest length field: unit + PDU of 253 bytes. MODBUS V1.1b3 §4.1.
const MAX_LENGTH: usize = 254;
/// Longest length field seen with UMAS, which negotiates larger PDUs (1,022 bytes and more).
const MAX_UMAS_LENGTH: usize = 2048;
/// Transactions that a client may leave out between two requests sent together.
const MAX_STRIDE: u16 = 64;
/// Requests remembered until their response comes, each flow.
const MAX_PENDING: usize = 32;
/// Bit that marks an exception response. MODBUS V1.1b3 §7.
const EXCEPTION: u8 = 0x80;
/// Modicon's own protocol inside Modbus.
const UMAS: u8 = 90;

pub(crate) struct Modbus;

impl Protocol for Modbus {
    const NAME: &'static str = "modbus";
    const ALSO: &'static [&'static str] = &["modbus_rtu"];
    const FIELDS: &'static [Field] = functions::FIELDS;
    const OPERATIONS: &'static [Operation] = functions::TABLE;
    const FURTHER: &'static [&'static str] = functions::SUBFUNCTIONS;
    const HINTS: &'static [Hint] = &[Hint::Tcp(502)];
    const MAX_MESSAGE: usize = HEADER + MAX_UMAS_LENGTH;
    type Session = Conversation;

    fn probe(data: &[u8]) -> Probe {
        if let rtu::Front::Frame(total) = rtu::front(data, rtu::MAX_FRAME) {
            let behind = data.get(total..).unwrap_or_default();
            match rtu::front(behind, rtu::MAX_FRAME) {
                rtu::Front::Frame(_) => return Probe::Yes,
                _ if behind.is_empty() => return Probe::Maybe,
                rtu::Front::Short(_) | rtu::Front::Wrong => {}
            }
        }
        if data.len() < HEADER + 2 {
            let zero = data.iter().skip(2).take(2).all(|b| *b == 0);
            return if zero { Probe::NeedMore } else { Probe::No };
        }
        let Some(adu) = Adu::read(data) else { return Probe::No };
        let public = functions::is_public(adu.function);
        let Some(pdu) = adu.pdu(data) else {
            return if public { Probe::NeedMore } else { Probe::OnPort };
        };
        if !public || !fits(adu.function, pdu, Role::Either) {
            return Probe::OnPort;
        }
        match data.get(adu.total()..).unwrap_or_default() {
            [] => Probe::Maybe,
            next if adu.is_followed_by(next) => Probe::Yes,
            _ => Probe::OnPort,
        }
    }
}

/// The header of one application data unit, found plausible.
#[derive(Clone, Copy)]
struct Adu {
    transaction: u16,
    length: u16,
    unit: u8,
    /// With the exception bit.
    function: u8,
}

impl Adu {
    /// Reads a header whose protocol identifier is 0 and whose length is one a message can have.
    fn read(data: &[u8]) -> Option<Self> {
        let mut r = Reader::new(data);
        let (transaction, protocol, length) = (r.u16()?, r.u16()?, r.u16()?);
        let (unit, function) = (r.u8()?, r.u8()?);
        let limit = if function & !EXCEPTION == UMAS { MAX_UMAS_LENGTH } else { MAX_LENGTH };
        let plausible = protocol == 0 && (2..=limit).contains(&usize::from(length));
        plausible.then_some(Self { transaction, length, unit, function })
    }

    /// Whether `next` begins with another unit of the same talk: same device, next transaction.
    fn is_followed_by(self, next: &[u8]) -> bool {
        Self::read(next).is_some_and(|next| {
            functions::is_public(next.function)
                && next.unit == self.unit
                && next.transaction.wrapping_sub(self.transaction) <= MAX_STRIDE
        })
    }

    /// Bytes of the whole unit.
    fn total(self) -> usize {
        HEADER + usize::from(self.length)
    }

    /// Function code and data, if they are all there.
    fn pdu(self, data: &[u8]) -> Option<&[u8]> {
        data.get(HEADER + 1..self.total())
    }

    fn code(self) -> u8 {
        self.function & !EXCEPTION
    }

    fn is_exception(self) -> bool {
        self.function & EXCEPTION != 0
    }
}

/// A request whose response has not come yet.
#[derive(Clone, Copy)]
struct Pending {
    from: End,
    transaction: u16,
    unit: u8,
    code: u8,
    /// Sub-function of diagnostics, MEI and UMAS.
    sub: u8,
    start: u32,
    count: u32,
    /// Number of the exchange in the flow.
    exchange: u32,
    /// What a request for file records asks for.
    groups: [Option<parts::Group>; parts::MAX_GROUPS],
}

/// How messages are wrapped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrapping {
    Mbap,
    Rtu,
}

/// One connection's state.
#[derive(Default)]
pub(crate) struct Conversation {
    /// Told by the first message that was believed.
    wrapping: Option<Wrapping>,
    files: parts::Files,
    exchanges: u32,
    pending: Vec<Pending>,
    /// The end that answers, once content told.
    server: Option<End>,
    trust: [Trust; 2],
}

/// Whether the next byte of an end begins a message.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Trust {
    #[default]
    Synced,
    /// Bytes were lost before it: it may lie inside a message, though segments seldom do.
    Gap,
    /// It follows bytes that made no sense.
    Astray,
}

impl Session for Conversation {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        match self.rtu(pdu.data) {
            rtu::Front::Frame(total) => return self.frame(pdu, total, out),
            rtu::Front::Short(more) => return Step::Need(more),
            rtu::Front::Wrong => {}
        }
        if self.wrapping == Some(Wrapping::Rtu) && self.trust_of(pdu.from) == Trust::Synced {
            out.anomaly("modbus.frame", 0, "crc");
            return self.look_on(pdu);
        }
        let synced = *pdu.from.of(&self.trust) == Trust::Synced;
        let adu = match header(pdu.data) {
            Header::Unit(adu) => adu,
            Header::Short => return Step::Need(HEADER + 2),
            Header::Wrong if synced => return self.stray(pdu, out),
            Header::Wrong => return self.look_on(pdu),
        };
        if *pdu.from.of(&self.trust) == Trust::Astray && !functions::is_known(adu.code()) {
            return self.look_on(pdu);
        }
        let Some(body) = adu.pdu(pdu.data) else { return Step::Need(adu.total()) };
        if !self.believes(pdu.from, adu, body) {
            return self.look_on(pdu);
        }
        *pdu.from.of_mut(&mut self.trust) = Trust::Synced;
        self.wrapping = Some(Wrapping::Mbap);
        self.message(pdu, adu, body, out);
        Step::Done(adu.total())
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.trust) = Trust::Gap;
    }
}

/// What the front of the bytes at hand can be.
enum Header {
    Unit(Adu),
    /// Too few bytes, and nothing wrong so far.
    Short,
    Wrong,
}

fn header(data: &[u8]) -> Header {
    if data.len() < HEADER + 2 {
        return if prefix_is_plausible(data) { Header::Short } else { Header::Wrong };
    }
    Adu::read(data).map_or(Header::Wrong, Header::Unit)
}

/// Whether the bytes of an unfinished header can become one.
fn prefix_is_plausible(data: &[u8]) -> bool {
    let protocol_is_zero = data.iter().skip(2).take(2).all(|b| *b == 0);
    let length_fits =
        u16_at(data, 4).is_none_or(|n| (2..=MAX_UMAS_LENGTH).contains(&usize::from(n)));
    protocol_is_zero && length_fits
}

impl Conversation {
    /// The bytes at the front are no message: says what is wrong and looks on.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let protocol_is_zero = pdu.data.iter().skip(2).take(2).all(|b| *b == 0);
        if protocol_is_zero {
            out.anomaly("modbus.length", 4, "length");
            out.event(0, "invalid_length");
        } else {
            out.anomaly("modbus.protocol_id", 2, "protocol_id");
            out.event(0, "invalid_protocol_id");
        }
        self.look_on(pdu)
    }

    /// Looks for the next place where a message can begin, from the second byte on.
    fn look_on(&mut self, pdu: &Pdu<'_>) -> Step {
        *pdu.from.of_mut(&mut self.trust) = Trust::Astray;
        let found = (1..pdu.data.len())
            .find(|at| pdu.data.get(*at..).is_some_and(|rest| self.may_begin(rest)));
        Step::Skip(found.unwrap_or(pdu.data.len()))
    }

    fn may_begin(&self, data: &[u8]) -> bool {
        begins_message(data) != Some(false) || self.rtu(data) != rtu::Front::Wrong
    }

    fn trust_of(&self, end: End) -> Trust {
        *end.of(&self.trust)
    }

    /// Whether a frame with a CRC begins here. What could be a header as well is one unless it is
    /// a frame no longer than the header.
    fn rtu(&self, data: &[u8]) -> rtu::Front {
        match self.wrapping {
            Some(Wrapping::Mbap) => rtu::Front::Wrong,
            Some(Wrapping::Rtu) => rtu::front(data, rtu::MAX_FRAME),
            None if matches!(header(data), Header::Wrong) => rtu::front(data, rtu::MAX_FRAME),
            None => rtu::front(data, HEADER + 2),
        }
    }

    /// A frame with its CRC.
    fn frame(&mut self, pdu: &Pdu<'_>, total: usize, out: &mut Sink<'_>) -> Step {
        *pdu.from.of_mut(&mut self.trust) = Trust::Synced;
        self.wrapping = Some(Wrapping::Rtu);
        let (unit, body) = rtu::inside(pdu.data.get(..total).unwrap_or_default());
        let function = body.first().copied().unwrap_or(0);
        let adu = Adu { transaction: 0, length: 0, unit, function };
        self.message(pdu, adu, body, out);
        Step::Done(total)
    }

    fn next_exchange(&mut self) -> u32 {
        self.exchanges = self.exchanges.wrapping_add(1).max(1);
        self.exchanges
    }

    /// Whether the complete unit at the front is to be believed.
    fn believes(&self, from: End, adu: Adu, body: &[u8]) -> bool {
        *from.of(&self.trust) == Trust::Synced || fits(adu.function, body, Role::Either)
    }

    fn message(&mut self, pdu: &Pdu<'_>, adu: Adu, body: &[u8], out: &mut Sink<'_>) {
        let code = adu.code();
        let asked = self.take_request(pdu, adu);
        let response = self.is_response(pdu, adu, body, asked.is_some());
        let kind = if response { Kind::Response } else { Kind::Request };
        let exchange = asked.map_or_else(|| self.next_exchange(), |asked| asked.exchange);
        self.open(kind, adu, out);
        parts::tell(exchange, adu.unit, body, response, out);
        if !functions::is_known(code) {
            out.anomaly("modbus.unknown_function", HEADER + 1, "function");
            out.event(exchange, "invalid_function_code");
        }
        if response && asked.is_none() {
            out.event(exchange, "unsolicited_response");
        }
        let data = body.get(1..).unwrap_or_default();
        if adu.is_exception() {
            exception(exchange, data, asked.as_ref(), out);
        } else if response {
            functions::response(code, data, asked.as_ref(), out);
            self.answered(exchange, code, data, asked.as_ref(), out);
        } else {
            let pending = Pending {
                from: pdu.from,
                transaction: adu.transaction,
                unit: adu.unit,
                code,
                sub: data.first().copied().unwrap_or(0),
                start: 0,
                count: 0,
                exchange,
                groups: [None; parts::MAX_GROUPS],
            };
            let pending = functions::request(code, data, pending, out);
            self.asked(exchange, code, data, out);
            self.remember(pending);
        }
        if !fits(adu.function, body, if response { Role::Response } else { Role::Request }) {
            out.anomaly("modbus.length_mismatch", 4, "length");
            out.event(exchange, "invalid_length");
        }
        out.finish();
        out.done(exchange);
    }

    fn open(&self, kind: Kind, adu: Adu, out: &mut Sink<'_>) {
        let row = functions::find(adu.code());
        let rtu = self.wrapping == Some(Wrapping::Rtu);
        out.begin_as(usize::from(rtu), kind, row.code, row.name, row.risk);
        if !rtu {
            out.field("transaction", adu.transaction);
        }
        out.field("unit", adu.unit);
    }

    /// Programs and files in requests.
    fn asked(&mut self, exchange: u32, code: u8, data: &[u8], out: &mut Sink<'_>) {
        // What is cut short is reported as a length mismatch by the caller.
        let _ = match code {
            21 => self.files.written(exchange, data, out),
            UMAS => functions::umas::sent(exchange, data, &mut self.files, out),
            _ => None,
        };
    }

    /// Programs and files in responses.
    fn answered(
        &mut self,
        exchange: u32,
        code: u8,
        data: &[u8],
        asked: Option<&Pending>,
        out: &mut Sink<'_>,
    ) {
        let Some(asked) = asked else { return };
        let _ = match code {
            20 => self.files.read(exchange, &asked.groups, data, out),
            UMAS => functions::umas::received(exchange, asked.sub, data, &mut self.files, out),
            _ => None,
        };
    }

    /// Takes the request that this message may answer out of the table.
    fn take_request(&mut self, pdu: &Pdu<'_>, adu: Adu) -> Option<Pending> {
        let answers = |p: &Pending| {
            p.from != pdu.from
                && p.transaction == adu.transaction
                && p.unit == adu.unit
                && p.code == adu.code()
        };
        let at = self.pending.iter().position(answers)?;
        Some(self.pending.remove(at))
    }

    fn remember(&mut self, pending: Pending) {
        if self.pending.len() >= MAX_PENDING {
            self.pending.remove(0);
        }
        self.pending.push(pending);
    }

    /// Who answers: known from earlier content, told by this message's shape, or by the port.
    fn is_response(&mut self, pdu: &Pdu<'_>, adu: Adu, body: &[u8], asked: bool) -> bool {
        let told = if asked || adu.is_exception() {
            Some(true)
        } else {
            let request = fits(adu.function, body, Role::Request);
            let response = fits(adu.function, body, Role::Response);
            (request != response && functions::has_shape(adu.code())).then_some(response)
        };
        if let Some(response) = told {
            let server = if response { pdu.from } else { pdu.from.other() };
            // One message of the other shape does not turn a settled conversation round.
            if self.server.is_none() || asked {
                self.server = Some(server);
            }
        }
        match (self.server, told) {
            (Some(server), _) => server == pdu.from,
            (None, Some(response)) => response,
            (None, None) => pdu.server == Some(pdu.from),
        }
    }
}

/// Whether a message can begin here, amid damage; `None` if there are too few bytes to tell.
/// Answers the same however many bytes more there are, so that segmentation changes nothing.
fn begins_message(data: &[u8]) -> Option<bool> {
    let adu = match header(data) {
        Header::Unit(adu) => adu,
        Header::Short => return None,
        Header::Wrong => return Some(false),
    };
    if !functions::is_known(adu.code()) {
        return Some(false);
    }
    adu.pdu(data).map(|body| fits(adu.function, body, Role::Either))
}

fn exception(exchange: u32, data: &[u8], asked: Option<&Pending>, out: &mut Sink<'_>) {
    let code = data.first().copied().unwrap_or(0);
    out.failed(code.into(), functions::exception_name(code));
    if functions::exception_name(code) == "unknown" {
        out.anomaly("modbus.exception_code", HEADER + 2, "exception");
        out.event(exchange, "invalid_exception_code");
    }
    if let Some(asked) = asked {
        functions::object_of(asked, out);
    }
}

/// Risk of a function nobody defined: vendors use them for anything.
const UNKNOWN_RISK: Risk = Risk::Identify;
