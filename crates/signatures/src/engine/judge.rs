//! Whether one rule holds: its head, its conditions, its sections.

use model::CaptureTime;
use model::event::FlowState as TcpState;
use model::observation::{Endpoint, Transport};
use packet::{Context, Layers, Side};
use protocols::FlowView;

use crate::engine::bits::{FlowBits, HostBits};
use crate::engine::chain::{Memory, Run, Subject};
use crate::engine::compiled::{
    Absent, Compiled, Count, FlowCheck, IntCheck, IntOperand, SectionOps, Source, carrier,
};
use crate::engine::header::Party;
use crate::engine::headers::{self, PacketView};
use crate::engine::ruleset::{Class, RuleSet};
use crate::engine::sets::SetsView;
use crate::engine::transactions::Transaction;
use crate::rule::BitCheck;

/// What is known at the moment: the packet, its flow, who speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) at: &'a Context,
    pub(crate) layers: &'a Layers<'a>,
    pub(crate) flow: Option<&'a FlowView<'a>>,
    pub(crate) carrier: u8,
    pub(crate) version: u8,
    pub(crate) protocol: &'static str,
    pub(crate) established: bool,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(
        at: &'a Context,
        layers: &'a Layers<'a>,
        flow: Option<&'a FlowView<'a>>,
    ) -> Self {
        let transport = flow.map(|flow| flow.transport);
        let carrier = match (transport, layers.protocol) {
            (Some(Transport::Tcp), _) => carrier::TCP,
            (Some(Transport::Udp), _) => carrier::UDP,
            _ if layers.version == 0 => carrier::NONE,
            (_, headers::TCP) => carrier::TCP,
            (_, headers::UDP) => carrier::UDP,
            (_, headers::ICMP) => carrier::ICMP,
            (_, headers::ICMPV6) => carrier::ICMPV6,
            _ => carrier::OTHER,
        };
        let version = match flow.and_then(|flow| flow.client.ip).or(at.src_ip) {
            Some(ip) if ip.is_ipv4() => 4,
            Some(_) => 6,
            None => layers.version,
        };
        Self {
            at,
            layers,
            flow,
            carrier,
            version,
            protocol: flow.map_or("", |flow| flow.protocol),
            established: flow.is_some_and(is_established),
        }
    }

    pub(crate) fn class(&self) -> Class {
        match self.carrier {
            carrier::TCP => Class::Tcp,
            carrier::UDP => Class::Udp,
            _ => Class::Other,
        }
    }

    /// Who sent the packet. Without a flow whoever does not reply to an echo asks.
    pub(crate) fn side(&self) -> Option<Side> {
        if let Some(flow) = self.flow {
            return Some(flow.from);
        }
        // RFC 792 (0: echo reply), RFC 4443 §4.2 (129).
        let kind = self.layers.transport.first();
        match (self.carrier, kind) {
            (carrier::NONE, _) => None,
            (carrier::ICMP, Some(0)) | (carrier::ICMPV6, Some(129)) => Some(Side::Server),
            _ => Some(Side::Client),
        }
    }

    /// Sender and receiver of what `side` says; without a flow, of the packet.
    pub(crate) fn ends(&self, side: Option<Side>) -> (Endpoint, Endpoint) {
        match (self.flow, side) {
            (Some(flow), Some(Side::Server)) => (*flow.server, *flow.client),
            (Some(flow), _) => (*flow.client, *flow.server),
            _ => {
                let end = |mac, ip| Endpoint { mac, ip, port: 0 };
                (end(self.at.src_mac, self.at.src_ip), end(self.at.dst_mac, self.at.dst_ip))
            }
        }
    }

    pub(crate) fn parties(&self, side: Option<Side>) -> (Party, Party) {
        let (source, target) = self.ends(side);
        let party = |end: Endpoint| Party { ip: end.ip, port: end.port };
        (party(source), party(target))
    }

    pub(crate) fn packet(&self) -> PacketView<'a> {
        PacketView { at: self.at, layers: self.layers }
    }

    /// Whether carrier, direction, addresses and ports are those of the rule.
    pub(crate) fn head_holds(
        &self,
        rule: &Compiled,
        side: Option<Side>,
        source: Party,
        target: Party,
    ) -> bool {
        rule.carriers & self.carrier != 0
            && (rule.side.is_none() || rule.side == side)
            && rule.header.holds(source, target)
            && (rule.version == 0 || rule.version == self.version)
            && rule
                .established
                .is_none_or(|wanted| self.flow.is_some() && wanted == self.established)
    }

    pub(crate) fn speaks(&self, applications: &[&'static str]) -> bool {
        applications.is_empty() || applications.iter().any(|name| is_called(self.protocol, name))
    }
}

