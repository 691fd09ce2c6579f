//! One closed loop with what happens beside the straight way: more time asked for and granted, the
//! ministry's supervision, a re-check by machine.

use anyhow::{Context as _, ensure};
use contract::letters::Letter;
use contract::rest::loops::LoopDetail;
use contract::rest::notice::CopyRow;
use contract::rest::{Page, finding::FindingRow};
use model::Id;
use serde_json::{Value, json};

use super::chain::{Cast, until};
use super::client::Client;
use super::letters;

const PLANT: &str = "cn/32/ent/alpha";

/// From the province's letter to a loop that all three see closed alike.
pub(crate) async fn with_everything(cast: &Cast, finding: &FindingRow) -> anyhow::Result<()> {
    let id = issue(cast, finding).await?;
    step(&cast.officer, id, json!({ "action": "sign_for" })).await?;
    let days = json!({ "days": "5" });
    let ask = json!({ "action": "ask_extension", "text": "备件采购中（示例）。", "fields": days });
    step(&cast.officer, id, ask).await?;
    until("the question at the province", async || {
        let seen: LoopDetail = cast.regulator.get(&path(id)).await?;
        Ok((!seen.standing.asks.is_empty()).then_some(()))
    })
    .await?;
    step(&cast.regulator, id, json!({ "action": "grant_extension" })).await?;
    supervise(cast, id).await?;
    let reply = json!({ "action": "reply", "text": "已隔离并整改（示例）。" });
    let replied = step(&cast.officer, id, reply).await?;
    let looked = replied.steps.last().is_some_and(|step| !step.checks.is_empty());
    ensure!(looked, "the reply says nothing of what the probes saw");
    until("the reply at the province", async || {
        let seen: LoopDetail = cast.regulator.get(&path(id)).await?;
        Ok((seen.row.state == "replied" && seen.row.rechecked.is_some()).then_some(()))
    })
    .await?;
    let close = json!({ "action": "close", "text": "人工复核通过（示例）。" });
    step(&cast.regulator, id, close).await?;
    until("the closed loop at the ministry", async || {
        let seen: LoopDetail = cast.ministry.get(&path(id)).await?;
        let row = seen.row;
        let all = row.supervised && row.extended == 1 && row.rechecked.is_some();
        Ok((row.state == "closed" && all).then_some(()))
    })
    .await
}

fn path(id: Id) -> String {
    format!("/api/v1/loops/{id}")
}

/// A letter whose hazard a machine can look at: traffic as in the finding.
async fn issue(cast: &Cast, finding: &FindingRow) -> anyhow::Result<Id> {
    let letter: Letter = serde_json::from_value(json!({
        "title": "关于异常控制操作的通报（示例）", "severity": "high",
        "text": "请核查并整改，反馈处置情况。",
        "checks": [{ "check": "traffic_gone", "rule": finding.rule, "target": finding.target }],
        "recipients": { "tenants": [PLANT] },
    }))?;
    let issued = letters::issue(&cast.regulator, letter).await?;
    let copies = format!("/api/v1/circulars/{}/copies", issued.circular);
    let copies: Page<CopyRow> = cast.regulator.get(&copies).await?;
    let id = copies.items.first().context("the letter went to nobody")?.notice;
    until("the notice at the enterprise", async || {
        Ok(cast.officer.get::<LoopDetail>(&path(id)).await.ok().map(|_| ()))
    })
    .await?;
    Ok(id)
}

/// The ministry follows the loop: both parties see it.
async fn supervise(cast: &Cast, id: Id) -> anyhow::Result<()> {
    until("the summary at the ministry", async || {
        let seen = cast.ministry.get::<LoopDetail>(&path(id)).await.ok();
        Ok(seen.filter(|seen| seen.row.extended == 1).map(|_| ()))
    })
    .await?;
    let words = json!({ "text": "请督促按期办结（示例）。" });
    let _: LoopDetail = cast.ministry.post(&format!("{}/supervise", path(id)), &words).await?;
    for who in [&cast.regulator, &cast.officer] {
        until("the supervision at both parties", async || {
            let seen: LoopDetail = who.get(&path(id)).await?;
            Ok(seen.row.supervised.then_some(()))
        })
        .await?;
    }
    Ok(())
}

async fn step(who: &Client, id: Id, step: Value) -> anyhow::Result<LoopDetail> {
    let action = step["action"].as_str().unwrap_or_default().to_owned();
    let taken = who.post(&format!("{}/steps", path(id)), &step).await;
    taken.map_err(|error| anyhow::Error::from(error).context(format!("taking the step {action}")))
}
