//! Lists of loops: any filter, any sort, any text, page by page; found by an index or on a walk.

use contract::kinds::loop_summary::LoopSummary;
use contract::rest::loops::LoopRow;
use contract::rest::query::LoopQuery;
use model::Millis;
use model::finding::Severity;
use model::loops::Source;

use super::super::*;
use super::{CA, MIIT, PLANT, START, World, path, scope};
use crate::tests::Engine;

const DAY: i64 = 86_400_000;

fn summary(world: &World, number: i64) -> LoopSummary {
    let pick = |of: i64| usize::try_from(number % of).expect("small");
    let state = ["issued", "signed_for", "replied", "closed"][pick(4)];
    let issued = START.plus(-(number * 7 % 30) * DAY);
    LoopSummary {
        subject: world.node.store.new_id(),
        source: if number % 3 == 0 { Source::Finding } else { Source::Notice },
        hazard: if number % 15 == 0 { "a".repeat(64) } else { String::new() },
        number: format!("〔2026〕{number:02}号"),
        issuer: path(if number % 2 == 0 { MIIT } else { CA }),
        recipient: path(PLANT),
        region: if number % 5 == 0 { "33" } else { "32" }.to_owned(),
        industry: "C39".to_owned(),
        severity: Severity::ALL[pick(5)],
        techniques: vec![format!("T{}", number % 6)],
        state: state.to_owned(),
        issued,
        due: issued.plus(20 * DAY),
        closed: (state == "closed").then(|| issued.plus(DAY)),
        returned: 0,
        reopened: u32::from(number % 10 == 0),
        extended: 0,
        escalated: 0,
        supervised: number % 4 == 3,
        ended: false,
        signed: None,
        replied: None,
        part_of: None,
        rechecked: None,
    }
}

/// A filter, and which rows it leaves.
type Case = (LoopQuery, Box<dyn Fn(&LoopRow) -> bool>);

fn cases() -> Vec<Case> {
    let plain = LoopQuery::default;
    let text = |text: &str| Some(text.to_owned());
    vec![
        (plain(), Box::new(|_| true)),
        (LoopQuery { state: text("open"), ..plain() }, Box::new(|row| row.open)),
        (LoopQuery { state: text("closed"), ..plain() }, Box::new(|row| row.state == "closed")),
        (
            LoopQuery { severity: text("high"), region: text("32"), ..plain() },
            Box::new(|row| row.severity == Severity::High && row.region == "32"),
        ),
        (LoopQuery { region: text("33"), ..plain() }, Box::new(|row| row.region == "33")),
        (LoopQuery { region: text("99"), ..plain() }, Box::new(|_| false)),
        (
            LoopQuery { source: text("finding"), state: text("issued"), ..plain() },
            Box::new(|row| row.source == Source::Finding && row.state == "issued"),
        ),
        (LoopQuery { issuer: Some(path(CA)), ..plain() }, Box::new(|row| row.issuer == path(CA))),
        (LoopQuery { overdue: Some(true), ..plain() }, Box::new(|row| row.overdue)),
        (LoopQuery { overdue: Some(false), ..plain() }, Box::new(|row| !row.overdue)),
        (LoopQuery { reopened: Some(true), ..plain() }, Box::new(|row| row.reopened > 0)),
        (
            LoopQuery { supervised: Some(true), state: text("open"), ..plain() },
            Box::new(|row| row.supervised && row.open),
        ),
        (LoopQuery { supervised: Some(false), ..plain() }, Box::new(|row| !row.supervised)),
        (
            LoopQuery { hazard: Some("a".repeat(64)), ..plain() },
            Box::new(|row| !row.hazard.is_empty()),
        ),
        (LoopQuery { recipient: Some(path(PLANT)), ..plain() }, Box::new(|_| true)),
        (
            LoopQuery { technique: text("T2"), ..plain() },
            Box::new(|row| row.techniques == ["T2".to_owned()]),
        ),
        (LoopQuery { q: text("〕17号"), ..plain() }, Box::new(|row| row.number.contains("〕17"))),
        (LoopQuery { q: text("7"), ..plain() }, Box::new(|row| row.number.contains('7'))),
        (
            LoopQuery { q: text("2026"), severity: text("low"), ..plain() },
            Box::new(|row| row.severity == Severity::Low),
        ),
        (LoopQuery { q: text("1号"), ..plain() }, Box::new(|row| row.number.contains("1号"))),
        (LoopQuery { q: text("%"), ..plain() }, Box::new(|_| false)),
    ]
}

