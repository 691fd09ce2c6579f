use std::collections::BTreeMap;

use contract::kinds::finding::Finding;
use contract::kinds::finding_report::FindingReport;
use contract::rest::query::{FindingQuery, ReportQuery};
use model::finding::{FindingState, Severity};
use model::{CaptureTime, Id};

use super::super::*;
use super::{CA, MIIT, PLANT, World, code, scope};
use crate::tests::Engine;

pub(super) fn finding(rule: &str, severity: Severity, source: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        pack: "rules@1".to_owned(),
        severity,
        techniques: vec!["T0843".to_owned()],
        key: format!("{rule}|{source}"),
        source: source.to_owned(),
        target: "10.0.0.200".to_owned(),
        protocol: "s7comm".to_owned(),
        operation: "download".to_owned(),
        time: CaptureTime(1_000),
        params: BTreeMap::new(),
        evidence: Vec::new(),
        observations: Vec::new(),
        state: FindingState::Open,
        note: String::new(),
    }
}

pub(super) fn report(finding: Id, severity: Severity) -> FindingReport {
    FindingReport {
        finding,
        policy: finding,
        rule: "s7.program_download".to_owned(),
        severity,
        techniques: vec!["T0843".to_owned()],
        source: String::new(),
        target: "10.0.0.200".to_owned(),
        protocol: "s7comm".to_owned(),
        operation: "download".to_owned(),
        time: CaptureTime(1_000),
        params: BTreeMap::new(),
        evidence: Vec::new(),
        redacted: vec!["source".to_owned()],
        note: "请协助".to_owned(),
    }
}

pub(super) async fn figures_equal_the_totals_of_their_lists(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    for (rule, severity, source) in [
        ("a", Severity::High, "10.0.0.1"),
        ("a", Severity::Low, "10.0.0.2"),
        ("b", Severity::High, "10.0.0.3"),
    ] {
        world.say(PLANT, &[], &finding(rule, severity, source)).await;
    }
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let text = |text: &str| Some(text.to_owned());
    for (expected, query) in [
        (3, FindingQuery::default()),
        (3, FindingQuery { state: text("open"), ..Default::default() }),
        (0, FindingQuery { state: text("closed"), ..Default::default() }),
        (2, FindingQuery { severity: text("high"), ..Default::default() }),
        (2, FindingQuery { rule: text("a"), ..Default::default() }),
        (1, FindingQuery { q: text(" .0.3 "), ..Default::default() }),
        (3, FindingQuery { q: text("DOWN"), ..Default::default() }),
        (
            1,
            FindingQuery {
                q: text("10.0.0.2"),
                rule: text("a"),
                severity: text("low"),
                ..Default::default()
            },
        ),
    ] {
        let page = finding_list(&mut read, &own, &query).await.expect("a list");
        let count = finding_count(&mut read, &own, &query).await.expect("a count");
        assert_eq!(
            (page.items.len(), page.total, count),
            (expected, expected as u64, expected as u64),
            "{query:?}"
        );
    }
    let urgent = finding_waiting(&mut read, &own, 2).await.expect("a list");
    assert!(urgent.iter().all(|row| row.severity == Severity::High) && urgent.len() == 2);
    drop(read);
    for other in [MIIT, CA] {
        let other = scope(other);
        let mut read = world.read(&other).await;
        let count = finding_count(&mut read, &other, &FindingQuery::default()).await;
        assert_eq!(count.expect("a count"), 0);
        // Asked through the wrong handle, the handle's tenant still rules on PostgreSQL.
        if read.dialect() == crate::Dialect::Postgres {
            let foreign = finding_count(&mut read, &own, &FindingQuery::default()).await;
            assert_eq!(foreign.expect("a count"), 0);
        }
    }
    world.check_rebuild().await;
}

