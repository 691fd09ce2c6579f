//! Rules brought into the form in which they run, one by one.

use packet::Side;

use crate::engine::bits::Track;
use crate::engine::compiled::{
    Absent, Compiled, Count, Direction, EffectOp, FlowCheck, IntChange, IntCheck, IntOperand, Kind,
    SectionOps, Source, carrier,
};
use crate::engine::header::Header;
use crate::engine::headers::{Field, HeaderPart, PacketCheck};
use crate::engine::keywords;
use crate::engine::names::Names;
use crate::engine::ops::{self, Variables};
use crate::engine::outside::Transforms;
use crate::engine::part_checks::PartCheck;
use crate::engine::sets::{BaseSets, DataSets};
use crate::language::{Way, buffers};
use crate::rule::{
    Action, Buffer, Condition, Dataset, Effect, FlowIs, IntValue, Match, Rule, Section,
};

/// Names that rules share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// Buffers and numbers of parsers.
    pub(crate) parts: Names,
    /// Protocol events without the protocol's name.
    pub(crate) events: Names,
    /// Bits and counters of flows and hosts.
    pub(crate) bits: Names,
    pub(crate) sets: BaseSets,
    pub(crate) transforms: Transforms,
    /// The numbers of `file.data` and `file.magic`, where a rule asks for the latter.
    pub(crate) magic: Option<(u32, u32)>,
}

/// Buffers that parsers lay open in pieces.
const BODIES: &[&str] = &[
    "file.data",
    "http.request_body",
    "http.response_body",
    "websocket.payload",
    "dcerpc.stub_data",
    "smtp.body",
];

/// The number that tells that a call has its integers in network order.
pub(crate) const BIG_ENDIAN: &str = "dcerpc.big_endian";

/// Conditions and sections of a rule on request and response: a bit each.
const MAX_HALVES: usize = 63;

type Answer<T> = Result<T, String>;

/// Compiles one rule.
pub(crate) fn compile(rule: &Rule, shared: &mut Shared, given: &DataSets) -> Answer<Compiled> {
    let flow = flow_keyword(rule);
    let mut out = Conditions::default();
    for condition in &rule.conditions {
        out.add(condition, shared)?;
    }
    let sections = sections(rule, shared, given)?;
    let named = sections.iter().any(|section| matches!(section.source, Source::Named(_)));
    let is_parts = named || !out.parts.is_empty();
    if rule.transactional && out.parts.len() + sections.len() > MAX_HALVES {
        return Err(format!("more than {MAX_HALVES} conditions on one transaction"));
    }
    let side = rule.to_server.or(flow.to_server).filter(|_| !rule.transactional).map(side_of);
    let (on_stream, on_packets) = payload_on(rule, &out, &flow, &sections);
    let kind = match (out.never, is_parts) {
        (true, _) => Kind::Never,
        (_, true) => Kind::Parts,
        _ => kind(rule, &out, &flow, &sections),
    };
    if flow.only_frag || flow.no_frag {
        out.packet.push(PacketCheck::Fragment(flow.only_frag));
    }
    let (effects, tells) = effects(rule, shared)?;
    let (carriers, version) = carriers(&rule.protocol);
    Ok(Compiled {
        about: rule.about.clone(),
        action: rule.action,
        header: Header::new(rule),
        carriers,
        version,
        applications: rule.applications.clone().into(),
        side,
        established: flow.established,
        transactional: rule.transactional && is_parts,
        kind,
        on_stream,
        on_packets,
        packet: out.packet.into(),
        flow: out.flow.into(),
        packet_events: out.events.into(),
        parts: out.parts.into(),
        sections: sections.into(),
        effects: effects.into(),
        tells,
        threshold: rule.threshold.clone().map(Box::new),
        filter: rule.detection_filter.clone().map(Box::new),
    })
}

fn side_of(to_server: bool) -> Side {
    if to_server { Side::Client } else { Side::Server }
}

fn flow_keyword(rule: &Rule) -> FlowIs {
    let mut all = FlowIs::default();
    for condition in &rule.conditions {
        if let Condition::Flow(flow) = condition {
            all.to_server = all.to_server.or(flow.to_server);
            all.established = all.established.or(flow.established);
            all.only_stream |= flow.only_stream;
            all.no_stream |= flow.no_stream;
            all.only_frag |= flow.only_frag;
            all.no_frag |= flow.no_frag;
        }
    }
    all
}

