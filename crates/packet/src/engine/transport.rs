//! Layer 4: which flow a packet belongs to, and what it does to it.

use model::event::FlowState;
use model::observation::Transport;

use super::delivery::{Delivery, count};
use super::lifecycle::{GRAIN, Opening, class, guess};
use super::{Analyzer, Ends, Engine};
use crate::conduct::{ACK, FIN, RST, SYN, Seen};
use crate::encap;
use crate::flow::{Context, Direction, Flow, Side};
use crate::ip::Packet;
use crate::layers::Layers;
use crate::link::LinkType;
use crate::table::{Key, Mark, Progress};
use crate::tcp::{Half, Now};

/// A SYN on a flow that spoke within this is worth a word.
const RECENT: i64 = 10 * 1_000_000_000;

/// A TCP segment, its header read.
struct Segment<'a> {
    ends: Ends,
    seq: u32,
    ack: u32,
    flags: u8,
    /// Length of the header with its options.
    header: usize,
    data: &'a [u8],
    /// Payload bytes that the capture cut off.
    missing: u32,
    /// The event that it began another connection on a living one.
    renewal: Option<&'static str>,
    /// Its checksum is wrong and that matters.
    damaged: bool,
}

impl Segment<'_> {
    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// Reads a TCP header (RFC 9293, 3.1).
#[inline]
fn segment<'a>(packet: &Packet<'a>) -> Result<Segment<'a>, crate::ip::Bad> {
    let Some(head) = packet.payload.first_chunk::<20>() else {
        return Err(("tcp.short", 0, "header"));
    };
    let [s0, s1, d0, d1, q0, q1, q2, q3, a0, a1, a2, a3, offset, flags, ..] = *head;
    let header = usize::from(offset >> 4) * 4;
    if header < 20 {
        return Err(("tcp.data_offset", 12, "data_offset"));
    }
    // Options that the capture cut off take their part of what is missing.
    let cut = header.saturating_sub(packet.payload.len());
    let missing = match u32::try_from(cut) {
        Ok(cut) if cut <= packet.missing => packet.missing - cut,
        _ => return Err(("tcp.data_offset", 12, "data_offset")),
    };
    Ok(Segment {
        ends: Ends {
            src: (packet.src, u16::from_be_bytes([s0, s1])),
            dst: (packet.dst, u16::from_be_bytes([d0, d1])),
        },
        seq: u32::from_be_bytes([q0, q1, q2, q3]),
        ack: u32::from_be_bytes([a0, a1, a2, a3]),
        flags,
        header,
        data: packet.payload.get(header..).unwrap_or_default(),
        missing,
        renewal: None,
        damaged: false,
    })
}

/// Whether a packet's checksum shows that it was damaged.
fn damaged(layers: &Layers<'_>) -> bool {
    layers.transport_checksum_holds() == Some(false)
}

/// The sender's half first.
fn mine_first(halves: &mut [Half; 2], low: bool) -> (&mut Half, &mut Half) {
    let [a, b] = halves;
    if low { (a, b) } else { (b, a) }
}

/// Counts a packet and notes its time.
#[inline]
fn account<S>(flow: &mut Flow<S>, side: Side, at: &Context) {
    count(&mut flow.packets, side, 1);
    count(&mut flow.bytes, side, u64::from(at.wire_len));
    flow.last = flow.last.max(at.time);
}

impl<S: Default> Engine<S> {
    fn key(&self, at: &Context, ends: &Ends, protocol: u8) -> (Key, bool) {
        let vlan = if self.config.vlan_separates { at.vlan } else { [0; 2] };
        Key::new(ends.src, ends.dst, vlan, protocol)
    }

    #[inline]
    pub(super) fn tcp<A: Analyzer<Session = S>>(
        &mut self,
        at: &Context,
        packet: &Packet<'_>,
        analyzer: &mut A,
    ) {
        let mut segment = match segment(packet) {
            Ok(segment) => segment,
            Err(bad) => {
                self.unreadable(at, bad, analyzer);
                return self.show(at, &Layers::of(packet), analyzer);
            }
        };
        if self.config.verify_checksums {
            segment.damaged = damaged(&Layers::split(packet, segment.header));
        }
        self.stats.tcp += 1;
        let (key, low) = self.key(at, &segment.ends, packet.protocol);
        let known = self.table.find(&key);
        let slot = match known {
            Some(slot) if segment.has(SYN) && self.restarts(slot, low, &segment, at) => {
                segment.renewal = self.renewal(slot, low);
                self.end(slot, at, analyzer);
                self.open_tcp(at, key, low, &segment, analyzer)
            }
            Some(slot) => slot,
            None => self.open_tcp(at, key, low, &segment, analyzer),
        };
        let layers = self.watched.then(|| Layers::split(packet, segment.header));
        let (before, after) = self.advance(slot, low, &segment, at, layers.as_ref(), analyzer);
        self.book(slot, before, after, at, analyzer);
        self.touch(slot, at, analyzer);
        if let Some(layers) = &layers {
            self.show_end(slot, low, at, layers, analyzer);
        }
    }

