//! TPKT and COTP: how S7 and MMS are framed in TCP.
//!
//! Source: RFC 1006 §6 (TPKT), ITU-T X.224 | ISO/IEC 8073 §13 (COTP TPDUs, class 0).

use crate::cursor::{Reader, text, u16_at};
use crate::protocol::{End, Pdu, Probe, Step};
use crate::sink::Sink;

/// Version, reserved, length.
pub(crate) const HEADER: usize = 4;
/// TPKT header and the shortest TPDU.
const MIN_LENGTH: u16 = 7;
/// Reassembled user data of one side: no S7 or MMS message is longer.
const MAX_FRAGMENTS: usize = 65_536;

/// What the front of a stream can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Front {
    /// A packet of so many bytes; they need not all be there.
    Packet(usize),
    /// Too few bytes, and nothing wrong so far.
    Short,
    Wrong,
}

/// Looks at the header, and at the TPDU's first bytes if they are there.
pub(crate) fn front(data: &[u8]) -> Front {
    let starts = [3u8, 0].iter().zip(data).all(|(want, got)| want == got);
    if !starts {
        return Front::Wrong;
    }
    let Some(length) = u16_at(data, 2) else { return Front::Short };
    if length < MIN_LENGTH {
        return Front::Wrong;
    }
    match (data.get(HEADER), data.get(HEADER + 1)) {
        (Some(li), Some(code)) if !plausible(*li, *code, length) => Front::Wrong,
        (Some(_), Some(_)) => Front::Packet(length.into()),
        _ => Front::Short,
    }
}

/// Whether the TPDU's length indicator and code go together.
fn plausible(li: u8, code: u8, length: u16) -> bool {
    let known = match code & 0xf0 {
        0xf0 => li == 2,
        0xe0 | 0xd0 => li >= 6,
        0x80 | 0xc0 | 0x70 | 0x10 | 0x20 | 0x50 | 0x60 => li >= 2,
        _ => false,
    };
    known && HEADER + 1 + usize::from(li) <= usize::from(length)
}

/// One transport protocol data unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tpdu<'a> {
    /// Connection request or confirm, with the called and calling selector where given.
    Connect {
        request: bool,
        calling: &'a [u8],
        called: &'a [u8],
    },
    /// Disconnect request or confirm, with the reason of a request.
    Disconnect {
        request: bool,
        reason: u8,
    },
    /// Data; `last` marks the end of the user's message.
    Data {
        last: bool,
        user: &'a [u8],
    },
    Other {
        code: u8,
    },
}

/// Reads the TPDU of a whole packet (TPKT header included).
pub(crate) fn tpdu(packet: &[u8]) -> Option<Tpdu<'_>> {
    let mut r = Reader::new(packet);
    r.skip(HEADER)?;
    let li = usize::from(r.u8()?);
    let mut head = Reader::new(r.bytes(li)?);
    let code = head.u8()? & 0xf0;
    Some(match code {
        0xf0 => Tpdu::Data { last: head.u8()? & 0x80 != 0, user: r.rest() },
        0xe0 | 0xd0 => connect(code == 0xe0, head)?,
        0x80 => {
            head.skip(4)?;
            Tpdu::Disconnect { request: true, reason: head.u8()? }
        }
        0xc0 => Tpdu::Disconnect { request: false, reason: 0 },
        code => Tpdu::Other { code },
    })
}

/// Destination and source reference, class, then parameters (code, length, value).
fn connect(request: bool, mut head: Reader<'_>) -> Option<Tpdu<'_>> {
    head.skip(5)?;
    let (mut calling, mut called): (&[u8], &[u8]) = (&[], &[]);
    while let (Some(code), Some(len)) = (head.u8(), head.u8()) {
        let value = head.bytes(len.into())?;
        match code {
            0xc1 => calling = value,
            0xc2 => called = value,
            _ => {}
        }
    }
    Some(Tpdu::Connect { request, calling, called })
}

/// Puts the user data of one side's DT TPDUs together.
#[derive(Debug, Default)]
pub(crate) struct Fragments {
    held: Vec<u8>,
}

impl Fragments {
    /// Calls `whole` with the user's message once it is complete. Gives false if the message is
    /// longer than any can be; it is dropped then.
    pub(crate) fn push(&mut self, last: bool, user: &[u8], whole: impl FnOnce(&[u8])) -> bool {
        if last && self.held.is_empty() {
            whole(user);
            return true;
        }
        if self.held.len() + user.len() > MAX_FRAGMENTS {
            self.held = Vec::new();
            return false;
        }
        self.held.extend_from_slice(user);
        if last {
            let message = std::mem::take(&mut self.held);
            whole(&message);
        }
        true
    }

    pub(crate) fn clear(&mut self) {
        self.held = Vec::new();
    }
}

/// What one packet gives to the layer above.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit<'a> {
    Connect {
        request: bool,
        calling: &'a [u8],
        called: &'a [u8],
    },
    Disconnect {
        request: bool,
        reason: u8,
    },
    /// The user's message, put together; never empty.
    Message(&'a [u8]),
}

/// One connection's packets and data units, for whatever runs above.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    fragments: [Fragments; 2],
    /// Whether the next byte of an end may lie inside a packet.
    astray: [bool; 2],
}

