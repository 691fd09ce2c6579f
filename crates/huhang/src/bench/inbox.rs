//! The inbox over a million things that wait, and figures over a million loops. Use-cases in
//! process, on SQLite in a temporary folder; the rows come from records that are appended here.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use app::{App, AppConfig, AppParts, Caller, Packs};
use contract::kinds::Kind;
use contract::kinds::loop_summary::LoopSummary;
use contract::kinds::notice::Notice;
use contract::rest::inbox::{AssignDraft, InboxItem};
use contract::rest::query::{InboxQuery, LoopFiguresQuery};
use contract::{RecordDraft, Sharing};
use model::finding::Severity;
use model::loops::{Genre, Source};
use model::{Id, Millis, NodeKind, Role, TenantKind, TenantPath};
use store::blobs::BlobStore;
use store::events::{EventOptions, EventStore};
use store::{NodeSeed, Options, Scope, Store, SystemClock, TenantSeed, Tx};

use super::Figure;
use crate::packs;

const MANY: u32 = 1_000_000;
const ROUNDS: usize = 10;
const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;
/// Records of one transaction.
const CHUNK: usize = 2_000;
const OFFICE: &str = "cn/32/miit";
const PLANT: &str = "cn/32/ent/a";

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % sides).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = usize::try_from(self.roll(from.len() as u64)).ok()?;
        from.get(at).copied()
    }
}

/// The inbox: any filter and sort, and its counts.
pub(super) fn inbox(count: Option<u32>) -> anyhow::Result<Vec<Figure>> {
    let count = count.unwrap_or(MANY);
    run(async move |folder| {
        let app = start(
            &folder,
            &[(OFFICE, TenantKind::IndustryAuthority), (PLANT, TenantKind::Enterprise)],
        )
        .await?;
        let filled = Instant::now();
        fill_notices(&app, count).await?;
        let fill = filled.elapsed();
        let officer = caller(&app, PLANT, Role::EnterpriseOfficer)?;
        assign_some(&app, &officer).await?;
        let (pages, searched) = inbox_pages(&app, &officer, count).await?;
        let counts = timed(ROUNDS * 5, async || {
            let counts = app.inbox_counts(&officer).await?;
            ensure!(counts.total >= u64::from(count), "{} wait", counts.total);
            Ok(())
        });
        let counts = counts.await?;
        app.stop().await;
        let of = |what: &str| format!("p95, {what}, {count} open");
        Ok(vec![
            Figure {
                name: "inbox page, any filter and sort",
                value: pages,
                unit: "ms",
                note: of("walk and total"),
            },
            Figure {
                name: "inbox counts",
                value: counts,
                unit: "ms",
                note: of("by kind and severity"),
            },
            Figure {
                name: "inbox search for text",
                value: searched,
                unit: "ms",
                note: of("looks at every row"),
            },
            Figure {
                name: "notices issued with their inbox rows",
                value: f64::from(count) / fill.as_secs_f64(),
                unit: "/s",
                note: "appended to both parties' views".to_owned(),
            },
        ])
    })
}

/// Figures over loops, with and without filters.
pub(super) fn loops(count: Option<u32>) -> anyhow::Result<Vec<Figure>> {
    let count = count.unwrap_or(MANY);
    run(async move |folder| {
        let app = start(&folder, &[("cn", TenantKind::Ministry)]).await?;
        let filled = Instant::now();
        fill_loops(&app, count).await?;
        let fill = filled.elapsed();
        let ministry = caller(&app, "cn", Role::MinistryOperator)?;
        let plain = LoopFiguresQuery::default;
        let text = |text: &str| Some(text.to_owned());
        let all = timed(ROUNDS * 3, async || {
            let figures = app.loop_statistics(&ministry, &plain()).await?;
            ensure!(figures.total == u64::from(count), "{} loops", figures.total);
            Ok(())
        });
        let all = all.await?;
        let filters = [
            LoopFiguresQuery { region: text("32"), ..plain() },
            LoopFiguresQuery { region: text("32"), severity: text("high"), ..plain() },
            LoopFiguresQuery { severity: text("high"), ..plain() },
            LoopFiguresQuery { industry: text("39"), ..plain() },
            LoopFiguresQuery { industry: text("39"), region: text("32"), ..plain() },
            LoopFiguresQuery { issuer: Some(OFFICE.parse()?), ..plain() },
            LoopFiguresQuery { source: text("finding"), ..plain() },
        ];
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            for query in &filters {
                let start = Instant::now();
                app.loop_statistics(&ministry, query).await?;
                times.push(start.elapsed());
            }
        }
        app.stop().await;
        Ok(vec![
            Figure {
                name: "loop statistics",
                value: all,
                unit: "ms",
                note: format!("p95, {count} loops, all dimensions and times"),
            },
            Figure {
                name: "loop statistics, filtered",
                value: slowest(&times),
                unit: "ms",
                note: format!("p95 of {}, {} filters", times.len(), filters.len()),
            },
            Figure {
                name: "loop summaries with their figures",
                value: f64::from(count) / fill.as_secs_f64(),
                unit: "/s",
                note: "appended to one viewer's views".to_owned(),
            },
        ])
    })
}

