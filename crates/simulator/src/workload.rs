//! What enterprises and authorities do meanwhile: findings kept, reports up, notices down, steps
//! of both parties, summaries, withdrawals, revisions; with whom something is shared is drawn.

use model::loops::{Genre, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use contract::kinds::{
    Kind, finding_report::FindingReport, loop_step::LoopStep, loop_summary::LoopSummary,
    notice::Notice, probe::Probe,
};
use contract::sharing::Tlp;
use contract::{Record, RecordDraft, Sharing};
use federation::Task;
use model::finding::Severity;
use model::{CaptureTime, Id, Millis, TenantPath};
use store::{Scope, Store, Tx};

use crate::Error;
use crate::oracle::Meant;
use crate::random::Random;
use crate::sabotage::Sabotage;
use crate::wire::Net;

/// What the nodes were told is kept, and what all authors know of each other's notices.
#[derive(Default)]
pub(crate) struct Memory {
    /// Last own record of each node that it acknowledged: sequence and hash.
    pub(crate) acknowledged: BTreeMap<usize, (u64, String)>,
    /// Every record acknowledged, with its author's node.
    pub(crate) records: Vec<(usize, Id)>,
    notices: Vec<(Id, TenantPath, TenantPath)>,
    /// Own objects that may be revised: latest revision.
    objects: BTreeMap<usize, Vec<(Id, u32, Sharing)>>,
    /// Errors that no fault explains.
    pub(crate) failures: Vec<String>,
}

/// A node's people.
#[derive(Clone)]
pub(crate) struct Author {
    pub(crate) number: usize,
    pub(crate) tenant: TenantPath,
    pub(crate) store: Store,
    pub(crate) net: Arc<Net>,
    pub(crate) memory: Arc<Mutex<Memory>>,
    /// Tenants that something may be shared with, those of no node included.
    pub(crate) tenants: Arc<Vec<TenantPath>>,
    pub(crate) sabotage: Option<Sabotage>,
    /// Mean wait between two acts, virtual milliseconds.
    pub(crate) pace: i64,
}

impl Author {
    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Acts until its node ends or the work is over.
    pub(crate) fn process(self, seed: u64, until: i64) -> Task<'static, ()> {
        Box::pin(async move {
            let stream = u64::try_from(self.number).unwrap_or(0) << 20;
            let start = self.net.timeline.now();
            let mut random = Random::new(seed, 7 + stream + u64::try_from(start).unwrap_or(0));
            loop {
                let wait = random.between(self.pace / 4, self.pace * 2);
                self.net.timeline.sleep(wait).await;
                if self.net.timeline.now() >= until {
                    return;
                }
                if let Err(error) = self.act(&mut random).await {
                    let text = format!("node {}: {error}", self.number);
                    self.memory().failures.push(text);
                }
            }
        })
    }

    /// One command: one transaction with some records, mostly one.
    async fn act(&self, random: &mut Random) -> Result<(), Error> {
        let count = if random.chance(10) { 2 + random.below(20) } else { 1 };
        let mut tx = self.store.begin(&Scope::system()).await?;
        let mut said = Vec::new();
        for _ in 0..count {
            let Some(draft) = self.statement(&mut tx, random).await? else { continue };
            said.push(tx.append(draft).await?);
        }
        if random.chance(5) {
            // The process thought better of it: nothing was acknowledged.
            return Ok(());
        }
        if self.sabotage != Some(Sabotage::LoseCommit) || !random.chance(20) {
            tx.commit().await?;
        }
        for record in &said {
            self.acknowledge(record);
        }
        if self.sabotage == Some(Sabotage::WidenPolicy) {
            self.widen(&said).await?;
        }
        Ok(())
    }

    fn acknowledge(&self, record: &Record) {
        let meant = Meant {
            origin: self.number,
            tenants: record.sharing.tenants.iter().map(ToString::to_string).collect(),
            everyone: record.sharing.everyone,
        };
        self.net.lock().oracle.publish(record.id, meant);
        let mut memory = self.memory();
        memory.acknowledged.insert(self.number, (record.sequence, record.hash.clone()));
        memory.records.push((self.number, record.id));
        if record.kind == Notice::NAME
            && record.revision == 1
            && let Some(recipient) = record.sharing.tenants.first()
        {
            memory.notices.push((record.object, self.tenant.clone(), recipient.clone()));
        }
        if record.kind == Probe::NAME || record.kind == LoopSummary::NAME {
            let objects = memory.objects.entry(self.number).or_default();
            let entry = (record.object, record.revision, record.sharing.clone());
            objects.retain(|(object, ..)| *object != record.object);
            objects.push(entry);
        }
    }

    /// The seeded bug: records go to neighbours that their sharing does not lead to.
    async fn widen(&self, said: &[Record]) -> Result<(), Error> {
        for record in said {
            for peer in self.store.peers().await? {
                store::sabotage::deliver(&self.store, peer.node, record.id).await?;
            }
        }
        Ok(())
    }

    async fn statement(
        &self,
        tx: &mut Tx,
        random: &mut Random,
    ) -> Result<Option<RecordDraft>, Error> {
        let sharing = self.audience(random);
        let draft = match random.below(10) {
            0 | 1 => self.draft(tx, Sharing::private(), &probe(random))?,
            2 | 3 => self.draft(tx, sharing, &report(tx, random))?,
            4 | 5 => {
                let recipient = sharing.tenants.first().cloned();
                let Some(recipient) = recipient else { return Ok(None) };
                let sharing = Sharing::with([recipient.clone()]);
                let body = notice(&self.tenant, &recipient, tx.now(), random);
                RecordDraft { binding: true, ..self.draft(tx, sharing, &body)? }
            }
            6 => self.draft(tx, sharing, &summary(&self.tenant, tx, random))?,
            7 | 8 => return self.step(tx, random).await,
            _ => return self.revision(tx, random).await,
        };
        Ok(Some(draft))
    }

    /// Mostly one's own authority or an enterprise of one's own; now and then anyone, several, or
    /// a tenant that no node hosts (yet).
    fn audience(&self, random: &mut Random) -> Sharing {
        let region = self.tenant.region().unwrap_or_default().to_owned();
        let near: Vec<TenantPath> = self
            .tenants
            .iter()
            .filter(|path| path.region().unwrap_or_default() == region && **path != self.tenant)
            .cloned()
            .collect();
        let count = if random.chance(80) { 1 } else { 1 + random.below(3) };
        let mut tenants = BTreeSet::new();
        for _ in 0..count {
            let among = if random.chance(70) { &near } else { self.tenants.as_ref() };
            tenants.extend(random.pick(among).cloned());
        }
        tenants.remove(&self.tenant);
        Sharing::with(tenants)
    }

    fn draft<K: Kind>(&self, tx: &Tx, sharing: Sharing, body: &K) -> Result<RecordDraft, Error> {
        Ok(RecordDraft {
            object: tx.new_id(),
            kind: K::NAME,
            tenant: self.tenant.clone(),
            author: "simulated".to_owned(),
            sharing: Sharing { tlp: Tlp::Amber, ..sharing },
            body: serde_json::to_value(body).map_err(Error::Body)?,
            follows: 0,
            binding: false,
        })
    }

    /// A step in a notice that is known here; its issuer may withdraw it.
    async fn step(&self, tx: &mut Tx, random: &mut Random) -> Result<Option<RecordDraft>, Error> {
        let chosen = {
            let memory = self.memory();
            let mine = |(_, issuer, recipient): &&(Id, TenantPath, TenantPath)| {
                *issuer == self.tenant || *recipient == self.tenant
            };
            let mine: Vec<_> = memory.notices.iter().filter(mine).cloned().collect();
            random.pick(&mine).cloned()
        };
        let Some((notice, issuer, recipient)) = chosen else { return Ok(None) };
        if tx.latest(notice).await?.is_none() {
            return Ok(None);
        }
        let (party, other, actions) = if issuer == self.tenant {
            ("issuer", recipient, ["withdraw", "close", "return"])
        } else {
            ("recipient", issuer, ["sign_for", "reply", "reply"])
        };
        let body = LoopStep {
            subject: notice,
            party: party.to_owned(),
            by: self.tenant.clone(),
            action: random.pick(&actions).copied().unwrap_or("reply").to_owned(),
            turn: 1 + u32::try_from(random.below(9)).unwrap_or(0),
            text: "simulated".to_owned(),
            attachments: Vec::new(),
            fields: BTreeMap::new(),
            checks: Vec::new(),
            on_behalf_of: String::new(),
        };
        let draft = self.draft(tx, Sharing::with([other]), &body)?;
        Ok(Some(RecordDraft { binding: true, ..draft }))
    }

    /// The next revision of an own object, shared as before.
    async fn revision(
        &self,
        tx: &mut Tx,
        random: &mut Random,
    ) -> Result<Option<RecordDraft>, Error> {
        let chosen = {
            let memory = self.memory();
            let own = memory.objects.get(&self.number).map(Vec::as_slice).unwrap_or_default();
            random.pick(own).cloned()
        };
        let Some((object, _, sharing)) = chosen else { return Ok(None) };
        let Some(latest) = tx.latest(object).await? else { return Ok(None) };
        let (kind, body) = if latest.kind == Probe::NAME {
            (Probe::NAME, serde_json::to_value(probe(random)))
        } else {
            (LoopSummary::NAME, serde_json::to_value(summary(&self.tenant, tx, random)))
        };
        Ok(Some(RecordDraft {
            object,
            kind,
            tenant: self.tenant.clone(),
            author: "simulated".to_owned(),
            sharing,
            body: body.map_err(Error::Body)?,
            follows: latest.revision,
            binding: false,
        }))
    }
}

