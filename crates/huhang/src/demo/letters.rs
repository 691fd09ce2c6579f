//! A ministry's circular handed on by the province, through the public API: the ministry sees how
//! far it came, and neither the province's letter nor who got it.

use anyhow::{Context as _, ensure};
use contract::letters::{Letter, RecipientRule, Recipients};
use contract::rest::Page;
use contract::rest::notice::{
    DraftDetail, DraftIssue, DraftSave, FilledLetter, Issued, NoticeDetail, NoticeRow, SeriesDraft,
};
use contract::rest::{finding::Created, notice::CircularDetail};
use model::{Id, TenantKind};
use serde_json::json;

use super::chain::{self, Cast, until};
use super::client::Client;

const PROVINCE: &str = "cn/32/miit";
const TITLE: &str = "关于开展工业控制系统远程运维端口排查的通报（示例）";

/// From the ministry's desk to a receipt below, and the counts back.
pub(crate) async fn circular(cast: &Cast) -> anyhow::Result<()> {
    let series: SeriesDraft = serde_json::from_value(json!({ "series": {
        "name": "风险通报（示例）", "genres": ["notice", "warning", "advice"],
        "number": "工网安通〔{year}〕{n}号（示例）", "issue": "第{issue}期（示例）",
    }}))?;
    let _: Created = cast.ministry.post("/api/v1/notice-series", &series).await?;
    let to_province: Letter = serde_json::from_value(json!({
        "title": TITLE, "severity": "high",
        "text": "近期监测发现部分企业的远程运维端口暴露在互联网上。\n请组织本地区企业排查整改，并反馈情况。",
        "recipients": { "tenants": [PROVINCE] },
    }))?;
    issue(&cast.ministry, to_province).await?;
    let above = until("the ministry's circular at the province", async || {
        let page: Page<NoticeRow> =
            cast.regulator.get("/api/v1/notices?side=received&limit=200").await?;
        Ok(page.items.into_iter().find(|row| row.title == TITLE).map(|row| row.id))
    })
    .await?;
    let handed_on = hand_on(&cast.regulator, above).await?;
    let below = until("the province's letter at the enterprise", async || {
        let page: Page<NoticeRow> =
            cast.officer.get("/api/v1/notices?side=received&limit=200").await?;
        Ok(page.items.into_iter().find(|row| row.number == handed_on.number).map(|row| row.id))
    })
    .await?;
    chain::step(&cast.officer, below, chain::draft("sign_for", ""), "signed_for").await?;
    until("the receipt on the province's board", async || {
        let path = format!("/api/v1/circulars/{}", handed_on.circular);
        let board: CircularDetail = cast.regulator.get(&path).await?;
        Ok((board.row.figures.signed > 0).then_some(()))
    })
    .await?;
    let counts = until("the province's counts at the ministry", async || {
        let path = format!("/api/v1/notices/{above}");
        let seen: NoticeDetail = cast.ministry.get(&path).await?;
        Ok(seen.forwarded.first().map(|told| told.figures.recipients))
    })
    .await?;
    ensure!(counts == handed_on.notices, "{counts} recipients told, {} meant", handed_on.notices);
    Ok(())
}

async fn hand_on(who: &Client, notice: Id) -> anyhow::Result<Issued> {
    let path = format!("/api/v1/notices/{notice}/forward-draft");
    let mut letter = who.get::<FilledLetter>(&path).await?.letter;
    let rule = RecipientRule {
        name: "全省企业".to_owned(),
        region: Some("32".to_owned()),
        kind: Some(TenantKind::Enterprise),
        ..RecipientRule::default()
    };
    letter.recipients = Recipients { rules: vec![rule], ..Recipients::default() };
    issue(who, letter).await.context("handing the circular on")
}

pub(super) async fn issue(who: &Client, letter: Letter) -> anyhow::Result<Issued> {
    let save = DraftSave { revision: 0, letter };
    let draft: DraftDetail = who.post("/api/v1/notice-drafts", &save).await?;
    let path = format!("/api/v1/notice-drafts/{}/issue", draft.row.id);
    Ok(who.post(&path, &DraftIssue { revision: draft.row.revision }).await?)
}
