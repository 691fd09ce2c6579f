//! Packets in, probe events out: the engine, the sessions of its flows, the accounts.

use std::panic::{AssertUnwindSafe, catch_unwind};

use model::event::{FlowSummary, ProbeEvent};
use model::observation::{Anomaly, Endpoint, Observation, Transport};
use packet::{Context, Direction, Engine, Flow, Frame, Side};

use crate::REGISTRY;
use crate::expect::{Announced, Expectations, Expected, Place};
use crate::flow::{self, Active, Progress, Stage, Track};
use crate::listen::{FlowView, Listener, Part, Wants};
use crate::protocol::{End, Entry, Session};
use crate::rollup::{Limits, Rollup};
use crate::roster::Roster;
use crate::sink::{Sink, Tally, blank};
use crate::stats::{Account, Stats};

mod analyzer;
#[cfg(test)]
mod tests;

/// What the pipeline may spend and what is wanted of it.
#[derive(Debug, Clone)]
pub struct Config {
    pub engine: packet::Config,
    /// Whether observations are built at all; counting goes on without.
    pub observations: bool,
    /// Whether flow summaries are sent.
    pub flows: bool,
    pub limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            engine: packet::Config::default(),
            observations: true,
            flows: true,
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Counting only: no event is sent.
    pub fn counting() -> Self {
        Self { observations: false, flows: false, ..Self::default() }
    }
}

/// The whole way from frames to events.
pub struct Pipeline {
    engine: Engine<Track>,
    core: Core,
}

impl Pipeline {
    pub fn new(config: Config) -> Self {
        Self { engine: Engine::new(config.engine.clone()), core: Core::new(config, REGISTRY) }
    }

    /// The same with someone who listens to what flows lay open.
    pub fn with_listener(config: Config, listener: Box<dyn Listener>) -> Self {
        let mut pipeline = Self::new(config);
        pipeline.set_listener(Some(listener));
        pipeline
    }

    /// Exchanges the listener, at any time between two packets. Gives the one before.
    pub fn set_listener(
        &mut self,
        listener: Option<Box<dyn Listener>>,
    ) -> Option<Box<dyn Listener>> {
        self.core.wants = listener.as_ref().map(|listener| listener.wants()).unwrap_or_default();
        std::mem::replace(&mut self.core.listener, listener)
    }

    /// Reads one frame; what follows from it is given to `out`, roughly in capture order (merged
    /// observations come up to one window late).
    pub fn packet(&mut self, frame: &Frame<'_>, out: &mut dyn FnMut(ProbeEvent)) {
        let mut tap = Tap { core: &mut self.core, out };
        self.engine.packet(frame, &mut tap);
    }

    /// Ends all flows and gives out what is held back. The pipeline can go on afterwards.
    pub fn finish(&mut self, out: &mut dyn FnMut(ProbeEvent)) {
        let mut tap = Tap { core: &mut self.core, out };
        self.engine.finish(&mut tap);
        self.core.rollup.finish(out);
    }

    pub fn stats(&self) -> Stats {
        let rollup = self.core.rollup.totals();
        Stats {
            engine: *self.engine.stats(),
            protocols: crate::stats::by_name(&self.core.accounts),
            anomalies: self.core.anomalies.clone(),
            sent: rollup.sent,
            merged: rollup.merged,
            suppressed: rollup.suppressed,
        }
    }
}

/// Everything but the engine.
pub(crate) struct Core {
    config: Config,
    registry: &'static [Entry],
    accounts: Vec<Account>,
    /// First account of each entry.
    first_account: Vec<usize>,
    anomalies: Tally,
    rollup: Rollup,
    draft: Observation,
    listener: Option<Box<dyn Listener>>,
    wants: Wants,
    /// Sessions of link-layer protocols, each for the whole link.
    links: Vec<Link>,
    roster: Roster,
    expected: Expectations,
}

struct Link {
    entry: usize,
    session: Box<dyn Session>,
}

/// Who and when, as an observation states it.
struct Envelope {
    flow: u64,
    transport: Transport,
    vlan: [u16; 2],
    source: Endpoint,
    target: Endpoint,
}

impl Core {
    fn new(config: Config, registry: &'static [Entry]) -> Self {
        let mut accounts = Vec::new();
        let mut first_account = Vec::new();
        let mut links = Vec::new();
        for (place, entry) in registry.iter().enumerate() {
            first_account.push(accounts.len());
            accounts.extend(entry.names().map(Account::new));
            if entry.is_link_layer() {
                links.push(Link { entry: place, session: (entry.open)() });
            }
        }
        let rollup = Rollup::new(config.limits.clone());
        Self {
            config,
            registry,
            accounts,
            first_account,
            anomalies: Tally::new(),
            rollup,
            draft: blank(),
            listener: None,
            wants: Wants::default(),
            links,
            roster: Roster::new(registry),
            expected: Expectations::default(),
        }
    }

