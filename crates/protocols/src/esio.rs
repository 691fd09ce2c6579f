//! Ether-S-I/O: cyclic data between SAIA Burgess controllers and remote inputs and outputs.
//!
//! Source: the protocol is not published; header and transfer fields as the public dissector of the
//! Wireshark project describes them.
//! Port: UDP 6060.
//! Not covered: diagnostics inside status telegrams, contents of transfers.

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

const MAGIC: &[u8; 4] = b"ESIO";
/// Magic, type, version, length, transaction.
const HEADER: usize = 12;
const DATA: u16 = 1;
/// Transfers told of one telegram.
const MAX_TRANSFERS: usize = 64;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "telegram header" }
}

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(crate) struct Esio;

impl Protocol for Esio {
    const NAME: &'static str = "esio";
    const FIELDS: &'static [Field] = &[
        f("transaction", "u16"),
        f("telegram", "u32"),
        f("source_station", "u32"),
        f("target_station", "u32"),
        f("length", "u32"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        o(1, "data_transfer", Risk::Read),
        o(2, "status", Risk::Read),
        o(0x1_0000, "unknown", Risk::Read),
    ];
    const HINTS: &'static [Hint] = &[Hint::Udp(6060)];
    const MAX_MESSAGE: usize = 1500;
    type Session = Bus;

    fn probe(data: &[u8]) -> Probe {
        if data.len() >= HEADER && data.starts_with(MAGIC) { Probe::Yes } else { Probe::No }
    }
}

static UNKNOWN: Operation = o(0x1_0000, "unknown", Risk::Read);

#[derive(Default)]
pub(crate) struct Bus;

impl Session for Bus {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let all = pdu.data.len();
        let mut r = Reader::new(pdu.data);
        if r.bytes(MAGIC.len()) != Some(MAGIC) {
            return Step::Skip(all);
        }
        let Some(kind) = r.u16() else { return Step::Skip(all) };
        out.begin(Kind::Spontaneous, lookup(Esio::OPERATIONS, kind.into()).unwrap_or(&UNKNOWN));
        if header(&mut r, kind, all, out).is_none() {
            out.anomaly("esio.truncated", all, "header");
        }
        out.finish();
        Step::Done(all)
    }
}

fn header(r: &mut Reader<'_>, kind: u16, all: usize, out: &mut Sink<'_>) -> Option<()> {
    r.u16()?;
    let length = usize::from(r.u16()?);
    if length != all {
        out.anomaly("esio.length_mismatch", 8, "length");
    }
    out.field("transaction", r.u16()?);
    if kind != DATA {
        out.values(r.rest());
        return Some(());
    }
    out.field("telegram", r.u32()?);
    let source = r.u32()?;
    out.field("source_station", source);
    let transfers = usize::from(r.u8()?);
    r.u32()?;
    for n in 0..transfers.min(MAX_TRANSFERS) {
        if n > 0 {
            out.next_item();
        }
        let (id, target, length) = (r.u32()?, r.u32()?, r.u16()?);
        out.range("transfer", id, 1);
        out.field("target_station", target);
        out.field("length", u32::from(length));
        out.values(r.bytes(length.into())?);
    }
    Some(())
}
