//! MMS, the manufacturing message specification: IEC 61850 stations and TASE.2 control centres.
//!
//! Source: ISO 9506-2:2003 (protocol: §6 PDUs, §7–§22 services), IEC 61850-8-1 Ed. 2.1 §17
//! (reports), §20 (control) and Annex names of functional constraints; below it ISO 8327-1
//! (session), ISO 8823-1 (presentation), ISO 8650-1 (ACSE), RFC 1006 and ITU-T X.224 (see `tpkt`).
//! Port: TCP 102, where S7comm lives too: the first user data tells which of them it is.
//! Codes are the choice indices of ConfirmedServiceRequest and count requests only; every other
//! PDU has a code above them.
//! Not covered: alternate access, the contents of journals and event services beyond their names,
//! indefinite lengths of BER, secure associations (IEC 62351-4) beyond naming the mechanism.

use model::observation::{Field, Kind};

use crate::ber::{element, elements, is_context, unsigned};
use crate::cursor::Reader;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;
use crate::tpkt::{self, Framing, Unit};

mod data;
mod files;
mod osi;
mod request;
mod response;
mod table;
#[cfg(test)]
mod tests;

use files::Transfers;
use osi::{Carried, Spdu};

/// Requests remembered until their response comes, each flow.
const MAX_PENDING: usize = 16;

pub(crate) struct Mms;

impl Protocol for Mms {
    const NAME: &'static str = "mms";
    const FIELDS: &'static [Field] = table::FIELDS;
    const OPERATIONS: &'static [Operation] = table::SERVICES;
    const FURTHER: &'static [&'static str] = table::FURTHER;
    const HINTS: &'static [Hint] = &[Hint::Tcp(102)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Association;

    fn probe(data: &[u8]) -> Probe {
        tpkt::probe(data, |user, whole| {
            if osi::is_mms(user) {
                Probe::Yes
            } else if !whole && osi::may_become_mms(user) {
                Probe::NeedMore
            } else {
                Probe::No
            }
        })
    }
}

/// What a request named, until its response comes.
pub(super) struct Pending {
    from: End,
    invoke: u32,
    service: u32,
    /// Operation that content made of it (`operate` of a write), with its risk.
    refined: Option<&'static table::Refined>,
    /// What it names, in order.
    names: Vec<String>,
}

/// One association.
#[derive(Default)]
pub(crate) struct Association {
    framing: Framing,
    inner: Inner,
}

#[derive(Default)]
struct Inner {
    pending: Vec<Pending>,
    server: Option<End>,
    transfers: Transfers,
    /// Number of the last message, for rules.
    transaction: u32,
}

impl Session for Association {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let inner = &mut self.inner;
        self.framing.parse(pdu, out, |unit, out| inner.unit(pdu.from, unit, out))
    }

    fn lost(&mut self, from: End) {
        self.framing.lost(from);
    }
}

impl Inner {
    fn learn(&mut self, server: End, out: &mut Sink<'_>) {
        if self.server.is_none() {
            self.server = Some(server);
            out.client(server.other());
        }
    }

    fn unit(&mut self, from: End, unit: Unit<'_>, out: &mut Sink<'_>) {
        match unit {
            Unit::Connect { request, calling, called } => {
                self.learn(if request { from.other() } else { from }, out);
                out.begin(direction(request), &table::CONNECT);
                for (name, selector) in [("calling_tsap", calling), ("called_tsap", called)] {
                    if out.wanted() && !selector.is_empty() {
                        out.field(name, tpkt::show_selector(selector));
                    }
                }
                out.finish();
            }
            Unit::Disconnect { request, reason } => {
                out.begin(direction(request), &table::DISCONNECT);
                out.field("reason", reason);
                out.finish();
            }
            Unit::Message(message) => self.message(from, message, out),
        }
    }

