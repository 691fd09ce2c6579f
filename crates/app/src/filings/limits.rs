//! Limits across filings: one direction for each applicant, a quota of recommendations, no case
//! through two channels. Enforced where the filings are kept, in the transaction of the step.

use std::collections::{BTreeMap, BTreeSet};

use contract::rest::filing::{Answers, Remark};
use contract::rest::query::FilingQuery;
use model::{Fault, Id, Millis};
use procedure::definition::QuotaDefinition;
use serde_json::Value;
use store::{Conn, Scope, Tx, views};

use super::Work;
use crate::{App, Caller};

/// Filings that a uniqueness is looked for in.
const MOST_COMPARED: usize = 2000;

impl App {
    /// Whether a filing may come to a state.
    ///
    /// # Errors
    /// `filing.limit`, with the pack's text.
    pub(super) async fn check_limits(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        work: &Work,
        to: &str,
    ) -> Result<(), Fault> {
        for limit in concerned(work, to).filter(|limit| !limit.warning) {
            if let Some(hit) = self.exceeded(tx, scope, work, limit).await? {
                return Err(refusal(limit, &hit));
            }
        }
        Ok(())
    }

    /// Limits that only warn and that a step open to the caller would exceed.
    pub(super) async fn limit_warnings(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        caller: &Caller,
        work: &Work,
    ) -> Result<Vec<Remark>, Fault> {
        let mut limits: BTreeMap<&str, &QuotaDefinition> = BTreeMap::new();
        let actions = work.actions(caller);
        for action in &actions {
            let warning = concerned(work, &action.to).filter(|limit| limit.warning);
            limits.extend(warning.map(|limit| (limit.id.as_str(), limit)));
        }
        let mut warnings = Vec::new();
        for limit in limits.into_values() {
            if let Some(hit) = self.exceeded(conn, scope, work, limit).await? {
                warnings.push(remark(limit, &hit));
            }
        }
        Ok(warnings)
    }

    /// What stands in a limit's way.
    async fn exceeded(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        work: &Work,
        limit: &QuotaDefinition,
    ) -> Result<Option<Hit>, Fault> {
        let mut counting = Counting::new(work, limit);
        counting.look(conn, scope).await?;
        if limit.across.as_deref() == Some("authorities") {
            // Each tenant's filings are read with its own eyes; they are only counted and
            // compared, never shown.
            let local = self.0.store.routes().local.clone();
            for tenant in local.into_iter().filter(|tenant| Some(tenant) != scope.tenant()) {
                let scope = Scope::new(tenant, scope.actor());
                let mut read = self.read_as(&scope).await?;
                counting.look(&mut read, &scope).await?;
            }
        }
        Ok(counting.outcome())
    }
}

/// Other filings of the procedure, held against a limit.
struct Counting<'w> {
    work: &'w Work,
    limit: &'w QuotaDefinition,
    /// What the filing itself takes of what must be unique.
    own: BTreeSet<String>,
    seen: BTreeSet<Id>,
    others: Vec<Id>,
    twin: Option<Hit>,
}

impl<'w> Counting<'w> {
    fn new(work: &'w Work, limit: &'w QuotaDefinition) -> Self {
        let own = names(limit, &work.organisation, work.all_answers());
        let seen = [work.head.row.id].into();
        Self { work, limit, own, seen, others: Vec::new(), twin: None }
    }

    /// Looks at what a tenant sees.
    async fn look(&mut self, conn: &mut Conn, scope: &Scope) -> Result<(), Fault> {
        let filing = &self.work.head.filing;
        let query = FilingQuery {
            procedure: Some(self.work.known.id.clone()),
            period: Some(self.work.head.row.period.clone()),
            applicant: (self.limit.per.as_deref() == Some("applicant"))
                .then(|| filing.applicant.clone()),
            ..FilingQuery::default()
        };
        // Whether one of them is late has no bearing on it.
        for row in views::filing_rows(conn, scope, &query, Millis(0)).await? {
            if !self.limit.states.contains(&row.state) || !self.seen.insert(row.id) {
                continue;
            }
            self.others.push(row.id);
            if self.limit.unique.is_empty() || self.twin.is_some() {
                continue;
            }
            self.compare(conn, row.id).await?;
        }
        Ok(())
    }

