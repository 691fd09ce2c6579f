use contract::Record;
use contract::kinds::loop_step::LoopStep;
use contract::kinds::loop_summary::LoopSummary;
use contract::kinds::notice::Notice;
use contract::rest::query::{LoopFiguresQuery, LoopQuery, NoticeQuery, ReportQuery};
use contract::sharing::Tlp;
use model::finding::Severity;
use model::loops::{Genre, Source};
use model::{Id, Millis};
use procedure::loops::{Loop, Loops};
use std::collections::BTreeMap;

use super::super::*;
use super::findings::{finding, report};
use super::{CA, MIIT, PLANT, START, World, code, path, scope};
use crate::tests::Engine;

/// A small loop; `more` are further steps (from, action, party, to).
pub(super) fn rules(more: &[(&str, &str, &str, &str)]) -> Loop {
    let steps = [
        ("issued", "sign_for", "recipient", "signed_for"),
        ("signed_for", "reply", "recipient", "replied"),
        ("replied", "return", "issuer", "returned"),
        ("returned", "reply", "recipient", "replied"),
        ("replied", "close", "issuer", "closed"),
        ("issued", "withdraw", "issuer", "withdrawn"),
    ];
    let step = |(from, action, party, to): &(&str, &str, &str, &str)| {
        // Withdrawing is possible, not waited for.
        let clock = if *action == "withdraw" { None } else { Some("day") };
        let effect = if *action == "return" { Some("returns") } else { None };
        serde_json::json!({
            "action": action, "title": {"zh": action, "en": action}, "from": [from], "to": to,
            "party": party, "roles": ["enterprise_officer", "provincial_regulator"],
            "optional": ["note"], "clock": clock, "effect": effect,
        })
    };
    let state = |id: &str| {
        let over = matches!(id, "closed" | "withdrawn");
        serde_json::json!({"id": id, "title": {"zh": id, "en": id}, "terminal": over, "closed": id == "closed"})
    };
    let day = serde_json::json!({"amount": 24, "unit": "hours"});
    let states =
        ["issued", "signed_for", "replied", "returned", "closed", "withdrawn"].map(state).to_vec();
    serde_json::from_value(serde_json::json!({
        "initial": "issued",
        "states": states,
        "steps": steps.iter().chain(more).map(step).collect::<Vec<_>>(),
        "clocks": [{
            "id": "day", "title": {"zh": "d", "en": "d"}, "from": "initial",
            "limits": {"critical": day, "high": day, "medium": day, "low": day, "info": day},
            "source": {"document": "d", "confidence": "A"},
        }],
    }))
    .expect("a loop")
}

pub(super) async fn install(world: &World, loops: &[(&str, Loop)]) {
    let mut set = Loops::default();
    loops.iter().for_each(|(name, one)| set.add(name, one.clone(), &format!("{one:?}")));
    world.node.store.set_loops(set.into());
    let mut tx = world.write(&Scope::system()).await;
    loops_install(&mut tx).await.expect("installed");
    tx.commit().await.expect("the commit");
}

pub(super) fn notice(number: &str, issued: Millis) -> Notice {
    Notice {
        number: number.to_owned(),
        title: "关于停用远程编程端口的通报".to_owned(),
        text: "请核查。".to_owned(),
        severity: Severity::High,
        techniques: vec!["T0843".to_owned()],
        issuer: path(MIIT),
        recipient: path(PLANT),
        issued,
        due: issued.plus(86_400_000),
        procedure: "loop@1.0".to_owned(),
        report: None,
        genre: Genre::Notice,
        issue: None,
        circular: None,
        hazard: String::new(),
        checks: Vec::new(),
        attachments: Vec::new(),
        tlp: Tlp::Amber,
        mark: String::new(),
        forwards: None,
        forwarded_number: String::new(),
        corrects: None,
    }
}

pub(super) fn step(notice: Id, party: &str, action: &str, turn: u32) -> LoopStep {
    LoopStep {
        subject: notice,
        party: party.to_owned(),
        by: path(if party == "issuer" { MIIT } else { PLANT }),
        action: action.to_owned(),
        turn,
        text: "已处置".to_owned(),
        attachments: Vec::new(),
        fields: BTreeMap::new(),
        checks: Vec::new(),
        on_behalf_of: String::new(),
    }
}

