//! Rules applied to a subject, and findings said once.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash, Hasher};

use model::asset::Evidence;
use model::event::FlowSummary;
use model::finding::{Detection, Severity};
use model::observation::{Anomaly, Observation, Value};

use super::Engine;
use super::subject::{Subject, object_text};
use crate::identity::Changed;
use crate::rates::TooOften;
use crate::rules::{Body, ChangeIs, Deviation, Distinct, KeyPart, Rule, ScanIs};
use crate::types::{HostKey, Output};
use crate::values::Outside;
use crate::windows::{Level, Raised, SECOND, Window};

pub(super) type Indexed<'a> = (usize, &'a Rule);
pub(super) type Params = BTreeMap<String, String>;

/// Keeps keys of different tables apart.
#[derive(Clone, Copy)]
enum Use {
    Threshold,
    Scan,
    Level,
    Raised,
}

pub(super) fn param(name: &str, value: &impl ToString) -> Params {
    Params::from([(name.to_owned(), value.to_string())])
}

impl Engine {
    pub(super) fn judge(
        &mut self,
        rule: Indexed<'_>,
        o: &Observation,
        subject: &Subject<'_>,
        departure: &Departure,
        known: bool,
        out: &mut Output,
    ) {
        match &rule.1.body {
            Body::Match(filter) => {
                if filter.admits_message(o) {
                    self.find(rule, subject, Params::new, None, out);
                }
            }
            Body::Baseline(body) => {
                let met = body.deviations.iter().find(|d| departure.bits & d.bit() != 0);
                if let Some(deviation) = met.filter(|_| body.when.admits_message(o)) {
                    let until = self.learning_until.map_or(0, |until| until.0);
                    let params = || departure.params(*deviation, until);
                    self.find(rule, subject, params, None, out);
                }
            }
            Body::Scan(scan) => {
                let counts = (scan.known || !known)
                    && scan.when.as_ref().is_some_and(|when| when.admits_message(o));
                if let Some(thing) = counts.then(|| self.thing(scan, Some(o), subject)).flatten() {
                    self.scan(rule, scan, thing, subject, out);
                }
            }
            Body::Change(change) => self.level(rule, change, o, subject, out),
            Body::Identity(_)
            | Body::Anomaly(_)
            | Body::Signature(_)
            | Body::File(_)
            | Body::Engineered(_) => {}
        }
    }

    pub(super) fn judge_flow(
        &mut self,
        rule: Indexed<'_>,
        flow: &FlowSummary,
        subject: &Subject<'_>,
        known: bool,
        out: &mut Output,
    ) {
        let Body::Scan(scan) = &rule.1.body else { return };
        let counts =
            (scan.known || !known) && scan.flow.as_ref().is_some_and(|filter| filter.admits(flow));
        if let Some(thing) = counts.then(|| self.thing(scan, None, subject)).flatten() {
            self.scan(rule, scan, thing, subject, out);
        }
    }

    pub(super) fn judge_change(
        &mut self,
        rule: Indexed<'_>,
        change: &Changed,
        subject: &Subject<'_>,
        out: &mut Output,
    ) {
        let Body::Identity(body) = &rule.1.body else { return };
        let wanted = body.conflict == change.conflict.is_some();
        if !wanted || !body.attributes.contains(&change.attribute) {
            return;
        }
        // The device itself is what the finding is about.
        let device = Subject {
            source: change.host,
            target: change.host,
            ground: crate::identity::Ground { ..subject.ground },
            object: None,
            ..*subject
        };
        let params = || {
            let mut params = param("attribute", &change.attribute);
            params.insert("old".to_owned(), change.old.clone());
            params.insert("new".to_owned(), change.new.clone());
            if let Some([old, new]) = &change.conflict {
                params.insert("old_method".to_owned(), old.clone());
                params.insert("new_method".to_owned(), new.clone());
            }
            params
        };
        self.find(rule, &device, params, None, out);
    }

    pub(super) fn anomalies(
        &mut self,
        anomalies: &[Anomaly],
        subject: &Subject<'_>,
        out: &mut Output,
    ) {
        let rules = std::sync::Arc::clone(&self.rules);
        for &index in &*std::sync::Arc::clone(&self.anomaly_rules) {
            let Some(rule) = rules.rules().get(index) else { continue };
            let Body::Anomaly(body) = &rule.body else { continue };
            if let Some(anomaly) = anomalies.iter().find(|anomaly| body.admits(&anomaly.code)) {
                self.find((index, rule), subject, || param("anomaly", &anomaly.code), None, out);
            }
        }
    }