    async fn compare(&mut self, conn: &mut Conn, id: Id) -> Result<(), Fault> {
        if self.own.is_empty() || self.others.len() > MOST_COMPARED {
            return Ok(());
        }
        let Some((organisation, answers)) = views::frozen_of(conn, id).await? else {
            return Ok(());
        };
        let theirs = names(self.limit, &organisation, &answers);
        self.twin = self.own.intersection(&theirs).next().map(|same| Hit {
            other: Some(id),
            name: same.clone(),
            count: 1,
        });
        Ok(())
    }

    fn outcome(self) -> Option<Hit> {
        if !self.limit.unique.is_empty() {
            return self.twin;
        }
        let most = self.limit.most.map_or(usize::MAX, |most| most as usize);
        let (other, count) = (self.others.first().copied(), self.others.len());
        (count >= most).then_some(Hit { other, name: String::new(), count })
    }
}

/// What a limit is exceeded by.
struct Hit {
    other: Option<Id>,
    /// What is there twice.
    name: String,
    count: usize,
}

/// Limits that a step to this state comes under.
fn concerned<'w>(work: &'w Work, to: &'w str) -> impl Iterator<Item = &'w QuotaDefinition> {
    work.known.machine().limits.iter().filter(move |limit| {
        limit.states.iter().any(|state| state == to)
            && !limit.states.iter().any(|state| state == work.state())
    })
}

/// What a filing takes of what must be unique: one thing, named by all places together; or each
/// row of a table, named by its column.
fn names(
    limit: &QuotaDefinition,
    organisation: &Answers,
    answers: &BTreeMap<String, Answers>,
) -> BTreeSet<String> {
    if let [place] = limit.unique.as_slice()
        && let Some((form, table, column)) = column_of(place)
    {
        let rows = answers.get(form).and_then(|answers| answers.get(table)?.as_array());
        let rows = rows.into_iter().flatten().filter_map(|row| row.get(column)?.as_str());
        return rows.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    }
    let key = key(limit, organisation, answers);
    // Who has no credit code is not everybody else who has none.
    let unknown = |part: &Value| part.is_null() || part.as_str().is_some_and(str::is_empty);
    if key.iter().any(unknown) {
        return BTreeSet::new();
    }
    let words =
        key.iter().map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned));
    [words.collect::<Vec<_>>().join(" · ")].into()
}

/// `answers.<form>.<table>.<column>`.
fn column_of(place: &str) -> Option<(&str, &str, &str)> {
    let (form, rest) = place.strip_prefix("answers.")?.split_once('.')?;
    let (table, column) = rest.split_once('.')?;
    Some((form, table, column))
}

/// What must be unique: `applicant.credit_code`, `answers.<form>.<field>`.
fn key(
    limit: &QuotaDefinition,
    organisation: &Answers,
    answers: &BTreeMap<String, Answers>,
) -> Vec<Value> {
    let part = |place: &String| {
        let mut parts = place.splitn(3, '.');
        let value = match (parts.next(), parts.next(), parts.next()) {
            (Some("applicant"), Some(fact), None) => organisation.get(fact),
            (Some("answers"), Some(form), Some(field)) => {
                answers.get(form).and_then(|answers| answers.get(field))
            }
            _ => None,
        };
        match value {
            Some(Value::String(text)) => Value::String(text.trim().to_owned()),
            Some(value) => value.clone(),
            None => Value::Null,
        }
    };
    limit.unique.iter().map(part).collect()
}

fn refusal(limit: &QuotaDefinition, hit: &Hit) -> Fault {
    let mut fault = Fault::conflict("filing.limit");
    fault.params = params(limit, hit);
    fault
}

fn remark(limit: &QuotaDefinition, hit: &Hit) -> Remark {
    Remark {
        code: "filing.limit_warning".to_owned(),
        warning: true,
        params: params(limit, hit),
        text: Some(limit.text.clone()),
        source: Some(limit.source.clone()),
    }
}

fn params(limit: &QuotaDefinition, hit: &Hit) -> BTreeMap<String, String> {
    let mut params: BTreeMap<String, String> = [
        ("limit", limit.id.clone()),
        ("text_zh", limit.text.zh.clone()),
        ("text_en", limit.text.en.clone()),
        ("count", hit.count.to_string()),
        ("name", hit.name.clone()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    match (limit.most, hit.other) {
        (Some(most), _) => drop(params.insert("most".to_owned(), most.to_string())),
        (None, Some(other)) => drop(params.insert("filing".to_owned(), other.to_string())),
        (None, None) => {}
    }
    params
}
