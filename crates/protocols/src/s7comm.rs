//! S7 communication of SIMATIC S7-300/400 controllers (and of S7-1200/1500 with PUT/GET).
//!
//! Source: unpublished by its maker. Field layout as documented by G. Nardella, *Snap7* 1.4
//! (reference manual, "The Siemens communications scenario"), by T. Wiens' S7comm notes and by
//! SIMATIC *System Software for S7-300/400 — System and Standard Functions*, A5E02789976
//! (SZL ids and layouts, chapter 34). Framing: RFC 1006, ITU-T X.224 (see `tpkt`).
//! Port: TCP 102.
//! Not covered: contents of program blocks, alarms' texts, NCK variables; of S7comm-plus
//! (`s7comm_plus`) the values and the contents of objects (see `plus`).

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;
use crate::tpkt::{self, Framing, Unit};

mod blocks;
mod items;
mod plus;
mod szl;
mod table;
#[cfg(test)]
mod tests;
mod transfers;
mod userdata;

use items::Item;

/// First octet of an S7comm message.
const MAGIC: u8 = 0x32;
/// First octet of an S7comm-plus message.
const MAGIC_PLUS: u8 = 0x72;
/// Requests remembered until their response comes, each flow.
const MAX_PENDING: usize = 32;

const JOB: u8 = 1;
const ACK: u8 = 2;
const ACK_DATA: u8 = 3;
const USERDATA: u8 = 7;

pub(crate) struct S7comm;

impl Protocol for S7comm {
    const NAME: &'static str = "s7comm";
    const ALSO: &'static [&'static str] = &["s7comm_plus"];
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::FUNCTIONS;
    const FURTHER: &'static [&'static str] = table::FURTHER;
    const HINTS: &'static [Hint] = &[Hint::Tcp(102)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Conversation;

    fn probe(data: &[u8]) -> Probe {
        tpkt::probe(data, |user, whole| match user {
            [MAGIC, JOB..=ACK_DATA | USERDATA, ..] => Probe::Yes,
            [MAGIC_PLUS, 1..=3 | 0xfe | 0xff, ..] => Probe::Yes,
            // Sessions of TIA Portal 17 and later run in TLS inside of data units.
            [20..=23, 3, 0..=4, ..] => Probe::Maybe,
            [MAGIC | MAGIC_PLUS | 20..=23] | [20..=23, 3] if !whole => Probe::NeedMore,
            _ => Probe::No,
        })
    }
}

/// What a request named, until its response comes.
struct Pending {
    from: End,
    reference: u16,
    function: u8,
    risk: Risk,
    items: Vec<Item>,
    /// The block that the job names, and the file that its answer brings bytes of.
    block: Option<blocks::Block>,
    file: Option<u32>,
}

/// One connection's state.
#[derive(Default)]
pub(crate) struct Conversation {
    framing: Framing,
    inner: Inner,
}

/// What is above COTP.
#[derive(Default)]
struct Inner {
    pending: Vec<Pending>,
    /// The controller, once content told.
    server: Option<End>,
    /// The block that is being loaded up or down.
    transfer: Option<blocks::Block>,
    transfers: transfers::Transfers,
    szl: szl::Parts,
    plus: plus::Parts,
    /// Number of the last message, for rules.
    transaction: u32,
}

impl Session for Conversation {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let inner = &mut self.inner;
        self.framing.parse(pdu, out, |unit, out| inner.unit(pdu.from, unit, out))
    }

    fn lost(&mut self, from: End) {
        self.framing.lost(from);
        self.inner.plus.lost(from);
    }
}

/// A message's header, behind its magic octet.
struct Header {
    rosctr: u8,
    reference: u16,
    parameters: usize,
    data: usize,
    /// Error class and code of an acknowledgement.
    error: Option<(u8, u8)>,
}

impl Header {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        r.u8()?;
        let rosctr = r.u8()?;
        r.skip(2)?;
        let (reference, parameters, data) = (r.u16()?, r.u16()?.into(), r.u16()?.into());
        let error = match rosctr {
            ACK | ACK_DATA => Some((r.u8()?, r.u8()?)),
            _ => None,
        };
        Some(Self { rosctr, reference, parameters, data, error })
    }
}