impl Framing {
    /// Takes one packet and tells `heard` what it carries.
    pub(crate) fn parse(
        &mut self,
        pdu: &Pdu<'_>,
        out: &mut Sink<'_>,
        heard: impl FnOnce(Unit<'_>, &mut Sink<'_>),
    ) -> Step {
        let length = match front(pdu.data) {
            Front::Packet(length) => length,
            Front::Short => return Step::Need(HEADER + 2),
            Front::Wrong => return self.stray(pdu, out),
        };
        let Some(packet) = pdu.data.get(..length) else { return Step::Need(length) };
        *pdu.from.of_mut(&mut self.astray) = false;
        match tpdu(packet) {
            Some(tpdu) => self.tpdu(pdu.from, tpdu, out, heard),
            None => out.anomaly("cotp.truncated", HEADER, "length_indicator"),
        }
        Step::Done(length)
    }

    pub(crate) fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
        from.of_mut(&mut self.fragments).clear();
    }

    /// No packet begins here: skips to the next place where one can.
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("tpkt.header", 0, "version");
            *astray = true;
        }
        pdu.from.of_mut(&mut self.fragments).clear();
        let found = (1..pdu.data.len())
            .find(|at| pdu.data.get(*at..).is_some_and(|rest| front(rest) != Front::Wrong));
        Step::Skip(found.unwrap_or(pdu.data.len()))
    }

    fn tpdu(
        &mut self,
        from: End,
        tpdu: Tpdu<'_>,
        out: &mut Sink<'_>,
        heard: impl FnOnce(Unit<'_>, &mut Sink<'_>),
    ) {
        match tpdu {
            Tpdu::Connect { request, calling, called } => {
                heard(Unit::Connect { request, calling, called }, out);
            }
            Tpdu::Disconnect { request, reason } => {
                heard(Unit::Disconnect { request, reason }, out);
            }
            Tpdu::Other { .. } => {}
            Tpdu::Data { last, user } => {
                let whole = |message: &[u8]| {
                    if !message.is_empty() {
                        heard(Unit::Message(message), &mut *out);
                    }
                };
                if !from.of_mut(&mut self.fragments).push(last, user, whole) {
                    out.anomaly("cotp.message_too_long", HEADER, "eot");
                }
            }
        }
    }
}

/// Looks behind connection requests and empty data units, which say nothing yet, for the first
/// user data: `judge` is given its bytes and whether all of the packet is there.
pub(crate) fn probe(data: &[u8], judge: impl Fn(&[u8], bool) -> Probe) -> Probe {
    let mut at = 0;
    while let Some(rest) = data.get(at..) {
        let length = match front(rest) {
            Front::Packet(length) => length,
            Front::Short => return Probe::NeedMore,
            Front::Wrong => return Probe::No,
        };
        match tpdu(rest.get(..length.min(rest.len())).unwrap_or(rest)) {
            Some(Tpdu::Data { user: [], .. }) if length > rest.len() => return Probe::NeedMore,
            Some(Tpdu::Data { user: [], .. } | Tpdu::Connect { .. } | Tpdu::Other { .. }) => {}
            Some(Tpdu::Data { user, .. }) => return judge(user, length <= rest.len()),
            Some(Tpdu::Disconnect { .. }) => return Probe::No,
            None => return Probe::NeedMore,
        }
        at += length;
    }
    Probe::NeedMore
}

/// A transport selector: text where it is text, else hexadecimal.
pub(crate) fn show_selector(selector: &[u8]) -> String {
    if selector.iter().all(u8::is_ascii_graphic) {
        return text(selector);
    }
    selector.iter().map(|byte| format!("{byte:02x}")).collect()
}
