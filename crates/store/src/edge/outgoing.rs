//! What to send to a peer next.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use contract::federation::{Item, MAX_ITEMS};
use contract::{Record, Segment};
use ledger::MerkleTree;
use model::{Id, Millis};

use super::{Lag, Peer};
use crate::log::read_record;
use crate::segments::PAIRS;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Identity, Scope, Store};

/// The next message's content for one peer.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Serial of the message: higher than that of any before it.
    pub serial: u64,
    /// Segments the peer is not known to hold, in order of (origin, number).
    pub segments: Vec<Segment>,
    /// The oldest items without a receipt, in order, without gaps.
    pub items: Vec<Item>,
    /// The highest item number of the peer's up to which everything was receipted here.
    pub cursor: u64,
    /// The highest own item number up to which the peer receipted everything.
    pub settled: u64,
    /// The newest of our keys that the peer knows: see [`crate::Identity::keypair_told`].
    pub told: String,
    /// Before this message.
    pub lag: Lag,
    /// Whether more items wait than fitted.
    pub more: bool,
}

/// Segments that a neighbour is not known to hold.
const UNKNOWN: &str = "SELECT s.content FROM wanted w CROSS JOIN segment s \
     WHERE s.origin = w.node AND s.number = w.number AND NOT EXISTS \
     (SELECT 1 FROM segment_known k WHERE k.peer = ? AND k.origin = s.origin \
     AND k.number = s.number)";

struct Candidate {
    /// `None`: it was not sent before.
    number: Option<u64>,
    position: u64,
    record: Record,
    segment: u64,
    /// It was said with a segment that is void by now, and is said again with the same.
    void: bool,
    /// As received; own records: made from the segment.
    proof: Option<Vec<String>>,
    bytes: usize,
}

fn read_candidate(row: &Row) -> Result<Candidate, Error> {
    let record = read_record(row)?;
    let proof: Option<Vec<String>> = row.opt_json("proof")?;
    let said = row.opt_int("said")?.and_then(|said| u64::try_from(said).ok());
    let path = proof.as_ref().map_or(13, Vec::len);
    let bytes = row.text("body")?.len() + row.text("sharing")?.len() + 700 + 70 * path;
    Ok(Candidate {
        number: row.opt_int("number")?.and_then(|number| u64::try_from(number).ok()),
        position: row.number("position")?,
        segment: said.map_or_else(|| row.number("segment"), Ok)?,
        void: said.is_some(),
        record,
        proof,
        bytes,
    })
}

impl Store {
    /// Seals what is unsealed, then gives the oldest deliveries without a receipt and notes them
    /// as sent. At most `max_items` and about `max_bytes` of JSON, but at least one item if one
    /// waits.
    pub async fn edge_outgoing(
        &self,
        peer: Id,
        max_items: usize,
        max_bytes: usize,
    ) -> Result<Outgoing, Error> {
        self.edge_outgoing_after(peer, 0, max_items, max_bytes).await
    }

    /// The same from behind an item number on, whether or not what is before it was receipted:
    /// for bundles, several messages ahead of their receipts.
    pub async fn edge_outgoing_after(
        &self,
        peer: Id,
        after: u64,
        max_items: usize,
        max_bytes: usize,
    ) -> Result<Outgoing, Error> {
        let mut tx = self.begin(&Scope::system()).await?;
        tx.seal_all().await?;
        let known = tx.known_peer(peer).await?;
        let now = tx.now();
        let lag = self.lag(&mut tx, peer, now).await?;
        let settled = tx.settled(&known, self.settled_before(peer)).await?;
        self.note_settled(peer, settled);
        let identity = self.identity()?;
        let first = after.max(settled);
        let rows =
            tx.waiting(&identity, &known, (after, first), max_items.saturating_add(1)).await?;
        let (mut candidates, more) = chosen(&rows, max_items, max_bytes)?;
        let number_out = tx.number(peer, known.number_out, now, &mut candidates).await?;
        let segments = tx.segments_for(peer, &candidates).await?;
        let items = tx.items(candidates).await?;
        // Time keeps serials rising even after a restore from an old backup.
        let serial = known.serial_out.saturating_add(1).max(u64::try_from(now.0).unwrap_or(0));
        let sql = Sql::new("UPDATE peer SET serial_out = ?, number_out = ? WHERE node = ?");
        tx.execute(sql.number(serial).number(number_out).id(peer)).await?;
        if items.is_empty() {
            tx.commit_lightly().await?;
        } else {
            tx.commit().await?;
        }
        let (cursor, told) = (known.cursor_in, known.told);
        Ok(Outgoing { serial, segments, items, cursor, settled, told, lag, more })
    }
}

