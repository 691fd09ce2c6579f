use contract::kinds::assignment::Assignment;
use contract::kinds::deputy::Deputy;
use contract::kinds::notice::Notice;
use contract::rest::query::PageQuery;
use model::finding::Severity;
use model::{Millis, Role};

use super::super::*;
use super::findings::{finding, report};
use super::notices::{install, issue, notice, rules, step, take};
use super::{MIIT, PLANT, START, World, scope};
use crate::tests::Engine;

const OFFICER: Role = Role::EnterpriseOfficer;
const REGULATOR: Role = Role::ProvincialRegulator;
const DAY: i64 = 86_400_000;

/// All rows of a list, page by page of three; its total is that of the sums.
async fn listed(world: &World, tenant: &str, filter: &WorkFilter, sort: &str) -> Vec<WorkRow> {
    let own = scope(tenant);
    let now = world.now();
    let order = WorkOrder::named(sort).expect("a sort");
    let mut read = world.read(&own).await;
    let cells = work_cells(&mut read, &own, filter.role, now).await.expect("cells");
    let how = work_search(&mut read, &own, filter, &cells).await.expect("a search");
    let total = work_count(&mut read, &own, filter, &how, &cells, now).await.expect("a total");
    let mut rows: Vec<WorkRow> = Vec::new();
    loop {
        let after = rows.last().map(|row| order.key(row));
        let after = after.map(|key| WorkKey::read(&key.text()).expect("a cursor"));
        let slice = (after.as_ref(), 3);
        let of = (filter, &how);
        let page = work_page(&mut read, &own, of, order, slice, &cells, now).await;
        let page = page.expect("a page");
        let done = page.len() < 3;
        rows.extend(page);
        if done {
            break;
        }
    }
    let (total, at_least) = total;
    let all = rows.len() as u64;
    assert!(
        if at_least { total <= all } else { total == all },
        "{total} of {all}: {filter:?} {sort}"
    );
    rows
}

async fn kinds_of(world: &World, tenant: &str, role: Role) -> Vec<(String, Vec<String>)> {
    let rows = listed(world, tenant, &WorkFilter::of(role), "kind").await;
    rows.into_iter().map(|row| (row.kind, row.actions)).collect()
}

fn one(kind: &str, actions: &[&str]) -> Vec<(String, Vec<String>)> {
    vec![(kind.to_owned(), actions.iter().map(|action| (*action).to_owned()).collect())]
}

/// Whether a row belongs into a list.
type Holds = Box<dyn Fn(&WorkRow) -> bool>;

pub(super) async fn what_waits_follows_the_loop_and_the_report(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    install(&world, &[("loop@1.0", rules(&[]))]).await;
    let raised = world.say(PLANT, &[], &finding("a", Severity::High, "10.0.0.1")).await.object;
    let told = world.say(PLANT, &[MIIT], &report(raised, Severity::High)).await.object;
    assert_eq!(kinds_of(&world, MIIT, REGULATOR).await, one("report", &["review"]));
    assert_eq!(kinds_of(&world, PLANT, OFFICER).await, []);
    let body = Notice { report: Some(told), ..notice("1", START) };
    let id = issue(&world, &body).await.object;
    let nothing: &[&str] = &[];
    for (turn, party, action, officer, regulator) in [
        (0, "", "", &["sign_for"] as &[&str], nothing),
        (1, "recipient", "sign_for", &["reply"], nothing),
        (2, "recipient", "reply", nothing, &["return", "close"]),
        (3, "issuer", "return", &["reply"], nothing),
        (4, "recipient", "reply", nothing, &["return", "close"]),
        (5, "issuer", "close", nothing, nothing),
    ] {
        if turn > 0 {
            take(&world, &step(id, party, action, turn)).await;
        }
        for (tenant, role, expected) in
            [(PLANT, OFFICER, officer), (MIIT, REGULATOR, regulator), (PLANT, REGULATOR, nothing)]
        {
            let expected = if expected.is_empty() { vec![] } else { one("notice", expected) };
            assert_eq!(kinds_of(&world, tenant, role).await, expected, "{tenant} after {action}");
        }
    }
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let cells = work_cells(&mut read, &own, OFFICER, world.now()).await.expect("cells");
    assert_eq!(cells, [], "sums that came to nothing leave no row");
    drop(read);
    world.check_rebuild().await;
}

/// Notices that wait for the plant, due from three days ago to three days ahead.
async fn notices(world: &World) -> Vec<Id> {
    install(world, &[("loop@1.0", rules(&[]))]).await;
    let now = world.now();
    let mut ids = Vec::new();
    for number in 0..14i64 {
        let severity = Severity::ALL[usize::try_from(number).expect("small") % 3 + 1];
        let due = now.plus((number % 7 - 3) * DAY + number % 2 * 3_600_000);
        let number = format!("{number:02}号");
        let body = Notice { severity, due, ..notice(&number, now.plus(-5 * DAY)) };
        ids.push(issue(world, &body).await.object);
    }
    ids
}

