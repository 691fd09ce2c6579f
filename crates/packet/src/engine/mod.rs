//! Frames → flows: the decode path, the flow table and what an analyzer hears.

mod delivery;
mod lifecycle;
#[cfg(test)]
mod tests;
mod transport;

use std::collections::VecDeque;
use std::net::IpAddr;

use model::observation::{Anomaly, Mac};

use crate::capture::Frame;
use crate::config::{Config, Stats};
use crate::defrag::{Defrag, Whole};
use crate::encap::{self, Inner, Opened};
use crate::events;
use crate::flow::{Context, Flow, Side};
use crate::ip::{self, Fragment, Packet};
use crate::layers::Layers;
use crate::link::{self, LinkType};
use crate::table::Table;

/// What listens to the engine: `protocols::Pipeline`. One session a flow.
///
/// All methods but [`Analyzer::flow_ended`] have an empty default.
pub trait Analyzer {
    /// The analyzer's state for one flow; lives in [`Flow::session`].
    type Session: Default;

    /// A frame that carries no IP, after VLAN tags are taken off: GOOSE, SV, PROFINET, ARP.
    /// `payload` starts behind the ethertype; Ethernet padding is not cut off.
    fn frame(&mut self, at: &Context, ethertype: u16, payload: &[u8]) {
        let _ = (at, ethertype, payload);
    }

    /// A whole UDP payload sent by `side`.
    fn datagram(
        &mut self,
        flow: &mut Flow<Self::Session>,
        side: Side,
        at: &Context,
        payload: &[u8],
    ) {
        let _ = (flow, side, at, payload);
    }

    /// The next bytes of what `side` sent, contiguous with the bytes before unless a gap was told
    /// in between. Never empty. Bytes that had to wait for others have the time and number of the
    /// packet that brought them, although it was shown before.
    fn stream(&mut self, flow: &mut Flow<Self::Session>, side: Side, at: &Context, data: &[u8]) {
        let _ = (flow, side, at, data);
    }

    /// Bytes of `side` that will never come: `lost` of them, or 0 if nobody knows how many.
    /// Starting in mid-stream is not a gap.
    fn gap(&mut self, flow: &mut Flow<Self::Session>, side: Side, at: &Context, lost: u64) {
        let _ = (flow, side, at, lost);
    }

    /// The flow's last word: closed, reset, idle, evicted, or the capture is over.
    fn flow_ended(&mut self, flow: &mut Flow<Self::Session>, at: &Context);

    /// The flow is alive and a period ([`Config::tick`]) is over.
    fn flow_tick(&mut self, flow: &mut Flow<Self::Session>, at: &Context) {
        let _ = (flow, at);
    }

    /// Whether [`Analyzer::packet`], [`Analyzer::packet_end`], [`Analyzer::decode_event`] and
    /// [`Analyzer::stream_event`] are wanted; asked once for each packet.
    fn wants_packets(&self) -> bool {
        false
    }

    /// An IP packet, after its flow was found and counted and before its payload is delivered.
    /// `flow` is `None` for what leads to no flow (fragments that wait, unreadable transports).
    fn packet(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<(&mut Flow<Self::Session>, Side)>,
    ) {
        let _ = (at, layers, flow);
    }

    /// Everything that follows from the packet has been told. Same arguments as
    /// [`Analyzer::packet`], which was called before; the flow may have been turned meanwhile.
    fn packet_end(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<(&mut Flow<Self::Session>, Side)>,
    ) {
        let _ = (at, layers, flow);
    }

    /// Something wrong with the packet at hand below the flows, by the name that Suricata's
    /// `decode-event` has for it: `ipv4.trunc_pkt`. Told before [`Analyzer::packet`].
    fn decode_event(&mut self, at: &Context, name: &'static str) {
        let _ = (at, name);
    }

    /// Something wrong with a TCP conversation, by the name that Suricata's `stream-event` has for
    /// it: `3whs_ack_in_wrong_dir`. Told between [`Analyzer::packet`] and [`Analyzer::packet_end`].
    fn stream_event(&mut self, flow: &mut Flow<Self::Session>, at: &Context, name: &'static str) {
        let _ = (flow, at, name);
    }

    /// An anomaly below the flows (link, IP, fragments). Those of a flow are in
    /// [`Flow::anomalies`] and are not told here.
    fn anomaly(&mut self, at: &Context, anomaly: Anomaly) {
        let _ = (at, anomaly);
    }
}

