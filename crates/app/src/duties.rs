//! What waits for people: one inbox over filings, notices and duties, the soonest due first; the
//! duties themselves, and their calendar feed.

mod calendar;

use contract::rest::Page;
use contract::rest::filing::{FeedAddress, FilingRow, ObligationRow};
use contract::rest::inbox::InboxRow;
use contract::rest::notice::NoticeRow;
use contract::rest::query::{InboxQuery, ObligationQuery};
use model::form::Text;
use model::{ErrorKind, Fault, TenantPath};
use procedure::{Done, Procedure, Window};
use store::{Conn, Scope, credentials, views};

use crate::permission::{Action, may};
use crate::procedures::today;
use crate::{App, Caller, secret};

const DAY_MS: i64 = 86_400_000;
/// Duties are told this long before their day.
const AHEAD_DAYS: i64 = 400;
/// In the inbox, only this long.
const INBOX_DAYS: i64 = 60;
/// Most of each kind that the inbox looks at.
const MOST: u32 = 500;

impl App {
    /// What waits for the caller.
    ///
    /// # Errors
    /// `page.cursor`, `page.limit`.
    pub async fn inbox_list(
        &self,
        caller: &Caller,
        query: &InboxQuery,
    ) -> Result<Page<InboxRow>, Fault> {
        caller.may(Action::InboxRead)?;
        let mut rows = self.waiting_rows(caller).await?;
        rows.retain(|row| query.kind.as_ref().is_none_or(|kind| row.kind == *kind));
        rows.retain(|row| query.overdue.is_none_or(|overdue| row.overdue == overdue));
        rows.sort_by_key(|row| (row.due.map_or(i64::MAX, |due| due.0), row.since.0));
        page(rows, query.limit, query.cursor.as_deref())
    }

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
        Ok(procedure::obligations(procedures, &facts, &history, window, calendar))
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

    async fn waiting_rows(&self, caller: &Caller) -> Result<Vec<InboxRow>, Fault> {
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let now = read.now();
        let mut rows = Vec::new();
        if may(caller.role, Action::FilingWrite) {
            for row in views::filing_due(&mut read, &scope, now, MOST).await? {
                rows.extend(self.filing_entry(caller, row));
            }
        }
        if may(caller.role, Action::LoopStep) {
            for row in views::notice_waiting(&mut read, &scope, now, MOST).await? {
                rows.extend(self.notice_entry(caller, row));
            }
        }
        if may(caller.role, Action::FilingWrite) {
            let end = now.plus(INBOX_DAYS * DAY_MS);
            let duties = self.obligations(&mut read, &scope, &caller.tenant).await?;
            let near = duties.into_iter().filter(|duty| !duty.done && duty.due <= end);
            rows.extend(near.map(|duty| InboxRow {
                kind: "obligation".to_owned(),
                object: duty.obligation,
                title: duty.title.zh.clone(),
                action: duty.title,
                from: duty.source.document,
                due: Some(duty.due),
                overdue: duty.overdue,
                since: now,
                ..plain()
            }));
        }
        Ok(rows)
    }

    /// A filing in which the caller's role may take a step that is waited for.
    fn filing_entry(&self, caller: &Caller, row: FilingRow) -> Option<InboxRow> {
        let known = self.0.packs.procedures.get(&row.procedure)?;
        let steps = known.machine().steps.iter().filter(|step| {
            step.is_awaited()
                && step.from.contains(&row.state)
                && step.by().any(|party| party == row.party)
                && step.roles.contains(&caller.role)
        });
        let titles: Vec<&Text> = steps.map(|step| &step.title).collect();
        if titles.is_empty() {
            return None;
        }
        let join = |word: fn(&Text) -> &str| {
            titles.iter().map(|title| word(title)).collect::<Vec<_>>().join(" / ")
        };
        let parts = [known.title.zh.as_str(), row.period.as_str(), row.subject.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Some(InboxRow {
            kind: "filing".to_owned(),
            object: row.id.to_string(),
            title: parts.join(" · "),
            action: Text { zh: join(|title| &title.zh), en: join(|title| &title.en) },
            from: row.applicant_name,
            due: row.due,
            overdue: row.overdue,
            since: row.changed,
            ..plain()
        })
    }

    fn notice_entry(&self, caller: &Caller, row: NoticeRow) -> Option<InboxRow> {
        let action = self.next_action(&row, caller)?;
        let mut steps = self.0.packs.procedure.steps.iter();
        let step = steps.find(|step| step.action == action)?;
        Some(InboxRow {
            kind: "notice".to_owned(),
            object: row.id.to_string(),
            title: format!("{} {}", row.number, row.title),
            action: step.title.clone(),
            from: row.issuer_name,
            due: Some(row.due),
            overdue: row.overdue,
            since: row.issued,
            ..plain()
        })
    }
}

/// What rows have in common as long as nothing more is known.
fn plain() -> InboxRow {
    InboxRow {
        kind: String::new(),
        object: String::new(),
        title: String::new(),
        title_en: String::new(),
        action: Text::default(),
        actions: Vec::new(),
        from: String::new(),
        due: None,
        overdue: false,
        since: model::Millis(0),
        severity: None,
        assignee: None,
        mine: false,
        group: String::new(),
        group_size: 1,
        example: false,
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
    Ok(Page { items, next, total })
}
