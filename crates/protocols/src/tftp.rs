//! The trivial file transfer protocol.
//!
//! Source: RFC 1350 (packets, errors), RFC 2347 (options), RFC 2348 (block size), RFC 2349 (size,
//! timeout), RFC 7440 (window). Port: UDP 69; the server answers from a fresh port, which the
//! request announces.
//! Not covered: netascii's line ends (files are laid open as sent), multicast.

use std::borrow::Cow;

use model::observation::{Field, Kind, Risk};

use crate::cursor::{Reader, text};
use crate::listen::FileHead;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

#[cfg(test)]
mod tests;

const READ: u16 = 1;
const WRITE: u16 = 2;
const DATA: u16 = 3;
const ACKNOWLEDGEMENT: u16 = 4;
const ERROR: u16 = 5;
const OPTIONS: u16 = 6;
/// Bytes of a block unless something else was agreed upon. RFC 1350 §2.
const BLOCK: usize = 512;
/// Longest names and options, of a request. RFC 2347: a request is at most 512 octets long.
const MAX_REQUEST: usize = 512;

const fn o(code: u16, name: &'static str, risk: Risk) -> Operation {
    Operation::new(code as u32, name, risk)
}

/// RFC 1350 §5, RFC 2347.
const OPERATIONS: &[Operation] = &[
    o(READ, "read_request", Risk::Read),
    o(WRITE, "write_request", Risk::Write),
    o(DATA, "data", Risk::Read),
    o(ACKNOWLEDGEMENT, "acknowledgement", Risk::Link),
    o(ERROR, "error", Risk::Link),
    o(OPTIONS, "options_acknowledgement", Risk::Link),
];

const fn field(name: &'static str, kind: &'static str, source: &'static str) -> Field {
    Field { name, kind, unit: "", source }
}

pub(crate) struct Tftp;

impl Protocol for Tftp {
    const NAME: &'static str = "tftp";
    const FIELDS: &'static [Field] = &[
        field("mode", "text", "RFC 1350 §5"),
        field("block", "u16", "RFC 1350 §5"),
        field("payload", "u32", "RFC 1350 §5"),
        field("text", "text", "RFC 1350 §5"),
        field("block_size", "u32", "RFC 2348"),
        field("size", "u32", "RFC 2349"),
        field("repeated", "bool", "RFC 1350 §2"),
    ];
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Udp(69)];
    const MAX_MESSAGE: usize = 65_535;
    type Session = Talk;

    fn probe(data: &[u8]) -> Probe {
        match request(data) {
            Some(_) => Probe::Yes,
            None if matches!(data, [0, 3..=6, ..]) && data.len() >= 4 => Probe::OnPort,
            None => Probe::No,
        }
    }
}

/// What a request asks for.
struct Request<'a> {
    code: u16,
    name: &'a [u8],
    mode: &'a [u8],
    options: Agreed,
}

/// Options that matter here.
#[derive(Debug, Clone, Copy, Default)]
struct Agreed {
    block_size: Option<u32>,
    size: Option<u32>,
}

/// The text up to the next zero.
fn string<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let end = r.rest().iter().take(MAX_REQUEST).position(|byte| *byte == 0)?;
    let text = r.bytes(end)?;
    r.skip(1)?;
    Some(text)
}

fn request(data: &[u8]) -> Option<Request<'_>> {
    let mut r = Reader::new(data);
    let code = r.u16().filter(|code| matches!(*code, READ | WRITE))?;
    let name = string(&mut r).filter(|name| !name.is_empty())?;
    let printable = |byte: &u8| *byte >= b' ' && *byte != 127;
    let mode = string(&mut r)?;
    let known = [&b"netascii"[..], b"octet", b"mail"];
    let right = known.iter().any(|known| known.eq_ignore_ascii_case(mode));
    (right && name.iter().all(printable)).then(|| Request { code, name, mode, options: options(r) })
}

/// Names and values, each ended by zero. RFC 2347.
fn options(mut r: Reader<'_>) -> Agreed {
    let mut agreed = Agreed::default();
    while let (Some(name), Some(value)) = (string(&mut r), string(&mut r)) {
        let value = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok());
        if name.eq_ignore_ascii_case(b"blksize") {
            agreed.block_size = value;
        } else if name.eq_ignore_ascii_case(b"tsize") {
            agreed.size = value;
        }
    }
    agreed
}

/// The transfer that a flow carries.
struct Transfer {
    writes: bool,
    name: String,
    block_size: usize,
    size: Option<u32>,
    /// Number of the next block.
    next: u16,
    /// Whether it is laid open, and nothing of it is missing.
    open: bool,
    ended: bool,
}

/// A transfer's flow, or the one that asks for it.
#[derive(Default)]
pub(crate) struct Talk {
    transfer: Option<Transfer>,
    files: u32,
}

