//! Filings under a small procedure of the tests: draft, submitted, then confirmed or returned.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::Record;
use contract::kinds::evidence::Evidence;
use contract::kinds::filing::{Filing, PartyTenant};
use contract::kinds::filing_comment::FilingComment;
use contract::kinds::filing_draft::FilingDraft;
use contract::kinds::filing_step::{FilingStep, digests};
use contract::kinds::filing_summary::FilingSummary;
use contract::kinds::filing_verdict::FilingVerdict;
use contract::kinds::loop_step::Attachment;
use contract::kinds::organisation::Organisation;
use contract::kinds::pack::Pack;
use contract::rest::filing::{Answers, Verdict};
use contract::rest::query::{FilingQuery, IndicatorListQuery, LockerQuery, SignQuery};
use model::{Id, Millis, Role, TenantPath};
use serde_json::{Value, json};

use super::super::*;
use super::{CA, MIIT, PLANT, World, code, path, scope};
use crate::tests::Engine;

/// Two states that follow from the steps' actions alone.
struct Small;

impl FilingRules for Small {
    fn standing(&self, past: &FilingPast<'_>) -> Option<FilingStanding> {
        if !past.filing.procedure.starts_with("small@") {
            return None;
        }
        let mut standing = FilingStanding { state: "draft".to_owned(), ..Default::default() };
        for step in past.steps {
            let next = match (standing.state.as_str(), step.action.as_str()) {
                ("draft" | "returned", "submit") => "submitted",
                ("submitted", "return") => "returned",
                ("submitted", "confirm") => "confirmed",
                _ => {
                    standing.refused.push(step.id);
                    continue;
                }
            };
            standing.state = next.to_owned();
            standing.states.insert(step.id, next.to_owned());
            if !step.results.is_empty() {
                standing.results = step.results.clone();
                standing.score = step.scores.get("total").copied();
            }
            if next == "submitted" {
                standing.due = Some(step.time.plus(1000));
            }
            standing.reached.push(next.to_owned());
        }
        standing.reached.sort();
        standing.reached.dedup();
        let waits = if standing.state == "submitted" { "authority" } else { "applicant" };
        standing.terminal = standing.state == "confirmed";
        standing.due = standing.due.filter(|_| standing.state == "submitted");
        if !standing.terminal {
            standing.waiting = vec![waits.to_owned()];
        }
        standing.result = standing.results.get("grade").cloned().unwrap_or_default();
        standing.rank = standing.result.parse().unwrap_or(0);
        if standing.terminal {
            standing.indicators.insert("K1".to_owned(), 1.0);
        }
        Some(standing)
    }

    fn prints(&self, _: &Filing, answers: &BTreeMap<String, Answers>) -> Prints {
        let fields = answers.iter().flat_map(|(form, given)| {
            given.iter().map(move |(field, value)| (form.clone(), field.clone(), value))
        });
        let coded = fields.filter(|(.., value)| value.is_string());
        let values: Vec<_> = coded
            .map(|(form, field, value)| (form, field, value.as_str().unwrap().to_owned()))
            .collect();
        Prints {
            answers: format!("{values:?}"),
            values,
            evidence: digests(answers.values().flat_map(Answers::values)),
        }
    }

    fn admit_filing(&self, _: &Filing) -> Result<(), String> {
        Ok(())
    }

    fn admit_step(&self, _: &FilingPast<'_>, _: &FilingStep, _: Millis) -> Result<(), String> {
        Ok(())
    }

    fn admit_pack(&self, _: &Pack, _: &TenantPath) -> Result<(), String> {
        Ok(())
    }
}

const OTHER: &str = "cn/32/ent/c";

async fn world(engine: &Engine<'_>) -> World {
    let tenants = [MIIT, CA, PLANT, OTHER];
    let node = engine.node(9, model::NodeKind::Provincial, &tenants).await;
    node.store.set_filing_rules(Arc::new(Small));
    World { node }
}

fn answers(value: Value) -> Answers {
    let Value::Object(answers) = value else { panic!("an object") };
    answers
}

/// The applicant, the authority that sees all, and one that sees the summary only.
fn filing(applicant: &str, subject: &str) -> Filing {
    let party = |tenant: &str, summary| PartyTenant { tenant: path(tenant), summary };
    Filing {
        procedure: "small@1.0.0".to_owned(),
        period: "2026".to_owned(),
        subject: subject.to_owned(),
        applicant: path(applicant),
        applicant_name: format!("企业 {applicant}"),
        parties: BTreeMap::from([
            ("applicant".to_owned(), party(applicant, false)),
            ("authority".to_owned(), party(MIIT, false)),
            ("ministry".to_owned(), party(CA, true)),
        ]),
        begun: Millis(1_767_225_600_000),
        previous: None,
    }
}

