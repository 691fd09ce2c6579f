//! What two neighbours do per second, on this machine: for `huhang bench federation`.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use contract::federation::{Flow, Heartbeat, MAX_ITEMS, Message, PROTOCOL};
use contract::kinds::{Kind, finding_report::FindingReport, probe::Probe};
use contract::{RecordDraft, Sharing};
use federation::Task;
use federation::client::{Session, Uplink};
use federation::service::Service;
use federation::transport::memory::Memory;
use federation::transport::{Connector, Transport};
use ledger::Suite;
use model::finding::Severity;
use model::{CaptureTime, Id, NodeKind, TenantKind, TenantPath};
use serde::Serialize;
use store::blobs::BlobStore;
use store::{NodeSeed, Options, Peer, Scope, Store, SystemClock, TenantSeed, Tuning};

use crate::Error;
use crate::node::{Running, Silent};

/// Commands under way at once.
const WRITERS: u64 = 64;
const COMMITS: u64 = 4_000;
/// Records of one transaction while a log is filled.
const PAGE: u64 = 2_000;

/// One measured figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub name: &'static str,
    pub value: f64,
    pub unit: &'static str,
    pub note: String,
}

fn figure(name: &'static str, value: f64, unit: &'static str, note: String) -> Figure {
    Figure { name, value, unit, note }
}

fn rate(count: u64, time: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a figure for reading")]
    let count = count as f64;
    count / time.as_secs_f64()
}

async fn node(folder: &Path, suite: Suite, kind: NodeKind, path: &str) -> Result<Running, Error> {
    let store = Store::open(Options {
        url: String::new(),
        data_dir: folder.to_owned(),
        clock: Arc::new(SystemClock),
        tuning: Tuning::default(),
    })
    .await?;
    let tenant = TenantSeed {
        path: path.parse().map_err(|_| Error::Shape)?,
        name: path.to_owned(),
        kind: TenantKind::Enterprise,
        credit_code: String::new(),
        industry: String::new(),
    };
    store
        .initialise(NodeSeed { name: path.to_owned(), kind, suite, tenants: vec![tenant] })
        .await?;
    let blobs = BlobStore::open(&folder.join("blobs")).map_err(|error| Error::blob(&error))?;
    let node = store.identity()?.node;
    Ok(Running { store, blobs, node })
}

/// Measures with logs of so many records.
///
/// # Errors
/// When it cannot be carried out.
pub async fn figures(records: u64, tell: &(dyn Fn(&str) + Sync)) -> Result<Vec<Figure>, Error> {
    let mut figures = Vec::new();
    for suite in [ledger::SM2_SM3, ledger::ED25519_SHA256] {
        tell(suite.name());
        figures.extend(edge(suite, records).await?);
    }
    figures.extend(commits().await?);
    Ok(figures)
}

/// What an idle exchange costs when both ends hold so many records.
///
/// # Errors
/// When it cannot be carried out.
pub async fn idle_with(stored: u64, tell: &(dyn Fn(&str) + Sync)) -> Result<Vec<Figure>, Error> {
    let suite = ledger::ED25519_SHA256;
    let folder = tempfile::TempDir::new().map_err(Error::Folder)?;
    let (province, enterprise) = neighbours(folder.path(), suite).await?;
    let filled = fill(&enterprise.store, stored).await?;
    tell(&format!("{stored} records in {filled:?}"));
    let whole = catch_up(&province, &enterprise).await?;
    tell(&format!("caught up in {whole:?}"));
    let note = format!("{}, {stored} finding reports", suite.name());
    let whole = rate(stored, whole);
    let catch = figure("whole catch-up", whole, "/s", format!("{note}; one process"));
    Ok(vec![catch, idle(&province, &enterprise, note).await?])
}

fn report(store: &Store, number: u64) -> Result<RecordDraft, Error> {
    let body = FindingReport {
        finding: store.new_id(),
        policy: store.new_id(),
        rule: "modbus.write.unlearned".to_owned(),
        severity: Severity::High,
        techniques: vec!["T0855".to_owned()],
        source: String::new(),
        target: format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255),
        protocol: "modbus".to_owned(),
        operation: "write_multiple_registers".to_owned(),
        time: CaptureTime(1_767_225_600_000_000_000),
        params: std::collections::BTreeMap::from([("unit".to_owned(), "1".to_owned())]),
        evidence: Vec::new(),
        redacted: vec!["source".to_owned()],
        note: "值班员已核实，请省级平台研判。".to_owned(),
    };
    draft::<FindingReport>(
        store,
        "cn/32/ent/a",
        Sharing::with(["cn/32/miit".parse().map_err(|_| Error::Shape)?]),
        &body,
    )
}