/// What the header's protocol allows: carriers, and the IP version.
fn carriers(protocol: &str) -> (u8, u8) {
    match protocol {
        "tcp" | "tcp-pkt" | "tcp-stream" => (carrier::TCP, 0),
        "udp" => (carrier::UDP, 0),
        "icmp" => (carrier::ICMP | carrier::ICMPV6, 0),
        "icmp4" | "icmpv4" => (carrier::ICMP, 0),
        "icmp6" | "icmpv6" => (carrier::ICMPV6, 0),
        "ip" | "any" => (carrier::ALL, 0),
        "pkthdr" => (carrier::ALL | carrier::NONE, 0),
        "ip4" | "ipv4" => (carrier::ALL, 4),
        "ip6" | "ipv6" => (carrier::ALL, 6),
        "sctp" | "igmp" => (carrier::OTHER, 0),
        "ether" | "arp" => (0, 0),
        _ => (carrier::TCP | carrier::UDP, 0),
    }
}

/// For TCP: whether payload is looked for in the stream, and in packets.
fn payload_on(
    rule: &Rule,
    conditions: &Conditions,
    flow: &FlowIs,
    sections: &[SectionOps],
) -> (bool, bool) {
    let header = sections.iter().any(|section| matches!(section.source, Source::Header(_)));
    let packets_only = rule.protocol == "tcp-pkt"
        || rule.protocol == "pkthdr"
        || flow.no_stream
        || header
        || !conditions.packet.is_empty()
        || !conditions.events.is_empty();
    if rule.protocol == "tcp-stream" || flow.only_stream {
        return (true, false);
    }
    if packets_only {
        return (false, true);
    }
    let payload = rule.sections.iter().filter(|section| section.buffer == Buffer::Payload);
    let placed = payload.flat_map(|section| &section.matches).any(|one| match one {
        Match::Content(content) => {
            content.offset.is_some() || content.depth.is_some() || content.starts
        }
        _ => false,
    });
    (true, placed)
}

/// The kind of a rule that asks for no parts.
fn kind(rule: &Rule, conditions: &Conditions, flow: &FlowIs, sections: &[SectionOps]) -> Kind {
    let more = !sections.is_empty()
        || !conditions.packet.is_empty()
        || !conditions.events.is_empty()
        || !conditions.flow.is_empty()
        || matches!(rule.protocol.as_str(), "tcp-pkt" | "pkthdr");
    if more {
        Kind::Packet
    } else if !rule.applications.is_empty() {
        Kind::Protocol
    } else if Header::new(rule).has_ports() || *flow != FlowIs::default() {
        Kind::Packet
    } else {
        Kind::Addresses
    }
}

#[derive(Default)]
struct Conditions {
    packet: Vec<PacketCheck>,
    flow: Vec<FlowCheck>,
    events: Vec<Box<str>>,
    parts: Vec<PartCheck>,
    never: bool,
}

impl Conditions {
    fn add(&mut self, condition: &Condition, shared: &mut Shared) -> Answer<()> {
        match condition {
            Condition::Flow(_) => {}
            Condition::TcpFlags { how, bits, ignored, negated } => {
                self.packet.push(PacketCheck::TcpFlags {
                    how: *how,
                    bits: *bits,
                    ignored: *ignored,
                    negated: *negated,
                });
            }
            Condition::FragmentBits { how, bits, negated } => {
                let (how, bits, negated) = (*how, *bits, *negated);
                self.packet.push(PacketCheck::FragmentBits { how, bits, negated });
            }
            Condition::Header { field, is } => {
                let field = Field::of(field).ok_or_else(|| format!("header field '{field}'"))?;
                self.packet.push(PacketCheck::Field(field, *is));
            }
            Condition::IpOption(name) => {
                self.packet.push(PacketCheck::IpOption(name.as_str().into()));
            }
            Condition::Special { name, .. } if name == "ftpbounce" => {
                self.packet.push(PacketCheck::FtpBounce);
            }
            Condition::SameIp => self.packet.push(PacketCheck::SameIp),
            Condition::Checksum { which, valid } => {
                self.packet.push(PacketCheck::Checksum(which.as_str().into(), *valid));
            }
            Condition::Vlan { layer, is } => {
                self.packet.push(PacketCheck::Vlan(*layer, *is));
            }
            Condition::DecodeEvent(name) | Condition::StreamEvent(name) => {
                self.events.push(name.as_str().into());
            }
            Condition::Never(_) => self.never = true,
            _ => match flow_check(condition, shared)? {
                Some(check) => self.flow.push(check),
                None => self.parts.push(keywords::part_check(condition, shared)?),
            },
        }
        Ok(())
    }
}

