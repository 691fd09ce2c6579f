//! The summary of a loop: its course without its content, for whom the issuer's policy names.

use std::collections::BTreeSet;

use contract::kinds::{
    Kind as _, hazard::Hazard, loop_summary::LoopSummary, notice::Notice, task::Task,
};
use contract::loops::{LoopHead, Subject as _};
use contract::{Record, kinds};
use model::{Fault, Id, TenantPath};
use serde_json::{Value, json};
use store::{Scope, Tx, views};

use super::{Course, SYSTEM};
use crate::App;
use crate::act::internal;
use crate::sharing::{Outlook, Said, Terms};

/// Loops looked at together.
const PAGE: u32 = 200;

/// What a record that a loop can be about says.
pub(crate) fn head_of(record: &Record) -> Option<LoopHead> {
    match record.kind.as_str() {
        Notice::NAME => kinds::read::<Notice>(&record.body).ok().map(|body| body.head()),
        Hazard::NAME => kinds::read::<Hazard>(&record.body).ok().map(|body| body.head()),
        Task::NAME => kinds::read::<Task>(&record.body).ok().map(|body| body.head()),
        _ => None,
    }
}

impl App {
    /// Who else would get the summary of a loop with a recipient.
    pub(crate) async fn loop_audience(
        &self,
        tx: &mut Tx,
        issuer: &TenantPath,
        recipient: &TenantPath,
    ) -> Result<BTreeSet<TenantPath>, Fault> {
        let summary = json!({ "recipient": recipient });
        let object = tx.new_id();
        Ok(self.loop_outlook(tx, issuer, object, &summary).await?.tenants())
    }

    /// Who else gets the summary of a loop: whom the issuer's policy reaches.
    async fn loop_outlook(
        &self,
        tx: &mut Tx,
        issuer: &TenantPath,
        object: Id,
        summary: &Value,
    ) -> Result<Outlook, Fault> {
        let scope = Scope::new(issuer.clone(), SYSTEM);
        let policy = views::policy_for(tx, &scope, LoopSummary::NAME).await?;
        let terms = policy.as_ref().map(Terms::of).unwrap_or_default();
        self.outlook(tx, issuer, (LoopSummary::NAME, object), Some(summary), terms).await
    }

    /// Says where a loop stands: to its issuer whole, to others as its policy lets them see it.
    async fn loop_say(
        &self,
        tx: &mut Tx,
        (issuer, author): (&TenantPath, &str),
        (object, follows): (Id, u32),
        summary: &LoopSummary,
    ) -> Result<(), Fault> {
        let body = serde_json::to_value(summary).map_err(|_| internal())?;
        let outlook = self.loop_outlook(tx, issuer, object, &body).await?;
        let said = Said {
            kind: LoopSummary::NAME,
            object,
            follows,
            tenant: issuer,
            author,
            body: &body,
            binding: false,
            once: false,
        };
        self.say(tx, said, &outlook).await
    }

    /// What the summary of a subject that nothing has happened to says.
    pub(crate) fn summary_new(&self, subject: Id, head: &LoopHead) -> LoopSummary {
        let directory = self.0.store.directory();
        let industry = directory.tenants.get(&head.recipient);
        let loops = &self.0.packs.loops;
        let born = loops.standing(head, &[]);
        let state = born.as_ref().map_or("issued", |born| born.state.as_str()).to_owned();
        // By when the first step is due, as it will be of the next one.
        let due = born.and_then(|born| born.due).unwrap_or(head.due);
        LoopSummary {
            subject,
            source: head.source,
            hazard: views::hazard_digest(&head.recipient, &head.hazard),
            number: head.number.clone(),
            issuer: head.issuer.clone(),
            recipient: head.recipient.clone(),
            region: head.recipient.region().unwrap_or_default().to_owned(),
            industry: industry.map(|known| known.body.industry.clone()).unwrap_or_default(),
            severity: head.severity,
            techniques: head.techniques.clone(),
            state,
            issued: head.issued,
            due,
            closed: None,
            returned: 0,
            reopened: 0,
            extended: 0,
            escalated: 0,
            supervised: false,
            ended: false,
            signed: None,
            replied: None,
            part_of: None,
            rechecked: None,
        }
    }

