//! What is remembered about one flow: which protocol it speaks, and bytes that wait for more.

use std::net::IpAddr;

use model::observation::Anomaly;
use packet::{Direction, Flow, Side};

use crate::protocol::{End, Entry, Hint, Pdu, Probe, Session, Step};
use crate::roster::Candidates;
use crate::sink::Sink;

/// Bytes held of a flow whose protocol is not yet known.
const MAX_HELD: usize = 4096;
/// Messages in a row that must be shaped like a protocol on a port that does not hint at it, and
/// how many more at most because of segments that were not.
const LIKENESS: u8 = 2;
const MAX_FAILURES: u8 = 6;
/// Bytes that may make no sense, besides eight for each that does, before a flow on a port that
/// does not hint at its protocol is taken for something else after all.
const PATIENCE: u64 = 2048;
/// Places looked at in one segment of a hinted flow that starts inside a message.
const MAX_SCAN: usize = 2048;
/// Fruitless segments of a flow after which it is looked at ever more rarely, and no longer waited
/// with because of protocols that want to see more.
const EAGER: u16 = 32;
const PATIENT: u16 = 8;
/// Most segments between two looks: a flow that turns into something else is found within these.
const MAX_PERIOD: u16 = 256;
/// Bytes of a segment that are looked at once a flow has been fruitless for long. Every probe
/// decides within them.
const GLANCE: usize = 512;

/// The pipeline's part of a flow.
#[derive(Default)]
pub(crate) struct Track {
    /// Address and port of end A.
    a: Option<(Option<IpAddr>, u16)>,
    pub(crate) stage: Stage,
    /// Bytes of before the protocol was known.
    unclaimed: u64,
    /// Segments that looked like nothing: each makes mere likeness count for less.
    failures: u8,
    /// Segments that came to nothing since recognition began.
    fruitless: u16,
    /// How often the flow was handed over to be recognised anew.
    changes: u8,
    /// What its protocols before that made of its bytes.
    prior: Progress,
    pub(crate) stray: Vec<Anomaly>,
}

#[derive(Default)]
pub(crate) enum Stage {
    /// Nothing recognised so far.
    #[default]
    Unknown,
    /// Bytes that may become something, in the order they came.
    Held(Box<Held>),
    Active(Box<Active>),
}

#[derive(Default)]
pub(crate) struct Held {
    pieces: Vec<(End, Vec<u8>)>,
    bytes: usize,
    /// The entry that said `Maybe` last, and how often running.
    maybe: (usize, u8),
}

/// A flow whose protocol is known.
pub(crate) struct Active {
    /// Place in the registry.
    pub(crate) entry: usize,
    session: Box<dyn Session>,
    /// Bytes of an incomplete message, each end.
    pending: [Vec<u8>; 2],
    /// Length that the pending message needs at least.
    needed: [usize; 2],
    pub(crate) parsed: u64,
    pub(crate) skipped: u64,
    pub(crate) lost: u64,
    /// How often the session handed the flow over to another protocol.
    pub(crate) changes: u8,
}

/// What came of a step.
#[derive(Default, Clone, Copy)]
pub(crate) struct Progress {
    pub(crate) parsed: u64,
    pub(crate) skipped: u64,
}

impl Track {
    /// The end that a side is at the moment.
    pub(crate) fn end(&mut self, flow_client: (Option<IpAddr>, u16), side: Side) -> End {
        let a = *self.a.get_or_insert(flow_client);
        let client = if a == flow_client { End::A } else { End::B };
        match side {
            Side::Client => client,
            Side::Server => client.other(),
        }
    }

