use super::*;
use crate::pack::tests::shipped;

fn notice() -> Loop {
    Loop::from_pack(&shipped("loop-notice")).expect("the shipped procedure is right")
}

const OFFICER: (Party, Role) = (Party::Recipient, Role::EnterpriseOfficer);
const REGULATOR: (Party, Role) = (Party::Issuer, Role::ProvincialRegulator);

/// Walks the actions and gives the states passed.
fn walk(actions: &[(&str, (Party, Role))]) -> Vec<String> {
    let procedure = notice();
    let mut states = vec![procedure.initial().to_owned()];
    for (action, (party, role)) in actions {
        let here = states.last().expect("there is a state").clone();
        let step = procedure.step(&here, action, *party, *role).expect("the step is allowed");
        states.push(step.to.clone());
    }
    states
}

#[test]
fn a_notice_goes_round_its_loop_and_closes() {
    let states = walk(&[
        ("sign_for", OFFICER),
        ("reply", OFFICER),
        ("return", REGULATOR),
        ("reply", OFFICER),
        ("close", REGULATOR),
    ]);
    assert_eq!(states, ["issued", "signed_for", "replied", "returned", "replied", "closed"]);
    assert!(notice().is_closed("closed") && !notice().is_terminal("closed"));
}

fn check_refused(state: &str, action: &str, who: (Party, Role), code: &str) {
    let fault = notice().step(state, action, who.0, who.1).expect_err("it is not allowed");
    assert_eq!(fault.code, code, "{state} {action}");
}

#[test]
fn what_is_not_in_the_data_is_refused() {
    check_refused("issued", "dance", OFFICER, "procedure.action_unknown");
    check_refused("issued", "reply", OFFICER, "procedure.not_in_state");
    check_refused("closed", "withdraw", REGULATOR, "procedure.not_in_state");
    check_refused("nowhere", "reply", OFFICER, "procedure.not_in_state");
    check_refused("issued", "sign_for", REGULATOR, "procedure.wrong_party");
    check_refused(
        "replied",
        "close",
        (Party::Recipient, Role::ProvincialRegulator),
        "procedure.wrong_party",
    );
    check_refused("issued", "sign_for", (Party::Recipient, Role::Auditor), "procedure.role");
}

#[test]
fn a_refusal_names_what_is_possible() {
    let fault = notice()
        .step("issued", "reply", Party::Recipient, Role::EnterpriseOfficer)
        .expect_err("not yet");
    assert_eq!(fault.params["possible"], "read, sign_for, urge, escalate, supervise, withdraw");
}

#[test]
fn everybody_sees_the_steps_that_are_theirs() {
    let procedure = notice();
    let actions = |state: &str, (party, role): (Party, Role)| -> Vec<String> {
        procedure.available(state, party, role).iter().map(|s| s.action.clone()).collect()
    };
    assert_eq!(actions("issued", OFFICER), ["read", "sign_for"]);
    assert_eq!(actions("replied", REGULATOR), ["return", "close", "escalate", "withdraw"]);
    assert_eq!(actions("replied", OFFICER), ["recheck"]);
    assert_eq!(actions("closed", REGULATOR), ["sample", "reopen"]);
    assert_eq!(actions("dismissed", REGULATOR), [""; 0]);
}

#[test]
fn a_step_says_which_field_is_missing_or_not_its_own() {
    let procedure = notice();
    let reply = procedure.step("signed_for", "reply", OFFICER.0, OFFICER.1).expect("allowed");
    assert!(reply.check_fields(["text"]).is_ok());
    assert!(reply.check_fields(["text", "evidence"]).is_ok());
    let missing = reply.check_fields(["evidence"]).expect_err("no text");
    assert_eq!(
        (missing.code.as_ref(), missing.params["field"].as_str()),
        ("procedure.field_missing", "text")
    );
    let unknown = reply.check_fields(["text", "colour"]).expect_err("no such field");
    assert_eq!(unknown.code, "procedure.field_unknown");
}