fn draft<K: Kind>(
    store: &Store,
    tenant: &str,
    sharing: Sharing,
    body: &K,
) -> Result<RecordDraft, Error> {
    let tenant: TenantPath = tenant.parse().map_err(|_| Error::Shape)?;
    Ok(RecordDraft {
        object: store.new_id(),
        kind: K::NAME,
        tenant,
        author: "bench".to_owned(),
        sharing,
        body: serde_json::to_value(body).map_err(Error::Body)?,
        follows: 0,
        binding: false,
    })
}

async fn fill(store: &Store, records: u64) -> Result<Duration, Error> {
    let start = Instant::now();
    let mut done = 0;
    while done < records {
        let mut tx = store.begin(&Scope::system()).await?;
        for _ in 0..PAGE.min(records - done) {
            done += 1;
            tx.append(report(store, done)?).await?;
        }
        tx.commit().await?;
    }
    Ok(start.elapsed())
}

/// The next message from one store to another node, signed.
pub(crate) async fn message(from: &Running, to: Id) -> Result<Message, Error> {
    let outgoing = from.store.edge_outgoing(to, MAX_ITEMS, 8 << 20).await?;
    let identity = from.store.identity()?;
    let room = u32::try_from(MAX_ITEMS).unwrap_or(u32::MAX);
    let mut message = Message {
        protocol: PROTOCOL,
        from: identity.node,
        to,
        serial: outgoing.serial,
        heartbeat: Heartbeat {
            time: from.store.now(),
            version: "bench".to_owned(),
            backlog: outgoing.lag.backlog,
            lag_ms: outgoing.lag.lag_ms,
        },
        segments: outgoing.segments,
        items: outgoing.items,
        receipts: None,
        cursor: outgoing.cursor,
        wanted_blobs: Vec::new(),
        flow: Some(Flow { settled: outgoing.settled, room }),
        suite: identity.keypair.suite().name().to_owned(),
        signature: String::new(),
    };
    message.signature = ledger::sign_message(identity.keypair_told(&outgoing.told), &message)
        .map_err(store::Error::from)?;
    Ok(message)
}

async fn neighbours(folder: &Path, suite: Suite) -> Result<(Running, Running), Error> {
    let (above, below) = (folder.join("p"), folder.join("e"));
    let province = node(&above, suite, NodeKind::Provincial, "cn/32/miit").await?;
    let enterprise = node(&below, suite, NodeKind::Enterprise, "cn/32/ent/a").await?;
    province.enrol(&enterprise).await?;
    Ok((province, enterprise))
}

/// How long a catch-up took, each end by itself.
struct Apart {
    items: u64,
    sent: Duration,
    received: Duration,
}

/// The sender waits while the receiver works: what each end costs.
async fn apart(province: &Running, enterprise: &Running) -> Result<Apart, Error> {
    let (mut sent, mut received, mut items) = (Duration::ZERO, Duration::ZERO, 0);
    loop {
        let start = Instant::now();
        let message = message(enterprise, province.node).await?;
        if message.items.is_empty() {
            return Ok(Apart { items, sent, received });
        }
        sent += start.elapsed();
        let start = Instant::now();
        let taken = province.store.edge_receive(enterprise.node, &message).await?;
        received += start.elapsed();
        let start = Instant::now();
        if let Some(receipts) = &taken.receipts {
            enterprise.store.edge_apply_receipts(province.node, receipts).await?;
        }
        sent += start.elapsed();
        items += u64::try_from(message.items.len()).unwrap_or(0);
    }
}

/// A parent whose service works beside the child, as another machine would.
struct Beside {
    service: Arc<Service>,
    caller: Id,
}

impl Beside {
    fn way(&self) -> Memory {
        Memory { service: Arc::clone(&self.service), caller: self.caller }
    }
}

impl Transport for Beside {
    fn exchange<'a>(&'a self, body: Vec<u8>) -> Task<'a, Result<Vec<u8>, federation::Error>> {
        let way = self.way();
        let answering = tokio::spawn(async move { way.exchange(body).await });
        Box::pin(async move {
            let ended = |_| {
                let kind = model::ErrorKind::Unavailable;
                federation::Error::Refused(model::Fault::new(kind, "federation.unreachable"))
            };
            answering.await.map_err(ended)?
        })
    }

    fn blob_put<'a>(
        &'a self,
        digest: &'a str,
        bytes: Vec<u8>,
    ) -> Task<'a, Result<(), federation::Error>> {
        Box::pin(async move { self.way().blob_put(digest, bytes).await })
    }

    fn blob_get<'a>(
        &'a self,
        digest: &'a str,
    ) -> Task<'a, Result<Option<Vec<u8>>, federation::Error>> {
        Box::pin(async move { self.way().blob_get(digest).await })
    }
}

