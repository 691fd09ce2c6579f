use std::collections::BTreeSet;

use contract::kinds::circular::{Circular, CircularCopy};
use contract::kinds::forward_summary::ForwardSummary;
use contract::kinds::notice::Notice;
use contract::kinds::notice_draft::{DraftState, NoticeDraft};
use contract::kinds::notice_series::NoticeSeries;
use contract::letters::Letter;
use contract::rest::notice::CircularFigures;
use contract::rest::query::{CircularQuery, CopyQuery, NoticeDraftQuery};
use model::Id;
use model::loops::Genre;

use super::super::*;
use super::notices::{install, issue, notice, rules, step, take};
use super::{CA, MIIT, PLANT, START, World, code, path, scope};
use crate::tests::Engine;

fn letter() -> Letter {
    let letter = serde_json::json!({
        "title": "题", "text": "文", "severity": "high", "recipients": {}
    });
    serde_json::from_value(letter).expect("a letter")
}

fn circular(world: &World, series: Option<Id>, place: u64, tenants: &[&str]) -> Circular {
    let copy = |tenant: &&str| CircularCopy {
        tenant: path(tenant),
        notice: world.node.store.new_id(),
        rule: "named".to_owned(),
        replaces: None,
    };
    Circular {
        letter: letter(),
        series,
        year: 2026,
        place,
        number: format!("苏安〔2026〕{place}号"),
        issue: series.map(|_| 1),
        issue_text: String::new(),
        issued: START,
        due: START.plus(86_400_000),
        reviewed_by: String::new(),
        procedure: "loop@1.0".to_owned(),
        copies: tenants.iter().map(copy).collect(),
        corrects: None,
        corrects_number: String::new(),
        forwards: None,
        forwarded_number: String::new(),
        forwarded_from: None,
    }
}

