use super::*;

fn cell(kind: &str, rank: i64, count: u64, overdue: u64) -> WorkCell {
    WorkCell { kind: kind.to_owned(), rank, assignee: String::new(), count, overdue }
}

#[test]
fn sums_are_by_key_the_most_first_and_without_nothing() {
    let cells = [
        cell("notice", 4, 2, 1),
        cell("notice", 5, 1, 1),
        cell("report", 0, 9, 0),
        cell("task", 1, 0, 0),
    ];
    let check = |counts: Vec<InboxCount>, expected: &[(&str, u64, u64)]| {
        let found: Vec<(&str, u64, u64)> =
            counts.iter().map(|count| (count.key.as_str(), count.count, count.overdue)).collect();
        assert_eq!(found, expected);
    };
    check(tally(&cells, |cell| Some(cell.kind.clone())), &[("report", 9, 0), ("notice", 3, 2)]);
    let by_severity = tally(&cells, |cell| cell.severity().map(|word| word.to_string()));
    check(by_severity, &[("high", 2, 1), ("critical", 1, 1)]);
}

#[test]
fn duties_follow_the_filters_they_have_a_word_for() {
    let duty = |due: i64, assignee: &str| {
        let row = WorkRow {
            kind: DUTY.to_owned(),
            object: "pack#yearly".to_owned(),
            actions: Vec::new(),
            procedure: String::new(),
            due: Some(Millis(due)),
            since: Millis(0),
            severity: None,
            sender: String::new(),
            sender_name: String::new(),
            title: "年度评估".to_owned(),
            group: String::new(),
            assignee: assignee.to_owned(),
        };
        Waits { row, title_en: String::new(), from: "某办法".to_owned(), code: String::new() }
    };
    let plain = || WorkFilter::of(model::Role::EnterpriseOfficer);
    let some = |text: &str| Some(text.to_owned());
    for (filter, due, assignee, expected) in [
        (plain(), 5, "", true),
        (WorkFilter { kind: some("notice"), ..plain() }, 5, "", false),
        (WorkFilter { kind: some(DUTY), ..plain() }, 5, "", true),
        (WorkFilter { severity: Some(Severity::High), ..plain() }, 5, "", false),
        (WorkFilter { overdue: Some(true), ..plain() }, 5, "", true),
        (WorkFilter { overdue: Some(true), ..plain() }, 15, "", false),
        (WorkFilter { assigned: Some(Assigned::Nobody), ..plain() }, 5, "", true),
        (WorkFilter { assigned: Some(Assigned::Nobody), ..plain() }, 5, "li", false),
        (WorkFilter { q: some("评估"), ..plain() }, 5, "", true),
        (WorkFilter { q: some("通报"), ..plain() }, 5, "", false),
        (WorkFilter { group: some("g"), ..plain() }, 5, "", false),
    ] {
        assert_eq!(duty(due, assignee).is_in(&filter, Millis(10)), expected, "{filter:?}");
    }
}