    fn message(&mut self, from: End, bytes: &[u8], out: &mut Sink<'_>) {
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let Some(carried) = osi::unwrap(bytes) else {
            out.anomaly("mms.session", 0, "spdu");
            return;
        };
        match carried.mms {
            Some(pdu) => self.pdu(from, &carried, pdu, out),
            None => self.upkeep(from, &carried, out),
        }
        out.done(self.transaction);
    }

    /// Session, presentation or association messages without MMS in them.
    fn upkeep(&mut self, from: End, carried: &Carried<'_>, out: &mut Sink<'_>) {
        let (kind, row) = match carried.spdu {
            Spdu::Connect => (Kind::Request, &table::ASSOCIATE),
            Spdu::Accept => (Kind::Response, &table::ASSOCIATE),
            Spdu::Refuse => (Kind::Response, &table::REFUSE),
            Spdu::Finish => (Kind::Request, &table::RELEASE),
            Spdu::Disconnect => (Kind::Response, &table::RELEASE),
            Spdu::Abort => (Kind::Spontaneous, &table::ABORT),
            Spdu::Data | Spdu::None => (Kind::Spontaneous, &table::OTHER),
        };
        if carried.spdu == Spdu::Connect {
            self.learn(from.other(), out);
        }
        out.begin(kind, row);
        osi::report(carried, out);
        if matches!(carried.spdu, Spdu::Data | Spdu::Connect | Spdu::Accept) {
            out.anomaly("mms.no_pdu", 0, "user_data");
        }
        out.finish();
    }

    /// One of the choices of MMSpdu. ISO 9506-2 §7.
    fn pdu(&mut self, from: End, carried: &Carried<'_>, bytes: &[u8], out: &mut Sink<'_>) {
        let Some(pdu) = element(&mut Reader::new(bytes)) else { return };
        match pdu.number {
            0 => self.request(from, pdu.content, out),
            1 => self.response(from, pdu.content, out),
            2 => self.error(from, pdu.content, out),
            3 => request::unconfirmed(pdu.content, out),
            4 => self.reject(from, pdu.content, out),
            8..=10 => self.initiate(from, pdu.number, carried, pdu.content, out),
            number => {
                out.begin(table::upkeep_kind(number), table::upkeep(number));
                if number == 11 {
                    self.learn(from.other(), out);
                }
            }
        }
        if pdu.is_cut() {
            out.anomaly("mms.truncated", bytes.len(), "length");
        }
        out.finish();
    }

    fn initiate(
        &mut self,
        from: End,
        number: u32,
        carried: &Carried<'_>,
        content: &[u8],
        out: &mut Sink<'_>,
    ) {
        let asks = number == 8;
        self.learn(if asks { from.other() } else { from }, out);
        self.pending.clear();
        out.begin(direction(asks), &table::INITIATE);
        osi::report(carried, out);
        match number {
            9 => out.ok(),
            10 => table::service_error(content, out),
            _ => {}
        }
        // localDetail [0], maxServOutstanding [1] and [2], nesting [3]. ISO 9506-2 §8.2.
        const NAMES: [&str; 4] =
            ["max_pdu", "max_outstanding_calling", "max_outstanding_called", "nesting"];
        for e in elements(content).filter(|e| number < 10 && is_context(e.tag)) {
            let name = usize::try_from(e.number).ok().and_then(|at| NAMES.get(at));
            if let Some(name) = name.filter(|_| e.tag & 0x20 == 0) {
                out.field(name, unsigned(e.content));
            }
        }
    }

    fn request(&mut self, from: End, content: &[u8], out: &mut Sink<'_>) {
        let Some((invoke, service)) = confirmed(content) else {
            out.begin(Kind::Request, &table::OTHER);
            out.anomaly("mms.no_service", 0, "service");
            return;
        };
        self.learn(from.other(), out);
        let row = table::service(service.number);
        out.begin(Kind::Request, row);
        out.number(self.transaction, "mms.service", service.number.into());
        out.field("invoke_id", invoke);
        if row.code > table::LAST_SERVICE {
            out.anomaly("mms.unknown_service", 0, "service");
        }
        let mut pending =
            Pending { from, invoke, service: service.number, refined: None, names: Vec::new() };
        request::read(service, &mut pending, out);
        self.transfers.asked(&pending, service.content, from, out);
        if self.pending.len() >= MAX_PENDING {
            self.pending.remove(0);
        }
        self.pending.push(pending);
    }

