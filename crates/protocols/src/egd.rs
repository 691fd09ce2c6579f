//! EGD: Ethernet global data of GE (Emerson) controllers, cyclic values to whoever listens.
//!
//! Source: GE GFK-2224 "TCP/IP Ethernet Communications for PACSystems RX3i" chapter 4 (exchanges,
//! status, time stamp); field order as captures show it.
//! Port: UDP 18246.
//! Not covered: the configuration server (TCP 7937), contents of exchanges.

use model::observation::{Field, Kind, Risk};

use crate::cursor::Reader;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Type, version, request id, producer, exchange, time, status, signature, reserved.
const HEADER: usize = 32;
/// PDU type of data production, and its version.
const DATA: u8 = 13;
const VERSION: u8 = 1;
/// An exchange has at most 1,400 octets. GFK-2224 §4.
const MAX_DATA: usize = 1400;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "GFK-2224 chapter 4" }
}

static PRODUCE: Operation = Operation::new(13, "produce", Risk::Read);

pub(crate) struct Egd;

impl Protocol for Egd {
    const NAME: &'static str = "egd";
    const FIELDS: &'static [Field] = &[
        f("request", "u16"),
        f("producer", "text"),
        f("exchange", "u32"),
        f("status", "u32"),
        f("signature", "u16"),
    ];
    const OPERATIONS: &'static [Operation] = &[PRODUCE];
    const HINTS: &'static [Hint] = &[Hint::Udp(18246)];
    const MAX_MESSAGE: usize = HEADER + MAX_DATA;
    type Session = Bus;

    fn probe(data: &[u8]) -> Probe {
        let size = (HEADER..=HEADER + MAX_DATA).contains(&data.len());
        match data {
            // The reserved octets are zero.
            [DATA, VERSION, ..] if size && data.get(28..32) == Some(&[0; 4]) => Probe::Maybe,
            [DATA, VERSION, ..] if size => Probe::OnPort,
            _ => Probe::No,
        }
    }
}

#[derive(Default)]
pub(crate) struct Bus;

impl Session for Bus {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let mut r = Reader::new(pdu.data);
        let begins = (r.u8(), r.u8()) == (Some(DATA), Some(VERSION));
        if !begins || pdu.data.len() > HEADER + MAX_DATA {
            return Step::Skip(pdu.data.len());
        }
        out.begin(Kind::Spontaneous, &PRODUCE);
        if read(&mut r, out).is_none() {
            out.anomaly("egd.truncated", pdu.data.len(), "header");
        }
        out.finish();
        Step::Done(pdu.data.len())
    }
}

fn read(r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
    out.field("request", r.u16_le()?);
    let producer = r.bytes(4)?;
    let exchange = r.u32_le()?;
    r.skip(8)?;
    let (status, signature) = (r.u32_le()?, r.u16_le()?);
    r.skip(6)?;
    if out.wanted() {
        let parts: Vec<String> = producer.iter().map(u8::to_string).collect();
        out.field("producer", parts.join("."));
    }
    out.range("exchange", exchange, 1);
    out.field("exchange", exchange);
    out.field("status", status);
    out.field("signature", signature);
    out.values(r.rest());
    Some(())
}
