//! A letter to two hundred enterprises with nodes of their own: issued, delivered, signed for, and
//! the sealed receipts back on the issuer's board. Stores, keys and messages are real; the wire is
//! memory.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use app::{App, AppConfig, AppParts, Caller};
use contract::letters::Letter;
use contract::rest::notice::{DraftIssue, DraftSave};
use model::{NodeKind, Role, TenantKind};
use simulator::recipients::Recipients;
use store::blobs::BlobStore;
use store::events::{EventOptions, EventStore};
use store::{NodeSeed, Options, Store, SystemClock, TenantSeed};

use super::Figure;
use crate::packs;

const RECIPIENTS: usize = 200;
const ISSUER: &str = "cn/32/miit";

pub(super) fn measure() -> anyhow::Result<Vec<Figure>> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let app = start(folder.path()).await?;
        let recipients = Recipients::enrol(app.store(), RECIPIENTS).await?;
        let figures = issue(&app, &recipients).await;
        app.stop().await;
        figures
    })
}

async fn start(folder: &Path) -> anyhow::Result<App> {
    let store = Store::open(Options {
        url: "sqlite".to_owned(),
        data_dir: folder.join("data"),
        clock: std::sync::Arc::new(SystemClock),
        tuning: store::Tuning::default(),
    })
    .await?;
    let suite = ledger::Suite::named("sm2-sm3").context("no such suite")?;
    let tenant = TenantSeed {
        path: ISSUER.parse()?,
        name: "某省工业和信息化主管部门".to_owned(),
        kind: TenantKind::IndustryAuthority,
        credit_code: String::new(),
        industry: String::new(),
    };
    let kind = NodeKind::Provincial;
    store
        .initialise(NodeSeed { name: "bench".to_owned(), kind, suite, tenants: vec![tenant] })
        .await?;
    let parts = AppParts {
        store,
        events: EventStore::open(&folder.join("events"), EventOptions::default()).await?,
        blobs: BlobStore::open(&folder.join("blobs"))?,
        packs: packs::of_node()?,
        config: AppConfig::new("bench", kind, ISSUER.parse()?),
    };
    App::start(parts).await.map_err(|fault| anyhow::anyhow!("{fault}"))
}

fn letter() -> anyhow::Result<Letter> {
    Ok(serde_json::from_value(serde_json::json!({
        "title": "关于防范远程编程端口风险的通报", "text": "请核查并反馈。", "severity": "high",
        "recipients": { "rules": [{ "name": "C26", "industry": "C26" }] },
    }))?)
}

async fn issue(app: &App, recipients: &Recipients) -> anyhow::Result<Vec<Figure>> {
    let caller = Caller {
        user: app.new_id(),
        login: "regulator".to_owned(),
        name: "regulator".to_owned(),
        tenant: ISSUER.parse()?,
        role: Role::ProvincialRegulator,
        address: "-".to_owned(),
    };
    let fault = |fault| anyhow::anyhow!("{fault}");
    let save = DraftSave { revision: 0, letter: letter()? };
    let draft = app.notice_draft_save(&caller, None, save).await.map_err(fault)?;
    let begun = Instant::now();
    let done = app.notice_draft_issue(&caller, draft.row.id, DraftIssue { revision: 1 }).await;
    let done = done.map_err(fault)?;
    ensure!(done.notices == RECIPIENTS as u64, "{} notices", done.notices);
    let issued = begun.elapsed();
    let came = recipients.sign_for_all().await?;
    app.after_received(&came).await.map_err(fault)?;
    let whole = begun.elapsed();
    let board = Instant::now();
    let figures = app.circular_view(&caller, done.circular).await.map_err(fault)?.row.figures;
    let board = board.elapsed();
    let counted = BTreeSet::from([figures.delivered, figures.signed]);
    ensure!(counted == BTreeSet::from([RECIPIENTS as u64]), "{figures:?}");
    let figure = |name, time: std::time::Duration, note: &str| Figure {
        name,
        value: time.as_secs_f64() * 1000.0,
        unit: "ms",
        note: format!("{RECIPIENTS} recipients, sm2-sm3; {note}"),
    };
    Ok(vec![
        figure("letter issued", issued, "sealed notices and summaries, durable"),
        figure("letter signed for by all", whole, "issue to the last receipt on the board"),
        figure("board of a letter", board, "delivered, read, signed, closed, overdue"),
    ])
}
