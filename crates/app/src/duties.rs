//! Duties: what follows from an organisation's facts and history, and their calendar feed.

mod calendar;

use contract::rest::Page;
use contract::rest::filing::{FeedAddress, ObligationRow};
use contract::rest::query::ObligationQuery;
use model::{ErrorKind, Fault, TenantPath};
use procedure::{Done, Procedure, Window};
use store::{Conn, Scope, credentials, views};

use crate::permission::Action;
use crate::procedures::today;
use crate::{App, Caller, secret};

const DAY_MS: i64 = 86_400_000;
/// Duties are told this long before their day.
const AHEAD_DAYS: i64 = 400;

impl App {
    /// Duties of the caller's organisation: overdue ones, and those of the next 400 days.
    ///
    /// # Errors
    /// `page.cursor`, `page.limit`.
    pub async fn obligation_list(
        &self,
        caller: &Caller,
        query: &ObligationQuery,
    ) -> Result<Page<ObligationRow>, Fault> {
        caller.may(Action::InboxRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut rows = self.obligations(&mut read, &scope, &caller.tenant).await?;
        rows.retain(|row| query.done.is_none_or(|done| row.done == done));
        rows.retain(|row| query.overdue.is_none_or(|overdue| row.overdue == overdue));
        page(rows, query.limit, query.cursor.as_deref())
    }

    /// Duties that follow from an organisation's facts and history.
    pub(crate) async fn obligations(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        tenant: &TenantPath,
    ) -> Result<Vec<ObligationRow>, Fault> {
        let now = self.0.store.now();
        let known = self.0.packs.procedures.in_force(&today(now));
        let procedures: Vec<&Procedure> = known.iter().map(|known| &known.procedure).collect();
        let facts = self.organisation_facts(conn, scope, tenant).await?;
        let done = views::filing_history(conn, scope).await?.into_iter().map(|done| Done {
            procedure: done.pack,
            action: done.action,
            period: done.period,
            at: done.at,
            filing: done.filing,
        });
        let history: Vec<Done> = done.collect();
        let window =
            Window { now, from: now.plus(-AHEAD_DAYS * DAY_MS), to: now.plus(AHEAD_DAYS * DAY_MS) };
        let calendar = &self.0.packs.calendar;
        let mut rows = procedure::obligations(procedures, &facts, &history, window, calendar);
        // What was due before the organisation came here was done, or not, elsewhere.
        let directory = self.0.store.directory();
        let came = directory.tenants.get(tenant).map(|known| known.object.made());
        rows.retain(|row| row.done || came.is_none_or(|came| row.due >= came));
        Ok(rows)
    }

    /// The caller's own address of the calendar feed, made on the first ask.
    pub async fn feed_address(&self, caller: &Caller) -> Result<FeedAddress, Fault> {
        caller.may(Action::InboxRead)?;
        let mut tx = self.begin(caller).await?;
        let token = match credentials::feed_token_get(&mut tx, caller.user).await? {
            Some(token) => token,
            None => {
                let token = secret::token("hhf_")?;
                credentials::feed_token_put(&mut tx, caller.user, &caller.tenant, &token).await?;
                tx.commit().await?;
                token
            }
        };
        Ok(FeedAddress { path: format!("/api/v1/obligations.ics?token={token}") })
    }

    /// The calendar of whoever a token belongs to: the token is the key.
    ///
    /// # Errors
    /// `session.none` for a token that nobody has.
    pub async fn feed(&self, token: &str) -> Result<String, Fault> {
        let nobody = || Fault::new(ErrorKind::Unauthenticated, "session.none");
        let mut read = self.read_as(&Scope::system()).await?;
        let found = credentials::feed_token_find(&mut read, token).await?.ok_or_else(nobody)?;
        drop(read);
        let scope = Scope::new(found, "feed");
        let tenant = scope.tenant().ok_or_else(nobody)?.clone();
        let mut read = self.read_as(&scope).await?;
        let rows = self.obligations(&mut read, &scope, &tenant).await?;
        Ok(calendar::text(&rows, self.0.store.now()))
    }
}

/// A page of rows that are all at hand; the cursor is the place of the next.
fn page<T>(rows: Vec<T>, limit: Option<u32>, cursor: Option<&str>) -> Result<Page<T>, Fault> {
    let limit = limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(Fault::invalid("page.limit").with("least", 1).with("most", 200));
    }
    let place = cursor.map(str::parse::<usize>).transpose();
    let place = place.map_err(|_| Fault::invalid("page.cursor"))?.unwrap_or(0);
    let total = rows.len() as u64;
    let end = place.saturating_add(limit as usize);
    let next = (end < rows.len()).then(|| end.to_string());
    let items = rows.into_iter().skip(place).take(limit as usize).collect();
    Ok(Page { items, next, total, at_least: false })
}