    /// Looks at the next bytes of a flow of unknown protocol. Gives the place of the entry that
    /// claims them; bytes held until now are in the stage then, and `data` is not among them.
    pub(crate) fn recognise(
        &mut self,
        candidates: Candidates<'_>,
        from: End,
        data: &[u8],
    ) -> Option<usize> {
        let effort = self.effort();
        let mut held = match std::mem::take(&mut self.stage) {
            Stage::Held(held) => held,
            _ => Box::default(),
        };
        let joined: Vec<u8>;
        let before = held.len_of(from);
        let looked_at = if before == 0 {
            data
        } else {
            joined = held.joined(from, data);
            &joined
        };
        let enough = LIKENESS + self.failures.min(MAX_FAILURES);
        let mut verdict = judge(candidates, looked_at, &mut held.maybe, enough, effort);
        if before > 0 && matches!(verdict, Verdict::No) {
            // What was held comes to nothing: the new segment gets a look of its own.
            self.unclaimed += held.drop_of(from);
            verdict = judge(candidates, data, &mut held.maybe, enough, effort);
        }
        if matches!(verdict, Verdict::No) {
            self.failures = self.failures.saturating_add(1);
            self.came_to_nothing();
        }
        match verdict {
            Verdict::Is(entry) => {
                self.stage = Stage::Held(held);
                return Some(entry);
            }
            Verdict::Wait if held.bytes + data.len() <= MAX_HELD => held.push(from, data),
            Verdict::Wait | Verdict::No => {
                if matches!(verdict, Verdict::Wait) {
                    self.came_to_nothing();
                }
                self.unclaimed += (held.clear_if_full(data.len()) + data.len()) as u64;
            }
        }
        if !held.pieces.is_empty() {
            self.stage = Stage::Held(held);
        }
        None
    }

    /// How hard to look at the next segment.
    fn effort(&self) -> Effort {
        match (&self.stage, self.fruitless) {
            (_, 0..PATIENT) => Effort::Full,
            (Stage::Held(_), _) | (_, PATIENT..EAGER) => Effort::Glance,
            (_, long) => {
                // Two in a row, so that both sides and repetition have their chance.
                let period = (long / EAGER).next_power_of_two().saturating_mul(4).min(MAX_PERIOD);
                if long % period < 2 { Effort::Glance } else { Effort::Ports }
            }
        }
    }

    /// Whether a hinted flow is worth a search for the next message.
    pub(crate) fn searches(&self) -> bool {
        matches!(self.stage, Stage::Unknown) && self.effort() != Effort::Ports
    }

    fn came_to_nothing(&mut self) {
        // Never back to the beginning.
        self.fruitless = self.fruitless.checked_add(1).unwrap_or(u16::MAX / 2);
    }

    /// The protocol was mistaken: everything is open again, for strong evidence.
    pub(crate) fn reopen(&mut self) {
        self.stage = Stage::Unknown;
        self.failures = u8::MAX;
        self.fruitless = 0;
    }

    /// Lets the flow be recognised anew: it is a tunnel for something else. Gives what waits.
    pub(crate) fn release(&mut self, active: Active) -> [Vec<u8>; 2] {
        self.stage = Stage::Unknown;
        self.failures = 0;
        self.fruitless = 0;
        self.changes = active.changes.saturating_add(1);
        self.unclaimed = 0;
        self.prior = Progress { parsed: active.parsed, skipped: active.skipped };
        active.pending
    }

    /// Bytes of before the protocol was known.
    pub(crate) fn unclaimed(&self) -> u64 {
        self.unclaimed
    }

    /// So many of the bytes that came to nothing do come to something.
    pub(crate) fn reclaim(&mut self, bytes: usize) {
        self.unclaimed = self.unclaimed.saturating_sub(bytes as u64);
    }

    /// Makes the flow speak `entry`. Gives the bytes held until now, in order, to be fed first.
    pub(crate) fn activate(&mut self, place: usize, entry: &Entry) -> Vec<(End, Vec<u8>)> {
        let held = match std::mem::take(&mut self.stage) {
            Stage::Held(held) => held.pieces,
            _ => Vec::new(),
        };
        self.stage = Stage::Active(Box::new(Active {
            entry: place,
            session: (entry.open)(),
            pending: [Vec::new(), Vec::new()],
            needed: [0; 2],
            parsed: self.prior.parsed,
            skipped: self.prior.skipped + self.unclaimed,
            lost: 0,
            changes: self.changes,
        }));
        held
    }

    /// Tells the session what another flow said of this one.
    pub(crate) fn tell(&mut self, note: &str) {
        if let Stage::Active(active) = &mut self.stage {
            active.session.told(note);
        }
    }

    /// Bytes of `from` are missing: what is held of it cannot be completed.
    pub(crate) fn forget(&mut self, from: End) {
        if let Stage::Held(held) = &mut self.stage {
            self.unclaimed += held.drop_of(from);
        }
    }
}

impl Held {
    fn len_of(&self, from: End) -> usize {
        self.pieces.iter().filter(|(end, _)| *end == from).map(|(_, piece)| piece.len()).sum()
    }

    fn joined(&self, from: End, data: &[u8]) -> Vec<u8> {
        let mut joined = Vec::with_capacity(self.bytes + data.len());
        for (_, piece) in self.pieces.iter().filter(|(end, _)| *end == from) {
            joined.extend_from_slice(piece);
        }
        joined.extend_from_slice(data);
        joined
    }

