use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::*;

/// Fields of a form for these tests, as cells 0, 1, ….
fn forms() -> BTreeMap<String, BTreeMap<String, (usize, Type)>> {
    let size = Type::Code(std::sync::Arc::new(Codes {
        list: "sizes".into(),
        codes: vec!["small".into(), "large".into()],
    }));
    let row = Type::record([("amount", Type::Number), ("name", Type::Text)]);
    let fields = [
        ("staff", Type::Number),
        ("name", Type::Text),
        ("open", Type::Bool),
        ("size", size.clone()),
        ("kinds", Type::list(size)),
        ("rows", Type::list(row)),
    ];
    let fields =
        fields.into_iter().enumerate().map(|(at, (name, kind))| (name.to_owned(), (at, kind)));
    [("form".to_owned(), fields.collect())].into()
}

fn lists() -> BTreeMap<String, ListFacts> {
    let ranks = [("small".to_owned(), 1), ("large".to_owned(), 2)].into();
    let titles = [("small".to_owned(), ("小型".to_owned(), "Small".to_owned()))].into();
    [("sizes".to_owned(), ListFacts { ranks, titles })].into()
}

fn compiled(source: &str, wanted: &Type) -> Result<Program, check::Failure> {
    let (forms, lists) = (forms(), lists());
    let scope =
        Scope { forms: Some(&forms), form: Some("form"), lists: Some(&lists), ..Scope::default() };
    compile(source, &scope, wanted)
}

/// Evaluates with the answers in the order of the fields; null where there are none.
fn value(source: &str, answers: &[Json]) -> Json {
    let program = compiled(source, &Type::Any).unwrap_or_else(|e| panic!("{source}: {e:?}"));
    let mut cells: Vec<Val<'_>> = answers.iter().map(Val::of).collect();
    cells.resize(6, Val::Null);
    let (empty, organisation) = (Map::new(), json!({"employees": 300, "grades": {"iov": "4"}}));
    let roots = Roots {
        organisation: organisation.as_object().expect("an object"),
        filing: &empty,
        previous: &empty,
        indicators: &empty,
        verdicts: &empty,
        today: "2026-03-02",
    };
    Env::new(&cells, roots).run(&program).to_json()
}

fn answered() -> Vec<Json> {
    vec![
        json!(12),
        json!("护航 Huhang"),
        json!(true),
        json!({"code": "large", "text": "其他"}),
        json!(["small", {"code": "large", "text": "x"}]),
        json!([{"amount": 1.5, "name": "甲"}, {"amount": 2, "name": "乙"}, {"name": "丙"}]),
    ]
}

#[track_caller]
fn check(source: &str, expected: impl Into<Json>) {
    assert_eq!(value(source, &answered()), expected.into(), "{source}");
}

#[track_caller]
fn check_unanswered(source: &str, expected: impl Into<Json>) {
    assert_eq!(value(source, &[]), expected.into(), "{source}");
}

#[test]
fn expressions_compute_over_answers() {
    check("staff >= 10 && open", json!(true));
    check("staff * 2 + 1", json!(25));
    check("7 / 2", json!(3.5));
    check("staff > 10 ? 'many' : 'few'", json!("many"));
    check("size == 'large'", json!(true));
    check("'large' in kinds && !('small' in ['large'])", json!(true));
    check("sum(rows, 'amount')", json!(3.5));
    check("count(rows)", json!(3));
    check("rows.filter(r, r.amount > 1.7).map(r, r.name)", json!(["乙"]));
    check("rows.exists(r, r.name == '丙')", json!(true));
    check("rows.exists_one(r, r.amount == 2)", json!(true));
    check("rows[1].name", json!("乙"));
    check("rows[9].name", json!(null));
    check("chars(name)", json!(9));
    check("rank('sizes', size)", json!(2));
    check("code_name('sizes', 'small')", json!("小型"));
    check("days_between('2026-02-27', today)", json!(3));
    check("cn_date(today)", json!("2026年3月2日"));
    check("organisation.employees + staff", json!(312));
    check("organisation.grades.iov == '4'", json!(true));
    check("join(rows.map(r, r.name), '、')", json!("甲、乙、丙"));
    check("round(10 / 3, 2)", json!(3.33));
    check("max(staff, 20, 3)", json!(20));
    check("name.startsWith('护航') && name.contains('Hu')", json!(true));
    check("answers.form.staff == staff", json!(true));
    check("-staff", json!(-12));
    check("1 / 0", json!(null));
}

