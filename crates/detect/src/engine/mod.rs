//! The engine: events in, findings, facts and baseline out.

mod events;
mod judge;
mod subject;

use std::collections::HashMap;
use std::sync::Arc;

use model::CaptureTime;
use model::event::{FlowSummary, ProbeEvent};
use model::observation::{Endpoint, Kind, Observation};

use crate::baseline::{Baseline, Pair};
use crate::hash::Seeded;
use crate::identity::{BEHAVIOUR, Changed, Ground, Host, Hosts};
use crate::plan::Plan;
use crate::rates::Rates;
use crate::rules::{Body, RuleSet, Side};
use crate::table::Table;
use crate::talk::Talk;
use crate::types::{BaselineEntry, Config, HostKey, Output, State, Stats};
use crate::values::Values;
use crate::versions::Versions;
use crate::windows::{FlowTotals, Level, Memory, Raised, SECOND, Window};
use judge::Departure;
use subject::Subject;

/// Shapes of messages remembered at a time.
const MAX_SHAPES: usize = 16_384;

/// What all messages of one protocol, kind, function and risk have in common.
#[derive(Debug)]
struct Shape {
    /// Hash of the protocol's name.
    protocol: u64,
    /// Rules that such a message can meet.
    rules: Box<[usize]>,
    /// Hints that such a message can give about each side, a bit each.
    client_hints: u64,
    server_hints: u64,
    sender_hints: u64,
    /// Identity fields that such a message may carry, the narrowest first.
    identity: Box<[usize]>,
}

/// Runs rules, baseline and identity over the events of one sensor network, in the order given.
#[derive(Debug)]
pub struct Engine {
    rules: Arc<RuleSet>,
    config: Config,
    seed: Seeded,
    learning_until: Option<CaptureTime>,
    shapes: HashMap<u64, Arc<Shape>, Seeded>,
    /// Rules in use that look at flows, at anomalies, at identity.
    flow_rules: Arc<[usize]>,
    anomaly_rules: Arc<[usize]>,
    identity_rules: Arc<[usize]>,
    /// At alerts of signatures, at files, at what was engineered, at what stops.
    signature_rules: Arc<[usize]>,
    file_rules: Arc<[usize]>,
    engineered_rules: Arc<[usize]>,
    silence_rules: Arc<[usize]>,
    hosts: Hosts,
    talk: Talk,
    baseline: Baseline,
    windows: Table<u64, Window>,
    raised: Table<u64, Raised>,
    levels: Table<u64, Level>,
    flows: Table<u64, FlowTotals>,
    versions: Versions,
    rates: Rates,
    values: Values,
    plan: Plan,
    /// Minute and findings in it, for each rule.
    budgets: Vec<(i64, u32)>,
    stats: Stats,
}

impl Engine {
    pub fn new(rules: Arc<RuleSet>, config: Config) -> Self {
        let seed = Seeded(config.seed);
        Self::with_seed(rules, config, seed)
    }

    fn with_seed(rules: Arc<RuleSet>, config: Config, seed: Seeded) -> Self {
        let of = |wanted: fn(&Body) -> bool| -> Arc<[usize]> {
            let all = rules.rules().iter().enumerate();
            all.filter(|(_, rule)| wanted(&rule.body) && !config.disabled.contains(&rule.id))
                .map(|(index, _)| index)
                .collect()
        };
        Self {
            learning_until: config.learning_until,
            shapes: HashMap::with_hasher(seed),
            flow_rules: of(|body| matches!(body, Body::Scan(scan) if scan.flow.is_some())),
            anomaly_rules: of(|body| matches!(body, Body::Anomaly(_))),
            identity_rules: of(|body| matches!(body, Body::Identity(_))),
            signature_rules: of(|body| matches!(body, Body::Signature(_))),
            file_rules: of(|body| matches!(body, Body::File(_))),
            engineered_rules: of(|body| matches!(body, Body::Engineered(_))),
            silence_rules: of(Body::is_of_silence),
            hosts: Hosts::new(config.max_hosts, seed),
            talk: Talk::new(config.max_conversations, seed),
            baseline: Baseline::new(config.max_commands, seed),
            windows: Table::new(config.max_windows, seed),
            raised: Table::new(config.max_windows, seed),
            levels: Table::new(config.max_windows, seed),
            flows: Table::new(config.max_windows, seed),
            versions: Versions::new(config.max_windows, seed),
            rates: Rates::new(config.max_windows, seed),
            values: Values::new(config.max_windows, seed),
            plan: Plan::new(&config.engineered, seed),
            budgets: vec![(i64::MIN, 0); rules.rules().len()],
            stats: Stats::default(),
            rules,
            config,
            seed,
        }
    }