    fn push(&mut self, from: End, data: &[u8]) {
        self.bytes += data.len();
        self.pieces.push((from, data.to_vec()));
    }

    fn drop_of(&mut self, from: End) -> u64 {
        let dropped = self.len_of(from);
        self.pieces.retain(|(end, _)| *end != from);
        self.bytes -= dropped;
        dropped as u64
    }

    /// Lets go of everything if more would be too much. Gives the bytes let go.
    fn clear_if_full(&mut self, more: usize) -> usize {
        if self.bytes + more <= MAX_HELD {
            return 0;
        }
        self.pieces.clear();
        std::mem::take(&mut self.bytes)
    }
}

enum Verdict {
    Is(usize),
    Wait,
    No,
}

/// How hard a segment is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effort {
    /// Everybody is asked, and waited for.
    Full,
    /// Everybody is asked about the first bytes, and nobody waited for but by likeness.
    Glance,
    /// Only those are asked that a port hints at.
    Ports,
}

/// Asks the candidates; certainty goes before a hinted port, a port before repetition.
/// `enough` messages in a row that are merely shaped like a protocol are it.
fn judge(
    candidates: Candidates<'_>,
    data: &[u8],
    maybe: &mut (usize, u8),
    enough: u8,
    effort: Effort,
) -> Verdict {
    let (mut by_port, mut likely, mut wait) = (None, None, false);
    for (place, entry) in candidates.hinted() {
        match (entry.probe)(data) {
            Probe::Yes => return Verdict::Is(place),
            Probe::Maybe | Probe::OnPort => by_port = by_port.or(Some(place)),
            Probe::NeedMore => wait = true,
            Probe::No => {}
        }
    }
    if effort != Effort::Ports {
        let glance = if effort == Effort::Full { data.len() } else { GLANCE };
        let seen = data.get(..glance).unwrap_or(data);
        for (place, entry) in candidates.others() {
            match (entry.probe)(seen) {
                Probe::Yes => return Verdict::Is(place),
                Probe::Maybe => likely = likely.or(Some(place)),
                Probe::NeedMore => wait |= effort == Effort::Full,
                Probe::OnPort | Probe::No => {}
            }
        }
    }
    if let Some(place) = by_port {
        return Verdict::Is(place);
    }
    if let Some(place) = likely {
        let times = if maybe.0 == place { maybe.1.saturating_add(1) } else { 1 };
        *maybe = (place, times);
        return if times >= enough { Verdict::Is(place) } else { Verdict::Wait };
    }
    if wait {
        return Verdict::Wait;
    }
    *maybe = (0, 0);
    Verdict::No
}

/// Where a message certainly begins in a segment that starts inside one.
pub(crate) fn scan(candidates: Candidates<'_>, data: &[u8]) -> Option<(usize, usize)> {
    // Several protocols may share a port: the one that begins first is it.
    let begins = |entry: &Entry| {
        (1..data.len().min(MAX_SCAN))
            .find(|at| data.get(*at..).is_some_and(|rest| (entry.probe)(rest) == Probe::Yes))
    };
    let found = candidates.hinted().filter_map(|(place, entry)| Some((place, begins(entry)?)));
    found.min_by_key(|(_, at)| *at)
}

impl Active {
    /// Gives the session the next bytes of an end. Incomplete messages wait.
    pub(crate) fn feed(
        &mut self,
        entry: &Entry,
        from: End,
        server: Option<End>,
        data: &[u8],
        out: &mut Sink<'_>,
    ) -> Progress {
        let mut pending = std::mem::take(from.of_mut(&mut self.pending));
        let needed = from.of_mut(&mut self.needed);
        let mut run = Run { session: &mut *self.session, entry, from, server, need: 0 };
        let progress;
        if pending.is_empty() {
            let (used, done) = run.through(data, out);
            progress = done;
            if let Some(rest) = data.get(used..).filter(|rest| !rest.is_empty()) {
                pending.extend_from_slice(rest);
            }
        } else {
            pending.extend_from_slice(data);
            if pending.len() < *needed {
                run.need = *needed;
                progress = Progress::default();
            } else {
                let (used, done) = run.through(&pending, out);
                progress = done;
                pending.drain(..used);
            }
        }
        *needed = run.need;
        if pending.is_empty() && pending.capacity() > 4096 {
            pending = Vec::new();
        }
        *from.of_mut(&mut self.pending) = pending;
        self.parsed += progress.parsed;
        self.skipped += progress.skipped;
        progress
    }