pub(super) async fn each_series_counts_for_itself(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let body = NoticeSeries {
        name: "安全通报".to_owned(),
        genres: BTreeSet::from([Genre::Notice]),
        number: "苏安〔{year}〕{n}号".to_owned(),
        issue: "第{issue}期".to_owned(),
        review: true,
        red_head: String::new(),
        paper: String::new(),
        enabled: true,
    };
    let series = world.say(MIIT, &[], &body).await.object;
    world.say(MIIT, &[], &circular(&world, Some(series), 1, &[PLANT])).await;
    world.say(MIIT, &[], &circular(&world, Some(series), 2, &[PLANT])).await;
    world.say(MIIT, &[], &circular(&world, None, 1, &[PLANT])).await;
    let own = scope(MIIT);
    let mut read = world.read(&own).await;
    for (series, year, expected) in
        [(Some(series), 2026, (3, 3)), (None, 2026, (2, 1)), (Some(series), 2027, (1, 1))]
    {
        let next = notice_number_next(&mut read, &own, series, year).await.expect("a number");
        assert_eq!(next, expected, "{series:?} {year}");
    }
    drop(read);
    // Series, drafts and circulars are their tenant's alone.
    let other = scope(CA);
    let mut read = world.read(&other).await;
    assert_eq!(code(series_get(&mut read, &other, series).await), "series.missing");
    let all = CircularQuery::default();
    let circulars = circular_list(&mut read, &other, &all, series, START);
    assert_eq!(circulars.await.expect("a list").total, 0);
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn copies_follow_the_loops_of_their_notices(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    install(&world, &[("loop@1.0", rules(&[]))]).await;
    let body = circular(&world, None, 1, &[CA, PLANT]);
    let id = world.say(MIIT, &[], &body).await.object;
    let own = scope(MIIT);
    let here = world.node.store.identity().expect("an identity").node;
    let mut read = world.read(&own).await;
    assert_eq!(circulars_unfinished(&mut read, &own).await.expect("ids"), [id]);
    assert_eq!(circular_copies(&mut read, &own, id, true).await.expect("copies").len(), 2);
    drop(read);
    let plant = body.copies.iter().find(|copy| copy.tenant == path(PLANT)).expect("its copy");
    let one = Notice { circular: Some(id), ..notice(&body.number, START) };
    world.say_of(plant.notice, 0, MIIT, &[PLANT], &one).await;
    take(&world, &step(plant.notice, "recipient", "sign_for", 1)).await;
    take(&world, &step(plant.notice, "recipient", "reply", 2)).await;
    let mut read = world.read(&own).await;
    let late = START.plus(2 * 86_400_000);
    let expected = CircularFigures {
        recipients: 2,
        written: 1,
        delivered: 1,
        signed: 1,
        replied: 1,
        overdue: 1,
        ..CircularFigures::default()
    };
    let figures = circular_figures(&mut read, &own, id, here, late).await.expect("figures");
    assert_eq!(figures, expected);
    for (word, count) in [
        ("written", 1),
        ("delivered", 1),
        ("signed", 1),
        ("-signed", 1),
        ("closed", 0),
        ("overdue", 1),
    ] {
        let query = CopyQuery { is: Some(word.to_owned()), ..CopyQuery::default() };
        let page = copy_list(&mut read, &own, id, &query, here, late).await.expect("a page");
        assert_eq!(page.total, count, "{word}");
    }
    drop(read);
    take(&world, &step(plant.notice, "issuer", "close", 3)).await;
    let mut read = world.read(&own).await;
    let figures = circular_figures(&mut read, &own, id, here, late).await.expect("figures");
    assert_eq!((figures.closed, figures.overdue), (1, 0));
    assert!(circular_open(&mut read, &own, id, 9).await.expect("ids").is_empty());
    // The paper of the notice and the receipt are found by what they carry, by both parties.
    let record = read.latest(plant.notice).await.expect("read").expect("there");
    let code = contract::paper::code_of(&record.hash);
    let found = paper_by_code(&mut read, &own, &code).await.expect("read").expect("a paper");
    assert_eq!((found.kind.as_str(), found.object), ("notice", plant.notice));
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn drafts_and_what_was_handed_on_are_told_to_whom_they_concern(
    engine: &Engine<'_>,
) {
    let world = World::new(engine).await;
    let body = NoticeDraft {
        letter: letter(),
        state: DraftState::Writing,
        written_by: "zhao".to_owned(),
        reviewed_by: String::new(),
        reviewed: None,
        note: String::new(),
        circular: None,
    };
    let id = world.say(MIIT, &[], &body).await.object;
    let open = NoticeDraftQuery { state: Some("open".to_owned()), ..NoticeDraftQuery::default() };
    let own = scope(MIIT);
    let mut read = world.read(&own).await;
    assert_eq!(notice_draft_list(&mut read, &own, &open).await.expect("a list").total, 1);
    drop(read);
    let gone = NoticeDraft { state: DraftState::Discarded, ..body };
    world.say_of(id, 1, MIIT, &[], &gone).await;
    let mut read = world.read(&own).await;
    assert_eq!(notice_draft_list(&mut read, &own, &open).await.expect("a list").total, 0);
    drop(read);
    let above = issue(&world, &notice("1", START)).await.object;
    let told = ForwardSummary {
        forwards: above,
        issuer: path(MIIT),
        circular: world.node.store.new_id(),
        number: "2".to_owned(),
        issued: START,
        figures: CircularFigures { recipients: 3, ..CircularFigures::default() },
        counted: START,
    };
    world.say(PLANT, &[MIIT], &told).await;
    for (viewer, count) in [(MIIT, 1), (PLANT, 1), (CA, 0)] {
        let scope = scope(viewer);
        let mut read = world.read(&scope).await;
        let rows = forward_list(&mut read, &scope, above).await.expect("rows");
        assert_eq!(rows.len(), count, "{viewer}");
    }
    world.check_rebuild().await;
}