    /// What the scan counts, as a hash.
    fn thing(&self, scan: &ScanIs, o: Option<&Observation>, subject: &Subject<'_>) -> Option<u64> {
        Some(match scan.distinct {
            Distinct::Sources => self.seed.of(&subject.source),
            Distinct::Targets => self.seed.of(&subject.target),
            Distinct::Ports => self.seed.of(&subject.port),
            Distinct::Codes => self.seed.of(&subject.code),
            Distinct::Objects => self.seed.of(subject.object?),
            Distinct::Field => match o?.field(scan.field.as_deref()?)? {
                Value::Int(n) => self.seed.of(n),
                Value::Bool(b) => self.seed.of(b),
                Value::Float(n) => self.seed.of(&n.to_bits()),
                Value::Text(text) => self.seed.of(text.as_ref()),
            },
        })
    }

    fn scan(
        &mut self,
        rule: Indexed<'_>,
        scan: &ScanIs,
        thing: u64,
        subject: &Subject<'_>,
        out: &mut Output,
    ) {
        if !self.may_speak(rule.1, subject) {
            return;
        }
        let key = self.key(Use::Scan, rule.1, &scan.per, subject);
        let within = i64::from(scan.within_seconds) * SECOND;
        let evidence = || subject.ground.evidence(subject.summary());
        let met =
            self.window(key).meet(thing, subject.ground.time.0, within, scan.at_least, evidence);
        if let Some((count, evidence)) = met {
            let distinct = match scan.distinct {
                Distinct::Sources => "sources",
                Distinct::Targets => "targets",
                Distinct::Ports => "ports",
                Distinct::Codes => "codes",
                Distinct::Objects => "objects",
                Distinct::Field => scan.field.as_deref().unwrap_or("field"),
            };
            self.find(rule, subject, || param(distinct, &count), Some(evidence), out);
        }
    }

    fn level(
        &mut self,
        rule: Indexed<'_>,
        change: &ChangeIs,
        o: &Observation,
        subject: &Subject<'_>,
        out: &mut Output,
    ) {
        let Some(Value::Int(value)) = o.field(&change.field) else { return };
        if !change.when.admits_message(o) {
            return;
        }
        let key = self.key(Use::Level, rule.1, &change.per, subject);
        let new = Level { value: *value, time: subject.ground.time.0 };
        let old = match self.levels.get_mut(&key) {
            Some(level) => std::mem::replace(level, new),
            None => {
                self.levels.insert(key, new);
                return;
            }
        };
        let rose =
            change.rise_over.is_some_and(|over| *value > old.value.saturating_add(over.into()));
        if rose || (change.fall && *value < old.value) {
            let params = || {
                let mut params = param("field", &change.field);
                params.insert("old".to_owned(), old.value.to_string());
                params.insert("new".to_owned(), value.to_string());
                params
            };
            self.find(rule, subject, params, None, out);
        }
    }

    fn window(&mut self, key: u64) -> &mut Window {
        self.windows.get_or_insert_with(key, Window::default)
    }

    fn key(&self, purpose: Use, rule: &Rule, parts: &[KeyPart], subject: &Subject<'_>) -> u64 {
        let mut hasher = self.seed.build_hasher();
        hasher.write_u8(purpose as u8);
        rule.id.hash(&mut hasher);
        parts.iter().for_each(|part| subject.hash_part(*part, &mut hasher));
        hasher.finish()
    }

    fn may_speak(&self, rule: &Rule, subject: &Subject<'_>) -> bool {
        rule.while_learning || !self.is_learning(subject.ground.time)
    }

    /// The rule was met: says so, unless it is too early, too rare, or said already.
    pub(super) fn find(
        &mut self,
        (index, rule): Indexed<'_>,
        subject: &Subject<'_>,
        params: impl FnOnce() -> Params,
        evidence: Option<Vec<Evidence>>,
        out: &mut Output,
    ) {
        if !self.may_speak(rule, subject) {
            return;
        }
        let own = || subject.ground.evidence(subject.summary());
        let time = subject.ground.time.0;
        let (met, evidence) = match (rule.threshold, evidence) {
            (Some(limit), None) => {
                let key = self.key(Use::Threshold, rule, &rule.key, subject);
                let within = i64::from(limit.within_seconds) * SECOND;
                let counted = self.window(key).count(subject.count, time, within, limit.count, own);
                let Some(met) = counted else { return };
                (Some(met.0), met.1)
            }
            (_, Some(evidence)) => (None, evidence),
            (None, None) => (None, Vec::new()),
        };
        let Some(repeats) = self.say(index, rule, subject) else { return };
        self.stats.detections += 1;
        let evidence = if evidence.is_empty() { vec![own()] } else { evidence };
        let mut params = params();
        params.extend(met.map(|met| ("count".to_owned(), met.to_string())));
        params.extend((repeats > 0).then(|| ("repeats".to_owned(), repeats.to_string())));
        let mut detection = detection(rule, subject, params, evidence);
        self.mark_maintenance(subject, &mut detection);
        out.detections.push(detection);
    }