fn run(
    measure: impl AsyncFnOnce(std::path::PathBuf) -> anyhow::Result<Vec<Figure>>,
) -> anyhow::Result<Vec<Figure>> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    runtime.block_on(measure(folder.path().to_owned()))
}

async fn start(folder: &Path, tenants: &[(&str, TenantKind)]) -> anyhow::Result<App> {
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
    store.initialise(seed).await?;
    let packs = Packs::compile(packs::all()?).map_err(|found| anyhow::anyhow!("{found:?}"))?;
    let parts = AppParts {
        store,
        events: EventStore::open(&folder.join("events"), EventOptions::default()).await?,
        blobs: BlobStore::open(&folder.join("blobs"))?,
        packs,
        config: AppConfig::new("bench", NodeKind::National, home),
    };
    App::start(parts).await.map_err(|fault| anyhow::anyhow!("{fault}"))
}

fn caller(app: &App, tenant: &str, role: Role) -> anyhow::Result<Caller> {
    Ok(Caller {
        user: app.new_id(),
        login: "bench".to_owned(),
        name: "bench".to_owned(),
        tenant: tenant.parse()?,
        role,
        address: "-".to_owned(),
    })
}

async fn say<K: Kind>(
    tx: &mut Tx,
    tenant: &TenantPath,
    with: &TenantPath,
    body: &K,
) -> anyhow::Result<Id> {
    let object = tx.new_id();
    let draft = RecordDraft {
        object,
        kind: K::NAME,
        tenant: tenant.clone(),
        author: "bench".to_owned(),
        sharing: Sharing::with([with.clone()]),
        body: serde_json::to_value(body)?,
        follows: 0,
        binding: false,
    };
    tx.append(draft).await?;
    Ok(object)
}