fn step(filing: Id, by: &str, action: &str, turn: u32) -> FilingStep {
    let party = if by == MIIT { "authority" } else { "applicant" };
    FilingStep {
        filing,
        party: party.to_owned(),
        by: path(by),
        role: Role::EnterpriseOfficer,
        action: action.to_owned(),
        turn,
        state: String::new(),
        text: String::new(),
        attachments: Vec::new(),
        fields: BTreeMap::new(),
        answers: BTreeMap::new(),
        verdicts: BTreeMap::new(),
        organisation: Answers::new(),
        indicators: BTreeMap::new(),
        results: BTreeMap::new(),
        scores: BTreeMap::new(),
        first_saved: None,
        on_behalf_of: String::new(),
    }
}

/// A submission that freezes these answers, with a grade.
fn submission(filing: Id, by: &str, turn: u32, given: Value, grade: &str) -> FilingStep {
    FilingStep {
        answers: BTreeMap::from([("form".to_owned(), answers(given))]),
        results: BTreeMap::from([("grade".to_owned(), grade.to_owned())]),
        scores: BTreeMap::from([("total".to_owned(), 40.5)]),
        ..step(filing, by, "submit", turn)
    }
}

/// Begins privately and shares with the first step, as the use-cases do.
async fn begin(world: &World, applicant: &str, subject: &str) -> Record {
    let body = filing(applicant, subject);
    let begun = world.say(applicant, &[], &body).await;
    world.say_of(begun.object, 1, applicant, &[MIIT], &body).await
}

async fn take(world: &World, by: &str, body: &FilingStep) -> Record {
    let with = if by == MIIT { [PLANT, OTHER] } else { [MIIT, MIIT] };
    let filing = world.node.store.read(&scope(by)).await.expect("a read handle");
    drop(filing);
    let with: Vec<&str> = with.into_iter().filter(|tenant| *tenant != by).collect();
    world.say(by, &with, body).await
}

async fn row(world: &World, viewer: &str, id: Id) -> FilingHead {
    let own = scope(viewer);
    let mut read = world.read(&own).await;
    filing_head(&mut read, &own, id, world.now()).await.expect("the filing is seen")
}