pub(super) async fn issue(world: &World, body: &Notice) -> Record {
    world.say(MIIT, &[PLANT], body).await
}

pub(super) async fn take(world: &World, step: &LoopStep) -> Record {
    let other = if step.by == path(MIIT) { PLANT } else { MIIT };
    let by = step.by.to_string();
    world.say(&by, &[other], step).await
}

async fn states(world: &World, viewer: &str, id: Id) -> (String, Vec<String>) {
    let scope = scope(viewer);
    let mut read = world.read(&scope).await;
    let detail = notice_detail(&mut read, &scope, id, world.now()).await.expect("there");
    (detail.row.state, detail.steps.into_iter().map(|step| step.state).collect())
}

pub(super) async fn a_loop_goes_its_way_and_ends(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    install(&world, &[("loop@1.0", rules(&[]))]).await;
    let raised = world.say(PLANT, &[], &finding("a", Severity::High, "10.0.0.1")).await.object;
    let told = world.say(PLANT, &[MIIT], &report(raised, Severity::High)).await.object;
    let body = Notice { report: Some(told), ..notice("苏工信〔2026〕1号", START) };
    let id = issue(&world, &body).await.object;
    let open = NoticeQuery { state: Some("open".to_owned()), ..Default::default() };
    let mut turn = 0;
    for (party, action, state, still_open) in [
        ("recipient", "sign_for", "signed_for", 1),
        ("recipient", "reply", "replied", 1),
        ("issuer", "return", "returned", 1),
        ("recipient", "reply", "replied", 1),
        ("issuer", "close", "closed", 0),
    ] {
        turn += 1;
        take(&world, &step(id, party, action, turn)).await;
        for viewer in [MIIT, PLANT] {
            let (now, steps) = states(&world, viewer, id).await;
            assert_eq!((now.as_str(), steps.last().map(String::as_str)), (state, Some(state)));
            let scope = scope(viewer);
            let mut read = world.read(&scope).await;
            let count = notice_count(&mut read, &scope, &open, world.now()).await;
            assert_eq!(count.expect("a count"), still_open, "{viewer} {state}");
        }
    }
    let own = scope(MIIT);
    let mut read = world.read(&own).await;
    let row =
        &notice_list(&mut read, &own, &NoticeQuery::default(), START).await.expect("a list").items
            [0];
    assert_eq!((row.party.as_str(), row.recipient_name.as_str()), ("issuer", PLANT));
    let noticed = ReportQuery { noticed: Some(true), ..Default::default() };
    assert_eq!(report_count(&mut read, &own, &noticed).await.expect("a count"), 1);
    assert_eq!(report_detail(&mut read, &own, told).await.expect("there").row.notice, Some(id));
    let closed = NoticeQuery { state: Some("closed".to_owned()), ..Default::default() };
    assert_eq!(notice_count(&mut read, &own, &closed, START).await.expect("a count"), 1);
    drop(read);
    let stranger = scope(CA);
    let mut read = world.read(&stranger).await;
    assert_eq!(code(notice_detail(&mut read, &stranger, id, START).await), "notice.missing");
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn steps_lead_to_the_same_state_in_any_order(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    install(&world, &[("loop@1.0", rules(&[]))]).await;
    let way = [("recipient", "sign_for"), ("recipient", "reply"), ("issuer", "close")];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for notice_first in [true, false] {
            let id = world.node.store.new_id();
            let body = notice(&format!("{order:?}{notice_first}"), START);
            if notice_first {
                world.say_of(id, 0, MIIT, &[PLANT], &body).await;
            }
            for place in order {
                let (party, action) = way[place];
                let turn = u32::try_from(place).expect("small") + 1;
                take(&world, &step(id, party, action, turn)).await;
            }
            if !notice_first {
                world.say_of(id, 0, MIIT, &[PLANT], &body).await;
            }
            for viewer in [MIIT, PLANT] {
                let (state, steps) = states(&world, viewer, id).await;
                assert_eq!(state, "closed", "{order:?}, notice first: {notice_first}");
                assert_eq!(steps, ["signed_for", "replied", "closed"]);
            }
        }
    }
    world.check_rebuild().await;
}