    /// Writes the first summary of a subject that its issuer writes in this transaction.
    pub(crate) async fn summary_begin(
        &self,
        tx: &mut Tx,
        subject: Id,
        head: &LoopHead,
        author: &str,
    ) -> Result<(), Fault> {
        self.summary_begin_part(tx, (subject, None), head, author).await
    }

    /// The same of a subject that may be part of another 任务分解: whoever issued that one sees
    /// by it how its parts stand.
    pub(crate) async fn summary_begin_part(
        &self,
        tx: &mut Tx,
        (subject, part_of): (Id, Option<Id>),
        head: &LoopHead,
        author: &str,
    ) -> Result<(), Fault> {
        let body = LoopSummary { part_of, ..self.summary_new(subject, head) };
        let object = tx.new_id();
        self.loop_say(tx, (&head.issuer, author), (object, 0), &body).await
    }

    /// Brings the summary of a subject issued here up to date with how its loop stands: a new
    /// revision when it changed, none otherwise. `tx` may be anybody's of this node.
    pub(crate) async fn loop_follow(&self, tx: &mut Tx, subject: &Record) -> Result<(), Fault> {
        let scope = Scope::new(subject.tenant.clone(), SYSTEM);
        let now = tx.now();
        let course = self.loop_course_ruled(tx, &subject.tenant, subject.object).await?;
        let Some(course) = course else { return Ok(()) };
        let found = views::loop_of(tx, &scope, subject.object, now).await?;
        let Some((id, _, follows)) = found else { return Ok(()) };
        let Some((_, body)) = tx.latest_body::<LoopSummary>(id).await? else { return Ok(()) };
        let summary = summarised(&body, &course);
        if summary == body {
            return Ok(());
        }
        self.loop_say(tx, (&subject.tenant, SYSTEM), (id, follows), &summary).await
    }

    /// The summary follows in the issuer's name: a transaction of the node itself. Interrupted
    /// between the two, the next start brings it along.
    pub(crate) async fn follow(&self, subject: Id) -> Result<(), Fault> {
        self.follow_all(&[subject]).await
    }

    /// Many summaries in one transaction: two hundred receipts cost one sync of the disk.
    async fn follow_all(&self, subjects: &[Id]) -> Result<(), Fault> {
        let mut tx = self.begin_as(&Scope::system()).await?;
        for subject in subjects {
            let found = tx.latest(*subject).await?;
            let own = |record: &Record| record.origin == self.0.node && head_of(record).is_some();
            if let Some(record) = found.filter(own) {
                self.loop_follow(&mut tx, &record).await?;
            }
        }
        views::loops_followed(&mut tx, subjects).await?;
        Ok(tx.commit().await?)
    }

    /// After records came from a neighbour: loops of subjects issued here follow the steps.
    pub(crate) async fn loops_after_received(&self, records: &[Record]) -> Result<(), Fault> {
        let subjects: BTreeSet<Id> = records
            .iter()
            .filter_map(|record| record.body.get("subject")?.as_str()?.parse().ok())
            .collect();
        let subjects: Vec<Id> = subjects.into_iter().collect();
        for some in subjects.chunks(PAGE as usize) {
            self.follow_all(some).await?;
        }
        Ok(())
    }

    /// At the start: a step may have come in, and the node stopped before its loop followed.
    pub(crate) async fn loops_catch_up(&self) -> Result<(), Fault> {
        loop {
            let mut read = self.read_as(&Scope::system()).await?;
            let behind = views::loops_behind(&mut read, PAGE).await?;
            drop(read);
            if behind.is_empty() {
                return Ok(());
            }
            self.follow_all(&behind).await?;
        }
    }
}

fn summarised(body: &LoopSummary, course: &Course) -> LoopSummary {
    let standing = &course.standing;
    LoopSummary {
        state: standing.state.clone(),
        due: standing.due.unwrap_or(standing.final_due),
        closed: standing.closed_at,
        ended: standing.terminal,
        returned: standing.returned,
        reopened: standing.reopened,
        extended: standing.extended,
        escalated: standing.escalated,
        supervised: standing.supervised,
        signed: standing.signed,
        replied: standing.replied,
        rechecked: standing.rechecked,
        ..body.clone()
    }
}
