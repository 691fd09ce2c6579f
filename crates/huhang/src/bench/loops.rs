//! Figures over a million loops, and lists of them. Use-cases in process, on SQLite in a temporary
//! folder; the rows come from records that are appended here.

use std::ops::Range;
use std::path::Path;
use std::time::Instant;

use anyhow::ensure;
use app::{App, Caller};
use contract::kinds::loop_summary::LoopSummary;
use contract::rest::query::{LoopFiguresQuery, LoopQuery};
use model::finding::Severity;
use model::loops::Source;
use model::{Millis, Role, TenantKind, TenantPath};
use store::{Scope, Tx};

use super::Figure;
use super::rows::{
    CHUNK, DAY_MS, Dice, HOUR_MS, Progress, caller, run, say, slowest, start, timed,
};

const MANY: u32 = 1_000_000;
const ROUNDS: usize = 10;
const OFFICE: &str = "cn/32/miit";

/// Figures over loops, with and without filters.
pub(super) fn measure(count: Option<u32>, kept: Option<&Path>) -> anyhow::Result<Vec<Figure>> {
    let count = count.unwrap_or(MANY);
    run(kept, async move |folder| {
        let app = start(&folder, &[("cn", TenantKind::Ministry)], Vec::new()).await?;
        let filled = Instant::now();
        let ministry = caller(&app, "cn", Role::MinistryOperator)?;
        // A node that is kept is filled up where it was left.
        let held = app.loop_statistics(&ministry, &LoopFiguresQuery::default()).await?.total;
        let held = u32::try_from(held).unwrap_or(u32::MAX);
        fill_loops(&app, held..count).await?;
        let fill = filled.elapsed();
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
            LoopFiguresQuery { source: text("notice"), severity: text("low"), ..plain() },
            LoopFiguresQuery { region: text("44"), source: text("finding"), ..plain() },
            LoopFiguresQuery {
                region: text("32"),
                industry: text("39"),
                issuer: Some(OFFICE.parse()?),
                severity: text("high"),
                source: text("finding"),
            },
        ];
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            for query in &filters {
                let start = Instant::now();
                app.loop_statistics(&ministry, query).await?;
                times.push(start.elapsed());
            }
        }
        let lists = lists(&app, &ministry).await?;
        app.stop().await;
        let filled = (held < count).then(|| Figure {
            name: "loop summaries with their figures",
            value: f64::from(count.saturating_sub(held)) / fill.as_secs_f64(),
            unit: "/s",
            note: "appended to one viewer's views".to_owned(),
        });
        let figures = vec![
            Figure {
                name: "loop list, any filter, sort, text",
                value: slowest(&lists),
                unit: "ms",
                note: format!("p95 of {} first and second pages with totals", lists.len()),
            },
            Figure {
                name: "loop list, slowest of them",
                value: lists.iter().max().map_or(0.0, |time| time.as_secs_f64() * 1000.0),
                unit: "ms",
                note: format!("{count} loops"),
            },
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
        ];
        Ok(figures.into_iter().chain(filled).collect())
    })
}

/// What the console's board asks for, one by one and together.
fn filters() -> anyhow::Result<Vec<LoopQuery>> {
    let plain = LoopQuery::default;
    let text = |text: &str| Some(text.to_owned());
    let region = || LoopQuery { region: text("32"), ..plain() };
    Ok(vec![
        plain(),
        LoopQuery { state: text("open"), ..plain() },
        LoopQuery { state: text("closed"), ..plain() },
        LoopQuery { state: text("issued"), severity: text("critical"), ..plain() },
        LoopQuery { severity: text("high"), source: text("finding"), ..plain() },
        region(),
        LoopQuery { industry: text("39"), ..region() },
        LoopQuery { severity: text("high"), state: text("open"), ..region() },
        LoopQuery { issuer: Some(OFFICE.parse()?), state: text("replied"), ..plain() },
        LoopQuery { recipient: Some("cn/32/ent/e7".parse()?), ..plain() },
        LoopQuery { technique: text("T0843"), ..plain() },
        LoopQuery { technique: text("T0843"), state: text("closed"), ..region() },
        LoopQuery { overdue: Some(true), ..plain() },
        LoopQuery { overdue: Some(true), ..region() },
        LoopQuery { reopened: Some(true), ..plain() },
        LoopQuery { supervised: Some(true), escalated: Some(true), ..plain() },
        LoopQuery { escalated: Some(true), state: text("closed"), ..region() },
        LoopQuery { q: text("12345号"), ..plain() },
        LoopQuery { q: text("2026"), ..plain() },
        LoopQuery { q: text("77"), state: text("closed"), ..plain() },
        LoopQuery { q: text("号"), ..region() },
    ])
}

/// First and second pages of each, in every sort.
async fn lists(app: &App, ministry: &Caller) -> anyhow::Result<Vec<std::time::Duration>> {
    let mut times = Vec::new();
    for filter in &filters()? {
        let mut of_filter = Vec::new();
        for sort in ["due", "-due", "-issued", "issued", "-severity", "severity", "-changed"] {
            let mut query = LoopQuery { sort: Some(sort.to_owned()), ..filter.clone() };
            for _ in 0..2 {
                let start = Instant::now();
                let page = app.loop_list(ministry, &query).await?;
                of_filter.push(start.elapsed());
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
            }
        }
        let asked = serde_json::to_value(filter)?;
        let asked = asked.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let asked: Vec<String> = asked.map(|(name, value)| format!("{name}={value}")).collect();
        let slowest = slowest(&of_filter);
        crate::out::tell(&format!(
            "{}: {slowest:.1} ms (p95 of {})",
            asked.join(" "),
            of_filter.len()
        ));
        times.extend(of_filter);
    }
    Ok(times)
}

/// Loops as a ministry holds them: 31 provinces with two authorities each, 41 divisions.
async fn fill_loops(app: &App, numbers: Range<u32>) -> anyhow::Result<()> {
    let ministry: TenantPath = "cn".parse()?;
    let now = app.store().now();
    let mut dice = Dice(11 + u64::from(numbers.start));
    let mut progress = Progress::of(numbers.end);
    for chunk in numbers.collect::<Vec<_>>().chunks(CHUNK) {
        let mut tx = app.store().begin(&Scope::system()).await?;
        for number in chunk {
            let body = summary(*number, now, &mut dice, &tx)?;
            say(&mut tx, &ministry, &ministry, &body).await?;
        }
        tx.commit().await?;
        progress.at(chunk.last().map_or(0, |last| last + 1));
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