    fn account(&mut self, entry: usize) -> Option<&mut Account> {
        let first = self.first_account.get(entry)?;
        self.accounts.get_mut(*first)
    }

    fn tally(&mut self, anomaly: &Anomaly) {
        *self.anomalies.entry(anomaly.code.clone()).or_insert(0) += 1;
    }

    /// Sets what every observation of this step shares.
    fn address(&mut self, at: &Context, envelope: &Envelope) {
        // Parsers hold times against each other, and look at the transport, even where nobody
        // wants observations.
        self.draft.time = at.time;
        self.draft.transport = envelope.transport;
        if !self.config.observations {
            return;
        }
        self.draft.packet = at.number;
        self.draft.flow = envelope.flow;
        self.draft.vlan = envelope.vlan;
        self.draft.source = envelope.source;
        self.draft.target = envelope.target;
    }

    /// Runs one step of a session with a sink, safe against its panic. `None` after a panic.
    fn guarded<T>(
        &mut self,
        entry: usize,
        at: &Context,
        view: &FlowView<'_>,
        stray: &mut Vec<Anomaly>,
        out: &mut dyn FnMut(ProbeEvent),
        step: impl FnOnce(&Entry, &mut Sink<'_>) -> T,
    ) -> Option<Told<T>> {
        let row = self.registry.get(entry)?;
        let first = *self.first_account.get(entry)?;
        let rollup = &mut self.rollup;
        let mut emit = |observation: &mut Observation| rollup.offer(observation, out);
        let listener = &mut self.listener;
        let mut parts = |part: &Part<'_>| {
            if let Some(listener) = listener {
                listener.part(at, view, part);
            }
        };
        let mut sink = Sink {
            wanted: self.config.observations,
            wants: self.wants,
            parts: &mut parts,
            draft: &mut self.draft,
            accounts: self.accounts.get_mut(first..).unwrap_or_default(),
            anomalies: &mut self.anomalies,
            stray,
            emit: &mut emit,
            client: None,
            next: None,
            announced: Vec::new(),
            stream: false,
            open: false,
        };
        let done = catch_unwind(AssertUnwindSafe(|| {
            let answer = step(row, &mut sink);
            let Sink { client, next, announced, .. } = sink;
            Told { answer, client, next, announced }
        }));
        match done {
            Ok(done) => Some(done),
            Err(_) => {
                if let Some(account) = self.accounts.get_mut(first) {
                    account.panics += 1;
                }
                None
            }
        }
    }
}

/// What came of a step of a session.
struct Told<T> {
    answer: T,
    /// The end that content proved to be the client.
    client: Option<End>,
    /// The protocol that the flow speaks from here on.
    next: Option<&'static str>,
    /// Flows that this one announces.
    announced: Vec<Announced>,
}

/// How often one flow may be handed over to another protocol: a proxy's tunnel, TLS or an upgrade
/// in it, and one in reserve.
const MAX_CHANGES: u8 = 4;

/// The core while it listens to the engine.
struct Tap<'a> {
    core: &'a mut Core,
    out: &'a mut dyn FnMut(ProbeEvent),
}

fn client_key(flow: &Flow<Track>) -> (Option<std::net::IpAddr>, u16) {
    (flow.client.ip, flow.client.port)
}

