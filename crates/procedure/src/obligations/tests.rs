use serde_json::json;

use super::*;
use crate::examples::instant;
use crate::tests::{changed, library, trial};

fn at(day: &str) -> Millis {
    instant(&format!("{day}T12:00:00+08:00")).expect("a time")
}

fn done(action: &str, period: &str, day: &str) -> Done {
    Done {
        procedure: "trial".into(),
        action: action.into(),
        period: period.into(),
        at: at(day),
        filing: "00000000-0000-7000-8000-000000000001".parse().expect("an id"),
    }
}

/// Day, done, overdue of each duty.
fn told(procedure: &Procedure, history: &[Done], now: &str) -> Vec<(String, bool, bool)> {
    let organisation = json!({"kind": "IND"});
    let window = Window { now: at(now), from: at(now), to: at("2028-12-31") };
    let rows = obligations(
        [procedure],
        organisation.as_object().expect("an object"),
        history,
        window,
        &library().calendar(),
    );
    rows.into_iter().map(|row| (crate::day_of(row.due), row.done, row.overdue)).collect()
}

#[test]
fn a_yearly_duty_is_told_for_each_year_until_it_is_done() {
    let rows = told(trial(), &[], "2026-03-01");
    let days: Vec<&str> = rows.iter().map(|(day, ..)| day.as_str()).collect();
    assert_eq!(days, ["2026-12-25", "2027-12-25", "2028-12-25"]);
    let rows = told(trial(), &[done("submit", "2026", "2026-05-01")], "2026-06-01");
    assert_eq!(rows[0], ("2026-12-25".to_owned(), true, false));
    assert_eq!(rows[1], ("2027-12-25".to_owned(), false, false));
    let rows = told(trial(), &[], "2027-01-05");
    assert_eq!(rows[0], ("2026-12-25".to_owned(), false, true), "what is overdue stays");
}

#[test]
fn a_duty_that_does_not_apply_is_not_told() {
    let window = Window { now: at("2026-03-01"), from: at("2026-03-01"), to: at("2027-12-31") };
    let rows = obligations([trial()], &Answers::new(), &[], window, &library().calendar());
    assert_eq!(rows, []);
}

#[test]
fn duties_follow_from_what_was_done() {
    let due = "due: {on: \"12-25\", every: {years: 1}}";
    let with = |due_now: &str| {
        changed(&[("procedure.yaml", due, due_now)])
            .unwrap_or_else(|problems| panic!("{problems:#?}"))
    };
    let history = [done("confirm", "2026", "2026-03-02"), done("submit", "2026", "2026-03-01")];
    let returning = with("due: {every: {years: 2}, after: {procedure: trial, action: confirm}}");
    let rows = told(&returning, &history, "2026-04-01");
    assert_eq!(rows, [("2028-03-02".to_owned(), false, false)]);
    assert_eq!(told(&returning, &[], "2026-04-01"), []);

    let within = "due: {within: {amount: 10, unit: working_days}, after: {procedure: trial, action: confirm}}";
    let within = with(within);
    let rows = told(&within, &history, "2026-03-03");
    assert_eq!(rows, [("2026-03-16".to_owned(), false, false)]);
    let mut history = history.to_vec();
    history.push(done("submit", "2026", "2026-03-10"));
    assert_eq!(told(&within, &history, "2026-03-11"), [("2026-03-16".to_owned(), true, false)]);
}