    /// Holds what runs against this from now on; what was heard of it before counts no more.
    pub fn engineer(&mut self, engineered: crate::scl::Engineered) {
        self.plan = Plan::new(&engineered, self.seed);
        self.config.engineered = engineered;
    }

    /// Goes on from where another engine was. Rules and configuration stay those of this one.
    pub fn restore(&mut self, state: State) {
        let seed = if state.memory.seed == 0 { self.seed } else { Seeded(state.memory.seed) };
        *self = Self::with_seed(Arc::clone(&self.rules), self.config.clone(), seed);
        self.learning_until = state.learning_until.or(self.learning_until);
        for entry in &state.baseline {
            self.baseline.accept(entry);
        }
        state.hosts.into_iter().for_each(|seen| self.hosts.restore(seen));
        state.facts.into_iter().for_each(|(key, fact)| self.hosts.restore_fact(key, fact));
        state.conversations.into_iter().for_each(|seen| self.talk.restore(seen, seed));
        let Memory { windows, raised, levels, flows, budgets, versions, .. } = state.memory;
        self.rates.restore(state.memory.rates, state.memory.clock);
        for (key, version) in versions {
            self.versions.table.insert(key, version);
        }
        for (key, envelope) in state.memory.values {
            self.values.table.insert(key, envelope);
        }
        for (key, level) in state.memory.heard {
            self.plan.heard.insert(key, level);
        }
        for (key, window) in windows {
            self.windows.insert(key, window);
        }
        for (key, value) in raised {
            self.raised.insert(key, value);
        }
        for (key, value) in levels {
            self.levels.insert(key, value);
        }
        for (key, value) in flows {
            self.flows.insert(key, value);
        }
        for (rule, budget) in self.rules.rules().iter().zip(&mut self.budgets) {
            *budget = budgets.get(&rule.id).copied().unwrap_or(*budget);
        }
    }

    /// Everything it knows, to go on later.
    pub fn state(&self) -> State {
        State {
            learning_until: self.learning_until,
            baseline: self.baseline.lines(),
            facts: self.hosts.facts(),
            hosts: self.hosts.seen(),
            conversations: self.talk.list(),
            memory: self.memory(),
        }
    }

    /// The part of the state that nobody else keeps: open windows, raised findings, counters.
    /// Cheap beside [`Engine::state`]; the rest comes out as [`Output`].
    pub fn memory(&self) -> Memory {
        let rules = self.rules.rules().iter().zip(&self.budgets);
        Memory {
            seed: self.seed.0,
            windows: self
                .windows
                .iter()
                .filter(|(_, window)| !window.is_empty())
                .map(|(key, window)| (*key, window.clone()))
                .collect(),
            raised: self.raised.iter().map(|(k, v)| (*k, *v)).collect(),
            levels: self.levels.iter().map(|(k, v)| (*k, *v)).collect(),
            flows: self.flows.iter().map(|(k, v)| (*k, *v)).collect(),
            budgets: rules
                .filter(|(_, budget)| budget.1 > 0)
                .map(|(rule, budget)| (rule.id.clone(), *budget))
                .collect(),
            versions: self.versions.table.iter().map(|(k, v)| (*k, v.clone())).collect(),
            rates: self.rates.list(),
            clock: self.rates.clock,
            values: self.values.table.iter().map(|(k, v)| (*k, *v)).collect(),
            heard: self.plan.heard.iter().map(|(k, v)| (*k, *v)).collect(),
        }
    }