impl Store {
    /// Up to where everything sent to a peer was found receipted, since this process began: it
    /// never falls, and an edge's history grows without end.
    fn settled_before(&self, peer: Id) -> u64 {
        let settled = self.inner.settled.lock().unwrap_or_else(PoisonError::into_inner);
        settled.get(&peer).copied().unwrap_or(0)
    }

    fn note_settled(&self, peer: Id, number: u64) {
        let mut settled = self.inner.settled.lock().unwrap_or_else(PoisonError::into_inner);
        settled.insert(peer, number);
    }
}

impl Conn {
    /// The highest item number to a peer below every one that lacks a receipt; looked for from
    /// behind one that it was not below before.
    async fn settled(&mut self, peer: &Peer, before: u64) -> Result<u64, Error> {
        let sql = Sql::new(
            "SELECT MIN(number) AS open FROM delivery WHERE peer = ? AND state = 'sent' \
             AND number > ?",
        );
        let open = self.one(sql.id(peer.node).number(before)).await?.opt_int("open")?;
        let open = open.and_then(|number| u64::try_from(number).ok());
        Ok(open.map_or(peer.number_out, |number| number.saturating_sub(1)))
    }

    /// What was sent and not receipted, in the order of its numbers; then what was never sent,
    /// the urgent lane first, each in the order of the log. What the neighbour cannot check yet,
    /// because it was not told of the key that signed it, waits with all behind it; what tells it
    /// goes first.
    async fn waiting(
        &mut self,
        identity: &Identity,
        peer: &Peer,
        (after, first): (u64, u64),
        most: usize,
    ) -> Result<Vec<Row>, Error> {
        const SENT: &str = "SELECT d.number, d.said, r.* FROM delivery d \
             JOIN record r ON r.position = d.position WHERE d.peer = ? AND d.state = 'sent' \
             AND d.number > ? ORDER BY d.number LIMIT ?";
        const QUEUED: &str = "SELECT d.number, d.said, r.* FROM delivery d \
             JOIN record r ON r.position = d.position WHERE d.peer = ? AND d.state = 'queued' \
             ORDER BY d.lane, d.position LIMIT ?";
        let sql = Sql::new(SENT).id(peer.node).number(first);
        let mut rows = self.all(sql.bind(signed(most))).await?;
        let left = signed(most.saturating_sub(rows.len()));
        if left == 0 {
            return Ok(rows);
        }
        let queued = self.all(Sql::new(QUEUED).id(peer.node).bind(left)).await?;
        let told = self.told_before(identity, peer, after).await?;
        if identity.last_checked_with(&told).is_none() {
            rows.extend(queued);
            return Ok(rows);
        }
        let told = identity.told_by(told, &rows)?;
        let fresh = self.in_the_order_of_keys(identity, peer, queued, told).await?;
        rows.extend(fresh);
        rows.truncate(most);
        Ok(rows)
    }

    /// Of what was never sent: that which a neighbour can check that knows this key of ours, and
    /// is told of later ones on the way.
    async fn in_the_order_of_keys(
        &mut self,
        identity: &Identity,
        peer: &Peer,
        queued: Vec<Row>,
        mut told: String,
    ) -> Result<Vec<Row>, Error> {
        let (mut fresh, mut taken) = (Vec::new(), BTreeSet::new());
        let mut asked = false;
        for row in queued {
            if !identity.checked_with(&told, &row)? && !asked {
                asked = true;
                let words = self.words_from_above(peer.node, signed(MAX_ITEMS)).await?;
                for word in words {
                    if taken.insert(word.number("position")?) {
                        told = identity.told_by(told, std::slice::from_ref(&word))?;
                        fresh.push(word);
                    }
                }
            }
            if !identity.checked_with(&told, &row)? {
                break;
            }
            if taken.insert(row.number("position")?) {
                told = identity.told_by(told, std::slice::from_ref(&row))?;
                fresh.push(row);
            }
        }
        Ok(fresh)
    }

    /// What the parent said and waits in the urgent lane: its word of our key is among it, and
    /// what must come before that.
    async fn words_from_above(&mut self, peer: Id, most: i64) -> Result<Vec<Row>, Error> {
        let sql = Sql::new(
            "SELECT d.number, d.said, r.* FROM delivery d JOIN record r ON r.position = d.position \
             WHERE d.peer = ? AND d.state = 'queued' AND d.lane = 0 AND r.received_from IN \
             (SELECT p.node FROM peer p WHERE p.relation = 'parent') \
             ORDER BY d.position LIMIT ?",
        );
        self.all(sql.id(peer).bind(most)).await
    }

