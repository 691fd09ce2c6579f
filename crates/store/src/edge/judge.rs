//! Whether a record that a peer hands over may be kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::federation::{Item, Message};
use contract::kinds::{self, Kind as _, node::Node, node_key::NodeKey, tenant::Tenant};
use contract::{Record, Segment};
use ledger::InclusionVerifier;
use model::Id;

use super::prove::{Proofs, Proved, Verifier, named, prove_with};
use crate::directory::{Directory, NodeKeys};
use crate::segments::PAIRS;
use crate::sql::{Conn, Sql};
use crate::tx::DIRECTORY_KINDS;
use crate::{Error, Tx, views};

/// Hashes at places of logs.
pub(super) const HASHES: &str = "SELECT r.origin, r.sequence, r.hash FROM wanted w CROSS JOIN record r \
     WHERE r.origin = w.node AND r.sequence = w.number";

/// What is to be done with an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Keep,
    /// It is here already, by another way.
    Held,
    /// The code of the receipt.
    Refuse(String),
}

/// Knows what is held already, so that a message costs a few queries and not a few an item.
pub(super) struct Judge<'a> {
    peer: Id,
    proofs: &'a Proofs,
    offered: BTreeMap<(Id, u64), &'a Segment>,
    /// Verified in this message, or stored before; `true` = stored.
    segments: BTreeMap<(Id, u64), (Segment, bool)>,
    hashes: BTreeMap<(Id, u64), String>,
    ids: BTreeMap<Id, String>,
    objects: BTreeMap<Id, Latest>,
    message: &'a Message,
    /// For items that were not proved early.
    verifiers: BTreeMap<(Id, u64), Verifier>,
    /// The directory with what the message says of keys, once it was needed.
    ahead: Option<Arc<Directory>>,
}

struct Latest {
    origin: Id,
    revision: u32,
    sequence: u64,
}

impl<'a> Judge<'a> {
    pub(super) async fn new(
        tx: &mut Tx,
        peer: Id,
        message: &'a Message,
        proofs: &'a Proofs,
    ) -> Result<Self, Error> {
        let offered = message.segments.iter().map(|s| ((s.origin, s.number), s)).collect();
        let stored = proofs.stored.iter().map(|(name, s)| (*name, (s.clone(), true)));
        let mut judge = Self {
            peer,
            proofs,
            offered,
            segments: stored.collect(),
            hashes: BTreeMap::new(),
            ids: BTreeMap::new(),
            objects: BTreeMap::new(),
            message,
            verifiers: BTreeMap::new(),
            ahead: None,
        };
        for items in message.items.chunks(PAIRS) {
            judge.load(tx, items).await?;
        }
        Ok(judge)
    }

    async fn load(&mut self, conn: &mut Conn, items: &[Item]) -> Result<(), Error> {
        let marks = vec!["?"; items.len()].join(", ");
        let mut sql = Sql::new(format!(
            "SELECT id, origin, sequence, object, revision, hash FROM record \
             WHERE id IN ({marks}) OR object IN ({marks})"
        ));
        sql = items.iter().fold(sql, |sql, item| sql.id(item.record.id));
        sql = items.iter().fold(sql, |sql, item| sql.id(item.record.object));
        for row in conn.all(sql).await? {
            let revision = u32::try_from(row.int("revision")?).unwrap_or(u32::MAX);
            let (origin, sequence) = (row.id("origin")?, row.number("sequence")?);
            self.note(row.id("object")?, Latest { origin, revision, sequence });
            self.ids.insert(row.id("id")?, row.text("hash")?);
        }
        let places: Vec<(Id, u64)> =
            items.iter().map(|item| (item.record.origin, item.record.sequence)).collect();
        for row in conn.all(Sql::with_pairs(&places, HASHES)).await? {
            self.hashes.insert((row.id("origin")?, row.number("sequence")?), row.text("hash")?);
        }
        // What was stored since the message was looked through, by another neighbour's.
        let unknown = |name: &(Id, u64)| !self.segments.contains_key(name);
        let unknown = named(items).into_iter().filter(unknown).collect();
        let since = conn.segments(&unknown).await?;
        self.segments.extend(since.into_iter().map(|(name, segment)| (name, (segment, true))));
        Ok(())
    }

    fn note(&mut self, object: Id, latest: Latest) {
        let newer = |known: &Latest| known.revision < latest.revision;
        if self.objects.get(&object).is_none_or(newer) {
            self.objects.insert(object, latest);
        }
    }

