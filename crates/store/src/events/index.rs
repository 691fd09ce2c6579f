//! A day's index: where the blocks lie, what is in them, and the roll-ups. An SQLite file of its
//! own, never synced for an intake: what a power cut takes from it is read from the segment again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use model::TenantPath;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Row as _, SqliteConnection};

use super::block::Header;
use super::page::{EventFilter, EventKind};
use super::summary::{RollUp, RollUpStep, Summary, Words};
use super::{Date, EventError};

const FILE: &str = "index.sqlite";
/// Rises with the schema; another version is made anew from the segment.
const VERSION: i64 = 1;
const SCHEMA: &str = "
    CREATE TABLE block (
        block INTEGER PRIMARY KEY, tenant TEXT NOT NULL, batch TEXT NOT NULL,
        place INTEGER NOT NULL, length INTEGER NOT NULL, received INTEGER NOT NULL,
        events INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        words BLOB NOT NULL);
    CREATE INDEX block_by_tenant ON block (tenant, block);
    CREATE INDEX block_by_batch ON block (tenant, batch);
    CREATE TABLE damaged (place INTEGER PRIMARY KEY, length INTEGER NOT NULL);
    CREATE TABLE roll_up (
        tenant TEXT NOT NULL, step INTEGER NOT NULL, time INTEGER NOT NULL,
        protocol TEXT NOT NULL, operation TEXT NOT NULL, risk TEXT NOT NULL,
        events INTEGER NOT NULL, messages INTEGER NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY (tenant, step, time, protocol, operation, risk)) WITHOUT ROWID;
";
const PLACE: &str = "SELECT block, place, length, received, events, first, last, words FROM block";

/// A block as the index is to hold it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) header: Header,
    /// Offset and length in the segment.
    pub(super) place: u64,
    pub(super) length: u64,
    /// Unreadable bytes right before it.
    pub(super) damaged_before: u64,
    pub(super) summary: Summary,
}

/// Where a block lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) block: u64,
    pub(super) place: u64,
    pub(super) length: u64,
    pub(super) received: i64,
    pub(super) events: u64,
}

/// A block that may hold what is looked for.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) place: Place,
    pub(super) words: Words,
}

/// Up to where the index knows the segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) end: u64,
    pub(super) next_block: u64,
}

#[derive(Debug)]
pub(super) struct Index {
    pool: SqlitePool,
    date: Date,
}

