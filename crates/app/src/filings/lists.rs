//! Rows that tables are offered: the names behind figures (附名单), other filings of the tenant. Looked
//! up for whoever fills the form, offered and compared, never put into the answers by themselves:
//! what is frozen is what the officer handed in.

use std::collections::BTreeMap;

use contract::rest::filing::{Answers, FilingRow, IndicatorName};
use contract::rest::query::{FilingQuery, IndicatorListQuery};
use model::form::{Field, FieldType, Form, RowsFrom};
use model::{Fault, Millis};
use procedure::Procedure;
use serde_json::Value;
use store::{Conn, Scope, views};

use super::Work;
use super::indicators::OF_NOTICES;
use crate::App;

/// Rows that one table is offered at most: as many as a table may have.
const MOST_ROWS: usize = 2000;
/// Names asked for at once.
const PAGE: u32 = 200;

/// Rows by `form.table`.
pub(super) type Lists = BTreeMap<String, Vec<Answers>>;

impl App {
    /// What the tables of a form are offered.
    pub(super) async fn lists(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        work: &Work,
        form: &Form,
    ) -> Result<Lists, Fault> {
        let mut lists = Lists::new();
        for table in form.sections.iter().flat_map(|section| &section.fields) {
            let Some(from) = &table.from else { continue };
            let looking = Looking { procedure: &work.known.procedure, table, from };
            let rows = match &from.filings {
                Some(pack) => looking.filings(conn, scope, work, pack).await?,
                None => looking.names(conn, scope, &work.head.row.period).await?,
            };
            lists.insert(format!("{}.{}", form.id, table.id), rows);
        }
        Ok(lists)
    }
}

/// The names behind an indicator, wherever it is counted.
pub(super) async fn names(
    conn: &mut Conn,
    scope: &Scope,
    indicator: &str,
    query: &IndicatorListQuery,
) -> Result<contract::rest::Page<IndicatorName>, Fault> {
    if let Some((_, state)) = OF_NOTICES.iter().find(|(id, _)| *id == indicator) {
        return Ok(views::notice_names(conn, scope, *state, query).await?);
    }
    Ok(views::indicator_names(conn, scope, indicator, query).await?)
}

struct Looking<'l> {
    procedure: &'l Procedure,
    table: &'l Field,
    from: &'l RowsFrom,
}

impl Looking<'_> {
    async fn names(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        period: &str,
    ) -> Result<Vec<Answers>, Fault> {
        let mut rows = Vec::new();
        for indicator in &self.from.indicators {
            let mut query = IndicatorListQuery {
                period: Some(period.to_owned()),
                limit: Some(PAGE),
                ..IndicatorListQuery::default()
            };
            loop {
                let page = names(conn, scope, indicator, &query).await?;
                rows.extend(page.items.iter().map(|name| {
                    self.row(|place| match place {
                        "name" => Value::from(name.name.as_str()),
                        "detail" => Value::from(name.detail.as_str()),
                        _ => Value::Null,
                    })
                }));
                query.cursor = page.next;
                if query.cursor.is_none() || rows.len() >= MOST_ROWS {
                    break;
                }
            }
        }
        rows.truncate(MOST_ROWS);
        Ok(rows)
    }

    async fn filings(
        &self,
        conn: &mut Conn,
        scope: &Scope,
        work: &Work,
        pack: &str,
    ) -> Result<Vec<Answers>, Fault> {
        let query = FilingQuery {
            procedure: Some(pack.to_owned()),
            period: Some(work.head.row.period.clone()),
            ..FilingQuery::default()
        };
        // When it is has no bearing on which there are.
        let found = views::filing_rows(conn, scope, &query, Millis(0)).await?;
        let states = &self.from.states;
        let found = found.into_iter().filter(|row| {
            row.id != work.head.row.id && (states.is_empty() || states.contains(&row.state))
        });
        let mut rows: Vec<(Value, Answers)> = Vec::new();
        for filing in found.take(MOST_ROWS) {
            let Some((facts, answers)) = views::frozen_of(conn, filing.id).await? else { continue };
            let value = |place: &str| value_at(place, &filing, &facts, &answers);
            let order = self.from.order.as_deref().map_or(Value::Null, value);
            rows.push((order, self.row(value)));
        }
        rows.sort_by(|a, b| compare(&a.0, &b.0));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// One row; what a choice does not know is left open.
    fn row(&self, value: impl Fn(&str) -> Value) -> Answers {
        let columns = self.from.columns.iter().filter_map(|(column, place)| {
            let definition = self.table.fields.iter().find(|known| known.id == *column)?;
            let found = self.fitting(definition, value(place))?;
            Some((column.clone(), found))
        });
        columns.collect()
    }

    fn fitting(&self, column: &Field, found: Value) -> Option<Value> {
        if found.is_null() {
            return None;
        }
        if column.kind != FieldType::Choice {
            return Some(found);
        }
        let code = found.get("code").unwrap_or(&found).as_str()?;
        let code = self.from.codes.get(code).map_or(code, String::as_str);
        let list = self.procedure.codes(column.codes.as_ref()?)?;
        list.codes.iter().any(|known| known.code == code).then(|| Value::from(code))
    }
}

fn value_at(
    place: &str,
    filing: &FilingRow,
    facts: &Answers,
    answers: &BTreeMap<String, Answers>,
) -> Value {
    let mut parts = place.splitn(3, '.');
    let found = match (parts.next(), parts.next(), parts.next()) {
        (Some("applicant"), Some("name"), None) => {
            Some(Value::from(filing.applicant_name.as_str()))
        }
        (Some("applicant"), Some(fact), None) => facts.get(fact).cloned(),
        (Some("filing"), Some("subject"), None) => Some(Value::from(filing.subject.as_str())),
        (Some("filing"), Some("number"), None) => Some(Value::from(filing.number.as_str())),
        (Some("filing"), Some("state"), None) => Some(Value::from(filing.state.as_str())),
        (Some("answers"), Some(form), Some(field)) => {
            answers.get(form).and_then(|form| form.get(field)).cloned()
        }
        _ => None,
    };
    found.unwrap_or_default()
}

/// Numbers by size, texts as they are, what is unknown at the end.
fn compare(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => {
            let word = |value: &Value| value.as_str().map(str::to_owned);
            (word(a).is_none(), word(a)).cmp(&(word(b).is_none(), word(b)))
        }
    }
}
