//! What an edge's two ends compare, and what a node holds: for those who check from outside (the
//! simulator, an auditor with access to both nodes).

use model::Id;

use crate::sql::Sql;
use crate::{Error, Scope, Store};

/// One line of an edge's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// Number on the edge.
    pub number: u64,
    pub hash: String,
    /// `applied`, `rejected`; at the sender also `sent`.
    pub state: String,
    pub code: Option<String>,
}

/// A record that a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    pub position: u64,
    pub record: Id,
    pub origin: Id,
    pub hash: String,
}

impl Store {
    /// What became of the items sent to a peer (`out`), or of those that came from it (`in`):
    /// those numbered higher than `after`, in order, at most `most`.
    pub async fn edge_ledger(
        &self,
        peer: Id,
        outgoing: bool,
        after: u64,
        most: u32,
    ) -> Result<Vec<LedgerLine>, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let sql = Sql::new(if outgoing {
            "SELECT d.number, r.hash, d.state, d.code FROM delivery d \
             JOIN record r ON r.position = d.position \
             WHERE d.peer = ? AND d.number > ? ORDER BY d.number LIMIT ?"
        } else {
            "SELECT number, hash, state, code FROM inbound \
             WHERE peer = ? AND number > ? ORDER BY number LIMIT ?"
        });
        let rows = read.all(sql.id(peer).number(after).bind(i64::from(most))).await?;
        let line = |row: &crate::Row| {
            Ok(LedgerLine {
                number: row.number("number")?,
                hash: row.text("hash")?,
                state: row.text("state")?,
                code: row.opt_text("code")?,
            })
        };
        rows.iter().map(line).collect()
    }

    /// Hash of this node's own record at a place of its log.
    pub async fn own_hash(&self, sequence: u64) -> Result<Option<String>, Error> {
        let here = self.identity()?.node;
        let mut read = self.read(&Scope::system()).await?;
        Ok(read.hashes(here, sequence, sequence).await?.pop())
    }

    /// The records held here, in the order of the log, from after a position; at most `most`.
    pub async fn log_entries(&self, after: u64, most: u32) -> Result<Vec<LogEntry>, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let sql = Sql::new(
            "SELECT position, id, origin, hash FROM record WHERE position > ? \
             ORDER BY position LIMIT ?",
        );
        let rows = read.all(sql.number(after).bind(i64::from(most))).await?;
        let entry = |row: &crate::Row| {
            Ok(LogEntry {
                position: row.number("position")?,
                record: row.id("id")?,
                origin: row.id("origin")?,
                hash: row.text("hash")?,
            })
        };
        rows.iter().map(entry).collect()
    }
}