impl Index {
    /// Opens the index, anew when it is of another version or damaged.
    pub(super) async fn open(dir: &Path, date: Date) -> Result<Self, EventError> {
        let path = dir.join(FILE);
        match Self::try_open(&path, date).await {
            Ok(Some(index)) => return Ok(index),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(day = %date, %error, "event index unreadable; making it anew")
            }
        }
        for suffix in ["", "-wal", "-shm"] {
            let file = PathBuf::from(format!("{}{suffix}", path.display()));
            if file.exists() {
                std::fs::remove_file(&file).map_err(|e| EventError::io(&file, e))?;
            }
        }
        Self::try_open(&path, date).await?.ok_or(EventError::Closed)
    }

    /// `None` when it is of another version.
    async fn try_open(path: &Path, date: Date) -> Result<Option<Self>, EventError> {
        let new = !path.exists();
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-1024");
        let pool = SqlitePoolOptions::new()
            .max_connections(3)
            .idle_timeout(Duration::from_secs(60))
            .connect_with(options)
            .await
            .map_err(|e| index_error(date, e))?;
        let index = Self { pool, date };
        if new {
            let script = format!("BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;");
            let made = sqlx::raw_sql(AssertSqlSafe(script)).execute(&index.pool).await;
            made.map_err(|e| index_error(date, e))?;
        }
        let version: i64 = sqlx::query_scalar("PRAGMA user_version")
            .fetch_one(&index.pool)
            .await
            .map_err(|e| index_error(date, e))?;
        if version == VERSION {
            return Ok(Some(index));
        }
        index.pool.close().await;
        Ok(None)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    /// Forgets everything, to be caught up from the segment.
    pub(super) async fn clear(&self) -> Result<(), EventError> {
        let script = "BEGIN; DELETE FROM block; DELETE FROM damaged; DELETE FROM roll_up; COMMIT;";
        sqlx::raw_sql(script).execute(&self.pool).await.map_err(|e| self.error(e))?;
        Ok(())
    }

    pub(super) async fn end(&self) -> Result<Known, EventError> {
        let row = sqlx::query(
            "SELECT (SELECT place + length FROM block ORDER BY block DESC LIMIT 1) AS stop, \
             (SELECT max(block) FROM block) AS block",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(|e| self.error(e))?;
        let number = |column: &str| -> Result<u64, sqlx::Error> {
            let value: Option<i64> = row.try_get(column)?;
            Ok(value.unwrap_or(0).unsigned_abs())
        };
        let known = || Ok(Known { end: number("stop")?, next_block: number("block")? + 1 });
        known().map_err(|e| self.error(e))
    }

    /// Takes blocks in, all or none.
    pub(super) async fn insert(&self, entries: &[Entry]) -> Result<(), EventError> {
        self.try_insert(entries).await.map_err(|e| self.error(e))
    }

    async fn try_insert(&self, entries: &[Entry]) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?;
        for entry in entries {
            insert_block(&mut tx, entry).await?;
            for roll_up in &entry.summary.roll_ups {
                insert_roll_up(&mut tx, &entry.header.tenant, roll_up).await?;
            }
        }
        tx.commit().await
    }

    /// Where a batch lies, if it is here.
    pub(super) async fn batch(
        &self,
        tenant: &str,
        batch: &str,
    ) -> Result<Option<Place>, EventError> {
        let text = format!("{PLACE} WHERE tenant = ? AND batch = ? ORDER BY block LIMIT 1");
        let row = sqlx::query(AssertSqlSafe(text))
            .bind(tenant)
            .bind(batch)
            .fetch_optional(&self.pool)
            .await
            .map_err(|e| self.error(e))?;
        row.map(|row| candidate(&row))
            .transpose()
            .map_err(|e| self.error(e))
            .map(|found| found.map(|c| c.place))
    }

    pub(super) async fn place(
        &self,
        tenant: &TenantPath,
        block: u64,
    ) -> Result<Option<Place>, EventError> {
        let found = self.candidates(tenant, block, &EventFilter::default(), 1).await?;
        Ok(found.first().map(|c| c.place).filter(|place| place.block == block))
    }

    /// Blocks of a tenant that may hold events of a filter's time, from `upper` down.
    pub(super) async fn candidates(
        &self,
        tenant: &TenantPath,
        upper: u64,
        filter: &EventFilter,
        most: u32,
    ) -> Result<Vec<Candidate>, EventError> {
        let text = format!(
            "{PLACE} WHERE tenant = ? AND block <= ? AND last >= ? AND first < ? \
             ORDER BY block DESC LIMIT ?"
        );
        let (from, to) = filter.bounds();
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(tenant.as_str())
            .bind(i64::try_from(upper).unwrap_or(i64::MAX))
            .bind(from)
            .bind(to)
            .bind(i64::from(most))
            .fetch_all(&self.pool)
            .await
            .map_err(|e| self.error(e))?;
        let read: Result<_, sqlx::Error> = rows.iter().map(candidate).collect();
        read.map_err(|e| self.error(e))
    }

    /// Events in the blocks of a tenant that may hold some of a filter's time.
    pub(super) async fn events(
        &self,
        tenant: &TenantPath,
        filter: &EventFilter,
    ) -> Result<u64, EventError> {
        let (from, to) = filter.bounds();
        let sum: i64 = sqlx::query_scalar(
            "SELECT CAST(coalesce(sum(events), 0) AS INTEGER) FROM block \
             WHERE tenant = ? AND last >= ? AND first < ?",
        )
        .bind(tenant.as_str())
        .bind(from)
        .bind(to)
        .fetch_one(&self.pool)
        .await
        .map_err(|e| self.error(e))?;
        Ok(sum.unsigned_abs())
    }

    /// Least and greatest capture time of a tenant's events, in nanoseconds.
    pub(super) async fn bounds(
        &self,
        tenant: &TenantPath,
    ) -> Result<Option<(i64, i64)>, EventError> {
        let read = async || -> Result<Option<(i64, i64)>, sqlx::Error> {
            let row = sqlx::query(
                "SELECT min(first) AS low, max(last) AS high FROM block WHERE tenant = ? AND events > 0",
            )
            .bind(tenant.as_str())
            .fetch_one(&self.pool)
            .await?;
            let (low, high): (Option<i64>, Option<i64>) =
                (row.try_get("low")?, row.try_get("high")?);
            Ok(low.zip(high))
        };
        read().await.map_err(|e| self.error(e))
    }

    /// How many events of a tenant have a protocol, operation, risk and kind.
    pub(super) async fn total(
        &self,
        tenant: &TenantPath,
        filter: &EventFilter,
    ) -> Result<u64, EventError> {
        let step = self.coarsest().await?;
        let mut text = String::from(
            "SELECT CAST(coalesce(sum(events), 0) AS INTEGER) FROM roll_up WHERE tenant = ? AND step = ?",
        );
        let mut values = Vec::new();
        let mut equals = |column: &str, value: Option<&str>| {
            if let Some(value) = value {
                text.push_str(&format!(" AND {column} = ?"));
                values.push(value.to_owned());
            }
        };
        equals("protocol", filter.protocol.as_deref());
        equals("operation", filter.operation.as_deref());
        equals("risk", filter.risk.map(model::observation::Risk::word));
        match filter.kind {
            Some(EventKind::Flow) => text.push_str(" AND risk = ''"),
            Some(EventKind::Observation) => text.push_str(" AND risk <> ''"),
            None => {}
        }
        let mut query =
            sqlx::query_scalar(AssertSqlSafe(text)).bind(tenant.as_str()).bind(step.millis());
        for value in values {
            query = query.bind(value);
        }
        let total: i64 = query.fetch_one(&self.pool).await.map_err(|e| self.error(e))?;
        Ok(total.unsigned_abs())
    }

    /// Messages by start of step (milliseconds) and protocol, from roll-ups no coarser than the
    /// step, where there are some.
    pub(super) async fn series(
        &self,
        tenant: &TenantPath,
        from_ms: i64,
        to_ms: i64,
        step_ms: i64,
    ) -> Result<Vec<(i64, String, i64)>, EventError> {
        let kept = self.kept_for(step_ms).await?;
        let read = async || -> Result<Vec<(i64, String, i64)>, sqlx::Error> {
            let rows = sqlx::query(
                "SELECT time / ? * ? AS at, protocol, sum(messages) AS messages FROM roll_up \
                 WHERE tenant = ? AND step = ? AND time >= ? AND time < ? AND messages > 0 \
                 GROUP BY 1, 2 ORDER BY 1, 2",
            )
            .bind(step_ms)
            .bind(step_ms)
            .bind(tenant.as_str())
            .bind(kept.millis())
            .bind(from_ms)
            .bind(to_ms)
            .fetch_all(&self.pool)
            .await?;
            rows.iter()
                .map(|row| {
                    Ok((row.try_get("at")?, row.try_get("protocol")?, row.try_get("messages")?))
                })
                .collect()
        };
        read().await.map_err(|e| self.error(e))
    }

    /// Messages by start of step, protocol and risk.
    pub(super) async fn risks(
        &self,
        tenant: &TenantPath,
        (from_ms, to_ms): (i64, i64),
        step_ms: i64,
    ) -> Result<Vec<(i64, String, String, i64)>, EventError> {
        let kept = self.kept_for(step_ms).await?;
        let rows = sqlx::query_as(
            "SELECT time / ? * ? AS at, protocol, risk, sum(messages) FROM roll_up \
             WHERE tenant = ? AND step = ? AND time >= ? AND time < ? AND messages > 0 \
             GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        )
        .bind(step_ms)
        .bind(step_ms)
        .bind(tenant.as_str())
        .bind(kept.millis())
        .bind(from_ms)
        .bind(to_ms)
        .fetch_all(&self.pool)
        .await;
        rows.map_err(|e| self.error(e))
    }

    /// Protocol, operation, risk, messages and bytes of a time that whole steps make up.
    pub(super) async fn operations(
        &self,
        tenant: &TenantPath,
        (from_ms, to_ms): (i64, i64),
        step_ms: i64,
    ) -> Result<Vec<(String, String, String, i64, i64)>, EventError> {
        let kept = self.kept_for(step_ms).await?;
        let rows = sqlx::query_as(
            "SELECT protocol, operation, risk, sum(messages), sum(bytes) FROM roll_up \
             WHERE tenant = ? AND step = ? AND time >= ? AND time < ? \
             GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        )
        .bind(tenant.as_str())
        .bind(kept.millis())
        .bind(from_ms)
        .bind(to_ms)
        .fetch_all(&self.pool)
        .await;
        rows.map_err(|e| self.error(e))
    }

    /// The coarsest roll-ups that steps of this length can be made of.
    async fn kept_for(&self, step_ms: i64) -> Result<RollUpStep, EventError> {
        let mut kept =
            if self.has(RollUpStep::Minute).await? { RollUpStep::Minute } else { RollUpStep::Hour };
        for step in [RollUpStep::Hour, RollUpStep::Day] {
            if step_ms % step.millis() == 0 && self.has(step).await? {
                kept = step;
            }
        }
        Ok(kept)
    }

    /// Sums minutes into hours and hours into days; gives up the minutes if told to.
    pub(super) async fn roll_up(&self, drop_minutes: bool) -> Result<(), EventError> {
        let roll = async || -> Result<(), sqlx::Error> {
            let mut tx = self.pool.begin().await?;
            for (from, to) in
                [(RollUpStep::Minute, RollUpStep::Hour), (RollUpStep::Hour, RollUpStep::Day)]
            {
                sqlx::query(
                    "INSERT OR REPLACE INTO roll_up SELECT tenant, ?1, time / ?1 * ?1, protocol, \
                     operation, risk, sum(events), sum(messages), sum(bytes) FROM roll_up \
                     WHERE step = ?2 GROUP BY 1, 3, 4, 5, 6",
                )
                .bind(to.millis())
                .bind(from.millis())
                .execute(&mut *tx)
                .await?;
            }
            if drop_minutes {
                sqlx::query("DELETE FROM roll_up WHERE step = ?")
                    .bind(RollUpStep::Minute.millis())
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await
        };
        roll().await.map_err(|e| self.error(e))
    }

    /// Stretches of the segment that could not be read.
    pub(super) async fn damaged(&self) -> Result<u64, EventError> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM damaged")
            .fetch_one(&self.pool)
            .await
            .map_err(|e| self.error(e))?;
        Ok(count.unsigned_abs())
    }

    async fn has(&self, step: RollUpStep) -> Result<bool, EventError> {
        let found: i64 = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM roll_up WHERE step = ?)")
            .bind(step.millis())
            .fetch_one(&self.pool)
            .await
            .map_err(|e| self.error(e))?;
        Ok(found != 0)
    }

    async fn coarsest(&self) -> Result<RollUpStep, EventError> {
        for step in [RollUpStep::Day, RollUpStep::Hour] {
            if self.has(step).await? {
                return Ok(step);
            }
        }
        Ok(RollUpStep::Minute)
    }

    fn error(&self, source: sqlx::Error) -> EventError {
        index_error(self.date, source)
    }
}

fn index_error(date: Date, source: sqlx::Error) -> EventError {
    let full = source.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "13");
    if full { EventError::DiskFull } else { EventError::Index { day: date.to_string(), source } }
}

