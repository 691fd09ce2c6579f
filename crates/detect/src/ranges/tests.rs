use proptest::prelude::*;

use super::*;

fn of(list: &[(u32, u32)]) -> Ranges {
    let mut ranges = Ranges::default();
    list.iter().for_each(|(first, last)| ranges.insert(*first, *last));
    ranges
}

#[test]
fn touching_ranges_become_one() {
    for (list, expected) in [
        (&[(0, 9), (10, 19)][..], &[[0, 19]][..]),
        (&[(10, 19), (0, 9)], &[[0, 19]]),
        (&[(0, 9), (20, 29)], &[[0, 9], [20, 29]]),
        (&[(0, 9), (20, 29), (5, 24)], &[[0, 29]]),
        (&[(5, 5), (5, 5)], &[[5, 5]]),
        (&[(u32::MAX, u32::MAX)], &[[u32::MAX, u32::MAX]]),
        (&[(9, 1)], &[]),
    ] {
        assert_eq!(of(list).list(), expected, "{list:?}");
    }
}

#[test]
fn few_objects_are_exact_and_many_are_coarse() {
    let exact = of(&[(100, 100), (1000, 1009)]);
    assert!(exact.covers(1000, 1009) && !exact.covers(1000, 1010) && !exact.covers(101, 101));
    assert_eq!(exact.granularity(), 1);
    let coarse = of(&[(0, 9999)]);
    assert_eq!(coarse.granularity(), 64);
    assert!(coarse.covers(5000, 6000) && !coarse.covers(20_000, 20_000));
}

proptest! {
    #[test]
    fn the_order_of_insertion_does_not_matter(
        list in prop::collection::vec((0u32..5000, 0u32..200), 0..120),
        seed in any::<u64>(),
    ) {
        let list: Vec<(u32, u32)> = list.into_iter().map(|(first, more)| (first, first + more)).collect();
        let mut other = list.clone();
        other.sort_by_key(|range| crate::hash::Seeded(seed).of(range));
        prop_assert_eq!(of(&list), of(&other));
    }

    #[test]
    fn what_was_inserted_is_covered_whatever_the_bounds(list in prop::collection::vec(any::<(u32, u32)>(), 0..60)) {
        let ranges = of(&list);
        for (first, last) in list.iter().filter(|(first, last)| first <= last) {
            prop_assert!(ranges.covers(*first, *last));
        }
        prop_assert!(ranges.runs.len() <= 256);
        let mut again = Ranges::default();
        again.coarsen_to(ranges.granularity());
        ranges.list().iter().for_each(|[first, last]| again.insert(*first, *last));
        prop_assert_eq!(again, ranges);
    }
}

#[test]
fn beyond_the_limit_any_name_is_accepted() {
    let mut names = Names::default();
    for n in 0..=Names::MAX {
        assert!(!names.is_any());
        names.insert(&format!("tag{n}"));
    }
    assert!(names.is_any() && names.covers("never seen") && names.list().is_empty());
}

#[test]
fn names_are_cut_at_a_letter_and_still_found() {
    let mut names = Names::default();
    let long = "阀".repeat(200);
    names.insert(&long);
    assert!(names.covers(&long) && !names.covers("阀"));
}
