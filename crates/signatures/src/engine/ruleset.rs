//! Compiled rules, and the way from what happens to the rules that it may concern.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use packet::Side;
use protocols::Wants;

use crate::engine::compile::{self, Shared};
use crate::engine::compiled::{
    Absent, Compiled, EffectOp, FlowCheck, Kind, SectionOps, Source, carrier,
};
use crate::engine::flows::Mix;
use crate::engine::prefilter::{self, Patterns, Prefilter};
use crate::engine::sets::DataSets;
use crate::rule::{Action, BitChange, BitCheck, Buffer, Rule};

/// A rule that the engine cannot run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub file: usize,
    pub line: usize,
    pub gid: u32,
    pub sid: u32,
    pub reason: String,
}

/// Rules ready to run: immutable, to be shared between engines.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// In the order in which they are held against a packet.
    pub(crate) rules: Vec<Compiled>,
    pub(crate) shared: Shared,
    pub(crate) index: Index,
}

/// What carries the packet, as far as the index tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Tcp,
    Udp,
    Other,
}

const CLASSES: [(Class, u8); 3] = [
    (Class::Tcp, carrier::TCP),
    (Class::Udp, carrier::UDP),
    (Class::Other, carrier::ICMP | carrier::ICMPV6 | carrier::OTHER | carrier::NONE),
];

/// One of a thing for each side that may speak.
#[derive(Debug, Default)]
pub(crate) struct BySide<T> {
    client: T,
    server: T,
}

impl<T> BySide<T> {
    pub(crate) fn of(&self, side: Side) -> &T {
        match side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        }
    }

    /// Does it for the sides that a rule listens to.
    fn each(&mut self, side: Option<Side>, mut add: impl FnMut(&mut T)) {
        if side != Some(Side::Server) {
            add(&mut self.client);
        }
        if side != Some(Side::Client) {
            add(&mut self.server);
        }
    }

    fn map<U>(self, change: impl Fn(T) -> U) -> BySide<U> {
        BySide { client: change(self.client), server: change(self.server) }
    }
}

/// Rules found by the ports of a packet.
#[derive(Debug, Default)]
pub(crate) struct ByPort {
    any: Vec<u32>,
    source: Ports,
    target: Ports,
}

type Ports = HashMap<u16, Vec<u32>, BuildHasherDefault<Mix>>;

impl ByPort {
    fn add(&mut self, place: u32, rule: &Compiled) {
        let Some((of_target, ports)) = rule.header.few_ports() else {
            return self.any.push(place);
        };
        for port in ports {
            if of_target || rule.header.is_both_ways() {
                self.target.entry(port).or_default().push(place);
            }
            if !of_target || rule.header.is_both_ways() {
                self.source.entry(port).or_default().push(place);
            }
        }
    }

    /// The rules that a packet with these ports may concern.
    pub(crate) fn of(&self, source: u16, target: u16) -> impl Iterator<Item = u32> {
        let lists = [at_port(&self.source, source), at_port(&self.target, target), &self.any];
        lists.into_iter().flatten().copied()
    }
}

fn at_port(ports: &Ports, port: u16) -> &[u32] {
    let list = if ports.is_empty() { None } else { ports.get(&port) };
    list.map_or(&[], Vec::as_slice)
}

/// Rules that look at payload.
#[derive(Debug, Default)]
pub(crate) struct PayloadIndex {
    pub(crate) contents: BySide<Option<Prefilter>>,
    /// Rules without a content to find them by: held against each packet.
    pub(crate) plain: BySide<ByPort>,
    /// The same, held against what a stream brings.
    pub(crate) plain_stream: BySide<ByPort>,
    /// Whether any rule found by content is held against packets.
    pub(crate) on_packets: bool,
}

/// Rules that look at one buffer through the same transformations.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) transforms: u32,
    pub(crate) contents: BySide<Option<Prefilter>>,
    pub(crate) plain: BySide<Vec<u32>>,
}

