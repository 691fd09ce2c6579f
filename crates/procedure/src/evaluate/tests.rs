use contract::rest::filing::{Answers, Evaluation};
use serde_json::{Value as Json, json};

use super::*;
use crate::tests::{changed, trial};

/// The example's answers, with some of them changed.
fn context(changes: &[(&str, Json)]) -> Context {
    let mut answers: Answers = json!({
        "name": "示例机械有限公司",
        "credit_code": "91320000MA1QWERT4A",
        "size": "large",
        "sectors": ["machinery"],
        "staff": 12,
        "outsourced": false,
        "summary": "建立制度",
        "projects": [{"title": "边界防护", "funds": 120.5}, {"title": "监测", "funds": 80}],
        "inventory": {"answer": "partly", "note": ""},
        "pledge": true,
    })
    .as_object()
    .expect("an object")
    .clone();
    for (field, value) in changes {
        answers.insert((*field).to_owned(), value.clone());
    }
    Context {
        answers: [("application".to_owned(), answers)].into(),
        today: "2026-03-02".into(),
        ..Context::default()
    }
}

fn evaluated(changes: &[(&str, Json)]) -> Evaluation {
    trial().evaluate("application", &context(changes))
}

#[track_caller]
fn check(changes: &[(&str, Json)], errors: &[&str], warnings: &[&str]) {
    let evaluation = evaluated(changes);
    assert_eq!(evaluation.listed(false), errors, "{changes:?}");
    assert_eq!(evaluation.listed(true), warnings, "{changes:?}");
    assert_eq!(evaluation.complete, errors.is_empty());
}

#[test]
fn a_complete_form_has_nothing_to_mend() {
    check(&[], &[], &[]);
}

#[test]
fn each_answer_is_held_against_its_question() {
    check(&[("name", json!(""))], &["name: field.required"], &[]);
    check(&[("name", json!(7))], &["name: field.type"], &[]);
    check(&[("name", json!("甲\n乙"))], &["name: field.one_line"], &[]);
    check(&[("size", json!("huge"))], &["size: field.code_unknown"], &[]);
    check(&[("sectors", json!(["other"]))], &["sectors: field.other_text"], &[]);
    check(&[("sectors", json!([{"code": "other", "text": "机器人"}]))], &[], &[]);
    check(&[("sectors", json!(["machinery", "machinery"]))], &["sectors: field.code_twice"], &[]);
    check(&[("founded", json!("2026-02-30"))], &["founded: field.date"], &[]);
    check(&[("contact", json!("010-88888888转12"))], &[], &[]);
    check(&[("contact", json!("call me"))], &["contact: field.phone"], &[]);
    check(&[("mail", json!("a@b"))], &["mail: field.email"], &[]);
    check(&[("mail", json!("anquan@example.cn"))], &[], &[]);
    check(&[("staff", json!(1.5))], &["staff: field.integer"], &[]);
    check(&[("staff", json!(-1))], &["staff: field.range"], &["staff: funds_without_staff"]);
    check(&[("staff", json!("many"))], &["staff: field.type"], &[]);
    check(&[("pledge", json!(false))], &["pledge: field.required"], &[]);
    check(&[("inventory", json!({"answer": "maybe"}))], &["inventory: field.code_unknown"], &[]);
    check(&[("nothing", json!(1))], &[], &[": form.answer_unknown"]);
}

#[test]
fn a_wrong_check_digit_warns_and_names_the_right_one() {
    let evaluation = evaluated(&[("credit_code", json!("91320000MA1QWERT4B"))]);
    let remark = &evaluation.fields["credit_code"].remarks[0];
    assert_eq!((remark.code.as_str(), remark.warning), ("field.credit_code_check", true));
    assert_eq!(remark.params["expected"], "A");
    check(&[("credit_code", json!("short"))], &["credit_code: field.credit_code"], &[]);
}

#[test]
fn characters_count_as_officials_count_and_line_breaks_do_not() {
    let text = "一，2 b\n".repeat(60);
    let evaluation = evaluated(&[("summary", json!(text))]);
    assert_eq!(evaluation.fields["summary"].chars, Some(300));
    assert!(evaluation.complete);
    check(&[("summary", json!(text + "多"))], &["summary: field.too_long"], &[]);
}

#[test]
fn tables_are_judged_cell_by_cell() {
    check(
        &[("projects", json!([{"funds": -1.234}]))],
        &[
            "projects[0].funds: field.range",
            "projects[0].funds: field.decimals",
            "projects[0].title: field.required",
        ],
        &[],
    );
    check(
        &[("projects", json!(vec![json!({"title": "x"}); 11]))],
        &["projects: field.too_many_rows"],
        &[],
    );
    check(
        &[("projects", json!([{"title": "x", "price": 1}]))],
        &["projects[0]: field.column_unknown"],
        &[],
    );
    check(&[("projects", json!([7]))], &["projects[0]: field.type"], &[]);
}