fn probe(random: &mut Random) -> Probe {
    let name = format!("mirror port {}", random.below(1_000));
    Probe { name, place: "hall".to_owned(), state: "active".to_owned() }
}

fn report(tx: &Tx, random: &mut Random) -> FindingReport {
    FindingReport {
        finding: tx.new_id(),
        policy: tx.new_id(),
        rule: "simulated.rule".to_owned(),
        severity: Severity::High,
        techniques: vec!["T0858".to_owned()],
        source: String::new(),
        target: format!("10.0.0.{}", random.below(250)),
        protocol: "modbus".to_owned(),
        operation: "write".to_owned(),
        time: CaptureTime(0),
        params: BTreeMap::new(),
        evidence: Vec::new(),
        redacted: vec!["source".to_owned()],
        note: "simulated".to_owned(),
    }
}

fn notice(issuer: &TenantPath, recipient: &TenantPath, now: Millis, random: &mut Random) -> Notice {
    Notice {
        number: format!("模拟〔2026〕{}号", random.next() % 1_000_000_000),
        title: "simulated".to_owned(),
        text: "Check the controller.".repeat(1 + random.below(20)),
        severity: Severity::High,
        techniques: Vec::new(),
        issuer: issuer.clone(),
        recipient: recipient.clone(),
        issued: now,
        due: now.plus(86_400_000),
        procedure: "notice-loop@1".to_owned(),
        report: None,
        genre: Genre::Notice,
        issue: None,
        circular: None,
        hazard: String::new(),
        checks: Vec::new(),
        attachments: Vec::new(),
        tlp: Tlp::Amber,
        mark: String::new(),
        forwards: None,
        forwarded_number: String::new(),
        corrects: None,
    }
}

fn summary(issuer: &TenantPath, tx: &Tx, random: &mut Random) -> LoopSummary {
    let states = ["issued", "signed_for", "replied", "closed"];
    LoopSummary {
        subject: tx.new_id(),
        number: format!("模拟〔2026〕{}号", random.below(1_000_000)),
        issuer: issuer.clone(),
        recipient: issuer.clone(),
        region: issuer.region().unwrap_or("00").to_owned(),
        industry: String::new(),
        severity: Severity::Low,
        techniques: Vec::new(),
        state: random.pick(&states).copied().unwrap_or("issued").to_owned(),
        issued: tx.now(),
        due: tx.now().plus(1),
        closed: None,
        returned: 0,
        source: Source::Notice,
        hazard: String::new(),
        reopened: 0,
        extended: 0,
        escalated: 0,
        supervised: false,
        signed: None,
        replied: None,
        part_of: None,
        rechecked: None,
        ended: false,
    }
}
