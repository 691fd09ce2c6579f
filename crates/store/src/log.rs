//! Rows of the log: writing and reading records.

use contract::{Record, kinds};
use model::{Fault, Id};
use serde_json::Value;

use crate::directory::Directory;
use crate::open::Identity;
use crate::sql::{Conn, Row, Sql};
use crate::tx::Provenance;
use crate::{Error, Store};

const INSERT: &str = "INSERT INTO record (position, id, origin, sequence, object, kind, revision, \
     tenant, author, time, sharing, body, seal, previous, hash, segment, proof, received_from) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Records that are looked up in one statement.
const MOST_IDS: usize = 500;

/// Only what the scope may see: on SQLite this is the guard, PostgreSQL repeats it.
const VISIBLE: &str = " AND (tenant = ? OR EXISTS (SELECT 1 FROM audience a \
     WHERE a.position = record.position AND a.tenant IN (?, '*')))";

impl Conn {
    pub(crate) async fn insert_record(
        &mut self,
        position: u64,
        record: &Record,
        provenance: Option<&Provenance<'_>>,
    ) -> Result<(), Error> {
        let write = |error| Error::stored("record to write", error);
        let seal = record.seal.as_ref().map(serde_json::to_string).transpose().map_err(write)?;
        let proof =
            provenance.map(|p| serde_json::to_string(p.proof)).transpose().map_err(write)?;
        let segment = provenance.map(|p| i64::try_from(p.segment).unwrap_or(i64::MAX));
        let body = String::from_utf8(ledger::canonical_json(&record.body)?);
        let sql = Sql::new(INSERT).number(position).id(record.id).id(record.origin);
        let sql = sql.number(record.sequence).id(record.object).bind(record.kind.as_str());
        let sql = sql.bind(i64::from(record.revision)).bind(record.tenant.as_str());
        let sql = sql.bind(record.author.as_str()).bind(record.time.0).json(&record.sharing);
        let sql = sql.bind(body.map_err(|error| Error::stored("body", error))?);
        let sql = sql.bind(seal);
        let sql = sql.bind(record.previous.as_str()).bind(record.hash.as_str());
        let sql = sql.bind(segment).bind(proof).bind(provenance.map(|p| p.from.to_string()));
        self.insert_later(sql).await
    }

    /// Latest revision of an object that is written and its owner, whoever may see it.
    pub(crate) async fn latest_revision(&mut self, object: Id) -> Result<Option<(u32, Id)>, Error> {
        let sql = Sql::new(
            "SELECT revision, origin FROM record WHERE object = ? ORDER BY revision DESC LIMIT 1",
        );
        let rows = self.all_as_written(sql.id(object)).await?;
        rows.first().map(|row| Ok((revision(row)?, row.id("origin")?))).transpose()
    }

    fn visible(&self, text: &'static str) -> (Sql, Option<String>) {
        let word = self.scope_word();
        match word {
            "*" => (Sql::new(text), None),
            tenant => (Sql::new(text).push(VISIBLE), Some(tenant.to_owned())),
        }
    }

    async fn records_where(
        &mut self,
        text: &'static str,
        id: Id,
        order: &str,
    ) -> Result<Vec<Record>, Error> {
        let (sql, tenant) = self.visible(text);
        let sql = sql.push(order).id(id);
        let sql = match tenant {
            Some(tenant) => sql.bind(tenant.clone()).bind(tenant),
            None => sql,
        };
        self.all(sql).await?.iter().map(read_record).collect()
    }

    /// A record by its id, if the scope may see it.
    pub async fn record(&mut self, id: Id) -> Result<Option<Record>, Error> {
        let rows = self.records_where("SELECT * FROM record WHERE id = ?", id, "").await?;
        Ok(rows.into_iter().next())
    }

