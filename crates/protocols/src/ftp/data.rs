//! Data connections: the bytes of one file or listing.
//! Source: RFC 959 §3.1, §5.2. What they are is what the control connection said of them.

use std::borrow::Cow;

use model::observation::{Field, Kind, Risk};

use crate::listen::FileHead;
use crate::protocol::{Hint, Operation, Pdu, Probe, Protocol, Session, Step, lookup};
use crate::sink::Sink;

pub(super) const NAME: &str = "ftp-data";

const FIELDS: &[Field] =
    &[Field { name: "file", kind: "text", unit: "", source: "RFC 959 §4.1.3" }];

const TRANSFER: u32 = 1 << 16;
const RETRIEVE: u32 = TRANSFER + 1;
const STORE: u32 = TRANSFER + 2;
const LIST: u32 = TRANSFER + 3;
const OPERATIONS: &[Operation] = &[
    Operation::new(TRANSFER, "transfer", Risk::Read),
    Operation::new(RETRIEVE, "retrieve", Risk::Read),
    Operation::new(STORE, "store", Risk::Write),
    Operation::new(LIST, "list", Risk::Read),
];

/// The number `ftpdata_command`.
const COMMAND_RETRIEVE: u64 = 1;
const COMMAND_STORE: u64 = 2;

pub(crate) struct FtpData;

impl Protocol for FtpData {
    const NAME: &'static str = NAME;
    const FIELDS: &'static [Field] = FIELDS;
    const OPERATIONS: &'static [Operation] = OPERATIONS;
    const HINTS: &'static [Hint] = &[Hint::Tcp(20)];
    const MAX_MESSAGE: usize = 1 << 16;
    type Session = Transfer;

    /// Content is anything: only an announcement tells.
    fn probe(_data: &[u8]) -> Probe {
        Probe::No
    }
}

/// One data connection.
#[derive(Default)]
pub(crate) struct Transfer {
    command: String,
    name: String,
    begun: bool,
}

impl Session for Transfer {
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step {
        if !self.begun {
            self.begun = true;
            self.begin(out);
        }
        if self.is_file() {
            out.more(1, "file.data", pdu.data);
            out.file_data(1, None, pdu.data);
        }
        Step::Done(pdu.data.len())
    }

    fn told(&mut self, note: &str) {
        let (command, name) = note.split_once(' ').unwrap_or((note, ""));
        command.clone_into(&mut self.command);
        name.clone_into(&mut self.name);
    }
}

impl Transfer {
    /// Whether it is not a listing.
    fn is_file(&self) -> bool {
        !matches!(self.command.as_str(), "list" | "nlst" | "mlsd")
    }

    fn begin(&self, out: &mut Sink<'_>) {
        let (code, number) = match self.command.as_str() {
            "retr" => (RETRIEVE, COMMAND_RETRIEVE),
            "stor" | "stou" | "appe" => (STORE, COMMAND_STORE),
            "" => (TRANSFER, 0),
            _ => (LIST, 0),
        };
        let Some(operation) = lookup(OPERATIONS, code) else { return };
        out.begin(Kind::Spontaneous, operation);
        out.text("file", self.name.as_bytes());
        out.finish();
        if !self.is_file() {
            return;
        }
        if number > 0 {
            out.number(1, "ftpdata_command", number);
        }
        if !self.name.is_empty() {
            out.buffer(1, "file.name", self.name.as_bytes());
        }
        let head = FileHead {
            class: "file",
            name: Cow::Borrowed(&self.name),
            kind: Cow::Borrowed(""),
            announced: None,
            to_server: number == COMMAND_STORE,
        };
        out.file_begins(1, 1, &head);
        out.buffer(1, "file.data", &[]);
    }
}
