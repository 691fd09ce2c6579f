use serde_json::json;

use super::*;
use crate::tests::{changed, library, trial};

/// The example's filing as one of a population.
fn filed(staff: u32) -> Filed {
    let calendar = library().calendar();
    let (context, _) = trial().example_context("complete", &calendar).expect("the example");
    let mut answers = context.answers;
    answers.get_mut("application").expect("answers").insert("staff".into(), staff.into());
    serde_json::from_value(json!({
        "filing": "00000000-0000-7000-8000-000000000001",
        "applicant": "cn/32/ent/1",
        "applicant_name": "示例机械有限公司",
        "filed": 1_772_413_200_000_i64,
        "answers": answers,
    }))
    .expect("a line of a population")
}

#[test]
fn a_version_changes_nothing_against_itself() {
    let found = diff(trial(), trial(), [filed(12), filed(0)]);
    assert_eq!((found.filings, found.changed.len(), found.fields.len()), (2, 0, 0));
}

#[test]
fn a_new_version_tells_whose_result_and_which_fields_change() {
    let newer = changed(&[
        ("scoring.yaml", "scores.total >= 80", "scores.total >= 90"),
        ("forms/application.yaml", "id: mail, type: email", "id: post, type: email"),
        ("forms/application.yaml", "max_chars: 300", "max_chars: 200"),
        (
            "codes.yaml",
            "{code: chemicals",
            "{code: steel, name: {zh: 钢, en: Steel}}\n      - {code: chemicals",
        ),
    ])
    .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let found = diff(trial(), &newer, [filed(12), filed(0)]);
    assert_eq!(found.filings, 2);
    let changed: Vec<(&str, &str)> =
        found.changed.iter().map(|c| (c.before.as_str(), c.after.as_str())).collect();
    assert_eq!(changed, [("high", "low")]);
    assert_eq!(found.changed[0].score_before, Some(80.0));
    let fields: Vec<(&str, &str)> =
        found.fields.iter().map(|(name, what)| (name.as_str(), what.as_str())).collect();
    assert_eq!(
        fields,
        [
            ("application.mail", "removed"),
            ("application.post", "added"),
            ("application.sectors", "codes"),
            ("application.summary", "max_chars"),
        ]
    );
}
