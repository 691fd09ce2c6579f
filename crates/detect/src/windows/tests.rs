use model::CaptureTime;

use super::*;

fn evidence(time: i64) -> impl FnOnce() -> Evidence {
    move || Evidence { event: None, time: CaptureTime(time), packet: 0, summary: String::new() }
}

/// Meets (thing, second) pairs within ten seconds, three at least; gives when it was enough.
fn enough(met: &[(u64, i64)]) -> Vec<i64> {
    let mut window = Window::default();
    let told = met.iter().filter(|(thing, time)| {
        let time = time * SECOND;
        window.meet(*thing, time, 10 * SECOND, 3, evidence(time)).is_some()
    });
    told.map(|(_, time)| *time).collect()
}

#[test]
fn different_things_within_the_time_are_enough_and_it_starts_afresh() {
    assert_eq!(enough(&[(1, 0), (2, 1), (3, 2)]), [2]);
    assert_eq!(enough(&[(1, 0), (1, 1), (1, 2), (2, 3)]), [0; 0]);
    assert_eq!(enough(&[(1, 0), (2, 8), (3, 11)]), [0; 0]);
    // Meeting a thing again keeps it fresh.
    assert_eq!(enough(&[(1, 0), (2, 5), (1, 9), (3, 14)]), [14]);
    assert_eq!(enough(&[(1, 0), (2, 1), (3, 2), (4, 3), (5, 4), (6, 5)]), [2, 5]);
}

#[test]
fn messages_that_stand_for_several_count_as_several() {
    let mut window = Window::default();
    assert!(window.count(4, 0, SECOND, 10, evidence(0)).is_none());
    let (met, evidence) = window.count(7, 1, SECOND, 10, evidence(1)).expect("eleven are enough");
    assert_eq!((met, evidence.len()), (11, 2));
    assert!(window.is_empty());
}

#[test]
fn evidence_is_bounded_and_as_fresh_as_what_it_proves() {
    let mut window = Window::default();
    for n in 0..100i64 {
        window.meet(n.unsigned_abs(), n * SECOND, 50 * SECOND, 200, evidence(n * SECOND));
    }
    assert!(window.evidence.len() <= Detection::MAX_EVIDENCE);
    assert!(window.items.len() <= 51);
    assert!(window.evidence.iter().all(|e| e.time.0 >= 49 * SECOND));
}
