//! Deliveries, nodes and blobs of edges, as people and jobs look at them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError};

use contract::federation::DeliveryState;
use contract::rest::Page;
use contract::rest::node::{DeliveryRow, NodeRow};
use model::{Fault, Id, Millis, TenantPath};

use super::Peer;
use crate::sql::{Conn, Row, Sql};
use crate::{Error, Scope, Store};

/// What waits for a peer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lag {
    /// Deliveries without a receipt.
    pub backlog: u64,
    /// Age of the oldest of them, in milliseconds.
    pub lag_ms: i64,
}

/// Which deliveries to list; all that is `None` matches.
#[derive(Debug, Clone, Default)]
pub struct DeliveryFilter {
    pub peer: Option<Id>,
    pub state: Option<DeliveryState>,
    pub object: Option<Id>,
    /// `out` or `in`.
    pub direction: Option<String>,
    pub cursor: Option<String>,
    /// Rows a page, 1–500; 0 = 50.
    pub limit: u32,
}

/// An item that was refused, as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarantined {
    pub peer: Id,
    pub number: u64,
    pub code: String,
    pub time: Millis,
    pub item: contract::federation::Item,
}

/// Deliveries that are counted each time they are asked for.
const COUNTED_EXACTLY: u64 = if cfg!(test) { 8 } else { 20_000 };
/// How long a count of more lasts.
const COUNT_LASTS_MS: i64 = 10_000;
const EVERYTHING: u64 = u32::MAX as u64;

const DELIVERIES: &str = "(SELECT d.peer, 'out' AS direction, COALESCE(d.number, 0) AS number, \
     d.position AS place, r.id AS record, r.object, r.kind, r.revision, r.hash, d.state, d.code, d.queued, d.sent, d.receipted, d.receipt, \
     r.position FROM delivery d JOIN record r ON r.position = d.position \
     UNION ALL SELECT i.peer, 'in' AS direction, i.number, i.number AS place, i.record, \
     COALESCE(r.object, i.object) AS object, COALESCE(r.kind, i.kind) AS kind, \
     COALESCE(r.revision, i.revision) AS revision, i.hash, i.state, i.code, i.time AS queued, i.time AS sent, \
     i.time AS receipted, i.receipt, COALESCE(r.position, 0) AS position FROM inbound i \
     LEFT JOIN record r ON r.id = i.record AND r.hash = i.hash) AS delivery_row";

impl Conn {
    /// How many wait for a peer, counted up to `most` of each state, and since when.
    async fn waiting_up_to(&mut self, peer: Id, most: u64) -> Result<(u64, Option<i64>), Error> {
        // Of each state by itself: the index holds no others.
        let sql = Sql::new(
            "SELECT COUNT(*) AS backlog, MIN(queued) AS oldest FROM \
             (SELECT queued FROM (SELECT queued FROM delivery WHERE peer = ? AND state = 'sent' \
             LIMIT ?) AS a UNION ALL SELECT queued FROM (SELECT queued FROM delivery \
             WHERE peer = ? AND state = 'queued' LIMIT ?) AS b) AS c",
        );
        let row = self.one(sql.id(peer).number(most).id(peer).number(most)).await?;
        Ok((row.number("backlog")?, row.opt_int("oldest")?))
    }

    fn filtered(&self, what: &str, filter: &DeliveryFilter, after: Option<&Place>) -> Sql {
        let mut sql = Sql::new(format!("SELECT {what} FROM {DELIVERIES} WHERE 1 = 1"));
        let word = self.scope_word();
        if word != "*" {
            sql = sql.push(
                " AND EXISTS (SELECT 1 FROM audience a WHERE a.position = delivery_row.position \
                 AND a.tenant IN (?, '*'))",
            );
            sql = sql.bind(word);
        }
        if let Some(peer) = filter.peer {
            sql = sql.push(" AND peer = ?").id(peer);
        }
        if let Some(state) = filter.state {
            sql = sql.push(" AND state = ?").bind(state_word(state));
        }
        if let Some(object) = filter.object {
            sql = sql.push(" AND object = ?").id(object);
        }
        if let Some(direction) = &filter.direction {
            sql = sql.push(" AND direction = ?").bind(direction.as_str());
        }
        if let Some(Place { queued, place, peer, direction }) = after {
            sql = sql.push(" AND (queued, place, peer, direction) < (?, ?, ?, ?)");
            sql = sql.bind(*queued).number(*place).id(*peer).bind(direction.as_str());
        }
        sql
    }
}

fn lag_of(backlog: u64, oldest: Option<i64>, now: Millis) -> Lag {
    let lag_ms = oldest.map_or(0, |oldest| now.0.saturating_sub(oldest).max(0));
    Lag { backlog, lag_ms }
}

/// Where a page ended.
struct Place {
    queued: i64,
    /// In the log, or the number of what came in.
    place: u64,
    peer: Id,
    direction: String,
}