async fn give(world: &World, id: Id, to: &str) {
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let found = assignment_get(&mut read, &own, "notice", &id.to_string()).await.expect("asked");
    drop(read);
    let (object, follows) =
        found.map_or((world.node.store.new_id(), 0), |(object, revision, _)| (object, revision));
    let body = Assignment {
        kind: "notice".to_owned(),
        object: id.to_string(),
        to: to.to_owned(),
        note: String::new(),
    };
    world.say_of(object, follows, PLANT, &[], &body).await;
}

fn is_late(row: &WorkRow, now: Millis) -> bool {
    row.due.is_some_and(|due| due < now)
}

pub(super) async fn any_filter_in_any_order_covers_the_list_once(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    for (number, id) in notices(&world).await.iter().enumerate() {
        let to = ["", "li", "wang"].get(number % 4).copied().unwrap_or_default();
        if !to.is_empty() {
            give(&world, *id, to).await;
        }
    }
    let all = listed(&world, PLANT, &WorkFilter::of(OFFICER), "due").await;
    assert_eq!(all.len(), 14);
    let now = world.now();
    let to = |people: &[(&str, &[&str])]| {
        let owned = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let people = people.iter().map(|(login, kinds)| ((*login).to_owned(), owned(kinds)));
        Some(Assigned::To(people.collect()))
    };
    let plain = || WorkFilter::of(OFFICER);
    let filters: Vec<(WorkFilter, Holds)> = vec![
        (plain(), Box::new(|_| true)),
        (WorkFilter { overdue: Some(true), ..plain() }, Box::new(move |row| is_late(row, now))),
        (WorkFilter { overdue: Some(false), ..plain() }, Box::new(move |row| !is_late(row, now))),
        (
            WorkFilter { severity: Some(Severity::Medium), overdue: Some(true), ..plain() },
            Box::new(move |row| row.severity == Some(Severity::Medium) && is_late(row, now)),
        ),
        (WorkFilter { kind: Some("task".to_owned()), ..plain() }, Box::new(|_| false)),
        (
            WorkFilter { assigned: Some(Assigned::Nobody), ..plain() },
            Box::new(|row| row.assignee.is_empty()),
        ),
        (
            WorkFilter { assigned: to(&[("li", &[])]), ..plain() },
            Box::new(|row| row.assignee == "li"),
        ),
        (
            WorkFilter { assigned: to(&[("li", &["notice"]), ("wang", &["task"])]), ..plain() },
            Box::new(|row| row.assignee == "li"),
        ),
        (
            WorkFilter { q: Some("03号".to_owned()), ..plain() },
            Box::new(|row| row.title.contains("03号")),
        ),
        (
            WorkFilter { q: Some("号".to_owned()), overdue: Some(false), ..plain() },
            Box::new(move |row| !is_late(row, now)),
        ),
        (
            WorkFilter { q: Some("1".to_owned()), assigned: Some(Assigned::Nobody), ..plain() },
            Box::new(|row| row.title.contains('1') && row.assignee.is_empty()),
        ),
        (
            WorkFilter { q: Some("32/MIIT".to_owned()), assigned: to(&[("wang", &[])]), ..plain() },
            Box::new(|row| row.assignee == "wang"),
        ),
        (WorkFilter { q: Some("勒索".to_owned()), ..plain() }, Box::new(|_| false)),
        (WorkFilter { role: REGULATOR, ..plain() }, Box::new(|_| false)),
    ];
    for (filter, holds) in &filters {
        let mut expected: Vec<&WorkRow> = all.iter().filter(|row| holds(row)).collect();
        for sort in ["due", "-due", "since", "-since", "severity", "-severity", "kind", "-kind"] {
            let order = WorkOrder::named(sort).expect("a sort");
            expected.sort_by(|a, b| order.compare(&order.key(a), &order.key(b)));
            let rows = listed(&world, PLANT, filter, sort).await;
            assert_eq!(rows.iter().collect::<Vec<_>>(), expected, "{filter:?} {sort}");
        }
    }
    world.check_rebuild().await;
}

pub(super) async fn what_is_given_to_a_person_stays_given(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let ids = notices(&world).await;
    let id = ids[0];
    give(&world, id, "li").await;
    take(&world, &step(id, "recipient", "sign_for", 1)).await;
    let own = scope(PLANT);
    let mut read = world.read(&own).await;
    let row = work_of(&mut read, &own, OFFICER, "notice", &id.to_string()).await.expect("asked");
    let row = row.expect("it waits");
    assert_eq!((row.assignee.as_str(), row.actions), ("li", vec!["reply".to_owned()]));
    drop(read);
    take(&world, &step(id, "recipient", "reply", 2)).await;
    take(&world, &step(id, "issuer", "return", 3)).await;
    let mine = WorkFilter {
        assigned: Some(Assigned::To(vec![("li".to_owned(), vec![])])),
        ..WorkFilter::of(OFFICER)
    };
    let rows = listed(&world, PLANT, &mine, "due").await;
    assert_eq!(rows.len(), 1, "it came back to the same person");
    give(&world, id, "").await;
    assert_eq!(listed(&world, PLANT, &mine, "due").await, []);
    world.check_rebuild().await;
}

