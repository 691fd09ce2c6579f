//! Simple Mail Transfer Protocol and the messages it carries.
//!
//! Source: RFC 5321 §4.1 (commands), §4.2 (replies), §4.5.2 (transparency); RFC 3030 §2 (BDAT);
//! RFC 3207 (STARTTLS); RFC 4954 (AUTH). Messages: see `mime`. Ports: TCP 25, 587, 2525.
//! Not covered: what follows AUTH, extensions' parameters, uuencode.
//!
//! A mail is a transaction: from its first command to the end of its text.

use model::observation::{Field, Kind, Risk};

use crate::lines::{self, Reply, begins, line, verb};
use crate::protocol::{End, Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

mod mime;
#[cfg(test)]
mod tests;

use mime::Mime;

/// Longest command and reply line. RFC 5321 §4.5.3.1.4, §4.5.3.1.5.
const MAX_COMMAND: usize = 512;
const MAX_REPLY: usize = 512;

const FIELDS: &[Field] = &[
    Field { name: "argument", kind: "text", unit: "", source: "RFC 5321 §4.1.1" },
    Field { name: "code", kind: "u16", unit: "", source: "RFC 5321 §4.2" },
    Field { name: "text", kind: "text", unit: "", source: "RFC 5321 §4.2" },
    Field { name: "sender", kind: "text", unit: "", source: "RFC 5322 §3.6.2" },
    Field { name: "recipient", kind: "text", unit: "", source: "RFC 5322 §3.6.3" },
    Field { name: "files", kind: "u32", unit: "", source: "RFC 2183 §2.3" },
];

/// Commands without a number; the code counts them from 65,536.
const OPERATIONS: &[Operation] = &[
    Operation::new(REPLY, "reply", Risk::Link),
    Operation::new(MESSAGE, "message", Risk::Write),
    Operation::new(FIRST, "helo", Risk::Link),
    Operation::new(FIRST + 1, "ehlo", Risk::Link),
    Operation::new(FIRST + 2, "mail", Risk::Link),
    Operation::new(FIRST + 3, "rcpt", Risk::Link),
    Operation::new(FIRST + 4, "data", Risk::Link),
    Operation::new(FIRST + 5, "bdat", Risk::Link),
    Operation::new(FIRST + 6, "rset", Risk::Link),
    Operation::new(FIRST + 7, "noop", Risk::Link),
    Operation::new(FIRST + 8, "quit", Risk::Link),
    Operation::new(FIRST + 9, "vrfy", Risk::Identify),
    Operation::new(FIRST + 10, "expn", Risk::Identify),
    Operation::new(FIRST + 11, "help", Risk::Link),
    Operation::new(FIRST + 12, "auth", Risk::Link),
    Operation::new(FIRST + 13, "starttls", Risk::Link),
    OTHER_COMMAND,
];
const OTHER_COMMAND: Operation = Operation::new(OTHER, "other_command", Risk::Link);
static UNKNOWN: Operation = OTHER_COMMAND;
const REPLY: u32 = 1 << 16;
const MESSAGE: u32 = REPLY + 1;
const FIRST: u32 = REPLY + 2;
const OTHER: u32 = FIRST + 14;

pub(crate) struct Smtp;

impl Protocol for Smtp {
    const NAME: &'static str = "smtp";
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Tcp(25), Hint::Tcp(587), Hint::Tcp(2525)];
    const MAX_MESSAGE: usize = lines::MAX_LINE;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        const CERTAIN: [&[u8]; 4] = [b"EHLO ", b"HELO ", b"MAIL FROM:", b"RCPT TO:"];
        if CERTAIN.iter().any(|start| begins(data, start)) {
            return Probe::Yes;
        }
        let Some(first) = line(data).filter(|line| line.ends) else {
            let greeting = lines::reply(data).is_some_and(|reply| reply.code == 220);
            let begun = CERTAIN.iter().any(|start| begins(start, data));
            return if greeting || begun { Probe::NeedMore } else { Probe::No };
        };
        match lines::reply(first.text) {
            Some(Reply { code: 220, text, .. }) if mentions(text, b"SMTP") => Probe::Yes,
            Some(_) => Probe::OnPort,
            None if operation(first.text).code != OTHER => Probe::OnPort,
            None => Probe::No,
        }
    }
}

