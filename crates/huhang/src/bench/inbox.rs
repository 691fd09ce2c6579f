//! The inbox over a million things that wait. Use-cases in process, on SQLite in a temporary
//! folder; the rows come from records that are appended here.

use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use anyhow::ensure;
use app::{App, Caller};
use contract::kinds::notice::Notice;
use contract::rest::inbox::{AssignDraft, InboxItem};
use contract::rest::query::InboxQuery;
use model::finding::Severity;
use model::loops::Genre;
use model::{Role, TenantKind, TenantPath};
use store::Scope;

use super::Figure;
use super::rows::{
    CHUNK, DAY_MS, Dice, HOUR_MS, Progress, caller, run, say, slowest, start, timed,
};

const MANY: u32 = 1_000_000;
const ROUNDS: usize = 5;
const OFFICE: &str = "cn/32/miit";
const PLANT: &str = "cn/32/ent/a";
/// Texts that are searched for: one of many, some, nearly all, a single character, a number,
/// nothing at all, a sender.
const TEXTS: &[&str] =
    &["第4321号设备", "7号设备", "远程端口", "核查", "省", "2026〕12345", "勒索", "32/miit"];

/// The inbox: any filter and sort, and its counts.
pub(super) fn measure(count: Option<u32>, kept: Option<&Path>) -> anyhow::Result<Vec<Figure>> {
    let count = count.unwrap_or(MANY);
    run(kept, async move |folder| {
        let app = start(
            &folder,
            &[(OFFICE, TenantKind::IndustryAuthority), (PLANT, TenantKind::Enterprise)],
            Vec::new(),
        )
        .await?;
        let officer = caller(&app, PLANT, Role::EnterpriseOfficer)?;
        let filled = Instant::now();
        // A node that is kept is filled up where it was left.
        let held = u32::try_from(app.inbox_counts(&officer).await?.total).unwrap_or(u32::MAX);
        fill_notices(&app, held..count).await?;
        let fill = filled.elapsed();
        if held < count {
            assign_some(&app, &officer).await?;
        }
        let pages = inbox_pages(&app, &officer, count).await?;
        let searched = searches(&app, &officer).await?;
        let counts = timed(ROUNDS * 5, async || {
            let counts = app.inbox_counts(&officer).await?;
            ensure!(counts.total >= u64::from(count), "{} wait", counts.total);
            Ok(())
        });
        let counts = counts.await?;
        app.stop().await;
        let of = |what: &str| format!("p95, {what}, {count} open");
        let filled = (held < count).then(|| Figure {
            name: "notices issued with their inbox rows",
            value: f64::from(count.saturating_sub(held)) / fill.as_secs_f64(),
            unit: "/s",
            note: "appended to both parties' views".to_owned(),
        });
        let figures = vec![
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
                name: "inbox search for a text",
                value: slowest(&searched),
                unit: "ms",
                note: format!(
                    "p95 of {}, {} texts, any filter and sort, {count} open",
                    searched.len(),
                    TEXTS.len()
                ),
            },
            Figure {
                name: "inbox search for a text, slowest",
                value: searched.iter().max().map_or(0.0, |time| time.as_secs_f64() * 1000.0),
                unit: "ms",
                note: of("the one slowest of them"),
            },
        ];
        Ok(figures.into_iter().chain(filled).collect())
    })
}

/// Notices that all wait for one enterprise, due within 400 days around now.
async fn fill_notices(app: &App, numbers: Range<u32>) -> anyhow::Result<()> {
    let (issuer, recipient): (TenantPath, TenantPath) = (OFFICE.parse()?, PLANT.parse()?);
    let procedure = app.packs().loop_name("loop-notice").to_owned();
    let now = app.store().now();
    let mut dice = Dice(7 + u64::from(numbers.start));
    let mut progress = Progress::of(numbers.end);
    for chunk in numbers.collect::<Vec<_>>().chunks(CHUNK) {
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
        progress.at(chunk.last().map_or(0, |last| last + 1));
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

fn filters() -> Vec<InboxQuery> {
    let plain = InboxQuery::default;
    let text = |text: &str| Some(text.to_owned());
    vec![
        plain(),
        InboxQuery { kind: text("notice"), ..plain() },
        InboxQuery { severity: text("critical"), ..plain() },
        InboxQuery { overdue: Some(true), ..plain() },
        InboxQuery { overdue: Some(true), severity: text("low"), ..plain() },
        InboxQuery { assigned: text("mine"), ..plain() },
        InboxQuery { assigned: text("nobody"), ..plain() },
        InboxQuery { kind: text("task"), ..plain() },
    ]
}

const SORTS: &[&str] = &["due", "-due", "since", "-since", "severity", "-severity", "kind"];

/// The slowest twentieth of first and second pages.
async fn inbox_pages(app: &App, officer: &Caller, count: u32) -> anyhow::Result<f64> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for filter in &filters() {
            for sort in SORTS {
                let first = InboxQuery { sort: Some((*sort).to_owned()), ..filter.clone() };
                let start = Instant::now();
                let page = app.inbox_list(officer, &first).await?;
                times.push(start.elapsed());
                let whole = *filter == InboxQuery::default();
                ensure!(!whole || page.total >= u64::from(count), "{} wait", page.total);
                let Some(cursor) = page.next else { continue };
                let second = InboxQuery { cursor: Some(cursor), ..first };
                let start = Instant::now();
                app.inbox_list(officer, &second).await?;
                times.push(start.elapsed());
            }
        }
    }
    Ok(slowest(&times))
}

/// First and second pages of searches, with every filter and sort.
async fn searches(app: &App, officer: &Caller) -> anyhow::Result<Vec<std::time::Duration>> {
    let mut times = Vec::new();
    for q in TEXTS {
        let mut of_text = Vec::new();
        for filter in &filters() {
            for sort in SORTS {
                let (q, sort) = (Some((*q).to_owned()), Some((*sort).to_owned()));
                let mut query = InboxQuery { q, sort, ..filter.clone() };
                for _ in 0..2 {
                    let start = Instant::now();
                    let page = app.inbox_list(officer, &query).await?;
                    of_text.push(start.elapsed());
                    query.cursor = page.next;
                    if query.cursor.is_none() {
                        break;
                    }
                }
            }
        }
        crate::out::tell(&format!("{q}: {:.1} ms (p95 of {})", slowest(&of_text), of_text.len()));
        times.extend(of_text);
    }
    Ok(times)
}
