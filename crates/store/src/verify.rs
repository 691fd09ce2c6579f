//! Proving the log: every hash, every link of the chain, every segment, every seal, and where each
//! foreign record came from.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Record, Segment};
use ledger::{MerkleTree, Suite};
use model::Id;

use crate::directory::Directory;
use crate::edge::on_all_cores;
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
    /// This node's own segments.
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

const PAGE: u64 = 1000;

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
        let mut receipted = Receipted::default();
        let mut position = 0;
        loop {
            let rows = conn.log_page(position).await?;
            let audiences = conn.audiences(position).await?;
            let foreign = receipted.page(conn, &rows).await?;
            let digested = check.digest(&rows);
            for (row, digested) in rows.iter().zip(digested) {
                position += 1;
                let checked = check.row(conn, row, digested, position, &audiences, &foreign);
                if let Err(code) = checked.await? {
                    return Ok(VerifyOutcome::Broken(name(row, position, code)));
                }
            }
            progress(Progress { done: position, total: head.position });
            if rows.is_empty() {
                break;
            }
        }
        check.finish(conn, &head, position).await
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
    /// As of the end of the log.
    at_end: Directory,
    report: VerifyReport,
    /// The own segment that is being filled, with the hashes seen of it.
    filling: Option<Segment>,
    hashes: Vec<String>,
    /// The own segment before it: number, last sequence, digest.
    sealed: (u64, u64, String),
    sequence: u64,
    last_hash: String,
    /// Foreign segments verified; forgotten when they are many.
    verified: BTreeMap<(Id, u64), Segment>,
}

/// A row that was read, and whether its digest fits by the suite known of its origin.
struct Digested {
    record: Record,
    suite: Option<Suite>,
    sound: Option<Result<(), ledger::Error>>,
}

/// Foreign segments kept in mind: neighbouring records mostly share one.
const SEGMENTS_IN_MIND: usize = 1000;

impl Check {
    async fn new(store: &Store, conn: &mut Conn) -> Result<Self, Error> {
        Ok(Self {
            here: store.identity()?.node,
            directory: store.base_directory(conn).await?,
            at_end: store.load_directory(conn).await?,
            report: VerifyReport::default(),
            filling: None,
            hashes: Vec::new(),
            sealed: (0, 0, String::new()),
            sequence: 0,
            last_hash: String::new(),
            verified: BTreeMap::new(),
        })
    }

    /// The next own segment, if there is one: number, range, link, signature.
    async fn next_segment(&mut self, conn: &mut Conn) -> Result<Result<(), String>, Error> {
        let (number, last, digest) = &self.sealed;
        // After a key was revoked, numbers begin anew behind all that were ever used.
        let anew = self.directory.keys(self.here).is_some_and(|keys| keys.revoked_at(*number));
        let sql = if anew {
            "SELECT * FROM segment WHERE origin = ? AND number >= ? ORDER BY number LIMIT 1"
        } else {
            "SELECT * FROM segment WHERE origin = ? AND number = ?"
        };
        let row = conn.optional(Sql::new(sql).id(self.here).number(number + 1)).await?;
        let Some(row) = row else { return Ok(Ok(())) };
        let signed = row
            .json::<Segment>("content")
            .ok()
            .filter(|segment| self.directory.verify_segment(segment).is_ok());
        let Some(segment) = signed else { return Ok(Err("segment.signature".to_owned())) };
        let columns = [row.number("first_sequence").ok(), row.number("last_sequence").ok()];
        let linked = (segment.number == number + 1 || anew)
            && segment.first == last + 1
            && segment.previous == *digest
            && segment.origin == self.here
            && columns == [Some(segment.first), Some(segment.last)];
        if !linked {
            return Ok(Err("segment.chain".to_owned()));
        }
        self.filling = Some(segment);
        Ok(Ok(()))
    }

    /// Reads the rows and computes their digests, on all cores.
    fn digest(&self, rows: &[Row]) -> Vec<Option<Digested>> {
        let directory = &self.directory;
        let one = |row: &Row| {
            let record = read_record(row).ok()?;
            let suite = directory.key(record.origin).map(ledger::PublicKey::suite);
            let sound = suite.map(|suite| ledger::verify_record(suite, &record));
            Some(Digested { record, suite, sound })
        };
        on_all_cores(rows, &|rows: &[Row]| rows.iter().map(one).collect())
    }

