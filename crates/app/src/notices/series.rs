//! Number series 文号: data of the authority, and the number that the next letter gets.

use contract::kinds::notice_series::NoticeSeries;
use contract::letters::Letter;
use contract::rest::finding::Created;
use contract::rest::notice::{SeriesDraft, SeriesRow};
use model::{Fault, Id, Millis};
use store::{Conn, views};

use crate::act::Statement;
use crate::permission::Action;
use crate::{App, Caller};

/// Characters that a number may have.
const MOST: usize = 60;

/// A number as it would be given now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbering {
    pub(super) series: Option<Id>,
    pub(super) year: i64,
    pub(super) place: u64,
    pub(super) number: String,
    pub(super) issue: Option<u32>,
    pub(super) issue_text: String,
    /// A second person reviews.
    pub(super) review: bool,
}

impl App {
    /// Series of the caller's tenant, newest first, each with the number it would give next.
    pub async fn series_list(&self, caller: &Caller) -> Result<Vec<SeriesRow>, Fault> {
        caller.may(Action::NoticeRead)?;
        let scope = caller.scope();
        let mut read = self.read_as(&scope).await?;
        let mut rows = views::series_list(&mut read, &scope).await?;
        let now = read.now();
        for row in &mut rows {
            let next = self.number_in(&mut read, caller, Some((row.id, &row.series)), now).await?;
            (row.next, row.next_issue) = (next.number, next.issue_text);
        }
        Ok(rows)
    }

    /// Makes a series, or changes one: numbers already given stay.
    ///
    /// # Errors
    /// `series.missing`, `series.genres`, `series.blank`, `record.revision`, `text.length`.
    pub async fn series_save(
        &self,
        caller: &Caller,
        id: Option<Id>,
        draft: SeriesDraft,
    ) -> Result<Created, Fault> {
        caller.may(Action::NoticeIssue)?;
        let mut tx = self.begin(caller).await?;
        if let Some(id) = id {
            views::series_get(&mut tx, &caller.scope(), id).await?;
        }
        let object = id.unwrap_or_else(|| tx.new_id());
        let follows = if id.is_some() { draft.revision } else { 0 };
        let statement = Statement::new(object, caller).following(follows);
        tx.append(statement.says(&draft.series)?).await?;
        tx.commit().await?;
        Ok(Created { id: object })
    }

    /// The number that a letter would get now: of the series it names, else of the newest enabled
    /// one of its genre, else of the node's own.
    ///
    /// # Errors
    /// `series.missing`, `series.disabled`, `series.genre`.
    pub(super) async fn number_for(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        letter: &Letter,
        now: Millis,
    ) -> Result<Numbering, Fault> {
        let scope = caller.scope();
        let row = match letter.series {
            Some(id) => {
                let row = views::series_get(conn, &scope, id).await?;
                if !row.series.enabled {
                    return Err(Fault::conflict("series.disabled").with("series", row.series.name));
                }
                if !row.series.genres.contains(&letter.genre) {
                    return Err(Fault::invalid("series.genre")
                        .with("series", row.series.name)
                        .with("genre", letter.genre));
                }
                Some(row)
            }
            None => {
                let rows = views::series_list(conn, &scope).await?;
                rows.into_iter()
                    .find(|row| row.series.enabled && row.series.genres.contains(&letter.genre))
            }
        };
        let series = row.as_ref().map(|row| (row.id, &row.series));
        self.number_in(conn, caller, series, now).await
    }

    async fn number_in(
        &self,
        conn: &mut Conn,
        caller: &Caller,
        series: Option<(Id, &NoticeSeries)>,
        now: Millis,
    ) -> Result<Numbering, Fault> {
        let year = views::notice_year(now);
        let id = series.map(|(id, _)| id);
        let (place, issue) = views::notice_number_next(conn, &caller.scope(), id, year).await?;
        let own = self.0.config.number_template.as_str();
        let template = series.map_or(own, |(_, series)| series.number.as_str());
        let issue_template = series.map_or("", |(_, series)| series.issue.as_str());
        // Long names are cut: a number has a limit.
        let name: String = self.tenant_name(&caller.tenant).chars().take(30).collect();
        let fill = |template: &str| {
            let text = template
                .replace("{name}", &name)
                .replace("{year}", &year.to_string())
                .replace("{n}", &place.to_string())
                .replace("{issue}", &issue.to_string());
            text.chars().take(MOST).collect::<String>()
        };
        Ok(Numbering {
            series: id,
            year,
            place,
            number: fill(template),
            issue: (!issue_template.is_empty()).then_some(issue),
            issue_text: fill(issue_template),
            review: series.is_some_and(|(_, series)| series.review),
        })
    }
}