pub(super) async fn pages_cover_a_list_once(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let mut said = Vec::new();
    for number in 0..7 {
        let body = finding("a", Severity::Info, &format!("10.0.0.{number}"));
        said.push(world.say(PLANT, &[], &body).await.object);
    }
    said.reverse();
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    for limit in [1, 3, 7, 200] {
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let query = FindingQuery { cursor, limit: Some(limit), ..Default::default() };
            let page = finding_list(&mut read, &own, &query).await.expect("a page");
            assert_eq!(page.total, 7);
            seen.extend(page.items.iter().map(|row| row.id));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, said, "limit {limit}");
    }
    let bad = FindingQuery { cursor: Some("'; --".to_owned()), ..Default::default() };
    assert_eq!(code(finding_list(&mut read, &own, &bad).await), "page.cursor");
    let none = FindingQuery { limit: Some(0), ..Default::default() };
    assert_eq!(code(finding_list(&mut read, &own, &none).await), "page.limit");
}

pub(super) async fn a_decision_replaces_the_row_and_keeps_its_history(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = finding("a", Severity::High, "10.0.0.1");
    let said = world.say(PLANT, &[], &body).await;
    let own = scope(PLANT);
    let mut tx = world.write(&own).await;
    for (times, last) in [(1, 1_000), (4, 9_000), (2, 5_000)] {
        finding_occurred(&mut tx, &own, said.object, times, CaptureTime(last))
            .await
            .expect("counted");
    }
    tx.commit().await.expect("the commit");
    let decided =
        Finding { state: FindingState::Confirmed, note: "属实".to_owned(), ..body.clone() };
    world.say_of(said.object, 1, PLANT, &[], &decided).await;
    let mut read = world.read(&own).await;
    let detail = finding_detail(&mut read, &own, said.object).await.expect("there");
    assert_eq!(detail.body, decided);
    let row = &detail.row;
    assert_eq!((row.revision, row.raised, row.occurrences), (2, said.time, 7));
    assert_eq!(row.last_occurrence, CaptureTime(9_000));
    let known = finding_by_key(&mut read, &own, &body.key).await.expect("asked");
    let expected =
        KnownFinding { id: said.object, state: FindingState::Confirmed, maintenance: false };
    assert_eq!(known, Some(expected));
    assert_eq!(finding_by_key(&mut read, &own, "other").await.expect("asked"), None);
    drop(read);
    let other = scope(MIIT);
    let mut read = world.read(&other).await;
    assert_eq!(code(finding_detail(&mut read, &other, said.object).await), "finding.missing");
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn a_report_is_seen_by_whom_it_names(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let raised = world.say(PLANT, &[], &finding("a", Severity::High, "10.0.0.1")).await.object;
    let told = world.say(PLANT, &[MIIT], &report(raised, Severity::High)).await;
    for (viewer, expected) in [(PLANT, 1), (MIIT, 1), (CA, 0)] {
        let scope = scope(viewer);
        let mut read = world.read(&scope).await;
        let page = report_list(&mut read, &scope, &ReportQuery::default()).await.expect("a list");
        assert_eq!((page.items.len(), page.total), (expected, expected as u64), "{viewer}");
        let unnoticed = ReportQuery { noticed: Some(false), ..Default::default() };
        let count = report_count(&mut read, &scope, &unnoticed).await.expect("a count");
        assert_eq!(count, expected as u64);
        match report_detail(&mut read, &scope, told.object).await {
            Ok(detail) => {
                assert_eq!(detail.row.reporter_name, PLANT);
                assert_eq!(detail.body.redacted, ["source"]);
                assert_eq!((detail.row.reported, detail.row.notice), (told.time, None));
            }
            Err(error) => assert_eq!((error.code().as_str(), viewer), ("report.missing", CA)),
        }
    }
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let detail = finding_detail(&mut read, &own, raised).await.expect("there");
    assert_eq!(detail.row.report, Some(told.object));
    drop(read);
    world.check_rebuild().await;
}
