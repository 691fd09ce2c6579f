//! Proving the log: every hash, every link of the chain, every segment, every seal, and where each
//! foreign record came from.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Record, Segment};
use ledger::{MerkleTree, Suite};
use model::Id;

use crate::directory::Directory;
use crate::log::read_record;
use crate::sql::{Conn, Row, Sql};
use crate::tx::{Head, audience};
use crate::{Error, Progress, Scope, Store};

/// What was proved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct VerifyReport {
    pub records: u64,
    /// Of them this node's own.
    pub own: u64,
    pub segments: u64,
    /// Own records of after the last segment: chained, not yet signed.
    pub unsealed: u64,
    pub seals: u64,
    /// Seals of tenants whose key is not known here.
    pub seals_unknown: u64,
}

/// The first thing that does not verify.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct VerifyFailure {
    /// `record.hash`, `record.previous`, `record.sequence`, `record.segment`, `record.proof`,
    /// `record.seal`, `record.audience`, `record.provenance`, `record.unreadable`, `log.gap`,
    /// `log.head`, `segment.chain`, `segment.signature`, `segment.root`, `segment.missing`.
    pub code: String,
    /// Place in this node's log.
    pub position: u64,
    /// The record, as far as it can be named.
    pub record: Option<Id>,
    pub origin: Option<Id>,
    pub sequence: Option<u64>,
}

/// Result of a verification that could be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyOutcome {
    Sound(VerifyReport),
    Broken(VerifyFailure),
}

const PAGE: u64 = 500;

