//! Queueing deliveries.

use std::collections::BTreeSet;

use contract::Sharing;
use contract::sharing::Routes;
use model::{Id, TenantPath};

use crate::directory::Gained;
use crate::sql::Sql;
use crate::{Error, Tx};

/// Tenants that a neighbour leads to.
fn reach(routes: &Routes, peer: Id) -> BTreeSet<TenantPath> {
    if routes.parent == Some(peer) {
        return routes.above.clone();
    }
    routes.below.get(&peer).cloned().unwrap_or_default()
}

fn neighbours(routes: &Routes) -> BTreeSet<Id> {
    routes.below.keys().copied().chain(routes.parent).collect()
}

/// What leads where after a change and did not before.
pub(crate) fn gains(before: &Routes, after: &Routes) -> Gained {
    let known = neighbours(before);
    let mut gained = Gained::new();
    for peer in neighbours(after) {
        let (now, then) = (reach(after, peer), reach(before, peer));
        let mut wanted: Vec<String> =
            now.difference(&then).map(|tenant| tenant.as_str().to_owned()).collect();
        if !known.contains(&peer) {
            wanted.push("*".to_owned());
        }
        if !wanted.is_empty() {
            gained.insert(peer, wanted);
        }
    }
    gained
}

/// A delivery that waits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Queued {
    pub(crate) peer: Id,
    pub(crate) position: u64,
    pub(crate) lane: i64,
}

/// Kinds that overtake: without the directory nothing else can be checked, and people wait for
/// notices, their steps and their withdrawal.
const URGENT: &[&str] = &["node", "node_key", "tenant", "notice", "loop_step"];

/// The lane of a kind. Revisions of one object never overtake each other: they are of one kind.
pub(crate) fn lane(kind: &str) -> i64 {
    i64::from(!URGENT.contains(&kind))
}

impl Tx {
    /// Writes deliveries that wait, without numbers yet.
    pub(crate) async fn queue(&mut self, deliveries: Vec<Queued>) -> Result<(), Error> {
        const COLUMNS: &[&str] = &["peer", "position", "lane", "state", "queued"];
        let now = self.now().0;
        for rows in deliveries.chunks(400) {
            let mut sql = Sql::insert("delivery", COLUMNS, rows.len());
            for Queued { peer, position, lane } in rows {
                sql = sql.id(*peer).number(*position).bind(*lane).bind("queued").bind(now);
            }
            self.conn.execute(sql).await?;
        }
        Ok(())
    }

    /// A node's key was revoked: what waits here of that node's, signed perhaps with that key
    /// beyond its end, was taken before that was known, and goes on before it is known there.
    pub(crate) async fn queue_before_the_word(&mut self, node: Id) -> Result<(), Error> {
        self.deliver_what_waited().await?;
        self.flush_for_backfill().await?;
        for peer in neighbours(&self.shared_routes()) {
            let sql = Sql::new(
                "UPDATE delivery SET lane = 0 WHERE peer = ? AND state = 'queued' AND lane <> 0 \
                 AND position IN (SELECT r.position FROM record r WHERE r.origin = ?)",
            );
            self.conn.execute(sql.id(peer).id(node)).await?;
        }
        Ok(())
    }

    /// After the routes grew: records of before that name a tenant which only now can be reached
    /// through a peer, and the directory for a peer that is new.
    pub(crate) async fn deliver_to_newly_reachable(&mut self, gained: Gained) -> Result<(), Error> {
        if gained.is_empty() {
            return Ok(());
        }
        // What is queued and not yet written comes first.
        self.flush_for_backfill().await?;
        let routes = self.shared_routes();
        for (peer, wanted) in gained {
            for names in wanted.chunks(200) {
                let found = self.undelivered(&routes, peer, names).await?;
                self.queue_found(peer, found).await?;
            }
        }
        Ok(())
    }

    async fn queue_found(&mut self, peer: Id, found: Vec<(u64, i64)>) -> Result<(), Error> {
        let queued = found.into_iter().map(|(position, lane)| Queued { peer, position, lane });
        self.queue(queued.collect()).await
    }

    async fn flush_for_backfill(&mut self) -> Result<(), Error> {
        let word = self.conn.scope_word().to_owned();
        self.flush().await?;
        self.conn.see_as(&word);
        Ok(())
    }

    async fn undelivered(
        &mut self,
        routes: &Routes,
        peer: Id,
        names: &[String],
    ) -> Result<Vec<(u64, i64)>, Error> {
        let marks = vec!["?"; names.len()].join(", ");
        let mut sql = Sql::new(format!(
            "SELECT DISTINCT r.position, r.kind, r.origin, r.sharing, r.received_from FROM record r \
             JOIN audience a ON a.position = r.position WHERE a.tenant IN ({marks}) AND NOT EXISTS \
             (SELECT 1 FROM delivery d WHERE d.peer = ? AND d.position = r.position) \
             ORDER BY r.position"
        ));
        for name in names {
            sql = sql.bind(name.as_str());
        }
        let word = self.conn.scope_word().to_owned();
        self.conn.see_as("*");
        let rows = self.conn.all_as_written(sql.id(peer)).await?;
        self.conn.see_as(&word);
        let mut positions = Vec::new();
        for row in rows {
            // The audience holds the record's own tenant too; only its sharing makes it travel.
            let sharing: Sharing = row.json("sharing")?;
            if routes.next_hops(&sharing, row.opt_id("received_from")?).contains(&peer) {
                // What was taken before a key was revoked stands before the word of it.
                let keys = self.directory.keys(row.id("origin")?);
                let before = keys.is_some_and(crate::NodeKeys::was_revoked);
                let lane = if before { 0 } else { lane(&row.text("kind")?) };
                positions.push((row.number("position")?, lane));
            }
        }
        Ok(positions)
    }
}
