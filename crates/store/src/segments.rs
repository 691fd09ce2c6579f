//! Segments: the node's signature over stretches of its log.

use std::collections::{BTreeMap, BTreeSet};

use contract::Segment;
use ledger::{MerkleTree, SegmentPlan, Suite};
use model::Id;

use crate::sql::{Conn, Sql};
use crate::{Error, Scope, Store, Tx};

/// Most records of one segment: bounds the work of proving one of them.
const MOST_RECORDS: u64 = 4096;
/// Pairs asked for in one statement.
pub(crate) const PAIRS: usize = 500;
/// Those of the wanted segments that are held here.
pub(crate) const HELD: &str = "SELECT s.content FROM wanted w CROSS JOIN segment s \
     WHERE s.origin = w.node AND s.number = w.number";

impl Store {
    /// Signs all own records that no segment covers yet. `None` when there were none.
    pub async fn seal_segment(&self) -> Result<Option<Segment>, Error> {
        {
            let writer = self.inner.writer.lock().await;
            if writer.head.sequence == writer.head.sealed {
                return Ok(None);
            }
        }
        let mut tx = self.begin(&Scope::system()).await?;
        let last = tx.seal_all().await?;
        tx.commit().await?;
        Ok(last)
    }
}

impl Tx {
    /// Signs all own records that no segment covers yet; the last segment made.
    pub(crate) async fn seal_all(&mut self) -> Result<Option<Segment>, Error> {
        let mut last = None;
        while self.head.sealed < self.head.sequence {
            last = Some(self.seal_next().await?);
        }
        Ok(last)
    }

    async fn seal_next(&mut self) -> Result<Segment, Error> {
        let identity = self.store.identity()?;
        let first = self.head.sealed + 1;
        let last = self.head.sequence.min(self.head.sealed + MOST_RECORDS);
        let hashes = self.conn.hashes(identity.node, first, last).await?;
        let plan = SegmentPlan {
            origin: identity.node,
            number: self.head.segment + 1,
            first,
            previous: self.head.segment_digest.clone(),
            time: self.now(),
        };
        let hashes = hashes.iter().map(String::as_str);
        let segment = ledger::build_segment(&identity.keypair, plan, hashes)?;
        if segment.last != last {
            return Err(Error::stored("log", "a record of the segment is missing"));
        }
        self.conn.insert_segment(&segment).await?;
        let sql = "UPDATE record SET segment = ? WHERE origin = ? AND sequence BETWEEN ? AND ?";
        let sql = Sql::new(sql).number(segment.number).id(identity.node);
        self.conn.execute(sql.number(first).number(last)).await?;
        self.head.segment = segment.number;
        self.head.segment_digest = ledger::segment_digest(&segment)?;
        self.head.sealed = last;
        Ok(segment)
    }
}

impl Conn {
    /// Hashes of a node's records, in the order of their sequence.
    pub(crate) async fn hashes(
        &mut self,
        origin: Id,
        first: u64,
        last: u64,
    ) -> Result<Vec<String>, Error> {
        let sql = "SELECT hash FROM record WHERE origin = ? AND sequence BETWEEN ? AND ? \
                   ORDER BY sequence";
        let rows = self.all(Sql::new(sql).id(origin).number(first).number(last)).await?;
        rows.iter().map(|row| row.text("hash")).collect()
    }

    pub(crate) async fn insert_segment(&mut self, segment: &Segment) -> Result<(), Error> {
        let sql = Sql::new(
            "INSERT INTO segment (origin, number, first_sequence, last_sequence, content) \
             VALUES (?, ?, ?, ?, ?)",
        );
        let sql = sql.id(segment.origin).number(segment.number);
        self.insert_later(sql.number(segment.first).number(segment.last).json(segment)).await
    }

    /// Those of these segments that are held here, by origin and number.
    pub(crate) async fn segments(
        &mut self,
        wanted: &BTreeSet<(Id, u64)>,
    ) -> Result<BTreeMap<(Id, u64), Segment>, Error> {
        let mut found = BTreeMap::new();
        let wanted: Vec<(Id, u64)> = wanted.iter().copied().collect();
        for wanted in wanted.chunks(PAIRS) {
            let sql = Sql::with_pairs(wanted, HELD);
            for row in self.all(sql).await? {
                let segment: Segment = row.json("content")?;
                found.insert((segment.origin, segment.number), segment);
            }
        }
        Ok(found)
    }

    pub(crate) async fn segment(
        &mut self,
        origin: Id,
        number: u64,
    ) -> Result<Option<Segment>, Error> {
        let sql = Sql::new("SELECT content FROM segment WHERE origin = ? AND number = ?");
        let row = self.optional(sql.id(origin).number(number)).await?;
        row.map(|row| row.json("content")).transpose()
    }

    /// A segment of this node's that a revocation made void.
    pub(crate) async fn void_segment(&mut self, number: u64) -> Result<Option<Segment>, Error> {
        let sql = Sql::new("SELECT content FROM void_segment WHERE number = ?");
        let row = self.optional(sql.number(number)).await?;
        row.map(|row| row.json("content")).transpose()
    }

    /// First sequence and tree of one of this node's own segments.
    pub(crate) async fn segment_tree(
        &mut self,
        segment: &Segment,
    ) -> Result<(u64, MerkleTree), Error> {
        let hashes = self.hashes(segment.origin, segment.first, segment.last).await?;
        let suite = Suite::named(&segment.suite)?;
        Ok((segment.first, MerkleTree::new(suite, hashes.iter().map(String::as_str))?))
    }
}
