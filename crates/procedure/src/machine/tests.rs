use std::collections::BTreeMap;

use contract::rest::filing::{FilingStepDraft, Verdict};
use model::{Millis, Role};
use proptest::prelude::*;

use super::*;
use crate::examples::instant;
use crate::procedure::{Context, Procedure};
use crate::tests::{changed, library, trial};
use crate::{Calendar, Problem};

fn at(text: &str) -> Millis {
    instant(text).expect("a time")
}

fn begun() -> Millis {
    at("2026-03-02T09:00:00+08:00")
}

fn step(turn: u32, hours: i64, party: &str, action: &str) -> Taken {
    Taken {
        id: format!("{turn:03}-{party}-{action}"),
        action: action.into(),
        party: party.into(),
        turn,
        time: begun().plus(hours * 3_600_000),
        ..Taken::default()
    }
}

fn folded(procedure: &Procedure, steps: &[Taken]) -> Standing {
    procedure.fold(begun(), &[], steps, &library().calendar())
}

#[track_caller]
fn check(steps: &[(&str, &str)], state: &str, waiting: &[&str]) {
    let steps: Vec<Taken> = steps
        .iter()
        .zip(1..)
        .map(|((party, action), turn)| step(turn, i64::from(turn), party, action))
        .collect();
    let standing = folded(trial(), &steps);
    assert_eq!(standing.state, state);
    assert_eq!(standing.waiting, waiting);
    assert!(standing.set_aside.is_empty(), "{:?}", standing.set_aside);
}

const SUBMIT: (&str, &str) = ("applicant", "submit");
const RETURN: (&str, &str) = ("authority", "return");

#[test]
fn steps_lead_from_state_to_state() {
    check(&[], "draft", &["applicant"]);
    check(&[SUBMIT], "submitted", &["authority"]);
    check(&[SUBMIT, RETURN], "returned", &["applicant"]);
    check(&[SUBMIT, RETURN, SUBMIT, ("authority", "confirm")], "confirmed", &[]);
    check(&[SUBMIT, RETURN, ("applicant", "withdraw")], "withdrawn", &[]);
}

#[test]
fn clocks_start_anew_stop_and_are_extended() {
    let mut steps = vec![step(1, 0, "applicant", "submit")];
    let standing = folded(trial(), &steps);
    let clock = standing.clock("verify").expect("it runs");
    assert_eq!(clock.due, at("2026-03-30T23:59:59.999+08:00"));
    assert_eq!(standing.due().map(|clock| clock.clock.as_str()), Some("verify"));
    assert!(!clock.is_overdue(at("2026-03-30T23:00:00+08:00")));
    assert!(clock.is_overdue(at("2026-03-31T00:00:00+08:00")));

    let mut extension = step(2, 1, "authority", "extend");
    extension.fields = [("days".to_owned(), "5".to_owned())].into();
    steps.push(extension);
    let standing = folded(trial(), &steps);
    let clock = standing.clock("verify").expect("it runs");
    // The holidays of Qingming lie between.
    assert_eq!(clock.due, at("2026-04-07T23:59:59.999+08:00"));
    assert_eq!((clock.extended, standing.state.as_str()), (1, "submitted"));

    steps.push(step(3, 2, "authority", "return"));
    let standing = folded(trial(), &steps);
    assert_eq!(
        standing.clock("verify").and_then(|clock| clock.stopped),
        Some(begun().plus(7_200_000))
    );
    assert!(standing.clock("resubmit").is_some_and(|clock| clock.stopped.is_none()));
    steps.push(step(4, 3, "applicant", "withdraw"));
    let standing = folded(trial(), &steps);
    assert!(standing.clocks.iter().all(|clock| clock.stopped.is_some()), "the end stops all");
}

#[test]
fn of_two_officers_at_once_the_earlier_wins_and_the_other_is_told() {
    let steps = [
        step(1, 1, "applicant", "submit"),
        step(2, 3, "authority", "return"),
        step(2, 2, "authority", "confirm"),
    ];
    let standing = folded(trial(), &steps);
    assert_eq!(standing.state, "confirmed");
    assert_eq!(standing.set_aside, [SetAside { index: 1, code: "procedure.overtaken" }]);
}

