//! Loops whose summaries have not followed a step yet.

use std::collections::BTreeSet;

use contract::Record;
use contract::kinds::{Kind as _, loop_step::LoopStep};
use model::Id;

use crate::Error;
use crate::sql::{Conn, Sql};

/// Subjects of one statement.
const MOST: usize = 500;

/// Notes with a step that its subject's summary is to follow.
pub(crate) async fn note(conn: &mut Conn, record: &Record) -> Result<(), Error> {
    let subject = record.body.get("subject").and_then(|subject| subject.as_str());
    let Some(subject) = subject.filter(|_| record.kind == LoopStep::NAME) else { return Ok(()) };
    let sql = Sql::insert("loop_behind", &["subject"], 1).push(" ON CONFLICT DO NOTHING");
    conn.insert_later(sql.bind(subject)).await
}

/// Some of the subjects whose summaries have not followed yet.
///
/// # Errors
/// Those of the database.
pub async fn loops_behind(conn: &mut Conn, most: u32) -> Result<Vec<Id>, Error> {
    let sql = Sql::new("SELECT subject FROM loop_behind ORDER BY subject LIMIT ?");
    let rows = conn.all(sql.bind(i64::from(most))).await?;
    rows.iter().map(|row| row.id("subject")).collect()
}

/// Their summaries followed all that is known of them.
///
/// # Errors
/// Those of the database.
pub async fn loops_followed(conn: &mut Conn, subjects: &[Id]) -> Result<(), Error> {
    let subjects: BTreeSet<&Id> = subjects.iter().collect();
    let subjects: Vec<&Id> = subjects.into_iter().collect();
    for some in subjects.chunks(MOST) {
        let marks = vec!["?"; some.len()].join(", ");
        let sql = Sql::new(format!("DELETE FROM loop_behind WHERE subject IN ({marks})"));
        conn.execute(some.iter().fold(sql, |sql, id| sql.id(**id))).await?;
    }
    Ok(())
}