    /// Takes one event in. `reference` names the stored event, to be quoted as evidence.
    /// What is new is appended to `out`; totals of hosts and conversations come with
    /// [`Engine::flush`].
    pub fn event(&mut self, event: &ProbeEvent, reference: Option<&str>, out: &mut Output) {
        self.stats.events += 1;
        if self.learning_until.is_none() {
            let window = i64::from(self.config.learning_seconds) * SECOND;
            self.learning_until = Some(CaptureTime(event.time().0.saturating_add(window)));
        }
        if self.rates.advance(event.time().0) {
            self.look_for_missing(event.time(), out);
        }
        match event {
            ProbeEvent::Observation(o) => self.observation(o, reference, out),
            ProbeEvent::Flow(flow) => self.flow(flow, reference, out),
            ProbeEvent::Alert(alert) => self.alert(alert, reference, out),
            ProbeEvent::File(file) => self.file(file, reference, out),
            ProbeEvent::Health(_) => {}
        }
    }

    /// Reports hosts and conversations heard since the last time. Call it once a batch.
    pub fn flush(&mut self, out: &mut Output) {
        self.hosts.flush(out);
        self.talk.flush(out);
    }

    /// Adds a line to the baseline because a person said it is right.
    pub fn accept(&mut self, entry: &BaselineEntry) {
        self.baseline.accept(entry);
    }

    /// Every line of the baseline, by key.
    pub fn baseline(&self) -> Vec<BaselineEntry> {
        self.baseline.lines()
    }

    /// Number of lines of the baseline.
    pub fn baseline_len(&self) -> usize {
        self.baseline.len()
    }

    /// When learning ends, in capture time; none before the first event if only a length is given.
    pub fn learning_until(&self) -> Option<CaptureTime> {
        self.learning_until
    }

    /// Sets another end of the learning window: later to learn on, earlier to end it.
    pub fn learn_until(&mut self, until: CaptureTime) {
        self.learning_until = Some(until);
    }

    pub fn stats(&self) -> Stats {
        let tables = [
            self.hosts.table.evicted,
            self.talk.evicted(),
            self.windows.evicted,
            self.raised.evicted,
            self.levels.evicted,
            self.flows.evicted,
            self.versions.table.evicted,
            self.rates.evicted(),
            self.values.table.evicted,
        ];
        let evicted = tables.iter().sum();
        Stats { evicted, not_learned: self.baseline.not_learned, ..self.stats }
    }

    fn is_learning(&self, time: CaptureTime) -> bool {
        self.learning_until.is_some_and(|until| time < until)
    }

    fn is_service(&self, port: u16) -> bool {
        port != 0 && (port < 1024 || self.config.service_ports.contains(&port))
    }