impl Place {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let place = Self {
            queued: parts.next()?.parse().ok()?,
            place: parts.next()?.parse().ok()?,
            peer: parts.next()?.parse().ok()?,
            direction: parts.next()?.to_owned(),
        };
        parts.next().is_none().then_some(place)
    }

    fn text(row: &Row) -> Result<String, Error> {
        let (queued, place) = (row.int("queued")?, row.number("place")?);
        Ok(format!("{queued}.{place}.{}.{}", row.text("peer")?, row.text("direction")?))
    }
}

fn read_row(row: &Row, names: &BTreeMap<Id, String>) -> Result<DeliveryRow, Error> {
    let peer = row.id("peer")?;
    Ok(DeliveryRow {
        peer,
        peer_name: names.get(&peer).cloned().unwrap_or_default(),
        direction: row.text("direction")?,
        number: row.number("number")?,
        record: row.id("record")?,
        object: row.id("object")?,
        kind: row.text("kind")?,
        revision: u32::try_from(row.int("revision")?).unwrap_or(u32::MAX),
        hash: row.text("hash")?,
        state: read_state(&row.text("state")?)?,
        code: row.opt_text("code")?,
        queued: row.millis("queued")?,
        sent: row.opt_millis("sent")?,
        receipted: row.opt_millis("receipted")?,
        signed: row.opt_text("receipt")?.is_some(),
    })
}

fn state_word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => "queued",
        DeliveryState::Sent => "sent",
        DeliveryState::Applied => "applied",
        DeliveryState::Rejected => "rejected",
    }
}

fn read_state(word: &str) -> Result<DeliveryState, Error> {
    match word {
        "queued" => Ok(DeliveryState::Queued),
        "sent" => Ok(DeliveryState::Sent),
        "applied" => Ok(DeliveryState::Applied),
        "rejected" => Ok(DeliveryState::Rejected),
        other => Err(Error::stored("delivery state", other)),
    }
}

impl Store {
    /// What waits for a peer.
    pub async fn edge_lag(&self, peer: Id) -> Result<Lag, Error> {
        let now = self.now();
        let mut read = self.read(&Scope::system()).await?;
        self.lag(&mut read, peer, now).await
    }

    /// What waits for a peer. Of very many the count may be some seconds old: an exchange asks at
    /// every page of a long catch-up.
    pub(crate) async fn lag(&self, conn: &mut Conn, peer: Id, now: Millis) -> Result<Lag, Error> {
        let (backlog, oldest) = conn.waiting_up_to(peer, COUNTED_EXACTLY).await?;
        if backlog < COUNTED_EXACTLY {
            return Ok(lag_of(backlog, oldest, now));
        }
        if let Some((counted, lag)) = self.backlogs().get(&peer).copied()
            && (0..COUNT_LASTS_MS).contains(&now.0.saturating_sub(counted.0))
        {
            return Ok(lag);
        }
        let (backlog, oldest) = conn.waiting_up_to(peer, EVERYTHING).await?;
        let lag = lag_of(backlog, oldest, now);
        self.backlogs().insert(peer, (now, lag));
        Ok(lag)
    }

    fn backlogs(&self) -> MutexGuard<'_, BTreeMap<Id, (Millis, Lag)>> {
        self.inner.backlogs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Deliveries of the records that the scope may see, newest first. Refused incoming items,
    /// which are no records here, only the node itself sees. Errors: `page.cursor`.
    pub async fn deliveries_page(
        &self,
        scope: &Scope,
        filter: &DeliveryFilter,
    ) -> Result<Page<DeliveryRow>, Error> {
        let after = match &filter.cursor {
            Some(text) => Some(Place::read(text).ok_or_else(|| Fault::invalid("page.cursor"))?),
            None => None,
        };
        let limit = if filter.limit == 0 { 50 } else { filter.limit.min(500) };
        let mut read = self.read(scope).await?;
        let peers = read.peers().await?;
        let names = peers.into_iter().map(|peer| (peer.node, peer.name)).collect();
        let total = read.filtered("COUNT(*)", filter, None);
        let total = read.count(total).await?;
        let sql = read.filtered("*", filter, after.as_ref());
        let sql = sql.push(" ORDER BY queued DESC, place DESC, peer DESC, direction DESC LIMIT ?");
        let rows = read.all(sql.bind(i64::from(limit) + 1)).await?;
        let mut items: Vec<DeliveryRow> =
            rows.iter().map(|row| read_row(row, &names)).collect::<Result<_, _>>()?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let last = items.len().checked_sub(1).and_then(|last| rows.get(last));
        let next = last.filter(|_| more).map(Place::text).transpose()?;
        Ok(Page { items, next, total, at_least: false })
    }