#[derive(Debug, Default)]
pub(crate) struct Index {
    tcp: PayloadIndex,
    udp: PayloadIndex,
    other: PayloadIndex,
    /// By the name of a decode or stream event.
    pub(crate) packet_events: HashMap<Box<str>, Vec<u32>>,
    pub(crate) addresses: Vec<u32>,
    pub(crate) protocols: Vec<u32>,
    /// By the number of a buffer's name.
    pub(crate) buffers: Vec<Vec<Group>>,
    /// By the number of a number's name.
    pub(crate) numbers: Vec<Vec<u32>>,
    pub(crate) part_events: Vec<Vec<u32>>,
    /// Rules that ask only for what is absent: looked at when a transaction is over.
    pub(crate) at_done: Vec<u32>,
    /// Whether there are rules on packets, streams, parts.
    pub(crate) has_streams: bool,
    pub(crate) has_parts: bool,
}

impl Index {
    pub(crate) fn payload(&self, class: Class) -> &PayloadIndex {
        match class {
            Class::Tcp => &self.tcp,
            Class::Udp => &self.udp,
            Class::Other => &self.other,
        }
    }
}

impl RuleSet {
    /// Compiles rules; tells those that cannot run. `given` are the data sets by name or file.
    pub fn compile(rules: Vec<Rule>, given: &DataSets) -> (Self, Vec<Failure>) {
        let mut shared = Shared::default();
        let mut failed = Vec::new();
        let mut ready: Vec<(Compiled, Choice)> = Vec::with_capacity(rules.len());
        for rule in rules {
            match compile::compile(&rule, &mut shared, given) {
                Ok(compiled) => {
                    let choice = choose(&rule, &compiled);
                    ready.push((compiled, choice));
                }
                Err(reason) => failed.push(Failure {
                    file: rule.file,
                    line: rule.line,
                    gid: rule.about.gid,
                    sid: rule.about.sid,
                    reason,
                }),
            }
        }
        sort(&mut ready, shared.bits.len());
        let mut build = Build::default();
        for (place, (rule, choice)) in ready.iter().enumerate() {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            build.add(place, rule, choice);
        }
        let index = build.finish(&shared);
        let rules = ready.into_iter().map(|(rule, _)| rule).collect();
        (Self { rules, shared, index }, failed)
    }

    /// What a listener has to hear for these rules.
    pub fn wants(&self) -> Wants {
        Wants {
            packets: !self.is_empty(),
            streams: self.index.has_streams,
            parts: self.index.has_parts,
            files: false,
        }
    }