    /// Those of these records that are of some kinds and that the scope may see, in the order of
    /// the log.
    pub async fn records_of_kinds(
        &mut self,
        ids: &[Id],
        kinds: &[&str],
    ) -> Result<Vec<Record>, Error> {
        let mut found = Vec::new();
        for ids in ids.chunks(MOST_IDS) {
            let marks = vec!["(?)"; ids.len()].join(", ");
            let of = vec!["?"; kinds.len()].join(", ");
            // Each is looked up by its id, not the kinds by theirs.
            let sql = Sql::new(format!(
                "WITH wanted (wanted_id) AS (VALUES {marks}) SELECT record.* FROM wanted \
                 CROSS JOIN record WHERE id = wanted_id AND kind IN ({of})"
            ));
            let sql = ids.iter().fold(sql, |sql, id| sql.id(*id));
            let sql = kinds.iter().fold(sql, |sql, kind| sql.bind(*kind));
            let word = self.scope_word().to_owned();
            let sql = match word.as_str() {
                "*" => sql,
                tenant => sql.push(VISIBLE).bind(tenant).bind(tenant),
            };
            found.append(&mut self.all(sql.push(" ORDER BY position")).await?);
        }
        found.iter().map(read_record).collect()
    }

    /// The latest revision of an object that the scope may see.
    pub async fn latest(&mut self, object: Id) -> Result<Option<Record>, Error> {
        let text = "SELECT * FROM record WHERE object = ?";
        let rows = self.records_where(text, object, " ORDER BY revision DESC LIMIT 1").await?;
        Ok(rows.into_iter().next())
    }

    /// All revisions of an object that the scope may see, oldest first.
    pub async fn history(&mut self, object: Id) -> Result<Vec<Record>, Error> {
        let text = "SELECT * FROM record WHERE object = ?";
        self.records_where(text, object, " ORDER BY revision").await
    }

    /// The latest revision of an object with its body read as its kind.
    pub async fn latest_body<K: kinds::Kind>(
        &mut self,
        object: Id,
    ) -> Result<Option<(Record, K)>, Error> {
        let Some(record) = self.latest(object).await? else { return Ok(None) };
        let body = kinds::read(&record.body)?;
        Ok(Some((record, body)))
    }
}

fn revision(row: &Row) -> Result<u32, Error> {
    u32::try_from(row.int("revision")?).map_err(|error| Error::stored("revision", error))
}

/// Refuses the NUL character, which JSON can carry and PostgreSQL cannot keep: a record must be
/// keepable by every node it may travel to.
pub(crate) fn check_text(author: &str, body: &Value) -> Result<(), Fault> {
    if author.contains('\0') || has_nul(body) {
        return Err(Fault::invalid("record.nul"));
    }
    Ok(())
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A record from its row.
pub(crate) fn read_record(row: &Row) -> Result<Record, Error> {
    Ok(Record {
        id: row.id("id")?,
        origin: row.id("origin")?,
        sequence: row.number("sequence")?,
        object: row.id("object")?,
        kind: row.text("kind")?,
        revision: revision(row)?,
        tenant: row.tenant("tenant")?,
        author: row.text("author")?,
        time: row.millis("time")?,
        sharing: row.json("sharing")?,
        body: row.json("body")?,
        seal: row.opt_json("seal")?,
        previous: row.text("previous")?,
        hash: row.text("hash")?,
    })
}

impl Identity {
    /// The directory of a node that knows only itself.
    pub(crate) fn directory(&self) -> Result<Directory, Error> {
        let public = self.keypair.public_key();
        let card = contract::federation::NodeCard {
            node: self.node,
            name: self.name.clone(),
            kind: self.kind,
            version: String::new(),
            suite: public.suite().name().to_owned(),
            public_key: public.text(),
            former: self.former_keys(),
            tenants: Vec::new(),
        };
        Directory::new(self.node, &card)
    }
}

impl Store {
    /// The directory before the first record: identity, anchors, peers.
    pub(crate) async fn base_directory(&self, conn: &mut Conn) -> Result<Directory, Error> {
        let mut directory = self.identity()?.directory()?;
        for row in conn.all(Sql::new("SELECT * FROM anchor ORDER BY node")).await? {
            directory.add_card(&row.json("card")?, row.opt_id("parent")?)?;
        }
        for row in conn.all(Sql::new("SELECT node, relation FROM peer ORDER BY node")).await? {
            directory.set_peer(row.id("node")?, row.word("relation")?);
        }
        Ok(directory)
    }

    /// The directory as of the end of the log.
    pub(crate) async fn load_directory(&self, conn: &mut Conn) -> Result<Directory, Error> {
        let mut directory = self.base_directory(conn).await?;
        let sql =
            "SELECT * FROM record WHERE kind IN ('node', 'node_key', 'tenant') ORDER BY position";
        for row in conn.all(Sql::new(sql)).await? {
            directory.apply(&read_record(&row)?)?;
        }
        Ok(directory)
    }
}