    /// The directory as this node knows it, itself first. A neighbour is online when it was heard
    /// of within three times `heartbeat_ms`; `version` is this executable's.
    pub async fn nodes(&self, version: &str, heartbeat_ms: i64) -> Result<Vec<NodeRow>, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let now = read.now();
        let directory = self.directory();
        let mut hosted: BTreeMap<Id, Vec<TenantPath>> = BTreeMap::new();
        for (tenant, node) in directory.homes() {
            hosted.entry(node).or_default().push(tenant.clone());
        }
        let mut rows = Vec::new();
        for (id, known) in &directory.nodes {
            let mut row = NodeRow {
                node: *id,
                name: known.name.clone(),
                kind: known.kind,
                parent: known.parent,
                tenants: hosted.remove(id).unwrap_or_default(),
                relation: directory.relation(*id).to_owned(),
                state: known.state.clone(),
                version: String::new(),
                last_seen: None,
                online: false,
                backlog: 0,
                lag_ms: 0,
                peer_backlog: 0,
                skew_ms: 0,
                certificate_expires: None,
            };
            if row.relation == "self" {
                row.online = true;
                version.clone_into(&mut row.version);
            } else if let Some(peer) = read.peer(*id).await? {
                let lag = self.lag(&mut read, *id, now).await?;
                add_edge(&mut row, peer, lag, now, heartbeat_ms);
            }
            rows.push(row);
        }
        let order =
            |row: &NodeRow| ["self", "parent", "child"].iter().position(|r| *r == row.relation);
        rows.sort_by_key(|row| (order(row).unwrap_or(3), row.name.clone()));
        Ok(rows)
    }

    /// Refused items of a peer, newest first.
    pub async fn quarantined(&self, peer: Id, limit: u32) -> Result<Vec<Quarantined>, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let sql = "SELECT * FROM quarantine WHERE peer = ? ORDER BY number DESC LIMIT ?";
        let rows = read.all(Sql::new(sql).id(peer).bind(i64::from(limit))).await?;
        let read = |row: &Row| {
            Ok(Quarantined {
                peer: row.id("peer")?,
                number: row.number("number")?,
                code: row.text("code")?,
                time: row.millis("time")?,
                item: row.json("item")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Digests of the blobs that records received from this peer refer to, newest first: those
    /// whose bytes are not here are to be asked for.
    pub async fn edge_blobs(&self, peer: Id, limit: u32) -> Result<Vec<String>, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let sql = Sql::new(
            "SELECT digest FROM blob_reference WHERE peer = ? ORDER BY position DESC LIMIT ?",
        );
        let rows = read.all(sql.id(peer).bind(i64::from(limit))).await?;
        let mut seen = BTreeSet::new();
        let mut digests = Vec::new();
        for row in &rows {
            let digest = row.text("digest")?;
            if seen.insert(digest.clone()) {
                digests.push(digest);
            }
        }
        Ok(digests)
    }

    /// Whether a record that goes to this peer refers to the blob: only then may the peer have it.
    pub async fn edge_blob_allowed(&self, peer: Id, digest: &str) -> Result<bool, Error> {
        let mut read = self.read(&Scope::system()).await?;
        let sql = Sql::new(
            "SELECT COUNT(*) FROM blob_reference b JOIN delivery d ON d.position = b.position \
             WHERE b.digest = ? AND d.peer = ?",
        );
        Ok(read.count(sql.bind(digest).id(peer)).await? > 0)
    }

    /// Whether a record that the scope may see refers to the blob.
    pub async fn blob_visible(&self, scope: &Scope, digest: &str) -> Result<bool, Error> {
        let mut read = self.read(scope).await?;
        let sql = Sql::new("SELECT COUNT(*) FROM blob_reference b WHERE b.digest = ?").bind(digest);
        let sql = match scope.tenant() {
            None => sql,
            Some(tenant) => sql
                .push(
                    " AND EXISTS (SELECT 1 FROM audience a WHERE a.position = b.position \
                     AND a.tenant IN (?, '*'))",
                )
                .bind(tenant.as_str()),
        };
        Ok(read.count(sql).await? > 0)
    }
}

fn add_edge(row: &mut NodeRow, peer: Peer, lag: Lag, now: Millis, heartbeat_ms: i64) {
    row.state = if peer.state == "active" { row.state.clone() } else { peer.state };
    row.last_seen = peer.last_seen;
    let silent = peer.last_seen.map(|seen| now.0.saturating_sub(seen.0));
    row.online = silent.is_some_and(|silent| silent <= heartbeat_ms.saturating_mul(3));
    row.backlog = lag.backlog;
    row.lag_ms = lag.lag_ms;
    row.skew_ms = peer.skew_ms;
    row.certificate_expires = peer.certificate_expires;
    if let Some(heartbeat) = peer.heartbeat {
        row.peer_backlog = heartbeat.backlog;
        row.version = heartbeat.version;
    }
}
