//! Taking a peer's message.

use std::collections::BTreeMap;

use contract::federation::{
    Item, Message, OLDEST, PROTOCOL, Receipt, ReceiptResult, Receipts, max_items,
};
use ledger::PublicKey;
use model::{ErrorKind, Fault, Id};

use super::Peer;
use super::judge::{Judge, Verdict};
use super::prove::Proofs;
use super::receipts::read_receipt;
use crate::sql::{Conn, Sql};
use crate::tx::Provenance;
use crate::{Error, Scope, Store, Tx};

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received {
    /// Signed receipts for its items, kept here too; `None` when it had none.
    pub receipts: Option<Receipts>,
    /// Records that are new here, in order.
    pub applied: Vec<Id>,
    /// Items refused, with their codes.
    pub rejected: Vec<(u64, String)>,
    /// Items that had been answered before.
    pub duplicates: u64,
    /// The highest item number up to which everything is receipted now.
    pub cursor: u64,
    /// Own deliveries that the message's receipts settled.
    pub settled: u64,
}

/// One item could not be kept although it verifies: the views cannot take its body.
struct Unkept {
    number: u64,
    error: Error,
}

enum Attempt {
    Done(Received),
    Unkept(Unkept),
}

impl Store {
    /// Takes a message from a peer: its receipts, then its items, in one transaction. The same
    /// item again is answered with the receipt it had. A bad item is quarantined and receipted as
    /// rejected; the others are not harmed.
    ///
    /// Errors, with nothing kept: `peer.unknown`, `federation.suspended`, `federation.protocol`,
    /// `federation.address`, `federation.too_large`, `federation.signature`,
    /// `federation.replayed`, `federation.gap`, `federation.receipt`.
    pub async fn edge_receive(&self, peer: Id, message: &Message) -> Result<Received, Error> {
        let known = self.peer(peer).await?;
        let known = known.ok_or_else(|| Fault::not_found("peer.unknown").with("node", peer))?;
        let key = self.check_envelope(&known, message)?;
        let mut refused = BTreeMap::new();
        let proofs = self.prove(message).await?;
        // Rows are written together; when that fails, one by one, to learn which it was.
        let mut together = true;
        loop {
            let attempt = self.receive_once(peer, message, &key, &proofs, &refused, together).await;
            match attempt {
                Err(error) if together && is_about_item(&error) && error.is_of_database() => {
                    together = false;
                }
                Err(error) => return Err(error),
                Ok(Attempt::Done(received)) => return Ok(received),
                // The transaction is gone with it; the next attempt refuses this item.
                Ok(Attempt::Unkept(unkept)) => {
                    tracing::error!(%peer, number = unkept.number, error = %unkept.error, "record refused: it cannot be kept");
                    refused.insert(unkept.number, unkept.error.code());
                }
            }
        }
    }

    /// The key that signed the message.
    fn check_envelope(&self, peer: &Peer, message: &Message) -> Result<PublicKey, Error> {
        let here = self.identity()?.node;
        let versions = OLDEST..=PROTOCOL;
        let fits = message.flow.is_some() == (message.protocol > OLDEST);
        if !versions.contains(&message.protocol) || !fits {
            let fault = Fault::invalid("federation.protocol").with("got", message.protocol);
            return Err(fault.with("spoken", PROTOCOL).into());
        }
        if message.from != peer.node || message.to != here {
            return Err(Fault::invalid("federation.address").into());
        }
        if peer.state != "active" {
            return Err(Fault::forbidden("federation.suspended").into());
        }
        let most = max_items(message.protocol);
        if message.items.len() > most {
            return Err(Fault::invalid("federation.too_large").with("items", most).into());
        }
        let verifies = |key: &PublicKey| {
            message.suite == key.suite().name() && ledger::verify_message(key, message).is_ok()
        };
        Ok(peer.signer(&self.directory(), verifies)?)
    }