    /// The event of beginning another connection.
    fn renewal(&mut self, slot: u32, low: bool) -> Option<&'static str> {
        self.table.get_mut(slot)?.conduct.as_ref()?.renewal(low)
    }

    /// Whether a SYN begins another connection on the same addresses and ports.
    fn restarts(&mut self, slot: u32, low: bool, segment: &Segment<'_>, at: &Context) -> bool {
        let Some(entry) = self.table.get_mut(slot) else { return false };
        let Progress::Tcp(halves) = &mut entry.progress else { return false };
        let (mine, theirs) = mine_first(halves, low);
        let flow = &mut entry.flow;
        let over = matches!(flow.state, FlowState::Closed | FlowState::Reset);
        let again = match (mine.started(), mine.begun_by(segment.seq)) {
            (false, _) => over && !segment.has(ACK),
            (true, true) => over && !segment.has(ACK),
            // Nobody answered yet: the same attempt with another number.
            (true, false) => {
                segment.has(ACK) || flow.state != FlowState::Attempt || theirs.started()
            }
        };
        let silent = at.time.0.saturating_sub(flow.last.0);
        if again && class(flow.transport, flow.state) == crate::table::Class::Tcp && silent < RECENT
        {
            self.stats.anomalies += 1;
            flow.note(crate::anomaly("tcp.syn_in_established", 13, "flags"));
        }
        again
    }

    fn open_tcp<A: Analyzer<Session = S>>(
        &mut self,
        at: &Context,
        key: Key,
        sender_low: bool,
        segment: &Segment<'_>,
        analyzer: &mut A,
    ) -> u32 {
        let (sender_is_client, direction) = match (segment.has(SYN), segment.has(ACK)) {
            (true, ack) => (!ack, Direction::Handshake),
            (false, _) => guess(segment.ends.src.1, segment.ends.dst.1),
        };
        let state = match (segment.has(SYN), segment.has(ACK)) {
            (true, false) => FlowState::Attempt,
            (true, true) => FlowState::Established,
            (false, _) => FlowState::Midstream,
        };
        let opening = Opening {
            key,
            sender_low,
            sender_is_client,
            direction,
            transport: Transport::Tcp,
            state,
            progress: Progress::Tcp(Default::default()),
        };
        self.open(at, &segment.ends, opening, analyzer)
    }

    /// Takes a segment into its flow; the flow's buffered bytes before and after.
    #[inline]
    fn advance<A: Analyzer<Session = S>>(
        &mut self,
        slot: u32,
        low: bool,
        segment: &Segment<'_>,
        at: &Context,
        layers: Option<&Layers<'_>>,
        analyzer: &mut A,
    ) -> (usize, usize) {
        let Some(entry) = self.table.get_mut(slot) else { return (0, 0) };
        let Progress::Tcp(halves) = &mut entry.progress else { return (0, 0) };
        let (mine, theirs) = mine_first(halves, low);
        let flow = &mut entry.flow;
        let now = Now { time: at.time.0, number: at.number, config: &self.config };
        let before = mine.buffered() + theirs.buffered();
        account(flow, flow.side_of(low), at);
        if let Some(layers) = layers {
            let side = flow.side_of(low);
            analyzer.packet(at, layers, Some((flow, side)));
            let conduct = entry.conduct.get_or_insert_default();
            let len = u32::try_from(segment.data.len()).unwrap_or(u32::MAX);
            let mut tell = |name| analyzer.stream_event(flow, at, name);
            segment.renewal.into_iter().for_each(&mut tell);
            let seen = Seen::of(layers.transport, len.saturating_add(segment.missing));
            if seen.is_some_and(|seen| !conduct.judge(low, &seen, &mut tell)) {
                return (before, before);
            }
        }
        if segment.damaged {
            self.stats.wrong_checksums += 1;
            return (before, before);
        }
        if segment.has(ACK) {
            if segment.has(SYN) && flow.state == FlowState::Attempt {
                theirs.answered(segment.ack);
            }
            theirs.acknowledged(segment.ack, now);
        }
        let seq = if segment.has(SYN) {
            synchronise(flow, mine, low, segment);
            segment.seq.wrapping_add(1)
        } else {
            segment.seq
        };
        let watched = layers.is_some();
        let mut out = Delivery { flow, analyzer, at, stats: &mut self.stats, watched, low };
        if !segment.has(RST) {
            mine.segment(seq, segment.data, segment.missing, now, &mut out);
        }
        if segment.has(FIN) {
            let len = u32::try_from(segment.data.len()).unwrap_or(u32::MAX);
            mine.fin(seq.wrapping_add(len).wrapping_add(segment.missing));
        }
        if mine.waits() {
            mine.review(now, &mut out);
        }
        if theirs.waits() {
            out.low = !low;
            theirs.review(now, &mut out);
        }
        if segment.has(RST) && mine.near(seq) {
            out.low = low;
            mine.flush(&mut out);
            out.low = !low;
            theirs.flush(&mut out);
            mine.reset(seq);
        }
        let speaker = flow_side(&out, low);
        settle(out.flow, mine, theirs, speaker, segment, seq);
        (before, mine.buffered() + theirs.buffered())
    }

    /// Keeps the flow's place in its list, and ticks.
    #[inline]
    fn touch<A: Analyzer<Session = S>>(&mut self, slot: u32, at: &Context, analyzer: &mut A) {
        let Some(entry) = self.table.get_mut(slot) else { return };
        let time = at.time.0;
        if self.config.tick > 0 && time >= entry.next_tick {
            entry.next_tick = time.saturating_add(self.config.tick);
            analyzer.flow_tick(&mut entry.flow, at);
        }
        let class = class(entry.flow.transport, entry.flow.state);
        if class != entry.class || time.saturating_sub(entry.linked_at) >= GRAIN {
            self.table.relink(slot, class, time);
        }
    }

    #[inline]
    pub(super) fn udp<A: Analyzer<Session = S>>(
        &mut self,
        at: &Context,
        packet: &Packet<'_>,
        analyzer: &mut A,
    ) {
        let Some((head, rest)) = packet.payload.split_first_chunk::<8>() else {
            self.unreadable(at, ("udp.short", 0, "header"), analyzer);
            return self.show(at, &Layers::of(packet), analyzer);
        };
        let [s0, s1, d0, d1, l0, l1, c0, c1] = *head;
        let length = u16::from_be_bytes([l0, l1]);
        let promised = match usize::from(length) {
            0 => rest.len(),
            promised @ 8.. => promised - 8,
            _ => {
                self.unreadable(at, ("udp.length", 4, "length"), analyzer);
                return self.show(at, &Layers::of(packet), analyzer);
            }
        };
        self.stats.udp += 1;
        let ends = Ends {
            src: (packet.src, u16::from_be_bytes([s0, s1])),
            dst: (packet.dst, u16::from_be_bytes([d0, d1])),
        };
        let payload = rest.get(..promised.min(rest.len())).unwrap_or_default();
        let ports = [ends.src.1, ends.dst.1];
        let opened = if encap::tunnels(ports) { encap::udp(ports, payload) } else { None };
        if let Some(Err(name)) = opened {
            self.wrong_link(at, name, LinkType::Ethernet, analyzer);
        }
        let opened = opened.filter(Result::is_ok);
        let mark =
            Mark { id: packet.id, length, checksum: u16::from_be_bytes([c0, c1]), time: at.time.0 };
        let short = promised > rest.len();
        let slot = self.datagram_flow(at, &ends, packet.protocol, Transport::Udp, analyzer);
        let Some((slot, low)) = slot else { return };
        let layers = self.watched.then(|| Layers { payload, ..Layers::split(packet, 8) });
        if let Some(layers) = &layers {
            self.show_begin(slot, low, at, layers, analyzer);
        }
        let damaged = self.config.verify_checksums
            && damaged(&Layers { payload, ..Layers::split(packet, 8) });
        self.stats.wrong_checksums += u64::from(damaged);
        match opened {
            None if damaged => {}
            Some(_) => self.touch(slot, at, analyzer),
            None => {
                let short = short.then_some(packet.missing);
                self.told(slot, low, at, payload, short, mark, analyzer);
            }
        }
        if let Some(layers) = &layers {
            self.show_end(slot, low, at, layers, analyzer);
        }
        if let Some(opened) = opened.filter(|_| !damaged) {
            self.inside(&mut { *at }, opened, packet.depth, analyzer);
        }
    }

    /// Delivers a datagram unless it is a copy; `short` by so many bytes that were not captured.
    #[inline]
    #[expect(clippy::too_many_arguments, reason = "all that is known of one datagram")]
    fn told<A: Analyzer<Session = S>>(
        &mut self,
        slot: u32,
        low: bool,
        at: &Context,
        payload: &[u8],
        short: Option<u32>,
        mark: Mark,
        analyzer: &mut A,
    ) {
        let Some(entry) = self.table.get_mut(slot) else { return };
        if repeats(&mut entry.progress, low, mark, self.config.duplicate_window) {
            self.stats.duplicates += 1;
            return;
        }
        if let Some(missing) = short {
            self.stats.anomalies += 1;
            let code = if missing > 0 { "packet.truncated" } else { "udp.length" };
            entry.flow.note(crate::anomaly(code, 4, "length"));
        }
        self.stats.delivered += payload.len() as u64;
        let side = entry.flow.side_of(low);
        analyzer.datagram(&mut entry.flow, side, at, payload);
        self.touch(slot, at, analyzer);
    }

    /// A transport that is only counted: ICMP, SCTP, ESP.
    pub(super) fn other<A: Analyzer<Session = S>>(
        &mut self,
        at: &Context,
        packet: &Packet<'_>,
        analyzer: &mut A,
    ) {
        let ends = Ends { src: (packet.src, 0), dst: (packet.dst, 0) };
        let slot = self.datagram_flow(at, &ends, packet.protocol, Transport::Other, analyzer);
        let Some((slot, low)) = slot else { return };
        let layers = self.watched.then(|| Layers::other(packet));
        if let Some(layers) = &layers {
            self.show_begin(slot, low, at, layers, analyzer);
        }
        self.touch(slot, at, analyzer);
        if let Some(layers) = &layers {
            self.show_end(slot, low, at, layers, analyzer);
        }
    }

    /// The flow of a datagram, made if need be, with the packet counted.
    #[inline]
    fn datagram_flow<A: Analyzer<Session = S>>(
        &mut self,
        at: &Context,
        ends: &Ends,
        protocol: u8,
        transport: Transport,
        analyzer: &mut A,
    ) -> Option<(u32, bool)> {
        let (key, low) = self.key(at, ends, protocol);
        let slot = match self.table.find(&key) {
            Some(slot) => slot,
            None => {
                let (sender_is_client, direction) = guess(ends.src.1, ends.dst.1);
                let opening = Opening {
                    key,
                    sender_low: low,
                    sender_is_client,
                    direction,
                    transport,
                    state: FlowState::Attempt,
                    progress: Progress::Datagrams(Default::default()),
                };
                self.open(at, ends, opening, analyzer)
            }
        };
        let flow = &mut self.table.get_mut(slot)?.flow;
        account(flow, flow.side_of(low), at);
        if flow.state == FlowState::Attempt && flow.packets.iter().all(|n| *n > 0) {
            flow.state = FlowState::Established;
        }
        Some((slot, low))
    }
}

