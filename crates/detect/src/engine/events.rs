//! Events that are no messages: alerts of signatures, files, and what does not come.

use std::sync::Arc;

use model::CaptureTime;
use model::event::{FileSeen, SignatureAlert};
use model::observation::{Endpoint, Object, Observation};

use super::Engine;
use super::judge::{Params, param};
use super::subject::Subject;
use crate::identity::Ground;
use crate::plan::Missing;
use crate::rates::Rate;
use crate::rules::{Body, Deviation, Mismatch, News};
use crate::types::{HostKey, Output};

/// Longest text of a probe's that a finding repeats.
const MAX_TEXT: usize = 300;

fn clip(text: &str) -> String {
    text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or(text).to_owned()
}

fn is_ics_technique(text: &str) -> bool {
    text.len() == 5
        && text.strip_prefix("T0").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

/// ATT&CK for ICS techniques that a rule's author named.
fn techniques(alert: &SignatureAlert) -> Vec<String> {
    let mut list: Vec<String> =
        alert.metadata.iter().map(|(_, value)| value.trim().to_owned()).collect();
    list.retain(|value| is_ics_technique(value));
    list.dedup();
    list
}

impl Engine {
    pub(super) fn alert(
        &mut self,
        alert: &SignatureAlert,
        reference: Option<&str>,
        out: &mut Output,
    ) {
        let techniques = techniques(alert);
        let object = Object::Named { space: "signature".into(), name: alert.sid.to_string() };
        let subject = Subject {
            ground: Ground { time: alert.time, packet: alert.packet, reference },
            source: HostKey::of(&alert.source),
            target: HostKey::of(&alert.target),
            protocol: &alert.protocol,
            operation: "signature",
            code: alert.sid,
            object: Some(&object),
            port: self.service_port(&alert.source, &alert.target),
            count: 1,
            techniques: &techniques,
        };
        let rules = Arc::clone(&self.rules);
        for &index in &*Arc::clone(&self.signature_rules) {
            let Some(rule) = rules.rules().get(index) else { continue };
            let Body::Signature(body) = &rule.body else { continue };
            if body.admits(alert) {
                self.find((index, rule), &subject, || alert_params(alert), None, out);
            }
        }
    }

    fn service_port(&self, source: &Endpoint, target: &Endpoint) -> u16 {
        let at_source = self.is_service(source.port) && !self.is_service(target.port);
        if at_source { source.port } else { target.port }
    }

    pub(super) fn file(&mut self, file: &FileSeen, reference: Option<&str>, out: &mut Output) {
        let (mut news, old) = self.versions.meet(file);
        // While learning everything is seen for the first time.
        news.first &= !self.is_learning(file.time);
        let object = Object::Named { space: file.class.clone(), name: clip(&file.name) };
        let subject = Subject {
            ground: Ground { time: file.time, packet: file.packet, reference },
            source: HostKey::of(&file.client),
            target: HostKey::of(&file.server),
            protocol: &file.protocol,
            operation: "file_transfer",
            code: 0,
            object: Some(&object),
            port: file.server.port,
            count: 1,
            techniques: &[],
        };
        self.judge_file(file, news, old.as_deref(), &subject, out);
    }

    fn judge_file(
        &mut self,
        file: &FileSeen,
        news: News,
        old: Option<&str>,
        subject: &Subject<'_>,
        out: &mut Output,
    ) {
        let rules = Arc::clone(&self.rules);
        for &index in &*Arc::clone(&self.file_rules) {
            let Some(rule) = rules.rules().get(index) else { continue };
            let Body::File(body) = &rule.body else { continue };
            if body.admits(file, news) {
                self.find((index, rule), subject, || file_params(file, old), None, out);
            }
        }
    }

    /// What should have come by now and did not.
    pub(super) fn look_for_missing(&mut self, time: CaptureTime, out: &mut Output) {
        if !self.engineered_rules.is_empty() {
            for missing in self.plan.missing(self.rates.clock) {
                self.judge_missing(&missing, time, out);
            }
        }
        if self.silence_rules.is_empty() || self.is_learning(time) {
            return;
        }
        for rate in self.rates.stopped() {
            self.judge_silence(&rate, time, out);
        }
    }

    fn judge_silence(&mut self, rate: &Rate, time: CaptureTime, out: &mut Output) {
        let subject = Subject {
            ground: Ground { time, packet: 0, reference: None },
            source: rate.client,
            target: rate.server,
            protocol: &rate.protocol,
            operation: &rate.operation,
            code: rate.code,
            object: None,
            port: rate.port,
            count: 1,
            techniques: &[],
        };
        let rules = Arc::clone(&self.rules);
        for &index in &*Arc::clone(&self.silence_rules) {
            let Some(rule) = rules.rules().get(index) else { continue };
            let Body::Baseline(body) = &rule.body else { continue };
            if !body.when.admits_absent(&rate.protocol, &rate.operation, rate.code, rate.risk) {
                continue;
            }
            let params = || {
                let mut params = param("deviation", &Deviation::Silence.word());
                params.insert("last_heard".to_owned(), rate.last.to_string());
                params
            };
            self.find((index, rule), &subject, params, None, out);
        }
    }

    fn judge_missing(&mut self, missing: &Missing, time: CaptureTime, out: &mut Output) {
        let group = missing.target.unwrap_or_default();
        let subject = Subject {
            ground: Ground { time, packet: 0, reference: None },
            // Whoever should have sent it has no address that is known.
            source: HostKey::Mac(model::observation::Mac::default()),
            target: HostKey::Mac(group),
            protocol: missing.protocol,
            operation: "publish",
            code: 0,
            object: Some(&missing.object),
            port: 0,
            count: 1,
            techniques: &[],
        };
        let rules = Arc::clone(&self.rules);
        for &index in &*Arc::clone(&self.engineered_rules) {
            let Some(rule) = rules.rules().get(index) else { continue };
            let Body::Engineered(body) = &rule.body else { continue };
            if body.mismatches.contains(&Mismatch::Missing) {
                let params = || {
                    let mut params = param("mismatch", &Mismatch::Missing.word());
                    params.insert("ied".to_owned(), missing.ied.clone());
                    params
                };
                self.find((index, rule), &subject, params, None, out);
            }
        }
    }

    pub(super) fn judge_plan(&mut self, o: &Observation, subject: &Subject<'_>, out: &mut Output) {
        let differences = self.plan.differences(o);
        if differences.is_empty() {
            return;
        }
        let rules = Arc::clone(&self.rules);
        for &index in &*Arc::clone(&self.engineered_rules) {
            let Some(rule) = rules.rules().get(index) else { continue };
            let Body::Engineered(body) = &rule.body else { continue };
            let met: Vec<_> =
                differences.iter().filter(|d| body.mismatches.contains(&d.mismatch)).collect();
            if met.is_empty() {
                continue;
            }
            let join = |of: fn(&crate::plan::Difference) -> &str| {
                met.iter().map(|d| clip(of(d))).collect::<Vec<_>>().join(", ")
            };
            let params = || {
                Params::from([
                    ("mismatch".to_owned(), join(|d| d.mismatch.word())),
                    ("expected".to_owned(), join(|d| &d.expected)),
                    ("found".to_owned(), join(|d| &d.found)),
                ])
            };
            self.find((index, rule), subject, params, None, out);
        }
    }
}

fn alert_params(alert: &SignatureAlert) -> Params {
    let mut params = param("message", &clip(&alert.message));
    params.insert("sid".to_owned(), alert.sid.to_string());
    params.insert("rev".to_owned(), alert.rev.to_string());
    params.insert("class".to_owned(), clip(&alert.class));
    params.insert("priority".to_owned(), alert.priority.to_string());
    params
}

fn file_params(file: &FileSeen, old: Option<&str>) -> Params {
    let mut params = param("name", &clip(&file.name));
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            params.insert(name.to_owned(), clip(value));
        }
    };
    put("class", &file.class);
    put("kind", &file.kind);
    put("magic", &file.magic);
    put("sha256", &file.sha256);
    put("sm3", &file.sm3);
    put("old_sha256", old.unwrap_or_default());
    put("matches", &file.matches.join(", "));
    put("size", &file.size.to_string());
    put("direction", if file.to_server { "to_server" } else { "to_client" });
    params
}