pub(super) async fn a_filing_stands_as_its_steps_say_for_every_viewer(engine: &Engine<'_>) {
    let world = world(engine).await;
    let body = filing(PLANT, "");
    let id = world.say(PLANT, &[], &body).await.object;
    let own = scope(MIIT);
    let mut read = world.read(&own).await;
    assert_eq!(code(filing_head(&mut read, &own, id, world.now()).await), "filing.missing");
    drop(read);
    assert_eq!(row(&world, PLANT, id).await.row.state, "draft");
    world.say_of(id, 1, PLANT, &[MIIT], &body).await;
    let frozen = json!({ "a": "x", "file": { "digest": "ab".repeat(32), "media_type": "text" } });
    take(&world, PLANT, &submission(id, PLANT, 1, frozen, "3")).await;
    let seen = row(&world, MIIT, id).await;
    assert_eq!((seen.row.state.as_str(), seen.row.party.as_str()), ("submitted", "authority"));
    assert_eq!((seen.row.results["grade"].as_str(), seen.row.score), ("3", Some(40.5)));
    assert_eq!((seen.result.as_str(), seen.rank, seen.summary), ("3", 3, false));
    assert!(!seen.row.overdue && seen.row.waiting_for == ["authority"]);
    // Acts that the procedure does not know at their place change nothing.
    take(&world, PLANT, &step(id, PLANT, "again", 1)).await;
    take(&world, PLANT, &step(id, PLANT, "nothing", 2)).await;
    take(&world, MIIT, &step(id, MIIT, "return", 2)).await;
    let mut read = world.read(&own).await;
    let steps = filing_steps(&mut read, &own, id).await.expect("steps");
    let states: Vec<&str> = steps.iter().map(|step| step.row.state.as_str()).collect();
    assert!(states.contains(&"refused") && states.contains(&"submitted"), "{states:?}");
    let (answers, _) = frozen_answers(&mut read, &steps).await.expect("answers");
    assert_eq!(answers["form"]["a"], "x");
    drop(read);
    // The summary reaches who sees no more.
    let head = row(&world, MIIT, id).await;
    let summary = FilingSummary {
        id,
        filing: head.filing.clone(),
        by: path(MIIT),
        state: head.row.state.clone(),
        waiting: head.row.waiting_for.clone(),
        terminal: false,
        results: head.row.results.clone(),
        result: head.result.clone(),
        rank: head.rank,
        score: head.row.score,
        number: String::new(),
        due: None,
        changed: head.row.changed,
        reached: vec!["submitted".to_owned()],
        indicators: BTreeMap::new(),
    };
    world.say(MIIT, &[CA], &summary).await;
    let told = row(&world, CA, id).await;
    assert!(told.summary && told.row.state == head.row.state);
    let ca = scope(CA);
    let mut read = world.read(&ca).await;
    assert_eq!(filing_steps(&mut read, &ca, id).await.expect("steps"), []);
    assert_eq!(filing_funnel(&mut read, &ca, "small", "2026").await.expect("bars").len(), 1);
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn any_sort_covers_a_list_once(engine: &Engine<'_>) {
    let world = world(engine).await;
    for number in 0..7 {
        let applicant = if number % 2 == 0 { PLANT } else { OTHER };
        let id = begin(&world, applicant, &format!("系统{number}")).await.object;
        if number < 5 {
            let grade = ["1", "2", "3"][number % 3];
            take(&world, applicant, &submission(id, applicant, 1, json!({ "a": "x" }), grade))
                .await;
        }
        if number < 2 {
            take(&world, MIIT, &step(id, MIIT, "confirm", 2)).await;
        }
    }
    let own = scope(MIIT);
    let mut read = world.read(&own).await;
    let now = world.now();
    let words =
        ["changed", "begun", "due", "applicant", "state", "result", "score", "number", "signs"];
    for word in words {
        for sort in [word.to_owned(), format!("-{word}")] {
            let mut query = FilingQuery {
                sort: Some(sort.clone()),
                limit: Some(2),
                procedure: Some("small".to_owned()),
                ..Default::default()
            };
            let mut seen = Vec::new();
            loop {
                let page = filing_list(&mut read, &own, &query, now).await.expect("a page");
                assert_eq!(page.total, 7);
                seen.extend(page.items.into_iter().map(|row| row.id));
                query.cursor = page.next;
                if query.cursor.is_none() {
                    break;
                }
            }
            let unique: std::collections::BTreeSet<_> = seen.iter().collect();
            assert_eq!((seen.len(), unique.len()), (7, 7), "{sort}");
        }
    }
    let check = async |read: &mut crate::Read, query: FilingQuery, expected: u64| {
        let page = filing_list(read, &own, &query, now).await.expect("a page");
        assert_eq!((page.total, page.items.len() as u64), (expected, expected), "{query:?}");
        let count = filing_count(read, &own, &query, now).await.expect("a count");
        assert_eq!(count, expected);
    };
    let text = |text: &str| Some(text.to_owned());
    check(&mut read, FilingQuery { state: text("submitted"), ..Default::default() }, 3).await;
    check(&mut read, FilingQuery { waiting: text("me"), ..Default::default() }, 3).await;
    check(&mut read, FilingQuery { reached: text("confirmed"), ..Default::default() }, 2).await;
    check(&mut read, FilingQuery { overdue: Some(true), ..Default::default() }, 3).await;
    check(&mut read, FilingQuery { applicant: Some(path(OTHER)), ..Default::default() }, 3).await;
    check(&mut read, FilingQuery { q: text("系统6"), ..Default::default() }, 1).await;
    let wrong = FilingQuery { sort: text("nothing"), ..Default::default() };
    assert_eq!(code(filing_list(&mut read, &own, &wrong, now).await), "query.value");
    // A figure is the length of its list.
    for bar in filing_funnel(&mut read, &own, "small", "2026").await.expect("bars") {
        let query = FilingQuery {
            reached: Some(bar.bar.clone()),
            result: Some(bar.result.clone()),
            ..Default::default()
        };
        check(&mut read, query, bar.filings).await;
    }
    let sums = indicator_sums(&mut read, &own, "2026").await.expect("sums");
    assert_eq!((sums.len(), sums[0].filings, sums[0].applicants), (1, 2, 2));
    let query = IndicatorListQuery { period: text("2026"), ..Default::default() };
    let names = indicator_names(&mut read, &own, "K1", &query).await.expect("names");
    assert_eq!(names.total, 2);
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn the_radar_sees_what_two_applicants_share(engine: &Engine<'_>) {
    let world = world(engine).await;
    let file = json!({ "digest": "cd".repeat(32), "media_type": "application/pdf" });
    let given = json!({ "a": "x", "b": "y", "file": file });
    let first = begin(&world, PLANT, "").await.object;
    let second = begin(&world, OTHER, "").await.object;
    let quick = |id: Id, by: &str, turn: u32, given: &Value, now: Millis| FilingStep {
        first_saved: Some(now.plus(-60_000)),
        ..submission(id, by, turn, given.clone(), "3")
    };
    take(&world, PLANT, &submission(first, PLANT, 1, given.clone(), "3")).await;
    let own = scope(MIIT);
    let signs = async |world: &World, query: SignQuery| {
        let mut read = world.read(&own).await;
        let page = sign_list(&mut read, &own, &query).await.expect("signs");
        assert_eq!(page.total as usize, page.items.len());
        let mut signs: Vec<(Id, String)> =
            page.items.into_iter().map(|row| (row.filing, row.sign)).collect();
        signs.sort();
        signs
    };
    assert_eq!(signs(&world, SignQuery::default()).await, []);
    take(&world, OTHER, &quick(second, OTHER, 1, &given, world.now())).await;
    let found = signs(&world, SignQuery::default()).await;
    let of = |id: Id| found.iter().filter(|(filing, _)| *filing == id).count();
    assert_eq!((of(first), of(second)), (2, 3), "{found:?}");
    assert_eq!(row(&world, MIIT, first).await.row.signs, 2);
    assert_eq!(row(&world, MIIT, second).await.row.signs, 3);
    // Whoever is looked at does not see it.
    assert_eq!(row(&world, PLANT, first).await.row.signs, 0);
    let hasty = SignQuery { sign: Some("hasty".to_owned()), ..Default::default() };
    assert_eq!(signs(&world, hasty).await, [(second, "hasty".to_owned())]);
    let mut read = world.read(&own).await;
    let peers = filing_peers(&mut read, &own, "small@1.0.0", "2026", "form").await.expect("peers");
    assert_eq!((peers.filings, peers.fields["a"][0].filings), (2, 2));
    drop(read);
    // Sent back and answered anew: what was shared is gone, and the peers count once.
    take(&world, MIIT, &step(second, MIIT, "return", 2)).await;
    let anew = json!({ "a": "z", "b": "y" });
    take(&world, OTHER, &submission(second, OTHER, 3, anew, "3")).await;
    assert_eq!(signs(&world, SignQuery::default()).await, []);
    assert_eq!(row(&world, MIIT, first).await.row.signs, 0);
    let mut read = world.read(&own).await;
    let peers = filing_peers(&mut read, &own, "small@1.0.0", "2026", "form").await.expect("peers");
    let a: Vec<(&str, u32)> =
        peers.fields["a"].iter().map(|share| (share.value.as_str(), share.filings)).collect();
    assert_eq!((peers.filings, a), (2, vec![("x", 1), ("z", 1)]));
    drop(read);
    world.check_rebuild().await;
}

pub(super) async fn drafts_are_their_tenants_and_evidence_tells_its_uses(engine: &Engine<'_>) {
    let world = world(engine).await;
    let id = begin(&world, PLANT, "").await.object;
    let digest = "ef".repeat(32);
    let attachment = Attachment {
        name: "审计报告.pdf".to_owned(),
        digest: digest.clone(),
        size_bytes: 3,
        media_type: "application/pdf".to_owned(),
    };
    world.say(PLANT, &[], &Evidence { attachment: attachment.clone() }).await;
    let own = scope(PLANT);
    let locker = async |query: LockerQuery| {
        let mut read = world.read(&own).await;
        evidence_list(&mut read, &own, &query).await.expect("files")
    };
    assert_eq!(locker(LockerQuery { used: Some(false), ..Default::default() }).await.total, 1);
    let draft = |value: Value| FilingDraft {
        filing: id,
        form: "form".to_owned(),
        section: "one".to_owned(),
        answers: answers(value),
        carried: BTreeMap::from([("a".to_owned(), "confirmed".to_owned())]),
    };
    let given = json!({ "a": 1, "files": [attachment] });
    let saved = world.say(PLANT, &[], &draft(given.clone())).await;
    world
        .say_of(saved.object, 1, PLANT, &[], &draft(json!({ "a": 2, "files": [attachment] })))
        .await;
    let files =
        locker(LockerQuery {
            used: Some(true), q: Some("审计".to_owned()), ..Default::default()
        })
        .await;
    assert_eq!((files.total, files.items[0].used), (1, 1));
    assert_eq!(
        (files.items[0].uses[0].kind.as_str(), files.items[0].uses[0].object),
        ("filing", id)
    );
    let mut read = world.read(&own).await;
    let found =
        section_get(&mut read, &own, id, "form", "one").await.expect("asked").expect("there");
    assert_eq!((found.revision, &found.answers["a"], found.first), (2, &json!(2), saved.time));
    assert_eq!(draft_list(&mut read, &own, id, None).await.expect("drafts").len(), 1);
    drop(read);
    let verdict = Verdict { verdict: "met".to_owned(), note: String::new() };
    let verdicts = BTreeMap::from([("a".to_owned(), verdict)]);
    let body = FilingVerdict { filing: id, form: "form".to_owned(), verdicts };
    world.say(MIIT, &[PLANT], &body).await;
    let facts = answers(json!({ "employees": 7 }));
    world.say(PLANT, &[MIIT], &Organisation { facts: facts.clone() }).await;
    let text = "请核对".to_owned();
    let comment =
        FilingComment { filing: id, form: "form".to_owned(), field: "a".to_owned(), text };
    world.say(MIIT, &[PLANT], &comment).await;
    for (tenant, drafts, verdicts, comments) in
        [(PLANT, 1, 0, 1), (MIIT, 0, 1, 1), (OTHER, 0, 0, 0)]
    {
        let own = scope(tenant);
        let mut read = world.read(&own).await;
        let found = (
            draft_list(&mut read, &own, id, None).await.expect("drafts").len(),
            verdict_list(&mut read, &own, id).await.expect("verdicts").len(),
            comment_list(&mut read, &own, id, Some("form")).await.expect("comments").len(),
        );
        assert_eq!(found, (drafts, verdicts, comments), "{tenant}");
        let facts = organisation_get(&mut read, &own).await.expect("asked");
        assert_eq!(facts.is_some(), tenant == PLANT);
    }
    world.check_rebuild().await;
}

/// Every query of this file's resources, for the plans.
pub(super) async fn queries(read: &mut crate::Read, own: &Scope, now: Millis, id: Id) {
    let text = |text: &str| Some(text.to_owned());
    let cursor = |value: &str| Some(format!("{id}{value}"));
    for (sort, value) in [
        ("changed", "1"),
        ("-begun", "1"),
        ("due", "1"),
        ("-applicant", "x"),
        ("state", "x"),
        ("-result", "1"),
        ("score", "1.5"),
        ("-number", "x"),
        ("signs", "1"),
    ] {
        let query = FilingQuery { sort: text(sort), cursor: cursor(value), ..Default::default() };
        filing_list(read, own, &query, now).await.expect("a list");
    }
    let query = FilingQuery {
        procedure: text("small"),
        period: text("2026"),
        state: text("open"),
        reached: text("submitted"),
        waiting: text("me"),
        overdue: Some(true),
        result: text("3"),
        signs: Some(true),
        q: text("x"),
        ..Default::default()
    };
    filing_list(read, own, &query, now).await.expect("a list");
    filing_rows(read, own, &query, now).await.expect("a list");
    filings_after(read, own, "small", Some(id), 5).await.expect("a list");
    filing_due(read, own, now, 5).await.expect("a list");
    filing_history(read, own).await.expect("a list");
    filing_latest(read, own, "small", "", now).await.expect("asked");
    filings_of(read, own, "cn/32/ent/b", now).await.expect("a list");
    filing_any(read, own, "small", "2026").await.expect("asked");
    filing_count_of(read, own, "small@1.0.0").await.expect("a count");
    filing_steps(read, own, id).await.expect("a list");
    filing_funnel(read, own, "small", "2026").await.expect("figures");
    filing_figures(read, own, id).await.expect("figures");
    indicator_sums(read, own, "2026").await.expect("figures");
    let names = IndicatorListQuery { period: text("2026"), ..Default::default() };
    indicator_names(read, own, "K1", &names).await.expect("a list");
    number_next(read, own, "s", 2026).await.expect("a number");
    summary_get(read, own, id).await.expect("asked");
    filing_peers(read, own, "small@1.0.0", "2026", "form").await.expect("peers");
    let signs = SignQuery { procedure: text("small"), sign: text("hasty"), ..Default::default() };
    sign_list(read, own, &signs).await.expect("a list");
    draft_list(read, own, id, Some("form")).await.expect("a list");
    section_get(read, own, id, "form", "one").await.expect("asked");
    verdict_list(read, own, id).await.expect("a list");
    verdict_get(read, own, id, "form").await.expect("asked");
    comment_list(read, own, id, Some("form")).await.expect("a list");
    organisation_get(read, own).await.expect("asked");
    export_list(read, own, id).await.expect("a list");
    export_by_code(read, own, "HH-1").await.expect("asked");
    let locker = LockerQuery { used: Some(true), q: text("x"), ..Default::default() };
    evidence_list(read, own, &locker).await.expect("a list");
    notice_figure(read, own, None, "2026").await.expect("a figure");
}