/// Notices that all wait for one enterprise, due within 400 days around now.
async fn fill_notices(app: &App, count: u32) -> anyhow::Result<()> {
    let (issuer, recipient): (TenantPath, TenantPath) = (OFFICE.parse()?, PLANT.parse()?);
    let procedure = app.packs().loop_name("loop-notice").to_owned();
    let now = app.store().now();
    let mut dice = Dice(7);
    for chunk in (0..count).collect::<Vec<_>>().chunks(CHUNK) {
        let mut tx = app.store().begin(&Scope::system()).await?;
        for number in chunk {
            let issued = now.plus(-dice.roll(300) * DAY_MS);
            let body = Notice {
                number: format!("苏工信安通〔2026〕{number}号"),
                title: format!("关于核查第{}号设备远程端口的通报", dice.roll(5_000)),
                text: "请核查。".to_owned(),
                severity: dice.pick(Severity::ALL).unwrap_or(Severity::High),
                techniques: Vec::new(),
                issuer: issuer.clone(),
                recipient: recipient.clone(),
                issued,
                due: now.plus((dice.roll(400) - 100) * DAY_MS + dice.roll(24) * HOUR_MS),
                procedure: procedure.clone(),
                report: None,
                genre: Genre::Notice,
                issue: None,
                circular: None,
                hazard: String::new(),
                checks: Vec::new(),
                attachments: Vec::new(),
                tlp: contract::sharing::Tlp::Amber,
                mark: String::new(),
                forwards: None,
                forwarded_number: String::new(),
                corrects: None,
            };
            say(&mut tx, &issuer, &recipient, &body).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// A few thousand things are given to people.
async fn assign_some(app: &App, officer: &Caller) -> anyhow::Result<()> {
    let account = contract::kinds::user::User {
        login: officer.login.clone(),
        name: officer.name.clone(),
        role: officer.role,
        state: "active".to_owned(),
    };
    let mut tx = app.store().begin(&Scope::system()).await?;
    say(&mut tx, &officer.tenant, &officer.tenant, &account).await?;
    tx.commit().await?;
    let mut query = InboxQuery { limit: Some(200), ..InboxQuery::default() };
    for _ in 0..20 {
        let page = app.inbox_list(officer, &query).await?;
        let items =
            page.items.into_iter().map(|row| InboxItem { kind: row.kind, object: row.object });
        let draft = AssignDraft {
            items: items.collect(),
            to: Some(officer.login.clone()),
            note: String::new(),
        };
        app.inbox_assign(officer, draft).await?;
        query.cursor = page.next;
        if query.cursor.is_none() {
            break;
        }
    }
    Ok(())
}

/// The slowest twentieth of pages, and of searches for text.
async fn inbox_pages(app: &App, officer: &Caller, count: u32) -> anyhow::Result<(f64, f64)> {
    let plain = InboxQuery::default;
    let text = |text: &str| Some(text.to_owned());
    let filters = [
        plain(),
        InboxQuery { kind: text("notice"), ..plain() },
        InboxQuery { severity: text("critical"), ..plain() },
        InboxQuery { overdue: Some(true), ..plain() },
        InboxQuery { overdue: Some(true), severity: text("low"), ..plain() },
        InboxQuery { assigned: text("mine"), ..plain() },
        InboxQuery { assigned: text("nobody"), ..plain() },
        InboxQuery { kind: text("task"), ..plain() },
    ];
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for filter in &filters {
            for sort in ["due", "-due", "since", "-since", "severity", "-severity", "kind"] {
                let first = InboxQuery { sort: text(sort), ..filter.clone() };
                let start = Instant::now();
                let page = app.inbox_list(officer, &first).await?;
                times.push(start.elapsed());
                let whole = *filter == plain();
                ensure!(!whole || page.total >= u64::from(count), "{} wait", page.total);
                let Some(cursor) = page.next else { continue };
                let second = InboxQuery { cursor: Some(cursor), ..first };
                let start = Instant::now();
                app.inbox_list(officer, &second).await?;
                times.push(start.elapsed());
            }
        }
    }
    let searched = timed(5, async || {
        let query = InboxQuery { q: text("第4321号设备"), ..plain() };
        app.inbox_list(officer, &query).await?;
        Ok(())
    });
    Ok((slowest(&times), searched.await?))
}

/// Loops as a ministry holds them: 31 provinces with two authorities each, 41 divisions.
async fn fill_loops(app: &App, count: u32) -> anyhow::Result<()> {
    let ministry: TenantPath = "cn".parse()?;
    let now = app.store().now();
    let mut dice = Dice(11);
    for chunk in (0..count).collect::<Vec<_>>().chunks(CHUNK) {
        let mut tx = app.store().begin(&Scope::system()).await?;
        for number in chunk {
            let body = summary(*number, now, &mut dice, &tx)?;
            say(&mut tx, &ministry, &ministry, &body).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

fn summary(number: u32, now: Millis, dice: &mut Dice, tx: &Tx) -> anyhow::Result<LoopSummary> {
    let region = format!("{}", 11 + dice.roll(31));
    let office = dice.pick(&["miit", "ca"]).unwrap_or("miit");
    let issued = now.plus(-dice.roll(400) * DAY_MS - dice.roll(24) * HOUR_MS);
    let after = |ms: i64| Some(issued.plus(ms));
    let signed = after(HOUR_MS + dice.roll(72 * 60) * 60_000);
    let replied = after(3 * DAY_MS + dice.roll(20 * 1440) * 60_000);
    let state =
        dice.pick(&["issued", "signed_for", "replied", "returned", "closed", "closed", "closed"]);
    let state = state.unwrap_or("issued");
    let closed = after(5 * DAY_MS + dice.roll(60 * 1440) * 60_000).filter(|_| state == "closed");
    let flag = |dice: &mut Dice, of: u64| u32::from(dice.roll(of) == 0);
    Ok(LoopSummary {
        subject: tx.new_id(),
        source: dice
            .pick(&[Source::Notice, Source::Notice, Source::Finding])
            .unwrap_or(Source::Notice),
        hazard: String::new(),
        number: format!("〔2026〕{number}号"),
        issuer: format!("cn/{region}/{office}").parse()?,
        recipient: format!("cn/{region}/ent/e{}", dice.roll(3_000)).parse()?,
        region,
        industry: format!("{}", 6 + dice.roll(41)),
        severity: dice.pick(Severity::ALL).unwrap_or(Severity::High),
        techniques: vec![format!("T08{}", 10 + dice.roll(80))],
        state: state.to_owned(),
        issued,
        due: issued.plus(30 * DAY_MS),
        closed,
        returned: flag(dice, 9),
        reopened: flag(dice, 30),
        extended: flag(dice, 12),
        escalated: flag(dice, 40),
        supervised: dice.roll(50) == 0,
        signed: signed.filter(|_| state != "issued"),
        replied: replied.filter(|_| !matches!(state, "issued" | "signed_for")),
        part_of: None,
        rechecked: None,
        ended: false,
    })
}

async fn timed(
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
fn slowest(times: &[Duration]) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    let at = (times.len() * 95).div_ceil(100).saturating_sub(1);
    times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
