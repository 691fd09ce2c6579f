//! The pack to start from, as the pack of this crate's tests.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::*;
use crate::pack::tests::packs_folder;

pub(crate) fn library() -> Library {
    let packs = ["codes-cn", "calendar-cn"].map(crate::pack::tests::shipped);
    Library::from_packs(&packs).expect("the shipped packs are right")
}

pub(crate) fn files() -> BTreeMap<String, Vec<u8>> {
    new_pack("trial", "试行", "Trial")
}

/// Compiles the template after replacing texts in its files.
pub(crate) fn changed(changes: &[(&str, &str, &str)]) -> Result<Procedure, Vec<Problem>> {
    let mut files = files();
    for (file, from, to) in changes {
        let text = String::from_utf8(files[*file].clone()).expect("UTF-8");
        assert!(text.contains(from), "{file} does not hold {from:?}");
        files.insert((*file).to_owned(), text.replace(from, to).into_bytes());
    }
    Procedure::compile(&Pack::load(&files)?, &library())
}

static TRIAL: LazyLock<Procedure> =
    LazyLock::new(|| changed(&[]).unwrap_or_else(|problems| panic!("{problems:#?}")));

pub(crate) fn trial() -> &'static Procedure {
    &TRIAL
}

#[test]
fn the_pack_to_start_from_is_right_and_its_examples_pass() {
    let procedure = trial();
    assert_eq!(procedure.name(), "trial@0.1.0");
    assert!(procedure.is_example());
    for outcome in procedure.run_examples(&library().calendar()) {
        assert!(outcome.passed, "{outcome:#?}");
    }
}

#[test]
fn every_shipped_procedure_compiles_and_passes_its_examples() {
    let mut packs = Vec::new();
    for folder in std::fs::read_dir(packs_folder()).expect("packs/").flatten() {
        if folder.path().is_dir() {
            let id = folder.file_name().into_string().expect("a plain name");
            packs.push(crate::pack::tests::shipped(&id));
        }
    }
    let library = Library::from_packs(&packs).expect("codes and calendars are right");
    for pack in packs.iter().filter(|pack| pack.manifest.kind == PackKind::Procedure) {
        let procedure = Procedure::compile(pack, &library)
            .unwrap_or_else(|problems| panic!("{}: {problems:#?}", pack.name()));
        for outcome in procedure.run_examples(&library.calendar()) {
            assert!(outcome.passed, "{}: {outcome:#?}", pack.name());
        }
    }
}

fn codes(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code.as_ref()).collect()
}

#[track_caller]
fn check_form(from: &str, to: &str, code: &str) {
    let problems = changed(&[("forms/application.yaml", from, to)]).err().unwrap_or_default();
    assert!(codes(&problems).contains(&code), "{code} not in {problems:#?}");
}

#[test]
fn what_is_wrong_with_a_form_is_told() {
    check_form("id: mail,", "id: contact,", "form.field_twice");
    check_form("id: mail,", "id: today,", "form.name");
    check_form("id: mail,", "id: Mail,", "form.name");
    check_form("codes: sizes", "codes: colours", "form.list_unknown");
    check_form("other: other", "other: others", "form.code_unknown");
    check_form("when: \"outsourced == true\"", "when: \"outsourced\", max: 3", "form.key_unused");
    check_form("formula: \"sum(projects, 'funds')\", ", "", "form.key_missing");
    check_form("2026-01-01/2026-12-31", "2026-12-31/2026-01-01", "form.period");
    check_form("accept: [pdf", "accept: [exe", "form.accept");
    check_form("fields: [staff]", "fields: [people]", "form.field_unknown");
    check_form("id: application", "id: form", "form.id");
    check_form("min: 0, max: 100000", "min: 9, max: 1", "form.range");
    check_form("type: choice", "type: choise", "pack.yaml");
    check_form(
        "inventory.answer == 'met'",
        "inventory.answer == 'fulfilled'",
        "expression.code_unknown",
    );
    check_form("row.funds / staff", "row.fund / staff", "expression.name_unknown");
}