/// Names that stand for no protocol.
fn has_word_for_none(name: &str) -> bool {
    matches!(name, "unknown" | "failed")
}

/// Whether a protocol has this name; `_` and `-` are the same.
pub(crate) fn is_called(protocol: &str, name: &str) -> bool {
    protocol.len() == name.len()
        && protocol.bytes().zip(name.bytes()).all(|(a, b)| a == b || (a == b'_' && b == b'-'))
}

fn is_established(flow: &FlowView<'_>) -> bool {
    match flow.transport {
        Transport::Tcp => !matches!(flow.state, TcpState::Attempt | TcpState::Refused),
        _ => flow.packets.iter().all(|packets| *packets > 0),
    }
}

/// What the conditions on flows need.
pub(crate) struct FlowGround<'a> {
    pub(crate) bits: Option<&'a FlowBits>,
    pub(crate) hosts: &'a HostBits,
    /// Bytes of the streams of `[client, server]`.
    pub(crate) stream_bytes: [u64; 2],
}

impl FlowGround<'_> {
    pub(crate) fn holds(
        &self,
        rule: &Compiled,
        facts: &Facts<'_>,
        source: Party,
        target: Party,
    ) -> bool {
        rule.flow.iter().all(|check| self.check_holds(check, facts, source, target))
    }

    fn check_holds(
        &self,
        check: &FlowCheck,
        facts: &Facts<'_>,
        source: Party,
        target: Party,
    ) -> bool {
        match check {
            FlowCheck::Bits { check, names, any } => {
                let Some(bits) = self.bits else { return *check == BitCheck::NotSet };
                let as_asked = |bit: &u32| bits.is_set(*bit) == (*check == BitCheck::Set);
                if *any { names.iter().any(as_asked) } else { names.iter().all(as_asked) }
            }
            FlowCheck::HostBit { check, name, track } => {
                self.hosts.holds(*check, *name, *track, source, target, facts.at.time)
            }
            FlowCheck::Number { name, how, value } => self.number_holds(*name, *how, *value),
            FlowCheck::Protocol { names, wanted, negated } => {
                if facts.protocol.is_empty() {
                    return self.is_unrecognised(wanted) != *negated && has_word_for_none(wanted);
                }
                let is = is_called(facts.protocol, wanted)
                    || names.iter().any(|name| is_called(facts.protocol, name));
                is != *negated
            }
            FlowCheck::Count { field, is } => {
                let Some(flow) = facts.flow else { return false };
                match field {
                    Count::Age => is.holds(seconds(flow.first, facts.at.time)),
                    Count::Packets(direction) => direction.holds(is, flow.packets),
                    Count::Bytes(direction) => direction.holds(is, flow.bytes),
                }
            }
            FlowCheck::StreamSize { direction, is } => direction.holds(is, self.stream_bytes),
        }
    }

    /// A flow whose protocol is not known: yet, or after both ends spoke.
    fn is_unrecognised(&self, wanted: &str) -> bool {
        wanted == "unknown" || self.stream_bytes.iter().all(|bytes| *bytes > 0)
    }

    fn number_holds(&self, name: u32, how: IntCheck, value: IntOperand) -> bool {
        let known = self.bits.and_then(|bits| bits.number(name));
        match how {
            IntCheck::IsSet => return known.is_some(),
            IntCheck::IsNotSet => return known.is_none(),
            _ => {}
        }
        let with = match value {
            IntOperand::Is(value) => Some(value),
            IntOperand::Name(name) => self.bits.and_then(|bits| bits.number(name)),
        };
        let (Some(known), Some(with)) = (known, with) else { return false };
        match how {
            IntCheck::Less => known < with,
            IntCheck::LessOrEqual => known <= with,
            IntCheck::Equal => known == with,
            IntCheck::NotEqual => known != with,
            IntCheck::GreaterOrEqual => known >= with,
            IntCheck::Greater => known > with,
            IntCheck::IsSet | IntCheck::IsNotSet => false,
        }
    }
}

fn seconds(from: CaptureTime, to: CaptureTime) -> u64 {
    u64::try_from(to.0.saturating_sub(from.0) / 1_000_000_000).unwrap_or(0)
}

/// Buffers after transformations, made once for a transaction.
#[derive(Debug, Default)]
pub(crate) struct Transformed {
    /// Place of the buffer, of the transformations, and the bytes.
    made: Vec<(usize, u32, Vec<u8>)>,
}

