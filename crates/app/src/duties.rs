//! What waits for people: one inbox over filings, notices and duties, the soonest due first.

use contract::rest::Page;
use contract::rest::filing::{FilingRow, InboxRow};
use contract::rest::notice::NoticeRow;
use contract::rest::query::InboxQuery;
use model::Fault;
use model::form::Text;
use store::views;

use crate::permission::{Action, may};
use crate::{App, Caller};

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
        let limit = query.limit.unwrap_or(50);
        if !(1..=200).contains(&limit) {
            return Err(Fault::invalid("page.limit").with("least", 1).with("most", 200));
        }
        let place = query.cursor.as_deref().map(str::parse::<usize>).transpose();
        let place = place.map_err(|_| Fault::invalid("page.cursor"))?.unwrap_or(0);
        let mut rows = self.waiting_rows(caller).await?;
        rows.retain(|row| query.kind.as_ref().is_none_or(|kind| row.kind == *kind));
        rows.retain(|row| query.overdue.is_none_or(|overdue| row.overdue == overdue));
        rows.sort_by_key(|row| (row.due.map_or(i64::MAX, |due| due.0), row.since.0));
        let total = rows.len() as u64;
        let end = place.saturating_add(limit as usize);
        let next = (end < rows.len()).then(|| end.to_string());
        let items = rows.into_iter().skip(place).take(limit as usize).collect();
        Ok(Page { items, next, total })
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
        if may(caller.role, Action::NoticeStep) {
            for row in views::notice_waiting(&mut read, &scope, now, MOST).await? {
                rows.extend(self.notice_entry(caller, row));
            }
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
        })
    }
}
