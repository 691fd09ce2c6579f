//! Transactions: what parsers lay open is kept, then held against the rules.

use packet::{Context, Layers, Side};
use protocols::{FlowView, Part};

use super::{Matched, Work, flow_ground};
use crate::engine::chain::Subject;
use crate::engine::compile::BIG_ENDIAN;
use crate::engine::compiled::Compiled;
use crate::engine::flows::FlowState;
use crate::engine::judge::{Facts, Ground};
use crate::engine::part_checks::values;
use crate::engine::ruleset::{Class, Group, RuleSet};
use crate::engine::sets::Sets;
use crate::engine::transactions::Transaction;

/// Transactions kept to be used again.
const MAX_SPARE: usize = 64;
/// A transaction with more memory than that is not used again.
const MAX_SPARE_BYTES: usize = 16 << 10;

/// What a part is, as the rules number it.
enum Kept<'a> {
    Buffer(u32, &'a [u8], bool),
    Number(u32, u64),
    Event(u32),
    Done,
}

impl Work {
    pub(super) fn keep_part(
        &mut self,
        set: &RuleSet,
        at: &Context,
        flow: &FlowView<'_>,
        part: &Part<'_>,
    ) {
        let (number, kept) = match *part {
            Part::Buffer { transaction, name, data, more } => {
                let Some(name) = self.parts.get(&set.shared.parts, name) else { return };
                (transaction, Kept::Buffer(name, data, more))
            }
            Part::Number { transaction, name, value } => {
                let Some(name) = self.parts.get(&set.shared.parts, name) else { return };
                (transaction, Kept::Number(name, value))
            }
            Part::Event { transaction, name } => {
                let Some(name) = self.events.get(&set.shared.events, name) else { return };
                (transaction, Kept::Event(name))
            }
            Part::Done { transaction } => (transaction, Kept::Done),
            Part::File(_) => return,
        };
        let limits = &self.limits;
        let Some(state) = self.flows.get(flow.id, flow.client, limits) else { return };
        if state.passed {
            return;
        }
        let is_open =
            |open: &Transaction| open.number == number && open.side == flow.from && !open.done;
        let mut place = state.transactions.iter().rposition(is_open);
        if place.is_none() {
            if matches!(kept, Kept::Done) && set.index.at_done.is_empty() {
                return;
            }
            let fresh = || Transaction::new(number, flow.from);
            let mut open = self.spare.pop().unwrap_or_else(fresh);
            open.restart(number, flow.from);
            state.transactions.push(open);
            place = Some(state.transactions.len() - 1);
        }
        let Some(open) = place.and_then(|place| state.transactions.get_mut(place)) else { return };
        let data = match kept {
            Kept::Buffer(name, data, true) if is_http(flow.protocol) => {
                let left = limits.body_depth.saturating_sub(open.said(name));
                data.get(..data.len().min(left)).unwrap_or_default()
            }
            Kept::Buffer(_, data, _) => data,
            _ => &[],
        };
        match kept {
            Kept::Buffer(name, _, false) => open.lay(name, data, limits),
            Kept::Buffer(name, _, true) => open.lay_more(name, data, limits),
            Kept::Number(name, value) => open.number(name, value),
            Kept::Event(name) => open.event(name),
            Kept::Done => open.finish(),
        }
        if state.transactions.len() > limits.transactions {
            self.make_room(set, at, flow);
        }
    }

    /// One packet brought more transactions than are kept open: those that are over are looked at
    /// now, and of the others the oldest is given up.
    fn make_room(&mut self, set: &RuleSet, at: &Context, flow: &FlowView<'_>) {
        let mut state = self.flows.take(flow.id, flow.client, &self.limits);
        let layers = Layers::default();
        let facts = Facts::new(at, &layers, Some(flow));
        self.judge_transactions(set, &facts, &mut state);
        self.conclude(set, &facts, Some(&mut state));
        if state.transactions.len() >= self.limits.transactions {
            let oldest = state.transactions.remove(0);
            self.retire(oldest);
        }
        self.flows.put(state, &self.limits);
    }

    fn retire(&mut self, mut open: Transaction) {
        if self.spare.len() < MAX_SPARE && open.held() <= MAX_SPARE_BYTES {
            open.restart(0, Side::Client);
            self.spare.push(open);
        }
    }

    /// Holds all transactions that changed against the rules; those that are over go.
    pub(super) fn judge_transactions(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        state: &mut FlowState,
    ) {
        let mut all = std::mem::take(&mut state.transactions);
        for open in &mut all {
            if open.fresh {
                self.judge_transaction(set, facts, open, state);
            }
        }
        // In place, so that the memory of the list is used again.
        let mut place = 0;
        while let Some(open) = all.get(place) {
            if open.done {
                let open = all.remove(place);
                self.retire(open);
            } else {
                place += 1;
            }
        }
        state.transactions = all;
    }

