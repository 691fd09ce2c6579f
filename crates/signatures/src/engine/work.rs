//! The engine at work: state, and the course of one packet.

use std::collections::HashMap;

use model::event::{ProbeEvent, SignatureAlert};
use model::observation::Transport;
use packet::{Context, Layers, Side};
use protocols::{FlowView, Part};

use crate::engine::bits::HostBits;
use crate::engine::chain::{Memory, Subject};
use crate::engine::compiled::{Compiled, EffectOp, IntChange, IntOperand, Kind};
use crate::engine::flows::{Candidate, FlowState, Flows};
use crate::engine::header::Party;
use crate::engine::judge::{Facts, FlowGround, Ground, Transformed};
use crate::engine::limits::Limits;
use crate::engine::names::{Names, Recent};
use crate::engine::ruleset::{Class, RuleSet};
use crate::engine::sets::{Changes, Sets};
use crate::engine::thresholds::{Hit, Thresholds};
use crate::engine::transactions::Transaction;
use crate::rule::Action;

mod candidates;
mod parts;

/// What the engine did since it was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Rules held against something after a prefilter chose them.
    pub evaluated: u64,
    pub matched: u64,
    pub alerts: u64,
    /// Matches that a threshold kept back.
    pub suppressed: u64,
    pub flows: usize,
    /// Bytes held in windows and transactions.
    pub held: usize,
}

/// Where a candidate was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    Packet,
    Stream(usize),
}

impl Origin {
    fn of(side: Side) -> Self {
        Self::Stream(side.index())
    }
}

fn side_of(index: usize) -> Side {
    if index == 0 { Side::Client } else { Side::Server }
}

/// State of the engine, and room that is used again for each packet.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) limits: Limits,
    flows: Flows,
    hosts: HostBits,
    thresholds: Thresholds,
    changes: Changes,
    stats: Stats,
    parts: Recent,
    events: Recent,
    /// Decode and stream events of the packet at hand.
    packet_events: Vec<&'static str>,
    alerts: Vec<SignatureAlert>,
    found: Vec<(u32, Origin)>,
    hits: Vec<u32>,
    /// By rule: the round in which it was found last.
    stamps: Vec<u32>,
    round: u32,
    memory: Memory,
    transformed: Transformed,
    /// Transactions to be used again.
    spare: Vec<Transaction>,
    /// Rules that matched on the packet at hand.
    queue: Vec<Matched>,
}

/// A rule that matched.
#[derive(Debug, Clone, Copy)]
struct Matched {
    rule: u32,
    side: Option<Side>,
    /// Whether it says something of the flow rather than of the packet.
    of_flow: bool,
}

