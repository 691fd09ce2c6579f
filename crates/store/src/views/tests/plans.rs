//! Lists stay cheap as tables grow: no statement looks through a whole table, and the number of
//! statements does not depend on the number of rows.

use contract::rest::query::{
    AssetQuery, AuditQuery, BaselineQuery, FileQuery, FindingQuery, LoopFiguresQuery, LoopQuery,
    NoticeQuery, PageQuery, ProgramQuery, ReportQuery, TaskQuery, TenantQuery,
};
use model::CaptureTime;
use model::finding::Severity;

use super::super::*;
use super::findings::{finding, report};
use super::{MIIT, PLANT, World, path, scope};
use crate::tests::Engine;

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Runs every list with every filter; the statements that ran.
#[expect(clippy::too_many_lines, reason = "every list of the store, one after the other")]
async fn statements(world: &World) -> Vec<String> {
    let own = scope(PLANT);
    let now = world.now();
    let mut read = world.read(&own).await;
    let id = world.node.store.new_id();
    let cursor = Some(id.to_string());
    macro_rules! lists {
        ($($list:ident($query:ident { $($field:ident: $value:expr),* });)+) => {$(
            $({
                let query = $query { $field: $value, ..Default::default() };
                $list(&mut read, &own, &query).await.expect("a list");
            })*
            let query = $query { cursor: cursor.clone(), limit: Some(5), ..Default::default() };
            $list(&mut read, &own, &query).await.expect("a list");
        )+};
    }
    lists! {
        finding_list(FindingQuery { state: text("open"), severity: text("high"), rule: text("a"), q: text("x") });
        report_list(ReportQuery { severity: text("high"), noticed: Some(true), q: text("x") });
        asset_list(AssetQuery { role: text("plc"), protocol: text("modbus"), q: text("x") });
        program_list(ProgramQuery { q: text("x"), host: text("10.0.0.1") });
        file_list(FileQuery { q: text("x"), matched: Some(true), class: text("file"), host: text("10.0.0.1") });
        baseline_list(BaselineQuery { q: text("x") });
        tenant_list(TenantQuery { kind: text("enterprise"), local: Some(true), q: text("x") });
    }
    for query in [
        NoticeQuery { side: text("issued"), ..Default::default() },
        NoticeQuery { state: text("open"), ..Default::default() },
        NoticeQuery { state: text("closed"), overdue: Some(true), ..Default::default() },
        NoticeQuery {
            overdue: Some(false),
            q: text("x"),
            cursor: cursor.clone(),
            ..Default::default()
        },
    ] {
        notice_list(&mut read, &own, &query, now).await.expect("a list");
    }
    for query in [
        LoopQuery { state: text("open"), ..Default::default() },
        LoopQuery { source: text("notice"), ..Default::default() },
        LoopQuery { region: text("32"), ..Default::default() },
        LoopQuery { severity: text("high"), ..Default::default() },
        LoopQuery { technique: text("T1"), ..Default::default() },
        LoopQuery { issuer: Some(path(MIIT)), ..Default::default() },
        LoopQuery { hazard: text("a"), ..Default::default() },
        LoopQuery { recipient: Some(path(PLANT)), sort: text("due"), ..Default::default() },
        LoopQuery { overdue: Some(true), sort: text("-severity"), ..Default::default() },
        LoopQuery { supervised: Some(true), reopened: Some(false), ..Default::default() },
        LoopQuery { q: text("通报"), sort: text("-changed"), ..Default::default() },
        LoopQuery { q: text("x"), ..Default::default() },
        LoopQuery { cursor: Some(format!("0.1.{id}")), limit: Some(5), ..Default::default() },
    ] {
        loop_list(&mut read, &own, &query, now).await.expect("a list");
        subject_list(&mut read, &own, &query, now).await.expect("a list");
    }
    for query in [
        TaskQuery { side: text("issued"), state: text("open"), ..Default::default() },
        TaskQuery { dispatch: Some(id), overdue: Some(true), ..Default::default() },
        TaskQuery { part_of: Some(id), q: text("x"), ..Default::default() },
        TaskQuery { recipient: Some(path(PLANT)), cursor: cursor.clone(), ..Default::default() },
    ] {
        task_list(&mut read, &own, &query, now).await.expect("a list");
    }
    dispatch_list(&mut read, &own, &PageQuery::default(), now).await.expect("a list");
    dispatch_figures(&mut read, &own, id, now).await.expect("figures");
    dispatch_urged(&mut read, &own, id).await.expect("a count");
    task_below(&mut read, &own, id, now).await.expect("figures");
    board_below(&mut read, &own, id, now).await.expect("figures");
    task_number_next(&mut read, &own, 2026).await.expect("a number");
    for query in [
        AuditQuery { author: text("wang"), ..Default::default() },
        AuditQuery { kind: text("notice"), cursor: text("5"), ..Default::default() },
        AuditQuery { object: Some(id), ..Default::default() },
    ] {
        audit_list(&mut read, &own, &query).await.expect("a list");
    }
    let page = PageQuery { cursor, limit: Some(5) };
    policy_list(&mut read, &own, &page).await.expect("a list");
    probe_list(&mut read, &own, &page).await.expect("a list");
    user_list(&mut read, &own, &page).await.expect("a list");
    enrolment_list(&mut read, &own, &page, now).await.expect("a list");
    pack_list(&mut read, &own).await.expect("a list");
    maintenance_list(&mut read, &own, &page, now).await.expect("a list");
    maintenance_at(&mut read, &own, now, ["a", "b"]).await.expect("asked");
    rule_set_list(&mut read, &own, &page).await.expect("a list");
    rule_set_enabled(&mut read, &own).await.expect("a list");
    health_samples(&mut read, &own, id, now, now).await.expect("a list");
    health_report(&mut read, &own, id).await.expect("asked");
    baseline_entry(&mut read, &own, "k").await.expect("asked");
    baseline_entries(&mut read, &own).await.expect("a list");
    finding_waiting(&mut read, &own, 5).await.expect("a list");
    notice_waiting(&mut read, &own, now, 5).await.expect("a list");
    for (region, industry, issuer, source) in [
        (None, None, None, None),
        (text("32"), None, None, text("notice")),
        (None, text("39"), None, None),
        (None, None, Some(path(MIIT)), None),
        (text("32"), text("39"), Some(path(MIIT)), None),
    ] {
        let query = LoopFiguresQuery { region, industry, issuer, source, severity: text("high") };
        loop_statistics(&mut read, &own, &query, now).await.expect("figures");
    }
    finding_by_key(&mut read, &own, "k").await.expect("asked");
    asset_graph(&mut read, &own).await.expect("a graph");
    let host = "10.0.0.1".parse().expect("a host");
    asset_heard(&mut read, &own, host).await.expect("asked");
    asset_firmware(&mut read, &own, host, CaptureTime(1)).await.expect("asked");
    port_talked(&mut read, &own, host, 502).await.expect("asked");
    finding_last(&mut read, &own, "a", "10.0.0.1", "10.0.0.2").await.expect("asked");
    finding_again(&mut read, &own, id).await.expect("asked");
    intake_find(&mut read, &own, "b").await.expect("asked");
    super::filings::queries(&mut read, &own, now, id).await;
    std::mem::take(&mut *read.statements.lock().expect("nobody panicked"))
}