/// Packets within packets followed at most, and headers between link and IP.
const MAX_DEPTH: u8 = 8;

/// The flow engine. Feed it frames in capture order, then [`Engine::finish`].
pub struct Engine<S> {
    config: Config,
    stats: Stats,
    table: Table<S>,
    defrag: Defrag,
    /// Flows that hold buffered bytes, longest first, by slot and id; may name ended ones.
    holders: VecDeque<(u32, u64)>,
    buffered: usize,
    next_id: u64,
    /// The time of the packet before, so that one packet with a wrong time ends nothing.
    previous: i64,
    next_sweep: i64,
    /// The last packet's context, for what is told at the end.
    last: Context,
    unsupported_told: bool,
    /// Whether the analyzer wants to see the packet at hand.
    pub(crate) watched: bool,
}

impl<S: Default> Engine<S> {
    pub fn new(config: Config) -> Self {
        let table = Table::new(config.seed);
        Self {
            config,
            stats: Stats::default(),
            table,
            defrag: Defrag::default(),
            holders: VecDeque::new(),
            buffered: 0,
            next_id: 1,
            previous: 0,
            next_sweep: i64::MIN,
            last: Context {
                time: model::CaptureTime(0),
                number: 0,
                link: LinkType::Ethernet,
                wire_len: 0,
                captured: 0,
                src_mac: Mac::default(),
                dst_mac: Mac::default(),
                vlan: [0; 2],
                third_vlan: 0,
                src_ip: None,
                dst_ip: None,
            },
            unsupported_told: false,
            watched: false,
        }
    }

    /// Reads one frame and tells `analyzer` what follows from it.
    #[inline]
    pub fn packet<A: Analyzer<Session = S>>(&mut self, frame: &Frame<'_>, analyzer: &mut A) {
        self.stats.packets += 1;
        self.stats.bytes += u64::from(frame.wire_len);
        let mut at = Context {
            time: frame.time,
            number: frame.number,
            link: frame.link,
            wire_len: frame.wire_len,
            captured: u32::try_from(frame.data.len()).unwrap_or(u32::MAX),
            src_mac: Mac::default(),
            dst_mac: Mac::default(),
            vlan: [0; 2],
            third_vlan: 0,
            src_ip: None,
            dst_ip: None,
        };
        self.watched = analyzer.wants_packets();
        match link::read(frame.link, frame.data) {
            Ok(layer2) => {
                (at.src_mac, at.dst_mac, at.vlan) = (layer2.src, layer2.dst, layer2.vlan);
                at.third_vlan = layer2.third_vlan;
                self.network(&mut at, layer2.ethertype, layer2.payload, 0, analyzer);
            }
            Err(code) => {
                self.wrong_link(&at, code, frame.link, analyzer);
                self.show(&at, &Layers::default(), analyzer);
            }
        }
        self.last = at;
        self.sweep(&at, analyzer);
        self.previous = at.time.0;
    }

    /// Ends all flows: holes become gaps, then [`Analyzer::flow_ended`] for each, oldest first.
    /// The engine can go on with another capture; flow ids keep rising.
    pub fn finish<A: Analyzer<Session = S>>(&mut self, analyzer: &mut A) {
        let at = self.last;
        for slot in self.table.by_age() {
            self.end(slot, &at, analyzer);
        }
        self.defrag.clear(&mut self.stats);
        self.holders.clear();
        self.next_sweep = i64::MIN;
    }

    /// The counters, and how full the engine is at the moment.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    #[inline]
    fn network<A: Analyzer<Session = S>>(
        &mut self,
        at: &mut Context,
        ethertype: u16,
        payload: &[u8],
        depth: u8,
        analyzer: &mut A,
    ) {
        let packet = match ethertype {
            link::IPV4 => ip::v4(payload),
            link::IPV6 => ip::v6(payload),
            _ => return self.without_ip(at, ethertype, payload, depth, analyzer),
        };
        if self.watched {
            events::network(ethertype, payload, &mut |name| analyzer.decode_event(at, name));
        }
        match packet {
            Ok(packet) => self.packet_read(at, &Packet { depth, ..packet }, analyzer),
            Err(bad) => {
                self.unreadable(at, bad, analyzer);
                self.show(at, &Layers { depth, ..Layers::default() }, analyzer);
            }
        }
    }

