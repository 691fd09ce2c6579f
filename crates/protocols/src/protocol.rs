//! What a protocol is: the contract between the pipeline and the parsers, and the registry's row.

use model::observation::{Field, Risk};

use crate::sink::Sink;

/// One per protocol. Stateless; what must be remembered about a flow is its [`Session`].
pub trait Protocol: 'static {
    const NAME: &'static str;
    /// Names of further protocols the same parser tells apart (`s7comm_plus` beside `s7comm`).
    const ALSO: &'static [&'static str] = &[];
    /// What its observations carry in `fields`.
    const FIELDS: &'static [Field];
    /// Its function, service or type codes.
    const OPERATIONS: &'static [Operation];
    /// Names of operations that are told by more than one code (user data of S7comm).
    const FURTHER: &'static [&'static str] = &[];
    /// Where it is usually found. A hint settles what content leaves open, nothing more.
    const HINTS: &'static [Hint];
    /// The longest message in bytes: a session may never [`Step::Need`] more.
    const MAX_MESSAGE: usize;
    type Session: Session + Default;

    /// Looks at the first bytes of what one end sent, or of a frame's payload.
    fn probe(data: &[u8]) -> Probe;
}

/// What is remembered about one flow, and the parser that uses it.
pub trait Session: Send {
    /// Consumes a prefix of `pdu.data`, which is never empty, or asks for more.
    ///
    /// - [`Step::Done`] and [`Step::Skip`] name 1 to `data.len()` bytes.
    /// - [`Step::Need`] names a total length above `data.len()`; for a datagram or frame it says
    ///   that the message is cut short.
    /// - The same bytes, however cut into segments, give the same observations.
    fn parse(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) -> Step;

    /// The flow was announced by another, which had this to say of it ([`Sink::expect`]).
    fn told(&mut self, note: &str) {
        let _ = note;
    }

    /// Bytes of `from` are missing here; what follows may start inside a message.
    fn lost(&mut self, from: End) {
        let _ = from;
    }

    /// The same, with how many are missing (0: nobody knows). For sessions that know how long what
    /// they are in the middle of is.
    fn gap(&mut self, from: End, bytes: u64) {
        let _ = bytes;
        self.lost(from);
    }

    /// The name among [`Entry::names`] that the flow goes by, where it is not the first.
    fn name(&self) -> Option<&'static str> {
        None
    }

    /// `pdu.from` says nothing more. `pdu.data` is what was left waiting and may be empty, unlike
    /// in [`Session::parse`].
    fn closed(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let _ = (pdu, out);
    }
}

/// One of the two ends of a flow. Fixed for the flow's life, unlike client and server, which
/// content may turn round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    A,
    B,
}

impl End {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// The element that belongs to this end.
    pub(crate) fn of<T>(self, pair: &[T; 2]) -> &T {
        let [a, b] = pair;
        match self {
            Self::A => a,
            Self::B => b,
        }
    }

    pub(crate) fn of_mut<T>(self, pair: &mut [T; 2]) -> &mut T {
        let [a, b] = pair;
        match self {
            Self::A => a,
            Self::B => b,
        }
    }
}

/// What a session is given: bytes and who sent them.
#[derive(Debug, Clone, Copy)]
pub struct Pdu<'a> {
    pub from: End,
    /// The end thought to be the server, by handshake or port, where there is a reason to.
    pub server: Option<End>,
    pub data: &'a [u8],
}

/// How far a session got with the bytes at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many bytes were a message (or a part of one that is complete in itself).
    Done(usize),
    /// The message at the front is so many bytes long in total, or at least so many.
    Need(usize),
    /// So many bytes make no sense here.
    Skip(usize),
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// Certainly this protocol, on any port.
    Yes,
    /// Shaped like it: enough on a hinted port, or when seen twice in a flow.
    Maybe,
    /// Not impossible: enough on a hinted port only.
    OnPort,
    /// Too few bytes to tell.
    NeedMore,
    No,
}

/// Where a protocol is usually found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    Tcp(u16),
    Udp(u16),
    /// Several protocols may share one: their probes decide. Below 0x600: all LLC frames.
    Ethertype(u16),
}

/// A row of a protocol's function table.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub code: u32,
    pub name: &'static str,
    pub risk: Risk,
}

impl Operation {
    pub(crate) const fn new(code: u32, name: &'static str, risk: Risk) -> Self {
        Self { code, name, risk }
    }
}

/// One row for each code of a byte: for codes that nobody defined, so that the code is kept.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
pub(crate) const fn rows(name: &'static str, risk: Risk) -> [Operation; 256] {
    let mut rows = [Operation::new(0, name, risk); 256];
    let mut code = 0;
    while code < 256 {
        rows[code].code = code as u32;
        code += 1;
    }
    rows
}

/// The row of a byte-wide code: the table's, else that of the undefined codes.
pub(crate) fn row_of(
    table: &'static [Operation],
    unknown: &'static [Operation; 256],
    code: u8,
) -> &'static Operation {
    let [first, ..] = unknown;
    lookup(table, code.into()).or_else(|| unknown.get(usize::from(code))).unwrap_or(first)
}

/// The row with this code in a table sorted by code.
pub(crate) fn lookup(table: &'static [Operation], code: u32) -> Option<&'static Operation> {
    table.binary_search_by_key(&code, |row| row.code).ok().and_then(|at| table.get(at))
}

/// A protocol as the pipeline sees it: plain values, so that nothing else is generic.
#[derive(Clone, Copy)]
pub struct Entry {
    pub name: &'static str,
    pub also: &'static [&'static str],
    pub fields: &'static [Field],
    pub operations: &'static [Operation],
    pub further: &'static [&'static str],
    pub hints: &'static [Hint],
    pub max_message: usize,
    pub probe: fn(&[u8]) -> Probe,
    pub open: fn() -> Box<dyn Session>,
}

impl Entry {
    pub const fn of<P: Protocol>() -> Self {
        Self {
            name: P::NAME,
            also: P::ALSO,
            fields: P::FIELDS,
            operations: P::OPERATIONS,
            further: P::FURTHER,
            hints: P::HINTS,
            max_message: P::MAX_MESSAGE,
            probe: P::probe,
            open: || Box::new(P::Session::default()),
        }
    }

    /// Its name, then its other names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.also.iter().copied())
    }

    /// Whether its observations can have this operation.
    pub fn says(&self, operation: &str) -> bool {
        self.operations.iter().any(|row| row.name == operation) || self.further.contains(&operation)
    }

    /// Whether it is found in TCP streams, among other places.
    pub fn is_stream(&self) -> bool {
        self.hints.iter().any(|hint| matches!(hint, Hint::Tcp(_)))
    }

    /// Whether it is found in Ethernet frames rather than in flows.
    pub fn is_link_layer(&self) -> bool {
        self.hints.iter().any(|hint| matches!(hint, Hint::Ethertype(_)))
    }
}
