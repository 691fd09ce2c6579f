//! Kill −9 under write load, with a real process: what the process said is kept must be there
//! when the database is opened again, and it must be there soon.
//!
//! One process writes ([`write`]) and says of each record, after its commit was acknowledged, that
//! it is kept. Another ([`rounds`]) listens, kills it at a random moment, opens the database and
//! looks for everything that was said.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::kinds::{Kind as _, probe::Probe};
use contract::{RecordDraft, Sharing};
use ledger::ED25519_SHA256;
use model::{NodeKind, TenantKind, TenantPath};
use serde::Serialize;
use store::{NodeSeed, Options, Scope, Store, SystemClock, TenantSeed, Tuning, VerifyOutcome};

use crate::Error;
use crate::random::Random;

/// Commands under way at once.
const WRITERS: usize = 8;
const TENANT: &str = "cn/32/ent/kill";
const VERIFY_EVERY: u32 = 10;

/// What the rounds showed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Killed {
    pub rounds: u32,
    pub acknowledged: u64,
    /// Acknowledged and not there afterwards.
    pub lost: u64,
    /// Logs that did not verify afterwards.
    pub unsound: u64,
    /// Opening the database and making the first commit, slowest of all rounds.
    pub recovery_ms: u64,
    pub seed: u64,
}

impl Killed {
    pub fn is_sound(&self) -> bool {
        self.lost == 0 && self.unsound == 0 && self.recovery_ms < 5_000 && self.acknowledged > 0
    }
}

async fn open(folder: &Path) -> Result<Store, Error> {
    let store = Store::open(Options {
        url: String::new(),
        data_dir: folder.to_owned(),
        clock: Arc::new(SystemClock),
        tuning: Tuning::default(),
    })
    .await?;
    if store.identity().is_err() {
        let tenant = TenantSeed {
            path: tenant()?,
            name: "kill".to_owned(),
            kind: TenantKind::Enterprise,
            credit_code: String::new(),
            industry: String::new(),
        };
        let (name, kind) = ("kill".to_owned(), NodeKind::Enterprise);
        store
            .initialise(NodeSeed { name, kind, suite: ED25519_SHA256, tenants: vec![tenant] })
            .await?;
    }
    Ok(store)
}

fn tenant() -> Result<TenantPath, Error> {
    TENANT.parse().map_err(|_| Error::Shape)
}

async fn append(store: &Store) -> Result<(u64, String), Error> {
    let body = Probe { name: "kill".to_owned(), place: String::new(), state: "active".to_owned() };
    let mut tx = store.begin(&Scope::system()).await?;
    let record = tx
        .append(RecordDraft {
            object: tx.new_id(),
            kind: Probe::NAME,
            tenant: tenant()?,
            author: "kill".to_owned(),
            sharing: Sharing::private(),
            body: serde_json::to_value(&body).map_err(Error::Body)?,
            follows: 0,
            binding: false,
        })
        .await?;
    tx.commit().await?;
    Ok((record.sequence, record.hash))
}

/// Writes records until it is killed, saying of each on standard output that it is kept.
///
/// # Errors
/// When it cannot write, or nobody listens any more.
pub async fn write(folder: &Path) -> Result<(), Error> {
    let store = open(folder).await?;
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        let store = store.clone();
        writers.spawn(async move {
            loop {
                let (sequence, hash) = append(&store).await?;
                let mut out = std::io::stdout().lock();
                writeln!(out, "kept {sequence} {hash}").map_err(Error::Folder)?;
                out.flush().map_err(Error::Folder)?;
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        let done: Result<Result<(), Error>, _> = done;
        done.map_err(|error| Error::Folder(error.into()))??;
    }
    Ok(())
}

/// Kills the writer that `command` starts on a folder, so many times.
///
/// # Errors
/// When the rounds cannot be carried out.
pub async fn rounds(
    command: &(dyn Fn(&Path) -> Command + Sync),
    rounds: u32,
    seed: u64,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Killed, Error> {
    let folder = tempfile::TempDir::new().map_err(Error::Folder)?;
    let mut random = Random::new(seed, 3);
    let mut killed = Killed { rounds, acknowledged: 0, lost: 0, unsound: 0, recovery_ms: 0, seed };
    for round in 0..rounds {
        let moment = Duration::from_millis(u64::try_from(random.between(1, 400)).unwrap_or(1));
        let said = one_round(command(folder.path()), moment).map_err(Error::Folder)?;
        let start = Instant::now();
        let store = open(folder.path()).await?;
        append(&store).await?;
        let recovery = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        killed.recovery_ms = killed.recovery_ms.max(recovery);
        for (sequence, hash) in &said {
            killed.acknowledged += 1;
            let held = store.own_hash(*sequence).await?;
            killed.lost += u64::from(held.as_ref() != Some(hash));
        }
        // The whole log now and then: it grows with every round.
        let whole = round % VERIFY_EVERY == VERIFY_EVERY - 1 || round + 1 == rounds;
        if whole && matches!(store.verify(&|_| ()).await?, VerifyOutcome::Broken(_)) {
            killed.unsound += 1;
        }
        store.close().await;
        tell(&format!("round {}: {} kept, {recovery} ms", round + 1, said.len()));
    }
    Ok(killed)
}

/// What the writer said before it was killed, a moment after its first word.
fn one_round(mut command: Command, moment: Duration) -> std::io::Result<Vec<(u64, String)>> {
    let mut child: Child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let Some(out) = child.stdout.take() else { return Ok(Vec::new()) };
    let mut lines = BufReader::new(out).lines();
    let mut said = Vec::new();
    let mut since = None;
    // SIGKILL: the process gets no chance to write anything more.
    while let Some(Ok(line)) = lines.next() {
        said.extend(read(&line));
        let since = *since.get_or_insert_with(Instant::now);
        if since.elapsed() >= moment {
            child.kill()?;
            break;
        }
    }
    // What it had said before it died still stands in the pipe.
    said.extend(lines.map_while(Result::ok).filter_map(|line| read(&line)));
    child.wait()?;
    Ok(said)
}

fn read(line: &str) -> Option<(u64, String)> {
    let (sequence, hash) = line.split_once("kept ")?.1.split_once(' ')?;
    // A line that the kill cut short was never said.
    (hash.len() == 64).then_some(())?;
    Some((sequence.parse().ok()?, hash.to_owned()))
}