fn flow_side<A: Analyzer>(out: &Delivery<'_, A>, low: bool) -> Side {
    out.flow.side_of(low)
}

/// A SYN begins its half, and tells who is the client.
fn synchronise<S>(flow: &mut Flow<S>, mine: &mut Half, low: bool, segment: &Segment<'_>) {
    if !mine.started() || (flow.state == FlowState::Attempt && !mine.begun_by(segment.seq)) {
        mine.begin(segment.seq);
    }
    let sender = if segment.has(ACK) { Side::Server } else { Side::Client };
    if flow.direction != Direction::Handshake {
        if flow.side_of(low) != sender {
            flow.turn();
        }
        flow.direction = Direction::Handshake;
    }
}

/// The flow's state after a segment.
#[inline]
fn settle<S>(
    flow: &mut Flow<S>,
    mine: &mut Half,
    theirs: &Half,
    speaker: Side,
    segment: &Segment<'_>,
    seq: u32,
) {
    flow.state = match flow.state {
        FlowState::Attempt if segment.has(RST) && mine.near(seq) => match speaker {
            Side::Server => FlowState::Refused,
            Side::Client => FlowState::Reset,
        },
        // Whoever goes on did not send the reset.
        FlowState::Refused | FlowState::Reset
            if !segment.has(RST) && !segment.data.is_empty() && mine.resumes(seq) =>
        {
            FlowState::Established
        }
        FlowState::Refused => FlowState::Refused,
        _ if segment.has(RST) && mine.near(seq) => FlowState::Reset,
        FlowState::Attempt if speaker == Side::Server || !segment.data.is_empty() => {
            FlowState::Established
        }
        FlowState::Established | FlowState::Midstream if mine.finished() && theirs.finished() => {
            FlowState::Closed
        }
        state => state,
    };
}

/// Whether a datagram is the one before, seen twice by the tap.
fn repeats(progress: &mut Progress, low: bool, mark: Mark, window: i64) -> bool {
    let Progress::Datagrams([a, b]) = progress else { return false };
    let last = if low { a } else { b };
    let same = Mark { time: 0, ..*last } == Mark { time: 0, ..mark };
    let near = mark.time.saturating_sub(last.time).unsigned_abs() <= window.unsigned_abs();
    let repeats = window > 0 && mark.id != 0 && mark.checksum != 0 && same && near;
    *last = mark;
    repeats
}