impl Work {
    pub(crate) fn new(set: &RuleSet, limits: Limits) -> Self {
        Self {
            flows: Flows::default(),
            hosts: HostBits::new(limits.hosts),
            thresholds: Thresholds::new(limits.counts),
            changes: Changes::default(),
            stats: Stats::default(),
            parts: Recent::default(),
            events: Recent::default(),
            packet_events: Vec::new(),
            alerts: Vec::new(),
            found: Vec::new(),
            hits: Vec::new(),
            stamps: vec![0; set.rules.len()],
            round: 0,
            memory: Memory::default(),
            transformed: Transformed::default(),
            spare: Vec::new(),
            queue: Vec::new(),
            limits,
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats { flows: self.flows.len(), held: self.flows.held(), ..self.stats }
    }

    /// Brings what is remembered to the numbers of new rules.
    pub(crate) fn replace(&mut self, old: &RuleSet, new: &RuleSet) {
        let bits = same_names(&old.shared.bits, &new.shared.bits);
        let parts = same_names(&old.shared.parts, &new.shared.parts);
        let events = same_names(&old.shared.events, &new.shared.events);
        let sets = same_names(old.shared.sets.names(), new.shared.sets.names());
        self.flows.each(|state| state.renumber(&bits, &parts, &events));
        self.hosts.renumber(&bits);
        self.changes.renumber(&sets);
        self.parts.clear();
        self.events.clear();
        self.stamps = vec![0; new.rules.len()];
        self.round = 0;
    }

    pub(crate) fn packet_event(&mut self, name: &'static str) {
        // A packet has few things wrong with it.
        if self.packet_events.len() < 64 && !self.packet_events.contains(&name) {
            self.packet_events.push(name);
        }
    }

    pub(crate) fn stream(&mut self, flow: &FlowView<'_>, data: &[u8]) {
        let window = self.limits.window;
        if let Some(state) = self.flows.get(flow.id, flow.client, &self.limits)
            && !state.passed
        {
            state.side_mut(flow.from).add(data, window);
        }
    }

    pub(crate) fn gap(&mut self, flow: &FlowView<'_>, lost: u64) {
        if let Some(state) = self.flows.get(flow.id, flow.client, &self.limits) {
            state.side_mut(flow.from).gap(lost);
        }
    }

    pub(crate) fn part(
        &mut self,
        set: &RuleSet,
        at: &Context,
        flow: &FlowView<'_>,
        part: &Part<'_>,
    ) {
        if flow.id != 0 {
            self.keep_part(set, at, flow, part);
        }
    }

    pub(crate) fn tell(&mut self, out: &mut dyn FnMut(ProbeEvent)) {
        for alert in self.alerts.drain(..) {
            out(ProbeEvent::Alert(alert));
        }
    }

    pub(crate) fn packet_end(
        &mut self,
        set: &RuleSet,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<&FlowView<'_>>,
    ) {
        let facts = Facts::new(at, layers, flow);
        match flow {
            Some(flow) => {
                let mut state = self.flows.take(flow.id, flow.client, &self.limits);
                if !state.passed {
                    self.with_flow(set, &facts, &mut state);
                }
                self.flows.put(state, &self.limits);
            }
            None => {
                self.find_in_packet(set, &facts, None);
                self.judge_found(set, &facts, None);
                self.conclude(set, &facts, None);
            }
        }
        self.packet_events.clear();
    }

    fn with_flow(&mut self, set: &RuleSet, facts: &Facts<'_>, state: &mut FlowState) {
        self.find_in_packet(set, facts, Some(state));
        if facts.class() == Class::Tcp {
            self.find_in_streams(set, facts, state);
        }
        self.judge_found(set, facts, Some(state));
        if !state.transactions.is_empty() {
            self.judge_transactions(set, facts, state);
        }
        self.conclude(set, facts, Some(state));
    }

    pub(crate) fn flow_ended(&mut self, set: &RuleSet, at: &Context, flow: &FlowView<'_>) {
        let mut state = self.flows.take(flow.id, flow.client, &self.limits);
        if !state.passed {
            let layers = Layers::default();
            let facts = Facts::new(at, &layers, Some(flow));
            self.found.clear();
            self.find_in_streams(set, &facts, &mut state);
            self.judge_found(set, &facts, Some(&mut state));
            state.transactions.iter_mut().for_each(|open| open.finish());
            self.judge_transactions(set, &facts, &mut state);
            self.conclude(set, &facts, Some(&mut state));
        }
        self.flows.put(state, &self.limits);
        self.flows.remove(flow.id);
    }

    /// Holds the candidates found in packet and streams, in the order of the rules.
    fn judge_found(&mut self, set: &RuleSet, facts: &Facts<'_>, mut state: Option<&mut FlowState>) {
        if self.found.is_empty() {
            return;
        }
        let mut found = std::mem::take(&mut self.found);
        found.sort_unstable();
        found.dedup();
        let mut told = None;
        for (place, origin) in &found {
            if told == Some(*place) {
                continue;
            }
            let Some(rule) = set.rule(*place) else { continue };
            let holds = match origin {
                Origin::Packet => self.judge_packet(set, facts, *place, rule, state.as_deref_mut()),
                Origin::Stream(index) => {
                    let Some(state) = state.as_deref_mut() else { continue };
                    self.judge_stream(set, facts, *place, rule, side_of(*index), state)
                }
            };
            if holds {
                told = Some(*place);
            }
        }
        found.clear();
        self.found = found;
    }

    fn judge_packet(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        place: u32,
        rule: &Compiled,
        state: Option<&mut FlowState>,
    ) -> bool {
        let side = facts.side();
        let (source, target) = facts.parties(side);
        if !facts.head_holds(rule, side, source, target) || !facts.speaks(&rule.applications) {
            return false;
        }
        let packet = facts.packet();
        if !rule.packet.iter().all(|check| check.holds(&packet)) {
            return false;
        }
        let events = &self.packet_events;
        if !rule.packet_events.iter().all(|name| events.contains(&&**name)) {
            return false;
        }
        self.stats.evaluated += 1;
        let flow_ground = flow_ground(&self.hosts, state.as_deref());
        if !flow_ground.holds(rule, facts, source, target) {
            return false;
        }
        let payload = facts.layers.payload;
        self.transformed.clear();
        self.memory.start(self.limits.steps);
        let mut ground = Ground {
            set,
            payload: (!payload.is_empty()).then(|| Subject::whole(payload)),
            packet,
            open: None,
            side,
            memory: &mut self.memory,
            sets: &Sets { base: &set.shared.sets, changes: &self.changes },
            transformed: &mut self.transformed,
            enough: self.limits.body,
        };
        if !ground.holds(rule) {
            return false;
        }
        let of_flow = rule.kind != Kind::Packet;
        self.matched(facts, rule, Matched { rule: place, side, of_flow }, state);
        true
    }

    fn judge_stream(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        place: u32,
        rule: &Compiled,
        side: Side,
        state: &mut FlowState,
    ) -> bool {
        let (source, target) = facts.parties(Some(side));
        if !facts.head_holds(rule, Some(side), source, target) || !facts.speaks(&rule.applications)
        {
            return false;
        }
        self.stats.evaluated += 1;
        if !flow_ground(&self.hosts, Some(state)).holds(rule, facts, source, target) {
            return false;
        }
        self.memory.start(self.limits.steps);
        let said = state.side(side);
        let from = said.floor(place).max(said.base);
        let skip = usize::try_from(from.saturating_sub(said.base)).unwrap_or(usize::MAX);
        let Some(data) = said.window.get(skip..).filter(|data| !data.is_empty()) else {
            return false;
        };
        self.transformed.clear();
        let mut ground = Ground {
            set,
            payload: Some(Subject { data, base: from }),
            packet: facts.packet(),
            open: None,
            side: Some(side),
            memory: &mut self.memory,
            sets: &Sets { base: &set.shared.sets, changes: &self.changes },
            transformed: &mut self.transformed,
            enough: self.limits.body,
        };
        if !ground.holds(rule) {
            return false;
        }
        let said = state.side_mut(side);
        let end = said.end();
        said.raise_floor(place, end);
        said.pending.retain(|candidate| candidate.rule != place);
        let matched = Matched { rule: place, side: Some(side), of_flow: true };
        self.matched(facts, rule, matched, Some(state));
        true
    }

    /// What follows from a match at once: bits and counters that later rules may ask for.
    fn matched(
        &mut self,
        facts: &Facts<'_>,
        rule: &Compiled,
        matched: Matched,
        mut state: Option<&mut FlowState>,
    ) {
        self.stats.matched += 1;
        let (source, target) = facts.parties(matched.side);
        for effect in &rule.effects {
            self.take_effect(effect, facts, source, target, state.as_deref_mut());
        }
        for (set, within, value) in self.memory.writes.drain(..) {
            self.changes.apply(set, within, value);
        }
        self.queue.push(matched);
    }

    /// Tells of all matches in the order of the rules, up to one that lets the packet pass.
    fn conclude(&mut self, set: &RuleSet, facts: &Facts<'_>, state: Option<&mut FlowState>) {
        if self.queue.is_empty() {
            return;
        }
        let mut queue = std::mem::take(&mut self.queue);
        queue.sort_by_key(|matched| matched.rule);
        let mut passed = None;
        for matched in &queue {
            let Some(rule) = set.rule(matched.rule) else { continue };
            if rule.tells && self.is_told(facts, rule, matched.side) {
                self.stats.alerts += 1;
                self.alerts.push(alert(facts, rule, matched.side));
            }
            if rule.action == Action::Pass {
                passed = Some(*matched);
                break;
            }
        }
        if let (Some(matched), Some(state)) = (passed, state) {
            state.passed |= matched.of_flow;
        }
        queue.clear();
        self.queue = queue;
    }

    /// Whether no threshold keeps the alert back.
    fn is_told(&mut self, facts: &Facts<'_>, rule: &Compiled, side: Option<Side>) -> bool {
        if rule.threshold.is_none() && rule.filter.is_none() {
            return true;
        }
        let (source, target) = facts.parties(side);
        let flow = facts.flow.map_or(0, |flow| flow.id);
        let hit = Hit { time: facts.at.time, flow, source, target };
        let name = (rule.about.gid, rule.about.sid);
        let limits = [(&rule.filter, true), (&rule.threshold, false)];
        let told = limits.into_iter().all(|(limit, is_filter)| {
            limit.as_ref().is_none_or(|limit| self.thresholds.tells(name, limit, is_filter, &hit))
        });
        self.stats.suppressed += u64::from(!told);
        told
    }

    fn take_effect(
        &mut self,
        effect: &EffectOp,
        facts: &Facts<'_>,
        source: Party,
        target: Party,
        state: Option<&mut FlowState>,
    ) {
        match effect {
            EffectOp::HostBit { how, name, track, seconds } => {
                let now = facts.at.time;
                self.hosts.change(*how, *name, *track, *seconds, source, target, now);
            }
            EffectOp::Bits { how, names } => {
                if let Some(state) = state {
                    names.iter().for_each(|bit| state.bits.change(*bit, *how));
                }
            }
            EffectOp::Number { name, how, value } => {
                let Some(state) = state else { return };
                let value = match value {
                    IntOperand::Is(value) => *value,
                    IntOperand::Name(other) => state.bits.number(*other).unwrap_or(0),
                };
                let known = state.bits.number(*name).unwrap_or(0);
                let value = match how {
                    IntChange::Set => value,
                    IntChange::Add => known.saturating_add(value),
                    IntChange::Subtract => known.saturating_sub(value),
                };
                state.bits.set_number(*name, value);
            }
        }
    }
}

fn same_names(old: &Names, new: &Names) -> HashMap<u32, u32> {
    old.iter().filter_map(|(name, place)| Some((place, new.get(name)?))).collect()
}

fn flow_ground<'a>(hosts: &'a HostBits, state: Option<&'a FlowState>) -> FlowGround<'a> {
    FlowGround {
        bits: state.map(|state| &state.bits),
        hosts,
        stream_bytes: state
            .map_or([0; 2], |state| [state.client_side.end(), state.server_side.end()]),
    }
}

fn alert(facts: &Facts<'_>, rule: &Compiled, side: Option<Side>) -> SignatureAlert {
    let (source, target) = facts.ends(side);
    let about = &rule.about;
    SignatureAlert {
        time: facts.at.time,
        packet: facts.at.number,
        flow: facts.flow.map_or(0, |flow| flow.id),
        transport: facts.flow.map_or(Transport::Other, |flow| flow.transport),
        vlan: facts.at.vlan,
        source,
        target,
        protocol: facts.protocol.into(),
        gid: about.gid,
        sid: about.sid,
        rev: about.rev,
        message: about.message.clone(),
        class: about.class.clone(),
        priority: about.priority,
        action: match rule.action {
            Action::Alert => "alert".into(),
            Action::Drop => "drop".into(),
            Action::Pass => "pass".into(),
            Action::Reject => "reject".into(),
        },
        metadata: about.metadata.clone(),
        references: about.references.clone(),
    }
}

/// A candidate as the streams keep it.
fn candidate(rule: u32, end: u64) -> Candidate {
    Candidate { rule, end }
}