    /// A record was kept: those after it in the message are judged with it.
    pub(super) fn kept(&mut self, record: &Record) {
        let Record { id, origin, sequence, object, revision, hash, .. } = record;
        self.hashes.insert((*origin, *sequence), hash.clone());
        self.ids.insert(*id, hash.clone());
        let latest = Latest { origin: *origin, revision: *revision, sequence: *sequence };
        self.note(*object, latest);
    }

    /// Judges the item at this place of the message by the directory as it stands after those
    /// before it.
    pub(super) async fn item(
        &mut self,
        tx: &mut Tx,
        place: usize,
        item: &Item,
    ) -> Result<Verdict, Error> {
        let record = &item.record;
        let directory = tx.directory.clone();
        if let Err(code) = self.segment(&directory, item) {
            return Ok(Verdict::Refuse(code));
        }
        let proved = self.proved(&directory, place, item);
        let judged = authentic(&directory, item, proved.as_ref())
            .and_then(|()| self.place(record))
            .and_then(|held| match (held, proved) {
                (true, _) | (false, None) => Ok(held),
                (false, Some(proved)) => self.fits(tx, record, proved.body).map(|()| false),
            });
        Ok(match judged {
            Ok(true) => Verdict::Held,
            Ok(false) => {
                let routes = tx.shared_routes();
                match views::filing::admit(tx, record, &routes.local).await? {
                    Ok(()) => Verdict::Keep,
                    Err(code) => Verdict::Refuse(code),
                }
            }
            Err(code) => Verdict::Refuse(code),
        })
    }

    /// What was proved of the item before the transaction, or is proved now: it is one of many, or
    /// its origin's key may have come in this same message.
    fn proved(&mut self, directory: &Directory, place: usize, item: &Item) -> Option<Proved> {
        let suite = directory.key(item.record.origin)?.suite();
        let early = self.proofs.items.get(place).and_then(Option::as_ref);
        if let Some(early) = early.filter(|early| early.suite == suite) {
            return Some(early.clone());
        }
        let name = (item.record.origin, item.segment);
        let segment = match self.segments.get(&name) {
            Some((segment, _)) => segment,
            None => self.offered.get(&name).copied()?,
        };
        let verifier =
            self.verifiers.entry(name).or_insert_with(|| InclusionVerifier::new(segment));
        Some(prove_with(suite, verifier, item))
    }

    /// Finds and verifies the item's segment, once a message.
    fn segment(&mut self, directory: &Arc<Directory>, item: &Item) -> Result<(), String> {
        let name = (item.record.origin, item.segment);
        if self.segments.contains_key(&name) {
            return Ok(());
        }
        if directory.key(name.0).is_none() {
            return Err("federation.unknown_origin".to_owned());
        }
        let Some(offered) = self.offered.get(&name).copied() else {
            return Err("federation.segment_unknown".to_owned());
        };
        let mut verified = directory.verify_segment(offered);
        if verified.is_err() {
            verified = self.ahead(directory).verify_segment(offered).or(verified);
        }
        if verified.is_ok() {
            self.segments.insert(name, (offered.clone(), false));
        }
        verified
    }

    /// What a node signed again after its key was revoked may stand in a message before the
    /// parent's word of its new key: that word counts for the whole message.
    fn ahead(&mut self, directory: &Arc<Directory>) -> Arc<Directory> {
        if let Some(ahead) = &self.ahead {
            return ahead.clone();
        }
        let mut ahead = directory.clone();
        for (place, item) in self.message.items.iter().enumerate() {
            let record = &item.record;
            if ![Node::NAME, NodeKey::NAME].contains(&record.kind.as_str()) {
                continue;
            }
            let proved = self.proved(&ahead, place, item);
            if proved.is_none_or(|proved| proved.authentic.is_err()) {
                continue;
            }
            let name = (record.origin, item.segment);
            let signed = self.segments.contains_key(&name)
                || self
                    .offered
                    .get(&name)
                    .is_some_and(|offered| ahead.verify_segment(offered).is_ok());
            if signed && claims(&ahead, record).is_ok() {
                // A body that cannot be read says nothing.
                drop(Arc::make_mut(&mut ahead).apply(record));
            }
        }
        self.ahead.insert(ahead).clone()
    }