impl Session for Talk {
    /// `read 512 name` or `write 512 name`.
    fn told(&mut self, note: &str) {
        let mut words = note.splitn(3, ' ');
        let (way, size, name) = (words.next(), words.next(), words.next());
        let block_size = size.and_then(|size| size.parse().ok()).unwrap_or(BLOCK);
        self.transfer =
            Some(Transfer::new(way == Some("write"), name.unwrap_or_default(), block_size));
    }

    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        let mut r = Reader::new(pdu.data);
        let row = r.u16().and_then(|code| Some((code, lookup(OPERATIONS, code.into())?)));
        let Some((code, row)) = row else {
            out.anomaly("tftp.operation", 0, "operation");
            return Step::Skip(pdu.data.len());
        };
        let kind = match code {
            READ | WRITE => Kind::Request,
            ERROR => Kind::Response,
            // Data flow to who asked for them, and are a request of who writes.
            DATA if self.writes() => Kind::Request,
            DATA => Kind::Response,
            _ if self.writes() => Kind::Response,
            _ => Kind::Spontaneous,
        };
        out.begin(kind, row);
        let read = match code {
            READ | WRITE => self.request(pdu, out),
            DATA => self.data(&mut r, out),
            ERROR => self.error(&mut r, out),
            OPTIONS => {
                self.agreed(options(r), out);
                Some(())
            }
            _ => r.u16().map(|block| out.field("block", block)),
        };
        if read.is_none() {
            out.anomaly("tftp.short", r.offset(), "operation");
        }
        out.finish();
        Step::Done(pdu.data.len())
    }
}

impl Transfer {
    fn new(writes: bool, name: &str, block_size: usize) -> Self {
        let name = name.to_owned();
        Self { writes, name, block_size, size: None, next: 1, open: false, ended: false }
    }
}

impl Talk {
    fn writes(&self) -> bool {
        self.transfer.as_ref().is_some_and(|transfer| transfer.writes)
    }

    fn request(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Option<()> {
        let request = request(pdu.data)?;
        out.client(pdu.from);
        let name = text(request.name);
        out.named("file", || name.clone());
        out.text("mode", request.mode);
        tell(request.options, out);
        let writes = request.code == WRITE;
        let block_size = usable(request.options);
        // The answer comes from another port of the server's, to the same one of the client's.
        let way = if writes { "write" } else { "read" };
        out.expect(pdu.from, out.source_port(), Tftp::NAME, format!("{way} {block_size} {name}"));
        self.end(false, out);
        let mut transfer = Transfer::new(writes, &name, block_size);
        transfer.size = request.options.size.filter(|_| writes);
        self.transfer = Some(transfer);
        Some(())
    }

    fn agreed(&mut self, options: Agreed, out: &mut Sink<'_>) {
        tell(options, out);
        if let Some(transfer) = &mut self.transfer {
            transfer.block_size = usable(options);
            transfer.size = options.size;
        }
    }

    fn data(&mut self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let block = r.u16()?;
        let data = r.rest();
        out.field("block", block);
        out.field("payload", crate::cursor::small(data.len()));
        out.values(data);
        let Some(transfer) = &mut self.transfer else { return Some(()) };
        let name = transfer.name.clone();
        out.named("file", || name.clone());
        if transfer.writes {
            out.refine("data", Risk::Write);
        }
        if block == transfer.next.wrapping_sub(1) && (block != 0 || transfer.open) {
            // Sent again because its acknowledgement was lost.
            out.field("repeated", true);
            return Some(());
        }
        if block != transfer.next || transfer.ended {
            self.end(false, out);
            return Some(());
        }
        if block == 1 && !transfer.open {
            transfer.open = true;
            self.files = self.files.wrapping_add(1);
            let announced = transfer.size.map(u64::from);
            let (class, to_server) = ("file", transfer.writes);
            let head = FileHead {
                class,
                name: Cow::Owned(name),
                kind: Cow::Borrowed(""),
                announced,
                to_server,
            };
            out.file_begins(1, self.files, &head);
        }
        transfer.next = transfer.next.wrapping_add(1);
        let last = data.len() < transfer.block_size;
        if transfer.open {
            out.file_data(self.files, None, data);
        }
        if last {
            self.end(true, out);
        }
        Some(())
    }

    fn error(&mut self, r: &mut Reader<'_>, out: &mut Sink<'_>) -> Option<()> {
        let code = r.u16()?;
        out.failed(code.into(), error_name(code));
        let end = r.rest().iter().position(|byte| *byte == 0).unwrap_or(r.left());
        out.text("text", r.bytes(end.min(MAX_REQUEST))?);
        self.end(false, out);
        Some(())
    }

    /// The transfer is over; what is sent again of it is known as such.
    fn end(&mut self, complete: bool, out: &mut Sink<'_>) {
        let Some(transfer) = &mut self.transfer else { return };
        transfer.ended = true;
        if std::mem::take(&mut transfer.open) {
            out.file_ends(self.files, complete);
        }
    }
}

/// RFC 2348: 8 to 65464 octets.
fn usable(options: Agreed) -> usize {
    let size = options.block_size.and_then(|size| usize::try_from(size).ok());
    size.filter(|size| (8..=65_464).contains(size)).unwrap_or(BLOCK)
}

fn tell(options: Agreed, out: &mut Sink<'_>) {
    for (name, value) in [("block_size", options.block_size), ("size", options.size)] {
        if let Some(value) = value {
            out.field(name, value);
        }
    }
}

/// RFC 1350 appendix I, RFC 2347.
fn error_name(code: u16) -> &'static str {
    match code {
        1 => "file_not_found",
        2 => "access_violation",
        3 => "disk_full",
        4 => "illegal_operation",
        5 => "unknown_transfer",
        6 => "file_exists",
        7 => "no_such_user",
        8 => "option_refused",
        _ => "not_defined",
    }
}