/// A message cut into its parts.
struct Message<'a> {
    from: End,
    header: Header,
    /// Offset of the parameters.
    base: usize,
    parameters: &'a [u8],
    data: &'a [u8],
}

impl Inner {
    fn unit(&mut self, from: End, unit: Unit<'_>, out: &mut Sink<'_>) {
        match unit {
            Unit::Connect { request, calling, called } => {
                self.connect(from, request, calling, called, out);
            }
            Unit::Disconnect { request, reason } => {
                let kind = if request { Kind::Request } else { Kind::Response };
                out.begin(kind, &table::DISCONNECT);
                out.field("reason", reason);
                out.finish();
            }
            Unit::Message(message) => self.message(from, message, out),
        }
    }

    /// The called selector names rack and slot: 0x02, then rack × 32 + slot.
    fn connect(
        &mut self,
        from: End,
        request: bool,
        calling: &[u8],
        called: &[u8],
        out: &mut Sink<'_>,
    ) {
        let kind = if request { Kind::Request } else { Kind::Response };
        self.learn(if request { from.other() } else { from }, out);
        out.begin(kind, &table::CONNECT);
        for (name, selector) in [("calling_tsap", calling), ("called_tsap", called)] {
            if out.wanted() && !selector.is_empty() {
                out.field(name, tpkt::show_selector(selector));
            }
        }
        if let [1..=3, place] = called {
            out.field("rack", place >> 5);
            out.field("slot", place & 0x1f);
        }
        out.finish();
    }

    fn learn(&mut self, server: End, out: &mut Sink<'_>) {
        if self.server.is_none() {
            self.server = Some(server);
            out.client(server.other());
        }
    }

    fn message(&mut self, from: End, bytes: &[u8], out: &mut Sink<'_>) {
        self.transaction = self.transaction.wrapping_add(1).max(1);
        match bytes.first() {
            Some(&MAGIC) => self.s7(from, bytes, out),
            Some(&MAGIC_PLUS) => self.plus(from, bytes, out),
            Some(20..=23) if bytes.get(1) == Some(&3) => {
                let kind = match self.server {
                    Some(server) if server == from => Kind::Response,
                    Some(_) => Kind::Request,
                    None => Kind::Spontaneous,
                };
                plus::encrypted(kind, bytes, out);
            }
            _ => out.anomaly("s7comm.protocol_id", 0, "protocol_id"),
        }
    }

    fn plus(&mut self, from: End, bytes: &[u8], out: &mut Sink<'_>) {
        let server = plus::message(&mut self.plus, from, bytes, self.transaction, out);
        if let Some(server) = server {
            self.learn(server, out);
        }
    }

    fn s7(&mut self, from: End, bytes: &[u8], out: &mut Sink<'_>) {
        let mut r = Reader::new(bytes);
        let Some(header) = Header::read(&mut r) else {
            out.anomaly("s7comm.truncated", bytes.len(), "header");
            return;
        };
        let base = r.offset();
        let parameters = r.bytes(header.parameters.min(r.left())).unwrap_or_default();
        let data = r.bytes(header.data.min(r.left())).unwrap_or_default();
        let cut = parameters.len() + data.len() < header.parameters + header.data;
        let trailing = !r.is_empty();
        let message = Message { from, header, base, parameters, data };
        match message.header.rosctr {
            JOB => self.job(&message, out),
            ACK | ACK_DATA => self.acknowledgement(&message, out),
            USERDATA => userdata::message(self, &message, out),
            _ => {
                out.begin(Kind::Spontaneous, &table::OTHER);
                out.anomaly("s7comm.rosctr", 1, "rosctr");
            }
        }
        if let Some(function) = message.parameters.first() {
            out.number(self.transaction, "s7comm.function", (*function).into());
        }
        out.field("pdu_reference", message.header.reference);
        if cut {
            out.anomaly("s7comm.truncated", bytes.len(), "length");
        } else if trailing {
            out.anomaly("s7comm.trailing_bytes", base + parameters.len() + data.len(), "length");
        }
        out.finish();
        out.done(self.transaction);
    }

