//! Fox: what Tridium Niagara stations and workbenches speak.
//!
//! Source: the protocol is not published; the messages as captures and the `fox-info` script of
//! the Nmap project describe them: a line `fox type sequence reply channel command`, then lines
//! `name=type:value` in braces, then `;;`.
//! Ports: TCP 1911 (4911 with TLS).
//! Not covered: encoded objects of later channels, TLS.

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

const START: &[u8] = b"fox ";
const ENDING: &[u8] = b";;\n";
/// The longest message waited for.
const MAX_LENGTH: usize = 32 * 1024;
/// Lines looked at in one message.
const MAX_LINES: usize = 64;

const fn f(name: &'static str, kind: &'static str) -> Field {
    Field { name, kind, unit: "", source: "nmap fox-info; message lines" }
}

const fn o(code: u32, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code, name, risk)
}

pub(crate) struct Fox;

impl Protocol for Fox {
    const NAME: &'static str = "fox";
    const FIELDS: &'static [Field] = &[
        f("sequence", "text"),
        f("channel", "text"),
        f("command", "text"),
        f("host", "text"),
        f("address", "text"),
        f("name", "text"),
        f("product", "text"),
        f("firmware", "text"),
        f("vendor", "text"),
        f("brand", "text"),
        f("serial", "text"),
        f("os", "text"),
        f("os_version", "text"),
        f("runtime", "text"),
        f("runtime_version", "text"),
        f("user", "text"),
    ];
    const OPERATIONS: &'static [Operation] = &[
        o(0, "message", Risk::Write),
        o(1, "hello", Risk::Identify),
        o(2, "challenge", Risk::Link),
        o(3, "login", Risk::Link),
        o(4, "accepted", Risk::Link),
        o(5, "rejected", Risk::Link),
        o(6, "close", Risk::Link),
        o(7, "keep_alive", Risk::Link),
    ];
    const HINTS: &'static [Hint] = &[Hint::Tcp(1911)];
    const MAX_MESSAGE: usize = MAX_LENGTH;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        if data.len() < START.len() + 4 {
            let seen = data.get(..START.len()).unwrap_or(data);
            return if START.starts_with(seen) { Probe::NeedMore } else { Probe::No };
        }
        match data {
            [b'f', b'o', b'x', b' ', kind, b' ', ..] if kind.is_ascii_lowercase() => Probe::Yes,
            _ => Probe::No,
        }
    }
}

#[derive(Default)]
pub(crate) struct Talk {
    astray: [bool; 2],
    told: bool,
    /// Octets of each end that were searched for an ending.
    searched: [usize; 2],
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let seen = pdu.data.get(..START.len()).unwrap_or(pdu.data);
        if !START.starts_with(seen) {
            return self.stray(pdu, out);
        }
        let searched = pdu.from.of_mut(&mut self.searched);
        let window = pdu.data.get(..MAX_LENGTH - 1).unwrap_or(pdu.data);
        let from = (*searched).min(window.len()).saturating_sub(ENDING.len());
        let rest = window.get(from..).unwrap_or_default();
        let Some(at) = rest.windows(ENDING.len()).position(|part| part == ENDING) else {
            if window.len() < pdu.data.len() || pdu.data.len() + 1 >= MAX_LENGTH {
                *searched = 0;
                return self.stray(pdu, out);
            }
            *searched = window.len();
            return Step::Need(pdu.data.len() + 1);
        };
        *searched = 0;
        let total = from + at + ENDING.len();
        *pdu.from.of_mut(&mut self.astray) = false;
        self.message(pdu.from, pdu.data.get(..total).unwrap_or_default(), out);
        Step::Done(total)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.astray) = true;
        *from.of_mut(&mut self.searched) = 0;
    }
}

impl Talk {
    fn stray(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let astray = pdu.from.of_mut(&mut self.astray);
        if !*astray {
            out.anomaly("fox.message", 0, "start");
            *astray = true;
        }
        *pdu.from.of_mut(&mut self.searched) = 0;
        let next = pdu.data.iter().skip(1).position(|byte| *byte == b'f');
        Step::Skip(next.map_or(pdu.data.len(), |at| at + 1))
    }

    fn message(&mut self, from: End, message: &[u8], out: &mut Sink<'_>) {
        let mut lines = message.split(|byte| *byte == b'\n');
        let mut words = lines.next().unwrap_or_default().split(|byte| *byte == b' ').skip(1);
        let kind = words.next().unwrap_or_default();
        let sequence = words.next().unwrap_or_default();
        let reply = words.next().unwrap_or_default();
        let channel = words.next().unwrap_or_default();
        let command = words.next().unwrap_or_default();
        let answers = reply != b"-1" && kind != b"s";
        out.begin(if answers { Kind::Response } else { Kind::Request }, row(channel, command));
        if !self.told && command == b"hello" && !answers {
            // The client greets first.
            self.told = true;
            out.client(from);
        }
        out.text("sequence", sequence);
        out.text("channel", channel);
        out.text("command", command);
        for line in lines.take(MAX_LINES) {
            pair(line, out);
        }
        out.finish();
    }
}

fn row(channel: &[u8], command: &[u8]) -> &'static Operation {
    let code = match (channel, command) {
        (b"fox", b"hello") => 1,
        (b"fox", b"challenge") => 2,
        (b"fox", b"login") => 3,
        (b"fox", b"welcome" | b"accepted") => 4,
        (b"fox", b"rejected") => 5,
        (b"fox", b"close") => 6,
        (b"fox", b"keepAlive") => 7,
        _ => 0,
    };
    Fox::OPERATIONS.get(code).unwrap_or(&MESSAGE)
}

static MESSAGE: Operation = o(0, "message", Risk::Write);

/// A line `name=type:value`.
fn pair(line: &[u8], out: &mut Sink<'_>) {
    if !out.wanted() {
        return;
    }
    let mut r = Reader::new(line);
    let Some(at) = line.iter().position(|byte| *byte == b'=') else { return };
    let (Some(name), Some(_)) = (r.bytes(at), r.u8()) else { return };
    // The type's letter and a colon.
    let Some([_, b':']) = r.bytes(2) else { return };
    let value = r.rest();
    let field = match name {
        b"hostName" => "host",
        b"hostAddress" => "address",
        b"station.name" => "name",
        b"app.name" => "product",
        b"app.version" => "firmware",
        b"brandId" => "brand",
        b"hostId" => "serial",
        b"os.name" => "os",
        b"os.version" => "os_version",
        b"vm.name" => "runtime",
        b"vm.version" => "runtime_version",
        b"username" => "user",
        _ => return,
    };
    out.text(field, value);
    match field {
        "name" => out.named("station", || text(value)),
        "serial" => out.field("vendor", "Tridium"),
        _ => {}
    }
}