#[test]
fn what_is_wrong_with_scores_is_told() {
    let check = |from: &str, to: &str, code: &str| {
        let problems = changed(&[("scoring.yaml", from, to)]).err().unwrap_or_default();
        assert!(codes(&problems).contains(&code), "{code} not in {problems:#?}");
    };
    check("form: application", "form: nothing", "form.unknown");
    check("large: 40", "huge: 40", "expression.code_unknown");
    check("large: 40", "large: 41", "scoring.more_than_most");
    check("code: low", "code: middle", "expression.code_unknown");
    check("code: low", "code: high", "scoring.code_unreachable");
    check("field: size", "field: staff", "scoring.table_field");
    check("staff >= 10 ? 20", "staff >= 10 ? 'many'", "expression.type");
    check("id: staff", "id: scale", "scoring.twice");
    check("scores.total >= 80", "scores.totl >= 80", "expression.name_unknown");
    check("codes: levels", "codes: nothing", "form.list_unknown");
}

#[test]
fn a_cycle_of_computations_is_named() {
    let problems = changed(&[
        ("forms/application.yaml", "when: \"outsourced == true\"", "when: \"funds > 1\""),
        (
            "forms/application.yaml",
            "formula: \"sum(projects, 'funds')\"",
            "formula: \"chars(provider)\"",
        ),
    ])
    .err()
    .unwrap_or_default();
    assert_eq!(codes(&problems), ["expression.cycle"]);
    assert!(problems[0].params["value"].contains("application.provider"), "{problems:#?}");
}

#[test]
fn a_file_that_means_nothing_is_refused() {
    let mut files = files();
    let listed = String::from_utf8(files["pack.yaml"].clone()).expect("UTF-8");
    files.insert(
        "pack.yaml".into(),
        listed.replace("files:\n", "files:\n  - notes.yaml\n").into_bytes(),
    );
    files.insert("notes.yaml".into(), b"{}".to_vec());
    let pack = Pack::load(&files).expect("it loads");
    let problems = Procedure::compile(&pack, &library()).err().unwrap_or_default();
    assert_eq!(codes(&problems), ["procedure.file_unknown"]);
}

/// A form of so many fields, each with a condition on the one before.
fn wide(fields: usize) -> Result<Procedure, Vec<Problem>> {
    let chained = |at: usize| {
        let when = match at.checked_sub(1) {
            None => "true".to_owned(),
            Some(before) => format!("f{before} == null || f{before} < {at}"),
        };
        format!(
            "when: \"{when}\", required: \"staff > {at}\", checks: [{{id: c{at}, that: \"f{at} != {at} + 1000\", else: {{zh: 核对, en: Check}}}}]"
        )
    };
    form_of((0..fields).map(chained))
}

/// A form with integer fields that have these keys.
fn form_of(keys: impl Iterator<Item = String>) -> Result<Procedure, Vec<Problem>> {
    let mut text = String::from(
        "id: application\ntitle: {zh: 宽, en: Wide}\nsource: {document: d, confidence: A}\nsections:\n  - id: all\n    title: {zh: 全, en: All}\n    fields:\n      - {id: size, type: choice, codes: sizes, title: {zh: 规模, en: Size}}\n      - {id: inventory, type: item, title: {zh: 项, en: Item}}\n      - {id: staff, type: integer, title: {zh: 数, en: Count}}\n",
    );
    for (at, keys) in keys.enumerate() {
        text.push_str(&format!(
            "      - {{id: f{at}, type: integer, min: 0, title: {{zh: 项, en: No. {at}}}, {keys}}}\n"
        ));
    }
    let mut files = files();
    files.insert("forms/application.yaml".into(), text.into_bytes());
    let manifest = String::from_utf8(files["pack.yaml"].clone()).expect("UTF-8");
    let manifest =
        manifest.replace("  - documents/application.yaml\n  - examples/complete.yaml\n", "");
    files.insert("pack.yaml".into(), manifest.into_bytes());
    files.remove("documents/application.yaml");
    files.remove("examples/complete.yaml");
    Procedure::compile(&Pack::load(&files)?, &library())
}

#[test]
fn too_many_fields_are_refused_at_once() {
    let begun = std::time::Instant::now();
    let problems = form_of((0..5_100).map(|_| "decimals: 0".to_owned())).err().unwrap_or_default();
    assert_eq!(codes(&problems), ["procedure.too_many_fields"]);
    assert!(begun.elapsed().as_secs() < 10);
}