pub(super) async fn what_has_not_followed_a_step_is_known_after_a_stop(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    install(&world, &[("loop@1.0", rules(&[]))]).await;
    let own = scope(MIIT);
    let [first, second] = [
        issue(&world, &notice("1", START)).await.object,
        issue(&world, &notice("2", START)).await.object,
    ];
    let behind = async || {
        let mut read = world.read(&own).await;
        loops_behind(&mut read, 10).await.expect("a list")
    };
    assert_eq!(behind().await, [], "nothing has happened to them");
    take(&world, &step(second, "recipient", "sign_for", 1)).await;
    take(&world, &step(second, "recipient", "reply", 2)).await;
    take(&world, &step(first, "recipient", "sign_for", 1)).await;
    assert_eq!(behind().await, [first, second]);
    let mut tx = world.write(&own).await;
    loops_followed(&mut tx, &[second, second]).await.expect("told");
    tx.commit().await.expect("the commit");
    assert_eq!(behind().await, [first]);
    world.check_rebuild().await;
    assert_eq!(behind().await, [first], "what is behind is no view");
}

pub(super) async fn a_step_out_of_turn_or_in_anothers_name_is_refused(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    install(&world, &[("loop@1.0", rules(&[]))]).await;
    let id = issue(&world, &notice("1", START)).await.object;
    // Not allowed in this state; not this party's; said by another tenant; no such party.
    take(&world, &step(id, "recipient", "reply", 1)).await;
    take(&world, &step(id, "recipient", "close", 2)).await;
    let forged = LoopStep { by: path(PLANT), ..step(id, "recipient", "sign_for", 3) };
    world.say(CA, &[MIIT, PLANT], &forged).await;
    let other = LoopStep { by: path(CA), ..step(id, "recipient", "sign_for", 4) };
    world.say(CA, &[MIIT, PLANT], &other).await;
    let nobody = LoopStep { party: "friend".to_owned(), ..step(id, "recipient", "sign_for", 5) };
    take(&world, &nobody).await;
    assert_eq!(
        states(&world, MIIT, id).await,
        ("issued".to_owned(), vec!["refused".to_owned(); 5])
    );
    take(&world, &step(id, "recipient", "sign_for", 6)).await;
    let (state, steps) = states(&world, PLANT, id).await;
    assert_eq!((state.as_str(), steps[5].as_str()), ("signed_for", "signed_for"));
    world.check_rebuild().await;
}