    /// Lets go of an end's incomplete message. Gives its length.
    pub(crate) fn drop_pending(&mut self, from: End) -> u64 {
        *from.of_mut(&mut self.needed) = 0;
        let dropped = std::mem::take(from.of_mut(&mut self.pending)).len() as u64;
        self.skipped += dropped;
        dropped
    }

    /// Tells the session that bytes are missing.
    pub(crate) fn gap(&mut self, from: End, lost: u64) -> u64 {
        let dropped = self.drop_pending(from);
        self.lost += lost;
        self.session.gap(from, lost);
        dropped
    }

    /// The name that the flow goes by.
    pub(crate) fn name(&self, registry: &[Entry]) -> &'static str {
        let first = || registry.get(self.entry).map_or("", |entry| entry.name);
        self.session.name().unwrap_or_else(first)
    }

    /// Tells the session that an end says nothing more, with what is left of it.
    pub(crate) fn close(&mut self, from: End, server: Option<End>, out: &mut Sink<'_>) {
        let data = from.of(&self.pending).as_slice();
        self.session.closed(&Pdu { from, server, data }, out);
    }

    /// Makes the flow speak another protocol. Gives what waits of both ends.
    pub(crate) fn change(&mut self, place: usize, entry: &Entry) -> [Vec<u8>; 2] {
        self.entry = place;
        self.session = (entry.open)();
        self.needed = [0; 2];
        self.changes = self.changes.saturating_add(1);
        std::mem::take(&mut self.pending)
    }

    /// Whether nearly nothing makes sense as this protocol.
    pub(crate) fn is_mistaken(&self) -> bool {
        self.skipped > PATIENCE + 8 * self.parsed
    }

    /// Starts over after a defect of the session.
    pub(crate) fn restart(&mut self, entry: &Entry) -> u64 {
        self.session = (entry.open)();
        self.drop_pending(End::A) + self.drop_pending(End::B)
    }
}

/// One run of a session over contiguous bytes.
struct Run<'a> {
    session: &'a mut dyn Session,
    entry: &'a Entry,
    from: End,
    server: Option<End>,
    need: usize,
}

impl Run<'_> {
    /// Parses until nothing is left or more is needed. Gives the bytes used.
    fn through(&mut self, data: &[u8], out: &mut Sink<'_>) -> (usize, Progress) {
        let (mut at, mut progress) = (0, Progress::default());
        while let Some(rest) = data.get(at..).filter(|rest| !rest.is_empty()) {
            if out.next.is_some() {
                break;
            }
            let pdu = Pdu { from: self.from, server: self.server, data: rest };
            match self.session.parse(&pdu, out) {
                Step::Done(n) if (1..=rest.len()).contains(&n) => {
                    at += n;
                    progress.parsed += n as u64;
                }
                Step::Skip(n) if (1..=rest.len()).contains(&n) => {
                    at += n;
                    progress.skipped += n as u64;
                }
                Step::Need(n) if n > rest.len() && n <= self.entry.max_message => {
                    self.need = n;
                    break;
                }
                // A session that breaks its word costs one byte, not the flow.
                Step::Done(_) | Step::Skip(_) | Step::Need(_) => {
                    at += 1;
                    progress.skipped += 1;
                }
            }
        }
        (at, progress)
    }
}

/// Whether a port of the flow hints at the protocol.
pub(crate) fn is_hinted<S>(entry: &Entry, flow: &Flow<S>) -> bool {
    entry.hints.iter().any(|hint| match hint {
        Hint::Tcp(port) | Hint::Udp(port) => *port == flow.client.port || *port == flow.server.port,
        Hint::Ethertype(_) => false,
    })
}

/// The end thought to be the server: by a hinted port, else by what the engine knows.
pub(crate) fn server_end<S>(entry: &Entry, flow: &Flow<S>, client: End) -> Option<End> {
    let hinted = |port: u16| {
        entry.hints.iter().any(|h| matches!(h, Hint::Tcp(p) | Hint::Udp(p) if *p == port))
    };
    match (hinted(flow.client.port), hinted(flow.server.port)) {
        (true, false) => Some(client),
        (false, true) => Some(client.other()),
        _ if flow.direction == Direction::First => None,
        _ => Some(client.other()),
    }
}