fn mentions(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

/// The row of a command line.
fn operation(line: &[u8]) -> &'static Operation {
    let (verb, _) = verb(line);
    let end = verb.iter().position(|byte| *byte == b':').unwrap_or(verb.len());
    let verb = verb.get(..end).unwrap_or_default();
    let commands = OPERATIONS.iter().filter(|row| (FIRST..OTHER).contains(&row.code));
    let found = commands.into_iter().find(|row| verb.eq_ignore_ascii_case(row.name.as_bytes()));
    found.unwrap_or(&UNKNOWN)
}

/// What the client's bytes are.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Mode {
    #[default]
    Commands,
    /// The text of a message up to a line with a dot.
    Text,
    /// So many octets of a chunk, and whether it is the last one.
    Chunk(usize, bool),
}

/// One connection's state.
#[derive(Default)]
pub(crate) struct Talk {
    client: Option<End>,
    mode: Mode,
    /// Whether a line of the message was seen since `DATA`.
    begun: bool,
    mime: Option<Box<Mime>>,
    /// The mail under way; the first is 1.
    mails: u32,
    files: u32,
    /// Whether an answer to `STARTTLS` is waited for.
    securing: bool,
    /// Whether the piece in front belongs to a line whose beginning was seen.
    inside: [bool; 2],
}

impl Session for Talk {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if self.client == Some(pdu.from)
            && let Mode::Chunk(left, last) = self.mode
        {
            return self.chunk(pdu.data, left, last, out);
        }
        let Some(line) = line(pdu.data) else { return Step::Need(pdu.data.len() + 1) };
        let inside = std::mem::replace(pdu.from.of_mut(&mut self.inside), !line.ends);
        if self.client == Some(pdu.from) && self.mode == Mode::Text {
            self.text(&line, inside, out);
        } else if inside {
            // The rest of an overlong line tells nothing.
        } else if let Some(reply) = lines::reply(line.text) {
            self.reply(pdu.from, &reply, line.length, out);
        } else if lines::is_text(line.text) && (line.ends || self.client == Some(pdu.from)) {
            self.command(pdu.from, &line, out);
        } else {
            return Step::Skip(line.length);
        }
        Step::Done(line.length)
    }

    fn lost(&mut self, from: End) {
        *from.of_mut(&mut self.inside) = false;
        if self.client == Some(from) && matches!(self.mode, Mode::Chunk(..)) {
            self.mode = Mode::Commands;
        }
    }
}

impl Talk {
    fn transaction(&self) -> u32 {
        self.mails + 1
    }

    fn reply(&mut self, from: End, reply: &Reply<'_>, length: usize, out: &mut Sink<'_>) {
        if length > MAX_REPLY {
            out.event(self.transaction(), "max_reply_line_len_exceeded");
        }
        if reply.more {
            return;
        }
        let Some(operation) = lookup(OPERATIONS, REPLY) else { return };
        if self.client.is_none() {
            self.client = Some(from.other());
        }
        out.client(from.other());
        out.begin(Kind::Response, operation);
        out.field("code", reply.code);
        out.text("text", reply.text);
        if reply.code < 400 {
            out.ok();
        } else {
            out.failed(reply.code.into(), "refused");
        }
        out.finish();
        let refused = reply.code >= 400;
        if self.mode == Mode::Text && refused && !self.begun {
            self.mode = Mode::Commands;
            self.mime = None;
            out.event(self.transaction(), "data_command_rejected");
        }
        if std::mem::take(&mut self.securing) {
            if reply.code == 220 {
                out.done(self.transaction());
                out.speaks("tls");
            } else {
                out.event(self.transaction(), "tls_rejected");
            }
        }
    }

