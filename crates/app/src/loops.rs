//! Loops: the course of notices, as a record of its own that may go further than the notice.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{Kind as _, loop_summary::LoopSummary, notice::Notice};
use contract::rest::Page;
use contract::rest::home::{LoopRow, LoopStatistics};
use contract::rest::query::LoopQuery;
use model::{Fault, Id, TenantPath};
use serde_json::{Value, json};
use store::{Scope, Tx, views};

use crate::act::internal;
use crate::permission::Action;
use crate::sharing::{Outlook, Said, Terms};
use crate::{App, Caller};

const SYSTEM: &str = "system";

impl App {
    /// Loops that the caller's tenant may see, newest first.
    pub async fn loop_list(
        &self,
        caller: &Caller,
        query: &LoopQuery,
    ) -> Result<Page<LoopRow>, Fault> {
        caller.may(Action::LoopRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::loop_list(&mut read, &scope, query).await?)
    }

    /// Counts by state, region, severity and technique; each equals the total of its list.
    pub async fn loop_statistics(&self, caller: &Caller) -> Result<LoopStatistics, Fault> {
        caller.may(Action::LoopRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        Ok(views::loop_statistics(&mut read, &scope).await?)
    }

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
    pub(crate) async fn loop_say(
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

    /// Brings the summary of a notice issued here up to date with the state of its loop: a new
    /// revision when the state changed, none otherwise. `tx` may be anybody's of this node.
    pub(crate) async fn loop_follow(&self, tx: &mut Tx, notice: &Record) -> Result<(), Fault> {
        let scope = Scope::new(notice.tenant.clone(), SYSTEM);
        let now = tx.now();
        let detail = views::notice_detail(tx, &scope, notice.object, now).await?;
        let found = views::loop_by_notice(tx, &scope, notice.object).await?;
        let Some((LoopRow { id, .. }, follows)) = found else { return Ok(()) };
        let Some((_, body)) = tx.latest_body::<LoopSummary>(id).await? else { return Ok(()) };
        if body.state == detail.row.state {
            return Ok(());
        }
        let closed = detail.steps.iter().rfind(|step| step.state == "closed");
        let returned = detail.steps.iter().filter(|step| step.state == "returned");
        let summary = LoopSummary {
            state: detail.row.state.clone(),
            closed: closed.map(|step| step.time),
            returned: u32::try_from(returned.count()).unwrap_or(u32::MAX),
            ..body
        };
        self.loop_say(tx, (&notice.tenant, SYSTEM), (id, follows), &summary).await
    }

    /// After records came from a neighbour: loops of notices issued here follow the steps.
    pub(crate) async fn loops_after_received(&self, records: &[Record]) -> Result<(), Fault> {
        let notices: std::collections::BTreeSet<Id> = records
            .iter()
            .filter_map(|record| record.body.get("subject")?.as_str()?.parse().ok())
            .collect();
        for notice in notices {
            let mut tx = self.begin_as(&Scope::system()).await?;
            let Some((record, _)) = tx.latest_body::<Notice>(notice).await? else { continue };
            if record.origin == self.0.node {
                self.loop_follow(&mut tx, &record).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    /// At the start: a step may have come in, and the node stopped before its loop followed. Only
    /// loops that are not over can lag behind.
    pub(crate) async fn loops_catch_up(&self) -> Result<(), Fault> {
        for tenant in self.0.store.routes().local.clone() {
            let scope = Scope::new(tenant.clone(), SYSTEM);
            let mut query = LoopQuery {
                state: Some("open".to_owned()),
                issuer: Some(tenant),
                limit: Some(200),
                ..LoopQuery::default()
            };
            loop {
                let mut read = self.read_as(&scope).await?;
                let page = views::loop_list(&mut read, &scope, &query).await?;
                drop(read);
                for row in &page.items {
                    self.loop_catch_up(&scope, row).await?;
                }
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    async fn loop_catch_up(&self, scope: &Scope, row: &LoopRow) -> Result<(), Fault> {
        let mut read = self.read_as(scope).await?;
        let now = read.now();
        let notice = views::notice_detail(&mut read, scope, row.notice, now).await?;
        drop(read);
        if notice.row.state == row.state {
            return Ok(());
        }
        let mut tx = self.begin_as(&Scope::system()).await?;
        if let Some(record) = tx.latest(row.notice).await? {
            self.loop_follow(&mut tx, &record).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
