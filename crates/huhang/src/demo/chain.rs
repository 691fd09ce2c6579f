//! The chain, step by step, through the public API: from a capture to figures at the ministry.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use contract::rest::Page;
use contract::rest::asset::{AssetRow, BaselineRow, ObservationRow};
use contract::rest::finding::{Created, FindingRow, ReportDraft, ReportRow, Triage};
use contract::rest::home::{Figure, Home};
use contract::rest::loops::LoopRow;
use contract::rest::node::DeliveryRow;
use contract::rest::notice::{
    EvidenceStored, NoticeDetail, NoticeDraft, NoticePreview, NoticeRow, StepDraft,
};
use contract::rest::sharing::Policy;
use model::Id;
use model::finding::{FindingState, Severity};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::{CallError, Client};
use super::provision::{DemoFile, token_path};
use super::tree::{Tier, Tree};

/// How long a record may take over one edge, node restarts included.
const PATIENCE: Duration = Duration::from_secs(30);

/// One finished step, as `--check` prints it.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    pub(crate) step: &'static str,
    pub(crate) ms: u128,
}

/// Runs steps and keeps their times; an error names its step.
#[derive(Default)]
pub(crate) struct Steps {
    pub(crate) done: Vec<Step>,
}

impl Steps {
    pub(crate) async fn run<T>(
        &mut self,
        step: &'static str,
        work: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<T> {
        let start = Instant::now();
        let value = work.await.with_context(|| format!("step `{step}`"))?;
        self.done.push(Step { step, ms: start.elapsed().as_millis() });
        Ok(value)
    }
}

/// The people of the chain, signed in.
pub(crate) struct Cast {
    pub(crate) officer: Client,
    pub(crate) regulator: Client,
    pub(crate) hosted: Client,
    pub(crate) ministry: Client,
    administrators: [Client; 3],
}

impl Cast {
    pub(crate) async fn sign_in(tree: &Tree, demo: &DemoFile) -> anyhow::Result<Self> {
        Ok(Self {
            officer: demo.sign_in(tree, Tier::Enterprise, "alpha").await?,
            regulator: demo.sign_in(tree, Tier::Provincial, "gongxin").await?,
            hosted: demo.sign_in(tree, Tier::Provincial, "bravo").await?,
            ministry: demo.sign_in(tree, Tier::National, "ministry").await?,
            administrators: [
                demo.sign_in(tree, Tier::National, "admin").await?,
                demo.sign_in(tree, Tier::Provincial, "admin").await?,
                demo.sign_in(tree, Tier::Enterprise, "admin").await?,
            ],
        })
    }
}

/// Replays a capture as fast as it reads and waits until the node has it.
pub(crate) async fn replay(tree: &Tree, capture: &Path) -> anyhow::Result<()> {
    let mut probe = tree.start_probe(capture, &token_path(&tree.plan.folder), 0.0)?;
    let status = probe.wait().await?;
    ensure!(status.success(), "the probe ended with {status}; see probe.log in the demo's folder");
    Ok(())
}

/// Observations, assets and a baseline are there.
pub(crate) async fn watched(cast: &Cast) -> anyhow::Result<()> {
    let officer = &cast.officer;
    until("observations", async || {
        let page: Page<ObservationRow> = officer.get("/api/v1/observations?limit=1").await?;
        Ok((page.total > 0).then_some(()))
    })
    .await?;
    until("assets", async || {
        let page: Page<AssetRow> = officer.get("/api/v1/assets").await?;
        Ok((page.total >= 2).then_some(()))
    })
    .await?;
    until("baseline entries", async || {
        let page: Page<BaselineRow> = officer.get("/api/v1/baseline/entries").await?;
        Ok((page.total > 0).then_some(()))
    })
    .await
}

/// The findings the demo's capture must raise: what each is known by.
const EXPECTED: &[(&str, &str)] = &[
    ("a program download", "program_download"),
    ("a PLC stop", "plc_stop"),
    ("a write from a host never seen before", "write_from_new_host"),
    ("a scan", "scan"),
];

/// Findings of the enterprise; with the demo's own capture, all four kinds must be there.
pub(crate) async fn findings(cast: &Cast, own_capture: bool) -> anyhow::Result<Vec<FindingRow>> {
    let found = until("findings", async || {
        let page: Page<FindingRow> = cast.officer.get("/api/v1/findings?limit=200").await?;
        let missing = missing(&page.items);
        let enough = if own_capture { missing.is_empty() } else { !page.items.is_empty() };
        Ok(enough.then_some(page.items))
    })
    .await;
    if found.is_err() && own_capture {
        let page: Page<FindingRow> = cast.officer.get("/api/v1/findings?limit=200").await?;
        let rules: Vec<&str> = page.items.iter().map(|row| row.rule.as_str()).collect();
        bail!("missing {:?}; raised: {rules:?}", missing(&page.items));
    }
    found
}

fn missing(rows: &[FindingRow]) -> Vec<&'static str> {
    EXPECTED
        .iter()
        .filter(|(_, part)| !rows.iter().any(|row| row.rule.contains(part)))
        .map(|(name, _)| *name)
        .collect()
}