impl Tap<'_> {
    /// The next bytes of a flow whose protocol is not known yet.
    fn unknown(
        &mut self,
        flow: &mut Flow<Track>,
        from: End,
        side: Side,
        at: &Context,
        data: &[u8],
    ) {
        if let Some(expected) = self.core.announced(flow) {
            self.activate(flow, expected.entry, &expected.note, from, side, at);
            self.active(flow, from, side, at, data);
            return;
        }
        let ports = [flow.client.port, flow.server.port];
        let stream = flow.transport == Transport::Tcp;
        let candidates = self.core.roster.candidates(stream, ports);
        let found = flow.session.recognise(candidates, from, data);
        let (place, start) = match found {
            Some(place) => (place, 0),
            None if flow.session.searches() => {
                let Some((place, start)) = flow::scan(candidates, data) else { return };
                flow.session.reclaim(data.len() - start);
                (place, start)
            }
            None => return,
        };
        self.activate(flow, place, "", from, side, at);
        // Content may have turned the flow round meanwhile.
        let client = flow.session.end(client_key(flow), Side::Client);
        let side = if client == from { Side::Client } else { Side::Server };
        let rest = data.get(start..).unwrap_or_default();
        self.said(flow, from, side, at, rest);
    }

    /// Makes a flow speak the protocol at `place`, tells it the note if there is one, and feeds
    /// what was held of it.
    fn activate(
        &mut self,
        flow: &mut Flow<Track>,
        place: usize,
        note: &str,
        from: End,
        side: Side,
        at: &Context,
    ) {
        let Some(entry) = self.core.registry.get(place) else { return };
        let held = flow.session.activate(place, entry);
        if !note.is_empty() {
            flow.session.tell(note);
        }
        if let Some(account) = self.core.account(place) {
            account.flows += 1;
            account.skipped += flow.session.unclaimed();
        }
        for (end, piece) in held {
            let side = if end == from { side } else { side.other() };
            self.said(flow, end, side, at, &piece);
        }
    }

    /// The next stream bytes of a flow, known or not.
    fn said(&mut self, flow: &mut Flow<Track>, from: End, side: Side, at: &Context, data: &[u8]) {
        match flow.session.stage {
            Stage::Active(_) => self.active(flow, from, side, at, data),
            _ => self.unknown(flow, from, side, at, data),
        }
    }

    /// The next bytes of a flow that speaks a known protocol.
    fn active(&mut self, flow: &mut Flow<Track>, from: End, side: Side, at: &Context, data: &[u8]) {
        let envelope = Envelope {
            flow: flow.id,
            transport: flow.transport,
            vlan: flow.vlan,
            source: *flow.endpoint(side),
            target: *flow.endpoint(side.other()),
        };
        self.core.address(at, &envelope);
        let client = if side == Side::Client { from } else { from.other() };
        let Stage::Active(mut active) = std::mem::take(&mut flow.session.stage) else { return };
        let place = active.entry;
        let server =
            self.core.registry.get(place).and_then(|entry| flow::server_end(entry, flow, client));
        let stream = flow.transport == Transport::Tcp;
        let mut stray = std::mem::take(&mut flow.session.stray);
        let name = active.name(self.core.registry);
        let view = FlowView::of(flow, name, side);
        let done = self.core.guarded(place, at, &view, &mut stray, self.out, |entry, out| {
            out.stream = stream;
            let progress = active.feed(entry, from, server, data, out);
            if stream { progress } else { progress.plus_skipped(cut_short(&mut active, from, out)) }
        });
        flow.session.stray = stray;
        let mut next = None;
        let progress = match done {
            Some(told) => {
                self.core.expect(flow, client, told.announced);
                learn_direction(flow, told.client, client);
                next = told.next.filter(|_| active.changes < MAX_CHANGES);
                told.answer
            }
            None => {
                let dropped = self.core.registry.get(place).map_or(0, |row| active.restart(row));
                active.skipped += data.len() as u64;
                Progress { parsed: 0, skipped: dropped + data.len() as u64 }
            }
        };
        self.core.book(place, progress, 0);
        let mistaken = active.is_mistaken()
            && self.core.registry.get(place).is_some_and(|entry| !flow::is_hinted(entry, flow));
        if let Some(next) = next {
            self.hand_over(flow, *active, from, at, next);
        } else if mistaken {
            flow.session.reopen();
        } else {
            flow.session.stage = Stage::Active(active);
        }
    }

    /// Makes the flow speak `next`, beginning with what its ends already said behind the change.
    fn hand_over(
        &mut self,
        flow: &mut Flow<Track>,
        mut active: Active,
        from: End,
        at: &Context,
        next: &'static str,
    ) {
        let registry = self.core.registry;
        let found = registry.iter().position(|entry| entry.names().any(|name| name == next));
        let rest = match found.and_then(|place| Some((place, registry.get(place)?))) {
            Some((place, entry)) => {
                let rest = active.change(place, entry);
                flow.session.stage = Stage::Active(Box::new(active));
                if let Some(account) = self.core.account(place) {
                    account.flows += 1;
                }
                rest
            }
            None => flow.session.release(active),
        };
        let client = flow.session.end(client_key(flow), Side::Client);
        // What the other end said was said before.
        for end in [from.other(), from] {
            let piece = end.of(&rest);
            if piece.is_empty() {
                continue;
            }
            let side = if client == end { Side::Client } else { Side::Server };
            self.said(flow, end, side, at, piece);
        }
    }

    /// Tells the session that both ends say nothing more.
    fn close(&mut self, flow: &mut Flow<Track>, at: &Context) {
        let client = flow.session.end(client_key(flow), Side::Client);
        let Stage::Active(mut active) = std::mem::take(&mut flow.session.stage) else { return };
        let place = active.entry;
        let entry = self.core.registry.get(place);
        let server = entry.and_then(|entry| flow::server_end(entry, flow, client));
        let name = active.name(self.core.registry);
        let mut stray = std::mem::take(&mut flow.session.stray);
        for side in [Side::Client, Side::Server] {
            let from = if side == Side::Client { client } else { client.other() };
            let envelope = Envelope {
                flow: flow.id,
                transport: flow.transport,
                vlan: flow.vlan,
                source: *flow.endpoint(side),
                target: *flow.endpoint(side.other()),
            };
            self.core.address(at, &envelope);
            let view = FlowView::of(flow, name, side);
            let active = &mut active;
            let step = |_: &Entry, out: &mut Sink<'_>| active.close(from, server, out);
            let _ = self.core.guarded(place, at, &view, &mut stray, self.out, step);
        }
        flow.session.stray = stray;
        flow.session.stage = Stage::Active(active);
    }

    fn summary(&mut self, flow: &Flow<Track>, ended: bool) {
        if !self.core.config.flows {
            return;
        }
        let mut anomalies = flow.anomalies.clone();
        anomalies.extend(flow.session.stray.iter().cloned());
        let (mut protocol, mut parsed, mut skipped, mut lost) =
            ("", 0, 0, flow.lost[0] + flow.lost[1]);
        if let Stage::Active(active) = &flow.session.stage {
            protocol = active.name(self.core.registry);
            (parsed, skipped, lost) = (active.parsed, active.skipped, active.lost);
        }
        (self.out)(ProbeEvent::Flow(FlowSummary {
            flow: flow.id,
            transport: flow.transport,
            vlan: flow.vlan,
            client: flow.client,
            server: flow.server,
            first: flow.first,
            last: flow.last,
            packets: flow.packets,
            bytes: flow.bytes,
            protocol: protocol.into(),
            state: flow.state,
            parsed,
            skipped,
            lost,
            anomalies,
            ended,
        }));
    }
}