#[test]
fn clocks_count_hours_exactly_and_days_to_their_end() {
    let procedure = notice();
    let calendar = Calendar::weekends();
    // Monday 2026-03-02 09:00 in Shanghai.
    let start = Millis(1_772_413_200_000);
    let hours = |clock: &str, severity| {
        let end = procedure.deadline(clock, severity, start, &calendar).expect("a deadline");
        (end.0 + 1 - start.0) as f64 / 3_600_000.0
    };
    assert_eq!(hours("sign_for", Severity::High).floor(), 24.0);
    // To the end of Wednesday: 15 hours of Monday, two days.
    assert_eq!(hours("sign_for", Severity::Medium), 15.0 + 48.0);
    // Five working days: to the end of the next Monday.
    assert_eq!(hours("reply", Severity::High), 15.0 + 7.0 * 24.0);
    assert!(procedure.deadline("nap", Severity::High, start, &calendar).is_err());
}

#[test]
fn every_figure_is_the_number_of_its_list() {
    let procedure = notice();
    let counts = procedure.count(["issued", "replied", "replied", "closed", "withdrawn"]);
    assert_eq!(counts["issued"], 4);
    assert_eq!(counts["open"], 3);
    assert_eq!(counts["awaiting_recheck"], 2);
    assert_eq!(counts["closed"], 1);
}

#[test]
fn the_drawing_shows_every_transition() {
    insta::assert_snapshot!(notice().to_dot());
}

fn broken(change: impl Fn(&mut Loop)) -> Vec<String> {
    let mut procedure = notice();
    change(&mut procedure);
    procedure.check().iter().map(|p| format!("{} {}", p.code, p.path)).collect()
}

#[test]
fn what_is_wrong_with_a_procedure_is_told_with_its_place() {
    // Steps: 0 read, 1 sign_for, 2 plan, 3 reply, 4 reply again.
    assert_eq!(broken(|p| p.initial = "x".into()), ["procedure.state_unknown initial"]);
    assert_eq!(broken(|p| p.steps[3].to = "x".into()), ["procedure.state_unknown steps[3].to"]);
    assert_eq!(
        broken(|p| p.steps[3].clock = Some("x".into())),
        ["procedure.clock_unknown steps[3].clock"]
    );
    assert_eq!(broken(|p| p.steps[3].roles.clear()), ["procedure.no_role steps[3].roles"]);
    for over in ["closed", "withdrawn"] {
        assert_eq!(
            broken(|p| p.steps[3].from.push(over.into())),
            ["procedure.leaves_terminal steps[3].from[2]"]
        );
    }
    assert_eq!(
        broken(|p| p.steps[3].from.push("returned".into())),
        ["procedure.step_twice steps[4].from[0]"]
    );
    assert_eq!(
        broken(|p| {
            p.clocks[0].limits.remove(&Severity::Low);
        }),
        ["procedure.limit_missing clocks[0].limits"]
    );
    assert_eq!(
        broken(|p| p.clocks[0].limits.values_mut().for_each(|l| l.amount = 0)).len(),
        Severity::ALL.len()
    );
    assert_eq!(
        broken(|p| p.clocks[1].from = "x".into()),
        ["procedure.action_unknown clocks[1].from"]
    );
    assert_eq!(
        broken(|p| p.indicators[4].states.push("x".into())),
        ["procedure.state_unknown indicators[4].states[1]"]
    );
    assert_eq!(broken(|p| p.extension = None), ["procedure.extension_unbounded extension"]);
    assert_eq!(broken(|p| p.escalations[1].level = 1), ["procedure.escalations escalations"]);
    assert_eq!(
        broken(|p| p.steps.retain(|step| step.action != "refuse_extension")),
        ["procedure.ask_unanswered steps"]
    );
    // If signing for leads nowhere, what should follow cannot be reached.
    let unreachable = broken(|p| p.steps[1].to = "issued".into());
    assert_eq!(unreachable.len(), 10, "{unreachable:?}");
    assert_eq!(broken(|p| p.states[3].title.en.clear()), ["procedure.title_incomplete states[3]"]);
}

#[test]
fn a_state_without_an_end_is_found() {
    let found = broken(|p| {
        p.states.push(StateDefinition {
            id: "limbo".into(),
            title: p.states[0].title.clone(),
            terminal: false,
            closed: false,
        });
        p.steps[1].to = "limbo".into();
    });
    assert!(found.contains(&"procedure.no_way_out states[12]".to_owned()), "{found:?}");
}