    fn judge_transaction(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        open: &mut Transaction,
        state: &mut FlowState,
    ) {
        self.transformed.clear();
        self.find_in_transaction(set, open);
        let mut hits = std::mem::take(&mut self.hits);
        hits.sort_unstable();
        for place in &hits {
            if open.told.contains(place) {
                continue;
            }
            if self.judge_parts(set, facts, *place, open, state) {
                open.told.push(*place);
            } else if !open.done {
                open.keep(*place);
            }
        }
        let told = std::mem::take(&mut open.told);
        open.pending.retain(|rule| !told.contains(rule));
        open.told = told;
        hits.clear();
        self.hits = hits;
        open.seen();
    }

    fn find_in_transaction(&mut self, set: &RuleSet, open: &mut Transaction) {
        let index = &set.index;
        let mut transformed = std::mem::take(&mut self.transformed);
        self.scan(|found| {
            open.pending.iter().for_each(|rule| found(*rule));
            for (place, laid) in open.laid.iter().enumerate().filter(|(_, laid)| laid.fresh) {
                let data = open.bytes_of(laid);
                for group in index.buffers.get(laid.name as usize).into_iter().flatten() {
                    group.plain.of(open.side).iter().for_each(|rule| found(*rule));
                    let Some(contents) = group.contents.of(open.side) else { continue };
                    if group.transforms != 0 {
                        if laid.whole || !laid.is_body() {
                            let data = transformed.get(set, place, group.transforms, data);
                            contents.scan(data, &mut *found);
                        } else {
                            each_rule(group, open.side, found);
                        }
                        continue;
                    }
                    let from = laid.scanned.saturating_sub(laid.base);
                    let from = usize::try_from(from).unwrap_or(usize::MAX);
                    let from = from.saturating_sub(contents.overlap());
                    contents.scan(data.get(from..).unwrap_or_default(), &mut *found);
                }
            }
            for (name, _) in open.numbers.iter().skip(open.fresh_numbers) {
                let rules = index.numbers.get(*name as usize);
                rules.into_iter().flatten().for_each(|rule| found(*rule));
            }
            for name in open.events.iter().skip(open.fresh_events) {
                let rules = index.part_events.get(*name as usize);
                rules.into_iter().flatten().for_each(|rule| found(*rule));
            }
            if open.done {
                index.at_done.iter().for_each(|rule| found(*rule));
            }
        });
        self.transformed = transformed;
        open.scanned();
    }

    fn judge_parts(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        place: u32,
        open: &Transaction,
        state: &mut FlowState,
    ) -> bool {
        let Some(rule) = set.rule(place) else { return false };
        // A rule on both sides is about what the client asked.
        let side = Some(if rule.transactional { Side::Client } else { open.side });
        let (source, target) = facts.parties(side);
        if !facts.head_holds(rule, side, source, target) || !facts.speaks(&rule.applications) {
            return false;
        }
        let packet = facts.packet();
        if !rule.packet.iter().all(|check| check.holds(&packet))
            || !(rule.transactional || rule.parts.iter().all(|check| check.holds(open)))
        {
            return false;
        }
        self.stats.evaluated += 1;
        if !flow_ground(&self.hosts, Some(state)).holds(rule, facts, source, target) {
            return false;
        }
        self.memory.start(self.limits.steps);
        let big = set.shared.parts.get(BIG_ENDIAN);
        self.memory.little = big.is_none_or(|big| values(open, big).next().is_none());
        let payload = if facts.class() == Class::Tcp {
            let said = state.side(open.side);
            Subject { data: &said.window, base: said.base }
        } else {
            Subject::whole(facts.layers.payload)
        };
        let mut ground = Ground {
            set,
            payload: Some(payload),
            packet,
            open: Some(open),
            side: Some(open.side),
            memory: &mut self.memory,
            sets: &Sets { base: &set.shared.sets, changes: &self.changes },
            transformed: &mut self.transformed,
            enough: self.limits.body,
        };
        let holds = if rule.transactional {
            let holding = ground.holding(rule);
            both_hold(place, rule, open, holding, state)
        } else {
            ground.holds(rule)
        };
        if holds {
            let matched = Matched { rule: place, side, of_flow: true };
            self.matched(facts, rule, matched, Some(state));
        }
        holds
    }
}

/// Whether this side completes a rule on request and response.
fn both_hold(
    place: u32,
    rule: &Compiled,
    open: &Transaction,
    mut holding: u64,
    state: &mut FlowState,
) -> bool {
    let sections = rule.sections.len();
    for (number, check) in rule.parts.iter().enumerate() {
        if check.holds(open) {
            holding |= 1 << (sections + number);
        }
    }
    let all = (1_u64 << (sections + rule.parts.len())) - 1;
    let (before, now) = state.add_half(open.number, place, holding);
    before != all && now == all
}

/// Bodies of HTTP are looked at up to a depth.
fn is_http(protocol: &str) -> bool {
    matches!(protocol, "http" | "http2")
}

/// A buffer that is not whole cannot be transformed yet: every rule on it waits.
fn each_rule(group: &Group, side: Side, found: &mut dyn FnMut(u32)) {
    if let Some(contents) = group.contents.of(side) {
        contents.each_rule(found);
    }
}