impl Progress {
    fn plus_skipped(mut self, more: u64) -> Self {
        self.skipped += more;
        self
    }
}

fn place(endpoint: &Endpoint) -> Option<Place> {
    endpoint.ip.map(|ip| (ip, endpoint.port))
}

impl Core {
    /// Notes the flows that one announces. `client` is the end that is the client at the moment.
    fn expect(&mut self, flow: &Flow<Track>, client: End, announced: Vec<Announced>) {
        for Announced { at, port, protocol, note } in announced {
            let end = if at == client { &flow.client } else { &flow.server };
            let entry = self.registry.iter().position(|entry| entry.name == protocol);
            if let (Some(ip), Some(entry)) = (end.ip, entry) {
                self.expected.add((ip, port), Expected { entry, note });
            }
        }
    }

    /// The announcement that a flow meets.
    fn announced(&mut self, flow: &Flow<Track>) -> Option<Expected> {
        if self.expected.is_empty() {
            return None;
        }
        self.expected.meet([place(&flow.server), place(&flow.client)])
    }

    /// The flow as a listener sees it.
    fn view<'f>(&self, flow: &'f Flow<Track>, from: Side) -> FlowView<'f> {
        let protocol = match &flow.session.stage {
            Stage::Active(active) => active.name(self.registry),
            _ => "",
        };
        FlowView::of(flow, protocol, from)
    }

    fn book(&mut self, entry: usize, progress: Progress, lost: u64) {
        if let Some(account) = self.account(entry) {
            account.parsed += progress.parsed;
            account.skipped += progress.skipped;
            account.lost += lost;
        }
    }
}

/// A datagram's message that wants more bytes than the datagram has will never get them.
fn cut_short(active: &mut Active, from: End, out: &mut Sink<'_>) -> u64 {
    let dropped = active.drop_pending(from);
    if dropped > 0 {
        out.anomaly("datagram.truncated", 0, "length");
    }
    dropped
}

/// Turns the flow round if content proved its client to be the server.
fn learn_direction(flow: &mut Flow<Track>, proved: Option<End>, client: End) {
    match proved {
        Some(end) if end == client => flow.confirm(),
        // A handshake is better evidence than content.
        Some(_) if flow.direction != Direction::Handshake => flow.turn(),
        _ => {}
    }
}
