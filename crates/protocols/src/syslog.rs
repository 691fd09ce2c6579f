//! Syslog over UDP: what devices say of themselves.
//! Source: RFC 5424 §6 and RFC 3164 §4. Port: UDP 514. Not covered: structured data, TCP, TLS.

use model::observation::{Field, Kind, Risk};

use crate::lines;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

/// Severities: the rest of a priority divided by eight. RFC 5424 §6.2.1.
static ROWS: [Operation; 8] = [
    Operation::new(0, "emergency", Risk::Read),
    Operation::new(1, "alert", Risk::Read),
    Operation::new(2, "critical", Risk::Read),
    Operation::new(3, "error", Risk::Read),
    Operation::new(4, "warning", Risk::Read),
    Operation::new(5, "notice", Risk::Read),
    Operation::new(6, "information", Risk::Read),
    Operation::new(7, "debug", Risk::Read),
];

const FIELDS: &[Field] = &[
    Field { name: "facility", kind: "u8", unit: "", source: "RFC 5424 §6.2.1" },
    Field { name: "name", kind: "text", unit: "", source: "RFC 5424 §6.2.4" },
    Field { name: "application", kind: "text", unit: "", source: "RFC 5424 §6.2.5" },
    Field { name: "text", kind: "text", unit: "", source: "RFC 5424 §6.4, RFC 3164 §4.1.3" },
];
/// Bytes of a text that are told.
const MAX_TEXT: usize = 512;
/// 24 facilities of eight severities. RFC 5424 §6.2.1.
const PRIORITIES: u16 = 192;

pub(crate) struct Syslog;

impl Protocol for Syslog {
    const NAME: &'static str = "syslog";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = &ROWS;
    const HINTS: &'static [Hint] = &[Hint::Udp(514)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match priority(data) {
            Some((_, rest)) if rest.starts_with(b"1 ") && lines::is_text(rest) => Probe::Maybe,
            Some((_, rest)) if lines::is_text(rest.get(..16).unwrap_or(rest)) => Probe::OnPort,
            _ => Probe::No,
        }
    }
}

/// The priority in front, and what is behind it.
fn priority(data: &[u8]) -> Option<(u16, &[u8])> {
    let rest = data.strip_prefix(b"<")?;
    let end = rest.iter().take(4).position(|byte| *byte == b'>')?;
    let digits = rest.get(..end).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let value = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (value < PRIORITIES).then_some((value, rest.get(end + 1..)?))
}

/// Messages of a device; each stands alone.
#[derive(Default)]
pub(crate) struct Talk;

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some((value, rest)) = priority(pdu.data) else { return Step::Skip(pdu.data.len()) };
        let [first, ..] = &ROWS;
        out.client(pdu.from);
        out.begin(Kind::Spontaneous, ROWS.get(usize::from(value % 8)).unwrap_or(first));
        out.field("facility", value / 8);
        let text = match rest.strip_prefix(b"1 ") {
            Some(rest) => header(rest, out),
            None => rest,
        };
        out.text("text", text.get(..MAX_TEXT).unwrap_or(text));
        out.finish();
        Step::Done(pdu.data.len())
    }
}

/// Time, host, application, process and message; `-` stands for nothing. RFC 5424 §6.
fn header<'a>(rest: &'a [u8], out: &mut Sink<'_>) -> &'a [u8] {
    let mut parts = rest.splitn(6, |byte| *byte == b' ').skip(1);
    for name in ["name", "application"] {
        if let Some(part) = parts.next().filter(|part| *part != b"-") {
            out.text(name, part);
        }
    }
    parts.nth(2).unwrap_or_default()
}