pub(super) async fn a_deputy_stands_in_for_a_time(engine: &Engine<'_>) {
    let world = World::new(engine).await;
    let now = world.now();
    let body = Deputy {
        person: "li".to_owned(),
        deputy: "wang".to_owned(),
        from: now.plus(DAY),
        until: now.plus(2 * DAY),
        kinds: vec!["notice".to_owned()],
        withdrawn: false,
    };
    let said = world.say(PLANT, &[], &body).await;
    let own = scope(PLANT);
    for (after, state, stands) in
        [(0, "coming", false), (DAY, "active", true), (2 * DAY, "past", false)]
    {
        let then = now.plus(after + 1);
        let mut read = world.read(&own).await;
        let of = deputies_of(&mut read, &own, "wang", then).await.expect("asked");
        let expected = stands.then(|| ("li".to_owned(), vec!["notice".to_owned()]));
        assert_eq!(of, expected.into_iter().collect::<Vec<_>>(), "{state}");
        let row = deputy_get(&mut read, &own, said.object, then).await.expect("there");
        assert_eq!(row.state, state);
    }
    let ended = Deputy { withdrawn: true, ..body };
    world.say_of(said.object, 1, PLANT, &[], &ended).await;
    let mut read = world.read(&own).await;
    let page = PageQuery::default();
    let then = now.plus(DAY + 1);
    assert_eq!(deputies_of(&mut read, &own, "wang", then).await.expect("asked"), []);
    for (login, rows) in [(None, 1), (Some("li"), 1), (Some("wang"), 1), (Some("zhao"), 0)] {
        let listed = deputy_list(&mut read, &own, &page, login, then).await.expect("a list");
        assert_eq!(listed.items.len(), rows, "{login:?}");
    }
    let other = scope(MIIT);
    assert_eq!(deputy_list(&mut read, &other, &page, None, then).await.expect("a list").total, 0);
    drop(read);
    world.check_rebuild().await;
}

/// The plan of each statement that a list runs, on SQLite: rows are found by an index.
#[tokio::test]
async fn no_inbox_list_looks_through_all_rows() {
    let world = World::new(&Engine::Sqlite).await;
    for id in notices(&world).await {
        give(&world, id, "li").await;
    }
    let plain = || WorkFilter::of(OFFICER);
    let mine = Some(Assigned::To(vec![("li".to_owned(), vec![])]));
    let filters = [
        plain(),
        WorkFilter { overdue: Some(true), kind: Some("notice".to_owned()), ..plain() },
        WorkFilter { assigned: Some(Assigned::Nobody), ..plain() },
        WorkFilter { assigned: mine, ..plain() },
        WorkFilter { group: Some("g".to_owned()), ..plain() },
        WorkFilter { q: Some("03号".to_owned()), ..plain() },
        WorkFilter { q: Some("号".to_owned()), ..plain() },
    ];
    let own = scope(PLANT);
    let now = world.now();
    let mut read = world.read(&own).await;
    for filter in &filters {
        for sort in ["due", "-due", "-since", "-severity", "kind"] {
            let order = WorkOrder::named(sort).expect("a sort");
            let cells = work_cells(&mut read, &own, filter.role, now).await.expect("cells");
            let how = work_search(&mut read, &own, filter, &cells).await.expect("a search");
            work_count(&mut read, &own, filter, &how, &cells, now).await.expect("a total");
            let of = (filter, &how);
            let all = work_page(&mut read, &own, of, order, (None, 5), &cells, now).await;
            let after = all.expect("a page").last().map(|row| order.key(row));
            let slice = (after.as_ref(), 5);
            work_page(&mut read, &own, of, order, slice, &cells, now).await.expect("a page");
        }
    }
    work_groups(&mut read, &own, OFFICER, &["g".to_owned()].into()).await.expect("groups");
    work_of(&mut read, &own, OFFICER, "notice", "x").await.expect("asked");
    assignments_of(&mut read, &own, "obligation").await.expect("asked");
    deputies_of(&mut read, &own, "li", now).await.expect("asked");
    let texts = std::mem::take(&mut *read.statements.lock().expect("nobody panicked"));
    let mut walks = 0;
    for text in texts {
        let plan = read.all(Sql::new(format!("EXPLAIN QUERY PLAN {text}"))).await.expect("a plan");
        for step in &plan {
            let step = step.text("detail").expect("a step");
            let table =
                ["SCAN w", "SCAN view_", "SCAN v"].iter().any(|scan| step.starts_with(scan));
            let indexed = step.starts_with("SCAN view_gram VIRTUAL");
            assert!(!table || indexed, "{step}\n  in {text}");
            let whole = step.starts_with("SEARCH w ") && step.ends_with("(tenant=?)");
            assert!(!whole && !step.contains("AUTOMATIC"), "{step}\n  in {text}");
            walks +=
                usize::from(step.contains("view_work_due") || step.contains("view_work_since"));
        }
    }
    assert!(walks > 10, "lists walk along the index: {walks}");
}
