//! File Transfer Protocol: the control connection, and the data connections it announces.
//!
//! Source: RFC 959 §4.1 (commands), §4.2 (replies); RFC 2428 (EPRT, EPSV); RFC 4217 (AUTH TLS).
//! Port: TCP 21; data 20 or any that was announced.
//! Not covered: listings as objects, restarts inside of files, three-party transfers.
//!
//! A command and its final reply are a transaction.

use model::observation::{Field, Kind, Risk};

use crate::lines::{self, Reply, line, verb};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

pub(crate) mod data;
#[cfg(test)]
mod tests;

/// Longest line of a command that is not conspicuous.
const MAX_COMMAND: usize = 4096;

const FIELDS: &[Field] = &[
    Field { name: "argument", kind: "text", unit: "", source: "RFC 959 §5.3" },
    Field { name: "command", kind: "text", unit: "", source: "RFC 959 §5.3" },
    Field { name: "code", kind: "u16", unit: "", source: "RFC 959 §4.2" },
    Field { name: "text", kind: "text", unit: "", source: "RFC 959 §4.2" },
    Field { name: "port", kind: "u16", unit: "", source: "RFC 959 §4.1.2, RFC 2428" },
];

/// Commands without a number; the code counts them from 65,536.
const OPERATIONS: &[Operation] = &[
    Operation::new(REPLY, "reply", Risk::Link),
    Operation::new(FIRST, "user", Risk::Link),
    Operation::new(FIRST + 1, "pass", Risk::Link),
    Operation::new(FIRST + 2, "acct", Risk::Link),
    Operation::new(FIRST + 3, "cwd", Risk::Link),
    Operation::new(FIRST + 4, "cdup", Risk::Link),
    Operation::new(FIRST + 5, "smnt", Risk::Link),
    Operation::new(FIRST + 6, "quit", Risk::Link),
    Operation::new(FIRST + 7, "rein", Risk::Link),
    Operation::new(FIRST + 8, "port", Risk::Link),
    Operation::new(FIRST + 9, "pasv", Risk::Link),
    Operation::new(FIRST + 10, "eprt", Risk::Link),
    Operation::new(FIRST + 11, "epsv", Risk::Link),
    Operation::new(FIRST + 12, "type", Risk::Link),
    Operation::new(FIRST + 13, "stru", Risk::Link),
    Operation::new(FIRST + 14, "mode", Risk::Link),
    Operation::new(FIRST + 15, "retr", Risk::Read),
    Operation::new(FIRST + 16, "stor", Risk::Write),
    Operation::new(FIRST + 17, "stou", Risk::Write),
    Operation::new(FIRST + 18, "appe", Risk::Write),
    Operation::new(FIRST + 19, "allo", Risk::Link),
    Operation::new(FIRST + 20, "rest", Risk::Link),
    Operation::new(FIRST + 21, "rnfr", Risk::Write),
    Operation::new(FIRST + 22, "rnto", Risk::Write),
    Operation::new(FIRST + 23, "abor", Risk::Link),
    Operation::new(FIRST + 24, "dele", Risk::Write),
    Operation::new(FIRST + 25, "rmd", Risk::Write),
    Operation::new(FIRST + 26, "mkd", Risk::Write),
    Operation::new(FIRST + 27, "pwd", Risk::Read),
    Operation::new(FIRST + 28, "list", Risk::Read),
    Operation::new(FIRST + 29, "nlst", Risk::Read),
    Operation::new(FIRST + 30, "site", Risk::Write),
    Operation::new(FIRST + 31, "syst", Risk::Identify),
    Operation::new(FIRST + 32, "stat", Risk::Identify),
    Operation::new(FIRST + 33, "help", Risk::Identify),
    Operation::new(FIRST + 34, "noop", Risk::Link),
    Operation::new(FIRST + 35, "feat", Risk::Identify),
    Operation::new(FIRST + 36, "opts", Risk::Link),
    Operation::new(FIRST + 37, "auth", Risk::Link),
    Operation::new(FIRST + 38, "pbsz", Risk::Link),
    Operation::new(FIRST + 39, "prot", Risk::Link),
    Operation::new(FIRST + 40, "size", Risk::Read),
    Operation::new(FIRST + 41, "mdtm", Risk::Read),
    Operation::new(FIRST + 42, "mlst", Risk::Read),
    Operation::new(FIRST + 43, "mlsd", Risk::Read),
    OTHER_COMMAND,
];
const OTHER_COMMAND: Operation = Operation::new(OTHER, "other_command", Risk::Link);
static UNKNOWN: Operation = OTHER_COMMAND;
const REPLY: u32 = 1 << 16;
const FIRST: u32 = REPLY + 1;
const OTHER: u32 = FIRST + 44;