impl Connector for Beside {
    fn connect<'a>(
        &'a self,
        _: &'a Peer,
    ) -> Task<'a, Result<Box<dyn Transport>, federation::Error>> {
        let beside = Self { service: Arc::clone(&self.service), caller: self.caller };
        Box::pin(async move { Ok(Box::new(beside) as Box<dyn Transport>) })
    }
}

/// A catch-up as it happens, but for the wire: the child's client and the parent's service, each
/// message signed, compressed, read back. Gives how long it took.
async fn catch_up(province: &Running, enterprise: &Running) -> Result<Duration, Error> {
    let service = province.service(PROTOCOL);
    let beside = Beside { service, caller: enterprise.node };
    let (store, blobs) = (enterprise.store.clone(), enterprise.blobs.clone());
    let interval = Duration::from_secs(60);
    let uplink = Uplink::new(store, blobs, Arc::new(Silent), Arc::new(beside), interval);
    let (mut session, start) = (Session::default(), Instant::now());
    while uplink.step(&mut session).await.is_zero() {}
    Ok(start.elapsed())
}

async fn edge(suite: Suite, records: u64) -> Result<Vec<Figure>, Error> {
    let folder = tempfile::TempDir::new().map_err(Error::Folder)?;
    let (province, enterprise) = neighbours(folder.path(), suite).await?;
    let filled = fill(&enterprise.store, records).await?;
    let note = format!("{}, {records} finding reports", suite.name());
    let mut figures = vec![figure(
        "records appended, 2,000 a command",
        rate(records, filled),
        "/s",
        note.clone(),
    )];
    let Apart { items, sent, received } = apart(&province, &enterprise).await?;
    figures.push(figure("sent over an edge", rate(items, sent), "/s", note.clone()));
    figures.push(figure("received over an edge", rate(items, received), "/s", note.clone()));
    fill(&enterprise.store, records).await?;
    let whole = catch_up(&province, &enterprise).await?;
    let both = "sent, received, receipted, one process";
    figures.push(figure("whole catch-up", rate(records, whole), "/s", format!("{note}; {both}")));
    let items = items + records;
    let start = Instant::now();
    province.store.verify(&|_| ()).await?;
    figures.push(figure("verified", rate(items, start.elapsed()), "/s", note.clone()));
    let start = Instant::now();
    province.store.rebuild(&|_| ()).await?;
    figures.push(figure("rebuilt", rate(items, start.elapsed()), "/s", note.clone()));
    figures.push(idle(&province, &enterprise, note).await?);
    Ok(figures)
}

/// An exchange with nothing to say, both ways, slowest of twenty.
async fn idle(province: &Running, enterprise: &Running, note: String) -> Result<Figure, Error> {
    let mut slowest = Duration::ZERO;
    for _ in 0..20 {
        let start = Instant::now();
        let request = message(enterprise, province.node).await?;
        province.store.edge_receive(enterprise.node, &request).await?;
        province.store.edge_blobs(enterprise.node, 1000).await?;
        let answer = message(province, enterprise.node).await?;
        enterprise.store.edge_receive(province.node, &answer).await?;
        enterprise.store.edge_blobs(province.node, 1000).await?;
        slowest = slowest.max(start.elapsed());
    }
    let value = slowest.as_secs_f64() * 1000.0;
    Ok(figure(
        "idle exchange, one round trip",
        value,
        "ms",
        format!("{note} stored; slowest of 20"),
    ))
}

/// Single commands at once, each acknowledged after its sync.
async fn commits() -> Result<Vec<Figure>, Error> {
    let mut figures = Vec::new();
    for writers in [1, WRITERS] {
        let folder = tempfile::TempDir::new().map_err(Error::Folder)?;
        let path = folder.path().join("e");
        let node = node(&path, ledger::SM2_SM3, NodeKind::Enterprise, "cn/32/ent/a").await?;
        let (before, start) = (node.store.syncs(), Instant::now());
        let each = if writers == 1 { COMMITS / 8 } else { COMMITS / writers };
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..writers {
            let store = node.store.clone();
            tasks.spawn(async move {
                for _ in 0..each {
                    let body = Probe {
                        name: "bench".to_owned(),
                        place: String::new(),
                        state: "active".to_owned(),
                    };
                    let mut tx = store.begin(&Scope::system()).await?;
                    tx.append(draft(&store, "cn/32/ent/a", Sharing::private(), &body)?).await?;
                    tx.commit().await?;
                }
                Ok::<(), Error>(())
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.map_err(|error| Error::Folder(error.into()))??;
        }
        let value = rate(each * writers, start.elapsed());
        let syncs = node.store.syncs() - before;
        let note = format!("{writers} at once, {} commands in {syncs} syncs", each * writers);
        figures.push(figure("single durable commands", value, "/s", note));
    }
    Ok(figures)
}
