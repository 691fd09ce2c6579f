//! Online backup of a node's whole data folder, and restoring it with proof.
//!
//! The embedded database is copied by `VACUUM INTO`, a consistent snapshot while the node runs;
//! keys, blobs and event segments are copied after it, so that everything the snapshot refers to
//! is there. A PostgreSQL store is backed up with `pg_dump` and a copy of the data folder (keys,
//! blobs, events) made after it.

use std::path::{Path, PathBuf};

use model::{ErrorKind, Fault, Id, Millis};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Connection as _, Executor, SqliteConnection};

use crate::keys::{create_private, write_secret};
use crate::open::DATABASE;
use crate::sql::Dialect;
use crate::tx::Head;
use crate::{Error, Options, Scope, Store, VerifyOutcome, VerifyReport, schema};

/// How far a long task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

/// What a backup holds; `backup.json` in its folder, written last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    pub format: u32,
    pub node: Id,
    pub time: Millis,
    pub schema: i64,
    /// Records of the log, own and received.
    pub records: u64,
    /// Hash of the node's own last record.
    pub head: String,
    pub files: u64,
}

const MANIFEST: &str = "backup.json";
const FORMAT: u32 = 1;

impl Store {
    /// Copies the node's data folder into `target`, a new or empty folder, while the node runs.
    /// The copy holds the node's secret keys: guard it as the node itself.
    ///
    /// Errors: `backup.not_empty`, `backup.postgres` (use `pg_dump`), `store.disk_full`.
    pub async fn backup(
        &self,
        target: &Path,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Backup, Error> {
        if self.inner.dialect == Dialect::Postgres {
            return Err(Fault::new(ErrorKind::Conflict, "backup.postgres").into());
        }
        let identity = self.identity()?;
        empty_folder(target, "backup.not_empty")?;
        let source = self.data_dir();
        vacuum_into(&source.join(DATABASE), &target.join(DATABASE)).await?;
        let files = files(source)?;
        let total = files.len() as u64 + 1;
        for (file, done) in files.iter().zip(1..) {
            progress(Progress { done, total });
            copy(source, target, file).await?;
        }
        let head = self.head_of(target).await?;
        let backup = Backup {
            format: FORMAT,
            node: identity.node,
            time: self.now(),
            schema: schema::version(),
            records: head.position,
            head: head.hash,
            files: total,
        };
        let text = serde_json::to_vec_pretty(&backup).map_err(|e| Error::stored("manifest", e))?;
        let path = target.join(MANIFEST);
        write_secret(&path, &text).map_err(|error| Error::io(&path, error))?;
        progress(Progress { done: total, total });
        Ok(backup)
    }

    /// The head as the copy has it: it may be older than ours by now.
    async fn head_of(&self, folder: &Path) -> Result<Head, Error> {
        let options = Options {
            url: String::new(),
            data_dir: folder.to_owned(),
            clock: self.inner.clock.clone(),
            tuning: crate::Tuning::default(),
        };
        let copy = Self::open(options).await?;
        let head = Head::load(&mut *copy.read(&Scope::system()).await?).await;
        copy.close().await;
        head
    }

    /// Restores a backup into the empty data folder of `options` and verifies the whole log.
    ///
    /// Errors: `restore.not_empty`, `restore.no_backup`, `restore.unsound` (with the first record
    /// that does not verify), `backup.postgres`.
    pub async fn restore(
        source: &Path,
        options: Options,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(Self, VerifyReport), Error> {
        if options.url.starts_with("postgres") {
            return Err(Fault::new(ErrorKind::Conflict, "backup.postgres").into());
        }
        let manifest = read_manifest(source)?;
        empty_folder(&options.data_dir, "restore.not_empty")?;
        for file in files(source)?.iter().chain([&PathBuf::from(DATABASE)]) {
            if file.as_path() != Path::new(MANIFEST) {
                copy_file(&source.join(file), &options.data_dir.join(file))?;
            }
        }
        let store = Self::open(options).await?;
        let unsound =
            |code: &str| Fault::new(ErrorKind::Internal, "restore.unsound").with("code", code);
        match store.verify(progress).await? {
            VerifyOutcome::Sound(report) if report.records == manifest.records => {
                Ok((store, report))
            }
            VerifyOutcome::Sound(_) => Err(unsound("log.head").into()),
            VerifyOutcome::Broken(failure) => Err(unsound(&failure.code)
                .with("position", failure.position)
                .with("record", failure.record.map_or_else(String::new, |id| id.to_string()))
                .into()),
        }
    }
}

fn read_manifest(source: &Path) -> Result<Backup, Error> {
    let path = source.join(MANIFEST);
    let missing = || Fault::not_found("restore.no_backup").with("path", source.display());
    let text = std::fs::read(&path).map_err(|_| missing())?;
    let manifest: Backup = serde_json::from_slice(&text).map_err(|_| missing())?;
    if manifest.format == FORMAT {
        return Ok(manifest);
    }
    Err(missing().with("format", manifest.format).into())
}

fn empty_folder(path: &Path, code: &'static str) -> Result<(), Error> {
    create_private(path).map_err(|error| Error::io(path, error))?;
    let mut entries = std::fs::read_dir(path).map_err(|error| Error::io(path, error))?;
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(Fault::conflict(code).with("path", path.display()).into()),
    }
}

/// All files below a folder, relative to it, without the database and SQLite's own side files.
fn files(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        for entry in std::fs::read_dir(&path).map_err(|error| Error::io(&path, error))? {
            let entry = entry.map_err(|error| Error::io(&path, error))?;
            let kind = entry.file_type().map_err(|error| Error::io(&path, error))?;
            let name = folder.join(entry.file_name());
            if kind.is_dir() {
                folders.push(name);
            } else if kind.is_file() && !is_side_file(&name) && name != Path::new(DATABASE) {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_side_file(name: &Path) -> bool {
    let name = name.to_string_lossy();
    ["-wal", "-shm", "-journal", ".new"].iter().any(|end| name.ends_with(end))
}

async fn copy(source: &Path, target: &Path, file: &Path) -> Result<(), Error> {
    let (from, to) = (source.join(file), target.join(file));
    let database = file.extension().is_some_and(|end| end == "sqlite" || end == "db");
    if database {
        let dir = to.parent().unwrap_or(target);
        create_private(dir).map_err(|error| Error::io(dir, error))?;
        return vacuum_into(&from, &to).await;
    }
    copy_file(&from, &to)
}

/// Copies with permissions and syncs. A file removed meanwhile (retention) is not missed.
fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    let dir = to.parent().unwrap_or(Path::new("."));
    create_private(dir).map_err(|error| Error::io(dir, error))?;
    match std::fs::copy(from, to) {
        Ok(_) => sync(to),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::io(to, error)),
    }
}

fn sync(path: &Path) -> Result<(), Error> {
    std::fs::File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|error| Error::io(path, error))
}

async fn vacuum_into(from: &Path, to: &Path) -> Result<(), Error> {
    let text = |path: &Path| {
        path.to_str().map(str::to_owned).ok_or_else(|| Fault::invalid("store.data_dir"))
    };
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}", crate::open::escape(&text(from)?)))
            .await?;
    let target = text(to)?.replace('\'', "''");
    let statement = AssertSqlSafe(format!("VACUUM INTO '{target}'"));
    let copied = connection.execute(sqlx::raw_sql(statement)).await;
    connection.close().await?;
    copied?;
    sync(to)
}