    /// The newest of our keys that the neighbour knows once it has what was sent up to a number.
    async fn told_before(
        &mut self,
        identity: &Identity,
        peer: &Peer,
        after: u64,
    ) -> Result<String, Error> {
        let told = peer.told.clone();
        if after == 0 || identity.last_checked_with(&told).is_none() {
            return Ok(told);
        }
        let sql = Sql::new(
            "SELECT r.kind, r.body FROM delivery d JOIN record r ON r.position = d.position \
             WHERE d.peer = ? AND d.state = 'sent' AND d.number <= ? \
             AND r.kind IN ('node', 'node_key') ORDER BY d.number",
        );
        identity.told_by(told, &self.all(sql.id(peer.node).number(after)).await?)
    }

    /// Gives those that are sent for the first time the next numbers; the highest given now.
    async fn number(
        &mut self,
        peer: Id,
        last: u64,
        now: Millis,
        candidates: &mut [Candidate],
    ) -> Result<u64, Error> {
        const COLUMNS: &[&str] = &["peer", "position", "number", "lane", "state", "queued", "sent"];
        const MARK: &str = " ON CONFLICT (peer, position) DO UPDATE SET \
             number = excluded.number, state = excluded.state, sent = excluded.sent";
        let mut number = last;
        let mut fresh: Vec<(u64, u64)> = Vec::new();
        for candidate in candidates.iter_mut().filter(|candidate| candidate.number.is_none()) {
            number += 1;
            candidate.number = Some(number);
            fresh.push((candidate.position, number));
        }
        for rows in fresh.chunks(400) {
            let mut sql = Sql::insert("delivery", COLUMNS, rows.len()).push(MARK);
            for (position, number) in rows {
                sql = sql.id(peer).number(*position).number(*number).bind(0i64);
                sql = sql.bind("sent").bind(now.0).bind(now.0);
            }
            self.execute(sql).await?;
        }
        Ok(number)
    }

    /// The segments of these items that the peer is not known to hold.
    async fn segments_for(
        &mut self,
        peer: Id,
        candidates: &[Candidate],
    ) -> Result<Vec<Segment>, Error> {
        let (mut needed, mut void) = (BTreeSet::new(), BTreeSet::new());
        for Candidate { record, segment, void: is_void, .. } in candidates {
            let names = if *is_void { &mut void } else { &mut needed };
            names.insert((record.origin, *segment));
        }
        let mut segments: Vec<Segment> = Vec::new();
        let needed: Vec<(Id, u64)> = needed.into_iter().collect();
        for needed in needed.chunks(PAIRS) {
            for row in self.all(Sql::with_pairs(needed, UNKNOWN).id(peer)).await? {
                segments.push(row.json("content")?);
            }
        }
        for (_, number) in void {
            segments.extend(self.void_segment(number).await?);
        }
        segments.sort_by_key(|segment| (segment.origin, segment.number));
        Ok(segments)
    }

    async fn items(&mut self, candidates: Vec<Candidate>) -> Result<Vec<Item>, Error> {
        let mut trees: BTreeMap<u64, (u64, MerkleTree)> = BTreeMap::new();
        let mut items = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            let Candidate { number, record, segment, void, proof, .. } = candidate;
            let number = number.unwrap_or_default();
            let proof = match proof {
                Some(proof) => proof,
                None => self.own_proof(&mut trees, &record, segment, void).await?,
            };
            items.push(Item { number, record, segment, proof });
        }
        Ok(items)
    }

    async fn own_proof(
        &mut self,
        trees: &mut BTreeMap<u64, (u64, MerkleTree)>,
        record: &Record,
        segment: u64,
        void: bool,
    ) -> Result<Vec<String>, Error> {
        let missing = || Error::stored("segment", "record outside its range");
        let (first, tree) = match trees.entry(segment) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let found = match void {
                    true => self.void_segment(segment).await?,
                    false => self.segment(record.origin, segment).await?,
                };
                let found = found.ok_or_else(|| Error::stored("segment", "missing"))?;
                place.insert(self.segment_tree(&found).await?)
            }
        };
        let index = record.sequence.checked_sub(*first).and_then(|n| usize::try_from(n).ok());
        index.and_then(|index| tree.proof(index)).ok_or_else(missing)
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What fits into one message, and whether more waits.
fn chosen(
    rows: &[Row],
    max_items: usize,
    max_bytes: usize,
) -> Result<(Vec<Candidate>, bool), Error> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut bytes = 0;
    for row in rows {
        let sealed = row.opt_int("segment")?.or(row.opt_int("said")?).is_some();
        // An own record of after the sealing: it waits, and all behind it.
        if !sealed || candidates.len() == max_items {
            return Ok((candidates, true));
        }
        let candidate = read_candidate(row)?;
        bytes += candidate.bytes;
        if bytes > max_bytes && !candidates.is_empty() {
            return Ok((candidates, true));
        }
        candidates.push(candidate);
    }
    Ok((candidates, false))
}

#[cfg(test)]
mod tests;