#[test]
fn five_hundred_fields_are_evaluated_quickly() {
    let procedure = wide(500).unwrap_or_else(|problems| panic!("{:#?}", &problems[..1]));
    let mut answers = contract::rest::filing::Answers::new();
    answers.insert("size".into(), "large".into());
    answers.insert("staff".into(), 400.into());
    answers.insert("inventory".into(), serde_json::json!({"answer": "met"}));
    for at in 0..500 {
        answers.insert(format!("f{at}"), (at / 2).into());
    }
    let context = Context {
        answers: [("application".to_owned(), answers)].into(),
        today: "2026-03-02".into(),
        ..Context::default()
    };
    let begun = std::time::Instant::now();
    let rounds = 20;
    for _ in 0..rounds {
        let evaluation = procedure.evaluate("application", &context);
        assert_eq!(evaluation.sections["all"].asked, 503);
        assert!(!evaluation.moves.is_empty());
    }
    let each = begun.elapsed() / rounds;
    // Without optimisation it takes several times as long as in a release.
    assert!(each.as_millis() < 250, "{each:?}");
}

#[track_caller]
fn check_hostile(file: &str, from: &str, to: &str, code: &str) {
    let begun = std::time::Instant::now();
    let problems = changed(&[(file, from, to)]).err().unwrap_or_default();
    assert!(codes(&problems).contains(&code), "{code} not in {:?}", problems.first());
    assert!(begun.elapsed().as_secs() < 10, "{code} took {:?}", begun.elapsed());
}

#[test]
fn hostile_packs_are_refused_in_bounded_time() {
    let score = "staff >= 10 ? 20 : staff >= 3 ? 10 : 0";
    check_hostile("scoring.yaml", score, &"(".repeat(3_000), "expression.too_deep");
    check_hostile("scoring.yaml", score, &"staff+".repeat(3_000), "expression.too_long");
    check_hostile("scoring.yaml", score, &"-".repeat(3_000), "expression.too_deep");
    check_hostile("scoring.yaml", score, &"staff ? ".repeat(400), "expression.too_deep");
    check_hostile("scoring.yaml", "large: 40", "large: .inf", "scoring.range");
    check_hostile("scoring.yaml", "most: 100", "most: .nan", "scoring.range");
    check_hostile("scoring.yaml", "most: 100", "most: 1e300", "scoring.range");
    check_hostile(
        "forms/application.yaml",
        "min: 0, max: 100000",
        "min: 0, max: .inf",
        "form.range",
    );
    check_hostile("procedure.yaml", "amount: 20", "amount: 99999999999999999999", "pack.yaml");
    check_hostile("procedure.yaml", "amount: 20", "amount: 4000000000", "procedure.limit_range");
    check_hostile("forms/application.yaml", "max_rows: 10", "max_rows: -1", "pack.yaml");
    let nested = "{if: 'true', then: [".repeat(100) + "{text: x}" + &"]}".repeat(100);
    check_hostile("documents/application.yaml", "{page_break: true}", &nested, "pack.yaml");
    let nested = "{if: 'true', then: [".repeat(20) + "{text: x}" + &"]}".repeat(20);
    check_hostile(
        "documents/application.yaml",
        "{page_break: true}",
        &nested,
        "document.too_large",
    );
    let states: String =
        (0..400).map(|at| format!("  - {{id: s{at}, title: {{zh: 态, en: s}}}}\n")).collect();
    check_hostile(
        "procedure.yaml",
        "states:\n",
        &format!("states:\n{states}"),
        "procedure.too_many_steps",
    );
}

#[test]
fn a_chain_of_computations_is_put_in_order_however_long() {
    let chain = |at: usize| match at {
        0 => "prefill: \"1\"".to_owned(),
        _ => format!("when: \"f{} != 7\"", at - 1),
    };
    let procedure = form_of((0..1_000).map(chain)).unwrap_or_else(|p| panic!("{:#?}", p.first()));
    let evaluation = procedure.evaluate("application", &Context::default());
    assert_eq!(evaluation.sections["all"].asked, 1_003);
}
