//! Finding the rules that a packet and its streams may concern.

use packet::Side;

use super::{Origin, Work, candidate};
use crate::engine::flows::FlowState;
use crate::engine::judge::Facts;
use crate::engine::ruleset::{Class, RuleSet};

impl Work {
    /// Candidates by the packet itself: its headers, its payload, its events, what comes once a
    /// flow and side.
    pub(super) fn find_in_packet(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        state: Option<&mut FlowState>,
    ) {
        self.found.clear();
        for event in &self.packet_events {
            let rules = set.index.packet_events.get(*event);
            self.found.extend(rules.into_iter().flatten().map(|rule| (*rule, Origin::Packet)));
        }
        match (facts.side(), state) {
            (Some(side), Some(state)) => self.find_once(set, facts, side, state),
            _ => self.offer(set, facts, None, set.index.addresses.iter().copied()),
        }
        let class = facts.class();
        let index = set.index.payload(class);
        let sides: &[Side] = match facts.side() {
            Some(Side::Client) => &[Side::Client],
            Some(Side::Server) => &[Side::Server],
            None => &[Side::Client, Side::Server],
        };
        let (source, target) = facts.parties(facts.side());
        for side in sides {
            let rules = index.plain.of(*side).of(source.port, target.port);
            self.offer(set, facts, facts.side(), rules);
        }
        // The payload of TCP packets is looked at together with the streams.
        if class != Class::Tcp || facts.flow.is_none() {
            for side in sides {
                self.scan_payload(set, facts, class, *side);
            }
        }
    }

    /// What happens once a flow and side.
    fn find_once(&mut self, set: &RuleSet, facts: &Facts<'_>, side: Side, state: &mut FlowState) {
        let said = state.side_mut(side);
        if !std::mem::replace(&mut said.addresses_done, true) {
            self.offer(set, facts, Some(side), set.index.addresses.iter().copied());
        }
        if !facts.protocol.is_empty() && !std::mem::replace(&mut said.protocol_done, true) {
            self.offer(set, facts, Some(side), set.index.protocols.iter().copied());
        }
    }

    /// Takes those of `rules` whose head fits.
    fn offer(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        side: Option<Side>,
        rules: impl Iterator<Item = u32>,
    ) {
        let (source, target) = facts.parties(side);
        for place in rules {
            let fits =
                set.rule(place).is_some_and(|rule| facts.head_holds(rule, side, source, target));
            if fits {
                self.found.push((place, Origin::Packet));
            }
        }
    }

    fn scan_payload(&mut self, set: &RuleSet, facts: &Facts<'_>, class: Class, side: Side) {
        let payload = facts.layers.payload;
        let index = set.index.payload(class);
        let Some(contents) = index.contents.of(side) else { return };
        if payload.is_empty() || !index.on_packets {
            return;
        }
        self.scan(|found| contents.scan(payload, found));
        let hits = std::mem::take(&mut self.hits);
        for place in &hits {
            let Some(rule) = set.rule(*place) else { continue };
            if class != Class::Tcp || rule.on_packets {
                self.found.push((*place, Origin::Packet));
            }
        }
        self.hits = hits;
    }

    /// Collects what a scan finds into `hits`, each rule once.
    pub(super) fn scan(&mut self, run: impl FnOnce(&mut dyn FnMut(u32))) {
        self.hits.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.stamps.fill(0);
            self.round = 1;
        }
        let (round, stamps, hits) = (self.round, &mut self.stamps, &mut self.hits);
        run(&mut |rule| {
            if let Some(stamp) = stamps.get_mut(rule as usize)
                && *stamp != round
            {
                *stamp = round;
                hits.push(rule);
            }
        });
    }

    /// Candidates by what the streams brought, and by the payload of the packet.
    pub(super) fn find_in_streams(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        state: &mut FlowState,
    ) {
        let payload = facts.layers.payload.len() as u64;
        let mut payload_seen = payload == 0;
        let recognised = !facts.protocol.is_empty() && !state.recognised;
        state.recognised |= recognised;
        for side in [Side::Client, Side::Server] {
            let said = state.side(side);
            if said.is_dirty() {
                // Nearly always the stream grew by just this packet: then one look does for both.
                let same = facts.side() == Some(side)
                    && said.end().saturating_sub(said.scanned) == payload;
                payload_seen |= same;
                self.scan_stream(set, facts, side, same, state);
            } else if !recognised {
                continue;
            }
            self.offer_pending(side, state);
        }
        if let Some(side) = facts.side().filter(|_| !payload_seen) {
            self.scan_payload(set, facts, Class::Tcp, side);
        }
    }

    fn scan_stream(
        &mut self,
        set: &RuleSet,
        facts: &Facts<'_>,
        side: Side,
        is_payload: bool,
        state: &mut FlowState,
    ) {
        let index = set.index.payload(Class::Tcp);
        let said = state.side_mut(side);
        let (source, target) = facts.parties(Some(side));
        let end = said.end();
        if let Some(contents) = index.contents.of(side) {
            let from = said.scanned.saturating_sub(said.base);
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            let from = from.saturating_sub(contents.overlap());
            let data = said.window.get(from..).unwrap_or_default();
            self.scan(|found| contents.scan(data, found));
            let hits = std::mem::take(&mut self.hits);
            for place in &hits {
                let Some(rule) = set.rule(*place) else { continue };
                if is_payload && rule.on_packets {
                    self.found.push((*place, Origin::Packet));
                }
                if rule.on_stream && facts.head_holds(rule, Some(side), source, target) {
                    said.keep(candidate(*place, end));
                }
            }
            self.hits = hits;
        }
        for place in index.plain_stream.of(side).of(source.port, target.port) {
            let rule = set.rule(place);
            if rule.is_some_and(|rule| facts.head_holds(rule, Some(side), source, target)) {
                self.found.push((place, Origin::of(side)));
            }
        }
        said.scanned = end;
    }

    fn offer_pending(&mut self, side: Side, state: &mut FlowState) {
        let said = state.side_mut(side);
        let base = said.base;
        said.pending.retain(|candidate| candidate.end > base);
        let found = said.pending.iter().map(|candidate| (candidate.rule, Origin::of(side)));
        self.found.extend(found);
    }
}