    /// What happens while people work on a device is expected: it is kept, but alarms nobody.
    fn mark_maintenance(&self, subject: &Subject<'_>, detection: &mut Detection) {
        let (time, parties) = (subject.ground.time, [subject.source, subject.target]);
        let window = self.config.maintenance.iter().find(|window| window.covers(time, &parties));
        if let Some(window) = window {
            detection.severity = Severity::Info;
            let span = format!("{}..{}", window.from.0, window.to.0);
            detection.params.insert("maintenance".to_owned(), span);
        }
    }

    /// Whether it is to be said now, with how often it was met since it was said last.
    fn say(&mut self, index: usize, rule: &Rule, subject: &Subject<'_>) -> Option<u64> {
        let time = subject.ground.time.0;
        let key = self.key(Use::Raised, rule, &rule.key, subject);
        if let Some(raised) = self.raised.get_mut(&key) {
            let quiet = u64::from(rule.quiet_seconds) * SECOND.unsigned_abs();
            if time.abs_diff(raised.said) < quiet {
                raised.repeats += 1;
                self.stats.repeated += 1;
                return None;
            }
            let repeats = std::mem::take(&mut raised.repeats);
            raised.said = time;
            return Some(repeats);
        }
        if !self.within_budget(index, time) {
            self.stats.over_budget += 1;
            return None;
        }
        self.raised.insert(key, Raised { said: time, repeats: 0 });
        Some(0)
    }

    fn within_budget(&mut self, index: usize, time: i64) -> bool {
        let minute = time.div_euclid(60 * SECOND);
        let Some(budget) = self.budgets.get_mut(index) else { return false };
        if budget.0 != minute {
            *budget = (minute, 0);
        }
        budget.1 = budget.1.saturating_add(1);
        budget.1 <= self.config.max_findings_per_minute
    }
}

/// How a message departs from what was learned.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Departure {
    /// Bits of [`Deviation`].
    pub(super) bits: u8,
    pub(super) too_often: Option<TooOften>,
    pub(super) outside: Option<Outside>,
}

impl Departure {
    pub(super) fn new(known: u8, too_often: Option<TooOften>, outside: Option<Outside>) -> Self {
        let bit = |met: bool, deviation: Deviation| u8::from(met) * deviation.bit();
        let bits = known
            | bit(too_often.is_some(), Deviation::Rate)
            | bit(outside.is_some(), Deviation::ValueRange);
        Self { bits, too_often, outside }
    }

    fn params(&self, deviation: Deviation, learned_until: i64) -> Params {
        let mut params = param("deviation", &deviation.word());
        params.insert("learned_until".to_owned(), learned_until.to_string());
        match (deviation, self.too_often, self.outside) {
            (Deviation::Rate, Some(TooOften { count, most }), _) => {
                params.insert("per_minute".to_owned(), count.to_string());
                params.insert("learned_most".to_owned(), most.to_string());
            }
            (Deviation::ValueRange, _, Some(Outside { value, low, high })) => {
                params.insert("value".to_owned(), value.to_string());
                params.insert("learned_low".to_owned(), low.to_string());
                params.insert("learned_high".to_owned(), high.to_string());
            }
            _ => {}
        }
        params
    }
}

fn detection(
    rule: &Rule,
    subject: &Subject<'_>,
    mut params: Params,
    evidence: Vec<Evidence>,
) -> Detection {
    params.insert("function".to_owned(), subject.operation.to_owned());
    if subject.object.is_some() {
        params.insert("object".to_owned(), object_text(subject.object));
    }
    if subject.port != 0 {
        params.insert("port".to_owned(), subject.port.to_string());
    }
    let target = |target: HostKey| {
        // A scan over many targets or ports has no single one.
        let many = matches!(&rule.body, Body::Scan(scan) if scan.distinct == Distinct::Targets);
        if many { String::new() } else { target.to_string() }
    };
    let mut techniques = rule.techniques.clone();
    techniques.extend(subject.techniques.iter().filter(|t| !rule.techniques.contains(t)).cloned());
    Detection {
        rule: rule.id.clone(),
        pack: rule.pack.clone(),
        severity: rule.severity,
        techniques,
        key: subject.key_text(&rule.id, &rule.key),
        source: subject.source.to_string(),
        target: target(subject.target),
        protocol: subject.protocol.to_owned(),
        operation: subject.operation.to_owned(),
        time: subject.ground.time,
        params,
        evidence,
    }
}