fn flow_check(condition: &Condition, shared: &mut Shared) -> Answer<Option<FlowCheck>> {
    Ok(Some(match condition {
        Condition::FlowBits { check, names, any } => FlowCheck::Bits {
            check: *check,
            names: names.iter().map(|name| shared.bits.add(name)).collect(),
            any: *any,
        },
        Condition::HostBits { check, name, track } => FlowCheck::HostBit {
            check: *check,
            name: shared.bits.add(name),
            track: Track::of(track).ok_or_else(|| format!("track '{track}'"))?,
        },
        Condition::FlowInt { name, how, value } => FlowCheck::Number {
            name: shared.bits.add(name),
            how: int_check(how)?,
            value: operand(value, shared),
        },
        Condition::Protocol { name, negated, .. } => FlowCheck::Protocol {
            names: crate::engine::keywords::applications(name),
            wanted: name.as_str().into(),
            negated: *negated,
        },
        Condition::FlowNumber { field, is } => {
            let count = count(field).ok_or_else(|| format!("flow number '{field}'"))?;
            FlowCheck::Count { field: count, is: *is }
        }
        Condition::StreamSize { direction, is } => FlowCheck::StreamSize {
            direction: direction_of(direction)
                .ok_or_else(|| format!("stream_size direction '{direction}'"))?,
            is: *is,
        },
        _ => return Ok(None),
    }))
}

fn operand(value: &IntValue, shared: &mut Shared) -> IntOperand {
    match value {
        IntValue::Number(value) => IntOperand::Is(*value),
        IntValue::Name(name) => IntOperand::Name(shared.bits.add(name)),
    }
}

fn int_check(how: &str) -> Answer<IntCheck> {
    Ok(match how {
        "<" => IntCheck::Less,
        "<=" => IntCheck::LessOrEqual,
        "=" | "==" => IntCheck::Equal,
        "!=" => IntCheck::NotEqual,
        ">=" => IntCheck::GreaterOrEqual,
        ">" => IntCheck::Greater,
        "isset" => IntCheck::IsSet,
        "notset" | "isnotset" => IntCheck::IsNotSet,
        _ => return Err(format!("flowint '{how}'")),
    })
}

fn direction_of(name: &str) -> Option<Direction> {
    Some(match name {
        "client" | "toserver" => Direction::Client,
        "server" | "toclient" => Direction::Server,
        "both" => Direction::Both,
        "either" => Direction::Either,
        _ => return None,
    })
}

fn count(field: &str) -> Option<Count> {
    Some(match field {
        "flow.age" => Count::Age,
        "flow.pkts" | "flow.pkts_both" => Count::Packets(Direction::Sum),
        "flow.pkts_either" => Count::Packets(Direction::Either),
        "flow.pkts_toserver" => Count::Packets(Direction::Client),
        "flow.pkts_toclient" => Count::Packets(Direction::Server),
        "flow.bytes" | "flow.bytes_both" => Count::Bytes(Direction::Sum),
        "flow.bytes_either" => Count::Bytes(Direction::Either),
        "flow.bytes_toserver" => Count::Bytes(Direction::Client),
        "flow.bytes_toclient" => Count::Bytes(Direction::Server),
        _ => return None,
    })
}