/// Tries of a command whose answer was lost although it had no effect.
const TRIES: usize = 5;

/// Gives a command until it certainly had its effect. A command whose answer a crash cut off may
/// or may not have been done: `done` looks.
async fn surely<T, R: DeserializeOwned>(
    command: impl AsyncFn() -> Result<R, CallError>,
    given: impl Fn(R) -> T,
    done: impl AsyncFn() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let mut tries = 0;
    loop {
        let error = match command().await {
            Ok(answer) => return Ok(given(answer)),
            Err(error) => error,
        };
        if let Some(effect) = done().await? {
            return Ok(effect);
        }
        tries += 1;
        if tries == TRIES || !error.is_lost() {
            return Err(error.into());
        }
    }
}

/// The officer confirms a finding and reports it under the first policy.
pub(crate) async fn report(cast: &Cast, finding: &FindingRow) -> anyhow::Result<Id> {
    let officer = &cast.officer;
    let path = format!("/api/v1/findings/{}", finding.id);
    let triage = Triage {
        revision: finding.revision,
        state: FindingState::Confirmed,
        note: "现场核实，非计划操作".into(),
    };
    let confirmed = async || {
        let row: FindingRow = officer.get(&path).await?;
        Ok((row.state != FindingState::Open).then_some(()))
    };
    if confirmed().await?.is_none() {
        let command = async || officer.post::<_, Value>(&format!("{path}/triage"), &triage).await;
        surely(command, |_| (), confirmed).await?;
    }
    let policies: Page<Policy> = officer.get("/api/v1/sharing-policies").await?;
    let policy = policies.items.first().context("the enterprise has no sharing policy")?;
    let draft = ReportDraft { policy: policy.id, note: "请协助研判".into() };
    let command = async || officer.post(&format!("{path}/report"), &draft).await;
    let reported = async || Ok(officer.get::<FindingRow>(&path).await?.report);
    surely(command, |made: Created| made.id, reported).await
}

