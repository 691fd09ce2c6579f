//! Queueing deliveries.

use std::collections::BTreeSet;

use contract::Sharing;
use contract::sharing::Routes;
use model::{Id, TenantPath};

use crate::sql::Sql;
use crate::tx::by_peer;
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

impl Tx {
    /// Writes deliveries with the next numbers of each peer, in the order of the log.
    pub(crate) async fn queue(&mut self, deliveries: Vec<(Id, u64)>) -> Result<(), Error> {
        let now = self.now().0;
        for (peer, positions) in by_peer(deliveries) {
            let positions: Vec<u64> = positions.into_iter().collect();
            let sql = Sql::new("SELECT number_out FROM peer WHERE node = ?").id(peer);
            let before = self.conn.one(sql).await?.number("number_out")?;
            let columns = ["peer", "number", "position", "state", "queued"];
            let mut number = before;
            for rows in positions.chunks(400) {
                let mut sql = Sql::insert("delivery", &columns, rows.len());
                for position in rows {
                    number += 1;
                    sql = sql.id(peer).number(number).number(*position).bind("queued").bind(now);
                }
                self.conn.execute(sql).await?;
            }
            let sql = Sql::new("UPDATE peer SET number_out = ? WHERE node = ?");
            self.conn.execute(sql.number(number).id(peer)).await?;
        }
        Ok(())
    }

    /// After the routes grew: records of before that name a tenant which only now can be reached
    /// through a peer, and the directory for a peer that is new.
    pub(crate) async fn deliver_to_newly_reachable(
        &mut self,
        before: &Routes,
    ) -> Result<(), Error> {
        let routes = self.routes().clone();
        let known = neighbours(before);
        for peer in neighbours(&routes) {
            let mut wanted: Vec<String> = reach(&routes, peer)
                .difference(&reach(before, peer))
                .map(|tenant| tenant.as_str().to_owned())
                .collect();
            if !known.contains(&peer) {
                wanted.push("*".to_owned());
            }
            if wanted.is_empty() {
                continue;
            }
            self.flush_for_backfill().await?;
            for names in wanted.chunks(200) {
                let found = self.undelivered(&routes, peer, names).await?;
                self.queue(found.into_iter().map(|position| (peer, position)).collect()).await?;
            }
        }
        Ok(())
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
    ) -> Result<Vec<u64>, Error> {
        let marks = vec!["?"; names.len()].join(", ");
        let mut sql = Sql::new(format!(
            "SELECT DISTINCT r.position, r.sharing, r.received_from FROM record r \
             JOIN audience a ON a.position = r.position WHERE a.tenant IN ({marks}) AND NOT EXISTS \
             (SELECT 1 FROM delivery d WHERE d.peer = ? AND d.position = r.position) \
             ORDER BY r.position"
        ));
        for name in names {
            sql = sql.bind(name.as_str());
        }
        let word = self.conn.scope_word().to_owned();
        self.conn.see_as("*");
        let rows = self.conn.all(sql.id(peer)).await?;
        self.conn.see_as(&word);
        let mut positions = Vec::new();
        for row in rows {
            // The audience holds the record's own tenant too; only its sharing makes it travel.
            let sharing: Sharing = row.json("sharing")?;
            if routes.next_hops(&sharing, row.opt_id("received_from")?).contains(&peer) {
                positions.push(row.number("position")?);
            }
        }
        Ok(positions)
    }
}