    pub fn len(&self) -> usize {
        self.rules.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Memory that the automata take.
    pub fn automata_memory(&self) -> usize {
        let payload = [&self.index.tcp, &self.index.udp, &self.index.other];
        let groups = self.index.buffers.iter().flatten().map(|group| &group.contents);
        let all = payload.iter().map(|index| &index.contents).chain(groups);
        let memory = |one: &Option<Prefilter>| one.as_ref().map_or(0, Prefilter::memory);
        all.map(|sides| memory(&sides.client) + memory(&sides.server)).sum()
    }

    pub(crate) fn rule(&self, place: u32) -> Option<&Compiled> {
        self.rules.get(place as usize)
    }
}

/// What brings a rule up: the section that must be there, and its content, on what a side says.
#[derive(Debug)]
struct Trigger {
    side: Option<Side>,
    section: usize,
    pattern: Option<Vec<u8>>,
}

type Choice = Vec<Trigger>;

fn choose(rule: &Rule, compiled: &Compiled) -> Choice {
    let side = compiled.side;
    match compiled.kind {
        Kind::Parts if compiled.transactional => {
            let sides = [Side::Client, Side::Server];
            sides.into_iter().filter_map(|side| choose_named(rule, compiled, Some(side))).collect()
        }
        Kind::Parts => choose_named(rule, compiled, side).into_iter().collect(),
        Kind::Packet => {
            let usable = |place: usize| {
                rule.sections.get(place).is_some_and(|section| {
                    section.buffer == Buffer::Payload && section.transforms.is_empty()
                })
            };
            let best = prefilter::choose(&rule.sections, usable);
            let trigger = |(section, pattern)| Trigger { side, section, pattern: Some(pattern) };
            best.map(trigger).into_iter().collect()
        }
        Kind::Addresses | Kind::Protocol | Kind::Never => Vec::new(),
    }
}

/// The best content in a buffer of a parser, or else a buffer that must be there.
fn choose_named(rule: &Rule, compiled: &Compiled, side: Option<Side>) -> Option<Trigger> {
    let fits = |section: &SectionOps| {
        let same = section.side.is_none() || side.is_none() || section.side == side;
        same && section.absent == Absent::No && matches!(section.source, Source::Named(_))
    };
    let usable = |place: usize| compiled.sections.get(place).is_some_and(fits);
    let best = prefilter::choose(&rule.sections, usable);
    let trigger = |(section, pattern)| Trigger { side, section, pattern: Some(pattern) };
    let plain = || {
        let section = compiled.sections.iter().position(fits)?;
        Some(Trigger { side, section, pattern: None })
    };
    best.map(trigger).or_else(plain)
}

/// Puts rules in the order in which they run: by action, then those that set flow bits before those
/// that ask for them, then by priority.
fn sort(rules: &mut [(Compiled, Choice)], bits: usize) {
    let levels = levels(rules, bits);
    rules.sort_by_cached_key(|(rule, _)| {
        let action = match rule.action {
            Action::Pass => 0,
            Action::Drop => 1,
            Action::Reject => 2,
            Action::Alert => 3,
        };
        (action, rank(rule, &levels), rule.about.priority)
    });
}

/// Bits that a rule asks for, and that it changes.
fn reads(rule: &Compiled) -> impl Iterator<Item = u32> {
    rule.flow.iter().flat_map(|check| match check {
        FlowCheck::Bits { names, check: BitCheck::Set | BitCheck::NotSet, .. } => names.to_vec(),
        FlowCheck::HostBit { name, .. } | FlowCheck::Number { name, .. } => vec![*name],
        _ => Vec::new(),
    })
}

fn writes(rule: &Compiled) -> impl Iterator<Item = u32> {
    rule.effects.iter().flat_map(|effect| match effect {
        EffectOp::Bits { names, how: BitChange::Set | BitChange::Toggle | BitChange::Unset } => {
            names.to_vec()
        }
        EffectOp::HostBit { name, .. } | EffectOp::Number { name, .. } => vec![*name],
    })
}

/// Chains of bits that depend on bits are followed so far.
const MAX_LEVEL: u32 = 8;

/// How many rules a bit depends on, one behind the other.
fn levels(rules: &[(Compiled, Choice)], bits: usize) -> Vec<u32> {
    let mut levels = vec![0; bits];
    let level = |levels: &[u32], bit: u32| levels.get(bit as usize).copied().unwrap_or(0);
    for _ in 0..MAX_LEVEL {
        let mut changed = false;
        for (rule, _) in rules {
            let Some(most) = reads(rule).map(|bit| level(&levels, bit)).max() else { continue };
            for bit in writes(rule) {
                let Some(place) = levels.get_mut(bit as usize) else { continue };
                if *place <= most && most < MAX_LEVEL {
                    *place = most + 1;
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    levels
}

fn rank(rule: &Compiled, levels: &[u32]) -> u32 {
    let level = |bit: u32| levels.get(bit as usize).copied().unwrap_or(0);
    match (reads(rule).map(level).max(), writes(rule).next()) {
        (Some(most), Some(_)) => 2 * most + 1,
        (Some(_), None) => 2 * MAX_LEVEL + 4,
        (None, Some(_)) => 0,
        (None, None) => 2 * MAX_LEVEL + 5,
    }
}

#[derive(Debug, Default)]
struct PayloadBuild {
    contents: BySide<Patterns>,
    index: PayloadIndex,
}

#[derive(Debug, Default)]
struct GroupBuild {
    contents: BySide<Patterns>,
    plain: BySide<Vec<u32>>,
}

/// The index under construction.
#[derive(Debug, Default)]
struct Build {
    tcp: PayloadBuild,
    udp: PayloadBuild,
    other: PayloadBuild,
    groups: HashMap<(u32, u32), GroupBuild>,
    index: Index,
}

impl Build {
    fn add(&mut self, place: u32, rule: &Compiled, choice: &Choice) {
        self.index.has_parts |= rule.kind == Kind::Parts;
        self.index.has_streams |=
            rule.flow.iter().any(|check| matches!(check, FlowCheck::StreamSize { .. }));
        match rule.kind {
            Kind::Addresses => self.index.addresses.push(place),
            Kind::Protocol => self.index.protocols.push(place),
            Kind::Parts => self.add_parts(place, rule, choice),
            Kind::Never => {}
            Kind::Packet => match rule.packet_events.first() {
                Some(event) => {
                    self.index.packet_events.entry(event.clone()).or_default().push(place);
                }
                None => self.add_packet(place, rule, choice.first()),
            },
        }
    }

    fn add_packet(&mut self, place: u32, rule: &Compiled, trigger: Option<&Trigger>) {
        let pattern = trigger.and_then(|trigger| trigger.pattern.as_ref());
        // Few ports tell more than few bytes.
        let by_port = rule.header.few_ports().is_some();
        let pattern = pattern.filter(|pattern| !by_port || !prefilter::is_weak(pattern));
        let payload = rule.sections.iter().any(|section| section.source == Source::Payload);
        for (class, carriers) in CLASSES {
            if rule.carriers & carriers == 0 {
                continue;
            }
            let build = match class {
                Class::Tcp => &mut self.tcp,
                Class::Udp => &mut self.udp,
                Class::Other => &mut self.other,
            };
            let on_stream = class == Class::Tcp && rule.on_stream && payload;
            let on_packets = class != Class::Tcp || rule.on_packets || !payload;
            self.index.has_streams |= on_stream;
            match pattern {
                Some(pattern) => {
                    build.contents.each(rule.side, |side| side.add(pattern, place));
                    build.index.on_packets |= on_packets;
                }
                None => {
                    if on_packets {
                        build.index.plain.each(rule.side, |side| side.add(place, rule));
                    }
                    if on_stream {
                        build.index.plain_stream.each(rule.side, |side| side.add(place, rule));
                    }
                }
            }
        }
    }

    fn add_parts(&mut self, place: u32, rule: &Compiled, choice: &Choice) {
        self.index.has_streams |=
            rule.sections.iter().any(|section| section.source == Source::Payload);
        for trigger in choice {
            let Some(section) = rule.sections.get(trigger.section) else { continue };
            let Source::Named(name) = section.source else { continue };
            let group = self.groups.entry((name, section.transforms)).or_default();
            match &trigger.pattern {
                Some(pattern) => group.contents.each(trigger.side, |side| side.add(pattern, place)),
                None => group.plain.each(trigger.side, |side| side.push(place)),
            }
        }
        if choice.is_empty() || rule.transactional {
            self.add_unnamed(place, rule, choice.is_empty());
        }
    }

    /// A rule on parts without a buffer that must be there.
    fn add_unnamed(&mut self, place: u32, rule: &Compiled, is_last: bool) {
        let (mut numbers, mut events, mut buffers) = (Vec::new(), Vec::new(), Vec::new());
        for check in &rule.parts {
            check.triggers(&mut numbers, &mut events);
            check.buffers(&mut buffers);
        }
        if let Some(name) = buffers.first().filter(|_| numbers.is_empty() && events.is_empty()) {
            let group = self.groups.entry((*name, 0)).or_default();
            group.plain.each(rule.side, |side| side.push(place));
            return;
        }
        if numbers.is_empty() && events.is_empty() && is_last {
            self.index.at_done.push(place);
        }
        for (names, lists) in
            [(numbers, &mut self.index.numbers), (events, &mut self.index.part_events)]
        {
            for name in names {
                let name = name as usize;
                if lists.len() <= name {
                    lists.resize_with(name + 1, Vec::new);
                }
                if let Some(list) = lists.get_mut(name).filter(|list| list.last() != Some(&place)) {
                    list.push(place);
                }
            }
        }
    }

    fn finish(self, shared: &Shared) -> Index {
        let payload = |build: PayloadBuild| PayloadIndex {
            contents: build.contents.map(Patterns::build),
            ..build.index
        };
        let mut buffers: Vec<Vec<Group>> = Vec::new();
        buffers.resize_with(shared.parts.len(), Vec::new);
        let mut groups: Vec<_> = self.groups.into_iter().collect();
        groups.sort_unstable_by_key(|(key, _)| *key);
        for ((name, transforms), group) in groups {
            if let Some(list) = buffers.get_mut(name as usize) {
                let contents = group.contents.map(Patterns::build);
                list.push(Group { transforms, contents, plain: group.plain });
            }
        }
        Index {
            tcp: payload(self.tcp),
            udp: payload(self.udp),
            other: payload(self.other),
            buffers,
            ..self.index
        }
    }
}
