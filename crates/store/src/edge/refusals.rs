//! What was refused on the edges and is not made good: what neighbours refused of what this node
//! sent, what this node holds in quarantine of what they sent. For whoever runs the node.
//!
//! What it is not: the ledger itself (`pages`), where each item stands with its receipt.

use std::collections::BTreeMap;

use model::{Id, Millis};

use crate::sql::{Row, Sql};
use crate::{Error, Scope, Store};

/// Items that are counted at most, both ways together.
const MOST: u32 = 1000;

/// Refusals on one edge, one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals {
    pub peer: Id,
    pub peer_name: String,
    /// Refused there of what this node sent; else held in quarantine here.
    pub sent: bool,
    pub count: u64,
    /// There are more than were counted.
    pub at_least: bool,
    pub first: Millis,
    /// The reason of most of them.
    pub code: String,
}

/// Refused there, unless the neighbour has taken the same or a later revision since.
const THERE: &str = "SELECT d.peer, p.name, COALESCE(d.code, '') AS code, d.receipted AS time \
     FROM peer p JOIN delivery d ON d.peer = p.node AND d.state = 'rejected' \
     JOIN record r ON r.position = d.position WHERE d.receipted >= ? AND NOT EXISTS \
     (SELECT 1 FROM record n JOIN delivery t ON t.peer = d.peer AND t.position = n.position \
     WHERE n.object = r.object AND n.revision >= r.revision AND t.state = 'applied') LIMIT ?";

/// Refused here, unless the very record is here now. A later revision excuses nothing: whoever
/// forges one is to be seen.
const HERE: &str = "SELECT q.peer, p.name, q.code, q.time FROM peer p \
     JOIN quarantine q ON q.peer = p.node JOIN inbound i ON i.peer = q.peer AND i.number = q.number \
     WHERE q.time >= ? AND NOT EXISTS \
     (SELECT 1 FROM record r WHERE r.id = i.record AND r.hash = i.hash) LIMIT ?";

impl Store {
    /// Refusals since an instant that are not made good, by neighbour and way.
    pub async fn refusals(&self, since: Millis) -> Result<Vec<Refusals>, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let mut all = Vec::new();
        for (sql, sent) in [(THERE, true), (HERE, false)] {
            let sql = Sql::new(sql).bind(since.0).bind(i64::from(MOST) + 1);
            let rows = read.all(sql).await?;
            all.extend(by_peer(&rows, sent)?);
        }
        Ok(all)
    }
}

fn by_peer(rows: &[Row], sent: bool) -> Result<Vec<Refusals>, Error> {
    let mut found: BTreeMap<Id, (Refusals, BTreeMap<String, u64>)> = BTreeMap::new();
    for row in rows.iter().take(MOST as usize) {
        let (peer, time) = (row.id("peer")?, row.millis("time")?);
        let fresh = || Refusals {
            peer,
            peer_name: String::new(),
            sent,
            count: 0,
            at_least: rows.len() > MOST as usize,
            first: time,
            code: String::new(),
        };
        let (refusals, codes) = found.entry(peer).or_insert_with(|| (fresh(), BTreeMap::new()));
        refusals.peer_name = row.text("name")?;
        refusals.count += 1;
        refusals.first = refusals.first.min(time);
        *codes.entry(row.text("code")?).or_default() += 1;
    }
    let named = found.into_values().map(|(refusals, codes)| {
        let code = codes.into_iter().max_by_key(|(_, count)| *count);
        Refusals { code: code.map(|(code, _)| code).unwrap_or_default(), ..refusals }
    });
    Ok(named.collect())
}