    async fn receive_once(
        &self,
        peer: Id,
        message: &Message,
        key: &PublicKey,
        proofs: &Proofs,
        refused: &BTreeMap<u64, String>,
        together: bool,
    ) -> Result<Attempt, Error> {
        let mut tx = self.begin(&Scope::system()).await?;
        tx.be_patient(together);
        let known = tx.known_peer(peer).await?;
        if message.serial <= known.serial_in {
            return Err(Fault::conflict("federation.replayed")
                .with("serial", message.serial)
                .with("last", known.serial_in)
                .into());
        }
        let settled = match &message.receipts {
            Some(receipts) => tx.apply_receipts(&known, receipts).await?,
            None => 0,
        };
        let mut taking = Taking::new(&known, message.items.len());
        let mut judge = Judge::new(&mut tx, peer, message, proofs).await?;
        for (place, item) in message.items.iter().enumerate() {
            let taken = taking.take(&mut tx, &mut judge, place, item, refused).await?;
            if let Err(error) = taken {
                return Ok(Attempt::Unkept(Unkept { number: item.number, error }));
            }
        }
        let receipts = taking.finish(&mut tx).await?;
        tx.note_message(peer, message, key, taking.cursor).await?;
        // A heartbeat acknowledges nothing, and nobody misses it after a power cut.
        if receipts.is_none() && settled == 0 {
            tx.commit_lightly().await?;
        } else {
            tx.commit().await?;
        }
        let Taking { applied, rejected, duplicates, cursor, .. } = taking;
        let received = Received { receipts, applied, rejected, duplicates, cursor, settled };
        Ok(Attempt::Done(received))
    }

    /// The highest item number of the peer's up to which everything is receipted here.
    pub async fn edge_cursor(&self, peer: Id) -> Result<u64, Error> {
        Ok(self.read(&Scope::system()).await?.known_peer(peer).await?.cursor_in)
    }
}

/// The items of one message on their way in.
struct Taking {
    peer: Id,
    cursor: u64,
    receipts: Vec<Receipt>,
    rows: Vec<Row>,
    applied: Vec<Id>,
    rejected: Vec<(u64, String)>,
    duplicates: u64,
}

/// A row of `inbound` to be.
struct Row {
    receipt: Receipt,
    record: Id,
    /// What it would have been; what was applied is there to be read.
    refused: Option<Refused>,
}

struct Refused {
    object: Id,
    kind: String,
    revision: u32,
}

impl Taking {
    fn new(peer: &Peer, items: usize) -> Self {
        Self {
            peer: peer.node,
            cursor: peer.cursor_in,
            receipts: Vec::with_capacity(items),
            rows: Vec::with_capacity(items),
            applied: Vec::new(),
            rejected: Vec::new(),
            duplicates: 0,
        }
    }

    /// The outer error ends the message; the inner one is about this item alone.
    async fn take(
        &mut self,
        tx: &mut Tx,
        judge: &mut Judge<'_>,
        place: usize,
        item: &Item,
        refused: &BTreeMap<u64, String>,
    ) -> Result<Result<(), Error>, Error> {
        if item.number <= self.cursor {
            return self.repeat(tx, item).await.map(Ok);
        }
        if item.number != self.cursor + 1 {
            return Err(Fault::conflict("federation.gap")
                .with("expected", self.cursor + 1)
                .with("got", item.number)
                .into());
        }
        let verdict = match refused.get(&item.number) {
            Some(code) => Verdict::Refuse(code.clone()),
            None => judge.item(tx, place, item).await?,
        };
        let result = match verdict {
            Verdict::Refuse(code) => self.refuse(tx, item, code).await?,
            Verdict::Held => ReceiptResult::Applied,
            Verdict::Keep => match self.keep(tx, judge, item).await {
                Ok(result) => result,
                // Of rows that are written together it is not known whose failed.
                Err(error) if tx.is_patient() && error.is_of_database() => return Err(error),
                Err(error) if is_about_item(&error) => return Ok(Err(error)),
                Err(error) => return Err(error),
            },
        };
        self.answer(tx, item, result);
        Ok(Ok(()))
    }

    async fn repeat(&mut self, tx: &mut Tx, item: &Item) -> Result<(), Error> {
        // An answer given earlier in this same message is not in the table yet.
        let fresh = self.receipts.iter().find(|receipt| receipt.number == item.number).cloned();
        let receipt = match fresh {
            Some(receipt) => receipt,
            None => tx.stored_receipt(self.peer, item.number).await?,
        };
        self.receipts.push(receipt);
        self.duplicates += 1;
        Ok(())
    }

    async fn refuse(
        &mut self,
        tx: &mut Tx,
        item: &Item,
        code: String,
    ) -> Result<ReceiptResult, Error> {
        let sql = Sql::new(
            "INSERT INTO quarantine (peer, number, code, time, item) VALUES (?, ?, ?, ?, ?)",
        );
        let sql = sql.id(self.peer).number(item.number).bind(code.as_str()).bind(tx.now().0);
        tx.execute(sql.json(item)).await?;
        self.rejected.push((item.number, code.clone()));
        Ok(ReceiptResult::Rejected { code })
    }

    async fn keep(
        &mut self,
        tx: &mut Tx,
        judge: &mut Judge<'_>,
        item: &Item,
    ) -> Result<ReceiptResult, Error> {
        judge.keep_segment(tx, item).await?;
        let provenance = Provenance { from: self.peer, segment: item.segment, proof: &item.proof };
        tx.store_record(&item.record, Some(&provenance)).await?;
        judge.kept(&item.record);
        self.applied.push(item.record.id);
        Ok(ReceiptResult::Applied)
    }

