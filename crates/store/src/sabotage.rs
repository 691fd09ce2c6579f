//! Damage on purpose, for the simulator to show that its checks find it (feature `sabotage`).
//! Nothing in a node calls this.

use model::Id;

use crate::edge::{Queued, lane};
use crate::sql::Sql;
use crate::{Error, Scope, Store};

/// Takes everything sent to a peer for received, as a node without a check of receipts would.
pub async fn settle_without_receipts(store: &Store, peer: Id) -> Result<u64, Error> {
    let mut tx = store.begin(&Scope::system()).await?;
    let sql = "UPDATE delivery SET state = 'applied', receipted = sent \
               WHERE peer = ? AND state = 'sent'";
    let settled = tx.conn.execute(Sql::new(sql).id(peer)).await?;
    tx.commit().await?;
    Ok(settled)
}

/// Queues a record for a peer whatever its sharing says, as a node with a widened policy would.
pub async fn deliver(store: &Store, peer: Id, record: Id) -> Result<(), Error> {
    let mut tx = store.begin(&Scope::system()).await?;
    let sql = "SELECT position, kind FROM record r WHERE id = ? AND NOT EXISTS \
               (SELECT 1 FROM delivery d WHERE d.peer = ? AND d.position = r.position)";
    if let Some(row) = tx.conn.optional(Sql::new(sql).id(record).id(peer)).await? {
        let position = row.number("position")?;
        let lane = lane(&row.text("kind")?);
        tx.queue(vec![Queued { peer, position, lane }]).await?;
    }
    tx.commit().await
}

/// Changes a view without a record.
pub async fn damage_view(store: &Store) -> Result<(), Error> {
    let mut tx = store.begin(&Scope::system()).await?;
    tx.conn.execute(Sql::new("UPDATE view_tenant SET name = 'damaged'")).await?;
    tx.commit().await
}