pub(super) async fn numbers_run_without_gaps_by_issuer_and_year(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    // The year is China's: 2026 begins there eight hours before it does in UTC.
    for (millis, year) in [
        (START.0 - 1, 2026),
        (START.0 - 8 * 3_600_000, 2026),
        (START.0 - 8 * 3_600_000 - 1, 2025),
        (1_709_164_800_000, 2024),
        (1_735_574_400_000, 2024),
        (0, 1970),
    ] {
        assert_eq!(notice_year(Millis(millis)), year, "{millis}");
    }
    let own = scope(MIIT);
    for number in 1..=3 {
        let mut tx = world.write(&own).await;
        let next = notice_number_next(&mut tx, &own, None, 2026).await.expect("a number").0;
        assert_eq!(next, number);
        let sharing = contract::Sharing::with([path(PLANT)]);
        let body = notice(&next.to_string(), START);
        let draft = crate::testing::draft(&world.node.store, MIIT, sharing, &body);
        tx.append(draft).await.expect("appended");
        assert_eq!(
            notice_number_next(&mut tx, &own, None, 2026).await.expect("a number").0,
            number + 1
        );
        // What is not committed takes no number.
        if number < 3 {
            tx.commit().await.expect("the commit");
        }
    }
    let mut read = world.read(&own).await;
    assert_eq!(notice_number_next(&mut read, &own, None, 2026).await.expect("a number").0, 3);
    assert_eq!(notice_number_next(&mut read, &own, None, 2027).await.expect("a number").0, 1);
    drop(read);
    let other = scope(CA);
    let mut read = world.read(&other).await;
    assert_eq!(notice_number_next(&mut read, &other, None, 2026).await.expect("a number").0, 1);
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn rules_installed_later_judge_what_came_before(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let id = issue(&world, &notice("1", START)).await.object;
    take(&world, &step(id, "recipient", "sign_for", 1)).await;
    take(&world, &step(id, "recipient", "close", 2)).await;
    let unjudged = ("issued".to_owned(), vec!["issued".to_owned(); 2]);
    assert_eq!(states(&world, PLANT, id).await, unjudged);
    // Another version of the same procedure serves until the notice's own is there.
    let old = ("loop@0.9", rules(&[]));
    install(&world, std::slice::from_ref(&old)).await;
    let judged = ("signed_for".to_owned(), vec!["signed_for".to_owned(), "refused".to_owned()]);
    assert_eq!(states(&world, PLANT, id).await, judged);
    world.check_rebuild().await;
    let lenient = rules(&[("signed_for", "close", "recipient", "closed")]);
    let newer = [("loop@2.0", rules(&[])), ("looping@1.0", rules(&[]))];
    install(&world, &[&[old, ("loop@1.0", lenient)], &newer[..]].concat()).await;
    assert_eq!(states(&world, PLANT, id).await.0, "closed", "the notice's own version rules");
    world.check_rebuild().await;
}

pub(super) async fn overdue_is_open_and_past_due(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    install(&world, &[("loop@1.0", rules(&[]))]).await;
    let late = issue(&world, &notice("1", START)).await.object;
    let ended = issue(&world, &notice("2", START)).await.object;
    take(&world, &step(ended, "issuer", "withdraw", 1)).await;
    let timely = issue(&world, &notice("3", START.plus(86_400_000))).await.object;
    let now = START.plus(86_400_001);
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    for (overdue, expected) in [(Some(true), vec![late]), (Some(false), vec![timely, ended])] {
        let query =
            NoticeQuery { overdue, side: Some("received".to_owned()), ..Default::default() };
        let page = notice_list(&mut read, &own, &query, now).await.expect("a list");
        assert_eq!(page.items.iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        assert!(page.items.iter().all(|row| Some(row.overdue) == overdue));
        let count = notice_count(&mut read, &own, &query, now).await.expect("a count");
        assert_eq!(count, page.total);
    }
    let waiting = notice_waiting(&mut read, &own, now, 5).await.expect("a list");
    assert_eq!(waiting.iter().map(|row| row.id).collect::<Vec<_>>(), [late, timely]);
    let issued = NoticeQuery { side: Some("issued".to_owned()), ..Default::default() };
    assert_eq!(notice_count(&mut read, &own, &issued, now).await.expect("a count"), 0);
}

/// The summary of a loop that was issued at the start, and took so long if it is closed.
fn summary(world: &World, number: i64, severity: Severity, closed: Option<i64>) -> LoopSummary {
    LoopSummary {
        subject: world.node.store.new_id(),
        number: number.to_string(),
        issuer: path(MIIT),
        recipient: path(PLANT),
        region: if number < 3 { "32" } else { "33" }.to_owned(),
        industry: "C39".to_owned(),
        severity,
        techniques: vec!["T0843".to_owned(), "T0843".to_owned(), format!("T{number}")],
        state: if closed.is_some() { "closed" } else { "issued" }.to_owned(),
        issued: START,
        due: START.plus(10),
        closed: closed.map(|took| START.plus(took)),
        returned: 0,
        source: Source::Notice,
        hazard: String::new(),
        reopened: 0,
        extended: 0,
        escalated: 0,
        supervised: false,
        signed: None,
        replied: None,
        part_of: None,
        rechecked: None,
        ended: false,
    }
}

#[expect(clippy::too_many_lines, reason = "every figure against its list")]
pub(super) async fn loops_are_counted_by_each_dimension(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let summary = |number, severity, closed| summary(&world, number, severity, closed);
    let first = world.say(MIIT, &[CA], &summary(0, Severity::High, None)).await;
    for number in 1..=10 {
        world.say(MIIT, &[CA], &summary(number, Severity::Low, Some(number * 100))).await;
    }
    let viewer = scope(CA);
    let mut read = world.read(&viewer).await;
    let asked = LoopFiguresQuery::default();
    let figures = loop_statistics(&mut read, &viewer, &asked, START).await.expect("figures");
    let near = |found: Option<i64>, exact: i64| {
        found.is_some_and(|found| (found - exact).abs() * 100 <= exact * 2)
    };
    assert!(near(figures.close_p50_ms, 500) && near(figures.close_p90_ms, 900), "{figures:?}");
    assert_eq!(
        (figures.total, figures.open, figures.overdue, figures.times.close.count),
        (11, 1, 0, 10)
    );
    let late = START.plus(11);
    for (query, total, overdue, techniques) in [
        (LoopFiguresQuery::default(), 11, 1, 12),
        (LoopFiguresQuery { region: Some("32".to_owned()), ..Default::default() }, 3, 1, 4),
        (LoopFiguresQuery { severity: Some("low".to_owned()), ..Default::default() }, 10, 0, 11),
        (LoopFiguresQuery { industry: Some("C39".to_owned()), ..Default::default() }, 11, 1, 12),
        (LoopFiguresQuery { issuer: Some(path(CA)), ..Default::default() }, 0, 0, 0),
        (
            LoopFiguresQuery {
                region: Some("33".to_owned()),
                issuer: Some(path(MIIT)),
                severity: Some("low".to_owned()),
                ..Default::default()
            },
            8,
            0,
            9,
        ),
    ] {
        // The same day, days later, and so late that the day's own sum is no longer read.
        let after = |days: i64| START.plus(days * 86_400_000);
        for now in [late, after(2), after(29), after(31), after(400)] {
            let found = loop_statistics(&mut read, &viewer, &query, now).await.expect("figures");
            assert_eq!((found.total, found.overdue), (total, overdue), "{query:?}");
            assert_eq!(found.by_technique.len(), techniques, "{query:?}");
            let sum: u64 = found.by_authority.iter().map(|count| count.count).sum();
            assert_eq!(sum, total);
            let late: u64 = found.overdue_by_region.iter().map(|count| count.count).sum();
            assert_eq!(late, overdue);
        }
    }
    let text = |text: &str| Some(text.to_owned());
    for (counts, query) in [
        (
            &figures.by_state,
            (|key| LoopQuery { state: key, ..Default::default() })
                as fn(Option<String>) -> LoopQuery,
        ),
        (&figures.by_region, |key| LoopQuery { region: key, ..Default::default() }),
        (&figures.by_severity, |key| LoopQuery { severity: key, ..Default::default() }),
        (&figures.by_technique, |key| LoopQuery { technique: key, ..Default::default() }),
    ] {
        assert!(!counts.is_empty() && counts.is_sorted_by(|a, b| a.count >= b.count));
        for count in counts {
            let query = query(text(&count.key));
            let page = loop_list(&mut read, &viewer, &query, START).await.expect("a list");
            assert_eq!(
                (page.total, page.items.len() as u64),
                (count.count, count.count),
                "{query:?}"
            );
            assert_eq!(
                loop_count(&mut read, &viewer, &query, START).await.expect("a count"),
                count.count
            );
        }
    }
    let open = LoopQuery { state: text("open"), issuer: Some(path(MIIT)), ..Default::default() };
    assert_eq!(loop_count(&mut read, &viewer, &open, START).await.expect("a count"), 1);
    drop(read);
    let body: LoopSummary = contract::kinds::read(&first.body).expect("a summary");
    let ended = LoopSummary { state: "withdrawn".to_owned(), techniques: vec![], ..body.clone() };
    world.say_of(first.object, 1, MIIT, &[CA], &ended).await;
    let mut read = world.read(&viewer).await;
    assert_eq!(loop_count(&mut read, &viewer, &open, START).await.expect("a count"), 0);
    let gone = LoopQuery { technique: text("T0"), ..Default::default() };
    assert_eq!(loop_count(&mut read, &viewer, &gone, START).await.expect("a count"), 0);
    let (_, row, revision) =
        loop_of(&mut read, &viewer, body.subject, START).await.expect("asked").expect("there");
    assert_eq!((row.state.as_str(), revision), ("withdrawn", 2));
    drop(read);
    let none = scope(PLANT);
    let mut read = world.read(&none).await;
    let figures = loop_statistics(&mut read, &none, &asked, START).await.expect("figures");
    assert_eq!((figures.by_state.len(), figures.close_p50_ms), (0, None));
    drop(read);
    world.check_rebuild().await;
}