#[test]
fn an_unanswered_question_neither_throws_nor_decides() {
    check_unanswered("staff > 3", json!(null));
    check_unanswered("staff + 1", json!(null));
    check_unanswered("staff > 3 ? 1 : 2", json!(null));
    check_unanswered("staff > 3 || true", json!(true));
    check_unanswered("staff > 3 && false", json!(false));
    check_unanswered("!(staff > 3)", json!(null));
    check_unanswered("size == 'large'", json!(false));
    check_unanswered("size == null", json!(true));
    check_unanswered("name == ''", json!(true));
    check_unanswered("name != ''", json!(false));
    check_unanswered("'large' in kinds", json!(false));
    check_unanswered("sum(rows, 'amount')", json!(0));
    check_unanswered("count(kinds)", json!(0));
    check_unanswered("rows.all(r, r.amount > 1)", json!(true));
    check_unanswered("has_text(name)", json!(false));
    check_unanswered("or(staff, 5)", json!(5));
    check_unanswered("name + 'x'", json!("x"));
    check_unanswered("credit_code_ok(name)", json!(null));
    check_unanswered("rank('sizes', size)", json!(null));
    check("rows.all(r, r.amount > 1)", json!(null));
    check("rows.all(r, r.amount > 1.7)", json!(false));
}

#[track_caller]
fn check_refused(source: &str, wanted: &Type, code: &str) {
    match compiled(source, wanted) {
        Ok(_) => panic!("{source} was taken"),
        Err(failure) => assert_eq!(failure.code, code, "{source}: {failure:?}"),
    }
}

#[test]
fn what_does_not_type_check_is_refused() {
    check_refused("staf > 3", &Type::Bool, "expression.name_unknown");
    check_refused("answers.form.nothing", &Type::Any, "expression.name_unknown");
    check_refused("answers.other.name", &Type::Any, "expression.name_unknown");
    check_refused("organisation.nothing", &Type::Any, "expression.name_unknown");
    check_refused("rows.all(r, r.price > 1)", &Type::Bool, "expression.name_unknown");
    check_refused("scores.total", &Type::Number, "expression.name_unknown");
    check_refused("staff", &Type::Bool, "expression.type");
    check_refused("staff > 3", &Type::Number, "expression.type");
    check_refused("name * 2", &Type::Any, "expression.type");
    check_refused("staff == 'many'", &Type::Any, "expression.type");
    check_refused("name && open", &Type::Any, "expression.type");
    check_refused("staff.filter(x, true)", &Type::Any, "expression.type");
    check_refused("open > 1", &Type::Any, "expression.type");
    check_refused("size == 'huge'", &Type::Bool, "expression.code_unknown");
    check_refused("'huge' in kinds", &Type::Bool, "expression.code_unknown");
    check_refused("size in ['small', 'huge']", &Type::Bool, "expression.code_unknown");
    check_refused("median(staff)", &Type::Any, "expression.function_unknown");
    check_refused("count(rows, 2)", &Type::Any, "expression.arguments");
    check_refused("rank('colours', size)", &Type::Any, "expression.list_unknown");
    check_refused("{'a': 1}.a", &Type::Any, "expression.unsupported");
    check_refused("staff >", &Type::Bool, "expression.syntax");
    check_refused("", &Type::Bool, "expression.syntax");
    check_refused("9007199254740993 > 1", &Type::Bool, "expression.number_range");
}

#[test]
fn an_expression_is_bounded_before_it_is_parsed() {
    check_refused(&"x".repeat(MAX_BYTES + 1), &Type::Any, "expression.too_long");
    check_refused(
        &format!("{}1{}", "(".repeat(300), ")".repeat(300)),
        &Type::Any,
        "expression.too_deep",
    );
    check_refused(&format!("{}true", "!".repeat(300)), &Type::Any, "expression.too_deep");
    check_refused(&vec!["staff"; 500].join(" + "), &Type::Number, "expression.too_deep");
    check(&vec!["staff"; 60].join(" + "), json!(720));
}

#[test]
fn nested_loops_over_large_tables_end_as_unknown() {
    let rows: Vec<Json> = (0..2000).map(|at| json!({"amount": at, "name": "x"})).collect();
    let answers = vec![json!(1), json!("a"), json!(true), json!("small"), json!([]), json!(rows)];
    let source = "rows.all(a, rows.all(b, rows.all(c, a.amount <= b.amount + c.amount + 9999)))";
    let begun = std::time::Instant::now();
    assert_eq!(value(source, &answers), json!(null));
    assert!(begun.elapsed().as_secs() < 5, "bounded by steps");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_compiler_panic(source in "[a-z0-9 ()\\[\\]{}.?:&|!<>=+*/%,'\"-]{0,80}") {
        drop(compiled(&source, &Type::Any));
    }
}