/// All rows of a list, page by page; its total is that of the rows, or not above it.
async fn listed(world: &World, query: &LoopQuery, now: Millis) -> Vec<LoopRow> {
    let own = scope(CA);
    let mut read = world.read(&own).await;
    let mut query = LoopQuery { limit: Some(4), ..query.clone() };
    let mut rows = Vec::new();
    let mut totals = Vec::new();
    loop {
        let page = loop_list(&mut read, &own, &query, now).await.expect("a list");
        totals.push((page.total, page.at_least));
        rows.extend(page.items);
        query.cursor = page.next;
        if query.cursor.is_none() {
            break;
        }
    }
    for (total, at_least) in totals {
        let all = rows.len() as u64;
        assert!(if at_least { total <= all } else { total == all }, "{total} of {all}: {query:?}");
    }
    rows
}

fn sorted(all: &[LoopRow], sort: &str, changed: &[Id]) -> Vec<Id> {
    let next = |row: &LoopRow| if row.open { row.due.0 } else { i64::MAX };
    let place = |row: &LoopRow| changed.iter().position(|id| *id == row.id);
    let rank = |row: &LoopRow| Severity::ALL.iter().position(|one| *one == row.severity);
    // The order of summaries is that in which they were said.
    let mut rows: Vec<&LoopRow> = all.iter().collect();
    rows.sort_by_key(|row| place(row));
    match sort {
        "due" => rows.sort_by_key(|row| next(row)),
        "issued" => rows.sort_by_key(|row| row.issued),
        "changed" => {}
        "-due" => {
            rows.reverse();
            rows.sort_by_key(|row| std::cmp::Reverse(next(row)));
        }
        "-issued" => {
            rows.reverse();
            rows.sort_by_key(|row| std::cmp::Reverse(row.issued));
        }
        "-changed" => rows.reverse(),
        "severity" => rows.sort_by_key(|row| (rank(row), next(row))),
        _ => rows.sort_by_key(|row| (std::cmp::Reverse(rank(row)), next(row))),
    }
    rows.iter().map(|row| row.id).collect()
}

pub(super) async fn any_filter_in_any_order_covers_the_loops_once(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let mut said = Vec::new();
    for number in 0..30 {
        let body = summary(&world, number);
        world.say(MIIT, &[CA], &body).await;
        said.push(body.subject);
    }
    let now = START;
    let all = listed(&world, &LoopQuery::default(), now).await;
    assert_eq!(all.len(), 30);
    for (query, holds) in cases() {
        let left: Vec<LoopRow> = all.iter().filter(|row| holds(row)).cloned().collect();
        for sort in
            ["due", "-due", "issued", "-issued", "severity", "-severity", "changed", "-changed"]
        {
            let query = LoopQuery { sort: Some(sort.to_owned()), ..query.clone() };
            let found = listed(&world, &query, now).await;
            let found: Vec<Id> = found.iter().map(|row| row.id).collect();
            assert_eq!(found, sorted(&left, sort, &said), "{query:?}");
        }
    }
    let own = scope(CA);
    let mut read = world.read(&own).await;
    let wrong = LoopQuery { sort: Some("colour".to_owned()), ..LoopQuery::default() };
    assert_eq!(super::code(loop_list(&mut read, &own, &wrong, now).await), "query.value");
    drop(read);
    world.check_rebuild().await;
}
