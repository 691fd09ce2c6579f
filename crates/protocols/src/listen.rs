//! What else a flow lays open besides observations: for rules, files and programs.
//!
//! A [`Listener`] is called in the middle of the packet path. It sees packets, contiguous stream
//! bytes, and the [`Part`]s that parsers name: buffers by the names that Suricata's sticky buffers
//! have (`http.uri`, `dns.query`, `tls.sni`), numbers, protocol events and files.
//! Without a listener, or with one that does not want them, parts cost nothing.

use std::borrow::Cow;

use model::CaptureTime;
use model::event::{FlowState, ProbeEvent};
use model::observation::{Endpoint, Transport};
use packet::{Context, Direction, Flow, Layers, Side};

/// What a listener wants to hear of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wants {
    /// [`Listener::packet`], [`Listener::packet_end`], decode and stream events.
    pub packets: bool,
    /// [`Listener::stream`].
    pub streams: bool,
    /// [`Part::Buffer`], [`Part::Number`], [`Part::Event`], [`Part::Done`].
    pub parts: bool,
    /// The files among the parts.
    pub files: bool,
}

/// The flow at hand.
#[derive(Debug, Clone, Copy)]
pub struct FlowView<'a> {
    /// Unique within the probe run; never 0.
    pub id: u64,
    pub transport: Transport,
    pub client: &'a Endpoint,
    pub server: &'a Endpoint,
    /// How client and server were told apart.
    pub direction: Direction,
    pub state: FlowState,
    pub vlan: [u16; 2],
    pub first: CaptureTime,
    pub last: CaptureTime,
    /// Packets and wire bytes sent by `[client, server]`.
    pub packets: [u64; 2],
    pub bytes: [u64; 2],
    /// The protocol recognised, or empty.
    pub protocol: &'static str,
    /// Who sent what is being told.
    pub from: Side,
}

impl<'a> FlowView<'a> {
    pub(crate) fn of<S>(flow: &'a Flow<S>, protocol: &'static str, from: Side) -> Self {
        Self {
            id: flow.id,
            transport: flow.transport,
            client: &flow.client,
            server: &flow.server,
            direction: flow.direction,
            state: flow.state,
            vlan: flow.vlan,
            first: flow.first,
            last: flow.last,
            packets: flow.packets,
            bytes: flow.bytes,
            protocol,
            from,
        }
    }
}

/// What a parser lays open. `transaction` numbers the exchanges of a flow from 1; a request and its
/// response share one. Protocols without exchanges use 1 for each message that stands alone.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// A named buffer. Several with the same name in one transaction are several instances
    /// (`dns.query`, `tls.certs`), unless `more` continues the one before (bodies, `file.data`).
    Buffer { transaction: u32, name: &'static str, data: &'a [u8], more: bool },
    /// A named number: `http.stat_code`, `dns.opcode`, `modbus.function`, `modbus.address`.
    Number { transaction: u32, name: &'static str, value: u64 },
    /// A protocol event by the name that Suricata's `app-layer-event` has for it, without the
    /// protocol: `request_field_too_long`. 0 = belongs to no transaction.
    Event { transaction: u32, name: &'static str },
    /// Nothing more comes of this transaction from the speaking side.
    Done { transaction: u32 },
    /// Bytes of a file or of a controller's program.
    File(FilePart<'a>),
}

/// A step in the transfer of one file. Files of a flow are told apart by `file`.
#[derive(Debug, Clone, Copy)]
pub enum FilePart<'a> {
    Begin {
        transaction: u32,
        file: u32,
        head: &'a FileHead<'a>,
    },
    /// The next bytes; `at` is their place where the transfer is not in order.
    Data {
        file: u32,
        at: Option<u64>,
        data: &'a [u8],
    },
    /// `complete`: whether the protocol says that all bytes were sent.
    End {
        file: u32,
        complete: bool,
    },
}

/// What is known of a file when its transfer begins.
#[derive(Debug, Clone, Default)]
pub struct FileHead<'a> {
    /// `file` (IT), `program` (a block, routine or project of a controller), `configuration`,
    /// `firmware`.
    pub class: &'static str,
    /// Its name in the protocol: a path, `DB100`, `OB1`, a file number. Empty where there is none.
    pub name: Cow<'a, str>,
    /// The protocol's word for what it is (`ob`, `fc`, `db`, `text/html`); may be empty.
    pub kind: Cow<'a, str>,
    /// Bytes announced, where the protocol says.
    pub announced: Option<u64>,
    /// Whether the bytes go to the server (a download to a controller, an upload to a web site).
    pub to_server: bool,
}

/// Hears what the pipeline lays open. Calls of one packet come between `packet` and `packet_end`.
pub trait Listener: Send {
    fn wants(&self) -> Wants;

    /// An IP packet, before its payload is looked at.
    fn packet(&mut self, at: &Context, layers: &Layers<'_>, flow: Option<&FlowView<'_>>) {
        let _ = (at, layers, flow);
    }

    /// See [`packet::Analyzer::decode_event`].
    fn decode_event(&mut self, at: &Context, name: &'static str) {
        let _ = (at, name);
    }

    /// See [`packet::Analyzer::stream_event`].
    fn stream_event(&mut self, at: &Context, flow: &FlowView<'_>, name: &'static str) {
        let _ = (at, flow, name);
    }

    /// The next contiguous bytes of a TCP stream, before a parser looks at them.
    fn stream(&mut self, at: &Context, flow: &FlowView<'_>, data: &[u8]) {
        let _ = (at, flow, data);
    }

    /// Stream bytes that will never come.
    fn gap(&mut self, at: &Context, flow: &FlowView<'_>, lost: u64) {
        let _ = (at, flow, lost);
    }

    /// A parser lays something open. Flow 0 with empty addresses stands for link-layer protocols.
    fn part(&mut self, at: &Context, flow: &FlowView<'_>, part: &Part<'_>) {
        let _ = (at, flow, part);
    }

    /// Everything that follows from the packet has been told; conclusions go to `out`.
    fn packet_end(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<&FlowView<'_>>,
        out: &mut dyn FnMut(ProbeEvent),
    ) {
        let _ = (at, layers, flow, out);
    }

    /// The flow's last word.
    fn flow_ended(&mut self, at: &Context, flow: &FlowView<'_>, out: &mut dyn FnMut(ProbeEvent)) {
        let _ = (at, flow, out);
    }
}