    fn job(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let Some(function) = message.parameters.first().copied() else {
            out.begin(Kind::Request, &table::OTHER);
            out.anomaly("s7comm.no_parameters", message.base, "function");
            return;
        };
        // During a download the controller asks for the parts: it is still the commanded side.
        let fetched = matches!(function, 0x1b | 0x1c);
        let kind = if fetched { Kind::Response } else { Kind::Request };
        out.begin(kind, table::function(function));
        self.learn(if fetched { message.from } else { message.from.other() }, out);
        let mut r = Reader::new(message.parameters);
        let _ = r.skip(1);
        let mut pending = Pending {
            from: message.from,
            reference: message.header.reference,
            function,
            risk: table::function(function).risk,
            items: Vec::new(),
            block: None,
            file: None,
        };
        // A part that is missing is reported where it is missing.
        let whole = match function {
            0x04 | 0x05 => items::request(function, &mut r, message, &mut pending.items, out),
            0x1a..=0x1f => blocks::request(function, &mut r, &mut self.transfer, out),
            0x28 => blocks::service(&mut r, &mut pending.risk, out),
            0x29 => blocks::stop(&mut r, out),
            0xf0 => setup(&mut r, out),
            _ => Some(()),
        };
        if whole.is_none() {
            out.anomaly("s7comm.parameters_cut", message.base + r.offset(), "parameters");
        }
        if matches!(function, 0x1a..=0x1f) && out.files_wanted() {
            let outstanding = |file| self.pending.iter().any(|p| p.file == Some(file));
            let (parameters, transaction) = (message.parameters, self.transaction);
            self.transfers.asked(&mut pending, parameters, outstanding, transaction, out);
        }
        self.remember(pending);
    }

    fn remember(&mut self, pending: Pending) {
        if self.pending.len() >= MAX_PENDING {
            self.pending.remove(0);
        }
        self.pending.push(pending);
    }

    fn take_request(&mut self, message: &Message<'_>, function: Option<u8>) -> Option<Pending> {
        let at = self.pending.iter().position(|p| {
            p.from != message.from
                && p.reference == message.header.reference
                && function.is_none_or(|function| function == p.function)
        })?;
        Some(self.pending.remove(at))
    }

    fn acknowledgement(&mut self, message: &Message<'_>, out: &mut Sink<'_>) {
        let function = message.parameters.first().copied();
        let asked = self.take_request(message, function);
        let named = function.or(asked.as_ref().map(|asked| asked.function));
        let fetched = matches!(named, Some(0x1b | 0x1c));
        let kind = if fetched { Kind::Request } else { Kind::Response };
        match (function, named) {
            (Some(function), _) => out.begin(kind, table::function(function)),
            // Without parameters there is no function code to count, though its name is known.
            (None, Some(named)) => {
                out.begin(kind, &table::OTHER);
                let row = table::function(named);
                out.refine(row.name, row.risk);
            }
            (None, None) => out.begin(kind, &table::OTHER),
        }
        self.learn(if fetched { message.from.other() } else { message.from }, out);
        if let (Some(0x28), Some(asked)) = (named, &asked) {
            out.refine("plc_control", asked.risk);
        }
        if let Some(asked) = &asked {
            let (parameters, data) = (message.parameters, message.data);
            self.transfers.answered(asked, parameters, data, self.transaction, out);
        }
        let mut r = Reader::new(message.parameters);
        let _ = r.skip(1);
        match message.header.error {
            Some((0, 0)) | None => out.ok(),
            Some((class, code)) => table::error(class, code, out),
        }
        let whole = match named {
            Some(code @ (0x04 | 0x05)) => items::response(code, &mut r, message, asked, out),
            Some(code @ 0x1a..=0x1f) => {
                blocks::response(code, &mut r, message.data, &mut self.transfer, out)
            }
            Some(0xf0) => setup(&mut r, out),
            _ => Some(()),
        };
        if whole.is_none() && function.is_some() {
            out.anomaly("s7comm.parameters_cut", message.base + r.offset(), "parameters");
        }
    }
}

/// Reserved, jobs at once from the calling and the called side, PDU length.
fn setup(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    if r.is_empty() {
        return Some(());
    }
    r.u8()?;
    out.field("max_jobs_calling", r.u16()?);
    out.field("max_jobs_called", r.u16()?);
    out.field("pdu_length", r.u16()?);
    Some(())
}

/// Risk of a function nobody documented.
const UNKNOWN_RISK: Risk = Risk::Identify;
