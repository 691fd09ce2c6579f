//! The engine: rules held against packets, streams and what parsers lay open.
//!
//! Source: Suricata User Guide 8.0, "Rules"; the order of looking and what is told once follow
//! Suricata in passive mode.
//! Not covered: actions on traffic (a passive probe only tells), `tag`, `bypass`.
//!
//! How a packet goes: [`protocols::Listener::stream`] and [`protocols::Listener::part`] keep what
//! is told in the flow's state; [`protocols::Listener::packet_end`] looks for candidates with the
//! prefilters, holds each against the packet, the streams and the transactions in the order of the
//! rules, and tells.

mod asn1;
mod bits;
mod bytes;
mod chain;
mod compile;
mod compiled;
mod entropy;
mod flows;
mod header;
mod headers;
mod judge;
mod keywords;
mod limits;
mod magic;
mod modbus;
mod names;
mod ops;
mod outside;
mod part_checks;
mod prefilter;
mod ruleset;
mod search;
mod sets;
#[cfg(test)]
mod tests;
mod thresholds;
mod transactions;
mod work;

use std::sync::Arc;

use model::event::ProbeEvent;
use packet::{Context, Layers};
use protocols::{FlowView, Listener, Part, Wants};

pub use limits::Limits;
pub use ruleset::{Failure, RuleSet};
pub use sets::{DataSets, Values};
pub use work::Stats;

use work::Work;

/// Rules at work on the traffic of one pipeline.
#[derive(Debug)]
pub struct Engine {
    set: Arc<RuleSet>,
    work: Work,
}

impl Engine {
    pub fn new(set: Arc<RuleSet>, limits: Limits) -> Self {
        let work = Work::new(&set, limits);
        Self { set, work }
    }

    /// Goes on with other rules. Flows keep their bits, counters and streams; open transactions
    /// are held against the new rules from here on.
    pub fn replace(&mut self, set: Arc<RuleSet>) {
        self.work.replace(&self.set, &set);
        self.set = set;
    }

    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.set
    }

    pub fn stats(&self) -> Stats {
        self.work.stats()
    }
}

impl Listener for Engine {
    fn wants(&self) -> Wants {
        self.set.wants()
    }

    fn decode_event(&mut self, _at: &Context, name: &'static str) {
        self.work.packet_event(name);
    }

    fn stream_event(&mut self, _at: &Context, _flow: &FlowView<'_>, name: &'static str) {
        self.work.packet_event(name);
    }

    fn stream(&mut self, _at: &Context, flow: &FlowView<'_>, data: &[u8]) {
        self.work.stream(flow, data);
    }

    fn gap(&mut self, _at: &Context, flow: &FlowView<'_>, lost: u64) {
        self.work.gap(flow, lost);
    }

    fn part(&mut self, at: &Context, flow: &FlowView<'_>, part: &Part<'_>) {
        self.work.part(&self.set, at, flow, part);
    }

    fn packet_end(
        &mut self,
        at: &Context,
        layers: &Layers<'_>,
        flow: Option<&FlowView<'_>>,
        out: &mut dyn FnMut(ProbeEvent),
    ) {
        self.work.packet_end(&self.set, at, layers, flow);
        self.work.tell(out);
    }

    fn flow_ended(&mut self, at: &Context, flow: &FlowView<'_>, out: &mut dyn FnMut(ProbeEvent)) {
        self.work.flow_ended(&self.set, at, flow);
        self.work.tell(out);
    }
}