/// The number `ftp.mode`: who listens for the data connection.
const ACTIVE: u64 = 0;
const PASSIVE: u64 = 1;

pub(crate) struct Ftp;

impl Protocol for Ftp {
    const NAME: &'static str = "ftp";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Tcp(21)];
    const MAX_MESSAGE: usize = lines::MAX_LINE;
    type Session = Control;

    fn probe(data: &[u8]) -> Probe {
        let Some(first) = line(data).filter(|line| line.ends) else {
            let text = data.len() < 512 && lines::is_text(data);
            let greeting = lines::reply(data).is_some_and(|reply| reply.code == 220);
            return if text && greeting { Probe::NeedMore } else { Probe::No };
        };
        let ftp = |text: &[u8]| text.windows(3).any(|w| w.eq_ignore_ascii_case(b"ftp"));
        match lines::reply(first.text) {
            Some(Reply { code: 220, text, .. }) if ftp(text) => Probe::Maybe,
            Some(Reply { code: 227 | 229, .. }) => Probe::Maybe,
            Some(_) => Probe::OnPort,
            None if lines::is_text(first.text) && operation(first.text).code != OTHER => {
                Probe::OnPort
            }
            None => Probe::No,
        }
    }
}

/// The row of a command line. Some servers have commands of four letters for those of three.
fn operation(line: &[u8]) -> &'static Operation {
    let (verb, _) = verb(line);
    let verb = match verb.to_ascii_uppercase().as_slice() {
        b"XCWD" => b"CWD",
        b"XMKD" => b"MKD",
        b"XRMD" => b"RMD",
        b"XPWD" => b"PWD",
        _ => verb,
    };
    let commands = OPERATIONS.iter().filter(|row| (FIRST..OTHER).contains(&row.code));
    let found = commands.into_iter().find(|row| verb.eq_ignore_ascii_case(row.name.as_bytes()));
    found.unwrap_or(&UNKNOWN)
}

/// One control connection's state.
#[derive(Default)]
pub(crate) struct Control {
    client: Option<End>,
    transaction: u32,
    /// The command that waits for its final reply, and its text.
    asked: Option<(&'static Operation, Vec<u8>)>,
    /// Where the next data connection will be: the end that listens and its port.
    channel: Option<(End, u16)>,
    /// Whether the piece in front belongs to a line whose beginning was seen.
    inside: [bool; 2],
}

impl Session for Control {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let Some(line) = line(pdu.data) else { return Step::Need(pdu.data.len() + 1) };
        let inside = std::mem::replace(pdu.from.of_mut(&mut self.inside), !line.ends);
        if inside {
            return Step::Done(line.length);
        }
        match lines::reply(line.text) {
            Some(reply) if self.client != Some(pdu.from) => {
                self.reply(pdu.from, &reply, line.text, out)
            }
            None if self.client == Some(pdu.from.other()) => {}
            _ if lines::is_text(line.text) => self.command(pdu.from, &line, out),
            _ => return Step::Skip(line.length),
        }
        Step::Done(line.length)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.inside) = false;
    }
}

impl Control {
    fn command(&mut self, from: End, line: &lines::Line<'_>, out: &mut Sink<'_>) {
        let operation = operation(line.text);
        let known = operation.code != OTHER;
        if known {
            self.client = Some(from);
            out.client(from);
        }
        self.transaction = self.transaction.wrapping_add(1);
        let (verb, argument) = verb(line.text);
        out.begin(Kind::Request, operation);
        if line.length > MAX_COMMAND {
            out.anomaly("ftp.long_command", 0, "command");
            out.event(self.transaction, "request_command_too_long");
        }
        out.buffer(self.transaction, "ftp.command", verb);
        if !argument.is_empty() {
            out.buffer(self.transaction, "ftp.command_data", argument);
        }
        match operation.name {
            "pass" | "acct" => {}
            "retr" | "stor" | "appe" | "dele" | "mkd" | "rmd" | "rnfr" | "rnto" | "size"
            | "mdtm" | "list" | "nlst" | "cwd" => {
                out.named("path", || crate::cursor::text(argument));
            }
            _ if known => out.text("argument", argument),
            _ => out.text("command", verb),
        }
        match operation.name {
            "port" => self.listens(from, active(argument), ACTIVE, out),
            "eprt" => self.listens(from, extended_active(argument), ACTIVE, out),
            "retr" | "stor" | "stou" | "appe" | "list" | "nlst" | "mlsd" => {
                self.announce(operation.name, argument, out);
            }
            _ => {}
        }
        out.finish();
        self.asked = Some((operation, argument.to_vec()));
    }

