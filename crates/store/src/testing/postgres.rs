//! A temporary PostgreSQL cluster from Debian's packages.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, Executor, PgConnection, Row as _};
use tempfile::TempDir;

/// A running cluster; stopped and removed when dropped.
pub struct Cluster {
    /// URL without a database, up to and including the `/`.
    base: String,
    query: String,
    /// Databases made, by number, and the number of the next to hand out.
    made: AtomicU32,
    next: AtomicU32,
    own: Option<(PathBuf, TempDir)>,
}

impl Cluster {
    /// The server that `HUHANG_TEST_POSTGRES` names (a superuser's URL ending in `/postgres`), or
    /// a cluster made from the installed packages. `None` when there is neither.
    pub async fn start() -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "tests take their server from outside")]
        let given = std::env::var("HUHANG_TEST_POSTGRES").ok();
        let cluster = match given {
            Some(url) => {
                let (base, query) = url.split_once('?').unwrap_or((&url, ""));
                let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
                let query = if query.is_empty() { String::new() } else { format!("?{query}") };
                Self {
                    base: format!("{base}/"),
                    query,
                    made: AtomicU32::new(0),
                    next: AtomicU32::new(0),
                    own: None,
                }
            }
            None => Self::temporary()?,
        };
        Some(cluster)
    }

    fn temporary() -> Option<Self> {
        let bin = newest_installation()?;
        let dir = tempfile::Builder::new().prefix("huhang-pg-").tempdir_in("/tmp").ok()?;
        let place = dir.path().to_str()?;
        if is_root() {
            run("chown", &["postgres", place])?;
        }
        let data = format!("{place}/data");
        let initdb = bin.join("initdb");
        as_postgres(&format!(
            "{} -D {data} -U postgres -A trust -E UTF8 --locale=C --no-sync",
            initdb.display()
        ))?;
        let pg_ctl = bin.join("pg_ctl");
        as_postgres(&format!(
            "{} -D {data} -w -l {place}/log -o \"-c listen_addresses='' -k {place} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60\" start",
            pg_ctl.display()
        ))?;
        Some(Self {
            base: "postgres://postgres@localhost/".to_owned(),
            query: format!("?host={}", place.replace('/', "%2F")),
            made: AtomicU32::new(0),
            next: AtomicU32::new(0),
            own: Some((pg_ctl, dir)),
        })
    }

    fn url(&self, user: Option<&str>, database: &str) -> String {
        let base = match user {
            None => self.base.clone(),
            Some(user) => {
                let host = self.base.rsplit_once('@').map_or("localhost/", |(_, host)| host);
                format!("postgres://{user}:{user}@{host}")
            }
        };
        format!("{base}{database}{}", self.query)
    }

    /// An empty database owned by a role that is no superuser, so that row-level security binds
    /// it; the URL to open it with.
    pub async fn database(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        let name = format!("huhang_{}_{number}", std::process::id());
        if number < self.made.load(Ordering::SeqCst) {
            self.empty(&name).await;
        } else {
            self.made.fetch_add(1, Ordering::SeqCst);
            let statements = [
                format!("CREATE ROLE {name} LOGIN NOSUPERUSER PASSWORD '{name}'"),
                format!("CREATE DATABASE {name} OWNER {name}"),
            ];
            let mut admin = self.admin("postgres").await;
            for statement in statements {
                run_sql(&mut admin, statement).await;
            }
        }
        self.url(Some(&name), &name)
    }

    /// From here on the databases handed out so far are handed out again, emptied: nobody may use
    /// them any more. Making one takes much longer than emptying one.
    pub fn recycle(&self) {
        self.next.store(0, Ordering::SeqCst);
    }

    async fn admin(&self, database: &str) -> PgConnection {
        let url = self.url(None, database);
        PgConnection::connect(&url).await.expect("the server answers")
    }

    async fn empty(&self, name: &str) {
        let mut admin = self.admin(name).await;
        let tables = sqlx::query(
            "SELECT CAST(tablename AS TEXT) FROM pg_tables \
             WHERE schemaname = 'public' AND tablename <> 'schema_version'",
        );
        let tables = tables.fetch_all(&mut admin).await.expect("the tables");
        let mut script =
            format!("DELETE FROM schema_version WHERE version > {};", crate::schema_version());
        for row in tables {
            let table: String = row.try_get(0).expect("a name");
            script.push_str(&format!("DELETE FROM {table};"));
        }
        run_sql(&mut admin, script).await;
    }
}

async fn run_sql(connection: &mut PgConnection, text: String) {
    connection.execute(sqlx::raw_sql(AssertSqlSafe(text))).await.expect("it runs");
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some((pg_ctl, dir)) = &self.own {
            let data = dir.path().join("data");
            let stop = format!("{} -D {} -m immediate stop", pg_ctl.display(), data.display());
            let _ = as_postgres(&stop);
        }
    }
}

fn newest_installation() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let bins = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let mut bins: Vec<PathBuf> = bins.filter(|bin| bin.join("initdb").exists()).collect();
    bins.sort();
    bins.pop()
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    Path::new("/proc/self").metadata().is_ok_and(|meta| meta.uid() == 0)
}

/// PostgreSQL refuses to run as root.
fn as_postgres(command: &str) -> Option<()> {
    if is_root() {
        run("su", &["postgres", "-s", "/bin/sh", "-c", command])
    } else {
        run("sh", &["-c", command])
    }
}

fn run(program: &str, args: &[&str]) -> Option<()> {
    // Without inherited pipes the server would keep the test's output open.
    let output = Command::new(program)
        .args(args)
        .current_dir("/tmp")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .ok()?;
    output.success().then_some(())
}
