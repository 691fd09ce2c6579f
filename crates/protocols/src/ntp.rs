//! Network Time Protocol: who takes the time from whom, and who asks servers for more than that.
//!
//! Source: RFC 5905 §7.3 (header), RFC 9327 §2 (control messages, mode 6); mode 7 is private to
//! implementations. Port: UDP 123. Not covered: extension fields, authentication.

use model::observation::{Field, Kind, Risk};

use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Octets of a message of time, of control, and of a private one.
const TIME: usize = 48;
const CONTROL: usize = 12;
const PRIVATE: usize = 8;

/// Modes. RFC 5905 §7.3.
const OPERATIONS: &[Operation] = &[
    Operation::new(1, "symmetric_active", Risk::Link),
    Operation::new(2, "symmetric_passive", Risk::Link),
    Operation::new(3, "ask_time", Risk::Read),
    Operation::new(4, "tell_time", Risk::Read),
    Operation::new(5, "broadcast_time", Risk::Read),
    Operation::new(6, "control", Risk::Identify),
    Operation::new(7, "private", Risk::Identify),
];
static PRIVATE_ROW: Operation = Operation::new(7, "private", Risk::Identify);
/// Operations of control messages that change something. RFC 9327 §2: write variables (3, 5),
/// configure (8), save configuration (9).
const WRITES: &[u8] = &[3, 5, 8, 9];

const FIELDS: &[Field] = &[
    Field { name: "version", kind: "u8", unit: "", source: "RFC 5905 §7.3" },
    Field { name: "stratum", kind: "u8", unit: "", source: "RFC 5905 §7.3" },
    Field { name: "reference", kind: "text", unit: "", source: "RFC 5905 §7.3" },
    Field { name: "control_operation", kind: "u8", unit: "", source: "RFC 9327 §2" },
];

pub(crate) struct Ntp;

impl Protocol for Ntp {
    const NAME: &'static str = "ntp";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const FURTHER: &'static [&'static str] = &["control_write"];
    const HINTS: &'static [Hint] = &[Hint::Udp(123)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Talk;

    /// Headers have too little that is fixed to be told on any port.
    fn probe(data: &[u8]) -> Probe {
        if fits(data) { Probe::OnPort } else { Probe::No }
    }
}

fn fits(data: &[u8]) -> bool {
    let Some(first) = data.first() else { return false };
    let version = first >> 3 & 7;
    match first & 7 {
        // Version 1's first messages had no mode. RFC 5905 §7.3 numbers strata 0 to 16.
        1..=5 => (1..=4).contains(&version) && data.len() >= TIME && data.get(1) <= Some(&16),
        6 => (1..=4).contains(&version) && data.len() >= CONTROL,
        7 => (1..=4).contains(&version) && data.len() >= PRIVATE,
        _ => false,
    }
}

/// Messages between two ends.
#[derive(Default)]
pub(crate) struct Talk {
    transaction: u32,
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let [first, second, ..] = pdu.data else { return Step::Skip(pdu.data.len()) };
        if !fits(pdu.data) {
            return Step::Skip(pdu.data.len());
        }
        self.transaction = self.transaction.wrapping_add(1).max(1);
        let (mode, version) = (first & 7, first >> 3 & 7);
        // Control messages tell by the response bit, private ones too. RFC 9327 §2.
        let response = match mode {
            4 => true,
            6 => second & 0x80 != 0,
            7 => first & 0x80 != 0,
            _ => false,
        };
        let kind = match (mode, response) {
            (1 | 2 | 5, _) => Kind::Spontaneous,
            (_, true) => Kind::Response,
            _ => Kind::Request,
        };
        match kind {
            Kind::Request => out.client(pdu.from),
            Kind::Response => out.client(pdu.from.other()),
            _ => {}
        }
        out.begin(kind, lookup(OPERATIONS, mode.into()).unwrap_or(&PRIVATE_ROW));
        let transaction = self.transaction;
        out.number(transaction, "ntp.version", version.into());
        out.number(transaction, "ntp.mode", mode.into());
        out.field("version", version);
        if mode == 6 {
            let operation = second & 0x1f;
            out.field("control_operation", operation);
            if WRITES.contains(&operation) {
                out.refine("control_write", Risk::Write);
            }
        } else if mode < 6 {
            self.time(*second, pdu.data.get(12..16).unwrap_or_default(), out);
        }
        out.finish();
        out.done(transaction);
        Step::Done(pdu.data.len())
    }
}

impl Talk {
    /// The reference is four letters for clocks, an address for servers behind them.
    fn time(&self, stratum: u8, reference: &[u8], out: &mut Sink<'_>) {
        out.number(self.transaction, "ntp.stratum", stratum.into());
        out.buffer(self.transaction, "ntp.reference_id", reference);
        out.field("stratum", stratum);
        if !out.wanted() {
            return;
        }
        match reference {
            [0, 0, 0, 0] => {}
            _ if stratum <= 1 => out.text("reference", reference),
            [a, b, c, d] => out.field("reference", format!("{a}.{b}.{c}.{d}")),
            _ => {}
        }
    }
}