    fn reply(&mut self, from: End, reply: &Reply<'_>, line: &[u8], out: &mut Sink<'_>) {
        let transaction = self.transaction.max(1);
        out.buffer(transaction, "ftp.reply", line.get(4..).unwrap_or_default());
        if reply.more {
            return;
        }
        let Some(operation) = lookup(OPERATIONS, REPLY) else { return };
        self.client = Some(from.other());
        out.client(from.other());
        out.begin(Kind::Response, operation);
        out.buffer(transaction, "ftp.completion_code", reply.code.to_string().as_bytes());
        out.field("code", reply.code);
        out.text("text", reply.text);
        if reply.code < 400 {
            out.ok();
        } else {
            out.failed(reply.code.into(), "refused");
        }
        match reply.code {
            227 => self.listens(from, passive(reply.text), PASSIVE, out),
            229 => self.listens(from, extended_passive(reply.text), PASSIVE, out),
            _ => {}
        }
        out.finish();
        // A preliminary reply is followed by the final one. RFC 959 §4.2.1.
        if reply.code < 200 {
            return;
        }
        let secured = self.asked.take().is_some_and(|(asked, _)| asked.name == "auth");
        out.done(transaction);
        if secured && reply.code == 234 {
            out.speaks("tls");
        }
    }

    /// An end listens at a port for the next data connection.
    fn listens(&mut self, end: End, port: Option<u16>, mode: u64, out: &mut Sink<'_>) {
        let Some(port) = port else {
            out.anomaly("ftp.invalid_port", 0, "port");
            return;
        };
        out.number(self.transaction.max(1), "ftp.mode", mode);
        out.number(self.transaction.max(1), "ftp.dynamic_port", port.into());
        out.field("port", port);
        self.channel = Some((end, port));
        out.expect(end, port, data::NAME, String::new());
    }

    /// What the next data connection is for.
    fn announce(&mut self, command: &str, argument: &[u8], out: &mut Sink<'_>) {
        if let Some((end, port)) = self.channel.take() {
            let name = crate::cursor::text(argument);
            out.expect(end, port, data::NAME, format!("{command} {name}"));
        }
    }
}

/// `h1,h2,h3,h4,p1,p2`, with anything but digits and commas around. RFC 959 §4.1.2.
fn active(text: &[u8]) -> Option<u16> {
    let numbers: Vec<u16> = text
        .split(|byte| !byte.is_ascii_digit())
        .filter_map(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
        .collect();
    match numbers.as_slice() {
        [.., _, _, _, _, high @ 0..=255, low @ 0..=255] => Some(high << 8 | low),
        _ => None,
    }
}

/// The same in parentheses behind some text.
fn passive(text: &[u8]) -> Option<u16> {
    let start = text.iter().position(|byte| *byte == b'(').map_or(0, |at| at + 1);
    let rest = text.get(start..)?;
    let end = rest.iter().position(|byte| *byte == b')').unwrap_or(rest.len());
    active(rest.get(..end)?)
}

/// `|family|address|port|`. RFC 2428 §2.
fn extended_active(text: &[u8]) -> Option<u16> {
    let (delimiter, rest) = text.split_first()?;
    let port = rest.split(|byte| byte == delimiter).nth(2)?;
    std::str::from_utf8(port).ok()?.parse().ok()
}

/// `(|||port|)` behind some text. RFC 2428 §3.
fn extended_passive(text: &[u8]) -> Option<u16> {
    let start = text.iter().position(|byte| *byte == b'(')? + 1;
    extended_active(text.get(start..)?)
}