fn effects(rule: &Rule, shared: &mut Shared) -> Answer<(Vec<EffectOp>, bool)> {
    let (mut effects, mut tells) = (Vec::new(), rule.action != Action::Pass);
    for effect in &rule.effects {
        match effect {
            Effect::NoAlert => tells = false,
            Effect::Alert => tells = true,
            Effect::FlowBit { set, names } => effects.push(EffectOp::Bits {
                how: *set,
                names: names.iter().map(|name| shared.bits.add(name)).collect(),
            }),
            Effect::HostBit { set, name, track, seconds } => effects.push(EffectOp::HostBit {
                how: *set,
                name: shared.bits.add(name),
                track: Track::of(track).ok_or_else(|| format!("track '{track}'"))?,
                seconds: *seconds,
            }),
            Effect::FlowInt { name, how, value } => effects.push(EffectOp::Number {
                name: shared.bits.add(name),
                how: match how.as_str() {
                    "=" => IntChange::Set,
                    "+" => IntChange::Add,
                    "-" => IntChange::Subtract,
                    _ => return Err(format!("flowint '{how}'")),
                },
                value: operand(value, shared),
            }),
            Effect::Tag(_) | Effect::FileStore | Effect::Bypass => {}
        }
    }
    Ok((effects, tells))
}

fn sections(rule: &Rule, shared: &mut Shared, given: &DataSets) -> Answer<Vec<SectionOps>> {
    let mut variables = Variables::default();
    let sections = rule.sections.iter();
    sections.map(|section| one_section(section, &mut variables, shared, given)).collect()
}

fn one_section(
    section: &Section,
    variables: &mut Variables,
    shared: &mut Shared,
    given: &DataSets,
) -> Answer<SectionOps> {
    let source = match &section.buffer {
        Buffer::Payload => Source::Payload,
        Buffer::Base64 => Source::Base64,
        Buffer::Packet(name) => {
            Source::Header(HeaderPart::of(name).ok_or_else(|| format!("header buffer '{name}'"))?)
        }
        Buffer::Named(name) => {
            if name == "dcerpc.stub_data" {
                shared.parts.add(BIG_ENDIAN);
            }
            let number = shared.parts.add(name);
            if name == "file.magic" {
                shared.magic = Some((shared.parts.add("file.data"), number));
            }
            Source::Named(number)
        }
    };
    let is_body = matches!(&section.buffer, Buffer::Named(name) if BODIES.contains(&name.as_str()));
    let absent = section.matches.iter().find_map(|one| match one {
        Match::Absent { or_else: true } => Some(Absent::OrElse),
        Match::Absent { or_else: false } => Some(Absent::Only),
        _ => None,
    });
    let matches: Vec<Match> = match absent {
        Some(Absent::OrElse) => {
            let rest = section.matches.iter().filter(|one| !matches!(one, Match::Absent { .. }));
            rest.cloned().collect()
        }
        _ => section.matches.clone(),
    };
    let transforms = shared.transforms.place(&section.transforms)?;
    let sets = &mut shared.sets;
    let mut place = |dataset: &Dataset| Ok(sets.place(dataset, given));
    Ok(SectionOps {
        source,
        side: said_by(section).map(side_of),
        transforms,
        ops: ops::prepare(&matches, variables, &mut place)?,
        needs_whole: is_body && (matches.iter().any(needs_whole) || transforms != 0),
        is_body,
        absent: absent.unwrap_or(Absent::No),
    })
}

/// Who says what a section looks at: as written, or as the buffer has it.
fn said_by(section: &Section) -> Option<bool> {
    let Buffer::Named(name) = &section.buffer else { return section.to_server };
    let row = || buffers().iter().find(|row| row.name == name);
    section.to_server.or_else(|| match row()?.way {
        Way::ToServer => Some(true),
        Way::ToClient => Some(false),
        Way::Both => None,
    })
}

/// Whether more bytes could make a match undone.
fn needs_whole(one: &Match) -> bool {
    match one {
        Match::Content(content) => content.negated || content.ends,
        Match::Pcre(pcre) => pcre.negated || pcre.pattern.contains('$'),
        Match::DataAt { negated, .. } => *negated,
        Match::ByteJump(jump) => jump.from_end,
        Match::Size(_) | Match::Dataset(_) | Match::Entropy(_) => true,
        _ => false,
    }
}
