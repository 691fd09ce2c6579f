use model::finding::Severity;
use serde_json::json;

use super::OpenedLoop;
use crate::tests::{changed, files};
use crate::{Context, Procedure};

const TABLE: &str = "      - id: risks
        type: table
        title: {zh: 风险, en: Risks}
        when: \"outsourced == true\"
        fields:
          - {id: risk, type: text, title: {zh: 风险, en: Risk}}
          - {id: severity, type: choice, codes: severities, title: {zh: 等级, en: Severity}}
          - {id: size, type: choice, codes: sizes, title: {zh: 规模, en: Size}}
          - {id: due, type: date, title: {zh: 期限, en: Due}}
          - {id: done, type: boolean, title: {zh: 已整改, en: Done}}
      - {id: pledge,";
const CODES: &str = "tables:
  - id: severities
    title: {zh: 等级, en: Severity}
    source: {document: 示例, confidence: A}
    items:
      - {code: low, name: {zh: 低, en: Low}}
      - {code: high, name: {zh: 高, en: High}}
";
const OPENS: &str = "opens_loop: {on: submit, over: application.risks, title: risk, severity: severity, key: [risk, size], due: due, mended: done}\n";

fn with(opens: &str, codes: &str) -> Result<Procedure, Vec<crate::Problem>> {
    let machine = String::from_utf8(files()["procedure.yaml"].clone()).expect("UTF-8");
    let at = machine.find("\nsubject:").expect("a subject") + 1;
    let subject = machine[at..].lines().next().expect("a line");
    changed(&[
        ("forms/application.yaml", "      - {id: pledge,", TABLE),
        ("codes.yaml", "tables:\n", codes),
        ("procedure.yaml", subject, &format!("{opens}{subject}")),
    ])
}

fn rows(rows: &serde_json::Value) -> Context {
    let answers = json!({"outsourced": true, "risks": rows});
    let answers = answers.as_object().cloned().unwrap_or_default();
    Context { answers: [("application".to_owned(), answers)].into(), ..Context::default() }
}

fn opened(context: &Context) -> Vec<OpenedLoop> {
    let procedure = with(OPENS, CODES).unwrap_or_else(|problems| panic!("{problems:#?}"));
    procedure.opened_loops(context, "submit")
}

#[test]
fn each_row_is_an_entry_with_its_words_severity_day_and_place() {
    let found = opened(&rows(&json!([
        {"risk": " 远程维护口常开 ", "severity": "high", "size": "large", "due": "2026-12-01"},
        {"risk": "口令", "severity": "low", "done": true},
        {"risk": "", "severity": "low"},
        {"risk": "无人值守", "severity": "low"},
    ])));
    let shown: Vec<_> =
        found.iter().map(|o| (o.title.as_str(), o.severity, o.source.field())).collect();
    let field = |row: usize| format!("application.risks[{row}]");
    assert_eq!(
        shown,
        [("远程维护口常开", Severity::High, field(0)), ("无人值守", Severity::Low, field(3))]
    );
    assert_eq!(found[0].due.as_deref(), Some("2026-12-01"));
    assert!(found[0].text.starts_with("规模："), "{}", found[0].text);
    assert_eq!(found[1].text, "");
    assert_eq!((found[0].key.len(), &*found[0].source.procedure), (32, "trial@0.1.0"));
}

#[test]
fn a_row_keeps_its_key_when_it_moves_or_gets_worse_and_another_has_another() {
    let one = json!({"risk": "口令 弱", "severity": "low", "size": "large"});
    let worse =
        json!({"risk": "口令  弱", "severity": "high", "size": "large", "due": "2026-12-01"});
    let other = json!({"risk": "口令 弱", "severity": "low", "size": "small"});
    let before = opened(&rows(&json!([one, other])));
    let after = opened(&rows(&json!([other, worse])));
    assert_ne!(before[0].key, before[1].key);
    assert_eq!((&before[0].key, &before[1].key), (&after[1].key, &after[0].key));
    let mut subject = rows(&json!([one]));
    subject.filing.subject = "二号系统".into();
    assert_ne!(opened(&subject)[0].key, before[0].key);
}

#[test]
fn rows_with_the_same_name_are_one_entry_the_gravest() {
    let low = json!({"risk": "口令", "severity": "low"});
    let high = json!({"risk": "口令", "severity": "high"});
    let found = opened(&rows(&json!([low, high, low])));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].severity, found[0].source.row), (Severity::High, 1));
}

#[test]
fn what_is_not_asked_or_of_another_step_opens_nothing() {
    let mut context = rows(&json!([{"risk": "口令", "severity": "low"}]));
    let procedure = with(OPENS, CODES).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(procedure.opened_loops(&context, "return").is_empty());
    context.answers.values_mut().for_each(|a| drop(a.insert("outsourced".into(), false.into())));
    assert!(procedure.opened_loops(&context, "submit").is_empty());
    for odd in [json!(7), json!([1, null, {}]), json!([{"risk": 3, "severity": {}}])] {
        assert!(procedure.opened_loops(&rows(&odd), "submit").is_empty());
    }
}

#[test]
fn columns_that_do_not_say_what_they_have_to_are_refused() {
    let check = |from: &str, to: &str, code: &str| {
        let problems = with(&OPENS.replace(from, to), CODES).err().unwrap_or_default();
        assert!(problems.iter().any(|problem| problem.code == code), "{to}: {problems:#?}");
    };
    check("application.risks", "application.staff", "procedure.column_unknown");
    check("title: risk", "title: riks", "procedure.column_unknown");
    check("severity: severity", "severity: risk", "procedure.column_unknown");
    check("severity: severity", "severity: size", "expression.code_unknown");
    check("due: due", "due: risk", "procedure.column_unknown");
    check("mended: done", "mended: due", "procedure.column_unknown");
    check("key: [risk, size]", "key: [risk, done]", "procedure.column_unknown");
    check("on: submit", "on: sumbit", "procedure.action_unknown");
}