#[test]
fn evidence_is_asked_for_where_it_is_due_and_has_its_kind_and_day() {
    let met = ("inventory", json!({"answer": "met"}));
    check(std::slice::from_ref(&met), &["proof: field.required"], &[]);
    let file = |media: &str, dated: &str| json!([{"name": "清单", "digest": "a".repeat(64), "media_type": media, "dated": dated}]);
    let proof = |media: &str, dated: &str| [met.clone(), ("proof", file(media, dated))];
    check(&proof("application/pdf", "2026-02-01"), &[], &[]);
    check(&proof("application/pdf", "2025-12-31"), &[], &["proof: field.evidence_period"]);
    check(&proof("application/pdf", ""), &[], &["proof: field.evidence_undated"]);
    check(&proof("application/x-dosexec", "2026-02-01"), &["proof: field.attachment_kind"], &[]);
    check(&[met.clone(), ("proof", json!([{"name": "x"}]))], &["proof: field.attachment"], &[]);
}

#[test]
fn hidden_questions_are_neither_asked_nor_counted() {
    let evaluation = evaluated(&[("provider", json!("某公司"))]);
    assert!(evaluation.fields["provider"].hidden);
    check(&[("outsourced", json!(true))], &["provider: field.required"], &[]);
    check(&[("outsourced", json!(true)), ("provider", json!("某公司"))], &[], &[]);
}

#[test]
fn every_point_has_its_rule_fields_and_source() {
    let evaluation = evaluated(&[]);
    let score = &evaluation.scores[0];
    assert_eq!((score.points, score.most), (80.0, 100.0));
    let points: Vec<(&str, f64)> =
        score.rules.iter().map(|rule| (rule.rule.as_str(), rule.points)).collect();
    assert_eq!(points, [("scale", 40.0), ("staff", 20.0), ("inventory", 20.0)]);
    assert_eq!(score.rules[1].fields, ["staff"]);
    assert_eq!(score.rules[1].source.document, "示例值");
    assert_eq!(evaluation.results[0].code, "high");
    assert_eq!(evaluation.results[0].because.zh, "得分不低于80分");
}

#[test]
fn a_result_waits_for_the_answers_it_depends_on() {
    let evaluation = evaluated(&[("staff", Json::Null)]);
    assert_eq!(evaluation.results[0].code, "");
    assert!(evaluation.moves.is_empty());
    let without_contact = evaluated(&[("name", Json::Null)]);
    assert_eq!(without_contact.results[0].code, "high", "the name decides nothing");
}

#[test]
fn moves_are_single_answers_that_lead_to_another_result() {
    let evaluation = evaluated(&[]);
    let told: Vec<(String, String, String, f64)> = evaluation
        .moves
        .iter()
        .map(|m| (m.field.clone(), m.value.to_string(), m.code.clone(), m.points))
        .collect();
    assert!(told.contains(&("size".into(), "\"small\"".into(), "low".into(), -30.0)), "{told:?}");
    assert!(told.contains(&("staff".into(), "9".into(), "low".into(), -10.0)), "{told:?}");
    let unmet = r#"{"answer":"unmet"}"#.to_owned();
    assert!(told.contains(&("inventory".into(), unmet, "low".into(), -20.0)), "{told:?}");
    assert!(told.iter().all(|(_, _, code, _)| code == "low"), "{told:?}");
}

#[test]
fn every_move_holds_when_it_is_made() {
    for size in ["small", "medium", "large"] {
        for staff in [0, 5, 50] {
            let base = [("size", json!(size)), ("staff", json!(staff))];
            for found in evaluated(&base).moves {
                let mut made = base.to_vec();
                made.push((found.field.as_str(), found.value.clone()));
                let after = evaluated(&made);
                assert_eq!(after.results[0].code, found.code, "{size} {staff} {found:?}");
            }
        }
    }
}

#[test]
fn computed_columns_and_totals_are_offered() {
    let evaluation = evaluated(&[]);
    assert_eq!(evaluation.fields["funds"].value, Some(json!(200.5)));
    let mut offered = context(&[("name", Json::Null)]);
    offered.organisation = json!({"name": "某厂"}).as_object().expect("an object").clone();
    let evaluation = trial().evaluate("application", &offered);
    assert_eq!(evaluation.fields["name"].value, Some(json!("某厂")));
}