fn officer() -> Act<'static> {
    Act { party: "applicant", tenant: "cn/32/ent/1", role: Role::EnterpriseOfficer }
}

fn regulator() -> Act<'static> {
    Act { party: "authority", tenant: "cn/32/miit", role: Role::ProvincialRegulator }
}

fn draft(action: &str, fields: &[(&str, &str)]) -> FilingStepDraft {
    let text = fields.iter().find(|(name, _)| *name == "text").map_or("", |(_, text)| text);
    let others = fields.iter().filter(|(name, _)| *name != "text");
    FilingStepDraft {
        action: action.into(),
        text: text.into(),
        attachments: Vec::new(),
        fields: others.map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        seen: String::new(),
    }
}

#[track_caller]
fn check_refused(steps: &[(&str, &str)], act: Act<'_>, draft: &FilingStepDraft, code: &str) {
    let steps: Vec<Taken> = steps
        .iter()
        .zip(1..)
        .map(|((party, action), turn)| step(turn, i64::from(turn), party, action))
        .collect();
    let standing = folded(trial(), &steps);
    let fault =
        trial().check_step(&standing, act, draft, &Context::default()).expect_err("it is refused");
    assert_eq!(fault.code, code, "{fault}");
}

#[test]
fn a_step_is_refused_with_its_reason() {
    check_refused(&[], officer(), &draft("dance", &[]), "procedure.action_unknown");
    check_refused(&[SUBMIT], officer(), &draft("submit", &[]), "procedure.not_in_state");
    check_refused(&[SUBMIT], officer(), &draft("confirm", &[]), "procedure.wrong_party");
    let auditor = Act { role: Role::Auditor, ..regulator() };
    check_refused(&[SUBMIT], auditor, &draft("confirm", &[]), "procedure.role");
    check_refused(&[SUBMIT], regulator(), &draft("return", &[]), "procedure.field_missing");
    check_refused(
        &[SUBMIT],
        regulator(),
        &draft("confirm", &[("to", "x")]),
        "procedure.field_unknown",
    );
    check_refused(&[], officer(), &draft("submit", &[]), "procedure.form_incomplete");
    check_refused(&[SUBMIT], regulator(), &draft("confirm", &[]), "procedure.verdict_missing");
    let days = |n: &'static str| draft("extend", &[("days", n), ("text", "大型企业")]);
    check_refused(&[SUBMIT], regulator(), &days("11"), "procedure.extension_range");
    check_refused(&[SUBMIT], regulator(), &days("many"), "procedure.extension_range");
    let twice = [SUBMIT, ("authority", "extend")];
    check_refused(&twice, regulator(), &days("5"), "procedure.extension_times");
    let moved = FilingStepDraft { seen: "draft".into(), ..draft("confirm", &[]) };
    check_refused(&[SUBMIT], regulator(), &moved, "filing.moved");
}

#[test]
fn a_step_that_may_be_taken_says_what_goes_with_it() {
    let standing = folded(trial(), &[step(1, 1, "applicant", "submit")]);
    let verdict = Verdict { verdict: "met".into(), note: String::new() };
    let verdicts = BTreeMap::from([("inventory".to_owned(), verdict)]);
    let context =
        Context { verdicts: [("application".to_owned(), verdicts)].into(), ..Context::default() };
    let checked = trial()
        .check_step(&standing, regulator(), &draft("confirm", &[]), &context)
        .expect("it may be taken");
    assert_eq!((checked.to.as_str(), checked.turn), ("confirmed", 2));
    assert_eq!(checked.judges, ["application"]);
    let series = checked.series.expect("a number is drawn");
    assert_eq!(Procedure::number(&series, 2026, 42), "示〔2026〕00042号");
    let actions = trial().actions(&standing, regulator(), &context);
    let names: Vec<&str> = actions.iter().map(|action| action.action.as_str()).collect();
    assert_eq!(names, ["return", "extend", "confirm"]);
    assert!(trial().actions(&standing, officer(), &context).is_empty());
}

