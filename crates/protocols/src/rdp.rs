//! The remote desktop protocol, up to where it is enciphered.
//!
//! Source: Microsoft \[MS-RDPBCGR\] §2.2.1.1, §2.2.1.2 (negotiation), §2.2.1.3, §2.2.1.4 (client and
//! server data), §2.2.9.1.2 (fast path); ITU-T T.125 (MCS), T.124 (conference creation); below them
//! RFC 1006 and ITU-T X.224 (see `tpkt`). Port: TCP 3389.
//! What was negotiated tells how it goes on: TLS takes the flow over, or RDP's own security does.
//! TPKT is shared with S7comm and MMS: only a cookie, a negotiation or a conference makes it RDP.
//! Not covered: channels, input and graphics, licensing, UDP transport.

use model::observation::{Field, Kind, Risk};

use crate::cursor::u16_at;
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;
use crate::tpkt::{self, Front, Tpdu};

mod client;
mod negotiation;
#[cfg(test)]
mod tests;

use negotiation::Negotiation;

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

/// Codes of the MCS connect PDUs (T.125 §7, `ConnectMCSPDU`) and of X.224's TPDUs (§13.1).
static OPERATIONS: [Operation; 4] = [
    o(101, "connect_initial", Risk::Identify),
    o(102, "connect_response", Risk::Link),
    o(0xd0, "connection_confirm", Risk::Link),
    o(0xe0, "connection_request", Risk::Link),
];

const fn field(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

const FIELDS: &[Field] = &[
    field("user", "text", "MS-RDPBCGR §2.2.1.1"),
    field("token", "text", "MS-RDPBCGR §2.2.1.1"),
    field("requested", "text", "MS-RDPBCGR §2.2.1.1.1"),
    field("security", "text", "MS-RDPBCGR §2.2.1.2.1"),
    field("version", "text", "MS-RDPBCGR §2.2.1.3.2"),
    field("name", "text", "MS-RDPBCGR §2.2.1.3.2"),
    field("build", "u32", "MS-RDPBCGR §2.2.1.3.2"),
    field("keyboard", "text", "MS-RDPBCGR §2.2.1.3.2"),
    field("product", "text", "MS-RDPBCGR §2.2.1.3.2"),
    field("width", "u16", "MS-RDPBCGR §2.2.1.3.2"),
    field("height", "u16", "MS-RDPBCGR §2.2.1.3.2"),
    field("channels", "text", "MS-RDPBCGR §2.2.1.3.4"),
    field("encryption", "text", "MS-RDPBCGR §2.2.1.4.3"),
];

pub(crate) struct Rdp;

impl Protocol for Rdp {
    const NAME: &'static str = "rdp";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = &OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Tcp(3389)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Desktop;

    fn probe(data: &[u8]) -> Probe {
        let length = match tpkt::front(data) {
            Front::Packet(length) => length,
            Front::Short => return Probe::NeedMore,
            Front::Wrong => return Probe::No,
        };
        let Some(packet) = data.get(..length) else { return Probe::NeedMore };
        match tpdu(packet) {
            Some(Said::Connect(_)) => match negotiation::read(packet) {
                Some(negotiation) if negotiation.is_telling() => Probe::Yes,
                Some(_) => Probe::OnPort,
                None => Probe::No,
            },
            Some(Said::Data(user)) if client::is_conference(user) => Probe::Yes,
            _ => Probe::No,
        }
    }
}

/// A TPDU that matters here.
enum Said<'a> {
    /// Request or confirm. Behind its fixed part stands text instead of parameters.
    Connect(bool),
    Data(&'a [u8]),
}

fn tpdu(packet: &[u8]) -> Option<Said<'_>> {
    match packet {
        [3, 0, _, _, _, code @ 0xd0..=0xef, ..] => Some(Said::Connect(*code >= 0xe0)),
        [3, ..] => match tpkt::tpdu(packet) {
            Some(Tpdu::Data { user, .. }) => Some(Said::Data(user)),
            _ => None,
        },
        _ => None,
    }
}

/// One connection.
#[derive(Default)]
pub(crate) struct Desktop {
    /// Whether the next byte of an end may lie inside a packet.
    astray: [bool; 2],
    /// RDP's own security: packets of the fast path may come.
    open: bool,
}