    /// A frame that carries no IP, or carries it in something else.
    fn without_ip<A: Analyzer<Session = S>>(
        &mut self,
        at: &mut Context,
        ethertype: u16,
        payload: &[u8],
        depth: u8,
        analyzer: &mut A,
    ) {
        let opened = encap::open(ethertype, payload);
        if let Some(opened) = opened.filter(|opened| *opened != Ok(Inner::Nothing)) {
            return self.inside(at, opened, depth, analyzer);
        }
        self.stats.frames += 1;
        let layers = Layers { depth, ..Layers::default() };
        if self.watched {
            if opened.is_none() {
                events::network(ethertype, payload, &mut |name| analyzer.decode_event(at, name));
            }
            analyzer.packet(at, &layers, None);
        }
        analyzer.frame(at, ethertype, payload);
        if self.watched {
            analyzer.packet_end(at, &layers, None);
        }
    }

    /// What was inside something else.
    fn inside<A: Analyzer<Session = S>>(
        &mut self,
        at: &mut Context,
        opened: Opened<'_>,
        depth: u8,
        analyzer: &mut A,
    ) {
        let layer2 = match opened {
            Ok(_) if depth >= MAX_DEPTH => Err("ip.tunnel_depth"),
            Ok(Inner::Typed(ethertype, payload)) => link::typed(ethertype, payload),
            Ok(Inner::Ethernet(frame)) => link::read(LinkType::Ethernet, frame),
            Ok(Inner::Nothing) => return,
            Err(name) => Err(name),
        };
        match layer2 {
            Ok(layer2) => {
                if layer2.src != Mac::default() || layer2.dst != Mac::default() {
                    (at.src_mac, at.dst_mac) = (layer2.src, layer2.dst);
                }
                if layer2.vlan != [0; 2] {
                    (at.vlan, at.third_vlan) = (layer2.vlan, layer2.third_vlan);
                }
                self.network(at, layer2.ethertype, layer2.payload, depth + 1, analyzer);
            }
            Err(code) => {
                self.wrong_link(at, code, LinkType::Ethernet, analyzer);
                self.show(at, &Layers { depth, ..Layers::default() }, analyzer);
            }
        }
    }

    /// Something is wrong below IP.
    #[cold]
    fn wrong_link<A: Analyzer<Session = S>>(
        &mut self,
        at: &Context,
        code: &'static str,
        link: LinkType,
        analyzer: &mut A,
    ) {
        self.unreadable(at, (code, 0, "link"), analyzer);
        if let Some(name) = events::link(code, link).filter(|_| self.watched) {
            analyzer.decode_event(at, name);
        }
    }

    #[inline]
    fn packet_read<A: Analyzer<Session = S>>(
        &mut self,
        at: &mut Context,
        packet: &Packet<'_>,
        analyzer: &mut A,
    ) {
        (at.src_ip, at.dst_ip) = (Some(packet.src), Some(packet.dst));
        if packet.missing > 0 && at.captured >= at.wire_len {
            self.tell(at, ("ip.total_length", 2, "total_length"), analyzer);
        }
        match packet.fragment {
            None => self.carried(at, packet, analyzer),
            Some(fragment) => self.fragment(at, packet, fragment, analyzer),
        }
    }

    /// One fragment of a packet, and the packet if that completes it.
    fn fragment<A: Analyzer<Session = S>>(
        &mut self,
        at: &mut Context,
        packet: &Packet<'_>,
        fragment: Fragment,
        analyzer: &mut A,
    ) {
        let (config, stats) = (&self.config, &mut self.stats);
        let outcome = self.defrag.add(packet, fragment, at.vlan, at.time, config, stats);
        if let Some(code) = outcome.anomaly {
            self.tell(at, (code, 0, "fragment"), analyzer);
        }
        if self.watched {
            let mut tell = |name| analyzer.decode_event(at, name);
            events::fragment(packet, &outcome, &mut tell);
            self.show(at, &Layers { fragment: true, ..Layers::of(packet) }, analyzer);
        }
        if let Some(whole) = outcome.whole {
            self.reassembled(at, packet, &whole, analyzer);
        }
    }