    async fn row(
        &mut self,
        conn: &mut Conn,
        row: &Row,
        digested: Option<Digested>,
        position: u64,
        audiences: &BTreeMap<u64, BTreeSet<String>>,
        foreign: &BTreeSet<u64>,
    ) -> Result<Result<(), String>, Error> {
        if row.number("position").ok() != Some(position) {
            return Ok(Err("log.gap".to_owned()));
        }
        let Some(Digested { record, suite, sound }) = digested else {
            return Ok(Err("record.unreadable".to_owned()));
        };
        let Some(key) = self.directory.key(record.origin) else {
            return Ok(Err("federation.unknown_origin".to_owned()));
        };
        // The origin's key may stand in a record of this same page.
        let sound = sound.filter(|_| suite == Some(key.suite()));
        let sound = sound.unwrap_or_else(|| ledger::verify_record(key.suite(), &record));
        if let Err(error) = sound {
            return Ok(Err(error.code().to_owned()));
        }
        let placed = if record.origin == self.here {
            self.own_record(conn, row, &record).await?
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

    async fn own_record(
        &mut self,
        conn: &mut Conn,
        row: &Row,
        record: &Record,
    ) -> Result<Result<(), String>, Error> {
        if let Err(code) = self.own_place(row, record) {
            return Ok(Err(code.to_owned()));
        }
        if self.filling.is_none()
            && let Err(code) = self.next_segment(conn).await?
        {
            return Ok(Err(code));
        }
        let covering = self.filling.as_ref().map(|segment| segment.number);
        let stated = row.opt_int("segment").ok().map(|n| n.and_then(|n| u64::try_from(n).ok()));
        if stated != Some(covering) {
            return Ok(Err("record.segment".to_owned()));
        }
        if covering.is_none() {
            self.report.unsealed += 1;
            return Ok(Ok(()));
        }
        self.hashes.push(record.hash.clone());
        self.root(record)
    }

    fn own_place(&mut self, row: &Row, record: &Record) -> Result<(), &'static str> {
        if record.sequence != self.sequence + 1 {
            return Err("record.sequence");
        }
        if record.previous != self.last_hash {
            return Err("record.previous");
        }
        let local = [row.opt_text("proof"), row.opt_text("received_from")];
        if local.iter().any(|column| !matches!(column, Ok(None))) {
            return Err("record.provenance");
        }
        self.sequence = record.sequence;
        self.last_hash.clone_from(&record.hash);
        self.report.own += 1;
        Ok(())
    }

    /// With the segment's last record its root must be that of the hashes seen.
    fn root(&mut self, record: &Record) -> Result<Result<(), String>, Error> {
        let Some(segment) = self.filling.take_if(|segment| segment.last == record.sequence) else {
            return Ok(Ok(()));
        };
        let suite = Suite::named(&segment.suite)?;
        let tree = MerkleTree::new(suite, self.hashes.iter().map(String::as_str))?;
        if tree.root() != segment.root || segment.head != record.hash {
            return Ok(Err("segment.root".to_owned()));
        }
        self.sealed = (segment.number, segment.last, ledger::segment_digest(&segment)?);
        self.hashes.clear();
        self.report.segments += 1;
        Ok(Ok(()))
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
            let signed = self.directory.verify_segment(&segment);
            // A message may have brought it before the word of its key.
            if let Err(code) = signed.or_else(|_| self.at_end.verify_segment(&segment)) {
                return Ok(Err(code));
            }
            if self.verified.len() >= SEGMENTS_IN_MIND {
                self.verified.clear();
            }
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

    async fn finish(
        self,
        conn: &mut Conn,
        head: &Head,
        position: u64,
    ) -> Result<VerifyOutcome, Error> {
        let broken = |code: &str| {
            VerifyOutcome::Broken(VerifyFailure {
                code: code.to_owned(),
                position,
                record: None,
                origin: Some(self.here),
                sequence: Some(self.sequence),
            })
        };
        let sql = "SELECT COUNT(*) FROM segment WHERE origin = ? AND number > ?";
        let beyond = conn.count(Sql::new(sql).id(self.here).number(self.sealed.0)).await?;
        if self.filling.is_some() || beyond > 0 {
            return Ok(broken("segment.missing"));
        }
        let ends = head.position == position
            && head.sequence == self.sequence
            && head.hash == self.last_hash
            && (head.segment, head.sealed) == (self.sealed.0, self.sealed.1)
            && head.segment_digest == self.sealed.2;
        Ok(if ends { VerifyOutcome::Sound(self.report) } else { broken("log.head") })
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
}

/// Which foreign records a receipt of ours to their sender acknowledges: a walk along the items of
/// each neighbour, which came in the order of the log.
#[derive(Default)]
struct Receipted {
    peers: BTreeMap<String, Answered>,
}

/// What was found of one neighbour's items so far.
#[derive(Default)]
struct Answered {
    /// The last item that was looked at.
    number: u64,
    /// Hashes of items whose record did not come up yet: it is held by another way, or the order
    /// is not that of the log.
    open: BTreeSet<String>,
    ended: bool,
}

impl Receipted {
    /// Positions of those among the rows.
    async fn page(&mut self, conn: &mut Conn, rows: &[Row]) -> Result<BTreeSet<u64>, Error> {
        let mut found = BTreeSet::new();
        for row in rows {
            let Ok(Some(peer)) = row.opt_text("received_from") else { continue };
            let (Ok(hash), Ok(position)) = (row.text("hash"), row.number("position")) else {
                continue;
            };
            if !self.peers.contains_key(&peer) {
                self.peers.insert(peer.clone(), Answered::default());
            }
            let Some(answered) = self.peers.get_mut(&peer) else { continue };
            while !answered.open.contains(&hash) && !answered.ended {
                answered.go_on(conn, &peer).await?;
            }
            if answered.open.remove(&hash) {
                found.insert(position);
            }
        }
        Ok(found)
    }
}

impl Answered {
    async fn go_on(&mut self, conn: &mut Conn, peer: &str) -> Result<(), Error> {
        let sql = Sql::new(
            "SELECT number, hash, state FROM inbound WHERE peer = ? AND number > ? \
             ORDER BY number LIMIT ?",
        );
        let rows = conn.all(sql.bind(peer).number(self.number).number(PAGE)).await?;
        self.ended = rows.is_empty();
        for row in rows {
            self.number = row.number("number")?;
            if row.text("state")? == "applied" {
                self.open.insert(row.text("hash")?);
            }
        }
        Ok(())
    }
}