    fn command(&mut self, from: End, line: &lines::Line<'_>, out: &mut Sink<'_>) {
        let operation = operation(line.text);
        let known = operation.code != OTHER;
        if known {
            self.client = Some(from);
            out.client(from);
        }
        let transaction = self.transaction();
        let (_, argument) = verb(line.text);
        out.begin(Kind::Request, operation);
        if line.length > MAX_COMMAND {
            out.anomaly("smtp.long_command", 0, "command");
            out.event(transaction, "max_command_line_len_exceeded");
        }
        if operation.name != "auth" && known {
            out.text("argument", argument);
        }
        match operation.name {
            "helo" | "ehlo" => out.buffer(transaction, "smtp.helo", argument),
            "mail" => out.buffer(transaction, "smtp.mail_from", path(line.text)),
            "rcpt" => out.buffer(transaction, "smtp.rcpt_to", path(line.text)),
            "data" => {
                self.mode = Mode::Text;
                self.begun = false;
                self.mime = Some(Box::new(Mime::new(transaction, self.files)));
            }
            "bdat" => self.begin_chunk(argument, out),
            "rset" => self.mime = None,
            "starttls" => self.securing = true,
            _ => {}
        }
        out.finish();
    }

    /// `BDAT size [LAST]`. RFC 3030 §2.
    fn begin_chunk(&mut self, argument: &[u8], out: &mut Sink<'_>) {
        let (size, last) = verb(argument);
        let size = std::str::from_utf8(size).ok().and_then(|size| size.parse::<u32>().ok());
        let Some(size) = size else {
            out.anomaly("smtp.chunk_length", 5, "size");
            return;
        };
        let last = last.eq_ignore_ascii_case(b"LAST");
        let (transaction, files) = (self.transaction(), self.files);
        self.mime.get_or_insert_with(|| Box::new(Mime::new(transaction, files)));
        self.mode = Mode::Chunk(size as usize, last);
        if size == 0 {
            self.end_chunk(last, out);
        }
    }

    fn chunk(&mut self, data: &[u8], left: usize, last: bool, out: &mut Sink<'_>) -> Step {
        let taken = left.min(data.len());
        if let Some(mime) = &mut self.mime {
            mime.bytes(data.get(..taken).unwrap_or_default(), out);
        }
        self.mode = Mode::Chunk(left - taken, last);
        if left == taken {
            self.end_chunk(last, out);
        }
        Step::Done(taken)
    }

    fn end_chunk(&mut self, last: bool, out: &mut Sink<'_>) {
        self.mode = Mode::Commands;
        if last {
            self.end_mail(out);
        }
    }

    /// A line of the message. A dot in front of another character is there for transparency.
    fn text(&mut self, line: &lines::Line<'_>, inside: bool, out: &mut Sink<'_>) {
        self.begun = true;
        let text = match line.text {
            [b'.'] if line.ends && !inside => {
                self.mode = Mode::Commands;
                return self.end_mail(out);
            }
            [b'.', rest @ ..] if !inside => rest,
            text => text,
        };
        if let Some(mime) = &mut self.mime {
            mime.bytes(text, out);
            if line.ends {
                mime.bytes(b"\r\n", out);
            }
        }
    }

    fn end_mail(&mut self, out: &mut Sink<'_>) {
        let Some(mut mime) = self.mime.take() else { return };
        mime.end(out);
        self.files = mime.files();
        let Some(operation) = lookup(OPERATIONS, MESSAGE) else { return };
        out.begin(Kind::Request, operation);
        mime.describe(out);
        out.finish();
        out.done(self.transaction());
        self.mails = self.mails.wrapping_add(1);
    }
}

/// What stands behind the colon, up to a blank: the brackets stay.
fn path(line: &[u8]) -> &[u8] {
    let mut parts = line.splitn(2, |byte| *byte == b':');
    let rest = parts.nth(1).unwrap_or_default().trim_ascii();
    let end = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}