    /// A datagram whose fragments are all there.
    fn reassembled<A: Analyzer<Session = S>>(
        &mut self,
        at: &mut Context,
        last: &Packet<'_>,
        whole: &Whole,
        analyzer: &mut A,
    ) {
        let packet = Packet {
            protocol: whole.protocol,
            header: &whole.header,
            payload: &whole.payload,
            missing: 0,
            fragment: None,
            ..*last
        };
        let is_v6 = packet.src.is_ipv6();
        if self.watched && is_v6 {
            let mut tell = |name| analyzer.decode_event(at, name);
            events::chain(whole.protocol, &whole.payload, &mut tell);
        }
        let packet = if is_v6 { ip::extensions(packet) } else { Ok(packet) };
        let bad = match packet {
            Ok(packet) if packet.fragment.is_none() => return self.carried(at, &packet, analyzer),
            Ok(_) => ("ip.fragment_nested", 0, "fragment"),
            Err(bad) => bad,
        };
        self.unreadable(at, bad, analyzer);
        self.show(at, &Layers::default(), analyzer);
    }

    /// What an IP packet carries: a transport, or another packet.
    #[inline]
    fn carried<A: Analyzer<Session = S>>(
        &mut self,
        at: &mut Context,
        packet: &Packet<'_>,
        analyzer: &mut A,
    ) {
        if self.watched && packet.missing == 0 {
            events::transport(packet, &mut |name| analyzer.decode_event(at, name));
        }
        let opened = match packet.protocol {
            ip::TCP => return self.tcp(at, packet, analyzer),
            ip::UDP => return self.udp(at, packet, analyzer),
            ip::IP_IN_IP => Ok(Inner::Typed(link::IPV4, packet.payload)),
            ip::IPV6_IN_IP => Ok(Inner::Typed(link::IPV6, packet.payload)),
            ip::GRE => encap::gre(packet.payload),
            _ => return self.other(at, packet, analyzer),
        };
        match opened {
            Ok(Inner::Nothing) => self.other(at, packet, analyzer),
            Ok(_) => {
                self.show(at, &Layers::of(packet), analyzer);
                self.inside(at, opened, packet.depth, analyzer);
            }
            Err(name) => {
                self.wrong_link(at, name, LinkType::Ethernet, analyzer);
                self.show(at, &Layers::of(packet), analyzer);
            }
        }
    }

    /// Lets the analyzer see a packet that leads to no flow.
    #[inline]
    fn show<A: Analyzer<Session = S>>(&self, at: &Context, layers: &Layers<'_>, analyzer: &mut A) {
        if self.watched {
            analyzer.packet(at, layers, None);
            analyzer.packet_end(at, layers, None);
        }
    }

    /// Lets the analyzer see a packet before what it carries is delivered.
    fn show_begin<A: Analyzer<Session = S>>(
        &mut self,
        slot: u32,
        low: bool,
        at: &Context,
        layers: &Layers<'_>,
        analyzer: &mut A,
    ) {
        if let Some(entry) = self.table.get_mut(slot) {
            let side = entry.flow.side_of(low);
            analyzer.packet(at, layers, Some((&mut entry.flow, side)));
        }
    }

    /// Lets the analyzer see a packet of which everything was told.
    fn show_end<A: Analyzer<Session = S>>(
        &mut self,
        slot: u32,
        low: bool,
        at: &Context,
        layers: &Layers<'_>,
        analyzer: &mut A,
    ) {
        if let Some(entry) = self.table.get_mut(slot) {
            let side = entry.flow.side_of(low);
            analyzer.packet_end(at, layers, Some((&mut entry.flow, side)));
        }
    }

    /// A packet that leads to no flow.
    #[cold]
    fn unreadable<A: Analyzer<Session = S>>(
        &mut self,
        at: &Context,
        bad: ip::Bad,
        analyzer: &mut A,
    ) {
        self.stats.undecoded += 1;
        // What the capture cut off is not the sender's fault; one link type is told once.
        let cut = at.captured < at.wire_len && bad.0.ends_with("short");
        let told =
            bad.0 == "link.unsupported" && std::mem::replace(&mut self.unsupported_told, true);
        if cut {
            self.tell(at, ("packet.truncated", 0, "capture"), analyzer);
        } else if !told {
            self.tell(at, bad, analyzer);
        }
    }

    #[cold]
    fn tell<A: Analyzer<Session = S>>(&mut self, at: &Context, bad: ip::Bad, analyzer: &mut A) {
        let (code, offset, field) = bad;
        self.stats.anomalies += 1;
        analyzer.anomaly(at, crate::anomaly(code, offset, field));
    }
}

/// Both ends of a packet at transport level.
#[derive(Clone, Copy)]
struct Ends {
    src: (IpAddr, u16),
    dst: (IpAddr, u16),
}