    /// Stores the item's segment unless it is stored.
    pub(super) async fn keep_segment(&mut self, conn: &mut Conn, item: &Item) -> Result<(), Error> {
        match self.segments.get_mut(&(item.record.origin, item.segment)) {
            Some((segment, stored)) if !*stored => {
                conn.insert_segment(segment).await?;
                *stored = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether the record is held already; its place in its origin's log and in its object.
    fn place(&self, record: &Record) -> Result<bool, String> {
        match self.hashes.get(&(record.origin, record.sequence)) {
            Some(hash) if *hash == record.hash => return Ok(true),
            // Two records at one place of a signed log: the origin says two things.
            Some(_) => return Err("record.fork".to_owned()),
            None => {}
        }
        if self.ids.contains_key(&record.id) {
            return Err("record.id".to_owned());
        }
        match self.objects.get(&record.object) {
            None => Ok(false),
            Some(latest) if latest.origin != record.origin => Err("record.owner".to_owned()),
            Some(latest)
                if latest.revision >= record.revision || latest.sequence >= record.sequence =>
            {
                Err("record.revision".to_owned())
            }
            Some(_) => Ok(false),
        }
    }

    /// Whether the record belongs here and its origin may say it.
    fn fits(&self, tx: &Tx, record: &Record, body: Result<(), String>) -> Result<(), String> {
        let directory = tx.directory();
        body?;
        if record.sharing.everyone && !DIRECTORY_KINDS.contains(&record.kind.as_str()) {
            return Err("record.everyone".to_owned());
        }
        if !tx.routes().admits(&record.sharing, self.peer) {
            return Err("federation.not_addressed".to_owned());
        }
        claims(directory, record)?;
        crate::passing::received(directory, record)?;
        if directory.home(&record.tenant) != Some(record.origin) && record.kind != Tenant::NAME {
            return Err("federation.foreign_tenant".to_owned());
        }
        sealed(directory, record)
    }
}

/// The content is what its origin signed.
fn authentic(directory: &Directory, item: &Item, proved: Option<&Proved>) -> Result<(), String> {
    let record = &item.record;
    if directory.key(record.origin).is_none() {
        return Err("federation.unknown_origin".to_owned());
    }
    if directory.relation(record.origin) == "self" {
        return Err("federation.own_record".to_owned());
    }
    if record.sequence == 0 || record.revision == 0 {
        return Err("record.sequence".to_owned());
    }
    let proved = proved.ok_or_else(|| "federation.segment_unknown".to_owned())?;
    proved.authentic.clone()
}

/// A node record comes from the node's parent, or from the node itself where that says nothing
/// new of its place and key; the end of a key from its node or, revoked, from the node's parent; a tenant record from the node it lives on.
fn claims(directory: &Directory, record: &Record) -> Result<(), String> {
    let unreadable = |_| "record.body".to_owned();
    if record.kind == Node::NAME {
        let body: Node = kinds::read(&record.body).map_err(unreadable)?;
        let keys = NodeKeys::read(&body.suite, &body.public_key, &body.former)
            .map_err(|error| error.code())?;
        let known = directory.nodes.get(&body.node);
        let by_parent = body.parent == Some(record.origin)
            && known.is_none_or(|known| known.parent == body.parent)
            && directory.may_restate(body.node, &keys);
        let by_itself = body.node == record.origin
            && known.is_some_and(|known| {
                known.parent == body.parent && known.keys.knows(keys.present())
            });
        if !(by_parent || by_itself) || body.node != record.object {
            return Err("federation.node_claim".to_owned());
        }
        return Ok(());
    }
    if record.kind == NodeKey::NAME {
        let body: NodeKey = kinds::read(&record.body).map_err(unreadable)?;
        directory.may_end_key(record.origin, &body)?;
    }
    if record.kind == Tenant::NAME {
        let body: Tenant = kinds::read(&record.body).map_err(unreadable)?;
        if body.node != record.origin {
            return Err("federation.tenant_claim".to_owned());
        }
        directory.may_host(record.origin, &body.path)?;
        let speaker = directory.home(&record.tenant);
        if speaker.is_some_and(|home| home != record.origin) {
            return Err("federation.foreign_tenant".to_owned());
        }
    }
    Ok(())
}

/// A seal that is there must be its tenant's, where the tenant's keys are known.
fn sealed(directory: &Directory, record: &Record) -> Result<(), String> {
    let (Some(seal), Some(keys)) = (&record.seal, directory.seal_keys(&record.tenant)) else {
        return Ok(());
    };
    let key = keys.iter().find(|key| key.digest() == seal.key);
    match key.map(|key| ledger::verify_seal(key, record, seal)) {
        Some(Ok(())) => Ok(()),
        _ => Err("record.seal".to_owned()),
    }
}