    fn answer(&mut self, tx: &Tx, item: &Item, result: ReceiptResult) {
        let record = &item.record;
        let refused = (result != ReceiptResult::Applied).then(|| Refused {
            object: record.object,
            kind: record.kind.clone(),
            revision: record.revision,
        });
        let receipt =
            Receipt { number: item.number, hash: record.hash.clone(), result, time: tx.now() };
        self.rows.push(Row { receipt: receipt.clone(), record: record.id, refused });
        self.receipts.push(receipt);
        self.cursor = item.number;
    }

    /// Signs the receipts and writes them down with what they answer.
    async fn finish(&mut self, tx: &mut Tx) -> Result<Option<Receipts>, Error> {
        if self.receipts.is_empty() {
            return Ok(None);
        }
        let identity = tx.store.identity()?;
        let told = tx.told(self.peer).await?;
        let keypair = identity.keypair_told(&told);
        let mut receipts = Receipts {
            by: identity.node,
            to: self.peer,
            receipts: std::mem::take(&mut self.receipts),
            suite: keypair.suite().name().to_owned(),
            signature: String::new(),
        };
        receipts.signature = ledger::sign_value(keypair, &receipts)?;
        let id = tx.keep_receipts(self.peer, "out", &receipts).await?;
        for rows in self.rows.chunks(300) {
            tx.insert_inbound(self.peer, rows, &id).await?;
        }
        Ok(Some(receipts))
    }
}

/// Whether an error while keeping a record says something of the record, not of this node: a
/// missing table or a full disk must not make us refuse what is in order.
fn is_about_item(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::NotFound)
}

impl Conn {
    async fn stored_receipt(&mut self, peer: Id, number: u64) -> Result<Receipt, Error> {
        let sql = Sql::new("SELECT * FROM inbound WHERE peer = ? AND number = ?");
        read_receipt(&self.one(sql.id(peer).number(number)).await?)
    }

    async fn insert_inbound(
        &mut self,
        peer: Id,
        rows: &[Row],
        receipts: &str,
    ) -> Result<(), Error> {
        const COLUMNS: &[&str] = &[
            "peer", "number", "hash", "record", "object", "kind", "revision", "state", "code",
            "time", "receipt",
        ];
        let mut sql = Sql::insert("inbound", COLUMNS, rows.len());
        for Row { receipt, record, refused } in rows {
            let (state, code) = match &receipt.result {
                ReceiptResult::Applied => ("applied", None),
                ReceiptResult::Rejected { code } => ("rejected", Some(code.clone())),
            };
            sql = sql.id(peer).number(receipt.number).bind(receipt.hash.as_str()).id(*record);
            let refused = refused.as_ref();
            sql = sql.bind(refused.map(|refused| refused.object.to_string()));
            sql = sql.bind(refused.map(|refused| refused.kind.clone()));
            sql = sql.bind(refused.map(|refused| i64::from(refused.revision)));
            sql = sql.bind(state).bind(code).bind(receipt.time.0).bind(receipts);
        }
        self.execute(sql).await?;
        Ok(())
    }
}

impl Tx {
    async fn note_message(
        &mut self,
        peer: Id,
        message: &Message,
        key: &PublicKey,
        cursor: u64,
    ) -> Result<(), Error> {
        let now = self.now();
        let sql = Sql::new(
            "UPDATE peer SET serial_in = ?, cursor_in = ?, last_seen = ?, heartbeat = ?, \
             skew_ms = ?, protocol = ?, wanted = ?, public_key = ?, \
             settled_in = CASE WHEN settled_in < ? THEN ? ELSE settled_in END WHERE node = ?",
        );
        let sql = sql.number(message.serial).number(cursor).bind(now.0).json(&message.heartbeat);
        let skew = message.heartbeat.time.0.saturating_sub(now.0);
        let sql = sql.bind(skew).number(message.protocol.into()).json(&message.wanted_blobs);
        let sql = sql.bind(key.text());
        let settled = settled(message);
        self.conn.execute(sql.number(settled).number(settled).id(peer)).await?;
        Ok(())
    }
}

/// Up to which of its items the sender of a message holds our receipts. In version 1 it does not
/// say so, but it always begins with the oldest item that lacks one.
fn settled(message: &Message) -> u64 {
    let first = message.items.first().map(|item| item.number.saturating_sub(1));
    message.flow.map(|flow| flow.settled).or(first).unwrap_or(0)
}
