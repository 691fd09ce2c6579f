//! Filings of the demonstration, through the public API: a grading gone through from the first
//! draft to the archive across the three nodes, and a few in between, so that every person finds
//! something to do. What is answered are the packs' own worked examples.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use contract::rest::Page;
use contract::rest::filing::{
    Answers, FilingDetail, FilingDraft, FilingRow, FilingStepDraft, FormView, SectionDraft,
    SectionSaved, Verdict, VerdictDraft,
};
use contract::rest::finding::Created;
use model::Id;
use procedure::definition::Example;
use serde_json::Value;

use super::chain::{Cast, until};
use super::client::Client;
use super::provision::DemoFile;
use super::tree::{Tier, Tree};
use crate::packs;

const GRADING: &str = "grading-industrial";
const PERIOD: &str = "2026";

/// A worked example of a shipped pack.
fn example(procedure: &str, name: &str) -> anyhow::Result<Example> {
    let packs = packs::all()?;
    let pack = packs.iter().find(|pack| pack.manifest.id == procedure);
    let pack = pack.with_context(|| format!("no shipped pack `{procedure}`"))?;
    let bytes = pack.files().get(&format!("examples/{name}.yaml"));
    let bytes = bytes.with_context(|| format!("`{procedure}` has no example `{name}`"))?;
    Ok(serde_yaml_ng::from_slice(bytes)?)
}

fn step(action: &str, text: &str) -> FilingStepDraft {
    FilingStepDraft {
        action: action.to_owned(),
        text: text.to_owned(),
        attachments: Vec::new(),
        fields: BTreeMap::new(),
        seen: String::new(),
    }
}

async fn begin(who: &Client, procedure: &str, period: &str, subject: &str) -> anyhow::Result<Id> {
    let draft = FilingDraft {
        procedure: procedure.to_owned(),
        period: period.to_owned(),
        subject: subject.to_owned(),
        parties: BTreeMap::new(),
        previous: None,
    };
    let made: Created = who.post("/api/v1/filings", &draft).await?;
    Ok(made.id)
}

/// Saves answers to a form, section by section.
async fn fill(who: &Client, filing: Id, form: &str, given: &Answers) -> anyhow::Result<()> {
    let path = format!("/api/v1/filings/{filing}/forms/{form}");
    let view: FormView = who.get(&path).await?;
    for section in &view.definition.sections {
        let fields = section.fields.iter();
        let own =
            fields.filter_map(|field| Some((field.id.clone(), given.get(&field.id)?.clone())));
        let draft = SectionDraft {
            answers: own.collect(),
            revision: view.revisions.get(&section.id).copied().unwrap_or(0),
            base: Answers::new(),
            carried: BTreeMap::new(),
        };
        let _: SectionSaved = who.put(&format!("{path}/sections/{}", section.id), &draft).await?;
    }
    Ok(())
}

async fn take(who: &Client, filing: Id, draft: &FilingStepDraft) -> anyhow::Result<String> {
    let path = format!("/api/v1/filings/{filing}/steps");
    let detail: FilingDetail = who.post(&path, draft).await?;
    Ok(detail.row.state)
}

/// Waits until a filing stands in a state at somebody's node.
async fn in_state(who: &Client, filing: Id, state: &str) -> anyhow::Result<FilingDetail> {
    until(state, async || {
        match who.get::<FilingDetail>(&format!("/api/v1/filings/{filing}")).await {
            Ok(detail) if detail.row.state == state => Ok(Some(detail)),
            Ok(_) => Ok(None),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

async fn judge(
    who: &Client,
    filing: Id,
    verdicts: &BTreeMap<String, BTreeMap<String, Verdict>>,
) -> anyhow::Result<()> {
    for (form, verdicts) in verdicts {
        let path = format!("/api/v1/filings/{filing}/forms/{form}/verdicts");
        let draft = VerdictDraft { verdicts: verdicts.clone() };
        let _: Value = who.put(&path, &draft).await?;
    }
    Ok(())
}

/// A grading of the enterprise, verified by the province, from the first draft to the archive; the
/// ministry ends up with its summary, and every figure with its list.
pub(crate) async fn grading(cast: &Cast) -> anyhow::Result<()> {
    let example = example(GRADING, "grade-three")?;
    let filing = begin(&cast.officer, GRADING, PERIOD, "").await?;
    let mut before = "draft".to_owned();
    for planned in example.run.iter().filter(|step| step.refused.is_none()) {
        let who = if planned.party == "applicant" { &cast.officer } else { &cast.regulator };
        let detail = in_state(who, filing, &before).await?;
        judge(who, filing, &planned.verdicts).await?;
        for form in detail.forms.iter().filter(|form| form.writable) {
            if let Some(given) = example.answers.get(&form.form) {
                fill(who, filing, &form.form, given).await?;
            }
        }
        let draft = FilingStepDraft {
            fields: planned.fields.clone(),
            ..step(&planned.action, &planned.text)
        };
        before = take(who, filing, &draft).await.with_context(|| planned.action.clone())?;
    }
    let told = in_state(&cast.ministry, filing, &before).await?;
    ensure!(told.row.terminal && told.forms.is_empty(), "the ministry sees more than the summary");
    let list: Page<FilingRow> =
        cast.ministry.get("/api/v1/filings?procedure=grading-industrial&state=archived").await?;
    ensure!(list.items.iter().any(|row| row.id == filing), "the list misses the filing");
    Ok(())
}

/// Filings in different states, for people who look around.
pub(crate) async fn seed(tree: &Tree, demo: &DemoFile) -> anyhow::Result<()> {
    let officer = demo.sign_in(tree, Tier::Enterprise, "alpha").await?;
    let hosted = demo.sign_in(tree, Tier::Provincial, "bravo").await?;
    let regulator = demo.sign_in(tree, Tier::Provincial, "gongxin").await?;
    let three = example(GRADING, "grade-three")?;
    // The hosted enterprise's grade is verified; the other's waits for the province.
    let verified = begin(&hosted, GRADING, PERIOD, "").await?;
    let waiting = begin(&officer, GRADING, PERIOD, "").await?;
    if let Some(given) = three.answers.get("self_grading") {
        fill(&hosted, verified, "self_grading", given).await?;
        fill(&officer, waiting, "self_grading", given).await?;
    }
    take(&hosted, verified, &step("submit", "")).await?;
    take(&officer, waiting, &step("submit", "")).await?;
    let confirm = three.run.iter().find(|step| step.action == "confirm");
    if let Some(confirm) = confirm {
        judge(&regulator, verified, &confirm.verdicts).await?;
        take(&regulator, verified, &step("confirm", "")).await?;
    }
    // A catalogue that waits, and a case just begun.
    let catalogue = begin(&hosted, "data-catalogue", "", "生产数据目录").await?;
    for (form, given) in &example("data-catalogue", "filed")?.answers {
        fill_if_open(&hosted, catalogue, form, given).await?;
    }
    take(&hosted, catalogue, &step("submit", "")).await?;
    begin(&officer, "case-selection", "", "联网控制系统安全监测案例").await?;
    Ok(())
}

/// Fills a form that the person's own party writes now.
async fn fill_if_open(who: &Client, filing: Id, form: &str, given: &Answers) -> anyhow::Result<()> {
    let detail: FilingDetail = who.get(&format!("/api/v1/filings/{filing}")).await?;
    if detail.forms.iter().any(|known| known.form == form && known.writable) {
        fill(who, filing, form, given).await?;
    }
    Ok(())
}
