//! Which transfers are open, and what is told when they end.

use std::collections::{BTreeMap, VecDeque};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::event::{FileSeen, ProbeEvent};
use model::observation::Name;
use packet::{Context, Layers};
use protocols::{FileHead, FilePart, FlowView, Listener, Part, Wants};

use crate::body::Body;

/// What may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes kept of one file, for inspection; beyond it only digests go on.
    pub file: usize,
    /// Bytes kept of all open files together.
    pub total: usize,
    /// Transfers open at once; beyond it the oldest ends, incomplete.
    pub open: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file: 8 << 20, total: 32 << 20, open: 1024 }
    }
}

/// Bytes of a controller's program that go along in the event.
const MAX_CONTENT: usize = 64 << 10;
/// Characters of a name.
const MAX_NAME: usize = 512;

/// Looks at finished files: scans them, keeps them.
pub trait Inspect: Send {
    /// `bytes` are the whole file, or its start where it was too large to keep. May add to `seen`
    /// what it finds.
    fn file(&mut self, seen: &mut FileSeen, bytes: &[u8]);
}

/// What the collector did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub files: u64,
    pub bytes: u64,
    pub incomplete: u64,
    /// Files of which not all bytes could be kept for inspection.
    pub cut: u64,
}

/// A transfer is told apart by its flow and the parser's number.
type Key = (u64, u32);

struct Open {
    seen: FileSeen,
    body: Body,
}

/// Gathers file parts.
pub struct Collector {
    limits: Limits,
    inspect: Option<Box<dyn Inspect>>,
    open: BTreeMap<Key, Open>,
    /// Keys in the order of their beginning; may name ended ones.
    order: VecDeque<Key>,
    held: usize,
    done: Vec<FileSeen>,
    totals: Totals,
}

impl Collector {
    pub fn new(limits: Limits, inspect: Option<Box<dyn Inspect>>) -> Self {
        Self {
            limits,
            inspect,
            open: BTreeMap::new(),
            order: VecDeque::new(),
            held: 0,
            done: Vec::new(),
            totals: Totals::default(),
        }
    }

    pub fn totals(&self) -> Totals {
        self.totals
    }

    fn file(&mut self, at: &Context, flow: &FlowView<'_>, part: &FilePart<'_>) {
        match *part {
            FilePart::Begin { file, head, .. } => self.begin(at, flow, file, head),
            FilePart::Data { file, at: place, data } => {
                self.data(at, (flow.id, file), place, data);
            }
            FilePart::End { file, complete } => self.end((flow.id, file), complete),
        }
    }

    fn begin(&mut self, at: &Context, flow: &FlowView<'_>, file: u32, head: &FileHead<'_>) {
        let key = (flow.id, file);
        self.end(key, false);
        while self.open.len() >= self.limits.open {
            let Some(oldest) = self.order.pop_front() else { break };
            self.end(oldest, false);
        }
        self.order.push_back(key);
        if self.order.len() > 4 * self.limits.open {
            let open = &self.open;
            self.order.retain(|key| open.contains_key(key));
        }
        self.open.insert(key, Open { seen: blank(at, flow, head), body: Body::new() });
    }

    fn data(&mut self, at: &Context, key: Key, place: Option<u64>, data: &[u8]) {
        let Some(open) = self.open.get_mut(&key) else { return };
        let before = open.body.held();
        let room = (self.limits.file.saturating_sub(before))
            .min(self.limits.total.saturating_sub(self.held));
        open.body.add(place, data, room);
        (open.seen.time, open.seen.packet) = (at.time, at.number);
        self.held = self.held + open.body.held() - before;
    }

    fn end(&mut self, key: Key, complete: bool) {
        let Some(Open { mut seen, body }) = self.open.remove(&key) else { return };
        self.held -= body.held();
        if body.len() == 0 {
            return;
        }
        let digests = body.digests();
        seen.size = body.len();
        let all = seen.announced.is_none_or(|announced| announced == seen.size);
        seen.complete = complete && !body.is_holed() && all;
        (seen.sha256, seen.sm3, seen.md5) = (digests.sha256, digests.sm3, digests.md5);
        if let Some(kind) = infer::get(body.start()) {
            kind.mime_type().clone_into(&mut seen.magic);
        }
        if seen.class != "file"
            && let Some(bytes) = body.whole().filter(|bytes| bytes.len() <= MAX_CONTENT)
        {
            seen.content = STANDARD.encode(bytes);
        }
        if let Some(inspect) = &mut self.inspect {
            inspect.file(&mut seen, body.start());
        }
        self.count(&seen, body.whole().is_none());
        self.done.push(seen);
    }

    fn count(&mut self, seen: &FileSeen, cut: bool) {
        self.totals.files += 1;
        self.totals.bytes += seen.size;
        self.totals.incomplete += u64::from(!seen.complete);
        self.totals.cut += u64::from(cut);
    }

    fn tell(&mut self, out: &mut dyn FnMut(ProbeEvent)) {
        for seen in self.done.drain(..) {
            out(ProbeEvent::File(seen));
        }
    }
}

impl Listener for Collector {
    fn wants(&self) -> Wants {
        Wants { packets: true, files: true, ..Wants::default() }
    }

    fn part(&mut self, at: &Context, flow: &FlowView<'_>, part: &Part<'_>) {
        if let Part::File(part) = part {
            self.file(at, flow, part);
        }
    }

    fn packet_end(
        &mut self,
        _at: &Context,
        _layers: &Layers<'_>,
        _flow: Option<&FlowView<'_>>,
        out: &mut dyn FnMut(ProbeEvent),
    ) {
        if !self.done.is_empty() {
            self.tell(out);
        }
    }

    fn flow_ended(&mut self, _at: &Context, flow: &FlowView<'_>, out: &mut dyn FnMut(ProbeEvent)) {
        let open = self.open.range((flow.id, 0)..=(flow.id, u32::MAX));
        for key in open.map(|(key, _)| *key).collect::<Vec<_>>() {
            self.end(key, false);
        }
        self.tell(out);
    }
}

/// What is known when a transfer begins.
fn blank(at: &Context, flow: &FlowView<'_>, head: &FileHead<'_>) -> FileSeen {
    FileSeen {
        time: at.time,
        packet: at.number,
        flow: flow.id,
        transport: flow.transport,
        vlan: flow.vlan,
        client: *flow.client,
        server: *flow.server,
        protocol: Name::Borrowed(flow.protocol),
        class: Name::Borrowed(head.class),
        name: head.name.chars().take(MAX_NAME).collect(),
        kind: head.kind.chars().take(MAX_NAME).collect(),
        to_server: head.to_server,
        size: 0,
        announced: head.announced,
        complete: false,
        sha256: String::new(),
        sm3: String::new(),
        md5: String::new(),
        magic: String::new(),
        matches: Vec::new(),
        content: String::new(),
    }
}