/// The report reaches the province.
pub(crate) async fn report_arrives(cast: &Cast, report: Id) -> anyhow::Result<ReportRow> {
    until("the report at the province", async || {
        match cast.regulator.get::<ReportRow>(&format!("/api/v1/reports/{report}")).await {
            Ok(row) => Ok(Some(row)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// The regulator previews and issues a numbered notice.
pub(crate) async fn issue(
    cast: &Cast,
    recipient: &str,
    title: &str,
    report: Option<&ReportRow>,
) -> anyhow::Result<Id> {
    let draft = NoticeDraft {
        recipient: recipient.parse()?,
        title: title.into(),
        text: "请立即核实并处置，恢复受控程序，按期反馈处置情况与证据。".into(),
        severity: report.map_or(Severity::High, |report| report.severity),
        techniques: report.map(|report| report.techniques.clone()).unwrap_or_default(),
        due: None,
        report: report.map(|report| report.id),
    };
    let preview: NoticePreview = cast.regulator.ask("/api/v1/notices/preview", &draft).await?;
    ensure!(
        preview.deliveries.iter().any(|delivery| delivery.tenant == draft.recipient),
        "the preview does not name the recipient: {preview:?}"
    );
    // Titles are unique within a run, so a notice issued just before a crash is found again.
    let command = async || cast.regulator.post("/api/v1/notices", &draft).await;
    let issued = async || {
        let page: Page<NoticeRow> =
            cast.regulator.get("/api/v1/notices?side=issued&limit=200").await?;
        Ok(page.items.iter().find(|row| row.title == draft.title).map(|row| row.id))
    };
    surely(command, |made: Created| made.id, issued).await
}

/// Waits until a notice stands in a state at somebody's node.
pub(crate) async fn in_state(
    who: &Client,
    notice: Id,
    state: &str,
) -> anyhow::Result<NoticeDetail> {
    until(state, async || {
        match who.get::<NoticeDetail>(&format!("/api/v1/notices/{notice}")).await {
            Ok(detail) if detail.row.state == state => Ok(Some(detail)),
            Ok(_) => Ok(None),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// Takes a step that must lead to a state.
pub(crate) async fn step(
    who: &Client,
    notice: Id,
    draft: StepDraft,
    after: &str,
) -> anyhow::Result<()> {
    let path = format!("/api/v1/notices/{notice}");
    let command = async || who.post(&format!("{path}/steps"), &draft).await;
    let taken = async || {
        let detail: NoticeDetail = who.get(&path).await?;
        Ok((detail.row.state == after).then_some(detail.row.state))
    };
    let state = surely(command, |detail: NoticeDetail| detail.row.state, taken).await?;
    ensure!(state == after, "`{}` led to `{state}`", draft.action);
    Ok(())
}

pub(crate) fn draft(action: &str, text: &str) -> StepDraft {
    StepDraft { action: action.into(), text: text.into(), attachments: Vec::new() }
}

/// A reply with a file as evidence.
pub(crate) async fn reply(who: &Client, notice: Id, text: &str) -> anyhow::Result<String> {
    let bytes = format!("处置记录 disposal record of notice {notice}\n{text}\n");
    let stored: EvidenceStored = who.upload("disposal.txt", bytes.as_bytes()).await?;
    let digest = stored.attachment.digest.clone();
    let mut reply = draft("reply", text);
    reply.attachments = vec![stored.attachment];
    step(who, notice, reply, "replied").await?;
    Ok(digest)
}

/// The other side can open the evidence.
pub(crate) async fn evidence_arrives(who: &Client, digest: &str) -> anyhow::Result<()> {
    until("the evidence", async || {
        match who.download(&format!("/api/v1/evidence/{digest}")).await {
            Ok(bytes) => Ok((!bytes.is_empty()).then_some(())),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// The ministry's figures follow, and each equals the list behind it.
pub(crate) async fn figures(cast: &Cast, notice: Id) -> anyhow::Result<()> {
    until("the closed loop at the ministry", async || {
        let page: Page<LoopRow> = cast.ministry.get("/api/v1/loops?state=closed&limit=200").await?;
        Ok(page.items.iter().any(|row| row.id == notice).then_some(()))
    })
    .await?;
    for who in [&cast.ministry, &cast.regulator, &cast.officer] {
        // A record may arrive between the two questions: they are asked again.
        until("figures that equal their lists", async || {
            let home: Home = who.get("/api/v1/home").await?;
            ensure!(!home.figures.is_empty(), "a home page without figures");
            for figure in &home.figures {
                let list: Page<Value> = who.get(&figure.list).await?;
                if list.total != figure.value {
                    let Figure { id, value, list: place } = figure;
                    tracing::debug!(id, value, place, list.total, "a figure differs from its list");
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await?;
    }
    Ok(())
}

/// Both ends of each edge keep the same account of what was delivered.
pub(crate) async fn receipts_agree(cast: &Cast) -> anyhow::Result<u64> {
    let [national, provincial, enterprise] = &cast.administrators;
    let mut records = 0;
    for (below, above) in [(enterprise, provincial), (provincial, national)] {
        for (from, to) in [(below, above), (above, below)] {
            records += until("equal ledgers", async || {
                let sent = ledger(from, to, "out").await?;
                let held = ledger(to, from, "in").await?;
                Ok((sent == held).then_some(sent.len() as u64))
            })
            .await?;
        }
    }
    Ok(records)
}

/// `(number, hash, state)` of all deliveries between two nodes as one of them keeps them.
async fn ledger(
    at: &Client,
    other: &Client,
    direction: &str,
) -> anyhow::Result<Vec<(u64, String, String)>> {
    let peer: contract::rest::node::ThisNode = other.get("/api/v1/node").await?;
    let mut rows = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!(
            "/api/v1/deliveries?peer={}&direction={direction}&limit=200{cursor}",
            peer.node
        );
        let page: Page<DeliveryRow> = at.get(&path).await?;
        rows.extend(
            page.items.into_iter().map(|row| (row.number, row.hash, format!("{:?}", row.state))),
        );
        match page.next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    rows.sort();
    Ok(rows)
}

/// `huhang admin verify` finds every chain whole.
pub(crate) async fn verify(tree: &Tree) -> anyhow::Result<()> {
    for tier in Tier::ALL {
        let config: PathBuf = tree.plan.config_path(tier);
        tree.command(&["admin", "verify", "--config", &config.display().to_string()]).await?;
    }
    Ok(())
}

/// Asks again until there is an answer or patience ends.
pub(crate) async fn until<T>(
    what: &str,
    mut ask: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let start = Instant::now();
    loop {
        if let Some(value) = ask().await? {
            return Ok(value);
        }
        ensure!(start.elapsed() < PATIENCE, "no {what} after {} s", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