async fn fill(world: &World, rows: usize) {
    for number in 0..rows {
        let body = finding("a", Severity::High, &format!("10.0.0.{number}"));
        let raised = world.say(PLANT, &[], &body).await.object;
        world.say(PLANT, &[MIIT], &report(raised, Severity::High)).await;
    }
}

#[tokio::test]
async fn no_list_looks_through_a_whole_table() {
    let world = World::new(&Engine::Sqlite).await;
    fill(&world, 3).await;
    let texts = statements(&world).await;
    assert!(texts.len() > 60, "{} statements", texts.len());
    let mut read = world.read(&Scope::system()).await;
    for text in texts {
        let plan = read.all(Sql::new(format!("EXPLAIN QUERY PLAN {text}"))).await.expect("a plan");
        for step in &plan {
            let step = step.text("detail").expect("a step");
            // Or through what a walk along an index brought.
            let brought = [
                "SCAN CONSTANT ROW",
                "SCAN s",
                "SCAN t",
                "SCAN (subquery",
                "SCAN f",
                "SCAN k",
                "SCAN p",
                "SCAN view_gram VIRTUAL",
            ];
            let constant = brought.iter().any(|scan| step.starts_with(scan));
            // Or through so many of the first rows and no more.
            let bounded = step == "SCAN v" && text.contains(" LIMIT 12) AS v WHERE");
            assert!(!step.starts_with("SCAN") || constant || bounded, "{step}\n  in {text}");
            assert!(!step.contains("AUTOMATIC"), "{step}\n  in {text}");
        }
    }
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_rows() {
    let world = World::new(&Engine::Sqlite).await;
    fill(&world, 1).await;
    let few = statements(&world).await.len();
    fill(&world, 20).await;
    assert_eq!(statements(&world).await.len(), few);
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    finding_list(&mut read, &own, &FindingQuery::default()).await.expect("a list");
    assert_eq!(read.statements.lock().expect("nobody panicked").len(), 2, "the total and the page");
}
