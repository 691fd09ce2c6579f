//! How lists of loops are sorted, and where a page of one goes on.

use model::finding::Severity;
use model::{Fault, Id};

use super::list::{Filter, Value};
use crate::Error;
use crate::sql::Row;

/// The column a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// By when something is due; what is over comes last.
    Due,
    Issued,
    Severity,
    Changed,
}

/// How a list is sorted. Among equals of severity the sooner due comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) by: By,
    descending: bool,
}

/// A row's place: severity (0 where it is not sorted by), the column's value, and the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) rank: i64,
    at: i64,
    id: String,
}

impl Order {
    /// `due`, `issued`, `severity`, `changed`, with `-` before it from the highest down; the
    /// newest first where nothing is said.
    pub(super) fn named(word: Option<&String>) -> Result<Self, Error> {
        let word = word.map_or("-issued", String::as_str);
        let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        let by = match name {
            "due" => By::Due,
            "issued" => By::Issued,
            "severity" => By::Severity,
            "changed" => By::Changed,
            _ => {
                let allowed = "due, issued, severity, changed";
                return Err(Fault::invalid("query.value").with("allowed", allowed).into());
            }
        };
        Ok(Self { by, descending })
    }

    /// The column that rows of one group are walked by.
    pub(super) fn column(self) -> &'static str {
        match self.by {
            By::Due | By::Severity => "next",
            By::Issued => "issued",
            By::Changed => "changed",
        }
    }

    /// Whether rows of one group are walked from the highest down.
    fn is_down(self) -> bool {
        self.descending && self.by != By::Severity
    }

    pub(super) fn way(self) -> &'static str {
        if self.is_down() { "DESC" } else { "ASC" }
    }

    /// Severities in the order of the list, from that of a place on; one group (`None`) where it
    /// is not sorted by them.
    pub(super) fn groups(self, after: Option<&Place>) -> Vec<Option<i64>> {
        if self.by != By::Severity {
            return vec![None];
        }
        let mut ranks: Vec<i64> =
            Severity::ALL.iter().map(|one| super::finding::rank(*one)).collect();
        if self.descending {
            ranks.reverse();
        }
        let ranks = ranks.into_iter();
        let left = ranks.skip_while(|rank| after.is_some_and(|after| after.rank != *rank));
        left.map(Some).collect()
    }

    /// `ORDER BY` for a whole list.
    pub(super) fn sorting(self) -> String {
        let (column, way) = (self.column(), self.way());
        let first = match (self.by, self.descending) {
            (By::Severity, true) => "v.rank DESC, ",
            (By::Severity, false) => "v.rank ASC, ",
            _ => "",
        };
        format!(" ORDER BY {first}v.{column} {way}, v.id {way}")
    }

    /// What follows a place, in the group of the place or in the whole list.
    pub(super) fn follows(self, filter: Filter, after: &Place, whole: bool) -> Filter {
        let sign = if self.is_down() { "<" } else { ">" };
        let clause = format!("(v.{}, v.id) {sign} (?, ?)", self.column());
        if self.by != By::Severity || !whole {
            return filter.both(&clause, after.at, &after.id);
        }
        let further = if self.descending { "<" } else { ">" };
        let clause = format!("(v.rank {further} ? OR (v.rank = ? AND {clause}))");
        let values: Vec<Value> =
            vec![after.rank.into(), after.rank.into(), after.at.into(), (&after.id).into()];
        filter.many(&clause, values)
    }

    /// The place of a row.
    pub(super) fn place(self, row: &Row) -> Result<Place, Error> {
        let rank = if self.by == By::Severity { row.int("rank")? } else { 0 };
        Ok(Place { rank, at: row.int(self.column())?, id: row.text("id")? })
    }
}

impl Place {
    /// As a cursor.
    pub(super) fn text(&self) -> String {
        format!("{}.{}.{}", self.rank, self.at, self.id)
    }

    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let wrong = || Fault::invalid("page.cursor");
        let mut parts = text.splitn(3, '.');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let (rank, at) = (number().ok_or_else(wrong)?, number().ok_or_else(wrong)?);
        let id: Id = parts.next().unwrap_or_default().parse().map_err(|_| wrong())?;
        Ok(Self { rank, at, id: id.to_string() })
    }
}