impl Session for Desktop {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let length = match tpkt::front(pdu.data) {
            Front::Packet(length) => length,
            Front::Short => return Step::Need(tpkt::HEADER + 2),
            Front::Wrong => match self.fast_path(pdu) {
                Some(Ok(length)) => length,
                Some(Err(need)) => return Step::Need(need),
                None => return self.stray(pdu, out),
            },
        };
        let Some(packet) = pdu.data.get(..length) else { return Step::Need(length) };
        *pdu.from.of_mut(&mut self.astray) = false;
        // What begins otherwise is of the fast path, which is passed over.
        match tpdu(packet) {
            Some(Said::Connect(request)) => self.connect(pdu.from, request, packet, out),
            Some(Said::Data(user)) => self.data(pdu.from, user, out),
            None => {}
        }
        Step::Done(length)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
    }
}

impl Desktop {
    /// Action 0 in the lower two bits, then a length of 7 or 15 bits. §2.2.9.1.2. Too little to be
    /// believed behind damage.
    fn fast_path(&self, pdu: &Pdu<'_>) -> Option<Result<usize, usize>> {
        let [first, rest @ ..] = pdu.data else { return None };
        if !self.open || *pdu.from.of(&self.astray) || first & 3 != 0 {
            return None;
        }
        let length = match rest {
            [] => return Some(Err(2)),
            [short @ 0..0x80, ..] => usize::from(*short),
            [_] => return Some(Err(3)),
            [high, low, ..] => usize::from(high & 0x7f) << 8 | usize::from(*low),
        };
        (length >= 3).then_some(Ok(length))
    }

    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            *astray = true;
            out.anomaly("rdp.framing", 0, "version");
        }
        let mut places = 1..pdu.data.len();
        let next = places
            .find(|at| pdu.data.get(*at..).is_some_and(|rest| tpkt::front(rest) != Front::Wrong));
        Step::Skip(next.unwrap_or(pdu.data.len()))
    }

    fn connect(&mut self, from: End, request: bool, packet: &[u8], out: &mut Sink<'_>) {
        out.client(if request { from } else { from.other() });
        let [_, _, confirms, requests] = &OPERATIONS;
        let (kind, row) =
            if request { (Kind::Request, requests) } else { (Kind::Response, confirms) };
        out.begin(kind, row);
        match negotiation::read(packet) {
            Some(negotiation) => self.negotiated(&negotiation, request, out),
            None => out.anomaly("rdp.negotiation", tpkt::HEADER, "negotiation"),
        }
        out.finish();
    }

    fn negotiated(&mut self, negotiation: &Negotiation<'_>, request: bool, out: &mut Sink<'_>) {
        out.text("user", negotiation.user);
        out.text("token", negotiation.token);
        match (negotiation.answer, request) {
            (Some(negotiation::Answer::Requests(protocols)), true) => {
                out.field("requested", negotiation::names(protocols));
            }
            (Some(negotiation::Answer::Selected(protocol)), false) => {
                out.ok();
                out.field("security", negotiation::name(protocol));
                self.open = protocol == 0;
                if protocol != 0 {
                    out.speaks("tls");
                }
            }
            (Some(negotiation::Answer::Failed(code)), false) => {
                out.failed(code, negotiation::failure(code));
            }
            // A server that knows nothing of negotiation has RDP's own security.
            (None, false) => {
                out.ok();
                out.field("security", negotiation::name(0));
                self.open = true;
            }
            (None, true) => {}
            (Some(_), _) => out.anomaly("rdp.negotiation", tpkt::HEADER, "type"),
        }
    }

    fn data(&mut self, from: End, user: &[u8], out: &mut Sink<'_>) {
        let [initial, response, ..] = &OPERATIONS;
        // Tags 101 and 102 of the application class. T.125 §7.
        match user {
            [0x7f, 101, ..] => {
                self.open = true;
                out.client(from);
                out.begin(Kind::Request, initial);
                if client::initial(user, out).is_none() {
                    out.anomaly("rdp.client_data", tpkt::HEADER, "user_data");
                }
                out.finish();
            }
            [0x7f, 102, ..] => {
                self.open = true;
                out.client(from.other());
                out.begin(Kind::Response, response);
                if client::response(user, out).is_none() {
                    out.anomaly("rdp.server_data", tpkt::HEADER, "user_data");
                }
                out.finish();
            }
            _ => {}
        }
    }
}

/// Little-endian number of two octets in a header of four. §2.2.1.3.1.
fn block(data: &[u8]) -> Option<(u16, usize)> {
    let kind = u16_at(data, 0)?.swap_bytes();
    let length = usize::from(u16_at(data, 2)?.swap_bytes());
    (length >= 4).then_some((kind, length))
}
