//! What benches of use-cases share: a store in a temporary folder, records appended in
//! large transactions, and the slowest twentieth of what was timed.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use app::{App, AppConfig, AppParts, Caller, Packs};
use contract::kinds::Kind;
use contract::{RecordDraft, Sharing};
use model::{Id, NodeKind, Role, TenantKind, TenantPath};
use procedure::Pack;
use store::blobs::BlobStore;
use store::events::{EventOptions, EventStore};
use store::{NodeSeed, Options, Store, SystemClock, TenantSeed, Tx};

use super::Figure;
use crate::packs;

pub(super) const DAY_MS: i64 = 86_400_000;
pub(super) const HOUR_MS: i64 = 3_600_000;
/// Records of one transaction.
pub(super) const CHUNK: usize = 2_000;

/// Numbers that look random and are the same in every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: u64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % sides).unwrap_or(0)
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = usize::try_from(self.roll(from.len() as u64)).ok()?;
        from.get(at).copied()
    }
}

/// Tells how far a filling is, after each tenth of it.
pub(super) struct Progress {
    total: u32,
    told: u32,
    began: Instant,
}

impl Progress {
    pub(super) fn of(total: u32) -> Self {
        Self { total, told: 0, began: Instant::now() }
    }

    pub(super) fn at(&mut self, done: u32) {
        let tenth = u64::from(done) * 10 / u64::from(self.total.max(1));
        let tenth = u32::try_from(tenth).unwrap_or(10);
        if tenth > self.told {
            self.told = tenth;
            let seconds = self.began.elapsed().as_secs();
            crate::out::tell(&format!("{done} of {} made, {seconds} s", self.total));
        }
    }
}

/// Measures in a folder that is kept, or in a temporary one.
pub(super) fn run(
    kept: Option<&Path>,
    measure: impl AsyncFnOnce(std::path::PathBuf) -> anyhow::Result<Vec<Figure>>,
) -> anyhow::Result<Vec<Figure>> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    if let Some(folder) = kept {
        std::fs::create_dir_all(folder).context("cannot make the folder")?;
        return runtime.block_on(measure(folder.to_owned()));
    }
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    runtime.block_on(measure(folder.path().to_owned()))
}

/// A node of these tenants, with further packs besides those that ship.
pub(super) async fn start(
    folder: &Path,
    tenants: &[(&str, TenantKind)],
    further: Vec<Pack>,
) -> anyhow::Result<App> {
    let options = Options {
        url: "sqlite".to_owned(),
        data_dir: folder.join("data"),
        clock: std::sync::Arc::new(SystemClock),
        tuning: store::Tuning::default(),
    };
    let store = Store::open(options).await?;
    let seeds = tenants.iter().map(|(path, kind)| {
        Ok(TenantSeed {
            path: path.parse()?,
            name: (*path).to_owned(),
            kind: *kind,
            credit_code: String::new(),
            industry: String::new(),
        })
    });
    let suite = ledger::Suite::named("sm2-sm3").context("no such suite")?;
    let tenants = seeds.collect::<anyhow::Result<Vec<_>>>()?;
    let home = tenants.first().context("no tenant")?.path.clone();
    let seed = NodeSeed { name: "bench".to_owned(), kind: NodeKind::National, suite, tenants };
    if store.identity().is_err() {
        store.initialise(seed).await?;
    }
    let mut all = packs::all()?;
    all.extend(further);
    let packs = Packs::compile(all).map_err(|found| anyhow::anyhow!("{found:?}"))?;
    let parts = AppParts {
        store,
        events: EventStore::open(&folder.join("events"), EventOptions::default()).await?,
        blobs: BlobStore::open(&folder.join("blobs"))?,
        packs,
        config: AppConfig::new("bench", NodeKind::National, home),
    };
    let app = App::start(parts).await.map_err(|fault| anyhow::anyhow!("{fault}"))?;
    Ok(app)
}

pub(super) fn caller(app: &App, tenant: &str, role: Role) -> anyhow::Result<Caller> {
    Ok(Caller {
        user: app.new_id(),
        login: "bench".to_owned(),
        name: "bench".to_owned(),
        tenant: tenant.parse()?,
        role,
        address: "-".to_owned(),
    })
}

pub(super) async fn say<K: Kind>(
    tx: &mut Tx,
    tenant: &TenantPath,
    with: &TenantPath,
    body: &K,
) -> anyhow::Result<Id> {
    let object = tx.new_id();
    append(tx, (object, 0), tenant, with, body).await?;
    Ok(object)
}

/// One revision of an object: the one that follows `follows`.
pub(super) async fn append<K: Kind>(
    tx: &mut Tx,
    (object, follows): (Id, u32),
    tenant: &TenantPath,
    with: &TenantPath,
    body: &K,
) -> anyhow::Result<()> {
    let draft = RecordDraft {
        object,
        kind: K::NAME,
        tenant: tenant.clone(),
        author: "bench".to_owned(),
        sharing: Sharing::with([with.clone()]),
        body: serde_json::to_value(body)?,
        follows,
        binding: false,
    };
    tx.append(draft).await?;
    Ok(())
}

pub(super) async fn timed(
    rounds: usize,
    mut run: impl AsyncFnMut() -> anyhow::Result<()>,
) -> anyhow::Result<f64> {
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let start = Instant::now();
        run().await?;
        times.push(start.elapsed());
    }
    Ok(slowest(&times))
}

/// The 95th percentile in milliseconds.
pub(super) fn slowest(times: &[Duration]) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    let at = (times.len() * 95).div_ceil(100).saturating_sub(1);
    times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
