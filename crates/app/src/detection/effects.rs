//! What follows from blocks: counters, assets, baseline lines, findings, and the marks that the
//! blocks are done; all in one transaction.

use std::sync::Arc;

use contract::Sharing;
use contract::kinds::finding::Finding;
use detect::Output;
use detect::rules::Body;
use model::event::ProbeEvent;
use model::finding::{Detection, FindingState, Severity};
use model::{Fault, Id};
use store::Tx;
use store::views::{self, IntakeBatch};

use super::Block;
use super::worker::{State, nobody};
use crate::act::Statement;

impl State {
    pub(super) async fn commit(
        &mut self,
        blocks: &Arc<Vec<Block>>,
        output: &Output,
    ) -> Result<(), Fault> {
        let mut proofs = Vec::with_capacity(output.detections.len());
        for detection in &output.detections {
            proofs.push(self.proof(blocks, detection).await);
        }
        let mut tx = self.app.begin_as(&self.scope).await?;
        for block in blocks.iter() {
            let mark = IntakeBatch {
                batch: block.name.clone(),
                probe: block.probe,
                accepted: block.events().len() as u64,
                rejected: block.rejected,
                first_reason: block.first_reason.clone(),
                time: block.received,
            };
            if views::intake_add(&mut tx, &self.scope, &mark).await? {
                self.keep_told(&mut tx, block).await?;
            }
        }
        let clock = Arc::clone(self.app.store().clock());
        views::asset_apply(&mut tx, &self.scope, output, clock.as_ref()).await?;
        let mut raised = Vec::new();
        for (detection, proof) in output.detections.iter().zip(proofs) {
            if self.find(&mut tx, detection, proof).await? {
                raised.push(detection.severity);
            }
        }
        let now = tx.now();
        let memory = self.memory_due(now);
        if let Some((until, memory)) = &memory {
            views::engine_memory_put(&mut tx, &self.scope, *until, memory).await?;
        }
        tx.commit().await?;
        if let Some((_, memory)) = &memory {
            self.memory_was_kept(now, memory);
        }
        for severity in raised {
            self.app.metrics().finding(severity.word());
        }
        Ok(())
    }

    /// What a block tells of its probe's health, and of files.
    async fn keep_told(&self, tx: &mut Tx, block: &Block) -> Result<(), Fault> {
        let clock = Arc::clone(self.app.store().clock());
        for (index, event) in block.events().iter().enumerate() {
            match event {
                ProbeEvent::Health(health) if block.probe != nobody() => {
                    let place = (block.received, index);
                    views::health_add(tx, &self.scope, block.probe, place, health).await?;
                }
                ProbeEvent::File(file) => {
                    let reference = format!("{}.{index}", block.name);
                    let place = (block.received, reference.as_str());
                    views::file_add(tx, &self.scope, place, file, clock.as_ref()).await?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The maintenance window that excuses a detection: what people do on purpose departs from
    /// the learned; scans, forged bytes and signatures of attacks are no maintenance.
    async fn excuse(&self, tx: &mut Tx, detection: &Detection) -> Result<Option<Id>, Fault> {
        let rules = &self.app.packs().rules;
        let excusable = rules.rule(&detection.rule).is_some_and(|rule| match &rule.body {
            Body::Baseline(_) | Body::Match(_) | Body::Identity(_) | Body::Change(_) => true,
            Body::File(file) => !file.matched,
            _ => false,
        });
        if !excusable {
            return Ok(None);
        }
        let parties = [detection.source.as_str(), detection.target.as_str()];
        let time = detection.time.millis();
        Ok(views::maintenance_at(tx, &self.scope, time, parties).await?)
    }

    /// Raises a finding, or counts one more occurrence of the one that stands. A finding that was
    /// closed and happens again is a new one. Answers whether it was raised.
    async fn find(
        &self,
        tx: &mut Tx,
        detection: &Detection,
        observations: Vec<serde_json::Value>,
    ) -> Result<bool, Fault> {
        let window = self.excuse(tx, detection).await?;
        let known = views::finding_by_key(tx, &self.scope, &detection.key).await?;
        // One that a window excused says nothing of what happens after it.
        let stands = known.filter(|known| {
            known.state != FindingState::Closed && (!known.maintenance || window.is_some())
        });
        if let Some(known) = stands {
            views::finding_occurred(tx, &self.scope, known.id, 1, detection.time).await?;
            return Ok(false);
        }
        let object = tx.new_id();
        let statement = Statement {
            object,
            follows: 0,
            tenant: &self.tenant,
            author: "system",
            sharing: Sharing::private(),
        };
        let mut body = body(detection, observations);
        if let Some(window) = window {
            body.severity = Severity::Info;
            body.params.insert("maintenance".to_owned(), window.to_string());
        }
        tx.append(statement.says(&body)?).await?;
        views::finding_occurred(tx, &self.scope, object, 1, detection.time).await?;
        Ok(true)
    }

    /// The observations that prove a detection, as they are stored: the proof outlives the event
    /// store's retention. One that cannot be read is left out; its reference stays.
    async fn proof(&self, blocks: &[Block], detection: &Detection) -> Vec<serde_json::Value> {
        let mut proof = Vec::new();
        for evidence in &detection.evidence {
            let Some(reference) = &evidence.event else { continue };
            match in_hand(blocks, reference) {
                Some(event) => proof.push(event),
                None => {
                    let stored = self.app.0.events.fetch(&self.tenant, reference).await;
                    proof.extend(stored.map(|row| row.event));
                }
            }
        }
        proof
    }

    /// Findings are told as records; the rest here.
    pub(super) fn tell(&self, blocks: &[Block], output: &Output) {
        let live = &self.app.0.live;
        let events = || blocks.iter().flat_map(Block::events);
        if events().any(|event| matches!(event, ProbeEvent::Health(_))) {
            live.tell_tenant("probe", None, &self.tenant);
        }
        if events().any(|event| matches!(event, ProbeEvent::File(_))) {
            live.tell_tenant("file", None, &self.tenant);
            live.tell_tenant("program", None, &self.tenant);
        }
        live.tell_tenant("observation", None, &self.tenant);
        if !(output.hosts.is_empty() && output.facts.is_empty() && output.conversations.is_empty())
        {
            live.tell_tenant("asset", None, &self.tenant);
        }
        if !output.learned.is_empty() {
            live.tell_tenant("baseline", None, &self.tenant);
        }
        if !output.detections.is_empty() {
            live.tell_tenant("finding", None, &self.tenant);
        }
    }
}

/// The event of a reference, if it is in one of the blocks at hand.
fn in_hand(blocks: &[Block], reference: &str) -> Option<serde_json::Value> {
    let (name, index) = reference.rsplit_once('.')?;
    let block = blocks.iter().find(|block| block.name == name)?;
    let event = block.events().get(index.parse::<usize>().ok()?)?;
    serde_json::to_value(event).ok()
}

fn body(detection: &Detection, observations: Vec<serde_json::Value>) -> Finding {
    Finding {
        rule: detection.rule.clone(),
        pack: detection.pack.clone(),
        severity: detection.severity,
        techniques: detection.techniques.clone(),
        key: detection.key.clone(),
        source: detection.source.clone(),
        target: detection.target.clone(),
        protocol: detection.protocol.clone(),
        operation: detection.operation.clone(),
        time: detection.time,
        params: detection.params.clone(),
        evidence: detection.evidence.clone(),
        observations,
        state: FindingState::Open,
        note: String::new(),
    }
}
