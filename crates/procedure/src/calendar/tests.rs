use jiff::civil::DateTime;

use super::*;
use crate::pack::tests::shipped;

/// Milliseconds of a wall-clock time in Shanghai.
fn at(text: &str) -> Millis {
    let time: DateTime = text.parse().expect("a date and time");
    let utc = time.to_zoned(jiff::tz::TimeZone::UTC).expect("a time of our age");
    Millis(utc.timestamp().as_millisecond() - SHANGHAI)
}

fn china() -> Calendar {
    Calendar::from_pack(&shipped("calendar-cn")).expect("the shipped calendar is right")
}

fn check(start: &str, days: u32, end: &str) {
    let found = china().end_of_working_day(at(start), days).expect("in range");
    assert_eq!(found, Millis(at(end).0 + 999), "{days} working days from {start}");
}

#[test]
fn working_days_skip_weekends_and_holidays_and_count_days_worked_instead() {
    // Monday to Tuesday; the start's own day does not count, whatever the hour.
    check("2026-03-02T09:00", 1, "2026-03-03T23:59:59");
    check("2026-03-02T00:00", 1, "2026-03-03T23:59:59");
    check("2026-03-02T23:59", 1, "2026-03-03T23:59:59");
    // Friday over the weekend.
    check("2026-03-06T10:00", 1, "2026-03-09T23:59:59");
    // Saturday 14 February is worked; the festival lasts to the 23rd.
    check("2026-02-13T10:00", 1, "2026-02-14T23:59:59");
    check("2026-02-13T10:00", 2, "2026-02-24T23:59:59");
    // National Day 2025, with the 11th worked.
    check("2025-09-30T10:00", 3, "2025-10-11T23:59:59");
}

#[test]
fn a_day_begins_at_midnight_in_shanghai_not_in_greenwich() {
    let calendar = Calendar::weekends();
    assert!(!calendar.is_working(at("2026-03-07T00:00")));
    assert!(calendar.is_working(at("2026-03-06T23:59")));
    assert!(calendar.is_working(at("2026-03-09T00:00")));
}

#[test]
fn calendar_days_end_at_midnight() {
    assert_eq!(
        Calendar::end_of_day(at("2026-03-06T10:00"), 2),
        Millis(at("2026-03-08T23:59:59").0 + 999)
    );
}

#[test]
fn absurd_counts_and_times_are_refused_not_counted_for_ever() {
    let calendar = Calendar::weekends();
    assert!(calendar.end_of_working_day(at("2026-01-01T00:00"), u32::MAX).is_err());
    for extreme in [i64::MIN, i64::MAX] {
        let _ = calendar.end_of_working_day(Millis(extreme), 3);
        let _ = calendar.is_working(Millis(extreme));
        let _ = Calendar::end_of_day(Millis(extreme), 3);
    }
}

#[test]
fn what_is_wrong_with_a_calendar_is_told() {
    let exception = |from: &str, to: &str| Exception {
        from: from.to_owned(),
        to: Some(to.to_owned()),
        day: DayKind::Off,
        name: Text::default(),
        source: None,
        confidence: Confidence::V,
    };
    for (from, to, code) in [
        ("2026-02-30", "2026-03-01", "calendar.date"),
        ("2026-03-02", "2026-03-01", "calendar.span"),
        ("2026-03-02", "2027-03-01", "calendar.span"),
    ] {
        let problem = Calendar::weekends().add(&exception(from, to), "exceptions[0]");
        assert_eq!(problem.expect_err("it is wrong").code, code);
    }
    let mut calendar = Calendar::weekends();
    calendar.add(&exception("2026-03-02", "2026-03-04"), "a").expect("it is right");
    let twice = calendar.add(&exception("2026-03-04", "2026-03-05"), "b");
    assert_eq!(twice.expect_err("a day has one kind").code, "calendar.day_twice");
}

proptest::proptest! {
    /// More days never end earlier, and the end is the end of a working day.
    #[test]
    fn deadlines_grow_with_the_days_and_fall_on_working_days(start in 0i64..2_000_000_000_000, days in 1u32..60) {
        let calendar = china();
        let end = calendar.end_of_working_day(Millis(start), days).expect("in range");
        let more = calendar.end_of_working_day(Millis(start), days + 1).expect("in range");
        proptest::prop_assert!(end.0 > start && more > end);
        proptest::prop_assert!(calendar.is_working(end));
        proptest::prop_assert_eq!((end.0 + 1 + SHANGHAI) % DAY, 0);
    }
}
