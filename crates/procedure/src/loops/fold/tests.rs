use model::finding::Severity;
use model::loops::Source;
use proptest::prelude::*;

use super::*;
use crate::pack::tests::shipped;

const MIIT: &str = "cn/32/miit";
const PLANT: &str = "cn/32/ent/a";
/// Monday 2026-03-02 09:00 in Shanghai.
const START: i64 = 1_772_413_200_000;
const HOUR: i64 = 3_600_000;
const PACKS: [&str; 3] = ["loop-notice", "loop-hazard", "loop-task"];

fn path(text: &str) -> TenantPath {
    text.parse().expect("a path")
}

fn of(pack: &str) -> Loop {
    Loop::from_pack(&shipped(pack)).expect("the shipped procedure is right")
}

fn head() -> LoopHead {
    LoopHead {
        source: Source::Notice,
        number: "苏〔2026〕1号".to_owned(),
        title: "t".to_owned(),
        severity: Severity::High,
        techniques: Vec::new(),
        issuer: path(MIIT),
        recipient: path(PLANT),
        issued: Millis(START),
        due: Millis(START + 240 * HOUR),
        procedure: "loop-notice@0.2.0".to_owned(),
        hazard: String::new(),
    }
}

fn id(number: u64) -> Id {
    let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
    Id::from_parts(Millis(START), [0, 0, a, b, c, d, e, f, g, h])
}

/// `issuer close note` or `recipient ask_extension text days=5`, taken `turn` hours after the start.
fn step(turn: u32, text: &str) -> LoopStepTaken {
    let mut words = text.split(' ');
    let party = words.next().expect("a party");
    let by = match party {
        "issuer" => MIIT,
        "supervisor" => "cn",
        _ => PLANT,
    };
    let action = words.next().expect("an action").to_owned();
    let rest: Vec<&str> = words.collect();
    let fields = rest.iter().filter_map(|word| word.split_once('='));
    LoopStepTaken {
        id: id(turn.into()),
        party: party.to_owned(),
        by: path(by),
        spoken_for: path(by),
        action,
        turn,
        time: Millis(START + i64::from(turn) * HOUR),
        has_text: rest.contains(&"text"),
        has_attachments: false,
        fields: fields.map(|(id, value)| (id.to_owned(), value.to_owned())).collect(),
        checks: Vec::new(),
    }
}

fn steps(course: &[&str]) -> Vec<LoopStepTaken> {
    (1..).zip(course).map(|(turn, text)| step(turn, text)).collect()
}

fn stand(course: &[&str]) -> Standing {
    of("loop-notice").fold(&head(), &steps(course), &Calendar::weekends())
}

/// State, who is waited for, pending asks, refused steps.
fn check(course: &[&str], expected: &str) {
    let standing = stand(course);
    let waiting: Vec<&str> = standing.waiting.iter().map(|w| w.party.word()).collect();
    let asks: Vec<&str> = standing.asks.iter().map(|asked| asked.ask.word()).collect();
    let told = format!(
        "{} [{}] ({}) -{}",
        standing.state,
        waiting.join(" "),
        asks.join(" "),
        standing.refused.len()
    );
    assert_eq!(told, expected, "{course:?}");
}