impl Transformed {
    pub(crate) fn clear(&mut self) {
        self.made.clear();
    }

    /// The bytes of a buffer after transformations.
    pub(crate) fn get(&mut self, set: &RuleSet, place: usize, chain: u32, data: &[u8]) -> &[u8] {
        let known = self.made.iter().position(|(p, t, _)| (*p, *t) == (place, chain));
        let at = known.unwrap_or_else(|| {
            let bytes = set.shared.transforms.apply(chain, data).into_owned();
            self.made.push((place, chain, bytes));
            self.made.len() - 1
        });
        self.made.get(at).map_or(&[], |(_, _, bytes)| bytes)
    }
}

/// Where the sections of a rule are looked for.
pub(crate) struct Ground<'a> {
    pub(crate) set: &'a RuleSet,
    pub(crate) payload: Option<Subject<'a>>,
    pub(crate) packet: PacketView<'a>,
    pub(crate) open: Option<&'a Transaction>,
    pub(crate) side: Option<Side>,
    pub(crate) memory: &'a mut Memory,
    pub(crate) sets: &'a dyn SetsView,
    pub(crate) transformed: &'a mut Transformed,
    /// Bodies that may still grow are taken for whole from so many bytes on.
    pub(crate) enough: usize,
}

/// Place of the payload among transformed buffers.
const PAYLOAD: usize = usize::MAX;

impl Ground<'_> {
    pub(crate) fn holds(&mut self, rule: &Compiled) -> bool {
        rule.sections.iter().all(|section| self.section_holds(section))
    }

    /// Which sections hold on what this side said: a bit each.
    pub(crate) fn holding(&mut self, rule: &Compiled) -> u64 {
        let mut holding = 0;
        for (place, section) in rule.sections.iter().enumerate() {
            if self.section_holds(section) {
                holding |= 1 << place;
            }
        }
        holding
    }

    fn section_holds(&mut self, section: &SectionOps) -> bool {
        if section.side.is_some() && section.side != self.side {
            return false;
        }
        match section.source {
            Source::Payload => self.payload_holds(section),
            Source::Base64 => {
                let bytes = std::mem::take(&mut self.memory.base64);
                let holds = !bytes.is_empty() && self.run(section, Subject::whole(&bytes));
                self.memory.base64 = bytes;
                holds
            }
            Source::Header(part) => {
                let mut room = [0; 16];
                let packet = self.packet;
                let Some(bytes) = part.bytes(&packet, &mut room) else { return false };
                self.run(section, Subject::whole(bytes))
            }
            Source::Named(name) => self.named_holds(section, name),
        }
    }

    fn payload_holds(&mut self, section: &SectionOps) -> bool {
        let Some(subject) = self.payload else { return false };
        if section.transforms == 0 {
            return self.run(section, subject);
        }
        let mut bytes = Vec::new();
        let place = PAYLOAD;
        bytes.extend_from_slice(self.transformed.get(
            self.set,
            place,
            section.transforms,
            subject.data,
        ));
        self.run(section, Subject::whole(&bytes))
    }

    /// Whether one of the buffers of that name is as the section asks.
    fn named_holds(&mut self, section: &SectionOps, name: u32) -> bool {
        let Some(open) = self.open else { return false };
        let mut seen = false;
        for (place, laid) in open.laid.iter().enumerate() {
            if laid.name != name {
                continue;
            }
            seen = true;
            if section.absent == Absent::Only {
                return false;
            }
            let data = open.bytes_of(laid);
            let whole = laid.whole || !section.is_body;
            if section.needs_whole && !whole && laid.end(data.len()) < self.enough as u64 {
                continue;
            }
            if self.instance_holds(section, place, Subject { data, base: laid.base }) {
                return true;
            }
        }
        !seen && section.absent != Absent::No && open.done
    }

    fn instance_holds(&mut self, section: &SectionOps, place: usize, subject: Subject<'_>) -> bool {
        if section.transforms == 0 {
            return self.run(section, subject);
        }
        let made = std::mem::take(self.transformed);
        let mut made = made;
        let bytes = made.get(self.set, place, section.transforms, subject.data);
        let holds = self.run(section, Subject::whole(bytes));
        *self.transformed = made;
        holds
    }

    fn run(&mut self, section: &SectionOps, subject: Subject<'_>) -> bool {
        Run { subject, memory: self.memory, sets: self.sets }.holds(&section.ops)
    }
}