/// The template with a joint step of two authorities.
fn joint() -> Procedure {
    let party = "  - {id: ministry,";
    let with_party = "  - {id: co_authority, title: {zh: 会办, en: Co}, tenants: [communications_administration], optional: true}\n  - {id: ministry,";
    let confirm = "    to: confirmed\n    party: authority";
    let all = "    to: confirmed\n    parties: [authority, co_authority]\n    all: true";
    changed(&[("procedure.yaml", party, with_party), ("procedure.yaml", confirm, all)])
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn a_joint_step_waits_for_every_party_that_is_there() {
    let procedure = joint();
    let fold = |parties: &[&str], steps: &[Taken]| {
        let parties: Vec<String> = parties.iter().map(|party| (*party).to_owned()).collect();
        procedure.fold(begun(), &parties, steps, &library().calendar())
    };
    let both = ["applicant", "authority", "co_authority"];
    let mut steps = vec![step(1, 1, "applicant", "submit"), step(2, 2, "co_authority", "confirm")];
    let standing = fold(&both, &steps);
    assert_eq!(standing.state, "submitted");
    assert!(standing.waiting.contains(&"authority".to_owned()));
    steps.push(step(2, 3, "authority", "confirm"));
    assert_eq!(fold(&both, &steps).state, "confirmed", "both in the same turn");
    steps.swap_remove(1);
    assert_eq!(fold(&["applicant", "authority"], &steps).state, "confirmed", "alone");
    let twice = [
        step(1, 1, "applicant", "submit"),
        step(2, 2, "authority", "confirm"),
        step(3, 3, "authority", "confirm"),
    ];
    assert_eq!(
        fold(&both, &twice).set_aside,
        [SetAside { index: 2, code: "procedure.already_acted" }]
    );
}

/// The template with a step that can be handed on, and taken back.
fn handing() -> Procedure {
    let party = "  - {id: ministry,";
    let with_party = "  - {id: delegate, title: {zh: 受托, en: Delegate}, tenants: [communications_administration], optional: true}\n  - {id: ministry,";
    let confirm = "    to: confirmed\n    party: authority";
    let stand_in = "    to: confirmed\n    party: authority\n    stand_in: delegate";
    let step = |action: &str, does: &str| {
        format!(
            "  - action: {action}\n    title: {{zh: 委托, en: Hand on}}\n    from: [submitted]\n    to: same\n    party: authority\n    roles: [provincial_regulator]\n    {does}: [confirm]\n\n"
        )
    };
    let steps =
        format!("{}{}clocks:\n", step("hand_on", "delegates"), step("take_back", "recalls"));
    changed(&[
        ("procedure.yaml", party, with_party),
        ("procedure.yaml", confirm, stand_in),
        ("procedure.yaml", "clocks:\n", &steps),
    ])
    .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn a_step_that_was_handed_on_is_the_stand_ins() {
    let procedure = handing();
    let all = ["applicant", "authority", "delegate"];
    let check = |parties: &[&str], course: &[(&str, &str)], state: &str, refused: &[&str]| {
        let parties: Vec<String> = parties.iter().map(|party| (*party).to_owned()).collect();
        let steps: Vec<Taken> = (1u32..)
            .zip(course)
            .map(|(turn, (party, action))| step(turn, i64::from(turn), party, action))
            .collect();
        let standing = procedure.fold(begun(), &parties, &steps, &library().calendar());
        let codes: Vec<&str> = standing.set_aside.iter().map(|aside| aside.code).collect();
        assert_eq!((standing.state.as_str(), codes.as_slice()), (state, refused), "{course:?}");
        standing
    };
    let submit = ("applicant", "submit");
    let [hand_on, take_back] = ["hand_on", "take_back"].map(|action| ("authority", action));
    let [own, other] = ["authority", "delegate"].map(|party| (party, "confirm"));
    check(&all, &[submit, hand_on, other], "confirmed", &[]);
    check(&all, &[submit, hand_on, own], "submitted", &["procedure.delegated"]);
    check(&all, &[submit, other], "submitted", &["procedure.not_delegated"]);
    check(&all, &[submit, hand_on, take_back, other], "submitted", &["procedure.not_delegated"]);
    check(&all, &[submit, hand_on, take_back, own], "confirmed", &[]);
    check(&all, &[submit, take_back], "submitted", &["procedure.not_delegated"]);
    check(&all, &[submit, hand_on, hand_on], "submitted", &["procedure.delegated"]);
    check(&all[..2], &[submit, hand_on, own], "confirmed", &["procedure.no_stand_in"]);
    let waiting = |course: &[(&str, &str)]| check(&all, course, "submitted", &[]).waiting;
    assert_eq!(waiting(&[submit]), ["authority"]);
    // To send it back is still the authority's own.
    assert_eq!(waiting(&[submit, hand_on]), ["authority", "delegate"]);
    let standing = check(&all, &[submit, hand_on], "submitted", &[]);
    let refused =
        procedure.check_step(&standing, regulator(), &draft("confirm", &[]), &Context::default());
    assert_eq!(refused.expect_err("handed on").code, "procedure.delegated");
    // Who is asked is told what is handed on and to whom, and what can be taken back.
    let handed = |course: &[(&str, &str)]| {
        let standing = check(&all, course, "submitted", &[]);
        let offered = procedure.actions(&standing, regulator(), &Context::default());
        let of = |steps: &[contract::rest::filing::HandedStep]| -> Vec<String> {
            steps.iter().map(|step| format!("{} {}", step.action, step.party)).collect()
        };
        let delegates: Vec<String> = offered.iter().flat_map(|one| of(&one.delegates)).collect();
        let recalls: Vec<String> = offered.iter().flat_map(|one| of(&one.recalls)).collect();
        (delegates, recalls, of(&procedure.handed(&standing.delegated)))
    };
    let confirm = || vec!["confirm delegate".to_owned()];
    assert_eq!(handed(&[submit]), (confirm(), Vec::new(), Vec::new()));
    assert_eq!(handed(&[submit, hand_on]), (Vec::new(), confirm(), confirm()));
}

#[test]
fn limits_end_with_their_day() {
    let due = |limit: &str, start: &str| {
        let limit: crate::definition::ClockLimit = serde_yaml_ng::from_str(limit).expect("a limit");
        deadline::due(&limit, at(start), 0, &library().calendar()).expect("a day")
    };
    let check = |limit: &str, start: &str, expected: &str| {
        assert_eq!(due(limit, start), at(expected), "{limit} from {start}");
    };
    let start = "2026-01-31T15:00:00+08:00";
    check("{amount: 1, unit: months}", start, "2026-02-28T23:59:59.999+08:00");
    check("{amount: 3, unit: months}", start, "2026-04-30T23:59:59.999+08:00");
    check("{amount: 10, unit: days}", start, "2026-02-10T23:59:59.999+08:00");
    check("{amount: 2, unit: hours}", start, "2026-01-31T17:00:00+08:00");
    check("{on: 12-25}", start, "2026-12-25T23:59:59.999+08:00");
    check("{on: 12-25}", "2026-12-25T23:00:00+08:00", "2026-12-25T23:59:59.999+08:00");
    check("{on: 12-25}", "2026-12-26T00:00:00+08:00", "2027-12-25T23:59:59.999+08:00");
}

#[test]
fn a_last_day_that_nobody_works_stays_unless_the_pack_says_otherwise() {
    let calendar = library().calendar();
    let check = |roll: &str, limit: &str, start: &str, expected: &str| {
        let text = format!(
            "{{id: c, title: {{zh: 时限, en: Limit}}, from: initial, party: applicant, limit: {limit}, {roll} source: {{document: d, confidence: A}}}}"
        );
        let clock: crate::definition::ClockDefinition =
            serde_yaml_ng::from_str(&text).expect("a clock");
        let due = deadline::of_clock(&clock, at(start), 0, &calendar).expect("a day");
        assert_eq!(due, at(expected), "{roll} {limit} from {start}");
    };
    let roll = "roll: {to: next_working_day, source: {document: d, confidence: A}},";
    // 2026-10-01 to 2026-10-07 are off, 2026-10-10 (a Saturday) is worked.
    let start = "2026-09-01T09:00:00+08:00";
    check("", "{amount: 1, unit: months}", start, "2026-10-01T23:59:59.999+08:00");
    check(roll, "{amount: 1, unit: months}", start, "2026-10-08T23:59:59.999+08:00");
    check(roll, "{amount: 39, unit: days}", start, "2026-10-10T23:59:59.999+08:00");
    check(roll, "{amount: 20, unit: working_days}", start, "2026-09-29T23:59:59.999+08:00");
    check(roll, "{on: \"10-03\"}", start, "2026-10-08T23:59:59.999+08:00");
}

#[test]
fn a_simulation_takes_every_transition_and_is_repeatable() {
    let calendar = library().calendar();
    let seen = trial().simulate(7, 200, begun(), &calendar);
    assert_eq!((seen.untaken.as_slice(), seen.wrong.as_slice()), (&[][..], &[][..]));
    assert_eq!(seen.ended, 200);
    assert_eq!(trial().simulate(7, 200, begun(), &calendar), seen);
    assert_ne!(trial().simulate(8, 200, begun(), &calendar).steps, seen.steps);
}

#[test]
fn the_machine_is_drawn_with_every_transition() {
    let dot = trial().to_dot();
    let mermaid = trial().to_mermaid();
    for edge in trial().drawing().transitions {
        assert!(dot.contains(&format!("{:?} -> {:?}", edge.from, edge.to)), "{dot}");
        assert!(mermaid.contains(&format!("{} --> {}", edge.from, edge.to)), "{mermaid}");
    }
}

#[track_caller]
fn check_problem(from: &str, to: &str, code: &str) {
    let problems: Vec<Problem> = changed(&[("procedure.yaml", from, to)]).err().unwrap_or_default();
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_ref()).collect();
    assert!(codes.contains(&code), "{code} not in {problems:#?}");
}

#[test]
fn what_is_wrong_with_a_machine_is_told() {
    check_problem("to: submitted", "to: nowhere", "procedure.state_unknown");
    check_problem(
        "from: [submitted]\n    to: confirmed",
        "from: [confirmed]\n    to: confirmed",
        "procedure.leaves_terminal",
    );
    check_problem("action: confirm\n", "action: return\n", "procedure.step_twice");
    check_problem("from: return\n", "from: dance\n", "procedure.action_unknown");
    check_problem("    clock: resubmit\n", "", "procedure.clock_unused");
    check_problem("clock: resubmit", "clock: nothing", "procedure.clock_unknown");
    check_problem("results.level != ''", "results.grade != ''", "expression.name_unknown");
    check_problem("results.level != ''", "'high'", "expression.type");
    check_problem(
        "    guard_text: {zh: 尚未得出自评结果, en: The self-assessment has no result yet}\n",
        "",
        "procedure.guard_text",
    );
    check_problem(
        "id: withdrawn, title: {zh: 已撤回, en: Withdrawn}, terminal: true",
        "id: withdrawn, title: {zh: 已撤回, en: Withdrawn}",
        "procedure.no_way_out",
    );
    check_problem(
        "  - {id: returned,",
        "  - {id: lost, title: {zh: 失, en: Lost}}\n  - {id: returned,",
        "procedure.unreachable",
    );
    check_problem(
        "amount: 20, unit: working_days",
        "amount: 0, unit: days",
        "procedure.limit_range",
    );
    check_problem("requires: [days, text]", "requires: [text]", "procedure.extension");
    check_problem("{sequence:05}", "{month}", "procedure.series");
    check_problem("count: applicants", "count: sum:application.name", "procedure.count");
    check_problem(
        "organisation.kind != ''",
        "answers.application.name != ''",
        "procedure.applies_to_answers",
    );
    check_problem("on: \"12-25\"", "on: \"13-25\"", "procedure.due");
    check_problem(
        "id: applicant, title: {zh: 企业",
        "id: enterprise, title: {zh: 企业",
        "procedure.no_applicant",
    );
    check_problem(
        "party: authority\n    roles: [provincial_regulator]\n    requires: [text]\n    clock: verify",
        "party: nobody\n    roles: [provincial_regulator]\n    requires: [text]\n    clock: verify",
        "procedure.party_unknown",
    );
    check_problem("forms: [application]", "forms: [nothing]", "form.unknown");
}

#[test]
fn a_number_without_a_source_is_refused() {
    let source = "source: {document: 示例值, confidence: A}\nscores:";
    let problems = changed(&[("scoring.yaml", source, "scores:")]).err().unwrap_or_default();
    let found: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
    assert!(problems.iter().all(|problem| problem.code == "procedure.no_source"));
    for place in
        ["scores[0].most", "scores[0].rules[0].table.points.large", "scores[0].rules[1].points"]
    {
        assert!(found.contains(&place), "{place} not in {found:?}");
    }
    assert!(!found.contains(&"results[0].bands[0].when"), "the result has a source of its own");
}

/// Parties, actions, turns and times, right or wrong.
fn any_step() -> impl Strategy<Value = Taken> {
    let parties = prop::sample::select(vec!["applicant", "authority", "ministry", "stranger"]);
    let actions =
        prop::sample::select(vec!["submit", "return", "extend", "confirm", "withdraw", "dance"]);
    (parties, actions, 1_u32..8, 0_i64..500, "[0-9]{0,4}", 0_u8..99).prop_map(
        |(party, action, turn, hours, days, id)| Taken {
            id: format!("{id}-{party}-{action}"),
            action: action.into(),
            party: party.into(),
            tenant: String::new(),
            turn,
            time: begun().plus(hours * 3_600_000),
            fields: [("days".to_owned(), days)].into(),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_sequence_of_actions_reaches_an_undeclared_state(steps in prop::collection::vec(any_step(), 0..20)) {
        let standing = trial().fold(begun(), &[], &steps, &Calendar::weekends());
        let states = &trial().machine().states;
        prop_assert!(states.iter().any(|state| state.id == standing.state));
        prop_assert!(standing.reached.iter().all(|r| states.iter().any(|s| s.id == r.state)));
        prop_assert!(!standing.terminal || standing.waiting.is_empty());
        prop_assert!(!standing.terminal || standing.clocks.iter().all(|c| c.stopped.is_some()));
        for clock in &standing.clocks {
            prop_assert!(clock.due >= clock.started);
        }
    }

    #[test]
    fn the_state_does_not_depend_on_the_order_of_arrival(
        steps in prop::collection::vec(any_step(), 0..12),
        seed in any::<u64>(),
    ) {
        let mut distinct: Vec<Taken> = Vec::new();
        for (at, step) in steps.into_iter().enumerate() {
            distinct.push(Taken { id: format!("{}-{at}", step.id), ..step });
        }
        let one = trial().fold(begun(), &[], &distinct, &Calendar::weekends());
        let mut shuffled = distinct.clone();
        let length = shuffled.len().max(1);
        for at in 0..shuffled.len() {
            let to = usize::try_from(seed.rotate_left(u32::try_from(at).unwrap_or(0)) % 1000).unwrap_or(0) % length;
            shuffled.swap(at, to);
        }
        let two = trial().fold(begun(), &[], &shuffled, &Calendar::weekends());
        prop_assert_eq!(&one.state, &two.state);
        prop_assert_eq!(&one.clocks, &two.clocks);
        prop_assert_eq!(&one.waiting, &two.waiting);
        prop_assert_eq!(one.set_aside.len(), two.set_aside.len());
    }
}