impl Store {
    /// Verifies the whole log in the order of the log and names the first record that does not
    /// verify. Reads one snapshot; writers are not held up.
    pub async fn verify(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<VerifyOutcome, Error> {
        let mut read = self.read(&Scope::system()).await?;
        self.verify_on(&mut read, progress).await
    }

    pub(crate) async fn verify_on(
        &self,
        conn: &mut Conn,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<VerifyOutcome, Error> {
        let head = Head::load(conn).await?;
        let mut check = Check::new(self, conn).await?;
        if let Err(failure) = check.own_segments(conn).await? {
            return Ok(VerifyOutcome::Broken(failure));
        }
        let mut position = 0;
        loop {
            let rows = conn.log_page(position).await?;
            let audiences = conn.audiences(position).await?;
            let foreign = conn.provenances(position).await?;
            for row in &rows {
                position += 1;
                if let Err(code) = check.row(conn, row, position, &audiences, &foreign).await? {
                    return Ok(VerifyOutcome::Broken(name(row, position, code)));
                }
            }
            progress(Progress { done: position, total: head.position });
            if rows.is_empty() {
                break;
            }
        }
        Ok(check.finish(&head, position))
    }
}

/// Names the record of a row, whatever of it is still readable.
fn name(row: &Row, expected: u64, code: String) -> VerifyFailure {
    VerifyFailure {
        code,
        position: row.number("position").unwrap_or(expected),
        record: row.id("id").ok(),
        origin: row.id("origin").ok(),
        sequence: row.number("sequence").ok(),
    }
}

struct Check {
    here: Id,
    directory: Directory,
    report: VerifyReport,
    /// Own segments in order, with the hashes seen of the one being filled.
    own: Vec<Segment>,
    filling: usize,
    hashes: Vec<String>,
    sequence: u64,
    last_hash: String,
    /// Foreign segments verified.
    verified: BTreeMap<(Id, u64), Segment>,
}

impl Check {
    async fn new(store: &Store, conn: &mut Conn) -> Result<Self, Error> {
        Ok(Self {
            here: store.identity()?.node,
            directory: store.base_directory(conn).await?,
            report: VerifyReport::default(),
            own: Vec::new(),
            filling: 0,
            hashes: Vec::new(),
            sequence: 0,
            last_hash: String::new(),
            verified: BTreeMap::new(),
        })
    }

    /// The own segments: numbers, ranges, links, signatures.
    async fn own_segments(&mut self, conn: &mut Conn) -> Result<Result<(), VerifyFailure>, Error> {
        let sql = "SELECT * FROM segment WHERE origin = ? ORDER BY number";
        let rows = conn.all(Sql::new(sql).id(self.here)).await?;
        let (mut next, mut previous) = (1, String::new());
        for (row, number) in rows.iter().zip(1u64..) {
            match self.own_segment(row, number, next, &previous) {
                Ok(segment) => {
                    next = segment.last + 1;
                    previous = ledger::segment_digest(&segment)?;
                    self.own.push(segment);
                }
                Err(code) => {
                    let sql = "SELECT * FROM record WHERE origin = ? AND sequence = ?";
                    let first = conn.optional(Sql::new(sql).id(self.here).number(next)).await?;
                    let failure = VerifyFailure {
                        code: code.to_owned(),
                        position: 0,
                        record: None,
                        origin: Some(self.here),
                        sequence: Some(next),
                    };
                    return Ok(Err(first.map_or(failure, |row| name(&row, 0, code.to_owned()))));
                }
            }
        }
        Ok(Ok(()))
    }

    fn own_segment(
        &self,
        row: &Row,
        number: u64,
        next: u64,
        previous: &str,
    ) -> Result<Segment, &'static str> {
        let segment: Segment = row.json("content").map_err(|_| "segment.signature")?;
        let key = self.directory.key(self.here).ok_or("segment.signature")?;
        ledger::verify_segment(key, &segment).map_err(|_| "segment.signature")?;
        let columns =
            (row.number("number"), row.number("first_sequence"), row.number("last_sequence"));
        let (Ok(a), Ok(b), Ok(c)) = columns else { return Err("segment.chain") };
        let linked = segment.number == number
            && segment.first == next
            && segment.previous == previous
            && segment.origin == self.here
            && (a, b, c) == (segment.number, segment.first, segment.last);
        if linked { Ok(segment) } else { Err("segment.chain") }
    }

    async fn row(
        &mut self,
        conn: &mut Conn,
        row: &Row,
        position: u64,
        audiences: &BTreeMap<u64, BTreeSet<String>>,
        foreign: &BTreeSet<u64>,
    ) -> Result<Result<(), String>, Error> {
        if row.number("position").ok() != Some(position) {
            return Ok(Err("log.gap".to_owned()));
        }
        let Ok(record) = read_record(row) else {
            return Ok(Err("record.unreadable".to_owned()));
        };
        let Some(key) = self.directory.key(record.origin) else {
            return Ok(Err("federation.unknown_origin".to_owned()));
        };
        if let Err(error) = ledger::verify_record(key.suite(), &record) {
            return Ok(Err(error.code().to_owned()));
        }
        let placed = if record.origin == self.here {
            self.own_record(row, &record)
        } else {
            self.foreign_record(conn, row, &record, foreign.contains(&position)).await?
        };
        Ok(placed.and_then(|()| self.seal(&record)).and_then(|()| {
            let named = audience(&record.tenant, &record.sharing);
            if audiences.get(&position) != Some(&named) {
                return Err("record.audience".to_owned());
            }
            self.report.records += 1;
            let learned = Directory::concerns(&record.kind).then(|| self.directory.apply(&record));
            learned.transpose().map(|_| ()).map_err(|error| error.code())
        }))
    }

    fn own_record(&mut self, row: &Row, record: &Record) -> Result<(), String> {
        let wrong = |code: &str| Err(code.to_owned());
        if record.sequence != self.sequence + 1 {
            return wrong("record.sequence");
        }
        if record.previous != self.last_hash {
            return wrong("record.previous");
        }
        let local = [row.opt_text("proof"), row.opt_text("received_from")];
        if local.iter().any(|column| !matches!(column, Ok(None))) {
            return wrong("record.provenance");
        }
        self.sequence = record.sequence;
        self.last_hash.clone_from(&record.hash);
        self.report.own += 1;
        let covering = self.own.get(self.filling);
        let stated = row.opt_int("segment").map_err(|_| "record.segment")?;
        let number = covering.map(|segment| i64::try_from(segment.number).unwrap_or(i64::MAX));
        if stated != number {
            return wrong("record.segment");
        }
        match covering {
            None => self.report.unsealed += 1,
            Some(segment) => {
                self.hashes.push(record.hash.clone());
                if record.sequence == segment.last {
                    self.root(record)?;
                }
            }
        }
        Ok(())
    }

    /// The segment's last record was seen: its root must be that of the hashes.
    fn root(&mut self, record: &Record) -> Result<(), String> {
        let Some(segment) = self.own.get(self.filling) else { return Ok(()) };
        let suite = Suite::named(&segment.suite).map_err(|error| error.code())?;
        let tree = MerkleTree::new(suite, self.hashes.iter().map(String::as_str))
            .map_err(|error| error.code())?;
        if tree.root() != segment.root || segment.head != record.hash {
            return Err("segment.root".to_owned());
        }
        self.hashes.clear();
        self.filling += 1;
        self.report.segments += 1;
        Ok(())
    }

    async fn foreign_record(
        &mut self,
        conn: &mut Conn,
        row: &Row,
        record: &Record,
        receipted: bool,
    ) -> Result<Result<(), String>, Error> {
        if !receipted {
            return Ok(Err("record.provenance".to_owned()));
        }
        let stated = (row.number("segment"), row.opt_json::<Vec<String>>("proof"));
        let (Ok(number), Ok(Some(proof))) = stated else {
            return Ok(Err("record.segment".to_owned()));
        };
        let place = (record.origin, number);
        if !self.verified.contains_key(&place) {
            let Some(segment) = conn.segment(place.0, place.1).await? else {
                return Ok(Err("record.segment".to_owned()));
            };
            let key = self.directory.key(record.origin);
            if key.is_none_or(|key| ledger::verify_segment(key, &segment).is_err()) {
                return Ok(Err("segment.signature".to_owned()));
            }
            self.report.segments += 1;
            self.verified.insert(place, segment);
        }
        let proved = self.verified.get(&place).map(|segment| {
            let fits = segment.number == number;
            ledger::verify_inclusion(segment, record, &proof)
                .map_err(|error| error.code().to_owned())
                .and_then(|()| if fits { Ok(()) } else { Err("record.segment".to_owned()) })
        });
        Ok(proved.unwrap_or(Ok(())))
    }

    fn seal(&mut self, record: &Record) -> Result<(), String> {
        let Some(seal) = &record.seal else { return Ok(()) };
        let keys = self.directory.seal_keys(&record.tenant);
        let key = keys.and_then(|keys| keys.iter().find(|key| key.digest() == seal.key));
        match (keys, key) {
            (None, _) => {
                self.report.seals_unknown += 1;
                Ok(())
            }
            (Some(_), Some(key)) if ledger::verify_seal(key, record, seal).is_ok() => {
                self.report.seals += 1;
                Ok(())
            }
            _ => Err("record.seal".to_owned()),
        }
    }

    fn finish(self, head: &Head, position: u64) -> VerifyOutcome {
        let broken = |code: &str, sequence: u64| {
            VerifyOutcome::Broken(VerifyFailure {
                code: code.to_owned(),
                position,
                record: None,
                origin: Some(self.here),
                sequence: Some(sequence),
            })
        };
        if let Some(segment) = self.own.get(self.filling) {
            return broken("segment.missing", segment.last);
        }
        let last = self.own.last();
        let sealed = last.map_or((0, 0), |segment| (segment.number, segment.last));
        let ends = head.position == position
            && head.sequence == self.sequence
            && head.hash == self.last_hash
            && (head.segment, head.sealed) == sealed;
        if ends { VerifyOutcome::Sound(self.report) } else { broken("log.head", self.sequence) }
    }
}

impl Conn {
    /// The next records of the log after a position.
    pub(crate) async fn log_page(&mut self, after: u64) -> Result<Vec<Row>, Error> {
        let sql = "SELECT * FROM record WHERE position > ? ORDER BY position LIMIT ?";
        self.all(Sql::new(sql).number(after).number(PAGE)).await
    }

    async fn audiences(&mut self, after: u64) -> Result<BTreeMap<u64, BTreeSet<String>>, Error> {
        let sql = "SELECT position, tenant FROM audience WHERE position > ? AND position <= ?";
        let rows = self.all(Sql::new(sql).number(after).number(after + PAGE)).await?;
        let mut audiences: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
        for row in rows {
            audiences.entry(row.number("position")?).or_default().insert(row.text("tenant")?);
        }
        Ok(audiences)
    }

    /// Positions of foreign records that a receipt of ours to their sender acknowledges.
    async fn provenances(&mut self, after: u64) -> Result<BTreeSet<u64>, Error> {
        let sql = "SELECT r.position FROM record r JOIN inbound i ON i.hash = r.hash \
                   AND i.peer = r.received_from AND i.state = 'applied' \
                   WHERE r.position > ? AND r.position <= ?";
        let rows = self.all(Sql::new(sql).number(after).number(after + PAGE)).await?;
        rows.iter().map(|row| row.number("position")).collect()
    }
}
