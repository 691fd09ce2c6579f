//! Figures that are added up as records are projected: counts by the columns of a key.
//!
//! What a transaction adds is summed in memory and written once before its commit, so that a
//! thousand records of one state cost one row. A sum that comes to nothing leaves no row: tables
//! rebuilt from the log equal the live ones.

use std::collections::BTreeMap;

use crate::Error;
use crate::sql::{Conn, Sql};

/// A table of sums: the columns of its key; the sum is `n`. It needs an index on `n` where it is 0.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) key: &'static [&'static str],
}

/// A part of a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Text(String),
    Int(i64),
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Part {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

/// Keys that wait before they are written, whatever else happens: bounds the memory of a rebuild.
const MOST_WAITING: usize = 20_000;
/// Rows of one statement.
const MOST_ROWS: usize = 512;

/// What is still to be written.
#[derive(Default)]
pub(crate) struct Sums {
    tables: BTreeMap<&'static Table, BTreeMap<Vec<Part>, i64>>,
    waiting: usize,
}

impl Sums {
    fn add(&mut self, table: &'static Table, key: Vec<Part>, by: i64) {
        let sum = self.tables.entry(table).or_default().entry(key).or_insert_with(|| {
            self.waiting += 1;
            0
        });
        *sum += by;
    }
}

impl Conn {
    /// Adds to a sum, at the latest before the commit.
    pub(crate) fn add_up(&mut self, table: &'static Table, key: Vec<Part>, by: i64) {
        self.sums().add(table, key, by);
    }

    /// Writes the sums if there are many.
    pub(crate) async fn relieve_sums(&mut self) -> Result<(), Error> {
        if self.sums().waiting < MOST_WAITING {
            return Ok(());
        }
        self.write_sums().await
    }

    /// Writes what was added up: sums read from here on are right.
    pub(crate) async fn write_sums(&mut self) -> Result<(), Error> {
        let sums = std::mem::take(self.sums());
        if sums.waiting == 0 {
            return Ok(());
        }
        // They are of all tenants that the records concerned.
        let word = self.scope_word().to_owned();
        self.see_as("*");
        for (table, keys) in sums.tables {
            self.write_table(table, keys).await?;
        }
        self.see_as(&word);
        Ok(())
    }

    async fn write_table(
        &mut self,
        table: &'static Table,
        keys: BTreeMap<Vec<Part>, i64>,
    ) -> Result<(), Error> {
        let takes_away = keys.values().any(|by| *by < 0);
        let mut rows = keys.into_iter().filter(|(_, by)| *by != 0).peekable();
        let mut left: Vec<(Vec<Part>, i64)> = Vec::new();
        while rows.peek().is_some() {
            left.extend(rows.by_ref().take(MOST_ROWS));
            // In powers of two, so that few statements are prepared.
            while !left.is_empty() {
                let count = 1 << left.len().ilog2();
                let rest = left.split_off(count);
                self.execute(upsert(table, std::mem::replace(&mut left, rest))).await?;
            }
        }
        if takes_away {
            self.execute(Sql::new(format!("DELETE FROM {} WHERE n = 0", table.name))).await?;
        }
        Ok(())
    }
}

fn upsert(table: &'static Table, rows: Vec<(Vec<Part>, i64)>) -> Sql {
    let columns: Vec<&str> = table.key.iter().chain(&["n"]).copied().collect();
    let mut sql = Sql::insert(table.name, &columns, rows.len());
    for (key, by) in rows {
        for part in key {
            sql = match part {
                Part::Text(text) => sql.bind(text),
                Part::Int(number) => sql.bind(number),
            };
        }
        sql = sql.bind(by);
    }
    sql.push(&format!(
        " ON CONFLICT ({}) DO UPDATE SET n = {}.n + excluded.n",
        table.key.join(", "),
        table.name
    ))
}
