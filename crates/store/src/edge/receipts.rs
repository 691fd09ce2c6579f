//! Receipts: what peers say became of our records, and what we said of theirs.

use std::collections::{BTreeMap, BTreeSet};

use contract::federation::{Receipt, ReceiptResult, Receipts};
use model::{Fault, Id, Millis};

use super::Peer;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope, Store, Tx};

struct Delivery {
    hash: String,
    settled: bool,
    origin: Id,
    segment: u64,
}

impl Store {
    /// Settles deliveries by a peer's signed receipts (those that came apart from a message).
    /// Gives the number of deliveries settled; receipts seen before change nothing.
    ///
    /// Errors, with nothing kept: `peer.unknown`, `federation.signature`, `federation.receipt`
    /// (it answers an item that was never sent, or another record).
    pub async fn edge_apply_receipts(&self, peer: Id, receipts: &Receipts) -> Result<u64, Error> {
        let mut tx = self.begin(&Scope::system()).await?;
        let known = tx.known_peer(peer).await?;
        let settled = tx.apply_receipts(&known, receipts).await?;
        tx.commit().await?;
        Ok(settled)
    }

    /// Receipts that the peer is not known to hold, signed anew: for a bundle, which may follow
    /// others that were lost. At most `most`, the oldest first; `None` when it holds all.
    pub async fn edge_receipts_owed(&self, peer: Id, most: u32) -> Result<Option<Receipts>, Error> {
        let identity = self.identity()?;
        let mut read = self.read(&Scope::system()).await?;
        let known = read.known_peer(peer).await?;
        let sql =
            Sql::new("SELECT * FROM inbound WHERE peer = ? AND number > ? ORDER BY number LIMIT ?");
        let sql = sql.id(peer).number(known.settled_in).bind(i64::from(most));
        let rows = read.all(sql).await?;
        let receipts: Vec<_> = rows.iter().map(read_receipt).collect::<Result<_, Error>>()?;
        if receipts.is_empty() {
            return Ok(None);
        }
        let mut receipts = Receipts {
            by: identity.node,
            to: peer,
            receipts,
            suite: identity.keypair.suite().name().to_owned(),
            signature: String::new(),
        };
        receipts.signature = ledger::sign_value(identity.keypair_told(&known.told), &receipts)?;
        Ok(Some(receipts))
    }

    /// Signed receipts on file for a peer, newest first: `in` = signed by it, `out` = by us.
    pub async fn receipts(
        &self,
        peer: Id,
        direction: &str,
        limit: u32,
    ) -> Result<Vec<(Millis, Receipts)>, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let sql = Sql::new(
            "SELECT time, content FROM receipt WHERE peer = ? AND direction = ? \
             ORDER BY time DESC, id DESC LIMIT ?",
        );
        let rows = read.all(sql.id(peer).bind(direction).bind(i64::from(limit))).await?;
        rows.iter().map(|row| Ok((row.millis("time")?, row.json("content")?))).collect()
    }
}

/// A receipt as it was given.
pub(super) fn read_receipt(row: &Row) -> Result<Receipt, Error> {
    let result = match row.opt_text("code")? {
        Some(code) => ReceiptResult::Rejected { code },
        None => ReceiptResult::Applied,
    };
    let (number, hash) = (row.number("number")?, row.text("hash")?);
    Ok(Receipt { number, hash, result, time: row.millis("time")? })
}

