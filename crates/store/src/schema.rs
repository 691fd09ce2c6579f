//! Migrations: numbered scripts in the common SQL of both engines, plus row-level security on
//! PostgreSQL. To add one: a file in `migrations/` and a line in [`MIGRATIONS`].

use model::{ErrorKind, Fault};

use crate::engine::Transaction;
use crate::sql::{Conn, Dialect, Sql};
use crate::{Error, Scope, views};

/// Version, name, script. Never change one that was released; add the next.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "log", include_str!("../migrations/0001_log.sql")),
    (2, "views", include_str!("../migrations/0002_views.sql")),
    (3, "operational", include_str!("../migrations/0003_operational.sql")),
    (4, "watch", include_str!("../migrations/0004_watch.sql")),
    (5, "engineered", include_str!("../migrations/0005_engineered.sql")),
    (6, "filings", include_str!("../migrations/0006_filings.sql")),
    (7, "edges", include_str!("../migrations/0007_edges.sql")),
    (8, "loops", include_str!("../migrations/0008_loops.sql")),
    (9, "notices", include_str!("../migrations/0009_notices.sql")),
    (10, "work", include_str!("../migrations/0010_work.sql")),
    (11, "sharing", include_str!("../migrations/0011_sharing.sql")),
    (14, "tasks", include_str!("../migrations/0014_tasks.sql")),
    (15, "keys", include_str!("../migrations/0015_keys.sql")),
    (16, "loop_lists", include_str!("../migrations/0016_loop_lists.sql")),
    (17, "search", include_str!("../migrations/0017_search.sql")),
    (18, "loop_sums", include_str!("../migrations/0018_loop_sums.sql")),
    (19, "loop_behind", include_str!("../migrations/0019_loop_behind.sql")),
    (20, "lean_log", include_str!("../migrations/0020_lean_log.sql")),
    (21, "lean_views", include_str!("../migrations/0021_lean_views.sql")),
];

/// Those that leave the views as they were: making a million rows anew takes minutes.
const VIEWS_STAY: &[i64] = &[21];

/// The schema this build writes.
pub fn version() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, ..)| *version)
}

/// Brings the database to [`version`], in one transaction; refuses one written by a newer build.
/// Whether its views are to be made anew: an older build made them, and they do not know all that
/// this one shows.
pub(crate) async fn migrate(transaction: Transaction, now: model::Millis) -> Result<bool, Error> {
    migrate_to(transaction, now, version()).await
}

/// The same up to a version.
pub(crate) async fn migrate_to(
    transaction: Transaction,
    now: model::Millis,
    version: i64,
) -> Result<bool, Error> {
    let dialect = transaction.dialect();
    let mut conn = Conn::new(transaction, &Scope::system());
    if dialect == Dialect::Postgres {
        // Two nodes starting at once on an empty database.
        conn.execute(Sql::new("SELECT pg_advisory_xact_lock(7410)")).await?;
    }
    conn.execute(Sql::new(
        "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL)",
    ))
    .await?;
    let found = conn.one(Sql::new("SELECT MAX(version) AS version FROM schema_version")).await?;
    let found = found.opt_int("version")?.unwrap_or(0);
    if found > version {
        return Err(Fault::new(ErrorKind::Conflict, "store.schema_newer")
            .with("found", found)
            .with("known", version)
            .into());
    }
    let missing = |(number, ..): &&(i64, &str, &str)| *number > found && *number <= version;
    for (number, name, script) in MIGRATIONS.iter().filter(missing) {
        conn.script(&engine_form(script, dialect)).await?;
        let done = Sql::new("INSERT INTO schema_version (version, name, applied) VALUES (?, ?, ?)");
        conn.execute(done.bind(*number).bind(*name).bind(now.0)).await?;
    }
    let is_outdated =
        MIGRATIONS.iter().filter(missing).any(|(number, ..)| !VIEWS_STAY.contains(number));
    if is_outdated {
        // Views of an older database are made anew before anybody brings the packs: what the loops
        // say is folded when they come, as if they had changed.
        conn.execute(Sql::new("DELETE FROM loop_rules")).await?;
    }
    if dialect == Dialect::Postgres && found < version {
        conn.script(&row_level_security()).await?;
    }
    conn.commit().await?;
    Ok(found > 0 && is_outdated)
}

/// `INTEGER PRIMARY KEY` is what makes a SQLite column the row id itself; a table `WITHOUT ROWID`
/// is one tree, not two. A line after `--sqlite ` or `--postgres ` is for that engine only.
fn engine_form(script: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => script
            .replace("--sqlite ", "")
            .replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY")
            .replace("/* WITHOUT ROWID */", "WITHOUT ROWID"),
        Dialect::Postgres => script.replace("--postgres ", ""),
    }
}

/// Policies that repeat the scope of each call. Without a scope set, nothing is visible.
fn row_level_security() -> String {
    const ME: &str = "current_setting('huhang.tenant', true)";
    let mut script = policy(
        "record",
        &format!(
            "{ME} = '*' OR tenant = {ME} OR EXISTS (SELECT 1 FROM audience WHERE audience.position = record.position AND audience.tenant IN ({ME}, '*'))"
        ),
    );
    script += &policy("audience", &format!("{ME} = '*' OR tenant IN ({ME}, '*')"));
    for table in views::SCOPED {
        script += &policy(table, &format!("{ME} = '*' OR tenant = {ME}"));
    }
    script
}

fn policy(table: &str, condition: &str) -> String {
    format!(
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
         ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
         DROP POLICY IF EXISTS scope ON {table};
         CREATE POLICY scope ON {table} USING ({condition});\n"
    )
}

impl Conn {
    /// Runs a script of several statements.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Error> {
        self.raw().await?.script(text).await
    }
}