#[test]
fn a_loop_goes_its_way_and_says_who_is_waited_for() {
    let reply = ["recipient sign_for", "recipient reply text"];
    let with = |more: &[&'static str]| [&reply[..], more].concat();
    check(&[], "issued [recipient] () -0");
    check(&["recipient read", "recipient sign_for"], "signed_for [recipient] () -0");
    check(&reply, "replied [issuer] () -0");
    check(&with(&["issuer return text"]), "returned [recipient] () -0");
    check(&with(&["issuer close text"]), "closed [] () -0");
    check(&with(&["issuer close text", "issuer reopen text"]), "reopened [recipient] () -0");
    check(&with(&["issuer close text", "issuer withdraw text"]), "closed [] () -1");
    let sampled = with(&["issuer close text", "issuer sample", "recipient recheck"]);
    check(&sampled, "closed [] () -0");
    check(
        &["recipient sign_for", "recipient plan text date=2026-04-01"],
        "planned [recipient] () -0",
    );
    check(&["recipient sign_for", "recipient plan text date=soon"], "signed_for [recipient] () -1");
    check(&["supervisor supervise text"], "issued [recipient] () -0");
    check(&["recipient supervise text"], "issued [recipient] () -1");
}

#[test]
fn what_is_asked_waits_for_an_answer() {
    let ask = ["recipient sign_for", "recipient ask_extension text days=5"];
    let with = |more: &[&'static str]| [&ask[..], more].concat();
    check(&ask, "signed_for [issuer recipient] (extension) -0");
    check(
        &with(&["recipient ask_extension text days=5"]),
        "signed_for [issuer recipient] (extension) -1",
    );
    check(&with(&["issuer grant_extension"]), "signed_for [recipient] () -0");
    check(&with(&["issuer refuse_extension text"]), "signed_for [recipient] () -0");
    check(&["recipient sign_for", "issuer grant_extension days=5"], "signed_for [recipient] () -1");
    check(
        &["recipient sign_for", "recipient ask_extension text days=31"],
        "signed_for [recipient] () -1",
    );
    check(&["recipient sign_for", "recipient dispute text"], "disputed [issuer] (dispute) -0");
    let dispute = ["recipient sign_for", "recipient dispute text", "issuer accept_dispute text"];
    check(&dispute, "dismissed [] () -0");
    let transfer = ["recipient sign_for", "recipient ask_transfer text to=cn/32/ent/b"];
    check(&transfer, "transfer_asked [issuer] (transfer) -0");
    check(&[&transfer[..], &["issuer approve_transfer"]].concat(), "transferred [] () -0");
}

#[test]
fn more_time_moves_what_is_due_and_is_bounded() {
    let before = stand(&["recipient sign_for"]);
    let ask = "recipient ask_extension text days=10";
    let once = stand(&["recipient sign_for", ask, "issuer grant_extension days=3"]);
    assert!(once.final_due > before.final_due);
    assert_eq!(once.due, Some(once.final_due));
    // Ten days on from a Thursday morning's due, three working days: to the end of a Tuesday.
    let days = (once.final_due.0 + 1 - before.final_due.0) as f64 / (24.0 * HOUR as f64);
    assert!((3.0..6.0).contains(&days), "{days}");
    let grant = "issuer grant_extension";
    let thrice = stand(&["recipient sign_for", ask, grant, ask, grant, ask, grant]);
    assert_eq!((thrice.extended, thrice.refused.len()), (2, 2));
}

#[test]
fn figures_count_what_happened() {
    let standing = stand(&[
        "recipient read",
        "recipient sign_for",
        "issuer urge",
        "recipient reply text",
        "issuer return text",
        "recipient reply text",
        "issuer close text",
        "issuer reopen text",
        "issuer escalate level=2",
        "supervisor supervise text",
    ]);
    let counts = (standing.urged, standing.returned, standing.reopened, standing.escalated);
    assert_eq!(counts, (1, 1, 1, 2));
    assert!(standing.supervised && standing.closed_at.is_none());
    let at = |turn: i64| Some(Millis(START + turn * HOUR));
    assert_eq!((standing.read, standing.signed, standing.replied), (at(1), at(2), at(4)));
}

#[test]
fn a_close_against_a_failed_check_needs_a_reason_and_a_hazard_that_comes_back_shows() {
    let condition =
        contract::loops::Condition::PortClosed { address: "10.0.0.1".into(), port: 502 };
    let seen = |outcome| CheckResult {
        condition: condition.clone(),
        outcome,
        at: Millis(START),
        since: Millis(START),
        seen: BTreeMap::new(),
    };
    // A pack that asks for no words: closing against what the machine saw needs them all the same.
    let mut silent = of("loop-notice");
    for close in silent.steps.iter_mut().filter(|step| step.action == "close") {
        close.optional.append(&mut close.requires);
    }
    for (close, outcome, state, refused) in [
        ("issuer close", CheckOutcome::Failed, "replied", 1),
        ("issuer close", CheckOutcome::Held, "closed", 0),
        ("issuer close", CheckOutcome::Unknown, "closed", 0),
        ("issuer close text", CheckOutcome::Failed, "closed", 0),
    ] {
        let mut course = steps(&["recipient sign_for", "recipient reply text", close]);
        course[1].checks = vec![seen(CheckOutcome::Held), seen(outcome)];
        let standing = silent.fold(&head(), &course, &Calendar::weekends());
        let told = (standing.state.as_str(), standing.refused.len(), standing.rechecked);
        assert_eq!(told, (state, refused, Some(outcome)), "{close} against {outcome:?}");
        assert!(!standing.came_back, "it never went");
    }
    let mut course = steps(&[
        "recipient sign_for",
        "recipient reply text",
        "issuer close text",
        "recipient recheck",
    ]);
    course[1].checks = vec![seen(CheckOutcome::Held)];
    course[3].checks = vec![seen(CheckOutcome::Held), seen(CheckOutcome::Failed)];
    let procedure = of("loop-notice");
    let standing = procedure.fold(&head(), &course, &Calendar::weekends());
    assert!(standing.closed && standing.came_back);
    assert_eq!(standing.rechecked, Some(CheckOutcome::Failed));
}

#[test]
fn a_late_loop_is_escalated_level_by_level() {
    let procedure = of("loop-notice");
    let calendar = Calendar::weekends();
    let standing = stand(&[]);
    let due = standing.due.expect("signing for is due");
    let level = |hours: i64| procedure.escalation_at(&standing, due.plus(hours * HOUR), &calendar);
    assert_eq!((level(0), level(48), level(24 * 9)), (0, 1, 2));
    let closed = stand(&["recipient sign_for", "recipient reply text", "issuer close text"]);
    assert_eq!(procedure.escalation_at(&closed, due.plus(9999 * HOUR), &calendar), 0);
}

#[test]
fn whoever_speaks_for_another_is_refused() {
    let mut course = steps(&["recipient sign_for"]);
    course[0].spoken_for = path(MIIT);
    let standing = of("loop-notice").fold(&head(), &course, &Calendar::weekends());
    assert_eq!((standing.state.as_str(), standing.refused.len()), ("issued", 1));
}

#[test]
fn who_is_above_whom() {
    let above = |by: &str, issuer: &str| is_above(&path(by), &path(issuer));
    assert!(above("cn", MIIT) && above("cn", PLANT) && above(MIIT, PLANT));
    assert!(!above(MIIT, "cn") && !above(MIIT, MIIT) && !above("cn/33/miit", PLANT));
    assert!(!above("cn/32/ent/b", PLANT) && !above("cn/32/ca", MIIT));
}

#[test]
fn an_authority_may_have_limits_of_its_own() {
    let mut procedure = of("loop-notice");
    let own = [(Severity::High, crate::loops::Limit { amount: 2, unit: Unit::Hours })];
    for clock in procedure.clocks.iter_mut().filter(|clock| clock.id == "sign_for") {
        clock.authorities = [(path(MIIT), own.into())].into();
    }
    let standing = procedure.fold(&head(), &[], &Calendar::weekends());
    assert_eq!(standing.due, Some(Millis(START + 2 * HOUR)));
}

/// Any step of the pack by any party, with fields that may or may not fit.
fn any_step(procedure: &Loop) -> impl Strategy<Value = (usize, u8, u8, u32)> + use<> {
    (0..procedure.steps.len(), 0..4u8, 0..3u8, 0..40u32)
}

fn random_course(procedure: &Loop, picks: &[(usize, u8, u8, u32)]) -> Vec<LoopStepTaken> {
    let one = |(turn, (place, party, text, days)): (u32, &(usize, u8, u8, u32))| {
        let definition = &procedure.steps[*place];
        let party = match party {
            0 => "issuer",
            1 => "recipient",
            2 => "supervisor",
            _ => definition.party.word(),
        };
        let mut taken = step(turn, &format!("{party} {}", definition.action));
        taken.has_text = *text > 0;
        for field in &definition.fields {
            let value = match field.kind {
                crate::loops::FieldKind::Date => "2026-04-01".to_owned(),
                crate::loops::FieldKind::Tenant => "cn/32/ent/b".to_owned(),
                _ => days.to_string(),
            };
            taken.fields.insert(field.id.clone(), value);
        }
        taken
    };
    (1..).zip(picks).map(one).collect()
}

fn picks() -> impl Strategy<Value = (usize, Vec<(usize, u8, u8, u32)>)> {
    (0..PACKS.len()).prop_flat_map(|pack| {
        let procedure = of(PACKS[pack]);
        (Just(pack), prop::collection::vec(any_step(&procedure), 0..25))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_course_leaves_what_the_pack_declares((pack, picks) in picks(), shift in 0usize..25) {
        let procedure = of(PACKS[pack]);
        let calendar = Calendar::weekends();
        let course = random_course(&procedure, &picks);
        let standing = procedure.fold(&head(), &course, &calendar);
        prop_assert!(procedure.state(&standing.state).is_some());
        let most = procedure.extension.as_ref().map_or(0, |extension| extension.times);
        prop_assert!(standing.extended <= most);
        prop_assert_eq!(standing.closed, procedure.is_closed(&standing.state));
        prop_assert_eq!(standing.closed_at.is_some(), standing.closed);
        prop_assert!(!standing.is_over() || standing.waiting.is_empty());
        prop_assert!(standing.is_over() || !standing.waiting.is_empty());
        // The order of arrival is nothing to it.
        let mut turned = course.clone();
        turned.rotate_left(shift.min(course.len()));
        prop_assert_eq!(&procedure.fold(&head(), &turned, &calendar), &standing);
        turned.reverse();
        prop_assert_eq!(&procedure.fold(&head(), &turned, &calendar), &standing);
        // Refused steps change nothing.
        let kept: Vec<_> = course.iter().filter(|s| !standing.refused.contains(&s.id)).cloned().collect();
        let again = procedure.fold(&head(), &kept, &calendar);
        prop_assert_eq!(Standing { refused: Vec::new(), ..standing.clone() }, again);
        // A closed loop moves by what reopens it only.
        for pair in course.windows(2) {
            if let (Some(before), Some(after)) = (standing.states.get(&pair[0].id), standing.states.get(&pair[1].id))
                && procedure.is_closed(before) && before != after
            {
                let reopens = procedure.steps.iter().any(|s| s.action == pair[1].action && s.effect == Some(Effect::Reopens));
                prop_assert!(reopens);
            }
        }
    }
}