impl Tx {
    pub(super) async fn apply_receipts(
        &mut self,
        peer: &Peer,
        receipts: &Receipts,
    ) -> Result<u64, Error> {
        let here = self.store.identity()?.node;
        if receipts.by != peer.node || receipts.to != here {
            return Err(Fault::invalid("federation.address").into());
        }
        peer.signer(&self.directory, |key| {
            receipts.suite == key.suite().name()
                && ledger::verify_value(key, receipts, &receipts.signature).is_ok()
        })?;
        let numbers: Vec<u64> = receipts.receipts.iter().map(|receipt| receipt.number).collect();
        let deliveries = self.conn.deliveries(peer.node, &numbers).await?;
        let mut applied = Vec::new();
        let mut rejected: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for receipt in &receipts.receipts {
            let delivery = deliveries.get(&receipt.number);
            let Some(delivery) = delivery.filter(|delivery| delivery.hash == receipt.hash) else {
                let fault = Fault::conflict("federation.receipt");
                return Err(fault.with("number", receipt.number).into());
            };
            match &receipt.result {
                _ if delivery.settled => {}
                ReceiptResult::Applied => {
                    applied.push(receipt.number);
                    known.insert((delivery.origin, delivery.segment));
                }
                ReceiptResult::Rejected { code } => {
                    rejected.entry(code).or_default().push(receipt.number);
                }
            }
        }
        if applied.is_empty() && rejected.is_empty() {
            return Ok(0);
        }
        let id = self.keep_receipts(peer.node, "in", receipts).await?;
        let mut settled = self.settle(peer.node, "applied", None, &applied, &id).await?;
        for (code, numbers) in rejected {
            settled += self.settle(peer.node, "rejected", Some(code), &numbers, &id).await?;
        }
        self.conn.note_known(peer.node, &known).await?;
        self.note_told(peer.node, &applied).await?;
        Ok(settled)
    }

    pub(super) async fn keep_receipts(
        &mut self,
        peer: Id,
        direction: &str,
        receipts: &Receipts,
    ) -> Result<String, Error> {
        let id = self.new_id().to_string();
        let sql = Sql::new(
            "INSERT INTO receipt (id, peer, direction, time, content) VALUES (?, ?, ?, ?, ?)",
        );
        let sql = sql.bind(id.as_str()).id(peer).bind(direction).bind(self.now().0);
        self.conn.execute(sql.json(receipts)).await?;
        Ok(id)
    }

    async fn settle(
        &mut self,
        peer: Id,
        state: &str,
        code: Option<&str>,
        numbers: &[u64],
        receipts: &str,
    ) -> Result<u64, Error> {
        let now = self.now();
        let mut settled = 0;
        for numbers in numbers.chunks(400) {
            let marks = vec!["?"; numbers.len()].join(", ");
            let mut sql = Sql::new(format!(
                "UPDATE delivery SET state = ?, code = ?, receipted = ?, receipt = ?, \
                 sent = COALESCE(sent, ?) WHERE peer = ? AND number IN ({marks})"
            ));
            sql = sql.bind(state).bind(code.map(str::to_owned)).bind(now.0).bind(receipts);
            sql = sql.bind(now.0).id(peer);
            for number in numbers {
                sql = sql.number(*number);
            }
            settled += self.conn.execute(sql).await?;
        }
        Ok(settled)
    }
}

impl Conn {
    async fn deliveries(
        &mut self,
        peer: Id,
        numbers: &[u64],
    ) -> Result<BTreeMap<u64, Delivery>, Error> {
        let mut deliveries = BTreeMap::new();
        for numbers in numbers.chunks(400) {
            let marks = vec!["?"; numbers.len()].join(", ");
            let mut sql = Sql::new(format!(
                "SELECT d.number, d.state, r.hash, r.origin, COALESCE(d.said, r.segment) AS segment \
                 FROM delivery d \
                 JOIN record r ON r.position = d.position \
                 WHERE d.peer = ? AND d.number IN ({marks})"
            ))
            .id(peer);
            for number in numbers {
                sql = sql.number(*number);
            }
            for row in self.all(sql).await? {
                let state = row.text("state")?;
                let delivery = Delivery {
                    hash: row.text("hash")?,
                    settled: matches!(state.as_str(), "applied" | "rejected"),
                    origin: row.id("origin")?,
                    segment: row
                        .opt_int("segment")?
                        .and_then(|n| u64::try_from(n).ok())
                        .unwrap_or(0),
                };
                deliveries.insert(row.number("number")?, delivery);
            }
        }
        Ok(deliveries)
    }

    /// The peer holds these segments: it applied an item that each of them covers.
    async fn note_known(&mut self, peer: Id, known: &BTreeSet<(Id, u64)>) -> Result<(), Error> {
        let known: Vec<&(Id, u64)> = known.iter().collect();
        for known in known.chunks(400) {
            let sql = Sql::insert("segment_known", &["peer", "origin", "number"], known.len());
            let bind =
                |sql: Sql, (origin, number): &&(Id, u64)| sql.id(peer).id(*origin).number(*number);
            let sql = known.iter().fold(sql, bind).push(" ON CONFLICT DO NOTHING");
            self.execute(sql).await?;
        }
        Ok(())
    }
}