    fn take(&mut self, from: End, invoke: u32) -> Option<Pending> {
        let asked = |p: &Pending| p.from != from && p.invoke == invoke;
        let at = self.pending.iter().position(asked)?;
        Some(self.pending.remove(at))
    }

    fn response(&mut self, from: End, content: &[u8], out: &mut Sink<'_>) {
        let Some((invoke, service)) = confirmed(content) else {
            out.begin(Kind::Response, &table::OTHER);
            out.anomaly("mms.no_service", 0, "service");
            return;
        };
        let asked = self.take(from, invoke).filter(|asked| asked.service == service.number);
        answer(service.number, asked.as_ref(), out);
        out.field("invoke_id", invoke);
        out.ok();
        response::read(service, asked.as_ref(), out);
        self.transfers.answered(asked.as_ref(), service, from, self.transaction, out);
    }

    /// Invoke identifier [0], modifier position [1], service error [2]. ISO 9506-2 §7.
    fn error(&mut self, from: End, content: &[u8], out: &mut Sink<'_>) {
        let invoke = elements(content).find(|e| e.tag == 0x80).map_or(0, |e| unsigned(e.content));
        let asked = self.take(from, invoke);
        match &asked {
            Some(asked) => answer(asked.service, Some(asked), out),
            None => out.begin(Kind::Response, &table::ERROR),
        }
        out.field("invoke_id", invoke);
        name_first(asked.as_ref(), out);
        if let Some(error) = elements(content).find(|e| e.tag == 0xa2) {
            table::service_error(error.content, out);
        }
    }

    fn reject(&mut self, from: End, content: &[u8], out: &mut Sink<'_>) {
        let mut invoke = None;
        let mut reason = None;
        for e in elements(content).filter(|e| is_context(e.tag)) {
            match e.number {
                0 => invoke = Some(unsigned(e.content)),
                number => reason = Some((number, unsigned(e.content))),
            }
        }
        out.begin(Kind::Response, &table::REJECT);
        if let Some(invoke) = invoke {
            out.field("invoke_id", invoke);
            let asked = self.take(from, invoke);
            name_first(asked.as_ref(), out);
        }
        if let Some((about, code)) = reason {
            out.failed(about << 8 | code, table::reject_reason(about));
        }
    }
}

fn direction(request: bool) -> Kind {
    if request { Kind::Request } else { Kind::Response }
}

/// Opens the response to a service: named like its request, but counted as none.
fn answer(service: u32, asked: Option<&Pending>, out: &mut Sink<'_>) {
    let row = table::service(service);
    let (name, risk) = match asked.and_then(|asked| asked.refined) {
        Some(refined) => (refined.name, refined.risk),
        None => (row.name, row.risk),
    };
    out.begin_as(0, Kind::Response, table::RESPONSE | service, name, risk);
}

/// The object that a request named, for an answer that names none.
fn name_first(asked: Option<&Pending>, out: &mut Sink<'_>) {
    if let Some(asked) = asked {
        if let Some(refined) = asked.refined {
            out.refine(refined.name, refined.risk);
        }
        if let Some(name) = asked.names.first() {
            out.named(table::space(asked.service), || name.clone());
        }
    }
}

/// Invoke identifier, modifiers, then the service. ISO 9506-2 §7.
fn confirmed(content: &[u8]) -> Option<(u32, crate::ber::Element<'_>)> {
    let mut r = Reader::new(content);
    let invoke = element(&mut r).filter(|e| e.tag == 0x02)?;
    let mut service = element(&mut r)?;
    if service.tag == 0x30 {
        service = element(&mut r)?;
    }
    is_context(service.tag).then_some((unsigned(invoke.content), service))
}