#[test]
fn a_check_speaks_only_when_it_fails() {
    check(&[("staff", json!(0))], &[], &["staff: funds_without_staff"]);
    check(&[("staff", Json::Null)], &["staff: field.required"], &[]);
}

/// Higher rank, never fewer points: for the rules that say so.
#[test]
fn scores_are_monotone_where_the_rule_says_so() {
    let procedure = trial();
    let ranks = ["small", "medium", "large"];
    let mut before = f64::MIN;
    for size in ranks {
        let points = procedure.evaluate("application", &context(&[("size", json!(size))])).scores
            [0]
        .rules[0]
            .points;
        assert!(points >= before, "{size}");
        before = points;
    }
    let mut before = f64::MIN;
    for staff in 0..30 {
        let changes = [("staff", json!(staff))];
        let points =
            procedure.evaluate("application", &context(&changes)).scores[0].rules[1].points;
        assert!(points >= before, "{staff}");
        before = points;
    }
}

#[test]
fn a_rule_that_says_monotone_and_is_not_is_refused() {
    let changes = [("scoring.yaml", "medium: 25", "medium: 5")];
    let problems = changed(&changes).err().unwrap_or_default();
    assert_eq!(problems[0].code, "scoring.not_monotone", "{problems:#?}");
}

/// Any JSON at all is told about, never thrown at.
#[test]
fn no_answer_makes_the_evaluation_panic() {
    let odd = [
        json!(null),
        json!([]),
        json!({}),
        json!([[[]]]),
        json!({"code": 7}),
        json!({"answer": [], "note": 3, "evidence": {}}),
        json!(1e308),
        json!(-0.0),
        json!("x".repeat(30_000)),
        json!([null, {"title": {"code": "x"}}]),
        json!(true),
    ];
    let procedure = trial();
    let fields: Vec<String> = procedure.forms()[0]
        .sections
        .iter()
        .flat_map(|section| section.fields.iter().map(|field| field.id.clone()))
        .collect();
    for field in &fields {
        for value in &odd {
            drop(procedure.evaluate("application", &context(&[(field, value.clone())])));
        }
    }
}

/// The trial pack, its projects to be taken from a list.
fn listed(from: &str) -> Result<Procedure, Vec<crate::Problem>> {
    let before = "        max_rows: 10\n";
    let after = format!("        max_rows: 10\n        from: {from}\n");
    changed(&[("forms/application.yaml", before, &after)])
}

#[test]
fn rows_that_are_known_are_offered_and_compared() {
    let procedure = listed("{indicators: [K1], columns: {title: name}}")
        .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let known = |names: &[&str]| {
        let row = |name: &&str| json!({"title": name}).as_object().cloned().unwrap_or_default();
        [("application.projects".to_owned(), names.iter().map(row).collect())].into()
    };
    let blank =
        Context { lists: known(&["监测", "审计"]), ..context(&[("projects", json!([]))]) };
    let offered = procedure.evaluate("application", &blank);
    assert_eq!(
        offered.fields["projects"].value,
        Some(json!([{"title": "监测"}, {"title": "审计"}]))
    );
    assert!(offered.complete, "an offer is no demand");
    let warned = |names: &[&str]| {
        let context = Context { lists: known(names), ..context(&[]) };
        procedure.evaluate("application", &context).listed(true)
    };
    assert_eq!(warned(&["监测", "审计"]), ["projects: field.list_differs"]);
    assert_eq!(warned(&["监测", "边界防护"]), [""; 0]);
    // Nobody looked: nothing is offered and nothing is said.
    assert_eq!(procedure.evaluate("application", &context(&[])).listed(true), [""; 0]);
}

#[test]
fn a_list_that_does_not_fit_its_table_is_refused() {
    for from in [
        "{columns: {title: name}}",
        "{indicators: [K1], filings: trial, columns: {title: name}}",
        "{indicators: [K1], columns: {}}",
        "{indicators: [K1], columns: {nothing: name}}",
        "{indicators: [K1], columns: {title: applicant.name}}",
        "{indicators: [K1], states: [draft], columns: {title: name}}",
        "{filings: trial, columns: {title: name}}",
        "{filings: trial, columns: {title: answers.form}}",
        "{filings: trial, columns: {title: applicant.name}, order: rank}",
    ] {
        let problems = listed(from).err().unwrap_or_default();
        assert!(problems.iter().any(|p| p.code == "form.rows_from"), "{from}: {problems:#?}");
    }
    let right = "{filings: trial, states: [confirmed], columns: {title: answers.application.name}, order: filing.number}";
    assert!(listed(right).is_ok());
}