async fn insert_block(tx: &mut SqliteConnection, entry: &Entry) -> Result<(), sqlx::Error> {
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    if entry.damaged_before > 0 {
        sqlx::query("INSERT OR REPLACE INTO damaged (place, length) VALUES (?, ?)")
            .bind(signed(entry.place - entry.damaged_before))
            .bind(signed(entry.damaged_before))
            .execute(&mut *tx)
            .await?;
    }
    sqlx::query(
        "INSERT INTO block (block, tenant, batch, place, length, received, events, first, last, words) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(signed(entry.header.block))
    .bind(&entry.header.tenant)
    .bind(&entry.header.batch)
    .bind(signed(entry.place))
    .bind(signed(entry.length))
    .bind(entry.header.received)
    .bind(signed(entry.header.events))
    .bind(entry.header.first)
    .bind(entry.header.last)
    .bind(entry.summary.words.as_bytes())
    .execute(&mut *tx)
    .await?;
    Ok(())
}

async fn insert_roll_up(
    tx: &mut SqliteConnection,
    tenant: &str,
    line: &RollUp,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO roll_up VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET \
         events = events + excluded.events, messages = messages + excluded.messages, \
         bytes = bytes + excluded.bytes",
    )
    .bind(tenant)
    .bind(RollUpStep::Minute.millis())
    .bind(line.time)
    .bind(&line.protocol)
    .bind(&line.operation)
    .bind(line.risk)
    .bind(line.counts.events)
    .bind(line.counts.messages)
    .bind(line.counts.bytes)
    .execute(&mut *tx)
    .await?;
    Ok(())
}

fn candidate(row: &SqliteRow) -> Result<Candidate, sqlx::Error> {
    let number = |column: &str| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    let place = Place {
        block: number("block")?,
        place: number("place")?,
        length: number("length")?,
        received: row.try_get("received")?,
        events: number("events")?,
    };
    Ok(Candidate { place, words: Words::from_bytes(row.try_get("words")?) })
}