    /// (commanding side, commanded side). Ports tell it where only one of them is a service: an
    /// outstation reports on its own account, a controller fetches the blocks it is sent.
    fn orient<'a>(&self, o: &'a Observation) -> (&'a Endpoint, &'a Endpoint) {
        let (client, server) = o.client_server();
        if self.is_service(client.port) && !self.is_service(server.port) {
            (server, client)
        } else {
            (client, server)
        }
    }

    fn shape(&mut self, o: &Observation) -> Arc<Shape> {
        let Observation { protocol, operation, code, kind, risk, .. } = o;
        let key = self.seed.of(&(protocol.as_ref(), operation.as_ref(), *code, *kind, *risk));
        if let Some(shape) = self.shapes.get(&key) {
            return Arc::clone(shape);
        }
        if self.shapes.len() >= MAX_SHAPES {
            self.shapes.clear();
        }
        let shape = Arc::new(self.make_shape(o));
        self.shapes.insert(key, Arc::clone(&shape));
        shape
    }

    fn make_shape(&self, o: &Observation) -> Shape {
        let rules = self.rules.rules().iter().enumerate();
        let wanted = rules.filter(|(_, rule)| {
            !self.config.disabled.contains(&rule.id)
                && rule.body.filter().is_some_and(|filter| filter.admits_shape(o))
        });
        let hints = |side: Side| {
            let all = self.rules.hints().iter().enumerate();
            all.filter(|(_, hint)| hint.side == side && hint.when.admits_shape(o))
                .fold(0u64, |mask, (index, _)| mask | 1 << index)
        };
        Shape {
            protocol: self.seed.of(o.protocol.as_ref()),
            rules: wanted.map(|(index, _)| index).collect(),
            client_hints: hints(Side::Client),
            server_hints: hints(Side::Server),
            sender_hints: hints(Side::Sender),
            identity: self.identity_of(o),
        }
    }

    fn identity_of(&self, o: &Observation) -> Box<[usize]> {
        let fields = self.rules.identity_fields();
        let mut list: Vec<usize> = (0..fields.len())
            .filter(|&at| fields.get(at).is_some_and(|f| f.admits_shape(o)))
            .collect();
        list.sort_by_key(|&at| fields.get(at).map(|f| std::cmp::Reverse(f.narrowness())));
        list.into()
    }

    /// Learns a message, or says how it departs from what was learned.
    fn depart(&mut self, pair: &Pair, port: u16, o: &Observation, out: &mut Output) -> Departure {
        let learning = self.is_learning(o.time);
        let known = if learning {
            out.learned.extend(self.baseline.learn(pair, o));
            0
        } else {
            self.baseline.deviations(pair, o)
        };
        let too_often = self.rates.count(pair, port, learning, o);
        let outside = self.values.meet(pair.server, pair.protocol, learning, o);
        Departure::new(known, too_often, outside)
    }

    fn observation(&mut self, o: &Observation, reference: Option<&str>, out: &mut Output) {
        let ground = Ground { time: o.time, packet: o.packet, reference };
        let shape = self.shape(o);
        let (client, server) = self.orient(o);
        let (client_key, server_key) = (HostKey::of(client), HostKey::of(server));
        let pair = Pair { client: client_key, server: server_key, protocol: shape.protocol };
        self.meet(o, &shape, std::ptr::eq(client, &raw const o.source), &ground, out);
        let known = self.baseline.knows(&pair);
        self.talk.message(pair, server.port, known, o);
        let departure = self.depart(&pair, server.port, o, out);
        let subject = Subject::message(o, client_key, server_key, server.port, ground);
        if !shape.rules.is_empty() {
            let rules = Arc::clone(&self.rules);
            for rule in
                shape.rules.iter().filter_map(|&index| Some((index, rules.rules().get(index)?)))
            {
                self.judge(rule, o, &subject, &departure, known, out);
            }
        }
        if !self.config.engineered.blocks.is_empty() || !self.config.engineered.ieds.is_empty() {
            self.judge_plan(o, &subject, out);
        }
        self.identify(o, &shape, &subject, out);
        if !o.anomalies.is_empty() {
            let sender = Subject {
                source: HostKey::of(&o.source),
                target: HostKey::of(&o.target),
                ..subject
            };
            self.anomalies(&o.anomalies, &sender, out);
        }
    }

    /// Reads what the message says about who sent it.
    fn identify(
        &mut self,
        o: &Observation,
        shape: &Shape,
        subject: &Subject<'_>,
        out: &mut Output,
    ) {
        let rules = Arc::clone(&self.rules);
        let of_shape = || shape.identity.iter().filter_map(|&at| rules.identity_fields().get(at));
        let tells = o.fields.iter().any(|(name, _)| of_shape().any(|field| field.field == *name));
        if tells {
            let fields: Vec<_> = of_shape().collect();
            let changes = self.hosts.read_fields(o, &fields, &subject.ground, out);
            self.changes(&changes, subject, out);
        }
    }

    /// Notes both hosts, and what the message says about them.
    fn meet(
        &mut self,
        o: &Observation,
        shape: &Shape,
        client_sent: bool,
        ground: &Ground<'_>,
        out: &mut Output,
    ) {
        let count = u64::from(o.count.max(1));
        let of_client = |client: bool| if client { shape.client_hints } else { shape.server_hints };
        // Over TCP whoever is spoken to at this level has answered a connection.
        let real_target = o.transport == model::observation::Transport::Tcp
            || o.kind == Kind::Response && o.target.ip.is_some();
        let sides = [(&o.source, true, client_sent), (&o.target, false, !client_sent)];
        for (end, sent, is_client) in sides {
            if !sent && !real_target {
                continue;
            }
            let messages = if sent { count } else { 0 };
            let Some(host) = self.hosts.touch(end, sent, messages, ground, out) else { continue };
            let mut hints = of_client(is_client) & !host.marks;
            if sent {
                hints |= shape.sender_hints & !host.marks;
                let new_protocol = host.speaks(shape.protocol);
                if new_protocol {
                    self.conclude_protocol(HostKey::of(end), o, ground, out);
                }
            }
            if hints != 0 {
                self.conclude_hints(HostKey::of(end), hints, o, ground, out);
            }
        }
    }

    fn conclude_protocol(
        &mut self,
        key: HostKey,
        o: &Observation,
        ground: &Ground<'_>,
        out: &mut Output,
    ) {
        self.conclude_behaviour(key, "protocol", &o.protocol, 90, o, ground, out);
    }

    fn conclude_hints(
        &mut self,
        key: HostKey,
        hints: u64,
        o: &Observation,
        ground: &Ground<'_>,
        out: &mut Output,
    ) {
        let rules = Arc::clone(&self.rules);
        for (index, hint) in rules.hints().iter().enumerate() {
            if hints & (1 << index) == 0 || !hint.when.admits_message(o) {
                continue;
            }
            if let Some(host) = self.hosts.table.get_mut(&key) {
                host.marks |= 1 << index;
            }
            let (attribute, value) = (hint.attribute.as_str(), hint.value.as_str());
            self.conclude_behaviour(key, attribute, value, hint.confidence, o, ground, out);
            // The level follows from the role, a little less surely.
            let level = rules.level_of(value).filter(|_| attribute == "role");
            if let Some(level) = level {
                let confidence = hint.confidence.saturating_sub(10).max(1);
                self.conclude_behaviour(key, "purdue_level", level, confidence, o, ground, out);
            }
        }
    }

    /// Behaviour adds up: a weaker sign takes nothing from a stronger one.
    fn conclude_behaviour(
        &mut self,
        key: HostKey,
        attribute: &str,
        value: &str,
        confidence: u8,
        o: &Observation,
        ground: &Ground<'_>,
        out: &mut Output,
    ) {
        let shown = |host: &Host| host.shows(attribute, value, confidence);
        if self.hosts.table.get(&key).is_none_or(shown) {
            return;
        }
        let summary = subject::summary(&o.protocol, &o.operation, o.object.as_ref());
        let evidence = ground.evidence(summary);
        let method = BEHAVIOUR.to_owned();
        self.hosts.conclude(key, attribute, value.to_owned(), confidence, method, evidence, out);
    }

    fn changes(&mut self, changes: &[Changed], subject: &Subject<'_>, out: &mut Output) {
        let rules = Arc::clone(&self.rules);
        for change in changes {
            for &index in &*Arc::clone(&self.identity_rules) {
                if let Some(rule) = rules.rules().get(index) {
                    self.judge_change((index, rule), change, subject, out);
                }
            }
        }
    }

    fn flow(&mut self, flow: &FlowSummary, reference: Option<&str>, out: &mut Output) {
        let ground = Ground { time: flow.last, packet: 0, reference };
        let (client, server) = (HostKey::of(&flow.client), HostKey::of(&flow.server));
        for (end, packets) in [(&flow.client, flow.packets[0]), (&flow.server, flow.packets[1])] {
            if packets > 0 {
                self.hosts.touch(end, true, 0, &ground, out);
            }
        }
        let protocol = self.seed.of(flow.protocol.as_ref());
        let pair = Pair { client, server, protocol };
        let known = self.baseline.knows_hosts(client, server);
        let (new, packets, bytes) = self.flow_growth(flow);
        self.talk.flow(pair, flow, new, packets, bytes, known);
        let subject = Subject::flow(flow, client, server, ground);
        let rules = Arc::clone(&self.rules);
        for &index in &*Arc::clone(&self.flow_rules) {
            if let Some(rule) = rules.rules().get(index) {
                self.judge_flow((index, rule), flow, &subject, known, out);
            }
        }
        if !flow.anomalies.is_empty() {
            self.anomalies(&flow.anomalies, &subject, out);
        }
    }

    /// Summaries carry totals: what this one adds to the one before.
    fn flow_growth(&mut self, flow: &FlowSummary) -> (bool, u64, u64) {
        let key = self.seed.of(&(flow.flow, flow.client, flow.server));
        let packets = flow.packets[0].saturating_add(flow.packets[1]);
        let bytes = flow.bytes[0].saturating_add(flow.bytes[1]);
        let totals = FlowTotals { packets, bytes, time: flow.last.0 };
        let before = self.flows.get(&key).copied();
        if flow.ended {
            self.flows.remove(&key);
        } else {
            self.flows.insert(key, totals);
        }
        match before {
            Some(old) if old.packets <= packets && old.bytes <= bytes => {
                (false, packets - old.packets, bytes - old.bytes)
            }
            _ => (true, packets, bytes),
        }
    }
}

#[cfg(test)]
mod tests;
